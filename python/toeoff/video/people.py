"""Who is in a frame: boxes from the detector, from motion and from the poses just before, made into poses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toeoff.video.bodies import SCORE_MIN, Joints, distinct, snapped, within_picture
from toeoff.video.detect.boxes import overlap, shared_area
from toeoff.video.facing import estimate_facing_right
from toeoff.video.following import Following
from toeoff.video.hiding import legs_hidden
from toeoff.video.scout import Sighting
from toeoff.video.shared_legs import withhold_shared_legs
from toeoff.video.types import PoseModel, Poses
from toeoff.video.worth import Worth

__all__ = ["PRESENCE_MIN", "Found", "People", "PeopleFinder", "is_body"]

#: The network must be this sure of a person in the box. On real frames BlazePose says 0.9 of people and 0.1 of
#: background; the mean keypoint score of PP-TinyPose is 0.36 and more on people, partly hidden ones included, and 0.23
#: and less on background.
PRESENCE_MIN = 0.3
#: A body shows at least this many of the eight joints from shoulder to ankle: half of it.
JOINTS_MIN = 4
#: Boxes are of one person when they share this much of the smaller one.
COVERED = 0.6
#: A followed box that differs by this factor in height from the one found has gone wrong. MediaPipe's own boxes are
#: 1.1 to 1.5 times as high as the person, those of RTMDet 0.97 to 1.03 times.
MISTAKEN = 1.7
#: At most this many people of a frame are posed, the tallest boxes first: a mass start would take minutes per second.
PEOPLE_MAX = 32
#: Smaller people are not posed: their legs are as thick as the error of a keypoint. px of the box.
HEIGHT_MIN = 48.0


@dataclass(frozen=True, slots=True)
class People:
    """The people of one frame, row by row.

    Attributes
    ----------
    boxes_xyxy : ndarray, shape (n, 4)
        Standing boxes, px.
    poses : Poses
    hidden : ndarray of bool, shape (n,)
        Whether another one hides a leg.
    n_spared : ndarray of int, shape (n,)
        Frames in which they were spared since they were last posed.
    """

    boxes_xyxy: NDArray[np.float64]
    poses: Poses
    hidden: NDArray[np.bool_]
    n_spared: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.boxes_xyxy)


@dataclass(frozen=True, slots=True)
class Found(People):
    """The people of one frame and how they were looked for, row by row.

    Attributes
    ----------
    asked_xyxy : ndarray, shape (n, 4)
        The boxes that were cut out, px.
    asked_left : ndarray of bool, shape (n,)
        Whether they were shown to the network in a mirrored picture.
    following : Following
        Who they are: its first n rows, until the next frame.
    """

    asked_xyxy: NDArray[np.float64]
    asked_left: NDArray[np.bool_]
    following: Following


class PeopleFinder:
    """Poses everyone in frame after frame.

    Between two runs of the detector, and when it loses someone, a person's box follows the pose.

    Parameters
    ----------
    pose_model : PoseModel
    slowdown : float
        How many times slower the file plays than it was filmed.
    everything : bool
        Whether everyone is posed in every frame, measurable or not.

    Attributes
    ----------
    n_posed : int
        Boxes that the network has looked into.
    n_resting : int
        Boxes that it was spared: of people who stand, are seen head-on or stay too small.
    """

    def __init__(self, pose_model: PoseModel, slowdown: float = 1.0, *, everything: bool = False) -> None:
        self.n_posed = self.n_resting = 0
        self._worth = None if everything else Worth(pose_model, slowdown)
        self._model = pose_model
        self._joints = Joints.of(pose_model.skeleton)
        self._following = Following(self._joints)

    def find(self, sighting: Sighting) -> Found:
        """Return the people of the next frame."""
        frame = sighting.frame
        height, width = frame.image.shape[:2]
        boxes, is_followed = self._boxes(sighting)
        rows = _posable(boxes, width, height)
        owners = self._following.owners(boxes[rows], frame.time_s)
        spared = owners[:0]
        if self._worth is not None:
            is_worth = self._worth.choose(boxes[rows], owners, sighting)
            rows, spared, self.n_resting = rows[is_worth], owners[~is_worth], self._worth.n_spared
        boxes, is_followed = snapped(boxes[rows], width, height), is_followed[rows]
        self.n_posed += len(boxes)
        faces_left = self._following.faces_left(boxes, frame.time_s)
        poses = within_picture(estimate_facing_right(self._model, frame.image, boxes, faces_left), width, height)
        bodies = np.flatnonzero(is_body(poses, self._joints))
        kept = bodies[distinct(_rows(poses, bodies), self._joints, is_followed[bodies])]
        poses = withhold_shared_legs(_rows(poses, kept), self._joints)
        hidden = legs_hidden(poses, self._joints, width)
        standing = self._following.update(boxes[kept], poses, frame.time_s, spared)
        n_spared = np.zeros(len(kept), dtype=np.int64)
        if self._worth is not None:
            n_spared = self._worth.learn(self._following.numbers[: len(kept)], poses, frame.time_s)
            self._worth.forget(self._following.numbers)
        return Found(standing, poses, hidden, n_spared, boxes[kept], faces_left[kept], self._following)

    def _boxes(self, sighting: Sighting) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Boxes to look into: found, then followed, then moving; of one person but one. And which are followed."""
        followed = self._following.boxes(sighting.frame.time_s)
        boxes: NDArray[np.float64] = np.empty((0, 4))
        if sighting.detections is not None:
            boxes = sighting.detections.boxes_xyxy.copy()
        is_found = np.zeros(len(followed), dtype=np.bool_)
        is_replaced = np.zeros(len(boxes), dtype=np.bool_)
        for row, box in enumerate(boxes):
            # One box found stands for one person followed: where two cross, a detector draws one box round both.
            shared = np.where(is_found, 0.0, overlap(box, followed))
            if not shared.any():
                continue
            best = int(shared.argmax())
            if shared_area(box, followed)[best] >= COVERED:
                is_found[best] = True
                # A standing box makes the better crop, unless it has gone wrong.
                ratio = (box[3] - box[1]) / (followed[best, 3] - followed[best, 1])
                if 1.0 / MISTAKEN < ratio < MISTAKEN:
                    boxes[row], is_replaced[row] = followed[best], True
        boxes = np.concatenate([boxes, followed[~is_found]])
        is_new = np.array([bool((shared_area(box, boxes) < COVERED).all()) for box in sighting.moving], dtype=np.bool_)
        is_followed = np.concatenate(
            [is_replaced, np.ones((~is_found).sum(), np.bool_), np.zeros(is_new.sum(), np.bool_)]
        )
        return np.concatenate([boxes, sighting.moving[is_new]]), is_followed


