"""Runners who hide each other."""

from __future__ import annotations

import numpy as np
import pytest
from stick_runner import COCO, joints
from toeoff.video.bodies import Joints
from toeoff.video.hiding import is_behind, legs_hidden
from toeoff.video.shared_legs import withhold_shared_legs
from toeoff.video.types import Poses

JOINTS = Joints.of(COCO)
WIDTH = 640
LEFT_LEG = [13, 15]


def poses_of(*figures, score=0.9):
    xy = np.stack(figures)
    return Poses(xy, np.where(np.isnan(xy).any(axis=2), 0.0, score), np.full(len(xy), 0.9))


def test_leg_that_two_people_claim_stays_with_the_surer():
    front, behind = joints(100.0, 60, 100, 0.4), joints(130.0, 55, 100, 2.0)
    behind[LEFT_LEG] = front[LEFT_LEG] + 1.0
    poses = poses_of(front, behind)
    poses.score[1] *= 0.8
    kept = withhold_shared_legs(poses, JOINTS)
    assert np.flatnonzero(np.isnan(kept.xy[1, 5:]).any(axis=1)).tolist() == [13 - 5, 15 - 5]
    assert (kept.score[1, LEFT_LEG] == 0.0).all()
    assert np.array_equal(kept.xy[0], poses.xy[0], equal_nan=True)


def hidden(*, apart=20.0, at=300.0, height=100.0, lacks=True):
    """Who is hidden, of someone in front and of one behind of another height who may lack a leg."""
    front, behind = joints(at, 60, 100, 0.4), joints(at + apart, 60, height, 2.0)
    if lacks:
        behind[LEFT_LEG] = np.nan
    return legs_hidden(poses_of(front, behind), JOINTS, WIDTH).tolist()


def test_a_leg_that_is_not_shown_is_hidden_by_who_stands_before_it():
    assert hidden() == [False, True]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"apart": 60.0}, id="too far apart"),
        pytest.param({"lacks": False}, id="both legs are shown"),
        pytest.param({"height": 140.0}, id="the other is smaller, and farther away"),
        pytest.param({"at": -5.0}, id="the leg is outside the picture"),
        pytest.param({"at": WIDTH - 30.0}, id="on the other side likewise"),
    ],
)
def test_what_someone_else_does_not_hide_is_not_told_hidden(change):
    assert hidden(**change) == [False, False]


def test_who_is_alone_or_shows_nothing_is_not_hidden():
    nothing = np.full((17, 2), np.nan)
    assert legs_hidden(poses_of(joints(300.0, 60, 100, 0.4)), JOINTS, WIDTH).tolist() == [False]
    assert legs_hidden(poses_of(nothing, nothing), JOINTS, WIDTH).tolist() == [False, False]
    assert legs_hidden(Poses.none(17), JOINTS, WIDTH).tolist() == []


@pytest.mark.parametrize(
    ("other", "behind"),
    [
        ([320.0, 110.0, 370.0, 210.0], True),
        ([360.0, 110.0, 410.0, 210.0], False),
        ([320.0, 20.0, 370.0, 120.0], False),
        ([330.0, 130.0, 360.0, 190.0], False),
    ],
    ids=["near", "beside", "above", "smaller, and farther away"],
)
def test_who_is_not_found_is_behind_whoever_is_near_and_not_much_smaller(other, behind):
    expected = np.array([300.0, 100.0, 350.0, 200.0])
    assert is_behind(expected, np.array([[0.0, 0.0, 50.0, 100.0], other])) == behind
    assert not is_behind(expected, np.empty((0, 4)))
