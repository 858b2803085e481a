from __future__ import annotations

import csv
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from io_files import names_in, walker, write_openpose
from toeoff import recording_files
from toeoff.cli import app
from toeoff.errors import OutputError
from toeoff.io import KeypointArchiveWriter, load_keypoints
from toeoff.json_text import json_text
from toeoff.pose import KeypointSequence
from toeoff.recording_files import Job, Outcome, run_job
from toeoff.settings import Settings
from toeoff.tables import EVENT_COLUMNS, PASS_COLUMNS, STRIDE_COLUMNS
from typer.testing import CliRunner, Result

FILES = ["done.json", "events.csv", "keypoints.npz", "passes.csv", "passes.json", "strides.csv"]


def toeoff(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["analyze", *map(str, arguments)])


def keypoints(path: Path, n_frames: int = 40) -> Path:
    points = walker(n_frames, "halpe26")
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, xy=points[..., :2], score=points[..., 2], time_s=np.arange(n_frames) / 60)
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_recording_becomes_a_folder_of_tables(tmp_path: Path) -> None:
    result = toeoff(keypoints(tmp_path / "race.npz"), "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    folder = tmp_path / "out" / "race"
    assert names_in(folder) == FILES
    (row,) = rows(folder / "passes.csv")
    assert tuple(row) == PASS_COLUMNS
    assert (row["recording"], row["pass"], row["travel"]) == ("race", "0", "left_to_right")
    for name, columns in (("strides.csv", STRIDE_COLUMNS), ("events.csv", EVENT_COLUMNS)):
        assert (folder / name).read_text().splitlines()[0] == ",".join(columns)
    saved = json.loads((folder / "passes.json").read_text())
    assert saved["recording"]["name"] == "race"
    assert len(saved["passes"]) == 1
    # A figure that slides along does not run: no number is invented, and every dash has its reason.
    for measure in saved["passes"][0]["measures"].values():
        assert measure["value"] is not None or measure["reason"]
    for name in ("passes.csv", "strides.csv", "events.csv", "keypoints.npz"):
        assert str(folder / name) in result.stdout


def test_the_keypoints_written_give_the_same_tables_again(tmp_path: Path, shared_folder: Path) -> None:
    source = shared_folder / "keypoints" / "openpose_body25_pass"
    assert toeoff(source, "--fps", 30, "-o", tmp_path / "a").exit_code == 0
    first = tmp_path / "a" / "openpose_body25_pass"
    assert toeoff(first / "keypoints.npz", "-o", tmp_path / "b").exit_code == 0
    second = tmp_path / "b" / "openpose_body25_pass"
    for name in ("passes.csv", "strides.csv", "events.csv"):
        assert (second / name).read_text() == (first / name).read_text()
    assert rows(first / "passes.csv")[0]["cadence_spm"]


def test_json_goes_to_stdout_and_nothing_else(tmp_path: Path) -> None:
    several = KeypointArchiveWriter(tmp_path / "several.npz")
    points = walker(40, "halpe26")
    with several:
        for _ in range(3):
            several.add(KeypointSequence(points[..., :2], points[..., 2], np.arange(40) / 60), {})
        several.finish({})
    inputs = (several.path, tmp_path / "none.csv", keypoints(tmp_path / "race.npz"))
    result = toeoff(*inputs, "--json", "-o", tmp_path / "out")
    assert result.exit_code == 1
    three, failed, one = json.loads(result.stdout)["recordings"]
    assert [(of["status"], len(of["passes"])) for of in (three, one)] == [("done", 3), ("done", 1)]
    assert [one["pass"] for one in three["passes"]] == [0, 1, 2]
    assert (failed["status"], failed["passes"]) == ("failed", [])
    assert "no such file" in failed["error"]
    # As one call would write it, though passes are copied from their files.
    assert result.stdout == json_text(json.loads(result.stdout)) + "\n"
    for of in (three, one):
        assert json.loads((Path(of["folder"]) / "passes.json").read_text())["passes"] == of["passes"]


def test_quiet_prints_errors_only(tmp_path: Path) -> None:
    result = toeoff(keypoints(tmp_path / "race.npz"), "--quiet", "-o", tmp_path / "out")
    assert (result.exit_code, result.output) == (0, "")
    result = toeoff(tmp_path / "none.csv", "--quiet", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1


def test_no_progress_is_drawn_where_there_is_no_terminal(tmp_path: Path) -> None:
    result = toeoff(keypoints(tmp_path / "race.npz"), keypoints(tmp_path / "b" / "race.npz"), "-o", tmp_path / "out")
    assert "\x1b" not in result.output
    assert "frames/s" not in result.output


def bad(path: Path, content: str | bytes | None = None, **arrays: Any) -> Path:
    if arrays:
        np.savez(path, **arrays)
    elif isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        path.write_text(content)
    return path


POINTS = walker(4, "halpe26")[..., :2]
TIMES = np.arange(4) / 60


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda f: f / "none.json", "no such file or folder", id="missing file"),
        pytest.param(lambda f: bad(f / "a.json", ""), "is empty", id="zero bytes"),
        pytest.param(lambda f: bad(f / "a.json", '{"frames": ['), "not whole JSON", id="cut off"),
        pytest.param(lambda f: bad(f / "a.npz", b"PK hello"), "not a whole NumPy archive", id="no archive"),
        pytest.param(lambda f: bad(f / "a.npz", xy=POINTS * np.nan, time_s=TIMES), "no seen keypoint", id="NaN only"),
        pytest.param(lambda f: bad(f / "a.npz", xy=POINTS, time_s=[0, 1, 1, 2]), "time repeats", id="repeated times"),
        pytest.param(
            lambda f: bad(f / "a.npz", xy=POINTS, time_s=[0, 1, -1, 2]), "time goes back", id="negative times"
        ),
        pytest.param(lambda f: bad(f / "a.npz", xy=POINTS), "state the frame rate", id="no times"),
        pytest.param(
            lambda f: bad(f / "a.npz", xy=POINTS, time_s=TIMES, skeleton="coco17"), "but coco17 has 17", id="skeleton"
        ),
    ],
)
def test_a_bad_input_is_one_line_status_1_and_no_file(tmp_path: Path, make: Any, message: str) -> None:
    source = make(tmp_path)
    result = toeoff(source, "-o", tmp_path / "out")
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"toeoff: {source}")
    assert message in line
    assert "Traceback" not in result.output
    assert list((tmp_path / "out").iterdir()) == [] if (tmp_path / "out").exists() else True


