"""Where the people of the last frames will be in the next, so that a detector need not look at every frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toeoff.video.bodies import STANDING_HEIGHT, Joints, hips_and_size, standing_boxes
from toeoff.video.facing import knees_ahead
from toeoff.video.types import Poses

__all__ = ["NOBODY_KNOWN", "Following"]

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
#: The number of whom nobody knows, and no numbers.
NOBODY_KNOWN = -1
NOBODY: NDArray[np.int64] = np.empty(0, dtype=np.int64)


class Following:
    """The people of the last frames: hips, speeds, sizes, which way they face.

    Attributes
    ----------
    numbers : ndarray of int, shape (n,)
        A number for each, from the frame in which one is first posed until lost; those posed last come first, in the
        order of their poses.
    sizes : ndarray, shape (n,)
        Trunk, thigh and shank together, px.
    """

    def __init__(self, joints: Joints) -> None:
        self._joints = joints
        self._hips: NDArray[np.float64] = np.empty((0, 2))
        self._speeds: NDArray[np.float64] = np.empty((0, 2))
        self.sizes: NDArray[np.float64] = np.empty(0)
        self._ahead: NDArray[np.float64] = np.empty(0)
        self._seen_s: NDArray[np.float64] = np.empty(0)
        #: When they were last looked for.
        self._asked_s: NDArray[np.float64] = np.empty(0)
        self.numbers: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._n_numbers = 0
        self._time_s = -np.inf

    def turned_round(self, row: int) -> Following:
        """Return one of the people alone, to be followed back in time: times are negative from then on."""
        back = Following(self._joints)
        back._hips, back._speeds, back.sizes = self._hips[[row]], -self._speeds[[row]], self.sizes[[row]]
        back._ahead, back.numbers = self._ahead[[row]], self.numbers[[row]]
        back._n_numbers = self._n_numbers
        back._time_s = -self._time_s
        back._seen_s = back._asked_s = np.array([back._time_s])
        return back

    @property
    def sides(self) -> NDArray[np.int64]:
        """Which way each faces: -1 left, 1 right, 0 who comes or goes, or is new; shape (n,)."""
        return np.asarray(np.sign(self._ahead) * (np.abs(self._ahead) > BEHIND), dtype=np.int64)

    def boxes(self, time_s: float) -> NDArray[np.float64]:
        """Return the standing boxes of everyone where they are expected at a time, shape (n, 4)."""
        return standing_boxes(self._expected(time_s), self.sizes)

    def faces_left(self, boxes_xyxy: NDArray[np.float64], time_s: float) -> NDArray[np.bool_]:
        """Whether the person whose hips are expected in the middle of a box faces left, shape (n,).

        False for who faces right, comes or goes, or is new.
        """
        left = self.sides < 0
        if not left.any():
            return np.zeros(len(boxes_xyxy), dtype=np.bool_)
        middles = (boxes_xyxy[:, :2] + boxes_xyxy[:, 2:]) / 2.0
        apart = np.linalg.norm(middles[:, None] - self._expected(time_s)[None], axis=2) / self.sizes
        nearest = apart.argmin(axis=1)
        return np.asarray(left[nearest] & (apart.min(axis=1) <= NEAR))

    def owners(self, boxes_xyxy: NDArray[np.float64], time_s: float) -> NDArray[np.int64]:
        """Return whose the boxes are at a time: numbers, shape (n,), `NOBODY_KNOWN` for new ones.

        Each person has but one box: whoever comes out from behind another is new.
        """
        owners = np.full(len(boxes_xyxy), NOBODY_KNOWN, dtype=np.int64)
        middles = (boxes_xyxy[:, :2] + boxes_xyxy[:, 2:]) / 2.0
        for row, before in self._match(middles, self.sizes[None], time_s).items():
            owners[row] = self.numbers[before]
        return owners

    def update(
        self, asked: NDArray[np.float64], poses: Poses, time_s: float, spared: NDArray[np.int64] = NOBODY
    ) -> NDArray[np.float64]:
        """Take in the people of a frame.

        Parameters
        ----------
        asked : ndarray, shape (n, 4)
            The boxes that were given to the pose network, px: they stand in for what a pose does not show.
        poses : Poses
            What it found in them.
        time_s : float
        spared : ndarray of int
            Numbers of those who were not looked for in this frame: not to be seen is not to be lost for them.

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
        known = self._match(hips, sizes[:, None], time_s)
        numbers = np.full(len(hips), NOBODY_KNOWN, dtype=np.int64)
        for row, before in known.items():
            numbers[row] = self.numbers[before]
            since_s = time_s - self._time_s
            speed = (hips[row] - self._hips[before]) / since_s
            growth = sizes[row] - self.sizes[before]
            weight = GROWTH_WEIGHT if growth > 0.0 else SHRINK_WEIGHT
            # The hips were moved on by the old speed since they were last seen: off by so much over all of that time.
            n_frames = (time_s - self._seen_s[before]) / since_s
            off = (speed - self._speeds[before]) / n_frames
            if self._asked_s[before] < self._time_s:
                # As if each of the frames that were spared had shown this size.
                weight = 1.0 - (1.0 - weight) ** n_frames
            speeds[row] = self._speeds[before] + SPEED_WEIGHT * off
            ahead[row] = self._ahead[before]
            sizes[row] = self.sizes[before] + weight * growth
        is_new = numbers == NOBODY_KNOWN
        numbers[is_new] = self._n_numbers + np.arange(is_new.sum())
        self._n_numbers += int(is_new.sum())
        ahead = np.where(np.isfinite(seen_ahead), ahead + FACING_WEIGHT * (seen_ahead - ahead), ahead)
        asked_s = np.where(np.isin(self.numbers, spared), self._asked_s, time_s)
        coasting = (asked_s - self._seen_s <= COAST_S) & ~np.isin(np.arange(len(self._hips)), list(known.values()))
        self._hips = np.concatenate([hips, self._expected(time_s)[coasting]])
        self._speeds = np.concatenate([speeds, self._speeds[coasting]])
        self.sizes = np.concatenate([sizes, self.sizes[coasting]])
        self._ahead = np.concatenate([ahead, self._ahead[coasting]])
        self._seen_s = np.concatenate([np.full(len(hips), time_s), self._seen_s[coasting]])
        self._asked_s = np.concatenate([np.full(len(hips), time_s), asked_s[coasting]])
        self.numbers = np.concatenate([numbers, self.numbers[coasting]])
        self._time_s = time_s
        return standing_boxes(hips, sizes)

    def _expected(self, time_s: float) -> NDArray[np.float64]:
        if not len(self._hips):
            return self._hips
        return np.asarray(self._hips + self._speeds * (time_s - self._time_s))

    def _match(self, hips: NDArray[np.float64], sizes: NDArray[np.float64], time_s: float) -> dict[int, int]:
        """Give new people to those of the frame before, nearest pairs first; sizes (n, 1) or (1, m)."""
        expected = self._expected(time_s)
        apart = np.linalg.norm(hips[:, None] - expected[None], axis=2) / sizes
        known: dict[int, int] = {}
        for flat in np.argsort(apart, axis=None, kind="stable"):
            row, before = divmod(int(flat), len(expected))
            if apart[row, before] > NEAR:
                break
            if row not in known and before not in known.values():
                known[row] = before
        return known
