from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from toeoff import OutputError
from toeoff.atomic import clear_abandoned, output_errors, whole_file, whole_files
from toeoff.folder_lock import alone_in


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write(folder: Path, **contents: str) -> None:
    for stem, text in contents.items():
        (folder / f"{stem}.txt").write_text(text)


def test_files_are_there_all_at_once_and_nothing_else_is_left(tmp_path: Path) -> None:
    final = tmp_path / "out" / "race"
    with whole_files(final, "done.txt") as partial:
        write(partial, a="1", done="yes")
        assert not final.exists()
        assert partial.parent == final.parent
    assert names(final) == ["a.txt", "done.txt"]
    assert names(final.parent) == ["race"]


def test_an_error_leaves_neither_final_nor_temporary_files(tmp_path: Path) -> None:
    def fail() -> None:
        with whole_files(tmp_path / "race", "done.txt") as partial:
            write(partial, a="1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert names(tmp_path) == []


def test_an_error_leaves_the_results_of_an_earlier_run_as_they_are(tmp_path: Path) -> None:
    final = tmp_path / "race"
    with whole_files(final, "done.txt") as partial:
        write(partial, a="old", done="old")

    def fail() -> None:
        with whole_files(final, "done.txt") as partial:
            write(partial, a="new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (final / "a.txt").read_text() == "old"
    assert (final / "done.txt").read_text() == "old"


def test_a_second_run_replaces_its_files_and_leaves_those_of_others(tmp_path: Path) -> None:
    final = tmp_path / "race"
    with whole_files(final, "done.txt") as partial:
        write(partial, a="old", extra="old", done="old")
    write(final, notes="mine")
    with whole_files(final, "done.txt", stale=lambda: ("a.txt", "extra.txt")) as partial:
        write(partial, a="new", done="new")
    assert names(final) == ["a.txt", "done.txt", "notes.txt"]
    assert (final / "a.txt").read_text() == "new"


def test_the_record_is_gone_while_files_are_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    final = tmp_path / "race"
    with whole_files(final, "done.txt") as partial:
        write(partial, a="old", b="old", done="old")
    replace = Path.replace

    def break_at_b(path: Path, target: Path) -> Path:
        if path.name == "b.txt":
            raise OSError(28, "No space left on device", str(target))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", break_at_b)
    with (
        pytest.raises(OutputError, match="No space left on device"),
        whole_files(final, "done.txt") as partial,
    ):
        write(partial, a="new", b="new", done="new")
    # Mixed files, and no record that calls them whole; whose they are is still known.
    assert names(final) == [".done.txt", "a.txt", "b.txt"]
    assert (final / ".done.txt").read_text() == "old"
    monkeypatch.undo()
    with whole_files(final, "done.txt") as partial:
        write(partial, a="new", b="new", done="new")
    assert names(final) == ["a.txt", "b.txt", "done.txt"]


def test_a_folder_that_must_not_be_written_over_keeps_its_files(tmp_path: Path) -> None:
    final = tmp_path / "race"

    def another_run() -> None:
        final.mkdir()
        write(final, a="theirs", done="theirs")

    def refuse() -> None:
        raise OutputError("written by another run")

    with (
        pytest.raises(OutputError, match="written by another run"),
        whole_files(final, "done.txt", before_replacing=refuse),
    ):
        another_run()
    assert (final / "a.txt").read_text() == "theirs"
    assert names(tmp_path) == ["race"]


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be locked there")
def test_a_process_waits_while_another_replaces_files_of_the_folder(tmp_path: Path) -> None:
    final = tmp_path / "race"
    with whole_files(final, "done.txt") as partial:
        write(partial, a="old", done="old")

    def replace() -> None:
        with whole_files(final, "done.txt") as partial:
            write(partial, a="new", done="new")

    other = threading.Thread(target=replace)
    with alone_in(final):
        other.start()
        other.join(0.3)
        assert other.is_alive()
        assert names(final) == ["a.txt", "done.txt"]
        assert (final / "a.txt").read_text() == "old"
    other.join(10)
    assert (final / "a.txt").read_text() == "new"
    assert names(final) == ["a.txt", "done.txt"]


def test_a_folder_that_another_process_makes_in_the_last_moment_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    final = tmp_path / "race"
    rename = Path.rename

    def too_late(path: Path, target: Path) -> Path:
        target.mkdir()
        write(target, a="theirs", done="theirs")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", too_late)
    with whole_files(final, "done.txt") as partial:
        write(partial, a="new", done="new")
    assert (final / "a.txt").read_text() == "new"
    assert names(final) == ["a.txt", "done.txt"]
    assert names(tmp_path) == ["race"]


def test_what_an_earlier_run_left_is_asked_when_no_other_run_can_change_it(tmp_path: Path) -> None:
    final = tmp_path / "race"
    with whole_files(final, "done.txt") as partial:
        write(partial, a="old", done="old")
    with whole_files(final, "done.txt", stale=lambda: names(final)) as partial:
        write(partial, a="new", done="new")
        with whole_files(final, "done.txt") as other:
            write(other, a="theirs", video="theirs", done="theirs")
    assert names(final) == ["a.txt", "done.txt"]
    assert (final / "a.txt").read_text() == "new"


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be locked there")
def test_a_file_system_without_locks_keeps_nobody_from_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EBADF, "Bad file descriptor")

    monkeypatch.setattr("fcntl.flock", refuse)
    for text in ("old", "new"):
        with whole_files(tmp_path / "race", "done.txt") as partial:
            write(partial, done=text)
    assert (tmp_path / "race" / "done.txt").read_text() == "new"


def test_a_folder_in_the_way_of_a_file_leaves_the_old_results_whole(tmp_path: Path) -> None:
    final = tmp_path / "race"
    with whole_files(final, "done.txt") as partial:
        write(partial, a="old", done="old")
    (final / "b.txt").mkdir()
    with pytest.raises(OutputError, match=r"b\.txt is in the way"), whole_files(final, "done.txt") as partial:
        write(partial, a="new", b="new", done="new")
    assert names(final) == ["a.txt", "b.txt", "done.txt"]
    assert (final / "a.txt").read_text() == "old"


def test_a_file_in_the_way_is_an_output_error_that_names_the_path(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with (
        pytest.raises(OutputError, match=r"cannot write to .*race: (Not a directory|File exists); .*-o FOLDER"),
        whole_files(tmp_path / "out" / "race", "done.txt"),
    ):
        pass


def test_only_temporary_folders_of_ended_processes_are_cleared(tmp_path: Path) -> None:
    final = tmp_path / "race"
    with whole_files(final, "done.txt") as partial:
        prefix = partial.name.split(f"-{os.getpid()}-")[0]
        gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
        abandoned = tmp_path / f"{prefix}-{int(gone.stdout)}-abc"
        abandoned.mkdir()
        write(abandoned, a="half")
        elsewhere = tmp_path / ".race.partial-another.machine-1-abc"
        elsewhere.mkdir()
        clear_abandoned(final)
        assert partial.exists()
        assert elsewhere.exists()
        assert not abandoned.exists()
        write(partial, done="yes")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told_with_what_to_do(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputError, match="No space left on device; free space there, or choose another folder"),
        output_errors(tmp_path),
        Path("/dev/full").open("w") as file,
    ):
        file.write("x" * 100_000)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_pipe_or_a_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match="no ordinary file; choose another name"), whole_file(pipe) as partial:
        partial.write_text("never")
    assert pipe.is_fifo()
    with pytest.raises(OutputError, match="a folder"), whole_file(tmp_path):
        pass


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("x" * 300, id="a name that no file system takes"),
        pytest.param("file/report.json", id="below a file"),
    ],
)
def test_what_keeps_one_file_from_being_written_is_told_whenever_it_is_met(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(OutputError, match=r"cannot write to .*: (File name too long|Not a directory|File exists)"),
        whole_file(tmp_path / name),
    ):
        pass


@pytest.mark.parametrize("denied", ["exists", "unlink"])
def test_a_folder_that_does_not_let_us_look_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, denied: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, denied, refuse)
    with (
        pytest.raises(OutputError, match=r"cannot write to .*report\.json: Permission denied; choose another folder"),
        whole_file(tmp_path / "report.json") as partial,
    ):
        partial.write_text("{}")


def test_of_a_link_the_file_that_it_points_to_is_written(tmp_path: Path) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("old")
    link.symlink_to(target)
    with whole_file(link) as partial:
        partial.write_text("new")
    assert link.is_symlink()
    assert target.read_text() == "new"
