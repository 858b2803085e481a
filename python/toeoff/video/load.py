"""From a model's card to the adapter that runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from toeoff.errors import InvalidInputError
from toeoff.models import ModelFile, check_pair, choose_detector, choose_pose
from toeoff.video.detect.mediapipe import MediapipeDetector
from toeoff.video.detect.rtmdet import MmdeployDetector, RtmDet
from toeoff.video.detect.yolox import YoloxRaw
from toeoff.video.paired import PairedPose
from toeoff.video.pose.blazepose import BlazePose
from toeoff.video.pose.heatmap import HeatmapPose
from toeoff.video.pose.movenet import MovenetPose
from toeoff.video.pose.simcc import SimccPose
from toeoff.video.session import open_session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from toeoff.models import ModelCard
    from toeoff.video.session import Session
    from toeoff.video.types import Detector, PoseModel

__all__ = ["find_detector", "find_pose", "load_detector", "load_pose_model", "make_detector", "make_pose_model"]

_DETECTORS = {c.family: c for c in (RtmDet, MmdeployDetector, YoloxRaw, MediapipeDetector)}
#: Pose families whose keypoint set the card states.
_ANY_SKELETON: dict[str, type[SimccPose] | type[HeatmapPose]] = {c.family: c for c in (SimccPose, HeatmapPose)}
#: Pose families of one keypoint set, and which.
_OWN_SKELETON: dict[str, tuple[type[BlazePose] | type[MovenetPose], str]] = {
    BlazePose.family: (BlazePose, "blazepose33"),
    MovenetPose.family: (MovenetPose, "coco17"),
}


def load_detector(
    model: str | PathLike[str] | ModelFile = "auto", device: str = "auto", threads: int | None = None
) -> Detector:
    """Open a person detector.

    Parameters
    ----------
    model : str, path-like or ModelFile, default "auto"
        A name, an ONNX file with a description beside it, or "auto" for the best on this machine.
    device : str, default "auto"
    threads : int, optional
        As for `open_session`.

    Raises
    ------
    ModelNotFoundError
        When it is not on this machine.
    ModelError
        When the file cannot be opened, is not of its family, or the device is not available.
    """
    file = find_detector(model)
    return make_detector(file.card, open_session(file.path, device, threads))


def load_pose_model(
    model: str | PathLike[str] | ModelFile | Sequence[ModelFile] = "auto",
    device: str = "auto",
    threads: int | None = None,
) -> PoseModel:
    """Open a pose model, or a pair of them.

    Parameters
    ----------
    model : str, path-like, ModelFile or sequence of ModelFile, default "auto"
        A name, an ONNX file with a description beside it, a pair `A+B` (body and legs of A, heels and toes of B), or
        "auto" for the best on this machine.
    device : str, default "auto"
    threads : int, optional
        As for `open_session`.

    Raises
    ------
    ModelNotFoundError
        When it is not on this machine.
    ModelError
        When the file cannot be opened, is not of its family, or the device is not available.
    InvalidInputError
        When it is no pose model, or a pair is of one model twice, or its second has no feet.
    """
    poses = [make_pose_model(file.card, open_session(file.path, device, threads)) for file in find_pose(model)]
    return poses[0] if len(poses) == 1 else PairedPose(*poses)


def find_detector(model: str | PathLike[str] | ModelFile = "auto") -> ModelFile:
    """Find a person detector on this machine, without opening it; see `load_detector`."""
    return model if isinstance(model, ModelFile) else choose_detector(model)


def find_pose(model: str | PathLike[str] | ModelFile | Sequence[ModelFile] = "auto") -> tuple[ModelFile, ...]:
    """Find a pose model on this machine, or a pair, without opening it; see `load_pose_model`."""
    if isinstance(model, ModelFile):
        return (model,)
    if not isinstance(model, list | tuple):
        return choose_pose(cast("str | PathLike[str]", model))
    files = tuple(model)
    if len(files) not in (1, 2) or not all(isinstance(file, ModelFile) for file in files):
        msg = f"{len(files)} pose models were given, but must be one ModelFile, or two for a pair"
        raise InvalidInputError(msg)
    if len(files) == 2:
        check_pair(*files)
    return files


def make_detector(card: ModelCard, session: Session) -> Detector:
    """Build the adapter of a detector's family on an open session.

    Raises
    ------
    InvalidInputError
        When the card is not a detector's.
    ModelError
        When the session's inputs and outputs are not those of the family.
    """
    if card.family not in _DETECTORS:
        msg = f"{card.name} is of the family {card.family}; a detector is of {', '.join(_DETECTORS)}"
        raise InvalidInputError(msg)
    detector: Detector = _DETECTORS[card.family](session, **_shared_options(card))
    return detector


def make_pose_model(card: ModelCard, session: Session) -> PoseModel:
    """Build the adapter of a pose model's family on an open session.

    Raises
    ------
    InvalidInputError
        When the card is not a pose model's, or its skeleton is not the family's.
    ModelError
        When the session's inputs and outputs are not those of the family.
    """
    if card.family in _ANY_SKELETON and card.skeleton is not None:
        return _ANY_SKELETON[card.family](session, skeleton=card.skeleton, **_shared_options(card))
    if card.family in _OWN_SKELETON:
        adapter, skeleton = _OWN_SKELETON[card.family]
        if card.skeleton == skeleton:
            return adapter(session, **_shared_options(card))
        msg = f"{card.name} has skeleton {card.skeleton}, but the family {card.family} has {skeleton}"
        raise InvalidInputError(msg)
    families = ", ".join([*_ANY_SKELETON, *_OWN_SKELETON])
    msg = f"{card.name} is of the family {card.family}, skeleton {card.skeleton}; a pose model is one of {families}"
    raise InvalidInputError(msg)


def _shared_options(card: ModelCard) -> dict[str, Any]:
    return {
        "name": card.name,
        "input_size": card.input_size,
        "mean": card.mean,
        "std": card.std,
        "bgr": card.colour == "bgr",
    }
