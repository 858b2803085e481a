"""The first poses of someone, made again once it is known how large they are and which way they face.

Whoever comes in is first cut out as the detector draws its box, half outside the picture perhaps, and the crops then
close in on the right size by and by. A detector does not draw a person and the mirror image alike: of a pass of 27
frames and its mirror image the first 12 poses differed, and thigh extension at toe-off by 0.6 deg. Looked at again from
the frame where the crops have settled, backwards, all but 3 are the same, and thigh extension within 0.1 deg; over six
clips 92 instead of 82 % of all poses.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from toeoff import _core
from toeoff.uprights import Uprights
from toeoff.video.bodies import STANDING_HEIGHT, Joints, snapped, within_picture
from toeoff.video.crop import BOX_PADDING, fix_aspect
from toeoff.video.facing import estimate_facing_right
from toeoff.video.following import Following
from toeoff.video.hiding import legs_hidden
from toeoff.video.people import Found, People, is_body
from toeoff.video.scout import Sighting
from toeoff.video.shared_legs import withhold_shared_legs
from toeoff.video.types import PoseModel, Poses

__all__ = ["LATE_S", "SecondLook", "Settled"]

#: After so many poses the crops of someone have settled: in six clips and their mirror images 90 % of the poses are the
#: same with 16, 92 % with 22; with 30 it is 84 %, for then one of the cameras has fallen over.
SETTLED_POSES = 22
#: Who leaves sooner is looked at again after this many; of fewer no stride is measured.
FEWEST_POSES = 8
#: Poses wait for this long at most, s: those of people who are looked for five times a second only.
LATE_S = 1.5
#: What is kept of a picture is this much wider than the widest crop of the box, for a box that moves or grows. A crop
#: that reaches further is not looked at again.
REACH = 1.2
#: Pictures may take so much memory, bytes; beyond, whoever has most of them is looked at again at once. Of a runner
#: 600 px tall 22 take 40 MB.
PICTURES_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Settled:
    """A frame whose poses will not change any more; without its picture."""

    index: int
    time_s: float
    people: People
    camera_is_still: bool
    uprights: Uprights | None


@dataclass(slots=True, eq=False)
class _Waiting:
    """A frame some of whose people are too new."""

    settled: Settled
    size_px: tuple[int, int]
    #: People in it who may be looked at again.
    n_young: int = 0
    #: Poses made again, by row.
    again: dict[int, tuple[Poses, NDArray[np.float64]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """One person in one frame: how they were cut out, and the part of the picture that a second look needs."""

    frame: _Waiting
    row: int
    asked_xyxy: NDArray[np.float64]
    faced_left: bool
    left_top: tuple[int, int]
    picture: NDArray[np.uint8]

    @property
    def time_s(self) -> float:
        return self.frame.settled.time_s

    @property
    def first(self) -> Poses:
        """The pose that was found first, as the only row."""
        poses, row = self.frame.settled.people.poses, slice(self.row, self.row + 1)
        return Poses(poses.xy[row], poses.score[row], poses.presence[row])

    def covers(self, box: NDArray[np.float64]) -> bool:
        """Whether all that the widest crop of a box shows of the whole picture is in this part."""
        reach = np.array(_square(box, BOX_PADDING, self.frame.size_px))
        height, width = self.picture.shape[:2]
        left, top = self.left_top
        return bool((reach[:2] >= (left, top)).all() and (reach[2:] <= (left + width, top + height)).all())


@dataclass(slots=True)
class _Young:
    """Someone whose crops have not settled yet."""

    looks: list[_Look] = field(default_factory=list)
    #: As they were in the last of the looks.
    back: Following | None = None


class SecondLook:
    """Holds the poses of each frame back until its people have settled.

    Parameters
    ----------
    model : PoseModel
    slowdown : float
        How many times slower the file plays than it was filmed.

    Attributes
    ----------
    n_posed : int
        Boxes that the network has looked into again.
    """

    def __init__(self, model: PoseModel, slowdown: float = 1.0) -> None:
        self.n_posed = 0
        self._model, self._slowdown = model, slowdown
        self._joints = Joints.of(model.skeleton)
        self._waiting: deque[_Waiting] = deque()
        self._young: dict[int, _Young] = {}
        self._known: set[int] = set()

    def add(self, sighting: Sighting, found: Found) -> Iterator[Settled]:
        """Take in the people of the next frame; yield the frames that have settled, in their order."""
        frame, image = sighting.frame, sighting.frame.image
        people = People(found.boxes_xyxy, found.poses, found.hidden, found.n_spared)
        settled = Settled(frame.index, frame.time_s, people, sighting.camera_is_still, sighting.uprights)
        waiting = _Waiting(settled, (image.shape[1], image.shape[0]))
        self._waiting.append(waiting)
        numbers = found.following.numbers.tolist()
        for row, number in enumerate(numbers[: len(found)]):
            if number in self._known:
                continue
            if found.n_spared[row] > 0:
                # Spared people are no runners seen from the side, and their crops were not made one after another.
                self._let_go(number)
                continue
            young = self._young.setdefault(number, _Young())
            young.looks.append(_look(waiting, row, found, image))
            young.back = found.following.turned_round(row)
            waiting.n_young += 1
        self._known.intersection_update(numbers)
        for number, young in list(self._young.items()):
            has_waited = (frame.time_s - young.looks[0].time_s) * self._slowdown >= LATE_S
            if len(young.looks) >= SETTLED_POSES or number not in numbers or has_waited:
                self._look_again(number)
        while sum(look.picture.nbytes for young in self._young.values() for look in young.looks) > PICTURES_BYTES:
            self._look_again(max(self._young, key=lambda number: len(self._young[number].looks)))
        yield from self._settled()

    def finish(self) -> Iterator[Settled]:
        """Yield the frames that wait at the end of the recording."""
        for number in list(self._young):
            self._look_again(number)
        yield from self._settled()

    def _settled(self) -> Iterator[Settled]:
        while self._waiting and not self._waiting[0].n_young:
            yield self._told(self._waiting.popleft())

    def _told(self, frame: _Waiting) -> Settled:
        if not frame.again:
            return frame.settled
        people = frame.settled.people
        xy, score, boxes = people.poses.xy.copy(), people.poses.score.copy(), people.boxes_xyxy.copy()
        presence = people.poses.presence.copy()
        for row, (pose, box) in frame.again.items():
            xy[row], score[row], presence[row], boxes[row] = pose.xy[0], pose.score[0], pose.presence[0], box
        poses = withhold_shared_legs(Poses(xy, score, presence), self._joints)
        hidden = legs_hidden(poses, self._joints, frame.size_px[0])
        return replace(frame.settled, people=People(boxes, poses, hidden, people.n_spared))

    def _let_go(self, number: int) -> None:
        """Leave the poses of someone as they are."""
        self._known.add(number)
        young = self._young.pop(number, None)
        for look in young.looks if young is not None else ():
            look.frame.n_young -= 1

    def _look_again(self, number: int) -> None:
        """Follow someone back in time by the same rules as forward, and pose where they are cut out otherwise."""
        young = self._young[number]
        self._let_go(number)
        back = young.back
        if back is None or len(young.looks) < FEWEST_POSES or not back.sides[0]:
            return
        if STANDING_HEIGHT * back.sizes[0] < _core.SMALLEST_PX:
            return
        for look in young.looks[-2::-1]:
            box = snapped(back.boxes(-look.time_s), *look.frame.size_px)
            faces_left = back.faces_left(box, -look.time_s)
            is_alike = look.faced_left == faces_left[0] and np.allclose(box[0], look.asked_xyxy, rtol=0.0, atol=1e-6)
            again = None if is_alike or not look.covers(box[0]) else self._pose(look, box, faces_left)
            standing = back.update(box, look.first if again is None else again, -look.time_s)
            if back.numbers[0] != number:
                # Someone else passes by.
                return
            if again is not None:
                look.frame.again[look.row] = (again, standing[0])

    def _pose(self, look: _Look, box: NDArray[np.float64], faces_left: NDArray[np.bool_]) -> Poses | None:
        """Pose someone in the kept part of a picture; None where there is nobody."""
        self.n_posed += 1
        shift = np.array(look.left_top, dtype=np.float64)
        found = estimate_facing_right(self._model, look.picture, box - np.tile(shift, 2), faces_left)
        poses = within_picture(Poses(found.xy + shift, found.score, found.presence), *look.frame.size_px)
        return poses if is_body(poses, self._joints)[0] else None


def _look(frame: _Waiting, row: int, found: Found, image: NDArray[np.uint8]) -> _Look:
    asked = found.asked_xyxy[row]
    left, top, right, bottom = _square(asked, REACH * BOX_PADDING, frame.size_px)
    picture = image[top:bottom, left:right].copy()
    return _Look(frame, row, asked, bool(found.asked_left[row]), (left, top), picture)


def _square(box: NDArray[np.float64], padding: float, size_px: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom, half-open, of the square about a box that a crop of any aspect lies in.

    As far as the picture goes; with the pixels on either side between which a crop is interpolated.
    """
    (region,) = fix_aspect(box[None], 1.0, padding)
    left, top = np.floor(region[:2]).astype(int) - 2
    right, bottom = np.ceil(region[:2] + region[2:]).astype(int) + 3
    width, height = size_px
    return max(int(left), 0), max(int(top), 0), min(int(right), width), min(int(bottom), height)