def _posable(boxes: NDArray[np.float64], width: int, height: int) -> NDArray[np.intp]:
    """Return the rows of the tallest boxes that are large enough and have half of their area inside the picture."""
    size = boxes[:, 2:] - boxes[:, :2]
    low, high = np.maximum(boxes[:, :2], 0.0), np.minimum(boxes[:, 2:], [width, height])
    inside = np.prod(np.clip(high - low, 0.0, None), axis=1)
    is_posable = (inside >= 0.5 * np.prod(size, axis=1)) & (size[:, 0] > 1.0) & (size[:, 1] >= HEIGHT_MIN)
    tallest = np.argsort(-size[:, 1], kind="stable")
    return np.asarray(tallest[is_posable[tallest]][:PEOPLE_MAX])


def is_body(poses: Poses, joints: Joints) -> NDArray[np.bool_]:
    """Whether each pose is of a person, by what the network says and shows, shape (n,)."""
    n_joints = (poses.score[:, joints.all] >= SCORE_MIN).sum(axis=1)
    return np.asarray((poses.presence >= PRESENCE_MIN) & (n_joints >= JOINTS_MIN))


def _rows(poses: Poses, rows: NDArray[np.intp]) -> Poses:
    return Poses(poses.xy[rows], poses.score[rows], poses.presence[rows])
