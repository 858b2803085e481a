"""What the last poses of one person say: seen head-on, too small and not growing, or with legs that swing slowly."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toeoff import _core
from toeoff.skeleton import Skeleton
from toeoff.video.bodies import SCORE_MIN, Joints, hips_and_size, swing
from toeoff.video.types import Poses

__all__ = ["Lately"]

#: Poses of this long tell, s: more than a step, or three probes. Who turns past the camera turns by 40 to 80 deg/s: a
#: longer memory would tell of it too late.
LOOK_S = 0.5
#: Fewer poses, or over less time, tell nothing.
FEWEST, LEAST_S = 3, 0.35
#: Seen head-on, from in front or behind: the view angle of the last poses less its standard deviation, and that of the
#: last pose alone, deg. What is measured ends at 30 deg. Runners who come straight at a phone read 75 to 87 deg, 65 to
#: 87 in one frame; in the second before they turn side-on 55 to 70.
HEAD_ON_DEG = 60.0
#: Someone stays small whose height, by this much more, grows into no more than that within so many s at the rate of the
#: last poses. Heights of people of 60 px scatter by 3 %. Who is small is posed in full for as long before: whether
#: somebody runs, and is told to be too small for more, is seen in a stride.
SPREAD, GROWS_S = 1.1, 1.0
#: Ankles that swing by this much about the hips within so many s, in lengths of trunk and leg, are those of someone who
#: moves, however slowly the file plays: in each frame of a treadmill ten times slower so little moves that it looks
#: like standing. Its runner's legs swing by 0.4 and more in that time (by 0.2 in 3 s, when they turn round); a sprinter
#: in the blocks, folded up, is drawn with legs that jump by 0.2 to 0.27, and who stands by less.
#: They are looked at so seldom, as in probes, that a while without a spared frame counts for no more.
SWING, SWING_S, SWING_EVERY_S = 0.30, 5.0, 0.15


class Lately:
    """The last poses of one person.

    Attributes
    ----------
    looks_head_on, is_head_on : bool
        Whether the person is seen from in front or behind: in the last pose, and surely.
    stays_small : bool
        Whether the person is too small to be measured, and will be for a second.
    shows_foot : bool
        Whether the last pose shows an ankle.
    swings : bool
        Whether the ankles have swung about the hips.
    height_px : float
        Standing height in the picture; NaN where nothing tells it.
    n_spared : int
        Frames since the last pose in which there was none to be made.
    """

    def __init__(self, skeleton: Skeleton) -> None:
        self.looks_head_on = self.is_head_on = self.stays_small = self.shows_foot = self.swings = False
        self.height_px, self.n_spared = np.nan, 0
        self._skeleton, self._joints = skeleton, Joints.of(skeleton)
        self._first_s = np.inf
        #: Ankles about the middle of the hips, in lengths of trunk and leg.
        self._ankles: deque[tuple[float, NDArray[np.float64]]] = deque()
        self._poses: deque[tuple[float, NDArray[np.float64], NDArray[np.float64]]] = deque()

    def add(self, xy: NDArray[np.float64], score: NDArray[np.float64], time_s: float) -> None:
        """Take a pose in: keypoints (n, 2) in px, scores (n,), and when."""
        self._first_s = min(self._first_s, time_s)
        self._poses.append((time_s, xy, score))
        while time_s - self._poses[0][0] > LOOK_S:
            self._poses.popleft()
        self.swings = self._swings(xy, score, time_s)
        self.shows_foot = bool((score[list(self._joints.ankles)] >= SCORE_MIN).any())
        now_deg = self._view(len(self._poses) - 1, len(self._poses))["angle_deg"]
        self.looks_head_on = now_deg is not None and now_deg >= HEAD_ON_DEG
        self.is_head_on = self.stays_small = False
        span_s = time_s - self._poses[0][0]
        if len(self._poses) < FEWEST or span_s < LEAST_S:
            return
        seen = self._view(0, len(self._poses))
        self.height_px = seen["height_px"]
        angle_deg = seen["angle_deg"]
        is_oblique = angle_deg is not None and angle_deg - seen["sigma_deg"] >= HEAD_ON_DEG
        self.is_head_on = is_oblique and self.looks_head_on
        # A height that nothing tells is not small.
        if time_s - self._first_s >= GROWS_S and SPREAD * self.height_px < _core.SMALLEST_PX:
            middle = len(self._poses) // 2
            before, after = (self._view(*part)["height_px"] for part in ((0, middle), (middle, len(self._poses))))
            # Joints in one point show no body.
            rate = 2.0 * (after / before - 1.0) / span_s if before > 0.0 else np.nan
            self.stays_small = bool(SPREAD * after * (1.0 + GROWS_S * np.maximum(rate, 0.0)) < _core.SMALLEST_PX)

    def _swings(self, xy: NDArray[np.float64], score: NDArray[np.float64], time_s: float) -> bool:
        if not self._ankles or time_s - self._ankles[-1][0] >= SWING_EVERY_S:
            hips, sizes = hips_and_size(Poses(xy[None], score[None], np.ones(1)), self._joints)
            index = list(self._joints.ankles)
            ankles = np.where((score[index] >= SCORE_MIN)[:, None], xy[index], np.nan)
            # Joints in one point show no body.
            self._ankles.append((time_s, (ankles - hips[0]) / np.where(sizes[0] > 1.0, sizes[0], np.nan)))
        while time_s - self._ankles[0][0] > SWING_S:
            self._ankles.popleft()
        return swing(np.stack([about_hips for _, about_hips in self._ankles])) >= SWING

    def _view(self, start: int, end: int) -> dict[str, Any]:
        times, xy, score = zip(*list(self._poses)[start:end], strict=True)
        return _core.assess_view(np.stack(xy), np.stack(score), np.array(times), self._skeleton.compiled, None, False)
