"""Looks ahead: for every frame whether the camera stands, where people are, and where something moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toeoff.video.camera import Camera, small_grey
from toeoff.video.frames import Frame
from toeoff.video.motion import MotionModel
from toeoff.video.types import Detections, Detector

__all__ = ["DETECT_EVERY_S", "Sighting", "scout"]

#: Time between runs of the detector, s. Boxes follow the poses in between, so this is how long a runner who enters the
#: picture of a moving camera stays unseen at most: a sixth of a step.
DETECT_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Sighting:
    """A frame and what was seen in it before any pose."""

    frame: Frame
    camera_is_still: bool
    #: None between two runs of the detector.
    detections: Detections | None
    #: (n, 4) boxes of moving regions before a still camera, px.
    moving: NDArray[np.float64]


def scout(frames: Iterable[Frame], detector: Detector, detect_every_s: float = DETECT_EVERY_S) -> Iterator[Sighting]:
    """Yield every frame with what is seen in it.

    Parameters
    ----------
    frames : iterable of Frame
    detector : Detector
    detect_every_s : float
        Time between runs of the detector, s; 0 runs it on every frame.
    """
    camera, motion = Camera(), MotionModel()
    next_s = -np.inf
    for frame in frames:
        grey = small_grey(frame.image)
        is_still = camera.update(grey, frame.time_s)
        moving = np.empty((0, 4))
        if is_still:
            moving = motion.update(grey, frame.image.shape[1] / grey.shape[1])
        else:
            motion.reset()
        detections = None
        if frame.time_s >= next_s - 1e-3:  # container times are rounded to ms
            detections = detector.detect(frame.image)
            next_s = frame.time_s + detect_every_s
        yield Sighting(frame, is_still, detections, moving)
