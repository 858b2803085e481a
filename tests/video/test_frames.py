"""Reading videos: times, shape, and everything that a file can have wrong."""

from __future__ import annotations

import os
import threading

import mp4_boxes
import numpy as np
import pytest
from clips import moving_square, write_clip
from toeoff.errors import InvalidInputError, VideoError
from toeoff.video.frames import VideoReader
from toeoff.video.timestamps import Clock, frame_interval_s


def read_all(path, **options):
    with VideoReader(path, **options) as reader:
        return list(reader), reader.info


def test_gives_every_frame_in_order_with_its_time(tmp_path):
    frames, info = read_all(write_clip(tmp_path / "clip.mp4", moving_square(20), fps=25.0))
    assert [frame.index for frame in frames] == list(range(20))
    assert np.allclose([frame.time_s for frame in frames], np.arange(20) / 25.0)
    assert info.frame_rate_hz == pytest.approx(25.0)
    assert (info.width, info.height) == (96, 64)
    assert info.problems == []
    columns = [frame.image[30, :, 0].astype(int).argmax() for frame in frames]
    assert np.all(np.diff(columns) > 0)


def test_uneven_times_come_from_the_container(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", moving_square(6))
    ticks = mp4_boxes.ticks_per_second(path)
    lengths = [ticks // 30, ticks // 60, ticks // 10, ticks // 30, ticks // 30, ticks // 30]
    mp4_boxes.set_intervals(path, lengths)
    frames, _ = read_all(path)
    assert np.allclose([frame.time_s for frame in frames], np.cumsum([0, *lengths[:-1]]) / ticks, atol=1e-3)


def test_capture_fps_undoes_slow_motion_and_is_recorded(tmp_path):
    frames, info = read_all(write_clip(tmp_path / "clip.mp4", moving_square(12), fps=30.0), capture_fps=240.0)
    assert np.allclose([frame.time_s for frame in frames], np.arange(12) / 240.0)
    assert (info.capture_fps, info.rate_hz) == (240.0, 240.0)
    assert info.frame_rate_hz == pytest.approx(30.0)


@pytest.mark.parametrize("capture_fps", [0.0, -30.0, float("nan"), float("inf")])
def test_nonsense_capture_fps_is_refused(tmp_path, capture_fps):
    with pytest.raises(InvalidInputError, match="frame rate of filming"):
        VideoReader(write_clip(tmp_path / "clip.mp4", moving_square(3)), capture_fps=capture_fps)


def test_rotation_is_done(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", moving_square(4))
    mp4_boxes.set_quarter_turn(path)
    frames, info = read_all(path)
    assert info.rotation_deg == 90
    assert frames[0].image.shape == (96, 64, 3)
    # The square stood on the left, above the middle: a clockwise turn takes that to the top, right of the middle.
    rows, columns = np.nonzero(frames[0].image[:, :, 0] > 150)
    assert rows.mean() < 48
    assert columns.mean() == pytest.approx(64 - 30, abs=2)


@pytest.mark.parametrize(
    ("across", "down", "size"), [(4, 3, (64, 128)), (1, 2, (128, 96)), (1, 1, (64, 96))], ids=["wide", "tall", "square"]
)
def test_pixels_are_made_square(tmp_path, across, down, size):
    path = write_clip(tmp_path / "clip.mp4", moving_square(4))
    mp4_boxes.set_pixel_aspect(path, across, down)
    frames, info = read_all(path)
    assert frames[0].image.shape[:2] == size
    assert (info.height, info.width) == size
    assert info.pixel_aspect == pytest.approx(across / down)


def test_pixels_of_a_turned_picture_are_made_square(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", moving_square(4))
    mp4_boxes.set_pixel_aspect(path, 4, 3)
    mp4_boxes.set_quarter_turn(path)
    frames, _ = read_all(path)
    assert frames[0].image.shape[:2] == (128, 64)


def test_repeated_pictures_are_left_out_and_counted(tmp_path):
    pictures = [picture for picture in moving_square(8) for _ in range(2)]
    frames, info = read_all(write_clip(tmp_path / "clip.avi", pictures, codec="MJPG", fps=60.0))
    assert np.allclose([frame.time_s for frame in frames], np.arange(8) / 30.0)
    assert [frame.index for frame in frames] == list(range(0, 16, 2))
    assert info.n_duplicates == 8
    assert info.problems == ["8 of 16 frames repeat the one before and were left out"]


def test_repeated_timestamps_are_left_out_and_counted(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", moving_square(6))
    third = mp4_boxes.ticks_per_second(path) // 30
    mp4_boxes.set_intervals(path, [third, third, 0, third, third, third])
    frames, info = read_all(path)
    assert info.n_duplicates == 1
    assert np.all(np.diff([frame.time_s for frame in frames]) > 0)


def test_file_cut_off_gives_its_beginning_and_says_so(tmp_path):
    rng = np.random.default_rng(1)
    path = write_clip(tmp_path / "clip.mp4", [rng.integers(0, 255, (64, 96, 3), np.uint8) for _ in range(30)])
    mp4_boxes.move_index_first(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    frames, info = read_all(path)
    assert 3 < len(frames) < 29
    message = f"the file lists 30 frames, {info.n_decoded} could be decoded: it is cut off, damaged or trimmed"
    assert info.problems[0] == message


def test_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no such file: .*nowhere\.mp4"):
        VideoReader(tmp_path / "nowhere.mp4")


def test_folder_is_refused(tmp_path):
    with pytest.raises(VideoError, match="is a folder"):
        VideoReader(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_pipe_is_refused_at_once_with_why(tmp_path):
    os.mkfifo(tmp_path / "race.mp4")
    with pytest.raises(VideoError, match=r"race\.mp4 is a pipe or a device, but a video is read more than once; write"):
        VideoReader(tmp_path / "race.mp4")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "is empty", id="zero bytes"),
        pytest.param(b"this is text\n" * 50, "cannot be read as a video", id="text"),
        pytest.param(bytes(range(256)) * 40, "cannot be read as a video", id="bytes"),
    ],
)
def test_what_is_no_video_is_refused_in_one_quiet_sentence(tmp_path, capfd, content, message):
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    with pytest.raises(VideoError, match=message) as error:
        VideoReader(path)
    assert "\n" not in str(error.value)
    assert capfd.readouterr() == ("", "")


def test_leaving_early_ends_the_decoding_thread(tmp_path):
    before = threading.active_count()
    with VideoReader(write_clip(tmp_path / "clip.mp4", moving_square(24, width=960, height=640))) as reader:
        next(iter(reader))
    assert threading.active_count() == before


def test_reading_twice_is_refused(tmp_path):
    with VideoReader(write_clip(tmp_path / "clip.mp4", moving_square(3))) as reader:
        list(reader)
        with pytest.raises(InvalidInputError, match="read once"):
            next(iter(reader))


def test_error_while_decoding_reaches_the_reader(tmp_path, monkeypatch):
    def fail(*_):
        raise MemoryError("no room")

    with VideoReader(write_clip(tmp_path / "clip.mp4", moving_square(3))) as reader:
        monkeypatch.setattr("toeoff.video.frames._squared", fail)
        with pytest.raises(MemoryError, match="no room"):
            list(reader)


def test_times_run_on_when_stamps_go_back():
    clock = Clock(interval_s=0.04)
    times = [clock.time_s(i, stamp) for i, stamp in enumerate([0.0, 40.0, 80.0, 0.0, 40.0])]
    assert times == pytest.approx([0.0, 0.04, 0.08, 0.12, 0.16])
    assert clock.n_jumps_back == 1


def test_repeated_stamp_has_no_time():
    clock = Clock(interval_s=0.04)
    assert [clock.time_s(i, stamp) for i, stamp in enumerate([0.0, 40.0, 40.0])] == [0.0, 0.04, None]


def test_without_stamps_the_frame_rate_is_used():
    assert frame_interval_s([0.0, 0.0, 0.0], 50.0, "clip") == (0.02, False)
    clock = Clock(interval_s=0.02, stamped=False, slowdown=2.0)
    assert [clock.time_s(i, 0.0) for i in range(3)] == pytest.approx([0.0, 0.01, 0.02])


def test_rate_ignores_a_pause_among_the_first_frames():
    interval_s, stamped = frame_interval_s([0.0, 20.0, 40.0, 540.0, 560.0], 9.0, "clip")
    assert interval_s == pytest.approx(0.02)
    assert stamped


@pytest.mark.parametrize("rate", [0.0, float("nan"), 90000.0])
def test_no_stamps_and_no_rate_is_an_error_that_tells_the_way_out(rate):
    with pytest.raises(VideoError, match="ffmpeg -r RATE"):
        frame_interval_s([0.0, 0.0], rate, "clip")
