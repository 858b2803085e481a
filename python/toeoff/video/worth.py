"""Who is worth a pose: people who stand, are seen head-on or stay too small get but a probe now and then."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from toeoff.video.detect.boxes import shared_area
from toeoff.video.lately import Lately
from toeoff.video.scout import DETECT_EVERY_S, ROUNDING_S, Sighting
from toeoff.video.sway import Sway
from toeoff.video.types import PoseModel, Poses

__all__ = ["PROBE_EVERY_S", "Worth"]

#: Who is not worth a pose in every frame is posed this seldom, s: for a tracker to know them, the box to stay, and
#: whoever turns or starts to run to be seen in time.
PROBE_EVERY_S = 0.2
#: Someone in whose box less than this share moves, before a still camera, stands: spectators, runners who wait.
STANDS_SHARE = 0.005
#: Before a camera that sways by more than this of someone's height everyone is posed in every frame: a tracker that
#: meets people five times a second loses those who jump. Before a phone that follows runners it is up to 0.4.
SWAYS_SHARE = 0.05
#: Whose box shares more than this of the smaller one with that of someone who is posed, and not seen head-on, is posed
#: too: which of two people a leg belongs to is told by the poses of both.
TOUCHES = 0.1


class Worth:
    """Decides box by box, and remembers what it needs of everyone followed.

    Parameters
    ----------
    model : PoseModel
    slowdown : float
        How many times slower the file plays than it was filmed.

    Attributes
    ----------
    n_spared : int
        Boxes that the network was spared.
    """

    def __init__(self, model: PoseModel, slowdown: float = 1.0) -> None:
        self.n_spared = 0
        self._skeleton, self._slowdown = model.skeleton, slowdown
        self._probed_s = self._detected_s = -np.inf
        self._sway = Sway()
        self._lately: dict[int, Lately] = {}
        self._spared_now: list[Lately] = []

    def choose(
        self, boxes_xyxy: NDArray[np.float64], owners: NDArray[np.int64], sighting: Sighting
    ) -> NDArray[np.bool_]:
        """Return which boxes to pose, shape (n,).

        Parameters
        ----------
        boxes_xyxy : ndarray, shape (n, 4)
        owners : ndarray of int, shape (n,)
            Number of the person whose box it is, `following.NOBODY_KNOWN` for a new one.
        sighting : Sighting
        """
        time_s = self._played_s(sighting.frame.time_s)
        if sighting.is_look:
            height, width = sighting.frame.image.shape[:2]
            self._sway.add(sighting.background, width, height, time_s)
        self._spared_now = []
        if self._is_probe(time_s, is_detected=sighting.detections is not None):
            return np.ones(len(boxes_xyxy), dtype=np.bool_)
        moves = np.ones(len(boxes_xyxy), dtype=np.bool_)
        if sighting.foreground is not None:
            scale = sighting.foreground.shape[1] / sighting.frame.image.shape[1]
            looks = (sighting.foreground, *sighting.coming)
            moves[:] = [any(_moves(look, box * scale) for look in looks) for box in boxes_xyxy]
        lately = [self._lately.get(owner) for owner in owners.tolist()]
        moves |= _flags(one is not None and one.swings for one in lately)
        # The last frame that shows a foot ends a pass: told to within a probe, it made passes of 0.7 s too short.
        may_leave = _reach_out(boxes_xyxy, sighting.frame.image) & _flags(
            one is None or one.shows_foot for one in lately
        )
        is_worth = moves & (may_leave | _flags(self._may_be_measured(one) for one in lately))
        beside = boxes_xyxy[is_worth & _flags(one is not None and not one.looks_head_on for one in lately)]
        is_worth |= moves & _flags((shared_area(box, beside) > TOUCHES).any() for box in boxes_xyxy)
        self._spared_now = [
            one for one, is_posed in zip(lately, is_worth, strict=True) if one is not None and not is_posed
        ]
        for one in self._spared_now:
            one.n_spared += 1
        self.n_spared += int((~is_worth).sum())
        return is_worth

    def learn(self, numbers: NDArray[np.int64], poses: Poses, time_s: float) -> NDArray[np.int64]:
        """Take in the poses of a frame.

        Parameters
        ----------
        numbers : ndarray of int, shape (n,)
            Whose they are.
        poses : Poses
        time_s : float

        Returns
        -------
        ndarray of int, shape (n,)
            Frames in which each of them was spared since the last pose.
        """
        n_spared = np.zeros(len(numbers), dtype=np.int64)
        for row, number in enumerate(numbers.tolist()):
            lately = self._lately.setdefault(number, Lately(self._skeleton))
            # Another box may have shown who was to be spared.
            n_spared[row], lately.n_spared = lately.n_spared - (lately in self._spared_now), 0
            lately.add(poses.xy[row], poses.score[row], self._played_s(time_s))
        return n_spared

    def forget(self, followed: NDArray[np.int64]) -> None:
        """Forget everyone but those who are followed."""
        self._lately = {number: self._lately[number] for number in followed.tolist() if number in self._lately}

    def _played_s(self, time_s: float) -> float:
        """Return the time of the file as it plays, so that the keypoints do not depend on what is said of the time."""
        return time_s * self._slowdown

    def _is_probe(self, time_s: float, *, is_detected: bool) -> bool:
        """Tell whether everyone is posed now: along with the detector, for only then who is new has a box."""
        is_due = time_s >= self._probed_s + PROBE_EVERY_S - (DETECT_EVERY_S if is_detected else 0.0) - ROUNDING_S
        is_probe = is_due or (is_detected and time_s >= self._detected_s + PROBE_EVERY_S)
        if is_probe:
            self._probed_s = time_s
        if is_detected:
            self._detected_s = time_s
        return is_probe

    def _may_be_measured(self, lately: Lately | None) -> bool:
        if lately is None or not (lately.is_head_on or lately.stays_small):
            return True
        return not self._sway.px <= SWAYS_SHARE * lately.height_px


def _flags(values: Iterable[object]) -> NDArray[np.bool_]:
    return np.array([bool(value) for value in values], dtype=np.bool_)


def _reach_out(boxes_xyxy: NDArray[np.float64], image: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Tell which boxes reach to an edge of the picture."""
    last = np.array(image.shape[1::-1]) - 1.0
    return np.asarray((boxes_xyxy[:, :2] <= 0.0).any(axis=1) | (boxes_xyxy[:, 2:] >= last).any(axis=1))


def _moves(foreground: NDArray[np.uint8], box: NDArray[np.float64]) -> bool:
    left, top, right, bottom = np.clip(box, 0.0, None).astype(np.intp)
    part = foreground[top : bottom + 1, left : right + 1]
    return bool(np.count_nonzero(part) >= STANDS_SHARE * part.size)
