"""What a pose model gets wrong on a runner, taken out or put right: the steps that `toeoff.analyze` takes first.

Landmarks are arrays of shape (n_frames, 12, 2): shoulder, hip, knee, ankle, heel and toe of the runner's left side,
then of the right. Any axes and unit will do. A missing landmark is NaN and has the score 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toeoff import _core
from toeoff.errors import InvalidInputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["FilledLandmarks", "Landmarks", "clear_merged_legs", "clear_outliers", "fill_gaps", "resample_evenly"]

N_LANDMARKS = 12


class Landmarks(NamedTuple):
    """Landmarks of one runner."""

    time_s: NDArray[np.float64]
    """Time of each frame, s, (n_frames,)."""
    xy: NDArray[np.float64]
    """Positions, (n_frames, 12, 2); NaN = missing."""
    score: NDArray[np.float64]
    """Confidence 0..1, (n_frames, 12); 0 = missing or filled."""


class FilledLandmarks(NamedTuple):
    """What `fill_gaps` gives back."""

    landmarks: Landmarks
    """The landmarks with short gaps filled."""
    n_filled: int
    """Points (one landmark in one frame) that were filled."""
    n_left_open: int
    """Points that stay missing: in gaps too long to fill, before the first and after the last seen one."""


def clear_merged_legs(time_s: ArrayLike, xy: ArrayLike, score: ArrayLike) -> tuple[Landmarks, int]:
    """Clear the leg that was drawn on the other.

    Parameters
    ----------
    time_s : array_like, shape (n_frames,)
        Time of each frame in seconds, strictly increasing.
    xy : array_like, shape (n_frames, 12, 2)
        Landmarks, any axes and unit; NaN marks a missing one.
    score : array_like, shape (n_frames, 12)
        Confidence 0..1; that of a missing landmark is not read.

    Returns
    -------
    landmarks : Landmarks
        Copy with ankle, heel and toe (and the knee where the knees coincide too) of the wrong leg missing.
    n_frames : int
        Frames in which a leg was cleared.

    Raises
    ------
    InvalidInputError
        When an array is no numbers or has a wrong shape, or times do not increase.

    Notes
    -----
    Legs are merged where the ankles are nearer than 0.1 leg lengths although the frames before and after lead to more
    than 0.2. The wrong leg is the one that jumps at the ends of the merge; where neither can be followed, the one with
    the lower score; both where the scores are equal. Legs that are merged from the first frame to the last are not
    told from a runner who stands.

    Examples
    --------
    >>> import numpy as np
    >>> from toeoff import repair
    >>> landmarks, n = repair.clear_merged_legs(np.arange(5) / 30, np.zeros((5, 12, 2)), np.ones((5, 12)))
    >>> n
    0
    """
    arrays, n = _core.clear_merged(*_landmarks(time_s, xy, score))
    return Landmarks(*arrays), n


def clear_outliers(time_s: ArrayLike, xy: ArrayLike, score: ArrayLike) -> tuple[Landmarks, int]:
    """Clear single points, and runs of up to 0.1 s, that lie far off their own path.

    Parameters
    ----------
    time_s : array_like, shape (n_frames,)
        Time of each frame in seconds, strictly increasing.
    xy : array_like, shape (n_frames, 12, 2)
        Landmarks, any axes and unit; NaN marks a missing one.
    score : array_like, shape (n_frames, 12)
        Confidence 0..1; that of a missing landmark is not read.

    Returns
    -------
    landmarks : Landmarks
        Copy with the outliers missing.
    n_points : int
        Points (one landmark in one frame) that were cleared.

    Raises
    ------
    InvalidInputError
        When an array is no numbers or has a wrong shape, or times do not increase.

    Notes
    -----
    Hampel's identifier about a local path: out is what lies further than 0.125 leg lengths (hips and shoulders in runs
    of up to 0.05 s: 0.07), and than three scaled median deviations, from the least-squares parabola through the frames
    around (0.085 s on either side). The first two and the last two points of a landmark are never judged. Without hips,
    knees and ankles there is no scale and nothing is cleared.

    Examples
    --------
    >>> import numpy as np
    >>> from toeoff import repair
    >>> xy = np.zeros((20, 12, 2))
    >>> xy[:, [2, 8], 1], xy[:, [3, 4, 5, 9, 10, 11], 1] = 0.45, 0.9
    >>> xy[10, 4] = [0.5, 0.5]
    >>> landmarks, n = repair.clear_outliers(np.arange(20) / 30, xy, np.ones((20, 12)))
    >>> n, bool(np.isnan(landmarks.xy[10, 4]).all())
    (1, True)
    """
    arrays, n = _core.clear_outliers(*_landmarks(time_s, xy, score))
    return Landmarks(*arrays), n


def fill_gaps(time_s: ArrayLike, xy: ArrayLike, score: ArrayLike) -> FilledLandmarks:
    """Fill short gaps by a cubic through two seen points on either side.

    Parameters
    ----------
    time_s : array_like, shape (n_frames,)
        Time of each frame in seconds, strictly increasing.
    xy : array_like, shape (n_frames, 12, 2)
        Landmarks, any axes and unit; NaN marks a missing one.
    score : array_like, shape (n_frames, 12)
        Confidence 0..1; that of a missing landmark is not read.

    Returns
    -------
    FilledLandmarks
        Copy with gaps of up to 0.10 s (knee, ankle, heel, toe) or 0.20 s (shoulder, hip) filled, and two counts.
        Longer gaps stay missing, and ends are not extrapolated. A filled point keeps the score 0.

    Raises
    ------
    InvalidInputError
        When an array is no numbers or has a wrong shape, or times do not increase.

    Examples
    --------
    >>> import numpy as np
    >>> from toeoff import repair
    >>> t = np.arange(12) / 30
    >>> xy = np.tile(t[:, None, None] ** 2, (1, 12, 2))
    >>> xy[5:8, 3] = np.nan
    >>> filled = repair.fill_gaps(t, xy, np.isfinite(xy).all(2))
    >>> filled.n_filled, filled.n_left_open, bool(np.allclose(filled.landmarks.xy[6, 3], 0.04))
    (3, 0, True)
    """
    arrays, counts = _core.fill_gaps(*_landmarks(time_s, xy, score))
    return FilledLandmarks(Landmarks(*arrays), *counts)


def resample_evenly(time_s: ArrayLike, xy: ArrayLike, score: ArrayLike) -> Landmarks:
    """Read landmarks at evenly spaced times, for footage with a variable frame rate or dropped frames.

    Parameters
    ----------
    time_s : array_like, shape (n_frames,)
        Time of each frame in seconds, strictly increasing.
    xy : array_like, shape (n_frames, 12, 2)
        Landmarks, any axes and unit; NaN marks a missing one.
    score : array_like, shape (n_frames, 12)
        Confidence 0..1; that of a missing landmark is not read.

    Returns
    -------
    Landmarks
        At times from the first frame on, one usual frame time apart; unchanged when no interval differs from the median
        by more than 1 %. Values between frames that are further apart than a gap that may be filled are missing.

    Raises
    ------
    InvalidInputError
        When an array is no numbers or has a wrong shape, or times do not increase.

    Examples
    --------
    >>> import numpy as np
    >>> from toeoff import repair
    >>> t = np.array([0.0, 0.1, 0.2, 0.4, 0.5])
    >>> even = repair.resample_evenly(t, np.tile(t[:, None, None], (1, 12, 2)), np.ones((5, 12)))
    >>> even.time_s.round(3).tolist()
    [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]
    """
    return Landmarks(*_core.uniform(*_landmarks(time_s, xy, score)))


def _landmarks(time_s: ArrayLike, xy: ArrayLike, score: ArrayLike) -> Landmarks:
    """Arrays as the core reads them, checked."""
    arrays = {}
    for name, value in (("time_s", time_s), ("xy", xy), ("score", score)):
        try:
            arrays[name] = np.ascontiguousarray(value, dtype=np.float64)
        except (TypeError, ValueError) as error:
            msg = f"{name} cannot be read as numbers ({error}); pass an array"
            raise InvalidInputError(msg) from error
    n = arrays["time_s"].size
    for name, shape in (("time_s", (n,)), ("xy", (n, N_LANDMARKS, 2)), ("score", (n, N_LANDMARKS))):
        if arrays[name].shape != shape:
            msg = f"{name} has shape {arrays[name].shape}, but {shape} is needed: {n} frames of {N_LANDMARKS} landmarks"
            raise InvalidInputError(msg)
    times = arrays["time_s"]
    if not (np.isfinite(times).all() and (np.diff(times) > 0).all()):
        msg = "time_s must be finite and increase strictly, but does not; sort the frames and drop repeated ones"
        raise InvalidInputError(msg)
    is_seen = np.isfinite(arrays["xy"]).all(axis=2)
    return Landmarks(times, arrays["xy"], np.where(is_seen, arrays["score"], 0.0))
