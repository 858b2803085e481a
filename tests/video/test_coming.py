"""Sightings that know what moves after them."""

from __future__ import annotations

import numpy as np
import pytest
from stick_runner import StickDetector, StickPose, scene, with_runner
from toeoff.video.coming import MOST, with_coming
from toeoff.video.frames import Frame
from toeoff.video.people import PeopleFinder
from toeoff.video.scout import scout
from toeoff.video.tracks import TrackBuilder


def sightings(pictures, rate_hz=30.0):
    frames = (Frame(i, i / rate_hz, picture) for i, picture in enumerate(pictures))
    return scout(frames, StickDetector())


@pytest.mark.parametrize(("rate_hz", "n"), [(30.0, 3), (60.0, 6), (240.0, MOST)])
def test_sightings_come_in_order_so_many_late_and_none_is_lost(rate_hz, n):
    taken = []

    def counted():
        for sighting in sightings([scene()] * 40, rate_hz):
            taken.append(sighting.frame.index)
            yield sighting

    seen = []
    for sighting in with_coming(counted()):
        seen.append(sighting.frame.index)
        if seen[-1] < 40 - n - 1:
            assert taken[-1] - seen[-1] == n
    assert seen == list(range(40))


def starting(at):
    """Someone who stands for 2 s, then moves by a little, then runs."""
    still = [with_runner(scene(), 100, top=50, height=160)] * at
    return still + [with_runner(scene(), 100 + 6 * i, top=50, height=160) for i in range(1, 40)]


def test_who_starts_is_posed_from_three_frames_before_it_shows():
    pictures = starting(62)
    finder, builder = PeopleFinder(StickPose()), TrackBuilder()
    tracks = []
    for sighting in with_coming(sightings(pictures)):
        people = finder.find(sighting)
        tracks += builder.add(sighting.frame.index, sighting.frame.time_s, people, camera_is_still=True)
    (track,) = tracks + builder.finish()
    posed = set(track.frames.tolist())
    assert set(range(59, 62 + 39)) <= posed
    assert len(posed & set(range(20, 59))) <= 10
    assert finder.n_resting > 25


def test_what_moves_later_is_not_what_moves_now():
    for sighting in with_coming(sightings(starting(30))):
        if sighting.frame.index == 27:
            assert sighting.foreground is not None
            assert np.count_nonzero(sighting.foreground) == 0
            assert len(sighting.coming) == 3
            assert np.count_nonzero(sighting.coming[-1]) > 0
