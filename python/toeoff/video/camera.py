"""Does the camera stand still? Told from how far points of the background move in a small grey copy of the picture."""

from __future__ import annotations

import math
from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["SMALL_PX", "Camera", "small_grey"]

#: Longer side of the small copy, px. A hand-held but standing camera moves 0.1 px a frame at this size.
SMALL_PX = 320
#: Points that are followed from frame to frame.
POINTS = 80
#: Fewer points than this, or a smaller share of them agreeing on one motion, tell nothing.
MIN_POINTS, MIN_SHARE = 12, 0.35
#: Motion is judged over this long, s: shorter than the sway of a hand, longer than a few frames.
WINDOW_S = 0.25
#: Above this the camera moves, picture widths per second. Over 15 clips: hands that hold still, feet on the ground and
#: tripods stay below 0.02; slow pans start at 0.06.
STILL_WIDTHS_PER_S = 0.035


def small_grey(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a grey copy whose longer side is `SMALL_PX`; a smaller picture keeps its size.

    Parameters
    ----------
    image : ndarray, shape (height, width, 3)
    """
    height, width = image.shape[:2]
    scale = min(1.0, SMALL_PX / max(height, width))
    small = (max(1, round(width * scale)), max(1, round(height * scale)))
    # Two steps: averaging every pixel of a large picture at once costs four times as much and tells no more.
    twice = cv2.resize(image, (2 * small[0], 2 * small[1]), interpolation=cv2.INTER_LINEAR)
    grey = cv2.cvtColor(twice, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.resize(grey, small, interpolation=cv2.INTER_AREA), dtype=np.uint8)


class Camera:
    """Follows the background from frame to frame.

    Attributes
    ----------
    is_still : bool
        Whether the camera stood still over the last quarter of a second; False while that cannot be told.
    """

    def __init__(self) -> None:
        self.is_still = False
        self._grey: NDArray[np.uint8] | None = None
        self._path: deque[tuple[float, float, float]] = deque()

    def update(self, grey: NDArray[np.uint8], time_s: float) -> bool:
        """Take the next frame.

        Parameters
        ----------
        grey : ndarray, shape (height, width)
            The small copy of the frame.
        time_s : float
            Its time, s.

        Returns
        -------
        bool
            `is_still`.
        """
        shift = None if self._grey is None else background_shift(self._grey, grey)
        self._grey = grey
        if shift is None:
            self._path.clear()
            self._path.append((time_s, 0.0, 0.0))
            self.is_still = False
            return False
        _, x, y = self._path[-1]
        self._path.append((time_s, x + shift[0], y + shift[1]))
        while len(self._path) > 2 and time_s - self._path[1][0] >= WINDOW_S:
            self._path.popleft()
        first, last = self._path[0], self._path[-1]
        # Over less than the window, jitter of one frame would read as speed.
        speed = math.hypot(last[1] - first[1], last[2] - first[2]) / max(last[0] - first[0], WINDOW_S)
        self.is_still = speed <= STILL_WIDTHS_PER_S * max(grey.shape)
        return self.is_still


def background_shift(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> tuple[float, float] | None:
    """Tell how far the background moved between two grey pictures, px; None when most points do not agree.

    Corners are followed by the pyramidal Lucas-Kanade method; runners are the minority that RANSAC leaves out.
    """
    corners = cv2.goodFeaturesToTrack(before, POINTS, 0.01, 8)
    if corners is None or len(corners) < MIN_POINTS:
        return None
    moved, found, _ = cv2.calcOpticalFlowPyrLK(
        before, after, corners, np.empty_like(corners), winSize=(15, 15), maxLevel=3
    )
    is_found = found[:, 0] == 1
    if is_found.sum() < MIN_POINTS:
        return None
    affine, is_background = cv2.estimateAffinePartial2D(
        corners[is_found, 0], moved[is_found, 0], method=cv2.RANSAC, ransacReprojThreshold=0.7
    )
    if affine is None or is_background.mean() < MIN_SHARE:
        return None
    centre = np.array([before.shape[1] / 2.0, before.shape[0] / 2.0])
    shift = affine[:, :2] @ centre + affine[:, 2] - centre
    return float(shift[0]), float(shift[1])
