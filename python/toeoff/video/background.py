"""How the background moved between two pictures: a similarity that most of its points agree on, and its parallax."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Background", "background_motion", "motion_of_points"]

#: Points that are followed from picture to picture.
POINTS = 80
#: Fewer points than this, or a smaller share of them agreeing on one motion, tell nothing.
MIN_POINTS, MIN_SHARE = 12, 0.35
#: A point agrees with a motion when it lies this near to where the motion takes it, px.
AGREE_PX = 0.7
#: Points that agree on each side of the middle of the picture, above and below it too: from one side alone its motion
#: would be guessed.
SIDE_POINTS = 3
#: By which part the shift of a similarity of the whole picture may differ from that of the middle: 4 to 13 % before a
#: phone's lens, and some more for a wider one.
EDGE_SHARE = 0.25
#: Points in the upper and in the lower third of the picture that tell how far ground and distance moved.
THIRD_POINTS = 4
NOBODY: NDArray[np.float64] = np.empty((0, 4))


@dataclass(frozen=True, slots=True)
class Background:
    """Motion of the background from one picture to the next.

    Attributes
    ----------
    shift : tuple of float
        Of the middle of the picture, px: x right, y down.
    angle_deg : float
        Turn, + clockwise.
    scale : float
        Growth: 1 where nothing grows.
    n_points : int
        Points followed.
    n_inliers : int
        Those that agree.
    upper, lower : float
        Middle horizontal shift of all points in the upper and in the lower third, people left out, px; NaN where there
        are too few.
    longer_px : float
        Longer side of the pictures.
    middle : tuple of float or None
        How the middle of the picture moved and what is near it: scale times cosine and sine of the turn, + clockwise,
        and shift, px. None where the points do not tell it.
    """

    shift: tuple[float, float]
    angle_deg: float
    scale: float
    n_points: int
    n_inliers: int
    upper: float
    lower: float
    longer_px: float
    middle: tuple[float, float, float, float] | None = None

    @property
    def growth(self) -> float:
        """Logarithm of the scale: what adds up over pictures."""
        return math.log(self.scale)

    @property
    def is_agreed(self) -> bool:
        """Whether enough of the points agree for the motion to be that of the camera."""
        return self.n_inliers >= MIN_SHARE * self.n_points


def background_motion(
    before: NDArray[np.uint8], after: NDArray[np.uint8], people_xyxy: NDArray[np.float64] = NOBODY
) -> Background | None:
    """Tell how the background moved between two grey pictures; None where there are too few points to follow.

    Corners are followed by the pyramidal Lucas-Kanade method (Bouguet 2001).

    Parameters
    ----------
    before, after : ndarray, shape (height, width)
    people_xyxy : ndarray, shape (n, 4)
        Boxes of people, px: points in them tell no parallax. For the motion they are the minority that RANSAC leaves
        out: a crowd's boxes would leave no points.
    """
    corners = cv2.goodFeaturesToTrack(before, POINTS, 0.01, 8)
    if corners is None or len(corners) < MIN_POINTS:
        return None
    moved, found, _ = cv2.calcOpticalFlowPyrLK(
        before, after, corners, np.empty_like(corners), winSize=(15, 15), maxLevel=3
    )
    is_found = found[:, 0] == 1
    return motion_of_points(corners[is_found, 0], moved[is_found, 0], before.shape[1], before.shape[0], people_xyxy)


def motion_of_points(
    before: NDArray[np.float32],
    after: NDArray[np.float32],
    width: int,
    height: int,
    people_xyxy: NDArray[np.float64] = NOBODY,
) -> Background | None:
    """Tell the motion that most points share (RANSAC); None for too few points.

    Parameters
    ----------
    before, after : ndarray, shape (n, 2)
        The same points in two pictures, px.
    width, height : int
        Size of the pictures, px.
    people_xyxy : ndarray, shape (n, 4)
        Boxes whose points tell no parallax, px.
    """
    if len(before) < MIN_POINTS:
        return None
    found = _similarity(before, after)
    if found is None:
        return None
    affine, is_inlier = found
    centre = np.array([width / 2.0, height / 2.0])
    shift = affine[:, :2] @ centre + affine[:, 2] - centre
    inside = (before[:, None] >= people_xyxy[None, :, :2]) & (before[:, None] <= people_xyxy[None, :, 2:])
    is_free = np.logical_not(np.any(inside.all(axis=2), axis=1))
    along = (after - before)[is_free, 0]
    third = np.floor(3.0 * before[is_free, 1] / height)
    upper, lower = (
        float(np.median(along[third == row])) if (third == row).sum() >= THIRD_POINTS else np.nan for row in (0, 2)
    )
    angle = np.degrees(np.arctan2(affine[1, 0], affine[0, 0]))
    scale = np.hypot(affine[0, 0], affine[1, 0])
    return Background(
        shift=(float(shift[0]), float(shift[1])),
        angle_deg=float(angle),
        scale=float(scale),
        n_points=len(before),
        n_inliers=int(is_inlier.sum()),
        upper=upper,
        lower=lower,
        longer_px=max(width, height),
        middle=_motion_of_middle(before[is_free], after[is_free], centre, affine if is_free.all() else None),
    )


def _similarity(
    before: NDArray[np.float32], after: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.uint8]] | None:
    """Return the similarity that most points agree on, (2, 3), and which do; None for none."""
    affine, is_inlier = cv2.estimateAffinePartial2D(before, after, method=cv2.RANSAC, ransacReprojThreshold=AGREE_PX)
    return None if affine is None else (np.asarray(affine, np.float64), np.asarray(is_inlier, np.uint8))


def _motion_of_middle(
    before: NDArray[np.float32],
    after: NDArray[np.float32],
    centre: NDArray[np.float64],
    similarity: NDArray[np.float64] | None,
) -> tuple[float, float, float, float] | None:
    """Tell the motion of the middle of the picture from points on nobody; None where it is not sure.

    Of a camera that turns, the edges of the picture move up to 1.4 times as far as its middle (a phone, 65 deg wide).
    The shift of a similarity of the whole picture would be 4 to 13 % too large there; a homography knows it (Hartley &
    Zisserman 2004, 8.4). Its turn and growth at the middle scatter more than the similarity's, up to 20 times where the
    points lie in a band, so those are the similarity's. Where the two shifts differ by more than edges can do, the
    points lie about a line, and the homography is a guess. `similarity` is that of these points, where it is known.
    """
    if len(before) < MIN_POINTS:
        return None
    if similarity is None:
        found = _similarity(before, after)
        similarity = None if found is None else found[0]
    homography, is_inlier = cv2.findHomography(before, after, cv2.RANSAC, AGREE_PX)
    if similarity is None or homography is None:
        return None
    agree = before[is_inlier[:, 0] == 1]
    beside = (agree < centre).sum(axis=0)
    if len(agree) < max(MIN_POINTS, MIN_SHARE * len(before)) or min(*beside, *(len(agree) - beside)) < SIDE_POINTS:
        return None
    x, y, w = homography @ [*centre, 1.0]
    shift = np.array([x, y]) / w - centre
    of_whole = similarity[:, :2] @ centre + similarity[:, 2] - centre
    if not np.hypot(*(shift - of_whole)) <= AGREE_PX + EDGE_SHARE * np.hypot(*of_whole):
        return None
    return float(similarity[0, 0]), float(similarity[1, 0]), float(shift[0]), float(shift[1])
