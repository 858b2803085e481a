"""Which models are used when the user does not say."""

from __future__ import annotations

import os

from toeoff.errors import InvalidInputError, ModelNotFoundError
from toeoff.models.cache import expanded, is_file
from toeoff.models.card import ModelFile
from toeoff.models.find import find
from toeoff.skeleton import Skeleton

__all__ = ["AUTO_DETECTORS", "AUTO_POSES", "check_pair", "choose_detector", "choose_pose"]

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


def choose_pose(model: str | os.PathLike[str] = "auto") -> tuple[ModelFile, ...]:
    """Find the pose model that a user names, or the best one on this machine.

    Parameters
    ----------
    model : str or path-like
        `auto`, a name, an ONNX file, or a pair `A+B`: body and legs from A, heel and toe from B.

    Returns
    -------
    tuple of ModelFile
        One, or the two of a pair in their order.

    Raises
    ------
    UnknownModelError
        When nothing is known by that name, or there is no such file.
    ModelNotFoundError
        When it is not on this machine, or `auto` finds none; the message says how to get one.
    InvalidInputError
        When it is not a pose model, more than a pair, or a pair that is none.
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


def choose_detector(detector: str | os.PathLike[str] = "auto") -> ModelFile:
    """Find the person detector that a user names, or the best one on this machine.

    Parameters
    ----------
    detector : str or path-like
        `auto`, a name or an ONNX file.

    Raises
    ------
    UnknownModelError
        When nothing is known by that name, or there is no such file.
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


def check_pair(body: ModelFile, feet: ModelFile) -> None:
    """Check that two pose models make a pair: two networks, the second with feet.

    Raises
    ------
    InvalidInputError
        When they do not.
    """
    if body.sha256 == feet.sha256:
        raise InvalidInputError(
            f"the pair {body.name}+{feet.name} is one model twice, but takes body and legs from its first model, heel "
            f"and toe from its second; give {body.name} alone, or two different models"
        )
    if not Skeleton.of(feet.card.skeleton or "").has_feet:
        raise InvalidInputError(
            f"{feet.name} has no heels and toes ({feet.card.skeleton}), so it cannot be the second of a pair; give the "
            "model with feet last"
        )


def _named_poses(model: str | os.PathLike[str]) -> tuple[ModelFile, ...]:
    if not isinstance(model, str) or is_file(expanded(model)):
        return (_of_role(find(model), "pose"),)
    parts = model.split("+")
    if len(parts) > 2 or not all(parts):
        raise InvalidInputError(f"model is {model!r}; give one pose model, or a pair as A+B")
    files = tuple(_of_role(find(part), "pose") for part in parts)
    if len(files) == 2:
        check_pair(*files)
    return files


def _of_role(model: ModelFile, role: str) -> ModelFile:
    if model.card.role != role:
        raise InvalidInputError(f"{model.name} is a {model.card.role} model; a {role} model is needed here")
    return model


def _all_found(names: list[str]) -> tuple[ModelFile, ...]:
    try:
        return tuple(find(name) for name in names)
    except ModelNotFoundError:
        return ()  # the next choice is tried; a model that is there but wrong raises
