"""Legs that a network draws on someone else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toeoff.video.bodies import hips_and_size
from toeoff.video.types import Poses

if TYPE_CHECKING:
    from toeoff.video.bodies import Joints

__all__ = ["withhold_shared_legs"]

#: Knees, or ankles, of two people nearer to each other than this, in lengths of trunk and leg, are drawn on one leg.
ONE_LEG = 0.06


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
