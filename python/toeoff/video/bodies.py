"""Arithmetic of whole poses: what is inside the picture, how large, whose box, which are of one person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toeoff.skeleton import FOOT, Skeleton
from toeoff.video.types import Poses

__all__ = [
    "STANDING_HEIGHT",
    "Joints",
    "distinct",
    "hips_and_size",
    "mean_of_seen",
    "snapped",
    "standing_boxes",
    "swing",
    "within_picture",
]

#: A keypoint below this score is not drawn upon; the analysis uses the same limit.
SCORE_MIN = 0.3
#: A keypoint this near to the left or right edge, as a share of the width, belongs to a limb that goes on outside.
#: At the lower edge it need not: many a picture ends just below the feet.
EDGE = 0.004
#: Standing height over the length of trunk and leg (0.288 + 0.491 of it, Winter after Drillis & Contini), and width
#: of a standing box over its height: arms and thighs of a runner seen from the side.
STANDING_HEIGHT, STANDING_ASPECT = 1.28, 0.5
#: Steps of the sides of a box that is cut out, as a factor, and of its middle, in its height: a clip and its mirror
#: image share 94 to 99 % of their poses. With 1.15 and 1/16 rendered runners are posed as well; but on six real clips
#: lean moved by up to 5 deg. With 1.04 and 1/24 a sprinter leans 44 deg instead of 28.
SNAP_SIDE, SNAP_MIDDLE = 1.04, 1.0 / 64.0
#: Two poses are of one person when their joints lie closer than this on average, in heights of the larger. Over eight
#: clips, second crops of one person give 0.10 to 0.19; one runner overtaking another 0.24 and more.
SAME = 0.2
#: Advantage of the box that followed someone, in mean score.
FOLLOWED = 0.1


@dataclass(frozen=True)
class Joints:
    """Indices of the joints in a keypoint set, left before right."""

    shoulders: tuple[int, ...]
    hips: tuple[int, int]
    knees: tuple[int, int]
    ankles: tuple[int, int]
    #: Heel and toes of each foot; empty where the set has none.
    feet: tuple[tuple[int, ...], tuple[int, ...]]

    @classmethod
    def of(cls, skeleton: Skeleton) -> Joints:
        """Look the joints up; a set without shoulders has an empty tuple there."""
        find = skeleton.keypoints.index
        has_shoulders = {"left_shoulder", "right_shoulder"} <= set(skeleton.keypoints)
        return cls(
            shoulders=(find("left_shoulder"), find("right_shoulder")) if has_shoulders else (),
            hips=(find("left_hip"), find("right_hip")),
            knees=(find("left_knee"), find("right_knee")),
            ankles=(find("left_ankle"), find("right_ankle")),
            feet=(_foot(skeleton, "left"), _foot(skeleton, "right")),
        )

    @property
    def all(self) -> tuple[int, ...]:
        """Every joint."""
        return (*self.shoulders, *self.hips, *self.knees, *self.ankles)


def _foot(skeleton: Skeleton, side: str) -> tuple[int, ...]:
    parts = (f"{side}_{part}" for part in FOOT)
    return tuple(skeleton.keypoints.index(part) for part in parts if part in skeleton.keypoints)


def within_picture(poses: Poses, width: int, height: int) -> Poses:
    """Withhold keypoints outside the picture and on its sides: the network invents what it cannot see."""
    edge = EDGE * width
    x, y = poses.xy[..., 0], poses.xy[..., 1]
    is_inside = (x >= edge) & (x <= width - 1.0 - edge) & (y >= 0.0) & (y <= height - 1.0)
    return Poses(
        xy=np.where(is_inside[..., None], poses.xy, np.nan),
        score=np.where(is_inside, poses.score, 0.0),
        presence=poses.presence,
    )


def hips_and_size(poses: Poses, joints: Joints) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middle of the hips, (n, 2), and length of trunk, thigh and shank together, (n,), px; NaN where not seen.

    Neither depends on where the limbs are, as a box round them does: that jumps by half its width from one frame to
    the next when a network loses a trailing leg.
    """
    index = list(joints.all)
    seen = np.full(poses.xy.shape, np.nan)
    seen[:, index] = np.where((poses.score[:, index] >= SCORE_MIN)[..., None], poses.xy[:, index], np.nan)
    hip, knee, ankle = (seen[:, list(pair)] for pair in (joints.hips, joints.knees, joints.ankles))
    leg = mean_of_seen(np.linalg.norm(hip - knee, axis=2) + np.linalg.norm(knee - ankle, axis=2))
    mid_hip = mean_of_seen(hip)
    if not joints.shoulders:
        return mid_hip, leg * (0.779 / 0.491)
    mid_shoulder = mean_of_seen(seen[:, list(joints.shoulders)])
    return mid_hip, np.linalg.norm(mid_shoulder - mid_hip, axis=1) + leg


