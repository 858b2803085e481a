from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from io_files import walker
from toeoff import KeypointFileError
from toeoff.io import load_keypoints

SIZE = (1280, 720)


def landmarks(frame: np.ndarray[Any, np.dtype[np.float64]]) -> list[dict[str, float]]:
    return [{"x": x / SIZE[0], "y": y / SIZE[1], "z": 0.0, "visibility": s} for x, y, s in frame.tolist()]


def write(path: Path, data: object) -> Path:
    path.write_text(json.dumps(data))
    return path


def test_the_real_file_is_one_person_in_px(shared_folder: Path) -> None:
    recording = load_keypoints(shared_folder / "keypoints" / "mediapipe33_slowmo.json")
    assert (recording.kind, recording.n_frames, recording.frame_size) == ("mediapipe", 277, (636, 358))
    (seq,) = recording.sequences
    assert seq.n_frames == 277
    assert seq.frame_rate_hz == pytest.approx(30)
    hip, ankle = seq.skeleton.keypoints.index("left_hip"), seq.skeleton.keypoints.index("left_ankle")
    leg = np.hypot(*(seq.xy[:, hip] - seq.xy[:, ankle]).T)
    assert 40 < np.median(leg) < 200


@pytest.mark.parametrize(
    "layout",
    [
        pytest.param(lambda f: {"fps": 50, "width": 1280, "height": 720, "frames": f}, id="info at the top"),
        pytest.param(lambda f: {"video_info": {"fps": 50, "width": 1280, "height": 720}, "pose_data": f}, id="block"),
    ],
)
def test_common_layouts_give_the_same_sequence(tmp_path: Path, layout: Any) -> None:
    points = walker(8, "blazepose33")
    frames = [{"frame": i, "landmarks": landmarks(p)} for i, p in enumerate(points)]
    (seq,) = load_keypoints(write(tmp_path / "a.json", layout(frames))).sequences
    np.testing.assert_allclose(seq.xy, points[..., :2])
    np.testing.assert_allclose(seq.score, points[..., 2])
    np.testing.assert_allclose(seq.time_s, np.arange(8) / 50)


def test_bare_lists_take_rate_and_size_from_the_caller(tmp_path: Path) -> None:
    points = walker(8, "blazepose33")
    frames = [[[d["x"], d["y"], d["z"], d["visibility"]] for d in landmarks(p)] for p in points]
    path = write(tmp_path / "a.json", frames)
    (seq,) = load_keypoints(path, frame_rate_hz=50, frame_size=SIZE).sequences
    np.testing.assert_allclose(seq.xy, points[..., :2])
    with pytest.raises(KeypointFileError, match=r"fractions of the picture.*--frame-size"):
        load_keypoints(path, frame_rate_hz=50)
    with pytest.raises(KeypointFileError, match="holds no times"):
        load_keypoints(path, frame_size=SIZE)


def test_several_people_per_frame_become_several_sequences(tmp_path: Path) -> None:
    one, two = walker(10, "blazepose33", x0=100.0), walker(10, "blazepose33", x0=900.0)
    frames = [{"pose_landmarks": [landmarks(a), landmarks(b)]} for a, b in zip(one, two, strict=True)]
    path = write(tmp_path / "a.json", frames)
    assert len(load_keypoints(path, frame_rate_hz=30, frame_size=SIZE).sequences) == 2


def test_frames_without_a_pose_are_missing_and_milliseconds_are_told(tmp_path: Path) -> None:
    points = walker(5, "blazepose33")
    frames: list[dict[str, object]] = [{"timestamp": 40 * i, "landmarks": landmarks(p)} for i, p in enumerate(points)]
    frames[2]["landmarks"] = None
    (seq,) = load_keypoints(write(tmp_path / "a.json", frames), frame_size=SIZE).sequences
    np.testing.assert_allclose(seq.time_s, np.arange(5) * 0.04)
    assert np.isnan(seq.xy[2]).all()
    assert (seq.score[2] == 0).all()


def test_nobody_in_any_frame_gives_no_sequence(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", [{"timestamp": 0.1 * i, "landmarks": []} for i in range(4)])
    assert load_keypoints(path).sequences == ()


@pytest.mark.parametrize(
    ("times", "message"),
    [
        pytest.param([0.0, 0.1, 0.1, 0.2], r"time repeats at frame 2: 0.1 s after 0.1 s", id="repeated"),
        pytest.param([0.0, 0.1, -0.2, 0.3], r"time goes back at frame 2: -0.2 s", id="negative"),
        pytest.param([0.0, 0.1, float("nan"), 0.3], "frame 2 has no time", id="nan"),
    ],
)
def test_times_that_do_not_increase_are_refused(tmp_path: Path, times: list[float], message: str) -> None:
    points = walker(4, "blazepose33")
    frames = [{"time_s": t, "landmarks": landmarks(p)} for t, p in zip(times, points, strict=True)]
    with pytest.raises(KeypointFileError, match=message):
        load_keypoints(write(tmp_path / "a.json", frames), frame_size=SIZE)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param({"hello": 1}, "no list of frames", id="another JSON"),
        pytest.param({"version": 1.3, "people": []}, "single frame of OpenPose; name its folder", id="OpenPose"),
        pytest.param(3, "no list of frames", id="a number"),
        pytest.param([{"landmarks": [{"x": 0.1, "y": 0.2}] * 17}], "17 landmarks, but .* 33", id="COCO"),
        pytest.param([{"landmarks": [{"y": 0.2}] * 33}], "landmark 0 has no x and y", id="no x"),
    ],
)
def test_other_json_is_refused_with_what_is_wrong(tmp_path: Path, data: object, message: str) -> None:
    with pytest.raises(KeypointFileError, match=message):
        load_keypoints(write(tmp_path / "a.json", data), frame_rate_hz=30, frame_size=SIZE)
