"""Which models are used when the user does not say."""

from __future__ import annotations

from pathlib import Path

from toeoff.errors import InvalidInputError, ModelNotFoundError
from toeoff.models.card import ModelFile
from toeoff.models.find import find

__all__ = ["AUTO_DETECTORS", "AUTO_POSES", "choose_detector", "choose_pose"]

#: Pose models of `auto`, best first. The pair keeps the legs on blurred footage and has heel and toe all the same; the
#: others have feet. A model without feet is never chosen unasked.
AUTO_POSES = (
    "pptinypose-256+blazepose-full",
    "rtmpose-m-halpe26",
    "rtmpose-s-halpe26",
    "rtmpose-l-halpe26",
    "rtmpose-x-halpe26",
    "rtmpose-t-halpe26",
    "blazepose-full",
)

#: Detectors of `auto`, best first.
AUTO_DETECTORS = ("rtmdet-nano", "yolox-nano-humanart", "yolox-tiny-humanart", "yolox-m-humanart", "mediapipe-detector")


def choose_pose(model: str = "auto") -> tuple[ModelFile, ...]:
    """Find the pose model that a user names, or the best one on this machine.

    Parameters
    ----------
    model : str
        `auto`, a name, an ONNX file, or a pair `A+B`: body and legs from A, heel and toe from B.

    Returns
    -------
    tuple of ModelFile
        One, or the two of a pair in their order.

    Raises
    ------
    ModelNotFoundError
        When it is not on this machine, or `auto` finds none; the message says how to get one.
    InvalidInputError
        When it is not a pose model, or more than a pair.
    """
    if model != "auto":
        return _named_poses(model)
    for name in AUTO_POSES:
        found = _all_found(name.split("+"))
        if found:
            return found
    raise ModelNotFoundError(
        "no pose model is on this machine. With internet: `toeoff models pull rtmdet-nano rtmpose-s-halpe26`; with "
        "only a package index: `toeoff models pull mediapipe-detector blazepose-full`; or put models into a folder "
        "that TOEOFF_MODELS names (`toeoff models list` shows which are known)"
    )


def choose_detector(detector: str = "auto") -> ModelFile:
    """Find the person detector that a user names, or the best one on this machine.

    Parameters
    ----------
    detector : str
        `auto`, a name or an ONNX file.

    Raises
    ------
    ModelNotFoundError
        When it is not on this machine, or `auto` finds none; the message says how to get one.
    InvalidInputError
        When it is not a detector.
    """
    if detector != "auto":
        return _of_role(find(detector), "detector")
    for name in AUTO_DETECTORS:
        found = _all_found([name])
        if found:
            return found[0]
    raise ModelNotFoundError(
        "no person detector is on this machine. With internet: `toeoff models pull rtmdet-nano`; with only a package "
        "index: `toeoff models pull mediapipe-detector` (one or two prominent people only)"
    )


def _named_poses(model: str) -> tuple[ModelFile, ...]:
    parts = [model] if Path(model).is_file() else model.split("+")
    if len(parts) > 2 or not all(parts):
        raise InvalidInputError(f"model is {model!r}; give one pose model, or a pair as A+B")
    return tuple(_of_role(find(part), "pose") for part in parts)


def _of_role(model: ModelFile, role: str) -> ModelFile:
    if model.card.role != role:
        raise InvalidInputError(f"{model.name} is a {model.card.role} model; a {role} model is needed here")
    return model


def _all_found(names: list[str]) -> tuple[ModelFile, ...]:
    try:
        return tuple(find(name) for name in names)
    except ModelNotFoundError:
        return ()  # the next choice is tried; a model that is there but wrong raises
