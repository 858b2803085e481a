"""Two pose models as one: the body of the steadier, the feet of the one that has feet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toeoff.errors import InvalidInputError
from toeoff.skeleton import FOOT, Skeleton
from toeoff.video.types import Poses

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toeoff.video.types import PoseModel

__all__ = ["ANKLES_APART_MAX", "PairedPose"]

#: Ankles further apart than this, in leg lengths, are not taken for the same one. On runners in four real clips the two
#: ankles of PP-TinyPose and BlazePose-full lie 0.03 apart in the median; where they exceed this, one network is on the
#: other leg or on the background.
ANKLES_APART_MAX = 0.15
#: The feet change sides only when that brings the ankles closer by this sum, in leg lengths: where the ankles pass each
#: other both ways fit about equally well, and the networks' own names decide.
_EXCHANGE_GAIN_MIN = 0.1

_SIDES = ("left", "right")


class PairedPose:
    """Body and legs from one model, heels and toes from another.

    Parameters
    ----------
    body : PoseModel
        The steadier network. Heels and toes that it may have are not used.
    feet : PoseModel
        A network with ankles, heels and toes.
    ankles_apart_max : float, default `ANKLES_APART_MAX`
        In leg lengths of the body network (hip to knee to ankle).

    Attributes
    ----------
    name : str
        `A+B`.
    skeleton : Skeleton
        The first network's points without feet, then the second one's feet; named `A+B` after theirs.

    Raises
    ------
    InvalidInputError
        When the second network has no feet.

    Notes
    -----
    The feet network often exchanges the legs where the body network does not, so its two feet are given to the two
    ankles by place where that is clear, else by name. A foot whose ankle is still too far away is missing: it is never
    moved to fit.
    """

    def __init__(self, body: PoseModel, feet: PoseModel, *, ankles_apart_max: float = ANKLES_APART_MAX) -> None:
        if not feet.skeleton.has_feet:
            msg = f"{feet.name} has no heels and toes ({feet.skeleton.name}), so it cannot be the second of a pair"
            raise InvalidInputError(msg)
        self.name = f"{body.name}+{feet.name}"
        self.device = body.device if body.device == feet.device else f"{body.device}+{feet.device}"
        self._body = body
        self._feet = feet
        self._ankles_apart_max = ankles_apart_max
        foot = [f"{side}_{part}" for side in _SIDES for part in FOOT]
        of_body = [k for k in body.skeleton.keypoints if k not in foot]
        parts = [p for p in FOOT if f"left_{p}" in feet.skeleton.keypoints]
        of_feet = [f"{side}_{part}" for side in _SIDES for part in parts]
        self.skeleton = Skeleton(f"{body.skeleton.name}+{feet.skeleton.name}", (*of_body, *of_feet))
        self._from_body = np.array([body.skeleton.keypoints.index(k) for k in of_body])
        self._to_feet = len(of_body) + np.arange(len(of_feet)).reshape(len(_SIDES), -1)
        self._from_feet = np.array([feet.skeleton.keypoints.index(k) for k in of_feet]).reshape(len(_SIDES), -1)

    def estimate(self, image: NDArray[np.uint8], boxes_xyxy: NDArray[np.float64]) -> Poses:
        """Find the keypoints inside each box of a BGR image; see `PoseModel`."""
        body, feet = self._body.estimate(image, boxes_xyxy), self._feet.estimate(image, boxes_xyxy)
        n, k = len(body), len(self.skeleton.keypoints)
        xy, score = np.full((n, k, 2), np.nan), np.zeros((n, k))
        n_body = len(self._from_body)
        xy[:, :n_body] = body.xy[:, self._from_body]
        score[:, :n_body] = body.score[:, self._from_body]
        source = self._assign(body, feet)
        for person, side in zip(*np.nonzero(source >= 0), strict=True):
            taken = self._from_feet[source[person, side]]
            xy[person, self._to_feet[side]] = feet.xy[person, taken]
            score[person, self._to_feet[side]] = feet.score[person, taken]
        return Poses(xy, score, np.maximum(body.presence, feet.presence))

    def _assign(self, body: Poses, feet: Poses) -> NDArray[np.intp]:
        """Which side of the feet network belongs to each side of the body; -1 where neither does. Shape (n, 2)."""
        ankles = body.xy[:, _rows(self._body.skeleton, "ankle")]
        others = feet.xy[:, _rows(self._feet.skeleton, "ankle")]
        hips, knees = (body.xy[:, _rows(self._body.skeleton, joint)] for joint in ("hip", "knee"))
        legs = np.linalg.norm(knees - hips, axis=2) + np.linalg.norm(ankles - knees, axis=2)
        # The longer leg of the two: the other may be foreshortened or folded onto itself by the network.
        length = np.maximum(np.fmax(legs[:, 0], legs[:, 1]), 1e-9)
        apart = np.linalg.norm(ankles[:, :, None] - others[:, None], axis=3) / length[:, None, None]
        straight, crossed = apart[:, 0, 0] + apart[:, 1, 1], apart[:, 0, 1] + apart[:, 1, 0]
        source = np.where((crossed < straight - _EXCHANGE_GAIN_MIN)[:, None], [1, 0], [0, 1])
        near = np.take_along_axis(apart, source[:, :, None], axis=2)[..., 0] <= self._ankles_apart_max
        return np.where(near, source, -1)


def _rows(skeleton: Skeleton, joint: str) -> list[int]:
    return [skeleton.keypoints.index(f"{side}_{joint}") for side in _SIDES]
