"""Coordinates in metres: brought into the picture that the analysis expects, x right and y down, in px."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PX_PER_M", "image_from_metres", "is_y_up", "leg_length"]

# Any value would do: angles, times and leg lengths do not depend on it. This one makes a runner of 1.75 m as tall as
# in ordinary footage (440 px), so that limits on size mean the same.
PX_PER_M = 250.0


def image_from_metres(xy_m: NDArray[np.float64], *, y_up: bool) -> NDArray[np.float64]:
    """Scale metres to px, and turn the vertical axis down when it points up."""
    scale = np.array([PX_PER_M, -PX_PER_M if y_up else PX_PER_M])
    xy_px: NDArray[np.float64] = xy_m * scale
    return xy_px


def leg_length(hip: NDArray[np.float64], ankle: NDArray[np.float64]) -> float:
    """Median distance from hip to ankle in the unit of the file; NaN when they are never seen together."""
    distance = np.hypot(*(hip - ankle).T)
    distance = distance[np.isfinite(distance)]
    return float(np.median(distance)) if distance.size else float("nan")


def is_y_up(hip: NDArray[np.float64], ankle: NDArray[np.float64]) -> bool:
    """Tell the direction of the vertical axis: a runner's hip is above the ankle."""
    rise = hip[:, 1] - ankle[:, 1]
    rise = rise[np.isfinite(rise)]
    return bool(rise.size) and float(np.median(rise)) > 0
