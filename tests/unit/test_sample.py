from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from toeoff import InvalidInputError
from toeoff.sample import compare, load_runners, pair, sample_folder


def report(travel: str, start_s: float, end_s: float, lean: float | None = 5.0) -> dict[str, Any]:
    measure = {"value": lean, "low": None, "high": None, "reason": "gaps"}
    if lean is not None:
        measure |= {"low": lean - 1, "high": lean + 1}
    return {
        "start_s": start_s,
        "end_s": end_s,
        "quality": {"travel": travel},
        "measures": {"trunk_lean_deg": measure},
    }


def truth(path: Path) -> Path:
    runners = [
        {"name": "ann", "travel": "left_to_right", "whole_frames": [60, 180], "measures": {"trunk_lean_deg": 5.5}},
        {"name": "bob", "travel": "right_to_left", "whole_frames": [90, 200], "measures": {"trunk_lean_deg": 8.0}},
        {"name": "cleo", "travel": "left_to_right", "whole_frames": [300, 420], "measures": {"trunk_lean_deg": 6.0}},
        {"name": "dan", "travel": "left_to_right", "whole_frames": None, "measures": {"trunk_lean_deg": 6.0}},
    ]
    path.write_text(json.dumps({"frame_rate_hz": 60, "runners": runners}))
    return path


def test_passes_are_paired_with_runners_by_direction_and_time(tmp_path: Path) -> None:
    runners = load_runners(truth(tmp_path / "truth.json"))
    assert [r.name for r in runners] == ["ann", "bob", "cleo"]
    ann, bob = report("left_to_right", 0.9, 3.2), report("right_to_left", 1.4, 3.3, lean=4.0)
    stray, wrong_way = report("left_to_right", 3.1, 4.0), report("right_to_left", 5.0, 7.0)
    found = pair(runners, [stray, bob, wrong_way, ann])
    assert found == {"ann": ann, "bob": bob}
    rows = compare(runners, found, ["trunk_lean_deg"])
    assert [(r.runner, r.true, r.covers) for r in rows] == [("ann", 5.5, True), ("bob", 8.0, False)]


def test_a_withheld_measure_covers_nothing(tmp_path: Path) -> None:
    runners = load_runners(truth(tmp_path / "truth.json"))
    found = pair(runners, [report("left_to_right", 1.0, 3.0, lean=None)])
    assert [r.covers for r in compare(runners, found, ["trunk_lean_deg"])] == [None]


def test_a_missing_sample_is_told_with_where_it_is(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"sample\.mp4: no such file; .*--sample FOLDER"):
        sample_folder(tmp_path)


@pytest.mark.parametrize("text", ["{}", "[]", "no JSON", '{"frame_rate_hz": 0, "runners": [{}]}'])
def test_a_truth_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "truth.json").write_text(text)
    with pytest.raises(InvalidInputError, match="no truth of a sample clip"):
        load_runners(tmp_path / "truth.json")
