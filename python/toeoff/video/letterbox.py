"""Fitting a whole image into a detector's input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toeoff.video.pixels import PixelFormat

__all__ = ["Letterbox", "Letterboxed"]


@dataclass(frozen=True, eq=False)
class Letterboxed:
    """An image inside a network's input, and the way back.

    Attributes
    ----------
    batch : ndarray, shape (1, 3, height, width) or (1, height, width, 3)
        A view of the letterbox's buffer, valid until the next call.
    scale : ndarray, shape (2,)
        Input px per image px, along x and y; equal but for the rounding of the resized picture.
    offset_px : ndarray, shape (2,)
        Where the image begins in the input.
    """

    batch: NDArray[Any]
    scale: NDArray[np.float64]
    offset_px: NDArray[np.float64]

    def to_image(self, xy: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """Return image px of input px; the last axis is x, y."""
        return (xy - self.offset_px) / self.scale

    def boxes_to_image(self, boxes_xyxy: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """Return image px of boxes in input px; shape (n, 4)."""
        return self.to_image(boxes_xyxy.reshape(-1, 2, 2)).reshape(-1, 4)


class Letterbox:
    """Scales images to fit an input without distortion and pads the rest.

    Parameters
    ----------
    size : (int, int)
        Width and height of the input.
    pixels : PixelFormat
    fill : int
        Grey of the padding, 0..255.
    centred : bool, default False
        Padding on both sides, rather than right and below alone.
    multiple : int, optional
        For networks of open input size: pad only up to a multiple of this within `size`.
        A wide picture then costs little more than its own share of a square input.
    """

    def __init__(
        self,
        size: tuple[int, int],
        pixels: PixelFormat,
        *,
        fill: int,
        centred: bool = False,
        multiple: int | None = None,
    ) -> None:
        self.size = size
        self.pixels = pixels
        self.fill = fill
        self.centred = centred
        self.multiple = multiple
        self._canvas = np.empty((0, 0, 3), dtype=np.uint8)
        self._batch = np.empty(pixels.shape(1, (0, 0)), dtype=pixels.dtype)

    def fit(self, image: NDArray[np.uint8]) -> Letterboxed:
        """Fit one image."""
        height, width = image.shape[:2]
        ratio = min(self.size[0] / width, self.size[1] / height)
        inner = (max(1, round(width * ratio)), max(1, round(height * ratio)))
        outer = self._outer(inner)
        if self._canvas.shape[:2] != outer[::-1]:
            self._canvas = np.empty((outer[1], outer[0], 3), dtype=np.uint8)
            self._batch = np.empty(self.pixels.shape(1, outer), dtype=self.pixels.dtype)
        x, y = ((outer[0] - inner[0]) // 2, (outer[1] - inner[1]) // 2) if self.centred else (0, 0)
        self._canvas[:] = self.fill
        self._canvas[y : y + inner[1], x : x + inner[0]] = cv2.resize(image, inner, interpolation=cv2.INTER_LINEAR)
        self.pixels.write(self._canvas, self._batch[0])
        scale = np.array([inner[0] / width, inner[1] / height])
        return Letterboxed(self._batch, scale, np.array([x, y], dtype=np.float64))

    def _outer(self, inner: tuple[int, int]) -> tuple[int, int]:
        if self.multiple is None:
            return self.size
        return (
            min(self.size[0], -(-inner[0] // self.multiple) * self.multiple),
            min(self.size[1], -(-inner[1] // self.multiple) * self.multiple),
        )
