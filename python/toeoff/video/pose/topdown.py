"""What all top-down pose models share: crops of one frame in, keypoints of one frame out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from toeoff.skeleton import Skeleton
from toeoff.video.answers import ask
from toeoff.video.types import Poses, check_boxes, check_image

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from toeoff.video.contract import Pattern
    from toeoff.video.crop import Cropper
    from toeoff.video.session import Session, TensorSpec

__all__ = ["TopDown"]

#: Crops that a CPU is given at once. The default pair takes 24 MiB more for each, so that the 32 people of a crowd took
#: 770 MiB; a batch of 32 is no faster than four of 8.
CPU_CROPS = 8


class TopDown:
    """Crops every box, runs the network on all of them at once, and decodes.

    A family adds `_decode`. A network of fixed batch size is fed in pieces, and so is a CPU.

    Attributes
    ----------
    name : str
    skeleton : Skeleton
    """

    def __init__(
        self,
        session: Session,
        *,
        name: str | None,
        skeleton: str | Skeleton,
        input_name: str,
        input_spec: TensorSpec,
        outputs: Mapping[str, Pattern],
        cropper: Cropper,
    ) -> None:
        self.name = name or session.name
        self.device = session.device
        self.skeleton = Skeleton.of(skeleton)
        self._session = session
        self._input = input_name
        self._batch_size = input_spec.shape[0]
        self._outputs = outputs
        self._cropper = cropper

    def estimate(self, image: NDArray[np.uint8], boxes_xyxy: NDArray[np.float64]) -> Poses:
        """Find the keypoints inside each box of a BGR image.

        Parameters
        ----------
        image : ndarray, shape (height, width, 3), uint8
        boxes_xyxy : ndarray, shape (n, 4)
            Image px. The crop is the box at the network's aspect, grown by a quarter.

        Returns
        -------
        Poses
            One row per box; no boxes give no poses.

        Raises
        ------
        InvalidInputError
            When the image or a box is not what it must be.
        ModelError
            When the network fails, or answers what is not finite or not of its family's shape.
        """
        image, boxes = check_image(image), check_boxes(boxes_xyxy)
        if len(boxes) == 0:
            return Poses.none(len(self.skeleton.keypoints))
        crops = self._cropper.cut(image, boxes)
        xy, score, presence = self._decode(self._run(crops.batch))
        xy = crops.to_image(xy)
        score = np.clip(score, 0.0, 1.0)
        xy[score == 0.0] = np.nan
        return Poses(xy, score, score.mean(axis=1) if presence is None else np.clip(presence, 0.0, 1.0))

    def _decode(
        self, outputs: dict[str, NDArray[Any]]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64] | None]:
        """Crop px (n, k, 2), score (n, k), and presence (n,) where the network has it; all float64."""
        raise NotImplementedError

    def _run(self, batch: NDArray[Any]) -> dict[str, NDArray[Any]]:
        fixed = self._batch_size
        most = fixed or (CPU_CROPS if self.device == "cpu" else len(batch))
        pieces = [self._piece(batch[start : start + most]) for start in range(0, len(batch), most)]
        if len(pieces) == 1:
            return pieces[0]
        return {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}

    def _piece(self, crops: NDArray[Any]) -> dict[str, NDArray[Any]]:
        """Run the network once; a batch that is too short for it is filled up with black."""
        n = len(crops)
        short = (self._batch_size or n) - n
        if not short:
            return ask(self._session, self.name, self._input, crops, self._outputs)
        filled = np.concatenate([crops, np.zeros((short, *crops.shape[1:]), crops.dtype)])
        outputs = ask(self._session, self.name, self._input, filled, self._outputs, n_read=n)
        return {name: value[:n] for name, value in outputs.items()}
