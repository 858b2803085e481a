"""What kind of camera filmed: one that stands, sways in a hand, pans, or moves alongside; from the background's motion.

A camera that turns shifts near and far by the same angle. One that moves shifts what is near more than what is far
(motion parallax): the ground at the bottom of the picture more than what is seen at the top.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["GROWS_PER_S", "STILL_SHARE", "STILL_WIDTHS_PER_S", "WINDOW_S", "CameraKind", "camera_kind"]

CameraKind = Literal["static", "handheld", "panning", "alongside", "unknown"]

#: Motion is judged over this long, s: shorter than the sway of a hand, longer than a few frames.
WINDOW_S = 0.25
#: Above this the camera moves, picture widths per second. Over 15 clips: hands that hold still, feet on the ground and
#: tripods stay below 0.02; slow pans start at 0.06.
STILL_WIDTHS_PER_S = 0.035
#: Above this its picture grows or shrinks, logarithm per second: a zoom, or a way along the line of sight. Over 15
#: clips cameras that stand stay below 0.01, and below 0.04 where a runner fills the picture.
GROWS_PER_S = 0.05
#: The camera counts as still when it was in this share of the frames.
STILL_SHARE = 0.95
#: A camera that goes somewhere ends this much of its way from where it began; one that sways comes back.
ONE_WAY = 0.6
#: It goes at least this fast on average, picture widths per second; a hand drifts by up to 0.045.
GOES_WIDTHS_PER_S = 0.06
#: A camera that is swung about faster than this tells nothing, picture widths per second: dropped, or put away.
SWUNG_WIDTHS_PER_S = 1.0
#: How much slower the far side of the picture moves than the near one, as a share of the faster: 0.17 and less in the
#: pans of two phones, 0.17 to 0.23 of rendered cameras that turn with a runner, 0.78 of one that moves beside a road.
PARALLAX = 0.4
#: Steps shorter than this tell no parallax, picture widths: a third of a px in the small copy.
PARALLAX_STEP = 1e-3
#: Fewer frames than this share that tell the motion tell no kind.
TOLD_SHARE = 0.5


def camera_kind(
    time_s: NDArray[np.float64],
    shift: NDArray[np.float64],
    growth: NDArray[np.float64],
    upper: NDArray[np.float64],
    lower: NDArray[np.float64],
) -> CameraKind:
    """Recognise the camera from how the background moved since the frame before.

    Parameters
    ----------
    time_s : ndarray, shape (n,)
        Times of the frames, s.
    shift : ndarray, shape (n, 2)
        Of the middle of the picture, in lengths of its longer side; NaN where the points did not agree on one motion.
    growth : ndarray, shape (n,)
        Logarithm of the picture's growth; NaN where the points did not agree.
    upper, lower : ndarray, shape (n,)
        Horizontal shift of the upper and of the lower third, in the same unit; NaN where it is unknown. They are told
        where near and far move too differently for one motion, too.

    Returns
    -------
    {"static", "handheld", "panning", "alongside", "unknown"}
        A camera in a steady hand is static, too: it stands as still as the analysis needs. One that stands and zooms is
        none of these.
    """
    thirds = np.stack([upper, lower], axis=1)
    # Where near and far do not agree, their mean is the motion of the middle of the picture.
    across = np.where(np.isfinite(shift[:, 0]), shift[:, 0], thirds.mean(axis=1))
    down = np.where(np.isfinite(shift[:, 1]), shift[:, 1], 0.0)
    is_told = np.isfinite(across)
    if len(time_s) < 2 or is_told.mean() < TOLD_SHARE:
        return "unknown"
    seen_s = time_s[is_told]
    way = np.cumsum(np.stack([across, down], axis=1)[is_told], axis=0)
    speed = _speeds(seen_s, way)
    if (speed <= STILL_WIDTHS_PER_S).mean() >= STILL_SHARE:
        grown = np.cumsum(np.nan_to_num(growth[is_told]))[:, None]
        return "static" if (_speeds(seen_s, grown) <= GROWS_PER_S).mean() >= STILL_SHARE else "unknown"
    duration_s = max(float(seen_s[-1] - seen_s[0]), WINDOW_S)
    gone = float(np.hypot(*(way[-1] - way[0]))) / duration_s
    usual = float(speed.mean())
    if gone >= GOES_WIDTHS_PER_S and gone >= ONE_WAY * usual:
        return _going(thirds)
    return "handheld" if usual <= SWUNG_WIDTHS_PER_S else "unknown"


def _speeds(time_s: NDArray[np.float64], way: NDArray[np.float64]) -> NDArray[np.float64]:
    """Speed over the window before each frame, the first ones over what there is, as if it were a window."""
    first = np.minimum(np.searchsorted(time_s, time_s - WINDOW_S - 1e-9), np.arange(len(time_s)))
    moved = np.linalg.norm(way - way[first], axis=1)
    return np.asarray(moved / np.maximum(time_s - time_s[first], WINDOW_S))


def _going(thirds: NDArray[np.float64]) -> CameraKind:
    fastest = np.abs(thirds).max(axis=1)
    tells = np.isfinite(fastest) & (fastest >= PARALLAX_STEP)
    if tells.sum() < TOLD_SHARE * len(thirds):
        return "unknown"
    parallax = np.abs(thirds[tells, 1] - thirds[tells, 0]) / fastest[tells]
    return "alongside" if float(np.median(parallax)) >= PARALLAX else "panning"
