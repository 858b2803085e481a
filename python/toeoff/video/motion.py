"""Where something moves before a still camera: boxes for people whom a detector does not find."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["MotionModel"]

#: Frames that the background is learnt over, and frames it needs before it proposes anything.
HISTORY, WARM_UP = 60, 8
#: A pixel is foreground when its squared distance from the background exceeds this many variances (Zivkovic 2004;
#: OpenCV's default is 16; compression noise of phone clips calls for more).
VARIANCES = 25.0
#: A person's region is at least this share of the picture high, and between these times as high as wide.
MIN_HEIGHT, HEIGHT_OVER_WIDTH = 0.12, (0.7, 6.0)
#: More foreground than this means that the light or the camera changed, not that people move.
MAX_FOREGROUND = 0.5


class MotionModel:
    """A background learnt pixel by pixel; regions that differ from it and are shaped like a person become boxes.

    Boxes are proposals: whether there is a person in one is for the pose network's presence score to say.

    Attributes
    ----------
    foreground : ndarray of uint8, shape (height, width), or None
        Where the last frame differs from the background, not 0; None while the background is not known.
    """

    def __init__(self) -> None:
        self._background: cv2.BackgroundSubtractor | None = None
        self._n_learnt = 0
        self.foreground: NDArray[np.uint8] | None = None

    def reset(self) -> None:
        """Forget the background: the camera moves."""
        self._background = None
        self.foreground = None

    def update(self, grey: NDArray[np.uint8], scale: float) -> NDArray[np.float64]:
        """Learn from a frame of a still camera and propose boxes.

        Parameters
        ----------
        grey : ndarray, shape (height, width)
            Small copy of the frame.
        scale : float
            Image px per px of the copy.

        Returns
        -------
        ndarray, shape (n, 4)
            Left, top, right, bottom in image px, the largest first.
        """
        if self._background is None:
            self._background = cv2.createBackgroundSubtractorMOG2(HISTORY, VARIANCES, detectShadows=False)
            self._n_learnt = 0
        mask = self._background.apply(cv2.GaussianBlur(grey, (5, 5), 0))
        self._n_learnt += 1
        if self._n_learnt <= WARM_UP or np.count_nonzero(mask) > MAX_FOREGROUND * mask.size:
            self.foreground = None
            return np.empty((0, 4))
        # Single pixels are noise; a runner falls into pieces at the waist, so the pieces are grown together upwards.
        # Grown about the opposite corner of the square: an opening of even size by OpenCV moves everything by a pixel.
        square = np.ones((2, 2), np.uint8)
        mask = cv2.dilate(cv2.erode(mask, square), square, anchor=(0, 0))
        self.foreground = np.asarray(mask, dtype=np.uint8)
        mask = cv2.dilate(mask, np.ones((9, 5), np.uint8))
        _, _, regions, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        left, top, width, height = regions[1:, :4].T
        ratio = height / np.maximum(width, 1)
        is_person = (
            (height >= MIN_HEIGHT * grey.shape[0]) & (ratio >= HEIGHT_OVER_WIDTH[0]) & (ratio <= HEIGHT_OVER_WIDTH[1])
        )
        # Places are counted from the middle of the first pixel, sizes from its edge.
        boxes = np.stack([left, top, left + width, top + height], axis=1)[is_person] * scale - 0.5
        return np.asarray(boxes[np.argsort(-height[is_person], kind="stable")], dtype=np.float64)
