"""Frames that show the picture before them once more: 30 frames a second stored as 60, film stored as video."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toeoff.video.frames import Frame

__all__ = ["Repeats"]

#: A picture is compared with the one before at every n-th pixel first.
SPARSE = 16
#: Every n-th pixel of the green channel is compared, in blocks of this side, px of what is left.
EVERY, BLOCK = 2, 8
#: Largest change of a block's mean, of 255, up to which a frame may be a repeat, and that as a share of the changes
#: before and after it; from MUCH on someone moves. Of five clips stored twice over in three codecs, 99 of 100 repeats
#: change by 4 at most, 7 is the most; in a clip that came so, 9. While a runner is in the picture new frames change by
#: 60 and more, without anyone by 1 to 19.
HARDLY, SHARE, MUCH = 10.0, 0.15, 30.0
#: As many frames may repeat one: 24 a second stored as 120.
LONGEST = 4


class Repeats:
    """Leaves repeated frames out.

    Stored without loss they are the same to the bit. Stored with loss they hardly differ from the frame before, while
    much changes up to that one and after them; where nothing moves none is left out.

    Attributes
    ----------
    n : int
        Frames left out so far.
    """

    def __init__(self) -> None:
        self.n = 0

    def sift(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Yield the frames that are new, up to `LONGEST` late."""
        before: Frame | None = None
        seen: NDArray[np.uint8] | None = None
        last = 0.0
        waiting: list[Frame] = []
        for frame in frames:
            if before is not None and _is_same(before.image, frame.image):
                self.n += 1
                continue
            before = frame
            picture = np.ascontiguousarray(frame.image[::EVERY, ::EVERY, 1])
            change = 0.0 if seen is None else _change(seen, picture)
            if last >= MUCH and change <= min(HARDLY, SHARE * last) and len(waiting) < LONGEST:
                waiting.append(frame)
                continue
            if change >= MUCH:
                self.n += len(waiting)
            else:
                yield from waiting
            waiting, seen, last = [], picture, change
            yield frame
        yield from waiting


def _is_same(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> bool:
    return np.array_equal(a[::SPARSE, ::SPARSE], b[::SPARSE, ::SPARSE]) and np.array_equal(a, b)


def _change(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Largest mean change of a block, of 255."""
    height, width = a.shape
    size = (max(1, width // BLOCK), max(1, height // BLOCK))
    return float(cv2.resize(cv2.absdiff(a, b), size, interpolation=cv2.INTER_AREA).max())
