"""How many frames of a video are behind a pass: a fact of its source that `quality` tells as well."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Any

from toeoff.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FRAME_COUNTS", "frame_counts"]

FRAME_COUNTS = ("frames_decoded", "frames_detected", "frames_posed", "frames_hidden")
#: No recording is longer: a century at 240 Hz.
MOST_FRAMES = 10**12


def frame_counts(source: Mapping[str, Any]) -> dict[str, int]:
    """Return the counts that `source` of a pass tells, by name; none where it is not of a video.

    Raises
    ------
    InvalidInputError
        When one is no count.
    """
    counts = {name: source[name] for name in FRAME_COUNTS if name in source}
    for name, count in counts.items():
        if isinstance(count, bool) or not isinstance(count, Integral) or not 0 <= int(count) <= MOST_FRAMES:
            msg = f"source says {name} is {count!r}, but it must be a number of frames"
            raise InvalidInputError(msg)
    return {name: int(count) for name, count in counts.items()}
