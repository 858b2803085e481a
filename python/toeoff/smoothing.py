"""Smoothing of coordinates over time. Filter coordinates, then compute angles; never the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toeoff import _core
from toeoff.errors import InvalidInputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "effective_cutoff_hz",
    "residual_cutoff_hz",
    "smooth_butterworth",
    "smooth_one_euro",
    "smooth_savitzky_golay",
    "smooth_whittaker",
]

# Longest gap that a foot, ankle or knee is carried over; the same limit as that of the repair before the analysis.
LONGEST_GAP_S = 0.10
# Frames count as evenly spaced when each interval is within this part of the median: toeoff's rule for resampling.
JITTER = 0.01


def smooth_butterworth(
    values: ArrayLike,
    cutoff_hz: float = 8.0,
    *,
    time_s: ArrayLike | None = None,
    frame_rate_hz: float | None = None,
) -> NDArray[np.float64]:
    """Low-pass coordinates without lag: fourth-order Butterworth, second order forwards and backwards.

    Parameters
    ----------
    values : array_like, shape (n_frames, ...)
        Evenly spaced series along the first axis, any unit. NaN (or infinity) marks a missing value.
        Lists, other dtypes and non-contiguous arrays are converted to float64 in C order.
    cutoff_hz : float, default 8.0
        Where the response is 3 dB down. 8 Hz suits trunk, hip and knee of a runner, 10 Hz ankle, heel and toe.
        At most 0.4 of the frame rate is used: see `effective_cutoff_hz`.
    time_s : array_like, shape (n_frames,), optional
        Times of the frames in seconds. Give either these or the frame rate.
    frame_rate_hz : float, optional
        Frames per second.

    Returns
    -------
    ndarray, shape of `values`
        Filtered copy. Missing values stay as they are and split a series into segments that are filtered on their own;
        a segment of fewer than 4 frames is left unfiltered.

    Raises
    ------
    InvalidInputError
        When `values` are no numbers, the times are uneven by more than 1 % or do not fit, both or neither of the time
        arguments are given, or a rate or cutoff is not a positive number.

    Notes
    -----
    The design cutoff of one pass is raised by the factor 1/0.802 of Winter [1]_ (in the pre-warped frequency), so that
    the two passes together are 3 dB down at `cutoff_hz`. Ends are padded by odd reflection of 1.5 periods of the
    cutoff, 12 frames at least (fewer on shorter segments), and each pass starts in its steady state: the result is that
    of ``scipy.signal.filtfilt`` with this ``padlen``.

    References
    ----------
    .. [1] Winter (2009). Biomechanics and Motor Control of Human Movement, 4th ed., section 2.2.4.4.
       https://doi.org/10.1002/9780470549148

    Examples
    --------
    >>> import numpy as np
    >>> from toeoff.smoothing import smooth_butterworth
    >>> t = np.arange(120) / 60
    >>> slow, fast = np.sin(2 * np.pi * 1.5 * t), np.sin(2 * np.pi * 25 * t)
    >>> smooth = smooth_butterworth(slow + 0.2 * fast, 8.0, frame_rate_hz=60)
    >>> bool(np.abs(smooth - slow)[10:-10].max() < 0.01)
    True
    """
    columns, shape = _columns(values)
    rate = _frame_rate_hz(len(columns), time_s, frame_rate_hz)
    return _core.butterworth(columns, cutoff_hz, rate).reshape(shape)


def effective_cutoff_hz(cutoff_hz: float, frame_rate_hz: float) -> float:
    """Give the cutoff that is used when one is asked for: no more than 0.4 of the frame rate.

    Parameters
    ----------
    cutoff_hz : float
        Cutoff asked for, Hz.
    frame_rate_hz : float
        Frames per second.

    Returns
    -------
    float
        Cutoff used, Hz.

    Examples
    --------
    >>> from toeoff.smoothing import effective_cutoff_hz
    >>> effective_cutoff_hz(12.0, 25.0)
    10.0
    """
    return _core.effective_cutoff_hz(cutoff_hz, frame_rate_hz)


def smooth_savitzky_golay(values: ArrayLike, window_frames: int = 7, order: int = 3) -> NDArray[np.float64]:
    """Replace each value by that of the least-squares polynomial through the frames around it.

    Parameters
    ----------
    values : array_like, shape (n_frames, ...)
        Evenly spaced series along the first axis, any unit. NaN (or infinity) marks a missing value.
    window_frames : int, default 7
        Frames of the window, odd, 1 to 1001. At 60 fps, 7 frames are about 0.1 s.
    order : int, default 3
        Order of the polynomial, below `window_frames`.

    Returns
    -------
    ndarray, shape of `values`
        Filtered copy. Missing values stay as they are and split a series into segments; a segment shorter than the
        window is left unfiltered.

    Raises
    ------
    InvalidInputError
        When `values` are no numbers, or the window or order is not allowed.

    Notes
    -----
    The ends of a segment take the polynomial of the outermost whole window: the result is that of
    ``scipy.signal.savgol_filter(mode="interp")``.

    References
    ----------
    .. [1] Savitzky & Golay (1964). Analytical Chemistry 36(8):1627-1639. https://doi.org/10.1021/ac60214a047

    Examples
    --------
    >>> from toeoff.smoothing import smooth_savitzky_golay
    >>> smooth_savitzky_golay([0, 1, 4, 9, 16, 25, 36], 5, 2).round(6).tolist()
    [0.0, 1.0, 4.0, 9.0, 16.0, 25.0, 36.0]
    """
    columns, shape = _columns(values)
    for name, value in (("window_frames", window_frames), ("order", order)):
        if value < 0:
            msg = f"{name} is {value}, but must be 0 or more; 7 and 3 suit 60 fps"
            raise InvalidInputError(msg)
    return _core.savitzky_golay(columns, window_frames, order).reshape(shape)


def smooth_whittaker(
    values: ArrayLike,
    weight: ArrayLike | None = None,
    cutoff_hz: float = 8.0,
    *,
    time_s: ArrayLike | None = None,
    frame_rate_hz: float | None = None,
    longest_gap_s: float = LONGEST_GAP_S,
) -> NDArray[np.float64]:
    """Smooth coordinates by how sure they are: a penalty on third differences, weighted data, short gaps filled.

    Parameters
    ----------
    values : array_like, shape (n_frames, ...)
        Evenly spaced series along the first axis, any unit. NaN (or infinity) marks a missing value.
    weight : array_like, optional
        How much each value counts, 0 or more; its shape is that of `values` or broadcasts to it from the left
        (scores of (n_frames, n_keypoints) fit positions of (n_frames, n_keypoints, 2)). The square of a keypoint's
        score is a good choice. Without it all count alike.
    cutoff_hz : float, default 8.0
        Where the amplitude is halved, for weights of 1. At most 0.4 of the frame rate is used.
    time_s : array_like, shape (n_frames,), optional
        Times of the frames in seconds. Give either these or the frame rate.
    frame_rate_hz : float, optional
        Frames per second.
    longest_gap_s : float, default 0.10
        Missing values (or values of weight 0) are filled in gaps of up to this many seconds.

    Returns
    -------
    ndarray, shape of `values`
        Smoothed copy. Longer gaps and missing ends stay as they are and split a series into segments; a segment with
        fewer than 4 weighted values is left as it is.

    Raises
    ------
    InvalidInputError
        When an array is no numbers or does not fit, a weight is negative or missing, the times are uneven by more than
        1 %, both or neither of the time arguments are given, or a rate or cutoff is not a positive number.

    Notes
    -----
    Minimises ``sum(w * (y - z)**2) + penalty * sum(diff(z, 3)**2)`` [1]_ with
    ``penalty = (frame_rate_hz / (2 * pi * cutoff_hz))**6``, by a banded Cholesky factor in linear time.

    References
    ----------
    .. [1] Eilers (2003). A perfect smoother. Analytical Chemistry 75(14):3631-3636. https://doi.org/10.1021/ac034173t

    Examples
    --------
    >>> from toeoff.smoothing import smooth_whittaker
    >>> smooth_whittaker([1, 2, 5, float("nan"), 17, 26, 37], frame_rate_hz=60).round(6).tolist()
    [1.0, 2.0, 5.0, 10.0, 17.0, 26.0, 37.0]
    """
    columns, shape = _columns(values)
    rate = _frame_rate_hz(len(columns), time_s, frame_rate_hz)
    weights = np.ones(shape) if weight is None else _numbers("weight", weight)
    if weights.shape != shape[: weights.ndim]:
        msg = (
            f"weight has shape {weights.shape}, but must be {shape} or its first dimensions, as values are; "
            "pass one weight for each value or each keypoint"
        )
        raise InvalidInputError(msg)
    weights = np.broadcast_to(weights.reshape(weights.shape + (1,) * (len(shape) - weights.ndim)), shape)
    if not (np.isfinite(longest_gap_s) and longest_gap_s >= 0):
        msg = f"longest_gap_s is {longest_gap_s}, but must be 0 or more seconds; 0.1 suits running"
        raise InvalidInputError(msg)
    # Frames lost at the limit: the small term keeps 0.1 s at 30 fps at three frames in spite of rounding.
    longest_gap = int(longest_gap_s * rate + 0.1)
    cutoff = _core.effective_cutoff_hz(cutoff_hz, rate)
    weight_columns = np.ascontiguousarray(weights).reshape(columns.shape)
    return _core.whittaker(columns, weight_columns, cutoff, rate, longest_gap).reshape(shape)


def smooth_one_euro(
    values: ArrayLike,
    time_s: ArrayLike,
    *,
    cutoff_hz: float = 1.0,
    speed_gain: float = 0.007,
    speed_cutoff_hz: float = 1.0,
) -> NDArray[np.float64]:
    """Calm coordinates for a live display, from past frames only. Measure nothing from the result: it lags.

    Parameters
    ----------
    values : array_like, shape (n_frames, ...)
        Series along the first axis, any unit. NaN (or infinity) marks a missing value.
    time_s : array_like, shape (n_frames,)
        Times of the frames in seconds, strictly increasing, any spacing.
    cutoff_hz : float, default 1.0
        Cutoff at rest: lower is calmer.
    speed_gain : float, default 0.007
        Rise of the cutoff with speed, Hz per (unit of `values` per second): higher lags less.
    speed_cutoff_hz : float, default 1.0
        Cutoff of the speed itself. The defaults are those that the authors start from, for px.

    Returns
    -------
    ndarray, shape of `values`
        Filtered copy. Missing values stay as they are; the next value follows the last seen.

    Raises
    ------
    InvalidInputError
        When an array is no numbers or does not fit, times do not increase, or a setting is not allowed.

    References
    ----------
    .. [1] Casiez, Roussel & Vogel (2012). 1 euro filter. CHI. https://doi.org/10.1145/2207676.2208639

    Examples
    --------
    >>> from toeoff.smoothing import smooth_one_euro
    >>> smooth_one_euro([5.0, 5.0, 5.0], [0.0, 0.03, 0.06]).tolist()
    [5.0, 5.0, 5.0]
    """
    columns, shape = _columns(values)
    times = _numbers("time_s", time_s).ravel()
    return _core.one_euro(columns, times, cutoff_hz, speed_gain, speed_cutoff_hz).reshape(shape)


def residual_cutoff_hz(
    values: ArrayLike, *, time_s: ArrayLike | None = None, frame_rate_hz: float | None = None
) -> NDArray[np.float64]:
    """Find the cutoff of a low-pass from the data, by residual analysis.

    Parameters
    ----------
    values : array_like, shape (n_frames, ...)
        Evenly spaced series along the first axis, any unit. NaN marks a missing value.
    time_s : array_like, shape (n_frames,), optional
        Times of the frames in seconds. Give either these or the frame rate.
    frame_rate_hz : float, optional
        Frames per second.

    Returns
    -------
    ndarray, shape of `values` without the first axis
        Cutoff of each series, 6 to 12 Hz; NaN for a series with fewer than four values.

    Raises
    ------
    InvalidInputError
        When `values` are no numbers, the times are uneven by more than 1 %, or both or neither of the time arguments
        are given.

    Notes
    -----
    The root-mean-square difference between raw and filtered values falls on a straight line where only noise is taken
    away; that line at 0 Hz is the noise, and the cutoff is where the difference has that size [1]_. It assumes white
    noise: the jitter of pose models is correlated in time, so the cutoff comes out high. toeoff's own analysis uses
    fixed cutoffs.

    References
    ----------
    .. [1] Winter (2009). Biomechanics and Motor Control of Human Movement, 4th ed., section 2.2.4.5.
       https://doi.org/10.1002/9780470549148

    Examples
    --------
    >>> import numpy as np
    >>> from toeoff.smoothing import residual_cutoff_hz
    >>> t = np.arange(240) / 120
    >>> noise = np.random.default_rng(0).normal(0, 0.2, 240)
    >>> float(residual_cutoff_hz(np.sin(2 * np.pi * 1.5 * t) + noise, frame_rate_hz=120))
    6.0
    """
    columns, shape = _columns(values)
    rate = _frame_rate_hz(len(columns), time_s, frame_rate_hz)
    cutoffs = [_core.residual_cutoff(np.ascontiguousarray(column), rate) for column in columns.T]
    return np.array(cutoffs).reshape(shape[1:])


def _numbers(name: str, value: ArrayLike) -> NDArray[np.float64]:
    """Float64 in C order."""
    try:
        return np.ascontiguousarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        msg = f"{name} cannot be read as numbers ({error}); pass an array"
        raise InvalidInputError(msg) from error


def _columns(values: ArrayLike) -> tuple[NDArray[np.float64], tuple[int, ...]]:
    """Values as (n_frames, n_series), and their own shape."""
    if np.ndim(values) == 0:
        msg = "values has 0 dimensions, but must have frames along its first; pass an array of shape (n_frames, ...)"
        raise InvalidInputError(msg)
    array = _numbers("values", values)
    if array.size == 0:
        msg = f"values has shape {array.shape}, but must hold at least one value; pass one or more frames"
        raise InvalidInputError(msg)
    return array.reshape(len(array), -1), array.shape


def _frame_rate_hz(n_frames: int, time_s: ArrayLike | None, frame_rate_hz: float | None) -> float:
    """Frame rate from whichever of the two is given."""
    if (time_s is None) == (frame_rate_hz is None):
        which = "neither is" if time_s is None else "both are"
        msg = f"time_s or frame_rate_hz is needed, one of them, but {which} given; pass one"
        raise InvalidInputError(msg)
    if frame_rate_hz is not None:
        return float(frame_rate_hz)
    times = _numbers("time_s", time_s if time_s is not None else [])
    if times.shape != (n_frames,) or n_frames < 2:
        msg = f"time_s has shape {times.shape}, but {(n_frames,)} is needed, two frames at least, one time for each"
        raise InvalidInputError(msg)
    steps = np.diff(times)
    step = float(np.median(steps))
    if not (np.isfinite(times).all() and step > 0 and np.abs(steps - step).max() <= JITTER * step):
        msg = (
            "time_s must be evenly spaced to 1 %, but its steps run from "
            f"{steps.min():.6g} to {steps.max():.6g} s; resample the series first, or pass frame_rate_hz where the "
            "times are only rounded"
        )
        raise InvalidInputError(msg)
    return 1.0 / step
