"""How far the camera is rolled, told from what stands upright in the background: posts, walls, window frames.

A camera that looks up or down makes uprights converge: their tilt changes across the picture, nearly in proportion.
So the tilt is fitted as a constant and a slope.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from toeoff.uprights import Uprights

__all__ = ["find_uprights", "fit_uprights"]

#: Longer side of the picture in which lines are looked for, px: enough for a window frame of a house across the road.
SEARCH_PX = 1280
#: Lines shorter than this, as a share of the longer side, are grass and leaves; people's limbs are masked.
SHORTEST = 0.02
#: Uprights are looked for within this of the picture's own vertical, deg.
SEARCHED_DEG = 20.0
#: Steepest change of the tilt across the picture's width, deg: a phone (65 deg wide) that looks up or down by 25 deg.
STEEPEST_DEG = 24.0
#: Lines within this of the fit agree with it, deg. A line of 30 px, half a px off at one end, is off by 1 deg.
AGREE_DEG = 1.0
#: A fit needs this many lines, in this many of eight columns of the picture, of this length together (in longer sides)
#: and of this share of all lines near the vertical. Over 17 clips: with buildings, fences and trunks 0.39 and more of
#: the length agree, among the legs of a crowd at most 0.26, and those do not agree from frame to frame.
LINES_MIN, COLUMNS_MIN, LENGTH_MIN, SHARE_MIN = 8, 4, 0.4, 0.4
#: Lines whose ends lie this near to one column of pixels may be drawn into the picture: a frame, a grid, the edge of a
#: black bar or of a graphic; after compression nine in ten of those do. px of the picture that is searched.
DRAWN_PX = 0.35
#: A pull of the slope towards 0, as if that many of a hundred lines stood at the edges of the picture without one.
SLOPE_PULL = 0.01


def find_uprights(image: NDArray[np.uint8], people_xyxy: NDArray[np.float64]) -> Uprights | None:
    """Find the uprights of a picture.

    Parameters
    ----------
    image : ndarray, shape (height, width, 3)
    people_xyxy : ndarray, shape (n, 4)
        Boxes of people, px: what lies in them is left out.

    Returns
    -------
    Uprights or None
        None where too few lines agree on what is upright, or where the mirror image tells something else: a line
        detector goes over a picture one way, and what hangs on that is not known.
    """
    left, top, right, bottom = people_xyxy.T
    width = image.shape[1]
    mirrored_people = np.stack([width - right, top, width - left, bottom], axis=1)
    seen = _find(image, people_xyxy)
    turned = _find(np.ascontiguousarray(image[:, ::-1]), mirrored_people) if seen is not None else None
    if seen is None or turned is None:
        return None
    back = _Fit(-turned.roll_deg, turned.slope_deg, turned.agreed)
    if seen.differs(back) >= AGREE_DEG:
        return None
    both = _Fit((seen.roll_deg + back.roll_deg) / 2.0, (seen.slope_deg + back.slope_deg) / 2.0, seen.agreed)
    return both.uprights(width, image.shape[0])


def _find(image: NDArray[np.uint8], people_xyxy: NDArray[np.float64]) -> _Fit | None:
    """Find the uprights of a picture, looked at one way."""
    height, width = image.shape[:2]
    scale = min(1.0, SEARCH_PX / max(height, width))
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    if scale < 1.0:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    # Grompone von Gioi et al. (2012). LSD: a line segment detector. Image Processing On Line 2, 35-55.
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(grey)[0]
    if found is None:
        return None
    lines = np.asarray(found, dtype=np.float64).reshape(-1, 4) / scale
    middle = (lines[:, :2] + lines[:, 2:]) / 2.0
    inside = (middle[:, None] >= people_xyxy[None, :, :2]) & (middle[:, None] <= people_xyxy[None, :, 2:])
    return _told(lines[~inside.all(axis=2).any(axis=1)], width, height)


def fit_uprights(lines: NDArray[np.float64], width: int, height: int) -> Uprights | None:
    """Fit the tilt of the uprights among lines.

    Parameters
    ----------
    lines : ndarray, shape (n, 4)
        x and y of both ends, px.
    width, height : int
        Of the picture, px.

    Returns
    -------
    Uprights or None
        None where too few agree, or where what tells them may be drawn into the picture: a camera that is quite level
        is told by uprights that converge, or that are a little off.
    """
    told = _told(lines, width, height)
    return None if told is None else told.uprights(width, height)


def _told(lines: NDArray[np.float64], width: int, height: int) -> _Fit | None:
    longer = max(width, height)
    way = lines[:, 2:] - lines[:, :2]
    way = np.where(way[:, 1:] < 0.0, -way, way)
    # Of a line that leans left the upper end lies left of the lower one.
    tilt = np.degrees(np.arctan2(way[:, 0], way[:, 1]))
    across = (lines[:, 0] + lines[:, 2]) / (2.0 * width) - 0.5
    length = np.hypot(way[:, 0], way[:, 1]) / longer
    is_kept = (np.abs(tilt) <= SEARCHED_DEG) & (length >= SHORTEST)
    may_be_drawn = np.abs(way[:, 0]) * min(1.0, SEARCH_PX / longer) < DRAWN_PX
    table = np.stack([tilt, across, length], axis=1)
    by_all, by_rest = _fit(table[is_kept]), _fit(table[is_kept & ~may_be_drawn])
    drawn = float(length[is_kept & may_be_drawn].sum())
    if by_all is not None and by_rest is not None and by_all.differs(by_rest) < AGREE_DEG:
        return by_all
    if by_rest is not None and by_rest.agreed >= drawn:
        return by_rest
    if by_rest is None and by_all is not None and by_all.agreed >= 2.0 * drawn:
        return by_all
    return None


@dataclass(frozen=True, slots=True)
class _Fit:
    #: Tilt in the middle of the picture, and how much it changes over the picture's width.
    roll_deg: float
    slope_deg: float
    #: Length of the lines that agree, in longer sides.
    agreed: float

    def differs(self, other: _Fit) -> float:
        """By how much the tilts of two fits differ at the edge where they do most, deg."""
        return abs(self.roll_deg - other.roll_deg) + abs(self.slope_deg - other.slope_deg) / 2.0

    def uprights(self, width: int, height: int) -> Uprights:
        """Return what the fit says of a picture of that size, px."""
        return Uprights(self.roll_deg, self.slope_deg / width, (width / 2.0, height / 2.0))


def _fit(lines: NDArray[np.float64]) -> _Fit | None:
    """Fit what most lines agree on; None where too few do. Lines are rows of tilt, deg, place across, and length."""
    tilt, across, length = lines.T
    if len(tilt) < LINES_MIN:
        return None
    # The error of a line's tilt falls with its length.
    weight = length**1.5
    roll, slope = _most_agreed(tilt, across, weight)
    agrees = np.abs(tilt - roll - slope * across) < AGREE_DEG
    for _ in range(3):
        if agrees.sum() < LINES_MIN:
            return None
        basis = np.stack([np.ones(agrees.sum()), across[agrees]], axis=1)
        normal = basis.T @ (basis * weight[agrees, None])
        normal[1, 1] += SLOPE_PULL * weight[agrees].sum()
        roll, slope = np.linalg.solve(normal, basis.T @ (weight[agrees] * tilt[agrees]))
        agrees = np.abs(tilt - roll - slope * across) < AGREE_DEG
    columns = len(np.unique(np.floor(8.0 * (across[agrees] + 0.5))))
    agreed = float(length[agrees].sum())
    is_enough = agreed >= max(LENGTH_MIN, SHARE_MIN * length.sum())
    if agrees.sum() < LINES_MIN or columns < COLUMNS_MIN or not is_enough:
        return None
    return _Fit(float(roll), float(slope), agreed)


def _most_agreed(
    tilt: NDArray[np.float64], across: NDArray[np.float64], weight: NDArray[np.float64]
) -> tuple[float, float]:
    """Roll and slope with which the greatest weight of lines agrees."""
    best, answer = -math.inf, (0.0, 0.0)
    for slope in np.arange(-STEEPEST_DEG, STEEPEST_DEG + 0.5):
        rest = tilt - slope * across
        order = np.argsort(rest, kind="stable")
        sums = np.concatenate([[0.0], np.cumsum(weight[order])])
        ends = np.searchsorted(rest[order], rest[order] + 2.0 * AGREE_DEG, side="right")
        agreed = sums[ends] - sums[:-1]
        first = int(agreed.argmax())
        # Of equal ones the level camera.
        score = float(agreed[first] - 0.002 * abs(slope) * sums[-1])
        if score > best:
            best, answer = score, (float(rest[order[first]]) + AGREE_DEG, float(slope))
    return answer
