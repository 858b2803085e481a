"""Checks of the times and frame numbers that a keypoint file holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toeoff.io.recording import bad_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["FRAME_MAXIMUM", "checked_times", "frame_numbers", "rate_of", "seconds"]

# Data sets number their images by up to 11 digits (PoseTrack); times of such numbers are still good to 10 us.
FRAME_MAXIMUM = 1e12
# 3000 years; seconds since 1970 are 1.7e9 and hold a time to less than a microsecond, 1e11 to 15 of them.
TIME_MAXIMUM_S = 1e11


def checked_times(path: Path, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the times themselves when every one is finite and within 1e11 s, and they increase strictly.

    Raises
    ------
    KeypointFileError
        Naming the first frame where they do not.
    """
    bad = np.flatnonzero(~np.isfinite(time_s))
    if bad.size:
        raise bad_file(path, f"frame {bad[0]} has no time", "give every frame its time, or drop the frame")
    bad = np.flatnonzero(np.abs(time_s) > TIME_MAXIMUM_S)
    if bad.size:
        wrong = f"frame {bad[0]} is at {time_s[bad[0]]:g} s, but times are at most {TIME_MAXIMUM_S:g} s"
        raise bad_file(path, wrong, "write seconds, or milliseconds")
    bad = np.flatnonzero(np.diff(time_s) <= 0)
    if bad.size:
        frame = int(bad[0]) + 1
        how = "repeats" if time_s[frame] == time_s[frame - 1] else "goes back"
        wrong = f"time {how} at frame {frame}: {time_s[frame]:g} s after {time_s[frame - 1]:g} s"
        raise bad_file(path, wrong, "times must increase strictly: sort the frames and drop repeated ones")
    return time_s


def frame_numbers(path: Path, numbers: NDArray[np.float64], where: Callable[[int], str]) -> NDArray[np.int64]:
    """Return frame numbers as integers; `where` names the place of the one at an index, for the error.

    Raises
    ------
    KeypointFileError
        When one is missing, not whole or absurdly large.
    """
    # NaN is not even equal to itself.
    bad = np.flatnonzero((numbers != np.rint(numbers)) | (np.abs(numbers) > FRAME_MAXIMUM))
    if bad.size:
        number = numbers[bad[0]]
        wrong = f"{where(int(bad[0]))} has " + (
            "no frame number" if np.isnan(number) else f"the frame number {number:g}"
        )
        allowed = f"frame numbers are whole and at most {FRAME_MAXIMUM:g}"
        raise bad_file(path, f"{wrong}, but {allowed}", "fill or correct them, or leave all of them out")
    return numbers.astype(np.int64)


def rate_of(time_s: NDArray[np.float64]) -> float | None:
    """Return frames per second by the median time between frames; None below two frames."""
    return 1.0 / float(np.median(np.diff(time_s))) if len(time_s) > 1 else None


def seconds(time: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn times of an unnamed unit into seconds: steps of a second and more can only be milliseconds.

    No footage in which running can be measured has a frame per second or fewer. Rows may share a time, and be in
    any order.
    """
    # A step that overflows is a long one all the same; `checked_times` refuses such times.
    with np.errstate(over="ignore"):
        steps = np.diff(np.unique(time[np.isfinite(time)]))
    return time * 1e-3 if steps.size and np.median(steps) >= 1.0 else time
