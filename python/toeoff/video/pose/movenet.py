"""MoveNet single pose: COCO's 17 keypoints as normalised coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from toeoff.video.contract import image_size, mismatch, output_like
from toeoff.video.crop import BOX_PADDING, Cropper
from toeoff.video.pixels import PixelFormat
from toeoff.video.pose.topdown import TopDown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from toeoff.video.session import Session

__all__ = ["MovenetPose"]


class MovenetPose(TopDown):
    """MoveNet Lightning and Thunder, fed with a square crop about each box.

    Parameters
    ----------
    session : Session
        Input of whole numbers 0..255 in RGB (uint8, or int32 in Google's own export); one output (1, 1, 17, 3).
    name : str, optional
        For the record of a run; the session's name by default.
    input_size : (int, int), optional
        Width and height; taken from the file where it states them.
    mean, std : sequence of three floats
        Must leave the pixels as they are.
    bgr : bool, default False
    padding : float, default `BOX_PADDING`

    Raises
    ------
    ModelError
        When the file has other inputs or outputs.
    """

    family = "movenet"

    def __init__(
        self,
        session: Session,
        *,
        name: str | None = None,
        input_size: tuple[int, int] | None = None,
        mean: Sequence[float] = (0.0, 0.0, 0.0),
        std: Sequence[float] = (1.0, 1.0, 1.0),
        bgr: bool = False,
        padding: float = BOX_PADDING,
    ) -> None:
        input_name, spec, size = image_size(session, self.family, input_size, channels_first=False)
        if spec.dtype not in (np.uint8, np.int32):
            raise mismatch(session, self.family, "an input of type uint8 or int32")
        pattern = (None, 1, 17, 3)
        self._output = output_like(session, self.family, pattern, "(n, 1, 17, 3)")
        pixels = PixelFormat(mean=mean, std=std, bgr=bgr, channels_first=False, dtype=spec.dtype)
        super().__init__(
            session,
            name=name,
            skeleton="coco17",
            input_name=input_name,
            input_spec=spec,
            outputs={self._output: pattern},
            cropper=Cropper(size, pixels, padding=padding),
        )
        self._size = size

    def _decode(
        self, outputs: dict[str, NDArray[Any]]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64] | None]:
        points = outputs[self._output][:, 0].astype(np.float64)
        return points[..., [1, 0]] * np.array(self._size), points[..., 2], None
