"""Which box of a frame is which runner."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toeoff import _core
from toeoff.arguments import need_array, need_number, need_whole
from toeoff.errors import InvalidInputError

__all__ = ["Tracker"]


class Tracker:
    """Keeps runners apart over the frames of one recording, as a stream.

    Each runner is a motion model of its box in true time, so frames may come at any spacing.
    All boxes of a frame are matched together; unsure boxes continue known runners but never start one;
    an id is never given twice, and is withheld while two runners cannot be told apart.

    Parameters
    ----------
    score_low : float, default 0.1
        Boxes below this score are ignored.
    score_high : float, default 0.6
        Boxes from this score on may start a runner.
        Both defaults are those of ByteTrack [1]_; lower this one for a detector that is unsure of blurred runners.
    confirm_boxes : int, default 2
        Boxes a new runner needs before its id is given; until then its boxes get -1.
    lost_after_s : float, default 1.0
        How long an unseen runner is waited for, in seconds.

    Raises
    ------
    InvalidInputError
        If an option is outside its range.

    Notes
    -----
    Centre, width and height of a box are Kalman filters; up and down it is a path with the bounce of running on it.
    How much boxes jitter is learned from the recording itself.
    The cost of a box for a runner is its negative log likelihood with heavy (Student-t) tails, plus the object keypoint
    similarity of the poses where there are any; the matching of least cost is found by shortest augmenting paths.
    Where an exchange would cost hardly more (odds below 7 to 1) the boxes get -1, and both runners move by the mixture.
    A runner unseen for more than three frames gets the id back when a newcomer has the expected place and speed:
    this takes four boxes, and keeps runners of opposite directions apart.
    No picture is looked at: two runners who cover each other for long while they run alike can still be exchanged.

    References
    ----------
    .. [1] Zhang et al. (2022). ByteTrack: multi-object tracking by associating every detection box. ECCV.
       https://doi.org/10.1007/978-3-031-20047-2_1

    Examples
    --------
    >>> import numpy as np
    >>> import toeoff
    >>> tracker = toeoff.Tracker(confirm_boxes=1)
    >>> tracker.update(np.array([[100, 50, 150, 200], [400, 60, 450, 210]]), [0.9, 0.8], 0.0)
    array([0, 1])
    >>> tracker.update(np.array([[406, 60, 456, 210], [106, 50, 156, 200]]), [0.9, 0.8], 0.033)
    array([1, 0])
    """

    def __init__(
        self,
        *,
        score_low: float = 0.1,
        score_high: float = 0.6,
        confirm_boxes: int = 2,
        lost_after_s: float = 1.0,
    ) -> None:
        for name, value in (("score_low", score_low), ("score_high", score_high), ("lost_after_s", lost_after_s)):
            need_number(name, value, "a number")
        confirm_boxes = need_whole("confirm_boxes", confirm_boxes, 1, 1000, "1 gives an id at the first box")
        self._core = _core.Tracker(score_low, score_high, confirm_boxes, lost_after_s)

    def update(
        self,
        boxes_xyxy: ArrayLike,
        scores: ArrayLike,
        time_s: float,
        poses: ArrayLike | None = None,
    ) -> NDArray[np.int64]:
        """Take one frame in. Frames without a box count too: pass empty arrays.

        Parameters
        ----------
        boxes_xyxy : (n, 4) array of float
            Left, top, right and bottom of each box, px.
        scores : (n,) array of float
            The detector's confidence, 0 to 1.
        time_s : float
            Time of the frame in seconds, later than that of the frame before.
        poses : (n, k, 3) array of float, optional
            x, y (px, NaN = missing) and score of each keypoint of each box, any keypoint set.

        Returns
        -------
        (n,) array of int64
            The id of each box; -1 for a box of no confirmed runner, or of one of two that cannot be told apart now.

        Raises
        ------
        InvalidInputError
            If shapes do not fit, a corner is not finite, a score is outside 0..1, or time does not increase.
            The tracker is then as it was.
        """
        time_s = need_number("time_s", time_s, "a time in seconds")
        boxes = need_array("boxes_xyxy", boxes_xyxy, "(n, 4)")
        score = need_array("scores", scores, "(n,)")
        if boxes.ndim != 2 or boxes.shape[1] != 4:
            if boxes.size:
                msg = f"boxes_xyxy has shape {boxes.shape}, but must be (n, 4): left, top, right, bottom of each box"
                raise InvalidInputError(msg)
            boxes = boxes.reshape(0, 4)
        if score.ndim != 1:
            msg = f"scores has shape {score.shape}, but must be (n,): one per box"
            raise InvalidInputError(msg)
        if poses is None:
            return self._core.update(boxes, score, time_s)
        pose = need_array("poses", poses, "(n, k, 3)")
        if pose.ndim != 3 or pose.shape[0] != len(boxes) or pose.shape[2] != 3:
            msg = (
                f"poses has shape {pose.shape}, but must be ({len(boxes)}, k, 3): "
                "x, y and score of each keypoint of each box"
            )
            raise InvalidInputError(msg)
        return self._core.update(boxes, score, time_s, pose)

    def ended(self) -> list[int]:
        """Ids of runners given up since the last call, so that their pass can be analysed and freed.

        Returns
        -------
        list of int
            In the order in which they ended. Each id comes once and is never seen again.
        """
        return self._core.take_ended()

    def finish(self) -> list[int]:
        """Give every runner up, at the end of a recording.

        Returns
        -------
        list of int
            Ids ended since the last call of `ended`.
        """
        self._core.finish()
        return self._core.take_ended()
