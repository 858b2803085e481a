"""Repeated frames are left out, stored with loss or without; frames in which little happens are not."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from toeoff.video.frames import Frame
from toeoff.video.repeats import LONGEST, Repeats

HEIGHT, WIDTH = 120, 240


def picture(x, rng, noise):
    """A light square on a dark ground, as a codec that is not quite true gives it back."""
    image = np.full((HEIGHT, WIDTH, 3), 60.0)
    image[40:80, round(x) : round(x) + 40] = 190.0
    return np.clip(image + rng.normal(0.0, noise, image.shape), 0, 255).astype(np.uint8)


def sifted(places, noise=2.0):
    rng = np.random.default_rng(1)
    repeats = Repeats()
    frames = [Frame(i, i / 60.0, picture(x, rng, noise)) for i, x in enumerate(places)]
    return [frame.index for frame in repeats.sift(iter(frames))], repeats.n


@pytest.mark.parametrize("times", [2, 3, 5])
@pytest.mark.parametrize("noise", [0.0, 2.0])
def test_repeats_of_a_moving_picture_are_left_out(times, noise):
    places = np.repeat(np.arange(10.0, 130.0, 6.0), times)
    kept, n = sifted(places, noise)
    # With noise nothing tells of the first picture whether it moves, nor of the last, whether it goes on.
    ends = 0 if noise == 0.0 else 2 * (times - 1)
    assert n == len(places) * (times - 1) // times - ends
    assert [k for k in kept if times <= k < len(places) - times] == list(range(times, len(places) - times, times))
    assert sorted(kept) == kept


def test_film_stored_as_video_loses_its_every_fifth_frame():
    places = [10.0 + 5.0 * (4 * i // 5) for i in range(50)]
    kept, n = sifted(places)
    assert n in (9, 10)
    assert all(places[a] != places[b] for a, b in itertools.pairwise(kept[1:-1]))


@pytest.mark.parametrize(
    "places",
    [
        pytest.param([20.0] * 60, id="nothing moves"),
        pytest.param(np.arange(60) * 0.25 + 20.0, id="slow motion"),
        pytest.param(np.arange(50) * 3.0 + 10.0, id="running"),
        pytest.param([*np.arange(20) * 6.0, *[120.0] * 60], id="stops for good"),
    ],
)
def test_what_is_no_repeat_stays(places):
    kept, n = sifted(places)
    assert (kept, n) == (list(range(len(places))), 0)


def test_who_stops_for_longer_than_frames_repeat_and_goes_on_has_stopped():
    places = [*np.arange(20) * 5.0, *[100.0] * (LONGEST + 3), *np.arange(101.0, 160.0, 5.0)]
    kept, n = sifted(places)
    assert n == 0
    assert kept == list(range(len(places)))
