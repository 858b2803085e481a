"""Whether the picture goes on as it went: how far a hand sways it from where a steady pan would have taken it."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from toeoff.video.background import Background

__all__ = ["Sway"]

#: What comes is told this long ahead, s, from the speed of the pan over so long, s ...
AHEAD_S, PAN_S = 0.2, 0.1
#: ... and a hand that swayed goes on to sway for as long as this, s.
SWAYS_S = 1.0


class Sway:
    """Adds up how the background moves."""

    def __init__(self) -> None:
        self._path: deque[tuple[float, NDArray[np.float64]]] = deque()
        self._off: deque[tuple[float, float]] = deque()

    def add(self, background: Background | None, width: int, height: int, time_s: float) -> None:
        """Take in how the background moved since the last look; width and height are those of the picture, px."""
        while self._off and time_s - self._off[0][0] > SWAYS_S:
            self._off.popleft()
        if not self._path:
            self._path.append((time_s, np.zeros(2)))
            return
        if background is None or not background.is_agreed:
            self._path = deque([(time_s, np.zeros(2))])
            self._off.append((time_s, np.inf))
            return
        step = np.array(background.shift) * max(width, height) / background.longer_px
        self._path.append((time_s, self._path[-1][1] + step))
        while time_s - self._path[0][0] > AHEAD_S + PAN_S:
            self._path.popleft()
        times, places = np.array([at_s for at_s, _ in self._path]), np.stack([place for _, place in self._path])
        before = int(np.searchsorted(times, time_s - AHEAD_S, side="right")) - 1
        if before > 0:
            speed = (places[before] - places[0]) / (times[before] - times[0])
            off = places[-1] - places[before] - speed * (time_s - times[before])
            self._off.append((time_s, float(np.linalg.norm(off))))

    @property
    def px(self) -> float:
        """How far the picture was from where it was to be, at most, lately; infinite where that is unknown."""
        return max((off for _, off in self._off), default=0.0)
