from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from io_files import walker, write_openpose
from toeoff import KeypointFileError
from toeoff.io import load_keypoints

SIZE = (1280, 720)
LANDMARKS = [[x / 1280, y / 720, 0.0, s] for x, y, s in walker(1, "blazepose33")[0].tolist()]
KEYPOINTS = walker(1, "body25")[0].ravel().tolist()
DIGITS = "9" * 5000


def landmarks(first: str) -> str:
    """One frame of MediaPipe whose first landmark has `first` as y."""
    return f"[[0.4, {first}, 0.0, 0.9], {json.dumps(LANDMARKS[1:])[1:]}"


def openpose(first: str, person_id: str = "[-1]") -> str:
    """One frame of OpenPose whose first keypoint has `first` as x."""
    rest = json.dumps(KEYPOINTS[1:])[1:]
    return f'{{"people": [{{"person_id": {person_id}, "pose_keypoints_2d": [{first}, {rest}}}]}}'


BROKEN = [
    pytest.param("[" * 100_000, "nested too deeply", id="lists"),
    pytest.param('{"a":' * 100_000, "nested too deeply", id="mappings"),
    pytest.param(DIGITS, "an integer of thousands of digits", id="digits"),
    pytest.param("nul", "not whole JSON", id="cut off"),
    pytest.param(" ", "is empty", id="blank"),
]
NO_NUMBERS = [
    pytest.param("Infinity", "holds Infinity, which is no place or time", id="infinity"),
    pytest.param("1e999", "holds Infinity", id="overflow"),
    pytest.param("9" * 400, "holds a number too large", id="huge"),
    pytest.param('"5"', "holds '5', which is no number", id="text"),
    pytest.param("true", "holds True, which is no number", id="flag"),
    pytest.param("[5]", r"holds \[5\], which is no number", id="list"),
    pytest.param(DIGITS, "an integer of thousands of digits", id="digits"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_json_that_cannot_be_parsed_is_refused_whoever_reads_it(tmp_path: Path, text: str, message: str) -> None:
    for name in ("a.json", "folder/clip_000_keypoints.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        with pytest.raises(KeypointFileError, match=message) as caught:
            load_keypoints(path if name == "a.json" else path.parent, frame_rate_hz=30, frame_size=SIZE)
        assert str(path) in str(caught.value)


@pytest.mark.parametrize(("value", "message"), NO_NUMBERS)
def test_what_is_no_number_is_no_position(tmp_path: Path, value: str, message: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(f"[{landmarks(value)}]")
    with pytest.raises(KeypointFileError, match=message):
        load_keypoints(path, frame_rate_hz=30, frame_size=SIZE)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "clip_000_keypoints.json").write_text(openpose(value))
    with pytest.raises(KeypointFileError, match=message):
        load_keypoints(folder, frame_rate_hz=30)


@pytest.mark.parametrize("value", ["null", "NaN"])
def test_nan_is_how_python_writes_a_missing_keypoint(tmp_path: Path, value: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(f"[{landmarks(value)}]")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "clip_000_keypoints.json").write_text(openpose(value))
    for source in (path, folder):
        (seq,) = load_keypoints(source, frame_rate_hz=30, frame_size=SIZE).sequences
        assert np.isnan(seq.xy[0, 0]).all()
        assert seq.score[0, 0] == 0.0
        assert np.isfinite(seq.xy[0, 1:]).all()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param(
            '"fps": "fast"', "states 'fast' as frame rate, but it must be a number from 1 to", id="rate, text"
        ),
        pytest.param('"fps": NaN', "states nan as frame rate", id="rate, nan"),
        pytest.param('"fps": Infinity', "states inf as frame rate", id="rate, infinite"),
        pytest.param('"fps": 0', "states 0 as frame rate", id="rate, zero"),
        pytest.param('"fps": true', "states True as frame rate", id="rate, flag"),
        pytest.param(f'"fps": {"9" * 400}', r"states 9{57}\.\.\. as frame rate", id="rate, digits"),
        pytest.param('"width": 0, "height": 720', r"states \(0, 720\) as size of the picture", id="size, zero"),
        pytest.param('"width": -1, "height": 720', r"states \(-1, 720\) as size", id="size, negative"),
        pytest.param('"width": NaN, "height": 720', r"states \(nan, 720\) as size", id="size, nan"),
        pytest.param('"width": "a", "height": 720', r"states \('a', 720\) as size", id="size, text"),
        pytest.param('"width": 1280.5, "height": 720', r"states \(1280.5, 720\) as size", id="size, half a px"),
    ],
)
def test_rates_and_sizes_that_no_video_has_are_refused(tmp_path: Path, fields: str, message: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(f'{{{fields}, "frames": [{landmarks("0.4")}]}}')
    with pytest.raises(KeypointFileError, match=message):
        load_keypoints(path, frame_rate_hz=30, frame_size=SIZE)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("frame", 1.5, "frame 1 of the list has the frame number 1.5, but frame numbers are whole"),
        ("frame", 1e300, r"has the frame number 1e\+300"),
        ("frame", float("nan"), "frame 1 of the list has no frame number"),
        ("frame", None, "frame 1 of the list has no frame number"),
        ("frame", "two", "the frame numbers holds 'two', which is no number"),
        ("time_s", None, "frame 1 has no time"),
        ("time_s", "00:01", "time_s holds '00:01', which is no number"),
        ("timestamp", float("inf"), "timestamp holds Infinity"),
        ("time_ms", 10**400, "time_ms holds a number too large"),
    ],
)
def test_frame_numbers_and_times_that_are_none_are_refused(tmp_path: Path, name: str, value: Any, message: str) -> None:
    frames = [{name: i, "landmarks": LANDMARKS} for i in range(3)]
    frames[1][name] = value
    (tmp_path / "a.json").write_text(json.dumps(frames))
    with pytest.raises(KeypointFileError, match=message):
        load_keypoints(tmp_path / "a.json", frame_rate_hz=30, frame_size=SIZE)


