"""YOLOX as Megvii exports it: raw grid outputs, suppression outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toeoff.video.answers import ask, need_finite
from toeoff.video.contract import AtLeast, Pattern, image_size, output_like
from toeoff.video.detect.boxes import suppress
from toeoff.video.detect.rtmdet import PADDING_GREY, PERSON
from toeoff.video.letterbox import Letterbox
from toeoff.video.pixels import PixelFormat
from toeoff.video.types import Detections, check_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from toeoff.video.session import Session

__all__ = ["YoloxRaw"]

#: Strides of YOLOX's three grids (Ge et al. 2021, doi:10.48550/arXiv.2107.08430).
_STRIDES = (8, 16, 32)


class YoloxRaw:
    """YOLOX with one output (1, cells, 5 + classes), as Megvii exports it.

    Parameters
    ----------
    session : Session
    name : str, optional
        For the record of a run; the session's name by default.
    input_size : (int, int), optional
        Width and height, multiples of 32; taken from the file where it states them.
    mean, std : sequence of three floats
        Normalisation in the network's own colour order; none by default.
    bgr : bool, default True
    score_min : float, default 0.3
        Weaker boxes are dropped; a score is objectness times class.
    overlap_max : float, default 0.45
        Two boxes that share more than this (intersection over union) are one person: the value of YOLOX's own demo.

    Raises
    ------
    ModelError
        When the file has other inputs or outputs.
    """

    family = "yolox_raw"

    def __init__(
        self,
        session: Session,
        *,
        name: str | None = None,
        input_size: tuple[int, int] | None = None,
        mean: Sequence[float] = (0.0, 0.0, 0.0),
        std: Sequence[float] = (1.0, 1.0, 1.0),
        bgr: bool = True,
        score_min: float = 0.3,
        overlap_max: float = 0.45,
    ) -> None:
        self.name = name or session.name
        self.device = session.device
        self._session = session
        self._score_min = score_min
        self._overlap_max = overlap_max
        self._input, _, size = image_size(session, self.family, input_size, channels_first=True)
        self._grid, self._stride = _grid(size)
        n_cells = len(self._grid)
        pattern: Pattern = (None, n_cells, AtLeast(6))
        self._output = output_like(session, self.family, pattern, f"(n, {n_cells}, 5 + classes)")
        self._outputs = {self._output: pattern}
        self._letterbox = Letterbox(size, PixelFormat(mean=mean, std=std, bgr=bgr), fill=PADDING_GREY)

    def detect(self, image: NDArray[np.uint8]) -> Detections:
        """Find the people in a BGR image."""
        fitted = self._letterbox.fit(check_image(image))
        raw = ask(self._session, self.name, self._input, fitted.batch, self._outputs)[self._output][0]
        scores = raw[:, 4] * raw[:, 5 + PERSON]
        likely = np.flatnonzero(scores >= self._score_min)
        raw, scores = raw[likely].astype(np.float64), scores[likely].astype(np.float64)
        centre = (raw[:, :2] + self._grid[likely]) * self._stride[likely, None]
        with np.errstate(over="ignore"):  # told on the next line
            size = np.exp(raw[:, 2:4]) * self._stride[likely, None]
        need_finite(self._session, self.name, f"the box sizes of {self._output}", size)
        boxes = np.concatenate([centre - size / 2, centre + size / 2], axis=1)
        kept = suppress(boxes, scores, score_min=self._score_min, overlap_max=self._overlap_max)
        return Detections(fitted.boxes_to_image(boxes[kept]), np.clip(scores[kept], 0.0, 1.0))


def _grid(size: tuple[int, int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Column and row of every cell, and its stride, in the order of the output."""
    cells, strides = [], []
    for stride in _STRIDES:
        columns, rows = np.meshgrid(np.arange(size[0] // stride), np.arange(size[1] // stride))
        cells.append(np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float64))
        strides.append(np.full(columns.size, float(stride)))
    return np.concatenate(cells), np.concatenate(strides)
