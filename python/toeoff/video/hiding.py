"""Runners who hide each other: whose legs, or who altogether, is behind someone else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toeoff.video.bodies import SCORE_MIN, STANDING_HEIGHT, hips_and_size

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toeoff.video.bodies import Joints
    from toeoff.video.types import Poses

__all__ = ["is_behind", "legs_hidden"]

#: Legs whose hips are this near to each other, across and up the picture, in lengths of trunk and leg, may lie behind
#: each other: in a stride either ankle is up to 0.3 from below the hips.
WITHIN_REACH = 0.5
#: Who is smaller than this share of another stands too far behind to hide the other's legs.
IN_FRONT = 0.8


def legs_hidden(poses: Poses, joints: Joints, width: int) -> NDArray[np.bool_]:
    """Tell whose leg is hidden by someone else, shape (n,).

    A knee or an ankle is not shown, and somebody whose legs are seen better, and who is not much smaller, is so near
    that the legs may be theirs. Where one's own legs may reach out of the picture, of that `width`, nothing is told.
    """
    if len(poses) < 2:
        return np.zeros(len(poses), dtype=np.bool_)
    hips, sizes = hips_and_size(poses, joints)
    legs = poses.score[:, [*joints.knees, *joints.ankles]]
    with np.errstate(invalid="ignore"):
        reach = WITHIN_REACH * np.maximum(sizes[:, None], sizes[None])
        is_near = (np.abs(hips[:, None] - hips[None]) <= reach[..., None]).all(axis=2)
        may_hide = sizes[None] >= IN_FRONT * sizes[:, None]
        is_inside = np.minimum(hips[:, 0], width - 1.0 - hips[:, 0]) >= WITHIN_REACH * sizes
    is_better = legs.mean(axis=1)[None] > legs.mean(axis=1)[:, None]
    return np.asarray((legs < SCORE_MIN).any(axis=1) & is_inside & (is_near & may_hide & is_better).any(axis=1))


def is_behind(box_xyxy: NDArray[np.float64], others_xyxy: NDArray[np.float64]) -> bool:
    """Tell whether someone who was not found where this standing box was expected is hidden by one of the others.

    By the same limits as legs: one of those found is so near, and not much smaller.
    """
    middle, height = (box_xyxy[:2] + box_xyxy[2:]) / 2.0, box_xyxy[3] - box_xyxy[1]
    middles = (others_xyxy[:, :2] + others_xyxy[:, 2:]) / 2.0
    heights = others_xyxy[:, 3] - others_xyxy[:, 1]
    reach = WITHIN_REACH * np.maximum(heights, height) / STANDING_HEIGHT
    is_near = (np.abs(middles - middle) <= reach[:, None]).all(axis=1)
    return bool((is_near & (heights >= IN_FRONT * height)).any())
