from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from io_files import walker, write_openpose
from toeoff import InvalidInputError, KeypointFileError, KeypointSequence
from toeoff.io import KeypointArchiveWriter, load_keypoints

POINTS = walker(4, "coco17")
TIME = np.arange(4) / 60


def arrays(path: Path, **more: Any) -> Path:
    np.savez(path, xy=POINTS[..., :2], **more)
    return path


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        (1e-300, "1e-300"),
        (0, "0"),
        (-30, "-30"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (1e5, "100000.0"),
        pytest.param(10**5000, "int with too many digits to show", id="digits"),
        ("30", "'30'"),
        (True, "True"),
        (np.array([30, 60]), r"array\(\[30, 60\]\)"),
    ],
)
def test_a_stated_rate_that_no_video_has_is_refused_with_the_range(tmp_path: Path, rate: Any, shown: str) -> None:
    message = f"frame_rate_hz is {shown}, but must be a number from 1 to 10000 frames per second"
    with pytest.raises(InvalidInputError, match=message) as caught:
        load_keypoints(arrays(tmp_path / "a.npz"), frame_rate_hz=rate)
    assert isinstance(caught.value, TypeError) == (type(rate) not in (int, float))


@pytest.mark.parametrize("rate", [50, 50.0, np.float32(50), np.int64(50), Fraction(100, 2)])
def test_a_stated_rate_may_be_any_real_number(tmp_path: Path, rate: Any) -> None:
    (seq,) = load_keypoints(arrays(tmp_path / "a.npz"), frame_rate_hz=rate).sequences
    assert seq.time_s.tolist() == [0, 0.02, 0.04, 0.06]


@pytest.mark.parametrize(
    "size",
    [
        *(5, "1920x1080", "ab", (1920,), (1920, 1080, 3), (0, 1080), (1920, -1), (float("nan"), 1), (float("inf"), 1)),
        *((1e300, 9), (10**20, 9), ("1920", "1080"), (1920.5, 1080), (True, 5), [[1, 2], [3, 4]], {1920, 1080}, ()),
        *([[1], [2, 3]], (None, 1080)),
        pytest.param((10**5000, 9), id="digits"),
    ],
)
def test_a_stated_size_that_is_none_is_refused_with_what_is_allowed(tmp_path: Path, size: Any) -> None:
    message = "frame_size is .*, but must be width and height in whole px, each from 1 to 1048576; for example"
    with pytest.raises(InvalidInputError, match=message):
        load_keypoints(arrays(tmp_path / "a.npz"), frame_rate_hz=60, frame_size=size)


@pytest.mark.parametrize("size", [(1280, 720), [1280.0, 720.0], np.array([1280, 720])])
def test_a_stated_size_may_be_any_pair(tmp_path: Path, size: Any) -> None:
    recording = load_keypoints(arrays(tmp_path / "a.npz"), frame_rate_hz=60, frame_size=size)
    assert recording.frame_size == (1280, 720)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (None, "path is None, but must be text or a pathlib.Path"),
        (3, "path is 3, but must be text"),
        (b"a.npz", r"path is b'a.npz' .of type bytes., but must be text or .*; decode it \(os.fsdecode\)"),
        (["a.npz"], "but must be text"),
        ("", "path is '', but must be the name of a file or folder"),
        ("a.npz\0", r"path is 'a.npz\\x00', but must be .*, without NUL characters"),
    ],
)
def test_what_is_no_path_is_told(path: Any, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message) as caught:
        load_keypoints(path)
    assert isinstance(caught.value, TypeError) == (not isinstance(path, str))


@pytest.mark.parametrize("skeleton", ["coco18", 3, ["a"]])
def test_a_stated_keypoint_set_must_be_one(tmp_path: Path, skeleton: Any) -> None:
    with pytest.raises(InvalidInputError, match=r"skeleton is .*, but must be"):
        load_keypoints(arrays(tmp_path / "a.npz"), frame_rate_hz=60, skeleton=skeleton)


def own(path: Path) -> Path:
    with KeypointArchiveWriter(path) as writer:
        writer.add(KeypointSequence(POINTS[..., :2], POINTS[..., 2], TIME, "coco17"), {"track": 1})
        writer.finish({"n_frames": 4, "frame_size": [1280, 720]})
    return path


def table(path: Path) -> Path:
    rows = [f"{t},{k},{x},{y}" for t, frame in zip(TIME, POINTS, strict=True) for k, (x, y, _) in enumerate(frame)]
    path.write_text("\n".join(["time_s,keypoint,x,y", *rows]))
    return path


