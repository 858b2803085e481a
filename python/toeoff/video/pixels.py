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
        self.scale = (1.0 / np.asarray(std, dtype=np.float64)).astype(np.float32)
        self.shift = (-np.asarray(mean, dtype=np.float64) / np.asarray(std, dtype=np.float64)).astype(np.float32)

    def shape(self, n: int, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Shape of a batch of n images of (width, height)."""
        width, height = size
        return (n, 3, height, width) if self.channels_first else (n, height, width, 3)

    def write(self, image: NDArray[np.uint8], target: NDArray[Any]) -> None:
        """Write one BGR or BGRA image into its place in a batch."""
        if self.channels_first:
            # Splitting first makes the arithmetic contiguous: half the time of working on strided channels.
            for channel, (place, scale, shift) in enumerate(zip(target, self.scale, self.shift, strict=True)):
                plane = cv2.extractChannel(image, channel if self.bgr else 2 - channel)
                self._scale(plane, place, scale, shift)
        else:
            conversion = _CONVERSIONS.get((image.shape[2], self.bgr))
            pixels = image if conversion is None else cv2.cvtColor(image, conversion)
            self._scale(pixels, target, self.scale, self.shift)

    def _scale(self, pixels: NDArray[Any], target: NDArray[Any], scale: Any, shift: Any) -> None:
        if self.dtype.kind in "iu":
            target[...] = pixels
            return
        if np.ndim(scale) and np.all(scale == scale[0]):  # one factor for all channels runs as one flat loop
            scale = scale[0]
        np.multiply(pixels, scale, out=target, dtype=self.dtype)
        if np.any(shift):
            target += shift
