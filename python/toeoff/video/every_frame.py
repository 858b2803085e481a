"""Every frame of a track, those in which the person was spared among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from toeoff.video.tracks import Track

__all__ = ["EveryFrame"]


class EveryFrame:
    """Every frame of a part, looked at or not: where the person was spared, the pose before holds.

    Attributes
    ----------
    rows : ndarray of int, shape (n,)
        Which pose of the part holds.
    time_s : ndarray, shape (n,)
    """

    def __init__(self, part: Track) -> None:
        self._place = np.cumsum(np.r_[0, 1 + part.n_spared[1:]])
        every = np.arange(self._place[-1] + 1)
        self.rows = np.searchsorted(self._place, every, side="right") - 1
        self.time_s = np.interp(every, self._place, part.time_s)

    def looked_at(self, window: slice) -> slice:
        """Return the poses that a stretch of all frames holds."""
        start, end = np.searchsorted(self._place, (window.start, window.stop))
        return slice(int(start), int(end))
