"""Nothing is told of whom the left or right edge of the picture cuts off."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from stick_runner import COCO, joints
from test_tracks_and_passes import track_of
from toeoff.video.edges import HIPS_FROM_EDGE, without_edges
from toeoff.video.passes import PassCutter

WIDTH = 600
#: Of everybody here, px: hips may come this near to an edge.
HEIGHT = 100.0
NEAR = HIPS_FROM_EDGE * HEIGHT


def track_at(x):
    """Someone whose hips are at these places in turn, px."""
    track = track_of([joints(float(place), 60, HEIGHT, 0.55 * i) for i, place in enumerate(x)])
    middle = np.asarray(x, dtype=float)
    boxes = np.stack([middle - 25.0, np.full(len(x), 10.0), middle + 25.0, np.full(len(x), 10.0 + HEIGHT)], axis=1)
    return replace(track, boxes_xyxy=boxes)


@pytest.mark.parametrize(
    ("x", "is_told"),
    [
        pytest.param(NEAR + 0.1, True, id="inside the left edge"),
        pytest.param(NEAR - 0.1, False, id="at the left edge"),
        pytest.param(-20.0, False, id="outside"),
        pytest.param(WIDTH - 1.0 - NEAR - 0.1, True, id="inside the right edge"),
        pytest.param(WIDTH - 1.0 - NEAR + 0.1, False, id="at the right edge"),
        pytest.param(WIDTH / 2.0, True, id="in the middle"),
    ],
)
def test_hips_at_an_edge_withhold_the_pose(x, is_told):
    track = track_at([x])
    left = without_edges(track, WIDTH)
    np.testing.assert_array_equal(left.score, track.score if is_told else np.zeros_like(track.score))
    np.testing.assert_array_equal(left.xy, track.xy if is_told else np.full_like(track.xy, np.nan))
    np.testing.assert_array_equal(left.boxes_xyxy, track.boxes_xyxy)


@pytest.mark.parametrize("is_turned", [False, True], ids=["to the right", "to the left"])
def test_a_pass_is_where_the_hips_are_inside(is_turned):
    x = np.arange(2.0, WIDTH, 8.0)
    x = x[::-1] if is_turned else x
    track = track_at(x)
    (one,) = PassCutter(COCO, WIDTH).cut(track)
    inside = np.flatnonzero((x >= NEAR) & (x <= WIDTH - 1.0 - NEAR))
    assert (one.frames[0], one.frames[-1]) == (inside[0], inside[-1])
    (whole,) = PassCutter(COCO, 10 * WIDTH).cut(replace(track, boxes_xyxy=track.boxes_xyxy + 5.0 * WIDTH))
    assert len(whole) == len(x)


def test_an_edge_within_a_pass_is_a_gap():
    x = np.r_[np.arange(100.0, 4.0, -8.0), np.arange(4.0, 400.0, 8.0)]
    track = replace(track_at(x), camera_still=np.zeros(len(x), dtype=bool))
    (one,) = PassCutter(COCO, WIDTH).cut(track)
    assert len(one) == len(x)
    np.testing.assert_array_equal(np.isnan(one.xy).all(axis=(1, 2)), x < NEAR)
