"""Does the camera stand still? Told from how far points of the background move in a small grey copy of the picture."""

from __future__ import annotations

import math
from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

from toeoff.video.background import NOBODY, Background, background_motion
from toeoff.video.camera_kind import GROWS_PER_S, STILL_WIDTHS_PER_S, WINDOW_S

__all__ = ["SMALL_PX", "Camera", "small_grey"]

#: Longer side of the small copy, px. A hand-held but standing camera moves 0.1 px a frame at this size.
SMALL_PX = 320


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
        Whether the camera stood still over the last quarter of a second and did not zoom; False while that cannot be
        told.
    background : Background or None
        How the background moved since the frame before, px of the small copy; None where nothing tells it.
    """

    def __init__(self) -> None:
        self.is_still = False
        self.background: Background | None = None
        self._grey: NDArray[np.uint8] | None = None
        self._path: deque[tuple[float, float, float, float]] = deque()

    def update(self, grey: NDArray[np.uint8], time_s: float, people_xyxy: NDArray[np.float64] = NOBODY) -> bool:
        """Take the next frame.

        Parameters
        ----------
        grey : ndarray, shape (height, width)
            The small copy of the frame.
        time_s : float
            Its time, s.
        people_xyxy : ndarray, shape (n, 4)
            Boxes of people, px of the small copy.

        Returns
        -------
        bool
            `is_still`.
        """
        self.background = None if self._grey is None else background_motion(self._grey, grey, people_xyxy)
        self._grey = grey
        if self.background is None or not self.background.is_agreed:
            self._path.clear()
            self._path.append((time_s, 0.0, 0.0, 0.0))
            self.is_still = False
            return False
        shift = self.background.shift
        _, x, y, grown = self._path[-1]
        self._path.append((time_s, x + shift[0], y + shift[1], grown + self.background.growth))
        while len(self._path) > 2 and time_s - self._path[1][0] >= WINDOW_S:
            self._path.popleft()
        first, last = self._path[0], self._path[-1]
        # Over less than the window, jitter of one frame would read as speed.
        window_s = max(last[0] - first[0], WINDOW_S)
        speed = math.hypot(last[1] - first[1], last[2] - first[2]) / window_s
        grows = abs(last[3] - first[3]) / window_s
        self.is_still = speed <= STILL_WIDTHS_PER_S * max(grey.shape) and grows <= GROWS_PER_S
        return self.is_still
