"""From a track to its passes: the parts in which a person goes by, seen whole and from the side."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toeoff import _core
from toeoff.pose import KeypointSequence
from toeoff.skeleton import Skeleton
from toeoff.video.bodies import SCORE_MIN, Joints, swing
from toeoff.video.edges import without_edges
from toeoff.video.every_frame import EveryFrame
from toeoff.video.tracks import Track
from toeoff.view import measurable

__all__ = ["PassCutter"]

#: Shorter parts are dropped: they show no whole stride; in a crowd they are glimpses between other people.
SHORTEST_S = _core.SHORTEST_PASS_S
#: A side-on part of a longer track is of someone who comes, passes and goes: the analysis says that it is too short.
#: Below a step at 130 per minute it is chance, and the track as if never seen from the side.
SHORTEST_WINDOW_S = 0.46
#: Joints may be hidden for this long before a part ends: a pole or another runner, not the end of the picture.
HIDDEN_S = 0.5
#: Ankles and knees that swing by less than this about the hips, in leg lengths, stand: a walker's ankles swing by 0.8,
#: a runner's by 1.2 from the side and by 0.4 upwards from the front; the keypoints of standing people jitter by 0.05 to
#: 0.15.
STANDING = 0.25
#: Before a still camera nobody stands whose hips go so far, in leg lengths: a runner who comes straight at it goes by
#: 0.4 in half a second, of whom the legs swing by as little as 0.15; spectators sway by 0.2.
MOVED = 0.35
#: Someone waits where the legs swing by less than this share of what they usually do in LOOK_S, for WAITING_S and more:
#: in the starting blocks, before walking off. In 0.4 s a runner's stance foot goes back by a leg length, a walker's by
#: half of one.
WAITING, LOOK_S, WAITING_S = 0.25, 0.4, 0.5
#: Whose legs swing by less than this share of their whole swing in LOOK_S is shown in slow motion; both times are then
#: doubled until they do not.
SLOW = 0.75
#: Hips that move this far across the picture and back, in leg lengths, before a still camera have turned round: nobody
#: does while running past, so one runner has left where another came in. On a treadmill they drift by 0.2.
TURNED = 0.75
#: A person seen in fewer of a part's frames than this is guessed at: the network finds a body in some frames of a bush.
SEEN_SHARE = 0.5
#: A stride of a runner, and some more, s: the analysis tells running from walking in it.
WHOLE_STRIDE_S = 0.8


@dataclass
class PassCutter:
    """Cuts tracks into passes and counts what is left out."""

    skeleton: Skeleton
    #: Of the picture, px.
    width: int
    #: Tracks without a part that is long enough and whole.
    n_short: int = 0
    #: Tracks of people who stand.
    n_standing: int = 0

    def __post_init__(self) -> None:
        self.joints = Joints.of(self.skeleton)

    def cut(self, track: Track) -> list[Track]:
        """Return the passes of a track, in time order; none for someone who stands or is hardly seen.

        A track that is never seen from the side is returned whole, for the analysis to say so.
        """
        track = without_edges(track, self.width)
        # Feet below the picture's edge leave the trunk and the thighs to be measured.
        pieces = self._whole(track, down_to_ankle=True) or self._whole(track, down_to_ankle=False)
        one_way = [part for piece in map(track.__getitem__, pieces) for part in self._one_way(piece)]
        long = [part for part in one_way if _duration_s(part) >= SHORTEST_S]
        whole = [part for piece in long for part in self._without_standing(piece)]
        parts = [part for part in whole if _seen_share(part) >= SEEN_SHARE]
        if not parts:
            self.n_short += 1
            return []
        moving = [part for part in parts if self._moves(part)]
        if not moving:
            self.n_standing += 1
            return []
        from_side = [window for part in moving for window in self._from_side(part)]
        return from_side or [_posed_in_full(part) if _is_small(part) else part for part in moving]

    def _whole(self, track: Track, *, down_to_ankle: bool) -> list[slice]:
        """Parts from one frame that shows trunk and a leg to another, without a long time of less between.

        Whoever is spared is as in the pose before: two probes that show no leg are not half a second without one.
        The other leg may be outside the picture or hidden; each event and angle needs but one.
        """
        is_seen = track.score >= SCORE_MIN
        left, right = (
            is_seen[:, [knee, ankle] if down_to_ankle else [knee]].all(axis=1)
            for knee, ankle in zip(self.joints.knees, self.joints.ankles, strict=True)
        )
        has_trunk = is_seen[:, self.joints.hips].all(axis=1)
        if self.joints.shoulders:
            has_trunk &= is_seen[:, self.joints.shoulders].any(axis=1)
        frames = EveryFrame(track)
        runs = _runs(np.asarray(has_trunk & (left | right))[frames.rows], frames.time_s, bridge_s=HIDDEN_S)
        return [frames.looked_at(run) for run in runs]

    def _one_way(self, part: Track) -> list[Track]:
        """Cut where a still camera sees someone turn round; parts in time order."""
        if not part.is_camera_still:
            return [part]
        hips = _seen(part, self.joints.hips)[..., 0].mean(axis=1)
        seen = np.flatnonzero(np.isfinite(hips))
        for x in (hips[seen], -hips[seen]):
            turn = int(x.argmax())
            if x[turn] - max(x[0], x[-1]) >= TURNED * self._leg_px(part):
                return [*self._one_way(part[: seen[turn]]), *self._one_way(part[seen[turn] :])]
        return [part]

    def _without_standing(self, part: Track) -> list[Track]:
        """Cut out where someone who moves before or after stands, or waits in the blocks; parts in time order."""
        legs, time_s = self._about_hips(part)
        whole, slowness = swing(legs), 1.0
        centres, swings = _swings(legs, time_s, LOOK_S)
        while np.quantile(swings, 0.9) < SLOW * whole and 4.0 * slowness * LOOK_S < _duration_s(part):
            slowness *= 2.0
            centres, swings = _swings(legs, time_s, slowness * LOOK_S)
        # From the front, nobody's legs swing far: what counts is how much less than usual.
        least = min(STANDING, WAITING * float(np.quantile(swings, 0.9)))
        nearest = np.searchsorted((centres[:-1] + centres[1:]) / 2.0, part.time_s)
        moves = _runs(swings[nearest] >= least, part.time_s, bridge_s=slowness * WAITING_S)
        return [part[frames] for frames in moves] or [part]

    def _leg_px(self, part: Track) -> float:
        hip, knee, ankle = (_seen(part, index) for index in (self.joints.hips, self.joints.knees, self.joints.ankles))
        thigh, shank = np.hypot(*(hip - knee).T), np.hypot(*(knee - ankle).T)
        # Thigh and shank are of one length, within 1 % (0.245 and 0.246 of the height, Drillis & Contini after Winter).
        leg = np.where(np.isfinite(thigh + shank).any(), thigh + shank, 2.0 * thigh)
        # A leg within one pixel is none; what is told in leg lengths stays finite, and stands.
        return max(float(np.nanmedian(leg)), 1.0)

    def _moves(self, part: Track) -> bool:
        """Tell whether someone does not stand, by the legs or by the way."""
        if swing(self._about_hips(part)[0]) >= STANDING:
            return True
        hips = _seen(part, self.joints.hips).mean(axis=1, keepdims=True)[EveryFrame(part).rows]
        leg_px = self._leg_px(part)
        return part.is_camera_still and leg_px > 1.0 and swing(hips) >= MOVED * leg_px

    def _about_hips(self, part: Track) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Knees and ankles about the middle of the hips in leg lengths, (n, 4, 2), and times: of every frame."""
        hip = _seen(part, self.joints.hips).mean(axis=1, keepdims=True)
        legs = (_seen(part, (*self.joints.knees, *self.joints.ankles)) - hip) / self._leg_px(part)
        frames = EveryFrame(part)
        return legs[frames.rows], frames.time_s

    def _from_side(self, part: Track) -> list[Track]:
        frames = EveryFrame(part)
        sequence = KeypointSequence(part.xy[frames.rows], part.score[frames.rows], frames.time_s, self.skeleton)
        windows = measurable(sequence, camera_is_still=part.is_camera_still)
        seen = (part[frames.looked_at(window)] for window in windows)
        # Who is spared is not seen from the side: between probes the view angle is but guessed.
        told = [window for window in seen if len(window) and 2 * window.n_spared[1:].sum() <= len(window)]
        return [window for window in told if _duration_s(window) >= SHORTEST_WINDOW_S]


