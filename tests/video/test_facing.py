"""Which way people face, and that a network is shown them facing right."""

from __future__ import annotations

import numpy as np
import pytest
from stick_runner import COCO, StickDetector, StickPose, joints, scene, white_boxes, with_runner
from toeoff import Skeleton, _core
from toeoff.video.bodies import Joints
from toeoff.video.facing import _other_sides, estimate_facing_right, knees_ahead
from toeoff.video.frames import Frame
from toeoff.video.people import PeopleFinder
from toeoff.video.scout import scout
from toeoff.video.types import Poses

JOINTS = Joints.of(COCO)
OTHER = _other_sides(COCO)
PHASES = np.arange(0.0, 6.3, 0.3)


def pose(*figures):
    return Poses(np.stack(figures), np.full((len(figures), 17), 0.9), np.full(len(figures), 0.9))


def mirrored(figure, width):
    """The figure in a mirrored picture, named as one sees it there."""
    there = figure[OTHER].copy()
    there[:, 0] = width - 1.0 - there[:, 0]
    return there


def test_knees_are_ahead_of_who_faces_right_and_behind_of_who_faces_left():
    figures = [joints(100.0, 60, 100, phase) for phase in PHASES]
    ahead = knees_ahead(pose(*figures), JOINTS)
    assert ahead.mean() > 0.08
    assert (ahead > -1e-9).all()
    assert np.allclose(knees_ahead(pose(*[mirrored(f, 480) for f in figures]), JOINTS), -ahead)
    assert np.allclose(knees_ahead(pose(*[f[OTHER] for f in figures]), JOINTS), ahead)


def test_one_leg_is_enough_and_none_tells_nothing():
    poses = pose(joints(100.0, 60, 100, 1.0), joints(100.0, 60, 100, 1.0))
    both = knees_ahead(poses, JOINTS)[0]
    poses.score[:, JOINTS.ankles[0]] = 0.1
    poses.score[1, JOINTS.knees[1]] = 0.1
    one, none = knees_ahead(poses, JOINTS)
    assert one == pytest.approx(both, abs=0.3)
    assert one != both
    assert np.isnan(none)


@pytest.mark.parametrize("name", _core.SKELETON_NAMES)
def test_every_side_has_its_fellow(name):
    skeleton = Skeleton.of(name)
    other = _other_sides(skeleton)
    for i, keypoint in enumerate(skeleton.keypoints):
        assert other[other[i]] == i
        assert (other[i] != i) == ("left" in keypoint or "right" in keypoint), keypoint


class Lopsided:
    """Puts every left joint where a box is brightest, and right ones 3 px to the right: not the same mirrored."""

    name, device, skeleton = "lopsided", "cpu", COCO

    def estimate(self, image, boxes_xyxy):
        poses = Poses(
            np.empty((len(boxes_xyxy), 17, 2)), np.full((len(boxes_xyxy), 17), 0.5), np.full(len(boxes_xyxy), 0.7)
        )
        for row, (left, top, right, bottom) in enumerate(boxes_xyxy.astype(int)):
            part = image[top : bottom + 1, left : right + 1].sum(axis=2)
            y, x = np.unravel_index(part.argmax(), part.shape)
            poses.xy[row] = [left + x, top + y]
            poses.xy[row, 6::2, 0] += 3.0
            poses.score[row, 5::2] = 0.9
        return poses


def test_who_faces_left_is_posed_as_the_mirrored_picture_of_who_faces_right():
    image = np.random.default_rng(3).integers(0, 255, (60, 200, 3), np.uint8)
    boxes = np.array([[10.0, 5, 50, 55], [60, 0, 110, 60], [120, 8, 190, 50]])
    there = np.ascontiguousarray(image[:, ::-1])
    boxes_there = np.stack([199 - boxes[:, 2], boxes[:, 1], 199 - boxes[:, 0], boxes[:, 3]], axis=1)
    want = Lopsided().estimate(image, boxes)
    kept = boxes_there.copy()
    found = estimate_facing_right(Lopsided(), there, boxes_there, np.ones(3, dtype=bool))
    assert np.array_equal(found.xy, np.stack([mirrored(figure, 200) for figure in want.xy]))
    assert np.array_equal(found.score, want.score[:, OTHER])
    assert np.array_equal(boxes_there, kept)
    # One of three: the others as they are, and all in their order.
    mixed = estimate_facing_right(Lopsided(), image, boxes, np.array([False, True, False]))
    assert np.array_equal(mixed.xy[[0, 2]], want.xy[[0, 2]])
    turned = Lopsided().estimate(there, boxes_there[[1]])
    assert np.array_equal(mixed.xy[1], mirrored(turned.xy[0], 200))


class MarkedPose(StickPose):
    """A runner who faces away from the mark at the right end of the picture, and notes at which end it was."""

    def __init__(self):
        super().__init__()
        self.was_mirrored = []

    def estimate(self, image, boxes_xyxy):
        if len(boxes_xyxy) == 0:
            return super().estimate(image, boxes_xyxy)
        is_mirrored = bool(image[0, 0, 0] == 255)
        self.was_mirrored.append(is_mirrored)
        poses = super().estimate(image, boxes_xyxy)
        if not is_mirrored:
            for row, figure in enumerate(poses.xy):
                middle = np.median(white_boxes(image)[0, [0, 2]])
                poses.xy[row] = figure[OTHER] * [-1.0, 1.0] + [2.0 * middle, 0.0]
        return poses


def test_network_is_shown_a_runner_facing_right_once_that_is_known():
    pictures = []
    for i in range(30):
        picture = with_runner(scene(), 400 - 8 * i)
        picture[0, -1] = 255
        pictures.append(picture)
    model = MarkedPose()
    finder = PeopleFinder(model)
    frames = (Frame(i, i / 30.0, picture) for i, picture in enumerate(pictures))
    people = [finder.find(sighting) for sighting in scout(frames, StickDetector())]
    assert not model.was_mirrored[0]
    assert all(model.was_mirrored[8:])
    # Whichever way round it was shown: in the picture it goes on facing left.
    for i, found in enumerate(people):
        assert len(found) == 1
        assert found.poses.xy[0, list(JOINTS.hips), 0].mean() == pytest.approx(400 - 8 * i, abs=1.5)
        assert knees_ahead(found.poses, JOINTS)[0] < 1e-9
