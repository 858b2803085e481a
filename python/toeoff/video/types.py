"""What detectors and pose models take and give.

Image coordinates everywhere in `toeoff.video`: px, x right, y down, and a whole number is the centre of a pixel,
as in OpenCV and in COCO's keypoints. An image is BGR uint8 of shape (height, width, 3), as OpenCV decodes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from toeoff.errors import InvalidInputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toeoff.skeleton import Skeleton

__all__ = ["Detections", "Detector", "PoseModel", "Poses", "check_boxes", "check_image"]


@dataclass(frozen=True, eq=False)
class Detections:
    """The people found in one image, best first.

    Attributes
    ----------
    boxes_xyxy : ndarray, shape (n, 4)
        Left, top, right, bottom in image px, float64. A box may reach outside the image.
    scores : ndarray, shape (n,)
        Confidence of each box, 0..1.
    """

    boxes_xyxy: NDArray[np.float64]
    scores: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.scores)

    @classmethod
    def none(cls) -> Detections:
        """Nobody."""
        return cls(np.empty((0, 4)), np.empty(0))


@dataclass(frozen=True, eq=False)
class Poses:
    """The keypoints of the people in one image, one row per box that was asked for, in that order.

    Attributes
    ----------
    xy : ndarray, shape (n, n_keypoints, 2)
        Positions in image px, float64. NaN where the model has no such keypoint or withholds it.
    score : ndarray, shape (n, n_keypoints)
        Confidence of each keypoint, 0..1; 0 where `xy` is NaN.
    presence : ndarray, shape (n,)
        Whether there is a person in the box at all, 0..1.
        The network's own answer where it has one (BlazePose), else the mean keypoint score.
        Seen on real frames: people 0.9 and more against 0.1 and less with BlazePose-full; with the mean score of
        PP-TinyPose 0.36 and more (partly hidden people included) against 0.23 and less.
    """

    xy: NDArray[np.float64]
    score: NDArray[np.float64]
    presence: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.presence)

    @classmethod
    def none(cls, n_keypoints: int) -> Poses:
        """Nobody."""
        return cls(np.empty((0, n_keypoints, 2)), np.empty((0, n_keypoints)), np.empty(0))


class Detector(Protocol):
    """Finds people in an image. One instance serves one thread: it reuses its input buffer."""

    @property
    def name(self) -> str:
        """Name of the model, for the record of a run."""

    @property
    def device(self) -> str:
        """Where it runs: `cpu`, `cuda` and so on."""

    def detect(self, image: NDArray[np.uint8]) -> Detections:
        """Find the people in a BGR image."""


class PoseModel(Protocol):
    """Finds the keypoints of people whose boxes are known.

    One instance serves one thread: it reuses its input buffer.
    """

    @property
    def name(self) -> str:
        """Name of the model, for the record of a run; a pair is `A+B`."""

    @property
    def device(self) -> str:
        """Where it runs: `cpu`, `cuda`, ...; a pair is `cpu+cuda` where its two differ."""

    @property
    def skeleton(self) -> Skeleton:
        """Which keypoint is which."""

    def estimate(self, image: NDArray[np.uint8], boxes_xyxy: NDArray[np.float64]) -> Poses:
        """Find the keypoints inside each box of a BGR image; no boxes give no poses."""


def check_image(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the image when it is BGR uint8.

    Raises
    ------
    InvalidInputError
        When it has another shape or type, or no pixels.
    """
    if not isinstance(image, np.ndarray) or image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8:
        found = f"{image.dtype} of shape {image.shape}" if isinstance(image, np.ndarray) else type(image).__name__
        msg = f"image is {found}, but must be a uint8 array of shape (height, width, 3) in BGR order"
        raise InvalidInputError(msg)
    if image.size == 0:
        msg = f"image has shape {image.shape}: no pixels"
        raise InvalidInputError(msg)
    return image


def check_boxes(boxes_xyxy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the boxes as float64 of shape (n, 4).

    Raises
    ------
    InvalidInputError
        When the shape is another, or a box is not finite, or has no area.
    """
    boxes = np.asarray(boxes_xyxy, dtype=np.float64)
    if boxes.size == 0:
        return np.empty((0, 4))
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        msg = f"boxes_xyxy has shape {boxes.shape}, but must be (n, 4): left, top, right, bottom in px"
        raise InvalidInputError(msg)
    bad = ~(np.isfinite(boxes).all(axis=1) & (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1]))
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        msg = f"boxes_xyxy[{row}] is {boxes[row].tolist()}, but must be finite with left < right and top < bottom"
        raise InvalidInputError(msg)
    return boxes
