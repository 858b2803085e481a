"""From a video file to passes, with stand-ins for the networks."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
import toeoff
from clips import write_clip
from stick_runner import StickDetector, StickPose, scene, with_runner
from toeoff.errors import VideoError
from toeoff.video.recording import Models, Recording

RATE_HZ = 30.0


def crossing(n=60, first=-50.0, step=10.0, height=160, top=50):
    """Pictures of one runner who crosses from left to right, with empty ones before and after."""
    return [
        with_runner(scene(), first + step * i, top=top, height=height) if 0 < first + step * i < 480 else scene()
        for i in range(n)
    ]


def models(**figure):
    return Models(StickDetector(), StickPose(**figure))


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return write_clip(tmp_path_factory.mktemp("recording") / "crossing.mp4", crossing())


@pytest.fixture(scope="module")
def run(clip):
    recording = Recording(clip, models())
    return recording, list(recording)


def test_one_runner_who_crosses_is_one_pass(run):
    recording, passes = run
    assert len(passes) == 1
    report, track = passes[0].report, passes[0].track
    assert report.quality.travel == "left_to_right"
    assert report.quality.frame_rate_hz == pytest.approx(RATE_HZ, rel=0.01)
    assert report.source["track"] == track.id
    assert report.source["first_frame"] == track.frames[0]
    assert report.source["last_frame"] == track.frames[-1]
    assert report.source["camera"] == "still"
    assert report.source["model"] == "stick-pose"
    assert report.to_json()
    assert passes[0].sequence.n_frames == len(track)
    assert recording.counts.frames + recording.info.n_duplicates == 60
    assert recording.counts.passes == recording.counts.tracks == 1
    assert recording.info.n_decoded == 60


def test_pass_is_handed_on_while_the_video_goes_on(tmp_path):
    done = []
    pictures = crossing() + [scene()] * 50
    recording = Recording(
        write_clip(tmp_path / "clip.mp4", pictures), models(), progress=lambda n, of: done.append((n, of))
    )
    next(iter(recording))
    assert done[-1][0] < 95
    assert done[-1][1] == 110


def test_two_runners_one_after_the_other_are_two_passes_in_order(tmp_path):
    pictures = crossing() + [scene()] * 25 + crossing(first=-80.0)
    passes = list(Recording(write_clip(tmp_path / "clip.mp4", pictures), models()))
    assert [p.track.id for p in passes] == sorted(p.track.id for p in passes)
    assert len({p.track.id for p in passes}) == len(passes) == 2


def test_nobody_gives_no_pass(tmp_path):
    recording = Recording(write_clip(tmp_path / "clip.mp4", [scene()] * 20), models())
    assert list(recording) == []
    assert recording.counts.posed == 0


def test_someone_who_stands_gives_no_pass(tmp_path):
    pictures = [with_runner(scene(), 240, top=50, height=160)] * 45
    recording = Recording(write_clip(tmp_path / "clip.avi", pictures, codec="MJPG"), models(swing=0.02))
    assert list(recording) == []


def test_someone_far_away_who_is_not_seen_to_run_is_counted_alone(tmp_path):
    pictures = crossing(n=110, step=5.0, height=60)
    recording = Recording(write_clip(tmp_path / "clip.mp4", pictures), models(swing=0.2))
    assert list(recording) == []
    assert (recording.counts.tracks, recording.counts.far, recording.counts.passes) == (1, 1, 0)
    near = Recording(write_clip(tmp_path / "near.mp4", crossing(n=110, step=5.0)), models(swing=0.2))
    assert [one.report.quality.reasons for one in near] == [("not_running",)]


def test_capture_fps_gives_real_times(clip, run):
    (slow,) = run[1]
    (real,) = Recording(clip, models(), capture_fps=60.0)
    assert np.median(np.diff(slow.sequence.time_s)) == pytest.approx(1.0 / 30.0)
    assert np.median(np.diff(real.sequence.time_s)) == pytest.approx(1.0 / 60.0)
    assert real.report.source["capture_fps"] == 60.0
    assert np.array_equal(real.track.frames, slow.track.frames)
    assert np.array_equal(real.sequence.xy, slow.sequence.xy, equal_nan=True)


def test_options_reach_the_analysis(clip):
    (tall,) = Recording(clip, models(), options={"height_m": 1.8})
    assert tall.report.quality.scale_m_per_px is not None


def test_nonsense_option_is_an_error(clip):
    with pytest.raises(toeoff.InvalidInputError, match="height_m"):
        list(Recording(clip, models(), options={"height_m": 18.0}))


def test_same_passes_however_fast_the_reader_is(clip, run):
    again = []
    for one in Recording(clip, models(), progress=lambda *_: time.sleep(0.005)):
        again.append(one.report.to_json())
    assert again == [p.report.to_json() for p in run[1]]


def test_error_of_a_network_reaches_the_caller_and_ends_every_thread(clip):
    class Broken(StickDetector):
        def detect(self, image):
            raise toeoff.ModelError("out of memory")

    before = threading.active_count()
    with pytest.raises(toeoff.ModelError, match="out of memory"):
        list(Recording(clip, Models(Broken(), StickPose())))
    assert threading.active_count() == before


def test_leaving_early_ends_every_thread(clip):
    before = threading.active_count()
    passes = iter(Recording(clip, models()))
    next(passes)
    passes.close()
    assert threading.active_count() == before


def test_bad_file_is_told_at_once(tmp_path):
    (tmp_path / "text.mp4").write_text("not a video\n" * 30)
    with pytest.raises(VideoError, match="cannot be read as a video"):
        Recording(tmp_path / "text.mp4", models())
    with pytest.raises(FileNotFoundError):
        Recording(tmp_path / "missing.mp4", models())
