"""From 8-bit BGR pixels to what a network was trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from toeoff.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import DTypeLike, NDArray

__all__ = ["IMAGENET_MEAN", "IMAGENET_STD", "PixelFormat"]

#: Mean and standard deviation of ImageNet's colours in RGB order, 0..255, as mmpose and PaddleDetection use them.
IMAGENET_MEAN = (123.675, 116.28, 103.53)
IMAGENET_STD = (58.395, 57.12, 57.375)

#: From BGR or BGRA (by number of channels) to the network's order (whether it is BGR); BGR to BGR needs none.
_CONVERSIONS = {(3, False): cv2.COLOR_BGR2RGB, (4, False): cv2.COLOR_BGRA2RGB, (4, True): cv2.COLOR_BGRA2BGR}


class PixelFormat:
    """Colour order, normalisation and layout of a network's input.

    Parameters
    ----------
    mean, std : sequence of three floats
        (pixel - mean) / std, in the network's own colour order, pixels 0..255.
    bgr : bool
        Whether the network takes blue first.
    channels_first : bool
        (3, height, width) rather than (height, width, 3).
    dtype : dtype
        Type of the input; integers take the pixels as they are.
    """

    def __init__(
        self,
        *,
        mean: Sequence[float] = (0.0, 0.0, 0.0),
        std: Sequence[float] = (1.0, 1.0, 1.0),
        bgr: bool = False,
        channels_first: bool = True,
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.dtype = np.dtype(dtype)
        if self.dtype.kind in "iu" and (any(mean) or any(s != 1 for s in std)):
            msg = f"mean {tuple(mean)} and std {tuple(std)} cannot apply to an input of type {self.dtype}; use 0 and 1"
            raise InvalidInputError(msg)
        self.bgr = bgr
        self.channels_first = channels_first
        scale = 1.0 / np.asarray(std, dtype=np.float64)
        shift = -np.asarray(mean, dtype=np.float64) * scale
        # For planes, what each pixel value becomes: one look-up is a single pass over the target.
        self._tables = [(np.arange(256) * a + b).astype(self.dtype) for a, b in zip(scale, shift, strict=True)]
        # For interleaved channels, one factor for all runs as one flat loop, and no shift is no loop at all.
        self._scale = np.float32(scale[0]) if (scale == scale[0]).all() else scale.astype(np.float32)
        self._shift = shift.astype(np.float32) if shift.any() else None

    def shape(self, n: int, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Shape of a batch of n images of (width, height)."""
        width, height = size
        return (n, 3, height, width) if self.channels_first else (n, height, width, 3)

    def write(self, image: NDArray[np.uint8], target: NDArray[Any]) -> None:
        """Write one BGR or BGRA image into its place in a batch."""
        if self.channels_first:
            for channel, (place, table) in enumerate(zip(target, self._tables, strict=True)):
                plane = cv2.extractChannel(image, channel if self.bgr else 2 - channel)
                cv2.LUT(plane, table, dst=place)
            return
        conversion = _CONVERSIONS.get((image.shape[2], self.bgr))
        pixels = image if conversion is None else cv2.cvtColor(image, conversion)
        if self.dtype.kind in "iu":
            np.copyto(target, pixels)
            return
        np.multiply(pixels, self._scale, out=target, dtype=self.dtype)
        if self._shift is not None:
            np.add(target, self._shift, out=target)
