"""Which models are used when the user does not say."""

from __future__ import annotations

import os

from toeoff.errors import InvalidInputError, ModelNotFoundError, UnknownModelError
from toeoff.models.cache import expanded, is_file
from toeoff.models.card import ModelFile, Role
from toeoff.models.find import find
from toeoff.models.registry import REGISTRY
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


_TWICE = (
    "the pair {pair} is one model twice, but takes body and legs from its first model, heel and toe from its second; "
    "give {name} alone, or two different models"
)


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
        return _found(detector, "detector")
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
        raise InvalidInputError(_TWICE.format(pair=f"{body.name}+{feet.name}", name=body.name))
    if not Skeleton.of(feet.card.skeleton or "").has_feet:
        raise InvalidInputError(
            f"{feet.name} has no heels and toes ({feet.card.skeleton}), so it cannot be the second of a pair; give the "
            "model with feet last"
        )


def _named_poses(model: str | os.PathLike[str]) -> tuple[ModelFile, ...]:
    if not isinstance(model, str) or is_file(expanded(model)):
        return (_found(model, "pose"),)
    parts = model.split("+")
    if len(parts) > 2 or not all(parts):
        raise InvalidInputError(f"model is {model!r}; give one pose model, or a pair as A+B")
    if len(parts) == 2 and parts[0] == parts[1]:
        raise InvalidInputError(_TWICE.format(pair=model, name=parts[0]))
    files, missing = [], None
    for part in parts:
        try:
            files.append(_found(part, "pose"))
        except UnknownModelError:
            raise
        except ModelNotFoundError as error:
            missing = missing or error  # told when nothing is wrong with what was asked for
    if missing is not None:
        raise missing
    if len(files) == 2:
        check_pair(*files)
    return tuple(files)


def _found(model: str | os.PathLike[str], role: Role) -> ModelFile:
    """Find a model of a role; the wrong role is told before its absence."""
    card = REGISTRY.get(model) if isinstance(model, str) else None
    if card is None or card.role == role:
        file = find(model)
        card = file.card
    if card.role != role:
        raise InvalidInputError(f"{card.name} is a {card.role} model; a {role} model is needed here")
    return file


def _all_found(names: list[str]) -> tuple[ModelFile, ...]:
    try:
        return tuple(find(name) for name in names)
    except ModelNotFoundError:
        return ()  # the next choice is tried; a model that is there but wrong raises
