"""Which way people face, and posing everyone as if they faced right.

A network trained on mirrored pictures is still not the same for both: on a clip and its mirror image, both stored
without loss, BlazePose and PP-TinyPose put heel recovery 2.5 degrees and knee drive 0.9 degrees apart. Where every
runner is shown to them facing the same way it is 0.0 and 0.1, so that who runs left and who runs right compare.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import cv2
import numpy as np

from toeoff.video.bodies import SCORE_MIN, mean_of_seen
from toeoff.video.types import Poses

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toeoff.skeleton import Skeleton
    from toeoff.video.bodies import Joints
    from toeoff.video.types import PoseModel

__all__ = ["estimate_facing_right", "knees_ahead"]

_OTHER = {"left": "right", "right": "left"}


def knees_ahead(poses: Poses, joints: Joints) -> NDArray[np.float64]:
    """How far the knees lie to the right of the lines from hip to ankle, in leg lengths, shape (n,).

    A knee bends forward only, so this is positive for who faces right; which leg is which does not matter. It is the
    mean of both legs, or of the one that is seen; NaN without one.
    """
    index = np.array([joints.hips, joints.knees, joints.ankles])
    seen = np.all(poses.score[:, index] >= SCORE_MIN, axis=1, keepdims=True)[..., None]
    hip, knee, ankle = np.moveaxis(np.where(seen, poses.xy[:, index], np.nan), 1, 0)
    leg = np.linalg.norm(knee - hip, axis=2) + np.linalg.norm(ankle - knee, axis=2)
    down = ankle - hip
    span = np.linalg.norm(down, axis=2)
    across = (knee - hip)[..., 0] * down[..., 1] - (knee - hip)[..., 1] * down[..., 0]
    # Joints in one point show no leg.
    return mean_of_seen(across / np.where(span > 0.0, span * leg, np.nan))


def estimate_facing_right(
    model: PoseModel, image: NDArray[np.uint8], boxes_xyxy: NDArray[np.float64], faces_left: NDArray[np.bool_]
) -> Poses:
    """Find the keypoints inside each box; whoever faces left is shown to the network in a mirrored picture."""
    if not faces_left.any():
        return model.estimate(image, boxes_xyxy)
    width = image.shape[1]
    # Boxes follow keypoints, which lie on pixel centres, and crops are cut so: mirrored, x becomes width - 1 - x.
    boxes = boxes_xyxy[faces_left]
    boxes[:, [0, 2]] = width - 1.0 - boxes[:, [2, 0]]
    mirrored = model.estimate(np.asarray(cv2.flip(image, 1)), boxes)
    other = _other_sides(model.skeleton)
    back = mirrored.xy[:, other]
    back[..., 0] = width - 1.0 - back[..., 0]
    as_is = model.estimate(image, boxes_xyxy[~faces_left])
    # Those who face left come first, in a stable order: where each row of the boxes is among them.
    place = np.argsort(np.argsort(~faces_left, kind="stable"))
    return Poses(
        np.concatenate([back, as_is.xy])[place],
        np.concatenate([mirrored.score[:, other], as_is.score])[place],
        np.concatenate([mirrored.presence, as_is.presence])[place],
    )


@functools.cache
def _other_sides(skeleton: Skeleton) -> list[int]:
    """Index of each keypoint's fellow on the other side; its own where it has none."""
    names = skeleton.keypoints
    fellows = ("_".join(_OTHER.get(part, part) for part in name.split("_")) for name in names)
    return [names.index(fellow) if fellow in names else i for i, fellow in enumerate(fellows)]
