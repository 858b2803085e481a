"""The exchange type: one runner's keypoints over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from toeoff.arguments import need_array
from toeoff.camera_path import checked_path
from toeoff.errors import InvalidInputError, InvalidTypeError
from toeoff.skeleton import Skeleton

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["KeypointSequence"]

# SimCC and part-affinity networks tell scores slightly above 1; percentages are far above.
SCORE_MAX = 2.0


def _as_array(name: str, value: ArrayLike, shape_words: str, ndim: int) -> NDArray[np.float64]:
    """Float64, C order, right rank; a copy only where one is needed."""
    array = need_array(name, value, shape_words)
    if array.ndim != ndim:
        msg = f"{name} has {array.ndim} dimensions (shape {array.shape}), but must have {ndim}: {shape_words}"
        raise InvalidInputError(msg)
    return array


@dataclass(frozen=True, init=False, eq=False)
class KeypointSequence:
    """Keypoints of one runner in one recording.

    Parameters
    ----------
    xy : array_like, shape (n_frames, n_keypoints, 2)
        Positions in image px, x right, y down. NaN marks a missing keypoint.
        Lists, other dtypes and non-contiguous arrays are converted to float64 in C order; what is masked is missing.
    score : array_like, shape (n_frames, n_keypoints)
        Confidence of each keypoint, 0..1; NaN and what is negative counts as 0 (missing).
    time_s : array_like, shape (n_frames,)
        Time of each frame in seconds, strictly increasing, any spacing.
    skeleton : str or Skeleton, default "halpe26"
        Which keypoint is which: "coco17", "halpe26", "blazepose33", "body25", "mpii16" or a `Skeleton`.
    camera_path : array_like, shape (n_frames, 4), optional
        Of a camera that moves, where each frame lies in one steady picture: a, b, x0, y0 take the place (x, y) of the
        frame to (a x - b y + x0, b x + a y + y0), px. a and b are the scale times cosine and sine of the turn, +
        clockwise. `camera_path.chain` makes it from the steps between frames. Without it places are taken as they are.

    Raises
    ------
    InvalidInputError
        When a shape, a time, the skeleton or the camera's path is wrong; the message names the argument.
    InvalidTypeError
        When an argument is no array, or `skeleton` neither a set nor a name.

    Notes
    -----
    The arrays are kept without a copy where their type allows; do not write to them while an analysis runs
    in another thread.

    Examples
    --------
    >>> import numpy as np, toeoff
    >>> seq = toeoff.KeypointSequence(np.zeros((3, 17, 2)), np.ones((3, 17)), [0.0, 0.1, 0.2], skeleton="coco17")
    >>> seq.n_frames
    3
    """

    xy: NDArray[np.float64]
    score: NDArray[np.float64]
    time_s: NDArray[np.float64]
    skeleton: Skeleton
    camera_path: NDArray[np.float64] | None

    def __init__(
        self,
        xy: ArrayLike,
        score: ArrayLike,
        time_s: ArrayLike,
        skeleton: str | Skeleton = "halpe26",
        *,
        camera_path: ArrayLike | None = None,
    ) -> None:
        skeleton = Skeleton.of(skeleton)
        points = _as_array("xy", xy, "(n_frames, n_keypoints, 2)", 3)
        scores = _as_array("score", score, "(n_frames, n_keypoints)", 2)
        times = _as_array("time_s", time_s, "(n_frames,)", 1)
        wanted = (times.shape[0], len(skeleton.keypoints))
        if points.shape != (*wanted, 2):
            msg = (
                f"xy has shape {points.shape}, but {(*wanted, 2)} is needed: {wanted[0]} times in time_s and "
                f"{wanted[1]} keypoints in skeleton {skeleton.name!r}; check which skeleton the keypoints follow"
            )
            raise InvalidInputError(msg)
        if scores.shape != wanted:
            msg = f"score has shape {scores.shape}, but {wanted} is needed, one score for each keypoint of xy"
            raise InvalidInputError(msg)
        if (scores > SCORE_MAX).any():
            at = tuple(int(i) for i in np.argwhere(scores > SCORE_MAX)[0])
            msg = (
                f"score{list(at)} is {scores[at]:g}, but a confidence is 0..1 (some networks tell a little more); "
                "divide percentages by 100"
            )
            raise InvalidInputError(msg)
        if not np.isfinite(times).all():
            frame = int(np.flatnonzero(~np.isfinite(times))[0])
            msg = f"time_s[{frame}] is {times[frame]}, but every time must be finite; drop frames without a time"
            raise InvalidInputError(msg)
        step = np.diff(times)
        if (step <= 0).any():
            frame = int(np.flatnonzero(step <= 0)[0]) + 1
            msg = (
                f"time_s must increase strictly, but frame {frame} is at {times[frame]} s after {times[frame - 1]} s; "
                "sort the frames and drop repeated ones"
            )
            raise InvalidInputError(msg)
        path = None if camera_path is None else checked_path(camera_path, len(times))
        fields = {"xy": points, "score": scores, "time_s": times, "skeleton": skeleton, "camera_path": path}
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(self.time_s)

    @property
    def frame_rate_hz(self) -> float:
        """Frames per second: one over the median time between frames; NaN below two frames."""
        return float(1.0 / np.median(np.diff(self.time_s))) if self.n_frames > 1 else float("nan")

    def __getitem__(self, frames: slice) -> KeypointSequence:
        """Return the frames of a slice, half-open, without a copy."""
        if not isinstance(frames, slice):
            msg = f"a sequence is cut by a slice of frames, not by {frames!r}; write seq[10:20]"
            raise InvalidTypeError(msg)
        path = None if self.camera_path is None else self.camera_path[frames]
        return KeypointSequence(
            self.xy[frames], self.score[frames], self.time_s[frames], self.skeleton, camera_path=path
        )

    def __len__(self) -> int:
        return self.n_frames

    def __eq__(self, other: Any) -> bool:
        if not isinstance(other, KeypointSequence):
            return NotImplemented
        own, others = self.camera_path, other.camera_path
        is_path_equal = own is others if own is None or others is None else np.array_equal(own, others)
        return (
            is_path_equal
            and self.skeleton == other.skeleton
            and all(
                np.array_equal(a, b, equal_nan=True)
                for a, b in ((self.xy, other.xy), (self.score, other.score), (self.time_s, other.time_s))
            )
        )

    __hash__ = None  # type: ignore[assignment]