def standing_boxes(hips: NDArray[np.float64], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Boxes of people as if they stood, shape (n, 4), px: as high as they are tall, the hips in the middle.

    On rendered runners, boxes a fifth larger make BlazePose exchange the legs in 4 % of the frames, these in none.
    """
    half = STANDING_HEIGHT * sizes[:, None] / 2.0 * np.array([STANDING_ASPECT, 1.0])
    return np.concatenate([hips - half, hips + half], axis=1)


def snapped(boxes_xyxy: NDArray[np.float64], width: int, height: int) -> NDArray[np.float64]:
    """Boxes whose sides and middles lie on a grid of `SNAP_SIDE` and `SNAP_MIDDLE`, shape (n, 4), px.

    Of a runner whose legs are 120 px long, a crop moved by 0.05 px moves the hips by 0.2 px, one moved by 1 px by 0.8,
    and the next crop goes by that pose: two views of the same steps would never again be cut alike. On a grid they meet
    after some frames. It is laid from halfway between the centres of the picture's first and last pixels, so that it is
    the same in its mirror image.
    """
    step, middle = np.log(SNAP_SIDE), (np.array([width, height]) - 1.0) / 2.0
    sides = np.exp(np.round(np.log(boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]) / step) * step)
    cell = SNAP_MIDDLE * sides[:, 1:]
    middles = middle + np.round(((boxes_xyxy[:, :2] + boxes_xyxy[:, 2:]) / 2.0 - middle) / cell) * cell
    return np.concatenate([middles - sides / 2.0, middles + sides / 2.0], axis=1)


def swing(joints: NDArray[np.float64]) -> float:
    """How far the joint that swings most swings: 80 % of its frames lie within. 0 when none is seen.

    Joints are of shape (n_frames, n, 2).
    """
    swings = [
        np.ptp(np.quantile(seen, (0.1, 0.9), axis=0), axis=0).max()
        for joint in range(joints.shape[1])
        if len(seen := joints[np.isfinite(joints[:, joint]).all(axis=1), joint])
    ]
    return float(max(swings, default=0.0))


def mean_of_seen(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over the second axis of what is not NaN; NaN where nothing is seen."""
    n = np.isfinite(values).sum(axis=1)
    total = np.nansum(values, axis=1)
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)


def distinct(poses: Poses, joints: Joints, is_followed: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Rows that stay when of several poses of one person the best is kept, the best first.

    That of the box that followed the person has an advantage: two crops differ by some px, and joints would jump to and
    fro between them.

    Two crops of one person give nearly the same pose, however differently their boxes overlap;
    two people whose boxes overlap give two poses.
    """
    index = list(joints.all)
    xy, score = poses.xy[:, index], poses.score[:, index]
    xy = np.where((score >= SCORE_MIN)[..., None], xy, np.nan)
    height = np.array([np.ptp(y[np.isfinite(y)]) if np.isfinite(y).any() else 0.0 for y in xy[..., 1]])
    kept: list[int] = []
    for row in np.argsort(-score.mean(axis=1) - FOLLOWED * is_followed, kind="stable"):
        if not any(_apart(xy[row], xy[other]) < SAME * max(height[row], height[other]) for other in kept):
            kept.append(int(row))
    return np.array(kept, dtype=np.intp)


def _apart(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Mean distance of two poses over the joints that both show, px; infinite below four of them."""
    distance = np.hypot(*(a - b).T)
    distance = distance[np.isfinite(distance)]
    return float(distance.mean()) if len(distance) >= 4 else np.inf