def mediapipe(path: Path, **more: Any) -> Path:
    pose = [{"x": x / 1280, "y": y / 720} for x, y, _ in walker(1, "blazepose33")[0].tolist()]
    frames = [{"landmarks": pose} for _ in range(4)]
    path.write_text(json.dumps({"fps": 60, "width": 1280, "height": 720, "frames": frames} | more))
    return path


FILES = {
    "times in arrays": lambda folder: arrays(folder / "a.npz", time_s=TIME),
    "rate in arrays": lambda folder: arrays(folder / "a.npz", fps=60),
    "our own": lambda folder: own(folder / "a.npz"),
    "table": lambda folder: table(folder / "a.csv"),
    "mediapipe": lambda folder: mediapipe(folder / "a.json"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_rate_that_the_file_contradicts_is_not_used_and_that_is_said(tmp_path: Path, name: str) -> None:
    path = FILES[name](tmp_path)
    plain = load_keypoints(path)
    stated = load_keypoints(path, frame_rate_hz=30)
    assert plain.notes == ()
    note = "the stated 30 frames per second were not used: the file's own times or rate (60) count"
    assert stated.notes == (note,)
    assert stated.sequences == plain.sequences
    assert plain.own_rate_hz == pytest.approx(60)
    # The same rate, written as cameras round it, is no contradiction.
    assert load_keypoints(path, frame_rate_hz=59.94).notes == ()


@pytest.mark.parametrize("name", ["our own", "mediapipe"])
def test_a_size_that_the_file_contradicts_is_not_used_and_that_is_said(tmp_path: Path, name: str) -> None:
    path = FILES[name](tmp_path)
    stated = load_keypoints(path, frame_size=(640, 360))
    assert stated.notes == ("the stated size 640x360 was not used: the file's own (1280x720) counts",)
    assert stated.sequences == load_keypoints(path).sequences
    assert load_keypoints(path, frame_size=(1280, 720)).notes == ()


def in_px(path: Path) -> Path:
    points = walker(4, "blazepose33")[..., :2].tolist()
    frames = [{"landmarks": [{"x": x, "y": y} for x, y in frame]} for frame in points]
    path.write_text(json.dumps({"fps": 60, "frames": frames}))
    return path


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda f: table(f / "a.csv"), id="table"),
        pytest.param(lambda f: arrays(f / "a.npz", time_s=TIME), id="arrays"),
        pytest.param(lambda f: in_px(f / "a.json"), id="mediapipe"),
        pytest.param(lambda f: write_openpose(f / "a", [[p] for p in walker(4, "body25")]), id="openpose"),
    ],
)
def test_a_size_that_coordinates_in_px_do_not_need_is_said_to_be_unused(tmp_path: Path, make: Any) -> None:
    stated = load_keypoints(make(tmp_path), frame_rate_hz=60, frame_size=(1280, 720))
    note = (
        "the stated size 1280x720 was not used to read keypoints: the file's coordinates are no fractions of a picture"
    )
    assert stated.notes == (note,)


def test_a_size_that_makes_fractions_px_is_nothing_to_note(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", xy=POINTS[..., :2] / (1280, 720), time_s=TIME)
    recording = load_keypoints(tmp_path / "a.npz", frame_size=(1280, 720))
    assert (recording.notes, recording.frame_size) == ((), (1280, 720))


def test_a_keypoint_set_where_the_format_has_its_own_is_not_used_and_that_is_said(tmp_path: Path) -> None:
    folder = write_openpose(tmp_path / "a", [[p] for p in walker(4, "body25")])
    recording = load_keypoints(folder, frame_rate_hz=30, skeleton="coco17")
    assert recording.notes == ("the stated keypoint set coco17 was not used: the file's own (body25) counts",)
    assert load_keypoints(arrays(tmp_path / "a.npz"), frame_rate_hz=30, skeleton="coco17").notes == ()


def test_a_rate_that_makes_the_times_is_nothing_to_note(tmp_path: Path) -> None:
    recording = load_keypoints(arrays(tmp_path / "a.npz"), frame_rate_hz=30)
    assert (recording.notes, recording.own_rate_hz) == ((), None)


def test_a_pipe_or_device_is_no_keypoint_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to("/dev/null")
    with pytest.raises(KeypointFileError, match="neither a file nor a folder"):
        load_keypoints(tmp_path / "a.csv")