def test_one_frame_is_a_row_without_numbers(tmp_path: Path) -> None:
    result = toeoff(keypoints(tmp_path / "a.npz", n_frames=1), "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    (row,) = rows(tmp_path / "out" / "a" / "passes.csv")
    assert (row["cadence_spm"], row["cadence_spm_reason"]) == ("", "too_short")


def test_nobody_in_the_file_is_said_and_is_no_failure(tmp_path: Path) -> None:
    source = write_openpose(tmp_path / "empty", [[], [], []])
    result = toeoff(source, "--fps", 30, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert "no runner found" in result.stdout
    assert rows(tmp_path / "out" / "empty" / "passes.csv") == []


def test_one_bad_input_does_not_stop_the_rest(tmp_path: Path) -> None:
    good = [keypoints(tmp_path / f"{name}.npz") for name in "ab"]
    result = toeoff(good[0], tmp_path / "none.npz", good[1], "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert names_in(tmp_path / "out") == ["a", "b"]
    assert "1 of 3 inputs failed" in result.stdout


def test_a_path_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    result = toeoff(keypoints(tmp_path / "race.npz"), "-o", tmp_path / "out")
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert "cannot write to" in line
    assert "choose another folder" in line


def _small_files_only() -> None:
    # Stands for a full disk where no small one can be mounted: writing beyond it fails the same way.
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))


def test_a_disk_that_takes_no_more_leaves_nothing_behind(tmp_path: Path) -> None:
    source = keypoints(tmp_path / "race.npz", n_frames=200)
    command = [sys.executable, "-m", "toeoff", "analyze", str(source), "-o", str(tmp_path / "out")]
    result = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=_small_files_only)
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"toeoff: {source}: cannot write to {tmp_path / 'out' / 'race'}: File too large")
    assert names_in(tmp_path / "out") == []