def _swings(
    joints: NDArray[np.float64], time_s: NDArray[np.float64], look_s: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middles of overlapping looks, s, and how far the joint that swings most swings in each."""
    step_s = look_s / 4.0
    centres = np.arange(time_s[0] + look_s / 2.0, time_s[-1] - look_s / 2.0 + step_s, step_s)
    return centres, np.array([swing(joints[np.abs(time_s - centre) <= look_s / 2.0]) for centre in centres])


def _duration_s(part: Track) -> float:
    return float(part.time_s[-1] - part.time_s[0])


def _seen_share(part: Track) -> float:
    """Share of the frames in which the person was looked for."""
    return len(part) / float(part.order[-1] - part.order[0] + 1 - part.n_spared[1:].sum())


def _is_small(part: Track) -> bool:
    heights = (part.boxes_xyxy[:, 3] - part.boxes_xyxy[:, 1])[EveryFrame(part).rows]
    return float(np.median(heights)) < _core.SMALLEST_PX


def _posed_in_full(part: Track) -> Track:
    """Return the longest part in which the person was never spared: whether somebody runs is seen there alone.

    The whole part where that is shorter than a stride.
    """
    starts = np.r_[0, np.flatnonzero(part.n_spared[1:] > 0) + 1, len(part)]
    longest = max((part[int(a) : int(b)] for a, b in itertools.pairwise(starts)), key=_duration_s)
    return longest if _duration_s(longest) >= WHOLE_STRIDE_S else part


def _seen(part: Track, index: tuple[int, ...]) -> NDArray[np.float64]:
    """Positions of some keypoints, (n_frames, n, 2), NaN below the score limit."""
    columns = list(index)
    return np.where((part.score[:, columns] >= SCORE_MIN)[..., None], part.xy[:, columns], np.nan)


def _runs(is_good: NDArray[np.bool_], time_s: NDArray[np.float64], bridge_s: float) -> list[slice]:
    """Return runs that begin and end with good frames, bridging bad ones up to a time; short runs are left out."""
    good = np.flatnonzero(is_good)
    if not len(good):
        return []
    breaks = np.flatnonzero((np.diff(time_s[good]) > bridge_s) & (np.diff(good) > 1))
    starts, ends = good[np.r_[0, breaks + 1]], good[np.r_[breaks, len(good) - 1]]
    return [
        slice(int(start), int(end) + 1)
        for start, end in zip(starts, ends, strict=True)
        if time_s[end] - time_s[start] >= SHORTEST_S
    ]
