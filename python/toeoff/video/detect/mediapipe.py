"""MediaPipe's person detector: one or two prominent people, with the body's own axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toeoff.video.answers import ask
from toeoff.video.contract import Pattern, image_size, mismatch, output_like
from toeoff.video.detect.boxes import overlap
from toeoff.video.letterbox import Letterbox
from toeoff.video.pixels import PixelFormat
from toeoff.video.types import Detections, check_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from toeoff.video.session import Session

__all__ = ["MediapipeDetector", "anchors", "body_boxes"]

#: Cells per side and anchors per cell (mediapipe 0.10.21, pose_detection_cpu.pbtxt: strides 8, 16, 32, 32, 32 and two
#: anchors each).
_LAYERS = ((28, 2), (14, 2), (7, 6))
_SIDE = 224
#: Logits are clipped here before the sigmoid (same file).
_LOGIT_MAX = 100.0
#: Width over length of a person along the body's axis. The network gives the length alone; 0.6 spans arms and stride
#: of a runner seen from the side (a full stride is about as wide as 0.6 of the height).
_WIDTH_OVER_LENGTH = 0.6


class MediapipeDetector:
    """BlazePose's detector (Bazarevsky et al. 2020, doi:10.48550/arXiv.2006.10204).

    It finds a person by the face, and predicts the middle of the hips and a circle round the whole body.
    The box is built from these two points, for the network's own box holds the head and shoulders alone.

    Parameters
    ----------
    session : Session
    name : str, optional
        For the record of a run; the session's name by default.
    input_size : (int, int), optional
        Width and height; 224 x 224, the anchors know no other.
    mean, std : sequence of three floats
        Normalisation in the network's own colour order; -1..1 by default.
    bgr : bool, default False
    score_min : float, default 0.5
        Weaker finds are dropped; MediaPipe's own threshold.
    overlap_max : float, default 0.3
        Finds that share more than this (intersection over union) are averaged into one; MediaPipe's own threshold.

    Raises
    ------
    ModelError
        When the file has other inputs or outputs.
    """

    family = "mediapipe_detector"

    def __init__(
        self,
        session: Session,
        *,
        name: str | None = None,
        input_size: tuple[int, int] | None = (_SIDE, _SIDE),
        mean: Sequence[float] = (127.5, 127.5, 127.5),
        std: Sequence[float] = (127.5, 127.5, 127.5),
        bgr: bool = False,
        score_min: float = 0.5,
        overlap_max: float = 0.3,
    ) -> None:
        self.name = name or session.name
        self.device = session.device
        self._session = session
        self._score_min = score_min
        self._overlap_max = overlap_max
        self._input, _, size = image_size(session, self.family, input_size, channels_first=False)
        if size != (_SIDE, _SIDE):
            raise mismatch(session, self.family, f"an input of {_SIDE} x {_SIDE} px")
        self._anchors = anchors()
        n = len(self._anchors)
        self._regressors = output_like(session, self.family, (None, n, 12), f"(n, {n}, 12)")
        self._scores = output_like(session, self.family, (None, n, 1), f"(n, {n}, 1)")
        self._outputs: dict[str, Pattern] = {self._regressors: (None, n, 12), self._scores: (None, n, 1)}
        pixels = PixelFormat(mean=mean, std=std, bgr=bgr, channels_first=False)
        self._letterbox = Letterbox(size, pixels, fill=0, centred=True)

    def detect(self, image: NDArray[np.uint8]) -> Detections:
        """Find the people in a BGR image."""
        fitted = self._letterbox.fit(check_image(image))
        outputs = ask(self._session, self.name, self._input, fitted.batch, self._outputs)
        logits = np.clip(outputs[self._scores][0, :, 0], -_LOGIT_MAX, _LOGIT_MAX).astype(np.float64)
        scores = 1.0 / (1.0 + np.exp(-logits))
        likely = np.flatnonzero(scores >= self._score_min)
        raw = outputs[self._regressors][0, likely].astype(np.float64)
        centre = raw[:, :2] + self._anchors[likely] * _SIDE
        faces = np.concatenate([centre - raw[:, 2:4] / 2, centre + raw[:, 2:4] / 2], axis=1)
        hip = raw[:, 4:6] + self._anchors[likely] * _SIDE
        top = raw[:, 6:8] + self._anchors[likely] * _SIDE
        values = np.concatenate([faces, hip, top], axis=1)
        merged, best = self._merge(values, scores[likely])
        points = fitted.to_image(merged[:, 4:].reshape(-1, 2, 2))
        return Detections(body_boxes(points[:, 0], points[:, 1]), best)

    def _merge(
        self, values: NDArray[np.float64], scores: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """MediaPipe's weighted suppression: finds of one person are averaged by score."""
        merged, best = [], []
        left = np.argsort(-scores, kind="stable")
        while len(left):
            same = overlap(values[left[0], :4], values[left, :4]) > self._overlap_max
            same[0] = True
            merged.append(np.average(values[left[same]], axis=0, weights=scores[left[same]]))
            best.append(scores[left[0]])
            left = left[~same]
        return np.array(merged).reshape(-1, values.shape[1]), np.array(best)


def anchors() -> NDArray[np.float64]:
    """Centres of the anchors as parts of the input's side; shape (2254, 2)."""
    layers = []
    for cells, per_cell in _LAYERS:
        at = (np.arange(cells) + 0.5) / cells
        x, y = np.meshgrid(at, at)
        layers.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), per_cell, axis=0))
    return np.concatenate(layers)


def body_boxes(hip: NDArray[np.float64], top: NDArray[np.float64]) -> NDArray[np.float64]:
    """Boxes round people from the middle of their hips and the point where the body's circle is cut by its axis.

    The person is taken as a rectangle along the axis, as long as the circle is wide; the box holds that rectangle.
    """
    axis = top - hip
    across = np.stack([-axis[:, 1], axis[:, 0]], axis=1) * _WIDTH_OVER_LENGTH
    half = np.abs(axis) + np.abs(across)
    return np.concatenate([hip - half, hip + half], axis=1)
