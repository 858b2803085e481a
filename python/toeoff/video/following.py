"""Where the people of the last frames will be in the next, so that a detector need not look at every frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toeoff.video.bodies import STANDING_HEIGHT, Joints, hips_and_size, standing_boxes
from toeoff.video.facing import knees_ahead
from toeoff.video.types import Poses

__all__ = ["Following"]

#: Weights of a new frame in a person's size, when it grows and when it shrinks, and in the speed. Limbs foreshortened
#: or misplaced shorten the body by a tenth and more; a person who comes nearer grows by a twentieth per frame.
GROWTH_WEIGHT, SHRINK_WEIGHT, SPEED_WEIGHT = 0.4, 0.15, 0.5
#: Someone whose pose is lost is looked for this much longer, s: runners who cross hide each other for 0.15 to 0.3 s.
COAST_S = 0.3
#: A pose belongs to someone when its hips are this near to where they were expected, in lengths of trunk and leg.
NEAR = 0.4
#: Someone faces left whose knees have lain this far behind, in leg lengths, on average over the last frames; the weight
#: of a new one. Over a stride of running it is 0.1 and more, of who comes towards the camera 0.
BEHIND, FACING_WEIGHT = 0.04, 0.15


class Following:
    """The people of the last frames: hips, speeds, sizes, which way they face."""

    def __init__(self, joints: Joints) -> None:
        self._joints = joints
        self._hips: NDArray[np.float64] = np.empty((0, 2))
        self._speeds: NDArray[np.float64] = np.empty((0, 2))
        self._sizes: NDArray[np.float64] = np.empty(0)
        self._ahead: NDArray[np.float64] = np.empty(0)
        self._seen_s: NDArray[np.float64] = np.empty(0)
        self._time_s = -np.inf

    def boxes(self, time_s: float) -> NDArray[np.float64]:
        """Return the standing boxes of everyone where they are expected at a time, shape (n, 4)."""
        return standing_boxes(self._expected(time_s), self._sizes)

    def faces_left(self, boxes_xyxy: NDArray[np.float64], time_s: float) -> NDArray[np.bool_]:
        """Whether the person whose hips are expected in the middle of a box faces left, shape (n,).

        False for who faces right, comes or goes, or is new.
        """
        left = self._ahead < -BEHIND
        if not left.any():
            return np.zeros(len(boxes_xyxy), dtype=np.bool_)
        middles = (boxes_xyxy[:, :2] + boxes_xyxy[:, 2:]) / 2.0
        apart = np.linalg.norm(middles[:, None] - self._expected(time_s)[None], axis=2) / self._sizes
        nearest = apart.argmin(axis=1)
        return np.asarray(left[nearest] & (apart.min(axis=1) <= NEAR))

    def update(self, asked: NDArray[np.float64], poses: Poses, time_s: float) -> NDArray[np.float64]:
        """Take in the people of a frame.

        Parameters
        ----------
        asked : ndarray, shape (n, 4)
            The boxes that were given to the pose network, px: they stand in for what a pose does not show.
        poses : Poses
            What it found in them.
        time_s : float

        Returns
        -------
        ndarray, shape (n, 4)
            Standing boxes, by which a tracker tells people apart.
        """
        hips, sizes = hips_and_size(poses, self._joints)
        hips = np.where(np.isfinite(hips), hips, (asked[:, :2] + asked[:, 2:]) / 2.0)
        # Joints that all lie within a pixel show no body; NaN does not exceed it either.
        sizes = np.where(sizes > 1.0, sizes, (asked[:, 3] - asked[:, 1]) / STANDING_HEIGHT)
        speeds, ahead = np.zeros_like(hips), np.zeros(len(hips))
        seen_ahead = knees_ahead(poses, self._joints)
        known = self._match(hips, sizes, time_s)
        for row, before in known.items():
            speed = (hips[row] - self._hips[before]) / (time_s - self._time_s)
            speeds[row] = self._speeds[before] + SPEED_WEIGHT * (speed - self._speeds[before])
            ahead[row] = self._ahead[before]
            growth = sizes[row] - self._sizes[before]
            sizes[row] = self._sizes[before] + (GROWTH_WEIGHT if growth > 0.0 else SHRINK_WEIGHT) * growth
        ahead = np.where(np.isfinite(seen_ahead), ahead + FACING_WEIGHT * (seen_ahead - ahead), ahead)
        coasting = (time_s - self._seen_s <= COAST_S) & ~np.isin(np.arange(len(self._hips)), list(known.values()))
        self._hips = np.concatenate([hips, self._expected(time_s)[coasting]])
        self._speeds = np.concatenate([speeds, self._speeds[coasting]])
        self._sizes = np.concatenate([sizes, self._sizes[coasting]])
        self._ahead = np.concatenate([ahead, self._ahead[coasting]])
        self._seen_s = np.concatenate([np.full(len(hips), time_s), self._seen_s[coasting]])
        self._time_s = time_s
        return standing_boxes(hips, sizes)

    def _expected(self, time_s: float) -> NDArray[np.float64]:
        if not len(self._hips):
            return self._hips
        return np.asarray(self._hips + self._speeds * (time_s - self._time_s))

    def _match(self, hips: NDArray[np.float64], sizes: NDArray[np.float64], time_s: float) -> dict[int, int]:
        """Give new people to those of the frame before, nearest pairs first."""
        expected = self._expected(time_s)
        apart = np.linalg.norm(hips[:, None] - expected[None], axis=2) / sizes[:, None]
        known: dict[int, int] = {}
        for flat in np.argsort(apart, axis=None, kind="stable"):
            row, before = divmod(int(flat), len(expected))
            if apart[row, before] > NEAR:
                break
            if row not in known and before not in known.values():
                known[row] = before
        return known
