"""BlazePose: 33 regressed landmarks, refined on heatmaps; heel and toe among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from toeoff.video.contract import AtLeast, Pattern, image_size, output_like
from toeoff.video.crop import BOX_PADDING, Cropper
from toeoff.video.pixels import PixelFormat
from toeoff.video.pose.topdown import TopDown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from toeoff.video.session import Session

__all__ = ["BlazePose", "refine"]

#: Landmarks of the body; six more rows of each output serve MediaPipe's own tracking.
_N_KEYPOINTS = 33
_N_ROWS = 39
#: Numbers per landmark: x, y, z in crop px, logits of visibility and presence.
_N_VALUES = 5
#: Refinement (mediapipe 0.10.21, RefineLandmarksFromHeatmapCalculator, as its
#: tensors_to_pose_landmarks_and_segmentation.pbtxt sets it): a window of seven cells about the landmark; nothing moves
#: where no cell of it reaches this confidence.
_WINDOW = 7
_CONFIDENCE_MIN = 0.5
#: BlazePose counts crop px from the edge of the first pixel, everything here from its centre. Points and mirrored
#: points of runners are 0.8 px apart without this and 0.2 px with it.
_PIXEL_CENTRE = 0.5


class BlazePose(TopDown):
    """BlazePose lite, full and heavy (Bazarevsky et al. 2020, doi:10.48550/arXiv.2006.10204).

    Parameters
    ----------
    session : Session
        Input (n, side, side, 3); outputs landmarks (n, 195), presence (n, 1), heatmap (n, rows, columns, 39).
        They are told apart by shape: their names differ between converters.
    name : str, optional
        For the record of a run; the session's name by default.
    input_size : (int, int), optional
        Width and height; taken from the file where it states them.
    mean, std : sequence of three floats
        Normalisation in the network's own colour order; 0..1 by default.
    bgr : bool, default False
    padding : float, default `BOX_PADDING`

    Raises
    ------
    ModelError
        When the file has other inputs or outputs.

    Notes
    -----
    The crop is the upright square about the person box, not MediaPipe's rotated square from hip and alignment point:
    on runners the two are equally good, and a box needs no second network. A score is the landmark's visibility.
    """

    family = "blazepose"

    def __init__(
        self,
        session: Session,
        *,
        name: str | None = None,
        input_size: tuple[int, int] | None = None,
        mean: Sequence[float] = (0.0, 0.0, 0.0),
        std: Sequence[float] = (255.0, 255.0, 255.0),
        bgr: bool = False,
        padding: float = BOX_PADDING,
    ) -> None:
        input_name, spec, size = image_size(session, self.family, input_size, channels_first=False)
        n = _N_ROWS * _N_VALUES
        map_pattern: Pattern = (None, AtLeast(1), AtLeast(1), _N_ROWS)
        self._landmarks = output_like(session, self.family, (None, n), f"(n, {n})")
        self._presence = output_like(session, self.family, (None, 1), "(n, 1)")
        self._heatmap = output_like(session, self.family, map_pattern, f"(n, rows, columns, {_N_ROWS})")
        pixels = PixelFormat(mean=mean, std=std, bgr=bgr, channels_first=False)
        super().__init__(
            session,
            name=name,
            skeleton="blazepose33",
            input_name=input_name,
            input_spec=spec,
            outputs={self._landmarks: (None, n), self._presence: (None, 1), self._heatmap: map_pattern},
            cropper=Cropper(size, pixels, padding=padding, replicate_border=True),
        )
        self._size = size

    def _decode(
        self, outputs: dict[str, NDArray[Any]]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64] | None]:
        rows = outputs[self._landmarks].reshape(-1, _N_ROWS, _N_VALUES)[:, :_N_KEYPOINTS]
        visibility = _sigmoid(rows[..., 3].astype(np.float64))
        heatmap = outputs[self._heatmap]
        cells_per_px = np.array([heatmap.shape[2], heatmap.shape[1]]) / np.array(self._size)
        cells = refine(rows[..., :2].astype(np.float64) * cells_per_px, heatmap)
        return cells / cells_per_px - _PIXEL_CENTRE, visibility, outputs[self._presence][:, 0].astype(np.float64)


def refine(cells: NDArray[np.float64], heatmap: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Move landmarks to the centre of mass of the heatmap about them, where it is confident.

    Parameters
    ----------
    cells : ndarray, shape (n, k, 2)
        Landmarks in heatmap cells, column and row.
    heatmap : ndarray, shape (n, rows, columns, k or more)
        Logits.

    Returns
    -------
    ndarray, shape (n, k, 2)
        Landmarks outside the heatmap, and those without a confident cell about them, as they were.
    """
    n, n_rows, n_columns, _ = heatmap.shape
    reach = _WINDOW // 2
    near = np.arange(-reach, reach + 1)
    # Landmarks far outside the crop would overflow an integer; they are not refined in any case.
    centre = np.floor(np.clip(cells, -1.0, max(n_rows, n_columns))).astype(np.intp)
    inside = ((centre >= 0) & (centre < np.array([n_columns, n_rows]))).all(axis=2)
    columns, rows = centre[..., 0, None] + near, centre[..., 1, None] + near
    on_map = ((rows >= 0) & (rows < n_rows))[..., :, None] & ((columns >= 0) & (columns < n_columns))[..., None, :]
    logits = heatmap[
        np.arange(n)[:, None, None, None],
        np.clip(rows, 0, n_rows - 1)[..., :, None],
        np.clip(columns, 0, n_columns - 1)[..., None, :],
        np.arange(cells.shape[1])[None, :, None, None],
    ]
    weight = np.where(on_map, _sigmoid(logits.astype(np.float64)), 0.0)
    total = np.maximum(weight.sum(axis=(2, 3)), 1e-12)
    x = (weight.sum(axis=2) * columns).sum(axis=2) / total
    y = (weight.sum(axis=3) * rows).sum(axis=2) / total
    moved = inside & (weight.max(axis=(2, 3)) >= _CONFIDENCE_MIN)
    return np.where(moved[..., None], np.stack([x, y], axis=2), cells)


def _sigmoid(logit: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.0 / (1.0 + np.exp(-np.clip(logit, -60.0, 60.0)))
