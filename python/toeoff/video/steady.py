"""The way of the camera over a pass, where it leads to one steady picture."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toeoff.video.bodies import SCORE_MIN
from toeoff.video.camera_kind import GROWS_PER_S, CameraKind
from toeoff.video.camera_log import CameraLog
from toeoff.video.tracks import Track

__all__ = ["CameraWay", "camera_way", "way_error"]

#: Cameras that turn where they stand. One that moves shifts near and far differently: no picture shows both at rest.
TURNING: frozenset[CameraKind] = frozenset({"static", "handheld", "panning"})
#: Width of a phone's view, the longer side of the picture, deg: 65 of the main camera's 69 is left in a video.
VIEW_DEG = 65.0
#: Up to this error of the runner's way for the camera's turn, as a part of it, displacement in the steady picture is
#: displacement on the ground. The view angle, which stretches the picture, takes most of it back: of the runners of
#: `benches/cameras/steady.py`, in pans that are all taken for the ground, 5 % leave 0.6 % of the speed on average and
#: 1.4 at most, 8 % leave 1.6 and 3.4.
LARGEST_ERROR = 0.05
#: Growth over a pass that is noise, logarithm: cameras that sway or pan and do not zoom tell up to 0.010 over 2 s.
GROWTH_NOISE = 0.02
#: A picture that grows by more in a pass, logarithm, is zoomed or walked into, however slowly.
LARGEST_GROWTH = 0.06
#: Hips seen in a smaller share of the frames do not tell how far the runner goes.
SEEN_SHARE = 0.5


class CameraWay(NamedTuple):
    """What is known of a camera that turns."""

    path: NDArray[np.float64] | None
    """The `camera_path` of the pass; None where it is not known, or the camera stands still."""
    shows_ground: bool
    """Whether displacement in the steady picture is displacement on the ground."""


NO_WAY = CameraWay(None, shows_ground=False)


def camera_way(
    log: CameraLog, part: Track, kind: CameraKind, hips: tuple[int, ...], size_px: tuple[int, int]
) -> CameraWay:
    """Return the way of the camera over a pass.

    There is none of a camera that stands still, of one that moves or zooms, and where the background does not tell
    every step. That of one that turns far steadies the picture, but does not show the ground.

    Parameters
    ----------
    log : CameraLog
    part : Track
        The pass.
    kind : str
        Of the camera, over the pass.
    hips : tuple of int
        The hips among the keypoints.
    size_px : tuple of int
        Width and height of the picture.
    """
    path = None if part.is_camera_still or kind not in TURNING else log.way(part.time_s, size_px)
    if path is None:
        return NO_WAY
    growth = np.log(np.hypot(path[:, 0], path[:, 1]))
    allowed = GROWS_PER_S * float(part.time_s[-1] - part.time_s[0])
    if np.ptp(growth) > min(max(GROWTH_NOISE, allowed), LARGEST_GROWTH):
        return NO_WAY
    is_seen = part.score[:, hips] >= SCORE_MIN
    hips_x = np.where(is_seen, part.xy[:, hips, 0], np.nan).mean(axis=1)
    heights = part.boxes_xyxy[:, 3] - part.boxes_xyxy[:, 1]
    error = way_error(path, hips_x, float(np.median(heights)), size_px)
    return CameraWay(path, shows_ground=error <= LARGEST_ERROR) if math.isfinite(error) else NO_WAY


def way_error(
    path: NDArray[np.float64], hips_x: NDArray[np.float64], height_px: float, size_px: tuple[int, int]
) -> float:
    """By which part the runner's way in the steady picture is wrong for the camera's turn, of a phone's lens.

    A camera that has turned by t shows a place at the angle u beside its axis. A plane before it would show that place
    at f tan(t + u), the steady picture has it at f t + f tan u. The runner, in whose length a way is told, is shown
    cos(t + u) / cos u as large as there.

    Parameters
    ----------
    path : ndarray, shape (n, 4)
    hips_x : ndarray, shape (n,)
        Of the hips in the pictures, px; NaN where they are not seen.
    height_px : float
        Of the runner: a way that is shorter is held against it.
    size_px : tuple of int
        Width and height of the picture.
    """
    focal = max(size_px) / 2.0 / math.tan(math.radians(VIEW_DEG / 2.0))
    middle_x, middle_y = size_px[0] / 2.0, size_px[1] / 2.0
    a, b, x, _ = path.T
    turned = a * middle_x - b * middle_y + x - middle_x
    seen = np.isfinite(hips_x)
    if seen.mean() < SEEN_SHARE:
        return math.inf
    beside = hips_x[seen] - middle_x
    angle = turned[seen] / focal + np.arctan(beside / focal)
    if np.abs(angle).max() >= math.pi / 3.0:
        return math.inf
    size = float(np.median(np.cos(angle) / np.cos(np.arctan(beside / focal))))
    told, true = (turned[seen] + beside) / size, focal * np.tan(angle)
    error = float(abs((told[-1] - told[0]) - (true[-1] - true[0])))
    return error / max(abs(float(true[-1] - true[0])), height_px)
