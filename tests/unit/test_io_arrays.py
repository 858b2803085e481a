from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from io_files import walker
from toeoff import KeypointFileError, KeypointSequence, Skeleton
from toeoff.io import KeypointArchiveWriter, load_keypoints


@pytest.mark.parametrize("skeleton", ["coco17", "halpe26", "body25", "blazepose33", "mpii16"])
def test_arrays_of_any_built_in_set_are_told_by_their_size(tmp_path: Path, skeleton: str) -> None:
    points = walker(7, skeleton)
    np.savez(tmp_path / "a.npz", xy=points[..., :2], score=points[..., 2], time_s=np.arange(7) / 60)
    (seq,) = load_keypoints(tmp_path / "a.npz").sequences
    assert seq == KeypointSequence(points[..., :2], points[..., 2], np.arange(7) / 60, skeleton)


def test_keypoints_with_score_and_frame_rate_in_the_file(tmp_path: Path) -> None:
    points = walker(7, "coco17")
    np.savez(tmp_path / "a.npz", keypoints=points, fps=50)
    (seq,) = load_keypoints(tmp_path / "a.npz").sequences
    assert seq.frame_rate_hz == pytest.approx(50)
    np.testing.assert_array_equal(seq.score, points[..., 2])


def test_slots_of_several_people_become_sequences_trimmed_to_what_is_seen(tmp_path: Path) -> None:
    points = np.stack([walker(9, "halpe26"), walker(9, "halpe26", x0=900.0)], axis=1)
    points[:2, 1] = np.nan
    points[7:, 1, :, :2] = 0.0
    np.savez(tmp_path / "a.npz", keypoints=points, time_s=np.arange(9) / 60)
    recording = load_keypoints(tmp_path / "a.npz")
    assert [s.n_frames for s in recording.sequences] == [9, 5]
    assert recording.first_frames == (0, 2)
    assert recording.people == ("0", "1")


def test_one_frame_is_a_sequence(tmp_path: Path) -> None:
    points = walker(1, "halpe26")
    np.savez(tmp_path / "a.npz", xy=points[..., :2], time_s=[0.0])
    assert load_keypoints(tmp_path / "a.npz").sequences[0].n_frames == 1


POINTS = walker(4, "halpe26")[..., :2]


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        pytest.param({"other": POINTS}, "no array xy .it holds other", id="no xy"),
        pytest.param({"xy": POINTS}, "holds no times", id="no times"),
        pytest.param({"xy": POINTS, "time_s": [0, 1, 2]}, r"3 times \(shape \(3,\)\) for 4 frames", id="too few times"),
        pytest.param({"xy": POINTS, "time_s": [0, 0.1, 0.1, 0.2]}, "time repeats at frame 2", id="repeated times"),
        pytest.param({"xy": POINTS, "time_s": [0, 0.1, -0.1, 0.2]}, "time goes back at frame 2", id="negative times"),
        pytest.param({"xy": POINTS[:, :, 0], "fps": 30}, r"shape \(4, 26\), but", id="rank"),
        pytest.param({"xy": POINTS[:, :20], "fps": 30}, "20 keypoints per person, but no built-in", id="20 points"),
        pytest.param({"xy": POINTS, "fps": 30, "skeleton": "coco17"}, "but coco17 has 17", id="wrong skeleton"),
        pytest.param({"xy": POINTS, "fps": 30, "skeleton": "coco18"}, "coco18", id="unknown skeleton"),
        pytest.param({"xy": POINTS * np.nan, "fps": 30}, "no seen keypoint", id="all NaN"),
        pytest.param({"xy": POINTS, "fps": 30, "score": np.ones((4, 3))}, "score has shape", id="score shape"),
        pytest.param({"xy": np.array([["a"]]), "fps": 30}, "xy holds text, but must hold real numbers", id="text"),
        pytest.param({"xy": POINTS, "fps": -5.0}, "states -5.0 as frame rate, but", id="negative rate"),
    ],
)
def test_arrays_that_do_not_fit_are_refused_with_what_is_wrong(
    tmp_path: Path, arrays: dict[str, Any], message: str
) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, **arrays)
    with pytest.raises(KeypointFileError, match=message) as caught:
        load_keypoints(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 cut off"])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    with pytest.raises(KeypointFileError, match="not a whole NumPy archive"):
        load_keypoints(path)


def sequences() -> list[KeypointSequence]:
    rng = np.random.default_rng(5)
    own = Skeleton("mine", tuple(f"{s}_{j}" for s in ("left", "right") for j in ("hip", "knee", "ankle")))
    a = rng.normal(500, 100, (6, 26, 2))
    a[2, 3] = np.nan
    return [
        KeypointSequence(a, rng.uniform(size=(6, 26)), np.arange(6) / 59.94, "halpe26"),
        KeypointSequence(rng.normal(500, 100, (3, 6, 2)), rng.uniform(size=(3, 6)), [7.0, 7.1, 7.3], own),
    ]


def write_own(path: Path) -> Path:
    with KeypointArchiveWriter(path) as archive:
        for i, seq in enumerate(sequences()):
            archive.add(seq, {"track": 10 + i, "first_frame": 100 * i})
        archive.finish({"n_frames": 400, "frame_size": [1920, 1080], "models": ["a", "b"], "capture_fps": 240.0})
    return path


def test_our_own_archive_gives_back_every_bit(tmp_path: Path) -> None:
    recording = load_keypoints(write_own(tmp_path / "keypoints.npz"))
    assert list(recording.sequences) == sequences()
    assert (recording.kind, recording.people, recording.first_frames) == ("toeoff", ("10", "11"), (0, 100))
    assert (recording.n_frames, recording.frame_size) == (400, (1920, 1080))
    assert (recording.models, recording.capture_fps) == (("a", "b"), 240.0)
    assert [dict(f) for f in recording.facts] == [{"track": 10, "first_frame": 0}, {"track": 11, "first_frame": 100}]


def test_equal_keypoints_make_equal_files(tmp_path: Path) -> None:
    assert write_own(tmp_path / "a.npz").read_bytes() == write_own(tmp_path / "b.npz").read_bytes()
