"""Checks of the times that a keypoint file holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toeoff.io.recording import bad_file

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["checked_times", "seconds"]


def checked_times(path: Path, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the times themselves when every one is finite and they increase strictly.

    Raises
    ------
    KeypointFileError
        Naming the first frame where they do not.
    """
    bad = np.flatnonzero(~np.isfinite(time_s))
    if bad.size:
        raise bad_file(path, f"frame {bad[0]} has no time", "give every frame its time, or drop the frame")
    bad = np.flatnonzero(np.diff(time_s) <= 0)
    if bad.size:
        frame = int(bad[0]) + 1
        how = "repeats" if time_s[frame] == time_s[frame - 1] else "goes back"
        wrong = f"time {how} at frame {frame}: {time_s[frame]:g} s after {time_s[frame - 1]:g} s"
        raise bad_file(path, wrong, "times must increase strictly: sort the frames and drop repeated ones")
    return time_s


def seconds(time: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn times of an unnamed unit into seconds: steps of a second and more can only be milliseconds.

    No footage in which running can be measured has a frame per second or fewer.
    """
    steps = np.diff(time)
    return time * 1e-3 if steps.size and np.median(steps) >= 1.0 else time
