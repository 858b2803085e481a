"""Box arithmetic that several detectors share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["overlap", "shared_area", "suppress"]


def overlap(box_xyxy: NDArray[np.floating[Any]], boxes_xyxy: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Intersection over union of one box with many; shape (n,)."""
    low = np.maximum(box_xyxy[:2], boxes_xyxy[:, :2])
    high = np.minimum(box_xyxy[2:], boxes_xyxy[:, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=1)
    area = np.prod(boxes_xyxy[:, 2:] - boxes_xyxy[:, :2], axis=1) + np.prod(box_xyxy[2:] - box_xyxy[:2])
    return np.asarray(shared / np.maximum(area - shared, 1e-12))


def shared_area(
    box_xyxy: NDArray[np.floating[Any]], boxes_xyxy: NDArray[np.floating[Any]]
) -> NDArray[np.floating[Any]]:
    """Area that one box shares with each of many, as a share of the smaller of the two; shape (n,)."""
    low, high = np.maximum(box_xyxy[:2], boxes_xyxy[:, :2]), np.minimum(box_xyxy[2:], boxes_xyxy[:, 2:])
    shared = np.prod(np.clip(high - low, 0.0, None), axis=1)
    area = np.prod(box_xyxy[2:] - box_xyxy[:2])
    smaller = np.minimum(area, np.prod(boxes_xyxy[:, 2:] - boxes_xyxy[:, :2], axis=1))
    return np.asarray(shared / np.maximum(smaller, 1e-12))


def suppress(
    boxes_xyxy: NDArray[np.floating[Any]],
    scores: NDArray[np.floating[Any]],
    *,
    score_min: float,
    overlap_max: float,
) -> NDArray[np.intp]:
    """Rows that survive greedy non-maximum suppression, best first."""
    sides = np.concatenate([boxes_xyxy[:, :2], boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]], axis=1)
    kept = cv2.dnn.NMSBoxes(sides.tolist(), scores.tolist(), score_min, overlap_max)
    return np.asarray(kept, dtype=np.intp).reshape(-1)