@pytest.mark.parametrize(
    ("frames", "message"),
    [
        ([1, 2], "frame 0 is 1, but must be a list of landmarks"),
        ([{"landmarks": {"x": 1}}], "must be a list of landmarks"),
        ([{"skeleton": LANDMARKS}], r"no landmarks in any frame \(looked for keypoints, "),
        ([[LANDMARKS, 3]], "frame 0 mixes people with something else"),
    ],
)
def test_frames_that_hold_something_else_are_not_taken_as_empty(tmp_path: Path, frames: Any, message: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps(frames))
    with pytest.raises(KeypointFileError, match=message):
        load_keypoints(tmp_path / "a.json", frame_rate_hz=30, frame_size=SIZE)


@pytest.mark.parametrize("person_id", ["[1.5]", '["a"]', "[NaN]", "[1e300]", "[true]", "[1, 2]", "[[1]]", "-2", "{}"])
def test_a_person_id_that_is_no_whole_number_is_refused(tmp_path: Path, person_id: str) -> None:
    (tmp_path / "clip_000_keypoints.json").write_text(openpose("5.0", person_id))
    with pytest.raises(KeypointFileError, match=r"person_id is .*, but must be a list of one whole number"):
        load_keypoints(tmp_path, frame_rate_hz=30)


@pytest.mark.parametrize("person_id", ["[7]", "7", "[]", "null", "[-1]"])
def test_a_person_id_may_be_missing(tmp_path: Path, person_id: str) -> None:
    (tmp_path / "clip_000_keypoints.json").write_text(openpose("5.0", person_id))
    (name,) = load_keypoints(tmp_path, frame_rate_hz=30).people
    assert (name == "7") is ("7" in person_id)


def test_a_file_name_with_an_absurd_frame_number_is_refused(tmp_path: Path) -> None:
    folder = write_openpose(tmp_path / "a", [[p] for p in walker(2, "body25")])
    (folder / f"clip_{'9' * 40}_keypoints.json").write_text(openpose("5.0"))
    with pytest.raises(KeypointFileError, match=r"frame number 9+, but frame numbers are at most 1e\+12"):
        load_keypoints(folder, frame_rate_hz=30)
