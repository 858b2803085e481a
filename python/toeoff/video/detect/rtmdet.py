"""Detectors exported by mmdeploy with their suppression inside: RTMDet, and OpenMMLab's YOLOX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from toeoff.errors import ModelError
from toeoff.video.answers import ask
from toeoff.video.contract import Pattern, image_size, output_like
from toeoff.video.letterbox import Letterbox
from toeoff.video.pixels import IMAGENET_MEAN, IMAGENET_STD, PixelFormat
from toeoff.video.types import Detections, check_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from toeoff.video.session import Session

__all__ = ["PERSON", "MmdeployDetector", "RtmDet"]

#: Class of a person in COCO's list and in person-only detectors.
PERSON = 0
#: Grey of the padding in OpenMMLab's and Megvii's pipelines.
PADDING_GREY = 114


class MmdeployDetector:
    """A detector with outputs `dets` (1, n, 5) and `labels` (1, n), as mmdeploy exports them.

    Parameters
    ----------
    session : Session
    name : str, optional
        For the record of a run; the session's name by default.
    input_size : (int, int), optional
        Width and height to feed; needed where the file leaves them open.
    mean, std : sequence of three floats
        Normalisation in the network's own colour order.
    bgr : bool, default True
    score_min : float, default 0.3
        Weaker boxes are dropped.

    Raises
    ------
    ModelError
        When the file has other inputs or outputs.
    """

    family = "yolox"

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
    ) -> None:
        self.name = name or session.name
        self.device = session.device
        self._session = session
        self._score_min = score_min
        self._input, spec, size = image_size(session, self.family, input_size, channels_first=True)
        self._outputs: dict[str, Pattern] = {"dets": (None, None, 5), "labels": (None, None)}
        self._boxes = output_like(session, self.family, self._outputs["dets"], "(n, boxes, 5)", "dets")
        self._labels = output_like(session, self.family, self._outputs["labels"], "(n, boxes)", "labels")
        # An open input size means that padding up to the network's largest stride, 32, is enough.
        multiple = 32 if spec.shape[2] is None and spec.shape[3] is None else None
        pixels = PixelFormat(mean=mean, std=std, bgr=bgr)
        self._letterbox = Letterbox(size, pixels, fill=PADDING_GREY, multiple=multiple)

    def detect(self, image: NDArray[np.uint8]) -> Detections:
        """Find the people in a BGR image."""
        fitted = self._letterbox.fit(check_image(image))
        outputs = ask(self._session, self.name, self._input, fitted.batch, self._outputs)
        found: NDArray[Any] = outputs[self._boxes][0]
        n_labels = len(outputs[self._labels][0])
        if n_labels != len(found):
            msg = (
                f"model {self.name} answered {len(found)} boxes but {n_labels} labels: it is not of the family "
                f"{self.family}; choose the one that it was exported for"
            )
            raise ModelError(msg)
        person = (outputs[self._labels][0] == PERSON) & (found[:, 4] >= self._score_min)
        found = found[person].astype(np.float64)
        found = found[np.argsort(-found[:, 4], kind="stable")]
        return Detections(fitted.boxes_to_image(found[:, :4]), np.clip(found[:, 4], 0.0, 1.0))


class RtmDet(MmdeployDetector):
    """RTMDet (Lyu et al. 2022, doi:10.48550/arXiv.2212.07784): BGR with ImageNet's colours; see `MmdeployDetector`."""

    family = "rtmdet"

    def __init__(
        self,
        session: Session,
        *,
        name: str | None = None,
        input_size: tuple[int, int] | None = (320, 320),
        mean: Sequence[float] = IMAGENET_MEAN[::-1],
        std: Sequence[float] = IMAGENET_STD[::-1],
        bgr: bool = True,
        score_min: float = 0.3,
    ) -> None:
        super().__init__(session, name=name, input_size=input_size, mean=mean, std=std, bgr=bgr, score_min=score_min)
