"""Steady coordinates: where the frames of a camera that moves lie in one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toeoff import _core
from toeoff.arguments import need_array
from toeoff.errors import InvalidInputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["chain", "checked_path"]


def chain(steps: ArrayLike, middle_px: tuple[float, float]) -> NDArray[np.float64]:
    """Put the steps of a camera together to its path, for `KeypointSequence`.

    Parameters
    ----------
    steps : array_like, shape (n, 4)
        How what stands moved in the picture from each frame to the next: a, b, x0, y0 take the place (x, y) of a frame
        to (a x - b y + x0, b x + a y + y0) in the next one, px. These are the numbers of
        `cv2.estimateAffinePartial2D(before, after)`: [[a, -b, x0], [b, a, y0]].
    middle_px : tuple of float
        Middle of the picture, x and y in px.

    Returns
    -------
    ndarray, shape (n + 1, 4)
        In the same form, what takes the places of each frame to the steady picture: that of the camera as it looks on
        average, so that a roll of the camera is the roll of the steady picture.

    Raises
    ------
    InvalidInputError
        When the shape is another, a number not finite, or a step no camera's.

    Notes
    -----
    For a camera that turns where it stands by a small angle: in a hand, or panned by 28 deg in all, where lengths from
    one end to the other come out 2 % short (the picture shows f tan, the steps add up to f times the angle).
    A similarity fitted to the whole picture of a phone tells 4 to 13 % too much of a turn, since the edges of a picture
    move farther than its middle: fit it to the middle, or take what a homography does there.
    Of one that moves, what is near moves more than what is far: no one picture shows both at rest.

    Examples
    --------
    >>> from toeoff import camera_path
    >>> panned_to_the_right = [[1.0, 0.0, -12.0, 0.0]] * 2
    >>> camera_path.chain(panned_to_the_right, (960.0, 540.0)).tolist()
    [[1.0, 0.0, -12.0, 0.0], [1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 12.0, 0.0]]
    """
    moved = need_array("steps", steps, "(n, 4)")
    if moved.size == 0:
        moved = np.empty((0, 4))
    if moved.ndim != 2 or moved.shape[1] != 4:
        msg = f"steps has shape {moved.shape}, but must be (n, 4): a, b, x0, y0 from each frame to the next"
        raise InvalidInputError(msg)
    middle = need_array("middle_px", middle_px, "(2,)")
    if middle.shape != (2,) or not np.isfinite(middle).all():
        msg = f"middle_px is {middle.tolist()}, but must be the middle of the picture: finite x and y, px"
        raise InvalidInputError(msg)
    path = _core.chain_camera_path(moved, (float(middle[0]), float(middle[1])))
    _core.check_camera_path(path)
    return path


def checked_path(camera_path: ArrayLike, n_frames: int) -> NDArray[np.float64]:
    """Return a path as float64 of shape (n_frames, 4).

    Raises
    ------
    InvalidInputError
        When the shape is another, a number not finite, a frame more than a hundred times larger or smaller than the
        steady picture, or shifted by more than 10 million px.
    """
    path = need_array("camera_path", camera_path, "(n_frames, 4)")
    if path.shape != (n_frames, 4):
        msg = f"camera_path has shape {path.shape}, but {(n_frames, 4)} is needed: a, b, x0, y0 for each of the frames"
        raise InvalidInputError(msg)
    _core.check_camera_path(path)
    return path
