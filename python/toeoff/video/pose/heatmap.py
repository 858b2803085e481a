"""Heatmaps: one map per keypoint (PP-TinyPose, ViTPose, HRNet)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from toeoff.errors import InvalidInputError
from toeoff.skeleton import Skeleton
from toeoff.video.contract import AtLeast, Pattern, image_size, output_like
from toeoff.video.crop import BOX_PADDING, Cropper
from toeoff.video.pixels import IMAGENET_MEAN, IMAGENET_STD, PixelFormat
from toeoff.video.pose.topdown import TopDown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from toeoff.video.session import Session

__all__ = ["HeatmapPose", "dark", "quarter_shift"]

#: Width of the Gaussian that DARK smooths with, and of the maps at training (sigma 2, kernel 11 in mmpose and
#: PaddleDetection).
_KERNEL = 11
_SIGMA = 2.0
#: DARK's step is taken when it stays within this many cells of the maximum; a longer one means that the smoothed map
#: has its top elsewhere (two people in one crop), where its quadratic says nothing.
_STEP_MAX = 1.5


class HeatmapPose(TopDown):
    """Pose models with one heatmap per keypoint.

    Parameters
    ----------
    session : Session
        One output (n, k, rows, columns).
    name : str, optional
        For the record of a run; the session's name by default.
    skeleton : str or Skeleton, default "coco17"
    input_size : (int, int), optional
        Width and height; taken from the file where it states them.
    mean, std : sequence of three floats
        Normalisation in the network's own colour order; ImageNet's by default.
    bgr : bool, default False
    padding : float, default `BOX_PADDING`
    decoder : {"dark", "quarter_shift"}, default "dark"
        Sub-cell decoding, `dark` or `quarter_shift`. On rendered runners DARK lowers PP-TinyPose's error of the
        thigh angle by a tenth.

    Raises
    ------
    ModelError
        When the file has other inputs or outputs, or another number of keypoints.

    Notes
    -----
    Cell i stands for crop px i * side / cells, as in training for PP-TinyPose, whose points and mirrored points agree
    on runners to 0.1 crop px under this rule and not under UDP's i * (side - 1) / (cells - 1), 3 crop px apart.
    """

    family = "heatmap"

    def __init__(
        self,
        session: Session,
        *,
        name: str | None = None,
        skeleton: str | Skeleton = "coco17",
        input_size: tuple[int, int] | None = None,
        mean: Sequence[float] = IMAGENET_MEAN,
        std: Sequence[float] = IMAGENET_STD,
        bgr: bool = False,
        padding: float = BOX_PADDING,
        decoder: str = "dark",
    ) -> None:
        decoders = {"dark": dark, "quarter_shift": quarter_shift}
        if decoder not in decoders:
            msg = f"decoder is {decoder!r}, but must be one of {', '.join(decoders)}"
            raise InvalidInputError(msg)
        skeleton = Skeleton.of(skeleton)
        input_name, spec, size = image_size(session, self.family, input_size, channels_first=True)
        n = len(skeleton.keypoints)
        pattern: Pattern = (None, n, AtLeast(1), AtLeast(1))
        self._output = output_like(
            session, self.family, pattern, f"(n, {n} keypoints of {skeleton.name}, rows, columns)"
        )
        pixels = PixelFormat(mean=mean, std=std, bgr=bgr)
        super().__init__(
            session,
            name=name,
            skeleton=skeleton,
            input_name=input_name,
            input_spec=spec,
            outputs={self._output: pattern},
            cropper=Cropper(size, pixels, padding=padding),
        )
        self._size = size
        self._refine = decoders[decoder]

    def _decode(
        self, outputs: dict[str, NDArray[Any]]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64] | None]:
        maps = outputs[self._output]
        n, k, rows, columns = maps.shape
        flat = maps.reshape(n * k, rows, columns)
        best = flat.reshape(n * k, -1).argmax(axis=1)
        score = flat.reshape(n * k, -1)[np.arange(n * k), best].astype(np.float64)
        cells = self._refine(flat, np.stack([best % columns, best // columns], axis=1))
        xy = cells * (np.array(self._size) / np.array([columns, rows]))
        return xy.reshape(n, k, 2), score.reshape(n, k), None


def quarter_shift(maps: NDArray[np.floating[Any]], best: NDArray[np.intp]) -> NDArray[np.float64]:
    """Maxima moved by a quarter of a cell towards the higher neighbour.

    Newell et al. 2016, doi:10.1007/978-3-319-46484-8_29.

    Parameters
    ----------
    maps : ndarray, shape (m, rows, columns)
    best : ndarray of int, shape (m, 2)
        Column and row of each map's maximum.
    """
    around = _patches(maps, best, 1)
    dx = np.sign(around[:, 1, 2] - around[:, 1, 0])
    dy = np.sign(around[:, 2, 1] - around[:, 0, 1])
    return best + 0.25 * np.stack([dx, dy], axis=1)


def dark(maps: NDArray[np.floating[Any]], best: NDArray[np.intp]) -> NDArray[np.float64]:
    """Maxima of the logarithm of the smoothed maps by one Newton step.

    DARK: Zhang et al. 2020, doi:10.1109/CVPR42600.2020.00712.

    Parameters
    ----------
    maps : ndarray, shape (m, rows, columns)
    best : ndarray of int, shape (m, 2)
        Column and row of each map's maximum.

    Notes
    -----
    Only the surroundings of each maximum are smoothed. Where there is no maximum nearby, `quarter_shift` is taken.
    """
    reach = 2
    blur = cv2.getGaussianKernel(_KERNEL, _SIGMA, cv2.CV_32F)[:, 0]
    # Row r of the operator takes the 15 cells around the maximum to the smoothed cell r - 2 beside it.
    smooth = np.zeros((2 * reach + 1, 2 * reach + _KERNEL), dtype=np.float32)
    for row in range(2 * reach + 1):
        smooth[row, row : row + _KERNEL] = blur
    patches = _patches(maps, best, reach + _KERNEL // 2)
    top = np.log(np.maximum(smooth @ patches @ smooth.T, 1e-10)).astype(np.float64)
    dx = (top[:, 2, 3] - top[:, 2, 1]) / 2
    dy = (top[:, 3, 2] - top[:, 1, 2]) / 2
    dxx = (top[:, 2, 4] - 2 * top[:, 2, 2] + top[:, 2, 0]) / 4
    dyy = (top[:, 4, 2] - 2 * top[:, 2, 2] + top[:, 0, 2]) / 4
    dxy = (top[:, 3, 3] - top[:, 1, 3] - top[:, 3, 1] + top[:, 1, 1]) / 4
    determinant = dxx * dyy - dxy**2
    peaked = (dxx < 0) & (determinant > 0)
    safe = np.where(peaked, determinant, 1.0)
    step = np.stack([dxy * dy - dyy * dx, dxy * dx - dxx * dy], axis=1) / safe[:, None]
    taken = peaked & (np.abs(step) <= _STEP_MAX).all(axis=1)
    return np.where(taken[:, None], best + step, quarter_shift(maps, best))


def _patches(maps: NDArray[np.floating[Any]], best: NDArray[np.intp], reach: int) -> NDArray[np.floating[Any]]:
    """Cells around each maximum, shape (m, 2 * reach + 1, 2 * reach + 1); beyond the edge, the edge repeated."""
    near = np.arange(-reach, reach + 1)
    columns = np.clip(best[:, 0, None] + near, 0, maps.shape[2] - 1)
    rows = np.clip(best[:, 1, None] + near, 0, maps.shape[1] - 1)
    patches: NDArray[np.floating[Any]] = maps[
        np.arange(len(maps))[:, None, None], rows[:, :, None], columns[:, None, :]
    ]
    return patches
