"""What the camera did, over a pass and over the whole recording, in memory that does not grow."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from toeoff.camera_path import chain
from toeoff.video.background import Background
from toeoff.video.camera_kind import CameraKind, camera_kind

__all__ = ["CameraLog"]

#: The recording is told in pieces of this length, s: a step or more of whoever is filmed.
PIECE_S = 2.0
#: Growth of the picture from one look to the next, logarithm, that is no camera's.
LARGEST_STEP = 0.1


class CameraLog:
    """Keeps how the background moved for as long as a pass may ask for it.

    Parameters
    ----------
    keep_s : float
        Passes begin no longer ago than this, s.

    Attributes
    ----------
    seconds : dict
        Seconds of the recording by kind of camera, up to now.
    """

    def __init__(self, keep_s: float) -> None:
        self.seconds: dict[CameraKind, float] = {}
        self._keep_s = keep_s
        #: Time, shift across and down, growth, shift of the upper and of the lower third, share of inliers; how the
        #: middle moved: scale and turn, shift across and down.
        self._rows: deque[tuple[float, ...]] = deque()
        self._piece_s: float | None = None

    def add(self, time_s: float, background: Background | None) -> None:
        """Take in how the background moved since the look before; None where nothing told it."""
        told: tuple[float, ...] = (np.nan,) * 10
        if background is not None:
            agreed = background.shift if background.is_agreed else (np.nan, np.nan)
            across, down, upper, lower = (
                px / background.longer_px for px in (*agreed, background.upper, background.lower)
            )
            growth = background.growth if background.is_agreed else np.nan
            a, b, x, y = background.middle or (np.nan,) * 4
            middle = (a, b, x / background.longer_px, y / background.longer_px)
            told = (across, down, growth, upper, lower, background.n_inliers / background.n_points, *middle)
        self._rows.append((time_s, *told))
        while self._rows[0][0] < time_s - self._keep_s:
            self._rows.popleft()
        if self._piece_s is None:
            self._piece_s = time_s
        elif time_s - self._piece_s >= PIECE_S:
            self._end_piece(time_s)

    def finish(self) -> None:
        """Count the last piece, however short."""
        if self._piece_s is not None and self._rows[-1][0] > self._piece_s:
            self._end_piece(self._rows[-1][0])

    def over(self, first_s: float, last_s: float) -> tuple[CameraKind, float | None]:
        """Return the kind of camera between two times, and the usual share of the points that agree on its motion."""
        # The first row of a span tells of the time before it.
        table = np.array([row for row in self._rows if first_s < row[0] <= last_s]).reshape(-1, 11)
        kind = camera_kind(table[:, 0], table[:, 1:3], *table[:, 3:6].T)
        share = table[np.isfinite(table[:, 6]), 6]
        return kind, float(np.median(share)) if len(share) else None

    def way(self, time_s: NDArray[np.float64], size_px: tuple[int, int]) -> NDArray[np.float64] | None:
        """Return the `camera_path` of frames at some times, of pictures of a size; None where a step is not told.

        Between two looks the camera goes straight on.
        """
        table = np.array(self._rows).reshape(-1, 11)
        looks_s = table[:, 0]
        first = int(np.searchsorted(looks_s, time_s[0], side="right")) - 1
        last = min(int(np.searchsorted(looks_s, time_s[-1])), len(looks_s) - 1)
        # The first look's row tells of the time before it.
        steps = table[first + 1 : last + 1, 7:] * [1.0, 1.0, max(size_px), max(size_px)]
        if first < 0 or len(steps) == 0 or not np.isfinite(steps).all():
            return None
        a, b, x, y = steps.T
        # Between two looks no camera zooms so far: most points agree on something else.
        if not (np.abs(np.log(np.hypot(a, b))) <= LARGEST_STEP).all():
            return None
        middle = size_px[0] / 2.0, size_px[1] / 2.0
        x0 = x + middle[0] - a * middle[0] + b * middle[1]
        y0 = y + middle[1] - b * middle[0] - a * middle[1]
        path = chain(np.stack([a, b, x0, y0], axis=1), middle)
        looks_s = looks_s[first : last + 1]
        # The last frames of a recording may come after the last look.
        after = path[-1] + (path[-1] - path[-2]) * (time_s[-1] - looks_s[-1]) / (looks_s[-1] - looks_s[-2])
        known_s, known = np.append(looks_s, max(time_s[-1], looks_s[-1] + 1e-9)), np.vstack([path, after])
        return np.stack([np.interp(time_s, known_s, column) for column in known.T], axis=1)

    def _end_piece(self, time_s: float) -> None:
        assert self._piece_s is not None
        kind, _ = self.over(self._piece_s, time_s)
        self.seconds[kind] = self.seconds.get(kind, 0.0) + time_s - self._piece_s
        self._piece_s = time_s
