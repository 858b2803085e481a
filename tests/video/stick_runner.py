"""Stand-ins for the networks: runners are white rectangles, and their joints follow from where the rectangle is."""

from __future__ import annotations

import functools

import cv2
import numpy as np
from toeoff.skeleton import Skeleton
from toeoff.video.types import Detections, Poses

COCO = Skeleton.of("coco17")
#: Way of one stride, px, for a runner 100 px tall.
STRIDE_PX = 120.0


def joints(x, top, height, phase, *, frontal=0.0, swing=0.6):
    """Seventeen joints (17, 2) of a figure that goes right, its hips at x.

    `frontal` is the distance of left from right shoulder over trunk length; `swing` the amplitude of the thighs, rad.
    """
    xy = np.full((17, 2), np.nan)
    trunk, thigh, shank = 0.288 * height, 0.245 * height, 0.246 * height
    hip = np.array([x, top + 0.47 * height])
    shoulder = hip + trunk * np.array([np.sin(0.12), -np.cos(0.12)])
    xy[0] = shoulder + np.array([0.05, -0.12]) * height
    for side, sign in ((0, 1.0), (1, -1.0)):
        across = np.array([sign * frontal * trunk / 2.0, 0.0])
        turn = swing * np.sin(phase + side * np.pi)
        bend = 0.8 * swing * (1.0 + np.sin(phase + side * np.pi - 1.2))
        knee = hip + across * 0.5 + thigh * np.array([np.sin(turn), np.cos(turn)])
        ankle = knee + shank * np.array([np.sin(turn - bend), np.cos(turn - bend)])
        xy[5 + side], xy[11 + side] = shoulder + across, hip + across * 0.5
        xy[7 + side], xy[9 + side] = (
            shoulder + np.array([-0.05, 0.15]) * height,
            shoulder + np.array([0.05, 0.25]) * height,
        )
        xy[13 + side], xy[15 + side] = knee, ankle
    return xy


@functools.cache
def scene(width=480, height=270, seed=5):
    """A background with corners to follow, darker than any runner."""
    rng = np.random.default_rng(seed)
    noise = cv2.GaussianBlur(rng.integers(0, 255, (height, width), np.uint8), (0, 0), 3.0)
    grey = cv2.normalize(noise, None, 20, 150, cv2.NORM_MINMAX)
    return np.repeat(grey[:, :, None], 3, axis=2)


def with_runner(picture, x, top=60, height=100):
    """A copy of a picture with a runner in it, the middle at x."""
    picture = picture.copy()
    half = height // 5
    cv2.rectangle(picture, (round(x) - half, top), (round(x) + half, top + height), (255, 255, 255), -1)
    return picture


def white_boxes(image):
    """Boxes of the white regions of an image."""
    mask = (image.min(axis=2) > 200).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    found = stats[1:][stats[1:, 4] > 400]
    return np.stack([found[:, 0], found[:, 1], found[:, 0] + found[:, 2], found[:, 1] + found[:, 3]], axis=1).astype(
        float
    )


class StickDetector:
    """Finds white rectangles; blind for as long as told."""

    name = "stick-detector"

    def __init__(self, *, blind=False):
        self.blind = blind
        self.n_calls = 0

    def detect(self, image):
        self.n_calls += 1
        boxes = np.empty((0, 4)) if self.blind else white_boxes(image)
        return Detections(boxes, np.full(len(boxes), 0.9))


class StickPose:
    """Poses the rectangle that a box shares most with; a box without one holds nobody."""

    name = "stick-pose"
    skeleton = COCO

    def __init__(self, **figure):
        self.figure = figure
        self.n_boxes = 0

    def estimate(self, image, boxes_xyxy):
        self.n_boxes += len(boxes_xyxy)
        xy, score = np.zeros((len(boxes_xyxy), 17, 2)), np.full((len(boxes_xyxy), 17), 0.1)
        white = white_boxes(image)
        for row, box in enumerate(boxes_xyxy):
            low, high = np.maximum(box[:2], white[:, :2]), np.minimum(box[2:], white[:, 2:])
            shared = np.prod(np.clip(high - low, 0, None), axis=1)
            if len(white) and shared.max() > 0.2 * np.prod(white[shared.argmax(), 2:] - white[shared.argmax(), :2]):
                left, top, right, bottom = white[shared.argmax()]
                x, height = (left + right) / 2, bottom - top
                phase = 2 * np.pi * x / STRIDE_PX * 100.0 / height
                xy[row], score[row] = joints(x, top, height, phase, **self.figure), 0.9
        is_missing = np.isnan(xy).any(axis=2)
        score[is_missing] = 0.0
        return Poses(xy, score, score[:, 5:].mean(axis=1))