def test_equal_stems_go_to_two_folders_and_it_is_said(tmp_path: Path) -> None:
    one, two = keypoints(tmp_path / "a" / "race.npz"), keypoints(tmp_path / "b" / "race.npz", n_frames=50)
    result = toeoff(one, two, one, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert names_in(tmp_path / "out") == ["a_race", "b_race"]
    assert f"{two} goes to {tmp_path / 'out' / 'b_race'}" in result.stderr


def test_resume_skips_what_is_complete_and_does_again_what_is_not(tmp_path: Path) -> None:
    source, out = keypoints(tmp_path / "race.npz"), tmp_path / "out"
    assert toeoff(source, "-o", out).exit_code == 0
    before = (out / "race" / "passes.csv").stat().st_mtime_ns
    again = toeoff(source, "-o", out, "--resume")
    assert "complete before" in again.stdout
    assert (out / "race" / "passes.csv").stat().st_mtime_ns == before
    assert "left_to_right" in (out / "race" / "passes.csv").read_text()
    changed = toeoff(source, "-o", out, "--resume", "--height", 1.8)
    assert "complete before" not in changed.stdout
    (out / "race" / "events.csv").unlink()
    assert toeoff(source, "-o", out, "--resume", "--height", 1.8).exit_code == 0
    assert (out / "race" / "events.csv").exists()


def test_resume_does_a_damaged_recording_again(tmp_path: Path) -> None:
    source, out = keypoints(tmp_path / "race.npz"), tmp_path / "out"
    assert toeoff(source, "-o", out).exit_code == 0
    whole = (out / "race" / "passes.json").read_bytes()
    for damage in (b"", whole[:500], b"[]", b"\xff"):
        (out / "race" / "passes.json").write_bytes(damage)
        again = toeoff(source, "-o", out, "--resume")
        assert again.exit_code == 0, again.output
        assert "complete before" not in again.stdout
        assert (out / "race" / "passes.json").read_bytes() == whole


def test_resume_notices_a_table_that_lost_the_comma_between_two_names(tmp_path: Path) -> None:
    source, out = keypoints(tmp_path / "race.npz"), tmp_path / "out"
    assert toeoff(source, "-o", out).exit_code == 0
    before, file = tree(out), out / "race" / "passes.csv"
    file.write_bytes(before["race/passes.csv"].replace(b"travel,", b"trave\0\0", 1))
    assert toeoff(source, "-o", out, "--resume").exit_code == 0
    assert tree(out) == before


@pytest.mark.parametrize("name", ["passes.csv", "strides.csv", "events.csv", "keypoints.npz"])
def test_resume_notices_a_file_that_is_not_as_it_was_written(tmp_path: Path, name: str) -> None:
    source, out = keypoints(tmp_path / "race.npz"), tmp_path / "out"
    assert toeoff(source, "-o", out).exit_code == 0
    before = tree(out)
    file = out / "race" / name
    middle = file.stat().st_size // 2
    file.write_bytes(before[f"race/{name}"][:middle] + b"\0\0" + before[f"race/{name}"][middle + 2 :])
    assert "complete before" not in toeoff(source, "-o", out, "--resume").stdout
    assert tree(out) == before


def with_bib(file: Path) -> str:
    first, *rest = file.read_text().splitlines()
    return "\n".join([f"{first},bib", *(f"{line},17" for line in rest)])


def named(column: str) -> Any:
    return lambda file: with_bib(file).replace(",bib", f",{column}", 1)


@pytest.mark.parametrize("options", [(), ("--resume",), ("--height", "1.8")], ids=" ".join)
@pytest.mark.parametrize(
    ("name", "edit", "column"),
    [
        pytest.param("passes.csv", with_bib, "'bib'", id="passes"),
        pytest.param("strides.csv", with_bib, "'bib'", id="strides"),
        pytest.param("events.csv", with_bib, "'bib'", id="events"),
        pytest.param("passes.csv", lambda f: f.read_text().rstrip() + ",17\n", "''", id="no name"),
        pytest.param("passes.csv", lambda f: f.read_text().replace(",", ";"), "'recording;pass;", id="semicolons"),
        pytest.param("passes.csv", lambda f: f.read_text().replace(",", "\t"), r"'recording\tpass\t", id="tabs"),
        pytest.param("passes.csv", named('"bib\nof 21 km"'), r"'bib\nof 21 km'", id="new line"),
        pytest.param("passes.csv", named('"bib\r\nof 21 km"'), r"'bib\r\nof 21 km'", id="new line of Windows"),
        pytest.param("passes.csv", named("bib\xa0no"), r"'bib\xa0no'", id="no-break space"),
        pytest.param("passes.csv", named("\u200bbib"), r"'\u200bbib'", id="zero-width space"),
    ],
)
def test_columns_that_a_user_has_added_are_not_written_over(
    tmp_path: Path, options: tuple[str, ...], name: str, edit: Any, column: str
) -> None:
    source, out = keypoints(tmp_path / "race.npz"), tmp_path / "out"
    assert toeoff(source, "-o", out).exit_code == 0
    file = out / "race" / name
    file.write_bytes(edit(file).encode())
    before = tree(out)
    result = toeoff(source, keypoints(tmp_path / "lap.npz"), "-o", out, *options)
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert f"{file} has columns that toeoff does not write ({column}" in line
    assert line.endswith("move the file elsewhere, or choose another folder (-o FOLDER)")
    assert names_in(out) == ["lap", "race"]
    assert {path: content for path, content in tree(out).items() if path.startswith("race/")} == before
    file.rename(tmp_path / name)
    assert toeoff(source, "-o", out, *options).exit_code == 0
    assert file.is_file()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_table_that_was_saved_in_utf_16_is_not_written_over(tmp_path: Path, encoding: str) -> None:
    source, out = keypoints(tmp_path / "race.npz"), tmp_path / "out"
    assert toeoff(source, "-o", out).exit_code == 0
    file = out / "race" / "passes.csv"
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    file.write_bytes((mark + with_bib(file).replace(",", "\t")).encode(encoding))
    before = tree(out)
    result = toeoff(source, "-o", out)
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert f"{file} is in UTF-16, which toeoff does not write" in line
    assert tree(out) == before


def test_a_table_that_was_saved_anew_without_an_added_column_is_written_again(tmp_path: Path) -> None:
    source, out = keypoints(tmp_path / "race.npz"), tmp_path / "out"
    profile = ("--profile", "trail21", "--effort", "10k")
    assert toeoff(source, "-o", out, *profile).exit_code == 0
    file = out / "race" / "passes.csv"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert toeoff(source, "-o", out).exit_code == 0
    assert tuple(rows(file)[0]) == PASS_COLUMNS


@pytest.mark.parametrize("options", [(), ("--resume",)], ids=" ".join)
@pytest.mark.parametrize("name", ["passes.csv", "strides.csv", "events.csv"])
def test_a_table_that_was_edited_is_written_again_and_it_is_said(
    tmp_path: Path, options: tuple[str, ...], name: str
) -> None:
    source, out = keypoints(tmp_path / "race.npz"), tmp_path / "out"
    assert toeoff(source, "-o", out).exit_code == 0
    before = tree(out)
    file = out / "race" / name
    file.write_text(file.read_text() + "race,0\n")
    again = toeoff(source, "-o", out, *options)
    assert again.exit_code == 0
    line = f"toeoff: {source}: {name} was changed since it was written; it is written again"
    assert again.stderr.splitlines() == [line]
    assert tree(out) == before
    assert toeoff(source, "-o", out, *options).stderr == ""


def test_a_column_that_is_added_while_the_analysis_runs_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, folder = keypoints(tmp_path / "race.npz"), tmp_path / "out" / "race"
    run_job(Job(source, folder), Settings())
    process = recording_files.process_recording

    def and_edit(*arguments: Any, **options: Any) -> Any:
        (folder / "passes.csv").write_text(with_bib(folder / "passes.csv"))
        return process(*arguments, **options)

    monkeypatch.setattr(recording_files, "process_recording", and_edit)
    with pytest.raises(OutputError, match=r"does not write \('bib'\)"):
        run_job(Job(source, folder), Settings())
    assert rows(folder / "passes.csv")[0]["bib"] == "17"


def test_a_video_that_another_run_wrote_meanwhile_is_not_left_beside_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, folder = keypoints(tmp_path / "race.npz"), tmp_path / "out" / "race"
    run_job(Job(source, folder), Settings())
    process = recording_files.process_recording

    def and_another_run(*arguments: Any, **options: Any) -> Any:
        record = json.loads((folder / "done.json").read_text())
        record["files"]["annotated.mp4"] = "0" * 64
        (folder / "done.json").write_text(json.dumps(record))
        (folder / "annotated.mp4").write_text("theirs")
        return process(*arguments, **options)

    monkeypatch.setattr(recording_files, "process_recording", and_another_run)
    run_job(Job(source, folder), Settings())
    assert names_in(folder) == FILES


def test_a_file_that_no_run_wrote_stays(tmp_path: Path) -> None:
    source, out = keypoints(tmp_path / "race.npz"), tmp_path / "out"
    assert toeoff(source, "-o", out).exit_code == 0
    (out / "race" / "annotated.mp4").write_text("mine")
    assert toeoff(source, "-o", out).exit_code == 0
    assert (out / "race" / "annotated.mp4").read_text() == "mine"


@pytest.mark.parametrize("content", ["[" * 100_000, '{"input": {"path": [1]}, "files": [1, null]}', "{}"])
def test_a_record_that_is_none_of_ours_stops_nothing(tmp_path: Path, content: str) -> None:
    source, out = keypoints(tmp_path / "race.npz"), tmp_path / "out"
    assert toeoff(source, "-o", out).exit_code == 0
    (out / "race" / "done.json").write_text(content)
    result = toeoff(source, "-o", out, "--resume")
    assert result.exit_code == 0, result.output
    assert names_in(out) == ["race", "race_npz"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_that_go_round_in_circles_fail_alone(tmp_path: Path) -> None:
    (tmp_path / "loop.npz").symlink_to(tmp_path / "loop.npz")
    result = toeoff(tmp_path / "loop.npz", keypoints(tmp_path / "race.npz"), "-o", tmp_path / "out")
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert str(tmp_path / "loop.npz") in line
    assert names_in(tmp_path / "out") == ["race"]


def test_a_terminal_that_knows_no_arrow_gets_results_all_the_same(tmp_path: Path) -> None:
    source = keypoints(tmp_path / "race.npz")
    command = [sys.executable, "-m", "toeoff", "analyze", str(source), "-o", str(tmp_path / "out")]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (result.returncode, result.stderr) == (0, "")
    assert "\\u2192" in result.stdout


@pytest.mark.skipif(os.name == "nt", reason="names are UTF-16 there")
def test_a_name_that_is_no_text_fails_alone(tmp_path: Path) -> None:
    good = keypoints(tmp_path / "race.npz")
    bad_name = os.fsencode(tmp_path) + b"/caf\xe9.npz"
    Path(os.fsdecode(bad_name)).write_bytes(good.read_bytes())
    command = [sys.executable, "-m", "toeoff", "analyze", bad_name, str(good), "-o", str(tmp_path / "out"), "--json"]
    result = subprocess.run(command, capture_output=True, check=False)
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert b"no valid UTF-8" in line
    assert b"rename it" in line
    failed, done = json.loads(result.stdout)["recordings"]
    assert (failed["status"], done["status"]) == ("failed", "done")
    assert failed["source"].endswith("caf\\xe9.npz")
    assert names_in(tmp_path / "out") == ["race"]


def test_an_interrupt_while_a_module_loads_ends_the_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C inside a compiled module's first lines comes out as an ImportError."""
    sources = [write_openpose(tmp_path / f"in{i}", [[p] for p in walker(30, "body25")]) for i in range(2)]
    started = []

    def interrupted(job: Job, *_: object, **__: object) -> Outcome:
        started.append(job)
        raise ImportError("initialization failed") from KeyboardInterrupt()

    monkeypatch.setattr("toeoff.batch.run_job", interrupted)
    result = CliRunner().invoke(app, ["analyze", *map(str, sources), "--fps", "60", "-o", str(tmp_path / "out")])
    assert result.exit_code == 130
    assert len(started) == 1


def test_a_panic_of_the_core_fails_its_recording_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        """As PyO3 raises it: no Exception."""

    def panic(job: Job, *_: object, **__: object) -> Outcome:
        if job.source.stem == "a":
            raise PanicException("index out of bounds")
        return run_job(job, Settings())

    monkeypatch.setattr("toeoff.batch.run_job", panic)
    result = toeoff(keypoints(tmp_path / "a.npz"), keypoints(tmp_path / "b.npz"), "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "internal error, please report it: PanicException: index out of bounds" in result.stderr
    assert names_in(tmp_path / "out") == ["b"]


def test_two_runs_at_once_do_not_write_over_each_other(tmp_path: Path) -> None:
    one, two = keypoints(tmp_path / "1" / "race.npz"), keypoints(tmp_path / "2" / "race.npz", n_frames=50)
    # Both runs chose the same folder, as neither saw results of the other.
    folder = tmp_path / "out" / "race"
    run_job(Job(one.resolve(), folder), Settings())
    first = tree(folder)
    with pytest.raises(OutputError, match="by another run meanwhile, for another input; run this input again"):
        run_job(Job(two.resolve(), folder), Settings())
    assert tree(folder) == first
    assert names_in(tmp_path / "out") == ["race"]


def test_two_workers_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    sources = [keypoints(tmp_path / f"{name}.npz", n_frames=30 + 5 * i) for i, name in enumerate("abc")]
    one = toeoff(*sources, tmp_path / "none.npz", "-o", tmp_path / "one")
    two = toeoff(*sources, tmp_path / "none.npz", "-o", tmp_path / "two", "--jobs", 2)
    assert (one.exit_code, two.exit_code) == (1, 1)
    assert "none.npz: no such file" in two.stderr
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    assert two.stdout.replace("/two/", "/one/") == one.stdout


def workers_of(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(c) for c in children if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds processes by /proc")
def test_a_worker_that_is_killed_fails_its_recording_only(tmp_path: Path) -> None:
    long = [write_openpose(tmp_path / f"long{i}", [[p] for p in walker(2000, "body25")]) for i in range(2)]
    short = [keypoints(tmp_path / f"short{i}.npz") for i in range(2)]
    options = ["--fps", "60", "--jobs", "2", "-o", str(tmp_path / "out")]
    command = [sys.executable, "-m", "toeoff", "analyze", *map(str, long + short), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while not list((tmp_path / "out").glob(".long*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(workers_of(process.pid)[0], signal.SIGKILL)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 1, stderr
    assert "ended by SIGKILL, most often too little memory" in stderr
    assert "1 of 4 inputs failed" in stdout
    left = names_in(tmp_path / "out")
    assert set(left) > {"short0", "short1"}
    assert len(left) == 3


# A shell starts background jobs, and so perhaps these tests, with SIGINT ignored; nohup ignores SIGHUP, and then so
# does the command line, as it should.
HEEDING_SIGNALS = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
from toeoff.cli import main
main()
"""


# Frames that keep an analysis at work for seconds, on a busy machine long enough to be interrupted in it.
LONG = 9000


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP])
def test_a_polite_end_leaves_no_half_of_a_recording(tmp_path: Path, end: signal.Signals) -> None:
    source = write_openpose(tmp_path / "in", [[p] for p in walker(LONG, "body25")])
    options = ["--fps", "60", "-o", str(tmp_path / "out")]
    command = [sys.executable, "-c", HEEDING_SIGNALS, "analyze", str(source), *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    deadline = time.monotonic() + 20
    while not list((tmp_path / "out").glob(".in*")) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(end)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 128 + end
    assert "Traceback" not in stderr
    assert names_in(tmp_path / "out") == []


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_an_interrupt_ends_with_130_and_leaves_no_half_of_a_recording(tmp_path: Path) -> None:
    sources = [write_openpose(tmp_path / f"in{i}", [[p] for p in walker(LONG, "body25")]) for i in range(2)]
    options = ["--fps", "60", "--jobs", "2", "-o", str(tmp_path / "out")]
    command = [sys.executable, "-c", HEEDING_SIGNALS, "analyze", *map(str, sources), *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    deadline = time.monotonic() + 20
    while not list((tmp_path / "out").glob(".in*")) and time.monotonic() < deadline:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted" in stderr
    assert "Traceback" not in stderr
    left = {p.name for p in (tmp_path / "out").iterdir()}
    assert left <= {"in0", "in1"}
    for name in left:
        assert names_in(tmp_path / "out" / name) == FILES


def test_marks_on_the_ground_scale_what_a_still_camera_saw_and_are_named_in_tables_and_summary(tmp_path: Path) -> None:
    sample = load_keypoints(Path(__file__).parents[1] / "data" / "sample" / "keypoints.csv.gz", frame_rate_hz=60)
    path = tmp_path / "street.npz"
    with KeypointArchiveWriter(path) as archive:
        for track, (sequence, camera) in enumerate(
            zip(sample.sequences[:3], ("still", "still", "unknown"), strict=True)
        ):
            archive.add(sequence, {"track": track, "camera": camera, "picture": [1280, 720]})
        archive.finish({"name": "street"})
    # 6 m in the middle of the sample's road, before a camera 1.25 m above it and 11 m away.
    marks = "143.03,566.36,1135.97,566.36,6"
    result = toeoff(path, "--ground", marks, "--camera-height", 1.25, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "scale: ground distance in 2 passes" in result.stdout
    assert "none in 1 pass" in result.stdout
    assert "1 of 3 passes: the camera was not seen to stand still" in result.stderr
    found = rows(tmp_path / "out" / "street" / "passes.csv")
    assert [row["scale_source"] for row in found] == ["ground", "ground", ""]
    assert [row["scale_reason"] for row in found] == ["", "", "camera_not_still"]
    assert [float(row["speed_mps"]) for row in found[:2]] == pytest.approx([4.0, 3.3], rel=0.015)
    assert found[2]["speed_mps_reason"] == "camera_not_still"
    again = toeoff(path, "--ground", marks, "--camera-height", 1.25, "--resume", "-o", tmp_path / "out")
    assert "complete before" in again.stdout
    assert "complete before" not in toeoff(path, "--ground", marks, "--resume", "-o", tmp_path / "out").stdout


def test_a_calibration_of_another_picture_fails_that_input_and_says_so(tmp_path: Path) -> None:
    points = walker(40, "halpe26")
    with KeypointArchiveWriter(tmp_path / "a.npz") as archive:
        sequence = KeypointSequence(points[..., :2], points[..., 2], np.arange(40) / 60)
        archive.add(sequence, {"camera": "still", "picture": [1280, 720]})
        archive.finish({})
    calibration = bad(
        tmp_path / "Calib.toml",
        "[street]\nsize = [1920, 1080]\nmatrix = [[1500, 0, 960], [0, 1500, 540], [0, 0, 1]]\n"
        "distortions = [0, 0, 0, 0]\nrotation = [1.5707963267948966, 0, 0]\ntranslation = [0, 1.4, 9]\n",
    )
    result = toeoff(tmp_path / "a.npz", "--calibration", calibration, "-o", tmp_path / "out")
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert "calibration street is for a picture of 1920x1080 px, but this one is 1280x720" in line
    assert not (tmp_path / "out" / "a").exists()


def test_marks_outside_the_picture_and_a_picture_that_is_no_size_fail_that_input_and_say_so(tmp_path: Path) -> None:
    points = walker(40, "halpe26")
    for name, picture in (("a", [1280, 720]), ("b", ["wide", None])):
        with KeypointArchiveWriter(tmp_path / f"{name}.npz") as archive:
            sequence = KeypointSequence(points[..., :2], points[..., 2], np.arange(40) / 60)
            archive.add(sequence, {"camera": "still", "picture": picture})
            archive.finish({})
    files = (tmp_path / "a.npz", tmp_path / "b.npz")
    result = toeoff(*files, "--ground", "10,900,1200,900,5", "-o", tmp_path / "out")
    assert result.exit_code == 1
    outside, malformed = (next(ln for ln in result.stderr.splitlines() if f.name in ln) for f in files)
    assert "ground has a mark at 10,900, but the picture is 1280x720 px" in outside
    assert "states ['wide', None] as size of the picture, but it must be width and height" in malformed
