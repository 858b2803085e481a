"""Poses of one person over time, gathered frame by frame and handed on when the person has gone."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from toeoff.tracking import Tracker
from toeoff.uprights import Uprights
from toeoff.video.bodies import SCORE_MIN
from toeoff.video.camera_kind import STILL_SHARE
from toeoff.video.hiding import is_behind
from toeoff.video.people import PRESENCE_MIN, People

__all__ = ["Track", "TrackBuilder"]

#: Someone unseen for this long has gone. A pole hides a runner for 0.1 to 0.3 s; another runner for 0.5 s.
GONE_AFTER_S = 0.8
#: A longer track is handed on in pieces of this length, so that a treadmill left running does not fill the memory.
LONGEST_S = 60.0
#: Uprights are known when this share of a track's frames tells them, and when the roll stays this steady (standard
#: deviation, deg): the analysis knows one camera for a whole pass.
ROLL_SHARE, ROLL_STEADY_DEG = 0.5, 1.0


@dataclass(frozen=True)
class Track:
    """One person over time.

    Attributes
    ----------
    id : int
        Number of the track in the recording, in order of appearance.
    frames : ndarray, shape (n_frames,)
        `Frame.index` of each frame in which the person was seen.
    order : ndarray, shape (n_frames,)
        Their places among the frames that were looked at: repeated ones do not count.
    time_s : ndarray, shape (n_frames,)
    xy : ndarray, shape (n_frames, n_keypoints, 2)
        Keypoints in image px, as the network gave them, NaN outside the picture.
    score : ndarray, shape (n_frames, n_keypoints)
    boxes_xyxy : ndarray, shape (n_frames, 4)
        px.
    hidden : ndarray of bool, shape (n_frames,)
        Whether another runner hides a leg.
    n_behind : ndarray of int, shape (n_frames,)
        Frames since the one before without any pose, where another runner was in front.
    camera_still : ndarray of bool, shape (n_frames,)
    rolls : ndarray, shape (n_frames, 4)
        Roll of the camera, slope and middle of each frame's `Uprights`; NaN where unknown.
    n_spared : ndarray of int, shape (n_frames,)
        Frames since the one before in which the person was not looked for: no pose of theirs could be measured.
    """

    id: int
    frames: NDArray[np.int64]
    order: NDArray[np.int64]
    time_s: NDArray[np.float64]
    xy: NDArray[np.float64]
    score: NDArray[np.float64]
    boxes_xyxy: NDArray[np.float64]
    hidden: NDArray[np.bool_]
    n_behind: NDArray[np.int64]
    camera_still: NDArray[np.bool_]
    rolls: NDArray[np.float64]
    n_spared: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.frames)

    @property
    def is_camera_still(self) -> bool:
        """Whether the camera stood still, but for one knock at most."""
        return bool(self.camera_still.mean() >= STILL_SHARE)

    @property
    def n_hidden(self) -> int:
        """Frames in which another runner hides a leg: those seen so, and those without any pose."""
        return int(self.hidden.sum() + self.n_behind[1:].sum())

    @property
    def uprights(self) -> Uprights | None:
        """How uprights lean before the camera, in the median; None where that is unknown or changes."""
        told = self.rolls[np.isfinite(self.rolls[:, 0])]
        if len(told) < max(1.0, ROLL_SHARE * len(self)) or told[:, 0].std() > ROLL_STEADY_DEG:
            return None
        roll_deg, slope, x, y = np.median(told, axis=0)
        return Uprights(roll_deg, slope, (x, y))

    def __getitem__(self, frames: slice) -> Track:
        """Return the frames of a slice."""
        return Track(
            self.id,
            self.frames[frames],
            self.order[frames],
            self.time_s[frames],
            self.xy[frames],
            self.score[frames],
            self.boxes_xyxy[frames],
            self.hidden[frames],
            self.n_behind[frames],
            self.camera_still[frames],
            self.rolls[frames],
            self.n_spared[frames],
        )


@dataclass
class _Open:
    """A track that still grows."""

    frames: list[int] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    time_s: list[float] = field(default_factory=list)
    xy: list[NDArray[np.float64]] = field(default_factory=list)
    score: list[NDArray[np.float64]] = field(default_factory=list)
    boxes: list[NDArray[np.float64]] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    n_behind: list[int] = field(default_factory=list)
    still: list[bool] = field(default_factory=list)
    rolls: list[tuple[float, ...]] = field(default_factory=list)
    n_spared: list[int] = field(default_factory=list)

    def closed(self, track_id: int) -> Track:
        return Track(
            track_id,
            np.array(self.frames, dtype=np.int64),
            np.array(self.order, dtype=np.int64),
            np.array(self.time_s),
            np.stack(self.xy),
            np.stack(self.score),
            np.stack(self.boxes),
            np.array(self.hidden, dtype=np.bool_),
            np.array(self.n_behind, dtype=np.int64),
            np.array(self.still, dtype=np.bool_),
            np.array(self.rolls),
            np.array(self.n_spared, dtype=np.int64),
        )


@dataclass(frozen=True, slots=True)
class _Frame:
    """Who was where in a frame."""

    order: int
    time_s: float
    boxes: NDArray[np.float64]
    ids: NDArray[np.int64]


class TrackBuilder:
    """Gives each pose to its person.

    Attributes
    ----------
    n_tracks : int
        People told apart so far.
    """

    def __init__(self) -> None:
        self.n_tracks = self._n_frames = 0
        self._tracker = Tracker(
            score_low=SCORE_MIN, score_high=PRESENCE_MIN, confirm_boxes=1, lost_after_s=GONE_AFTER_S
        )
        self._open: dict[int, _Open] = {}
        self._lately: deque[_Frame] = deque()

    def add(
        self,
        index: int,
        time_s: float,
        people: People,
        *,
        camera_is_still: bool,
        uprights: Uprights | None = None,
    ) -> list[Track]:
        """Take the people of the next frame in; return the tracks that ended before it."""
        keypoints = np.concatenate([people.poses.xy, people.poses.score[..., None]], axis=2)
        ids = self._tracker.update(people.boxes_xyxy, people.poses.presence, time_s, keypoints)
        ended = self._close(self._tracker.ended())
        for row, track_id in enumerate(ids.tolist()):
            if track_id < 0:
                continue
            if track_id not in self._open:
                self.n_tracks += 1
            track = self._open.setdefault(track_id, _Open())
            if track.time_s and time_s - track.time_s[0] > LONGEST_S:
                ended.append(track.closed(track_id))
                track = self._open[track_id] = _Open()
            track.frames.append(index)
            track.order.append(self._n_frames)
            track.time_s.append(time_s)
            track.xy.append(people.poses.xy[row])
            track.score.append(people.poses.score[row])
            track.boxes.append(people.boxes_xyxy[row])
            track.hidden.append(bool(people.hidden[row]))
            track.still.append(camera_is_still)
            track.rolls.append(_numbers(uprights))
            # A tracker may give who was spared to the track of someone else: no more than the frames in between count.
            between = track.order[-1] - track.order[-2] - 1 if len(track.order) > 1 else 0
            track.n_spared.append(min(int(people.n_spared[row]), between))
            track.n_behind.append(0 if track.n_spared[-1] == between else self._n_behind(track, track_id))
        self._lately.append(_Frame(self._n_frames, time_s, people.boxes_xyxy, ids))
        while time_s - self._lately[0].time_s > GONE_AFTER_S:
            self._lately.popleft()
        self._n_frames += 1
        return ended

    def _n_behind(self, track: _Open, track_id: int) -> int:
        """In how many frames between the last two of a track someone else was in front of where they went meanwhile."""
        (start, end), (first, last) = track.order[-2:], track.boxes[-2:]

        def is_hidden(frame: _Frame) -> bool:
            expected = first + (last - first) * ((frame.order - start) / (end - start))
            return is_behind(expected, frame.boxes[frame.ids != track_id])

        return sum(is_hidden(frame) for frame in self._lately if frame.order > start)

    def finish(self) -> list[Track]:
        """Return the tracks that the recording's end has cut."""
        return self._close(self._tracker.finish())

    def _close(self, ids: list[int]) -> list[Track]:
        return [self._open.pop(i).closed(i) for i in ids if i in self._open]


def _numbers(uprights: Uprights | None) -> tuple[float, ...]:
    if uprights is None:
        return (np.nan,) * 4
    return uprights.roll_deg, uprights.slope_deg_per_px, *uprights.at_px
