"""SimCC: one vector of bins along x and one along y per keypoint (RTMPose, RTMW, DWPose)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from toeoff.skeleton import Skeleton
from toeoff.video.contract import AtLeast, Pattern, image_size, output_like
from toeoff.video.crop import BOX_PADDING, Cropper
from toeoff.video.pixels import IMAGENET_MEAN, IMAGENET_STD, PixelFormat
from toeoff.video.pose.topdown import TopDown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from toeoff.video.session import Session

__all__ = ["SimccPose", "peak"]


class SimccPose(TopDown):
    """RTMPose and its kin (Jiang et al. 2023, doi:10.48550/arXiv.2303.07399; SimCC: Li et al. 2022).

    Parameters
    ----------
    session : Session
        Outputs `simcc_x` (n, k, bins of the width) and `simcc_y` (n, k, bins of the height).
    name : str, optional
        For the record of a run; the session's name by default.
    skeleton : str or Skeleton, default "halpe26"
    input_size : (int, int), optional
        Width and height; taken from the file where it states them.
    mean, std : sequence of three floats
        Normalisation in the network's own colour order; ImageNet's, as RTMPose is trained.
    bgr : bool, default False
    padding : float, default `BOX_PADDING`

    Raises
    ------
    ModelError
        When the file has other inputs or outputs, or another number of keypoints.
    """

    family = "simcc"

    def __init__(
        self,
        session: Session,
        *,
        name: str | None = None,
        skeleton: str | Skeleton = "halpe26",
        input_size: tuple[int, int] | None = None,
        mean: Sequence[float] = IMAGENET_MEAN,
        std: Sequence[float] = IMAGENET_STD,
        bgr: bool = False,
        padding: float = BOX_PADDING,
    ) -> None:
        skeleton = Skeleton.of(skeleton)
        input_name, spec, size = image_size(session, self.family, input_size, channels_first=True)
        n = len(skeleton.keypoints)
        pattern: Pattern = (None, n, AtLeast(3))  # a maximum and its neighbours
        for axis in ("simcc_x", "simcc_y"):
            output_like(session, self.family, pattern, f"(n, {n} keypoints of {skeleton.name}, bins)", axis)
        pixels = PixelFormat(mean=mean, std=std, bgr=bgr)
        super().__init__(
            session,
            name=name,
            skeleton=skeleton,
            input_name=input_name,
            input_spec=spec,
            outputs={"simcc_x": pattern, "simcc_y": pattern},
            cropper=Cropper(size, pixels, padding=padding),
        )
        self._size = size

    def _decode(
        self, outputs: dict[str, NDArray[Any]]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64] | None]:
        x_bins, y_bins = outputs["simcc_x"], outputs["simcc_y"]
        x, x_height = peak(x_bins)
        y, y_height = peak(y_bins)
        # Bin i stands for crop px i * side / bins (mmpose's SimCCLabel; RTMPose has two bins per px).
        xy = np.stack([x * (self._size[0] / x_bins.shape[-1]), y * (self._size[1] / y_bins.shape[-1])], axis=-1)
        # The lower of the two maxima, as mmpose's get_simcc_maximum has it: a point must be sure along both axes.
        return xy, np.minimum(x_height, y_height), None


def peak(bins: NDArray[np.floating[Any]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Place and height of the maximum along the last axis, to a part of a bin.

    The place is the vertex of the parabola through the largest bin and its two neighbours, at most half a bin away
    from it: the networks are trained on Gaussians several bins wide (RTMPose: sigma 4.9 bins along x), whose tip a
    parabola follows closely. At either end, the bin itself.
    """
    best = bins.argmax(axis=-1)
    inner = np.clip(best, 1, bins.shape[-1] - 2)[..., None] + np.array([-1, 0, 1])
    before, at, after = np.moveaxis(np.take_along_axis(bins, inner, axis=-1).astype(np.float64), -1, 0)
    bend = 2.0 * at - before - after
    inside = (inner[..., 1] == best) & (bend > 0)
    offset = np.where(inside, (after - before) / (2.0 * np.where(inside, bend, 1.0)), 0.0)
    height = np.take_along_axis(bins, best[..., None], axis=-1)[..., 0].astype(np.float64)
    return best + offset, height
