"""Cutting people out of an image, all of one frame into one batch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toeoff.video.pixels import PixelFormat

__all__ = ["BOX_PADDING", "Cropper", "Crops", "fix_aspect"]

#: Side of the crop over side of the person box: the value all top-down families here were trained with
#: (mmpose GetBBoxCenterScale, PaddleDetection's keypoint configs, MediaPipe's pose_landmark RectTransformation).
BOX_PADDING = 1.25


@dataclass(frozen=True, eq=False)
class Crops:
    """Crops of one frame, and the way back into it.

    Attributes
    ----------
    batch : ndarray, shape (n, 3, height, width) or (n, height, width, 3)
        The network's input; a view of the cropper's buffer, valid until the next call.
    origin_px : ndarray, shape (n, 2)
        Where the centre of each crop's first pixel lies in the image.
    step_px : ndarray, shape (n, 2)
        Image px per crop px, along x and y.
    """

    batch: NDArray[Any]
    origin_px: NDArray[np.float64]
    step_px: NDArray[np.float64]

    def to_image(self, xy: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """Return image px of crop px; shape (n, k, 2)."""
        return self.origin_px[:, None] + xy * self.step_px[:, None]


def fix_aspect(boxes_xyxy: NDArray[np.float64], aspect: float, padding: float) -> NDArray[np.float64]:
    """Grow boxes about their centre to a width over height, then by the padding; returns left, top, width, height."""
    centre = (boxes_xyxy[:, :2] + boxes_xyxy[:, 2:]) / 2
    size = boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]
    width = np.maximum(size[:, 0], size[:, 1] * aspect) * padding
    grown = np.stack([width, width / aspect], axis=1)
    return np.concatenate([centre - grown / 2, grown], axis=1)


class Cropper:
    """Cuts boxes out of an image at a network's input size.

    Parameters
    ----------
    size : (int, int)
        Width and height of the network's input.
    pixels : PixelFormat
    padding : float, default `BOX_PADDING`
    replicate_border : bool, default False
        What lies outside the image: its edge repeated, or black.

    Notes
    -----
    The crop is the affine warp that mmpose trains with: the box grown to the input's aspect and padded, its centre at
    (width / 2, height / 2) of the crop, bilinear.
    """

    def __init__(
        self,
        size: tuple[int, int],
        pixels: PixelFormat,
        *,
        padding: float = BOX_PADDING,
        replicate_border: bool = False,
    ) -> None:
        self.size = size
        self.pixels = pixels
        self.padding = padding
        self._border = cv2.BORDER_REPLICATE if replicate_border else cv2.BORDER_CONSTANT
        self._batch = np.empty(pixels.shape(1, size), dtype=pixels.dtype)
        self._region = np.empty(0, dtype=np.uint8)
        self._crop = np.empty((size[1], size[0], 4), dtype=np.uint8)

    def cut(self, image: NDArray[np.uint8], boxes_xyxy: NDArray[np.float64]) -> Crops:
        """Cut every box, shape (n, 4), into one batch."""
        n = len(boxes_xyxy)
        if n > len(self._batch):
            self._batch = np.empty(self.pixels.shape(n, self.size), dtype=self.pixels.dtype)
        regions = fix_aspect(boxes_xyxy, self.size[0] / self.size[1], self.padding)
        origin, step = regions[:, :2], regions[:, 2:] / np.array(self.size)
        for (x, y), (step_x, step_y), target in zip(origin.tolist(), step.tolist(), self._batch, strict=False):
            self._warp(image, x, y, step_x, step_y)
            self.pixels.write(self._crop, target)
        return Crops(self._batch[:n], origin, step)

    def _warp(self, image: NDArray[np.uint8], x: float, y: float, step_x: float, step_y: float) -> None:
        left, right = _span(x, step_x, self.size[0], image.shape[1])
        top, bottom = _span(y, step_y, self.size[1], image.shape[0])
        # OpenCV 5 warps four channels in less than half the time of three: 0.17 against 0.42 ms for 192 x 256.
        shape = (bottom - top, right - left, 4)
        if self._region.size < math.prod(shape):
            self._region = np.empty(math.prod(shape), dtype=np.uint8)
        region = self._region[: math.prod(shape)].reshape(shape)
        cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_BGR2BGRA, dst=region)
        image_from_crop = np.array([[step_x, 0.0, x - left], [0.0, step_y, y - top]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        cv2.warpAffine(region, image_from_crop, self.size, dst=self._crop, flags=flags, borderMode=self._border)


def _span(origin: float, step: float, n: int, n_pixels: int) -> tuple[int, int]:
    """Pixels, half-open, that a crop line reads: with a margin where the image has them, and one at least."""
    first = min(max(math.floor(origin) - 1, 0), n_pixels - 1)
    last = min(max(math.ceil(origin + step * (n - 1)) + 2, first + 1), n_pixels)
    return first, last
