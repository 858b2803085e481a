"""Work that is spared, and that sparing it changes nothing that is told."""

from __future__ import annotations

import numpy as np
import pytest
from clips import write_clip
from stick_runner import StickDetector, StickPose, scene, with_runner
from toeoff.video.recording import Models, Recording


def models():
    return Models(StickDetector(), StickPose())


def filmed(pictures, seed=2):
    """The pictures with the noise of a sensor: without it, frames that repeat are left out before all else."""
    rng = np.random.default_rng(seed)
    return [np.clip(picture + rng.normal(0.0, 1.5, picture.shape), 0, 255).astype(np.uint8) for picture in pictures]


def pictures():
    """An empty street for 2 s, then someone who crosses it in 1.5 s, then an empty street again."""
    crossing = [with_runner(scene(), 10.0 * i, top=50, height=160) for i in range(1, 48)]
    return filmed([scene()] * 60 + crossing + [scene()] * 60)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    clip = write_clip(tmp_path_factory.mktemp("economy") / "clip.avi", pictures(), codec="MJPG")
    runs = {everything: Recording(clip, models(), everything=everything) for everything in (False, True)}
    return {everything: (run, list(run)) for everything, run in runs.items()}


def test_empty_street_is_hardly_looked_at(both):
    some, all_ = both[False][0].counts, both[True][0].counts
    assert all_.detected == all_.frames
    assert some.frames == all_.frames
    assert some.detected < 0.5 * all_.detected
    assert all_.resting == 0


def test_runner_is_the_same_with_everything_computed(both):
    (some,), (all_,) = both[False][1], both[True][1]
    assert abs(some.track.frames[0] - all_.track.frames[0]) <= 1
    assert abs(some.track.frames[-1] - all_.track.frames[-1]) <= 1
    assert some.report.source["camera_kind"] == all_.report.source["camera_kind"] == "static"
    assert some.report.source["background_inliers"] > 0.5
    _, a, b = np.intersect1d(some.track.frames, all_.track.frames, assume_unique=True, return_indices=True)
    assert len(a) >= 40
    seen = np.isfinite(some.track.xy[a]).all(axis=2)
    np.testing.assert_array_equal(seen, np.isfinite(all_.track.xy[b]).all(axis=2))
    assert seen.mean() > 0.7  # the stick has no hands, and hides some of itself
    # A tenth of a percent of the runner's height.
    np.testing.assert_allclose(some.track.xy[a], all_.track.xy[b], atol=0.16)
    assert some.report.quality.reasons == all_.report.quality.reasons


def test_spectator_gets_a_probe_alone(tmp_path):
    standing = filmed([with_runner(scene(), 240, top=50, height=160)] * 90)
    clip = write_clip(tmp_path / "clip.avi", standing, codec="MJPG")
    frozen = Models(StickDetector(), StickPose(swing=0.02))
    some, all_ = Recording(clip, frozen), Recording(clip, frozen, everything=True)
    assert list(some) == list(all_) == []
    assert some.counts.posed < 0.5 * all_.counts.posed
    assert some.counts.posed + some.counts.resting <= all_.counts.posed + 1
    assert some.counts.standing + some.counts.short == all_.counts.standing + all_.counts.short == 1


def test_panning_camera_spares_nothing_by_motion(tmp_path):
    wide = scene(width=900)
    panned = [with_runner(wide[:, 7 * i : 7 * i + 480], 60.0 + 6.0 * i, top=50, height=160) for i in range(60)]
    recording = Recording(write_clip(tmp_path / "pan.mp4", panned), models())
    (one,) = list(recording)
    assert recording.counts.resting == 0
    assert one.report.source["camera_kind"] == "panning"
    assert max(recording.camera_s, key=recording.camera_s.get) == "panning"
    assert np.isclose(sum(recording.camera_s.values()), 59 / 30.0, atol=0.05)
