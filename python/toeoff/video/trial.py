"""A network tried once, before it is kept: whether it opens, is of its family, and answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from toeoff.models import ModelCard
from toeoff.video.load import make_detector, make_pose_model
from toeoff.video.session import open_session

__all__ = ["try_model"]

# A grey picture, and the box of a person who could stand in it.
_PICTURE = np.full((480, 640, 3), 114, dtype=np.uint8)
_BOX = np.array([[200.0, 60.0, 380.0, 440.0]])


def try_model(card: ModelCard, path: Path) -> None:
    """Open a model as a recording would, and run it on a picture without anyone in it.

    Parameters
    ----------
    card : ModelCard
        What it is said to be.
    path : pathlib.Path
        Its ONNX file.

    Raises
    ------
    ModelError
        When it cannot be opened, its inputs and outputs are not those of the card's family and skeleton, or its
        answers are not of the family's shape or not finite.
    InvalidInputError
        When the card contradicts itself.
    """
    session = open_session(path)
    if card.role == "detector":
        make_detector(card, session).detect(_PICTURE)
    else:
        make_pose_model(card, session).estimate(_PICTURE, _BOX)
