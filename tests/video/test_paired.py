"""Two pose models as one."""

import numpy as np
import pytest
from toeoff.errors import InvalidInputError
from toeoff.skeleton import Skeleton
from toeoff.video.paired import PairedPose
from toeoff.video.types import Poses

IMAGE = np.zeros((10, 10, 3), np.uint8)
BOXES = np.array([[0.0, 0, 5, 5]])
#: A standing body, leg length 100 px; the ankles 60 px apart.
LEGS = {"hip": 0, "knee": 50, "ankle": 100, "heel": 105}


class Known:
    """A pose model with a ready answer."""

    def __init__(self, name, skeleton, points, presence=0.8, device="cpu"):
        self.name, self.skeleton, self.device = name, Skeleton.of(skeleton), device
        xy = np.full((1, len(self.skeleton.keypoints), 2), 7.0)
        for keypoint, at in points.items():
            xy[0, self.skeleton.keypoints.index(keypoint)] = at
        score = np.where(np.isnan(xy).any(axis=2), 0.0, 0.6)
        self.poses = Poses(xy, score, np.array([presence]))

    def estimate(self, image, boxes_xyxy):
        return self.poses


def legs(left_x, right_x, parts):
    return {f"{side}_{p}": (x, LEGS[p]) for side, x in (("left", left_x), ("right", right_x)) for p in parts}


BODY = legs(0.0, 60.0, ("hip", "knee", "ankle"))


def feet(left_x, right_x):
    toes = {"left_foot_index": (left_x, 108), "right_foot_index": (right_x, 108)}
    return Known("feet", "blazepose33", {**legs(left_x, right_x, tuple(LEGS)), **toes})


def pair(feet_model, body=None):
    model = PairedPose(Known("body", "coco17", body or BODY), feet_model)
    poses = model.estimate(IMAGE, BOXES)
    return model, {k: poses.xy[0, i] for i, k in enumerate(model.skeleton.keypoints)}, poses


def test_body_of_the_first_and_feet_of_the_second():
    model, at, poses = pair(feet(4.0, 64.0))
    assert (model.name, model.skeleton.name) == ("body+feet", "coco17+blazepose33")
    foot = ("left_heel", "left_foot_index", "right_heel", "right_foot_index")
    assert model.skeleton.keypoints == (*Skeleton.of("coco17").keypoints, *foot)
    assert at["left_ankle"].tolist() == [0, 100]
    assert at["left_heel"].tolist() == [4, 105]
    assert at["right_foot_index"].tolist() == [64, 108]
    assert np.isfinite(poses.xy).all()
    assert (poses.score > 0.0).all()
    assert poses.presence.tolist() == [0.8]


def test_exchanged_legs_of_the_feet_network_are_put_right_by_place():
    _, at, _ = pair(feet(61.0, -1.0))
    assert at["left_heel"].tolist() == [-1, 105]
    assert at["right_heel"].tolist() == [61, 105]


def test_a_foot_whose_ankles_disagree_is_missing_and_the_other_stays():
    _, at, poses = pair(feet(30.0, 60.0))
    assert np.isnan(at["left_heel"]).all()
    assert np.isnan(at["left_foot_index"]).all()
    assert at["right_heel"].tolist() == [60, 105]
    np.testing.assert_array_equal(poses.score[0] == 0, np.isnan(poses.xy[0]).any(axis=1))


def test_both_feet_on_one_leg_give_one_foot():
    _, at, _ = pair(feet(60.0, 62.0))
    assert np.isnan(at["left_heel"]).all()
    assert not np.isnan(at["right_heel"]).any()


def test_ankles_that_pass_each_other_keep_their_names():
    _, at, _ = pair(feet(3.0, 0.0), legs(0.0, 3.0, ("hip", "knee", "ankle")))
    assert at["left_heel"].tolist() == [3, 105]


def test_a_missing_ankle_gives_no_foot():
    _, at, _ = pair(feet(0.0, 60.0), {**BODY, "left_ankle": (np.nan, np.nan)})
    assert np.isnan(at["left_heel"]).all()
    _, at, _ = pair(Known("feet", "halpe26", {**legs(0.0, 60.0, tuple(LEGS)), "right_ankle": (np.nan, np.nan)}))
    assert np.isnan(at["right_heel"]).all()


def test_three_foot_points_of_the_second_network_are_all_taken():
    _, at, _ = pair(Known("feet", "halpe26", {**legs(0.0, 60.0, tuple(LEGS)), "left_small_toe": (2.0, 109.0)}))
    assert at["left_small_toe"].tolist() == [2, 109]
    body = Known("body", "halpe26", {**BODY, "left_big_toe": (1.0, 1.0)})
    model = PairedPose(body, feet(0.0, 60.0))
    assert not any("big_toe" in k for k in model.skeleton.keypoints)


def test_the_device_is_that_of_both_or_of_each():
    body = Known("body", "coco17", BODY, device="cuda")
    assert PairedPose(body, Known("feet", "blazepose33", {}, device="cuda")).device == "cuda"
    assert PairedPose(body, feet(0, 60)).device == "cuda+cpu"


def test_the_second_must_have_feet():
    with pytest.raises(InvalidInputError, match=r"body has no heels and toes \(coco17\)"):
        PairedPose(feet(0, 60), Known("body", "coco17", BODY))
