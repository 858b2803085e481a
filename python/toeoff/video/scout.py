"""Looks ahead: in each frame whether the camera stands, what is upright, where people are and what moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toeoff.uprights import Uprights
from toeoff.video.background import Background
from toeoff.video.camera import Camera, small_grey
from toeoff.video.detect.boxes import shared_area
from toeoff.video.find_uprights import find_uprights
from toeoff.video.frames import Frame
from toeoff.video.motion import MotionModel
from toeoff.video.types import Detections, Detector

__all__ = ["DETECT_EVERY_S", "Sighting", "scout"]

#: Time between runs of the detector, s. Boxes follow the poses in between, so this is how long a runner who enters the
#: picture of a moving camera stays unseen at most: a sixth of a step.
DETECT_EVERY_S = 0.05
#: Time between looks at the background, s: that of ordinary footage. Faster footage shows the same more often.
LOOK_EVERY_S = 1.0 / 30.0
#: Time between looks for uprights, s: a hand that turns a phone takes longer. Only where there are people to measure.
UPRIGHT_EVERY_S = 0.5
#: Before a still camera, once nothing has moved for SETTLES_S, the detector looks this seldom, s. Whoever has just come
#: to rest may be in a posture that only a fresh box tells of: a sprinter in the blocks.
REST_EVERY_S, SETTLES_S = 0.5, 0.5
#: Less foreground than this share of the picture is noise: a runner too small to be posed (48 px of 1080) fills 0.0005.
MOVES_SHARE = 0.0003
#: What moves is known when it shares this much of the smaller one with who was there in the frame before. What is not
#: asks for the detector, so that who comes in is found as soon as on every frame; but no longer than for so many looks
#: in a row: a tree in the wind is none that it knows.
KNOWN, ASKS_MAX = 0.3, 15
#: After something unknown the detector goes on at every look at the background for this long, s: whoever comes in is
#: whole only then, and the first boxes decide how the next are cut.
ENTERS_S = 0.2
#: Where two boxes share more of the smaller one than this, one person hides another, and the detector goes on at every
#: look: whom it tells apart changes from frame to frame, and with every second one alone tracks of a dense crowd came
#: apart elsewhere. Before single runners that is 1 to 4 % of the frames, before crowds 60 to 98 %.
HIDES = 0.3
#: Times of containers are rounded, to the millisecond at worst.
ROUNDING_S = 1e-3


@dataclass(frozen=True, slots=True)
class Sighting:
    """A frame and what was seen in it before any pose."""

    frame: Frame
    camera_is_still: bool
    #: None between two runs of the detector.
    detections: Detections | None
    #: (n, 4) boxes of moving regions before a still camera, px.
    moving: NDArray[np.float64]
    #: What stood upright at the last look; None where nothing told it.
    uprights: Uprights | None = None
    #: Where something moves, in a small copy; None where that is not known, or is not to be counted on.
    foreground: NDArray[np.uint8] | None = None
    #: Whether the background was looked at, and how it moved since the last look.
    is_look: bool = False
    background: Background | None = None
    #: Where something moves in the looks after it, as far as they are known.
    coming: tuple[NDArray[np.uint8], ...] = ()


def scout(
    frames: Iterable[Frame],
    detector: Detector,
    detect_every_s: float = DETECT_EVERY_S,
    slowdown: float = 1.0,
    *,
    everything: bool = False,
) -> Iterator[Sighting]:
    """Yield every frame with what is seen in it.

    Parameters
    ----------
    frames : iterable of Frame
    detector : Detector
    detect_every_s : float
        Time between runs of the detector, s; 0 runs it on every frame.
    slowdown : float
        How many times slower the file plays than it was filmed. Intervals are those of the file as it plays, so that
        the keypoints do not depend on what is said of the time.
    everything : bool
        Whether the detector runs on every frame, moving or not.
    """
    camera, motion = Camera(), MotionModel()
    next_look_s = next_upright_s = last_detection_s = moved_s = -np.inf
    people: NDArray[np.float64] = np.empty((0, 4))
    known, n_asked, enters_until_s = people, 0, -np.inf
    uprights, hides = None, False
    for frame in frames:
        moving: NDArray[np.float64] = np.empty((0, 4))
        is_look = frame.time_s >= next_look_s - ROUNDING_S / slowdown
        if is_look:
            next_look_s = frame.time_s + LOOK_EVERY_S / slowdown
            grey = small_grey(frame.image)
            if camera.update(grey, frame.time_s, people * (grey.shape[1] / frame.image.shape[1])):
                moving = motion.update(grey, frame.image.shape[1] / grey.shape[1])
            else:
                motion.reset()
        detections = None
        foreground = None if everything else motion.foreground
        rests = foreground is not None and np.count_nonzero(foreground) < MOVES_SHARE * foreground.size
        if not rests:
            moved_s = frame.time_s
        has_settled = frame.time_s - moved_s >= SETTLES_S / slowdown
        wait_s = REST_EVERY_S if has_settled else detect_every_s - ROUNDING_S
        is_known = np.array([bool((shared_area(box, known) >= KNOWN).any()) for box in moving], dtype=np.bool_)
        if is_look:
            n_asked = 0 if is_known.all() else n_asked + 1
            if 1 <= n_asked <= ASKS_MAX:
                enters_until_s = frame.time_s + ENTERS_S / slowdown
        is_due = frame.time_s >= last_detection_s + wait_s / slowdown
        asks = frame.time_s < enters_until_s or (hides and not has_settled)
        if everything or is_due or (is_look and asks):
            last_detection_s = frame.time_s
            detections = detector.detect(frame.image)
            people = detections.boxes_xyxy
            hides = any((shared_area(box, people[row + 1 :]) > HIDES).any() for row, box in enumerate(people))
        if is_look:
            # What moves along with someone known is that one, however long ago the detector ran.
            known = np.concatenate([people, moving[is_known]])
        somebody = np.concatenate([people, moving])
        if len(somebody) and frame.time_s >= next_upright_s - ROUNDING_S / slowdown:
            next_upright_s = frame.time_s + UPRIGHT_EVERY_S / slowdown
            # Not kept where a later look does not tell it: a clip and its mirror image would part by which look did.
            uprights = find_uprights(frame.image, somebody)
        yield Sighting(frame, camera.is_still, detections, moving, uprights, foreground, is_look, camera.background)
