"""Where the people of the last frame will be in the next, so that a detector need not look at every frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toeoff.video.bodies import Joints, pose_boxes, steady_boxes, trunk_and_size
from toeoff.video.types import Poses

__all__ = ["Following", "shared_area"]

#: A box shrinks by at most this share per frame, so that one frame without legs does not lose them for good.
SHRINK = 0.05
#: Weight of a new frame in a person's size. Limbs foreshortened or misplaced change it by a tenth from frame to frame;
#: a person who comes nearer changes it by a fiftieth.
SIZE_WEIGHT = 0.2


class Following:
    """The people of the last frame: the boxes that hold their limbs, their speeds and sizes."""

    def __init__(self, joints: Joints) -> None:
        self._joints = joints
        self._boxes: NDArray[np.float64] = np.empty((0, 4))
        self._speeds: NDArray[np.float64] = np.empty((0, 2))
        self._sizes: NDArray[np.float64] = np.empty(0)
        self._time_s = -np.inf

    def boxes(self, time_s: float) -> NDArray[np.float64]:
        """Return where everyone is expected at a time, shape (n, 4)."""
        if not len(self._boxes):
            return self._boxes
        return np.asarray(self._boxes + np.tile(self._speeds * (time_s - self._time_s), 2))

    def update(self, asked: NDArray[np.float64], poses: Poses, time_s: float) -> NDArray[np.float64]:
        """Take in the people of a frame.

        Parameters
        ----------
        asked : ndarray, shape (n, 4)
            The boxes that were given to the pose network, px.
        poses : Poses
            What it found in them.
        time_s : float

        Returns
        -------
        ndarray, shape (n, 4)
            Steady boxes, by which a tracker tells people apart.
        """
        boxes = _settled(pose_boxes(poses), asked)
        centres, sizes = trunk_and_size(poses, self._joints)
        centres = np.where(np.isfinite(centres), centres, (boxes[:, :2] + boxes[:, 2:]) / 2.0)
        speeds = np.zeros((len(boxes), 2))
        for row, box in enumerate(boxes):
            shared = shared_area(box, self._boxes)
            before = int(shared.argmax()) if len(shared) and shared.max() > 0.0 else None
            if before is not None:
                moved = (box[:2] + box[2:]) - (self._boxes[before, :2] + self._boxes[before, 2:])
                speeds[row] = moved / 2.0 / (time_s - self._time_s)
                sizes[row] = _blended(self._sizes[before], sizes[row])
            elif not np.isfinite(sizes[row]):
                sizes[row] = box[3] - box[1]
        self._boxes, self._speeds, self._sizes, self._time_s = boxes, speeds, sizes, time_s
        return steady_boxes(centres, sizes)


def shared_area(box: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Area that a box shares with each of others, as a share of the smaller of the two; shape (n,)."""
    low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    shared = np.prod(np.clip(high - low, 0.0, None), axis=1)
    area = np.prod(box[2:] - box[:2])
    return np.asarray(shared / np.minimum(area, np.prod(others[:, 2:] - others[:, :2], axis=1)))


def _settled(posed: NDArray[np.float64], asked: NDArray[np.float64]) -> NDArray[np.float64]:
    """Centre from the pose, size from the pose but not much below that of the box that was asked for."""
    centre = (posed[:, :2] + posed[:, 2:]) / 2.0
    size = np.maximum(posed[:, 2:] - posed[:, :2], (1.0 - SHRINK) * (asked[:, 2:] - asked[:, :2]))
    return np.concatenate([centre - size / 2.0, centre + size / 2.0], axis=1)


def _blended(before: float, now: float) -> float:
    return before + SIZE_WEIGHT * (now - before) if np.isfinite(now) else before
