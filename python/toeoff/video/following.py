"""Where the people of the last frames will be in the next, so that a detector need not look at every frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toeoff.video.bodies import Joints, pose_boxes, steady_boxes, trunk_and_size
from toeoff.video.types import Poses

__all__ = ["Following"]

#: A box shrinks by at most this share per frame, so that one frame without legs does not lose them for good.
SHRINK = 0.05
#: Weights of a new frame in a person's size and speed. Limbs foreshortened or misplaced change the size by a tenth from
#: frame to frame, a person who comes nearer by a fiftieth.
SIZE_WEIGHT, SPEED_WEIGHT = 0.2, 0.5
#: Someone whose pose is lost is looked for this much longer, s: runners who cross hide each other for 0.15 to 0.3 s.
COAST_S = 0.3
#: A pose belongs to someone when its trunk is this near to where it was expected, in lengths of the body.
NEAR = 0.4


class Following:
    """The people of the last frames: the boxes that hold their limbs, their trunks, speeds and sizes."""

    def __init__(self, joints: Joints) -> None:
        self._joints = joints
        self._boxes: NDArray[np.float64] = np.empty((0, 4))
        self._centres: NDArray[np.float64] = np.empty((0, 2))
        self._speeds: NDArray[np.float64] = np.empty((0, 2))
        self._sizes: NDArray[np.float64] = np.empty(0)
        self._seen_s: NDArray[np.float64] = np.empty(0)
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
        sizes = np.where(np.isfinite(sizes), sizes, boxes[:, 3] - boxes[:, 1])
        speeds = np.zeros((len(boxes), 2))
        elapsed_s = time_s - self._time_s
        known = self._match(centres, sizes, elapsed_s)
        for row, before in known.items():
            speed = (centres[row] - self._centres[before]) / elapsed_s
            speeds[row] = self._speeds[before] + SPEED_WEIGHT * (speed - self._speeds[before])
            sizes[row] = self._sizes[before] + SIZE_WEIGHT * (sizes[row] - self._sizes[before])
        steady = steady_boxes(centres, sizes)
        lost = [i for i in range(len(self._boxes)) if i not in known.values() and time_s - self._seen_s[i] <= COAST_S]
        coasted = self._speeds[lost] * elapsed_s if lost else np.empty((0, 2))
        self._boxes = np.concatenate([boxes, self._boxes[lost] + np.tile(coasted, 2)])
        self._centres = np.concatenate([centres, self._centres[lost] + coasted])
        self._speeds = np.concatenate([speeds, self._speeds[lost]])
        self._sizes = np.concatenate([sizes, self._sizes[lost]])
        self._seen_s = np.concatenate([np.full(len(boxes), time_s), self._seen_s[lost]])
        self._time_s = time_s
        return steady

    def _match(self, centres: NDArray[np.float64], sizes: NDArray[np.float64], elapsed_s: float) -> dict[int, int]:
        """Give new people to those of the frame before, nearest pairs first."""
        if not len(centres) or not len(self._centres):
            return {}
        expected = self._centres + self._speeds * elapsed_s
        apart = np.linalg.norm(centres[:, None] - expected[None], axis=2) / sizes[:, None]
        known: dict[int, int] = {}
        for flat in np.argsort(apart, axis=None, kind="stable"):
            row, before = divmod(int(flat), len(expected))
            if apart[row, before] > NEAR:
                break
            if row not in known and before not in known.values():
                known[row] = before
        return known


def _settled(posed: NDArray[np.float64], asked: NDArray[np.float64]) -> NDArray[np.float64]:
    """Centre from the pose, size from the pose but not much below that of the box that was asked for."""
    centre = (posed[:, :2] + posed[:, 2:]) / 2.0
    size = np.maximum(posed[:, 2:] - posed[:, :2], (1.0 - SHRINK) * (asked[:, 2:] - asked[:, :2]))
    return np.concatenate([centre - size / 2.0, centre + size / 2.0], axis=1)
