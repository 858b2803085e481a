"""Runners who hide each other: what is drawn on the wrong one, and whose legs are behind another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toeoff.video.bodies import SCORE_MIN, hips_and_size
from toeoff.video.types import Poses

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toeoff.video.bodies import Joints

__all__ = ["legs_hidden", "withhold_shared_legs"]

#: Knees, or ankles, of two people nearer to each other than this, in lengths of trunk and leg, are drawn on one leg.
ONE_LEG = 0.06
#: Legs whose hips are this near to each other, across and up the picture, in lengths of trunk and leg, may lie behind
#: each other: in a stride either ankle is up to 0.3 from below the hips.
WITHIN_REACH = 0.5
#: Who is smaller than this share of another stands too far behind to hide the other's legs.
IN_FRONT = 0.8


def withhold_shared_legs(poses: Poses, joints: Joints) -> Poses:
    """Withhold a knee or an ankle with its foot that lies on the leg of someone else, who shows it with a higher score.

    Where runners hide each other, a network draws the legs of the one behind on the legs of the one in front.
    """
    if len(poses) < 2:
        return poses
    xy, score = poses.xy.copy(), poses.score.copy()
    near = ONE_LEG * hips_and_size(poses, joints)[1]
    owner = np.repeat(np.arange(len(poses)), 2)
    for pair, attached in ((joints.knees, ((), ())), (joints.ankles, joints.feet)):
        points, scores = poses.xy[:, list(pair)].reshape(-1, 2), poses.score[:, list(pair)].ravel()
        apart = np.linalg.norm(points[:, None] - points[None], axis=2)
        is_shared = (apart < np.minimum(near[owner][:, None], near[owner][None])) & (owner[:, None] != owner[None])
        for point in np.flatnonzero((is_shared & (scores[:, None] < scores[None])).any(axis=1)):
            columns = [pair[point % 2], *attached[point % 2]]
            xy[owner[point], columns], score[owner[point], columns] = np.nan, 0.0
    return Poses(xy, score, poses.presence)


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
