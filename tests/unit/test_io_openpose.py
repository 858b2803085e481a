from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from io_files import walker, write_openpose
from toeoff import InvalidInputError, KeypointFileError
from toeoff.io import load_keypoints


def test_the_real_pass_is_one_runner_without_its_repeated_frame(shared_folder: Path) -> None:
    folder = shared_folder / "keypoints" / "openpose_body25_pass"
    recording = load_keypoints(folder, frame_rate_hz=30)
    assert (recording.kind, recording.n_frames, recording.duplicate_frames) == ("openpose", 88, 1)
    assert len(recording.sequences) == 1
    seq = recording.sequences[0]
    assert seq.skeleton.name == "body25"
    # Frame 16 repeats frame 15: its time is left out, the times around it stay where they were.
    assert 16 / 30 not in seq.time_s
    assert {15 / 30, 17 / 30} <= set(seq.time_s)
    # Frames 0, 1 and 62 hold a few joints at the edge of the picture, frames 63-87 nobody.
    assert (seq.time_s[0], seq.time_s[-1], recording.first_frames) == (2 / 30, 61 / 30, (2,))


def test_zeros_are_missing_and_people_who_were_never_seen_are_left_out(tmp_path: Path) -> None:
    points = walker(6, "body25")
    points[2, 4] = 0.0
    ghost = np.zeros((25, 3))
    recording = load_keypoints(write_openpose(tmp_path / "a", [[p, ghost] for p in points]), frame_rate_hz=30)
    (seq,) = recording.sequences
    assert np.isnan(seq.xy[2, 4]).all()
    assert seq.score[2, 4] == 0.0
    assert np.isfinite(np.delete(seq.xy.reshape(6, -1), [8, 9], axis=1)).all()


def test_two_people_are_told_apart_whatever_their_order_in_the_files(tmp_path: Path) -> None:
    one, two = walker(20, "body25", x0=100.0), walker(20, "body25", x0=900.0, speed_px=-6.0)
    frames = [[a, b] if i % 2 else [b, a] for i, (a, b) in enumerate(zip(one, two, strict=True))]
    recording = load_keypoints(write_openpose(tmp_path / "a", frames), frame_rate_hz=30)
    assert len(recording.sequences) == 2
    starts = sorted(seq.xy[0, 0, 0] for seq in recording.sequences)
    assert starts == [one[0, 0, 0], two[0, 0, 0]]
    for seq in recording.sequences:
        assert seq.n_frames == 20
        assert np.ptp(np.diff(seq.xy[:, 0, 0])) < 1e-9


def test_a_folder_without_people_gives_no_sequence(tmp_path: Path) -> None:
    recording = load_keypoints(write_openpose(tmp_path / "a", [[], [], []]), frame_rate_hz=30)
    assert recording.sequences == ()
    assert recording.n_frames == 3


def test_frame_numbers_count_even_where_files_are_missing(tmp_path: Path) -> None:
    folder = write_openpose(tmp_path / "a", [[p] for p in walker(5, "body25")], start=10)
    (folder / "clip_000000000012_keypoints.json").unlink()
    recording = load_keypoints(folder, frame_rate_hz=50)
    assert recording.sequences[0].time_s.tolist() == [0.2, 0.22, 0.26, 0.28]
    assert recording.first_frames == (10,)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "is empty", id="zero bytes"),
        pytest.param('{"people": [', "not whole JSON", id="cut off"),
        pytest.param("[]", 'no list "people"', id="another JSON"),
        pytest.param(
            '{"people": [{"pose_keypoints_2d": [1, 2, 3]}]}', r"75 numbers \(BODY_25\), found 3", id="COCO-18"
        ),
        pytest.param('{"people": [{"pose_keypoints_2d": ["a"' + ', "a"' * 74 + "]}]}", "no number", id="text"),
    ],
)
def test_a_wrong_file_in_the_folder_is_named_with_what_is_wrong(tmp_path: Path, content: str, message: str) -> None:
    folder = write_openpose(tmp_path / "a", [[p] for p in walker(3, "body25")])
    bad = folder / "clip_000000000001_keypoints.json"
    bad.write_text(content)
    with pytest.raises(KeypointFileError, match=message) as caught:
        load_keypoints(folder, frame_rate_hz=30)
    assert str(bad) in str(caught.value)


def test_the_frame_rate_must_be_stated(tmp_path: Path) -> None:
    folder = write_openpose(tmp_path / "a", [[p] for p in walker(3, "body25")])
    with pytest.raises(KeypointFileError, match=r"holds no times; state the frame rate .*--fps"):
        load_keypoints(folder)
    with pytest.raises(InvalidInputError, match="from 1 to 10000 frames per second"):
        load_keypoints(folder, frame_rate_hz=0.0)


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeypointFileError, match=r"no \.json file"):
        load_keypoints(tmp_path, frame_rate_hz=30)
    (tmp_path / "notes.json").write_text("{}")
    with pytest.raises(KeypointFileError, match="no frame number"):
        load_keypoints(tmp_path, frame_rate_hz=30)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_pipe_among_the_files_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a_000000000001_keypoints.json")
    with pytest.raises(KeypointFileError, match="no ordinary file"):
        load_keypoints(tmp_path, frame_rate_hz=30)
