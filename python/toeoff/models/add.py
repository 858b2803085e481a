"""Putting a file that a user has into the cache."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from toeoff.errors import InvalidInputError, ModelError, ModelNotFoundError, OutputError, ToeoffError
from toeoff.models.cache import cache_folder, expanded, is_file
from toeoff.models.card import ModelCard, ModelFile
from toeoff.models.describe import description_of, how_to_describe, read_description
from toeoff.models.find import find
from toeoff.models.hashes import file_sha256
from toeoff.models.registry import REGISTRY, lookup
from toeoff.models.store import incoming_folder, store_model

__all__ = ["add"]

_GOOD_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def add(file: str | os.PathLike[str], name: str | None = None) -> ModelFile:
    """Copy a model file into the cache, so that it can be used by name from then on.

    It is opened and run once before it is kept, so that a file that is damaged or not what it is said to be is told
    now and not at the first recording.

    Parameters
    ----------
    file : str or path-like
        An ONNX file: one of the registry (known by its bytes), or one with a description beside it (`pose.toml` for
        `pose.onnx`). A TFLite file that the registry has a hash of is taken too, and converted.
    name : str, optional
        For a file of the registry whose hash is not on record: which model it is. For one's own: another name than
        that of the file.

    Returns
    -------
    ModelFile
        The copy.

    Raises
    ------
    ModelNotFoundError
        When there is no such file, or no model of that name.
    UnknownModelError
        When no model is called `name`.
    ModelError
        When the file is no ordinary one, is neither known nor described, its hash is not one that is on record for
        `name`, it cannot be opened, or it is not of the family, size and skeleton that it should be. Nothing is left
        behind.
    InvalidInputError
        When `name` cannot be a name, or the description contradicts itself.
    MissingExtraError
        When it must be converted and the packages for that are missing.
    OutputError
        When the cache cannot be written to.
    """
    path = expanded(file)
    if not is_file(path):
        if path.exists() and not path.is_dir():
            raise ModelError(f"model file {path} is a pipe or a device; write the model to a file and add that")
        what = "is a folder; give the ONNX file in it" if path.is_dir() else "does not exist; check the path"
        raise ModelNotFoundError(f"model file {path} {what}")
    if path.suffix not in (".onnx", ".tflite"):
        raise ModelError(f"{path} is not an ONNX file: its name must end in .onnx; export the model to ONNX first")
    sha256 = file_sha256(path)
    description = description_of(path)
    if path.suffix == ".onnx" and is_file(description):
        return _add_own(path, description, name)
    card = _card_of(path, sha256) if name is None else _card_named(name, path, sha256)
    with incoming_folder() as folder:
        return store_model(card, _copied(path, folder, card), check=_tried(path))


def _add_own(path: Path, description: Path, name: str | None) -> ModelFile:
    card = read_description(description)
    card = replace(card, name=name or card.name)
    if card.name in REGISTRY:
        raise InvalidInputError(f"{card.name!r} is a model of the registry; give yours another name with --name")
    if not _GOOD_NAME.fullmatch(card.name):
        raise InvalidInputError(f"{card.name!r} cannot be a name: letters, digits, '.', '_' and '-' only; see --name")
    place = cache_folder() / f"{card.name}.toml"
    if place.is_dir():
        raise OutputError(f"{place} is a folder where a file of the model cache belongs; remove it and try again")
    with incoming_folder() as folder:
        described = Path(shutil.copyfile(description, folder / "description.toml"))
        store_model(card, _copied(path, folder, card), check=_tried(path))
        described.replace(place)
    return find(place.with_name(f"{card.name}.onnx"))


def _copied(path: Path, folder: Path, card: ModelCard) -> Path:
    """Copy the file under the name that it will have, which is the one in what is told of it."""
    return Path(shutil.copyfile(path, folder / f"{card.name}{path.suffix}"))


def _tried(path: Path) -> Callable[[ModelCard, Path], None]:
    def check(card: ModelCard, copy: Path) -> None:
        from toeoff.video.trial import try_model  # noqa: PLC0415 - loads onnxruntime and cv2

        try:
            try_model(card, copy)
        except ToeoffError as error:
            # The user knows the file by its own name, not by that of the copy.
            told = str(error).replace(str(copy), str(path))
            if "external" in told:
                told += ". Save it as one file first: its weights lie in a second one, which is not copied"
            raise ModelError(f"{path} was not added as {card.name!r}: {told}") from error

    return check


def _card_of(path: Path, sha256: str) -> ModelCard:
    for card in REGISTRY.values():
        if sha256 in _hashes(card, path.suffix):
            return card
    raise ModelError(
        f"{path} is no model that toeoff knows (SHA-256 {sha256}). If it is one of the registry, say which with "
        f"--name; if it is your own, {how_to_describe(path)}"
    )


def _card_named(name: str, path: Path, sha256: str) -> ModelCard:
    card = lookup(name)
    expected = _hashes(card, path.suffix)
    # Without a publisher's hash on record, the user's word counts: such a file may be exported anew, with other bytes.
    is_certain = path.suffix == ".tflite" or (card.source is not None and card.source.confirmed)
    if sha256 in expected or not is_certain:
        return card
    raise ModelError(
        f"{path} is not the model {name!r} on record: its SHA-256 is {sha256}, "
        f"expected is {' or '.join(expected) or 'an ONNX file'}"
    )


def _hashes(card: ModelCard, suffix: str) -> tuple[str, ...]:
    """Hashes on record of a card's ONNX file, or of the TFLite file that it is made from."""
    if suffix == ".onnx":
        return card.sha256
    source = card.source if card.outputs else None
    return tuple(h for h in (source.sha256, source.member_sha256) if h) if source else ()
