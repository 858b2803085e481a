from __future__ import annotations

import json
from pathlib import Path

import pytest
from toeoff.output_names import RECORD, REPLACED_RECORD, output_names


def finished(folder: Path, source: Path) -> None:
    folder.mkdir(parents=True)
    (folder / RECORD).write_text(json.dumps({"input": {"path": str(source.resolve())}}))


@pytest.mark.parametrize(
    ("inputs", "names"),
    [
        pytest.param(["a/race.mp4", "a/finish.mp4"], ["race", "finish"], id="different"),
        pytest.param(["a/race.mp4", "a/race.mov"], ["race_mp4", "race_mov"], id="same stem"),
        pytest.param(["a/race.mp4", "b/race.mp4"], ["a_race", "b_race"], id="same name"),
        pytest.param(["a/race.mp4", "a/race.mov", "b/race.mp4"], ["a_race", "race_mov", "b_race"], id="mixed"),
        pytest.param(["a/Race.mp4", "a/race.mov"], ["Race_mp4", "race_mov"], id="case"),
        pytest.param(["a/race.csv.gz", "a/race.mp4"], ["race_csv", "race_mp4"], id="packed"),
        pytest.param(["a/poses", "b/poses"], ["a_poses", "b_poses"], id="folders"),
    ],
)
def test_equal_stems_are_told_apart_by_what_differs(tmp_path: Path, inputs: list[str], names: list[str]) -> None:
    paths = [tmp_path / p for p in inputs]
    assert output_names(paths, tmp_path / "out") == names
    assert output_names(paths[::-1], tmp_path / "out") == names[::-1]


def test_paths_that_agree_in_name_and_parent_get_a_hash(tmp_path: Path) -> None:
    one, two = output_names([tmp_path / "1/cam/race.mp4", tmp_path / "2/cam/race.mp4"], tmp_path / "out")
    assert one != two
    assert one.startswith("race_")


def test_the_results_of_another_input_are_not_written_over(tmp_path: Path) -> None:
    out, first, second = tmp_path / "out", tmp_path / "a" / "race.mp4", tmp_path / "b" / "race.mp4"
    finished(out / "race", first)
    assert output_names([first], out) == ["race"]
    assert output_names([second], out) == ["race_mp4"]
    finished(out / "race_mp4", tmp_path / "c" / "race.mp4")
    assert output_names([second], out) == ["b_race"]


def test_an_input_keeps_its_folder_whatever_comes_with_it(tmp_path: Path) -> None:
    out, one, two = tmp_path / "out", tmp_path / "a" / "race.mp4", tmp_path / "b" / "race.mp4"
    finished(out / "race", one)
    assert output_names([one, two], out) == ["race", "race_mp4"]
    finished(out / "race_mp4", two)
    assert output_names([two], out) == ["race_mp4"]


def test_a_folder_with_an_unreadable_record_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out" / "race").mkdir(parents=True)
    (tmp_path / "out" / "race" / RECORD).write_text("{")
    assert output_names([tmp_path / "race.mp4"], tmp_path / "out") == ["race_mp4"]


def test_our_own_keypoints_are_called_after_their_recording(tmp_path: Path) -> None:
    paths = [tmp_path / "out" / name / "keypoints.npz" for name in ("race", "finish")]
    assert output_names(paths, tmp_path / "again") == ["race", "finish"]
    # Beside the results that they came from they do not replace them.
    finished(tmp_path / "out" / "race", tmp_path / "race.mp4")
    assert output_names(paths, tmp_path / "out") == ["race_npz", "finish"]


def test_names_fit_any_input(tmp_path: Path) -> None:
    assert output_names([], tmp_path) == []
    assert output_names([Path("/")], tmp_path)[0]
    assert output_names([tmp_path / ".hidden"], tmp_path) == [".hidden"]


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    for name in ("...mp4", "..", ".", "....csv.gz", "/"):
        (folder,) = output_names([tmp_path / name], tmp_path / "out")
        assert folder.strip("."), name
        assert Path(folder).name == folder


def test_long_names_leave_room_for_a_temporary_folder(tmp_path: Path) -> None:
    one, two = "ä" * 110 + "1", "ä" * 110 + "2"
    names = output_names([tmp_path / one / f"{one}.mp4", tmp_path / one / f"{two}.mp4"], tmp_path / "out")
    assert len(set(names)) == 2
    assert all(len(name.encode()) < 180 for name in names)


def test_results_without_a_record_are_nobodys_to_write_over(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "race").mkdir(parents=True)
    assert output_names([tmp_path / "race.mp4"], out) == ["race"]
    (out / "race" / "passes.csv").write_text("mine")
    assert output_names([tmp_path / "race.mp4"], out) == ["race_mp4"]


def test_a_run_that_was_killed_while_replacing_can_be_repeated(tmp_path: Path) -> None:
    out, source = tmp_path / "out", tmp_path / "race.mp4"
    finished(out / "race", source)
    (out / "race" / "passes.csv").write_text("half of them new")
    (out / "race" / RECORD).rename(out / "race" / REPLACED_RECORD)
    assert output_names([source], out) == ["race"]
    assert output_names([tmp_path / "other" / "race.mp4"], out) == ["race_mp4"]
