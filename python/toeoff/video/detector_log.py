"""In which frames the detector ran, in memory that does not grow."""

from __future__ import annotations

from collections import deque

__all__ = ["DetectorLog"]


class DetectorLog:
    """Keeps when the detector ran for as long as a pass may ask for it.

    Parameters
    ----------
    keep_s : float
        Passes begin no longer ago than this, s.
    """

    def __init__(self, keep_s: float) -> None:
        self._keep_s = keep_s
        self._times_s: deque[float] = deque()

    def add(self, time_s: float) -> None:
        """Take in the time of a frame that the detector has seen."""
        self._times_s.append(time_s)
        while self._times_s[0] < time_s - self._keep_s:
            self._times_s.popleft()

    def n_between(self, first_s: float, last_s: float) -> int:
        """Return how many frames it has seen from one time to another, both included."""
        return sum(first_s <= time_s <= last_s for time_s in self._times_s)
