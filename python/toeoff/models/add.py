"""Putting a file that a user has into the cache."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

from toeoff.errors import InvalidInputError, ModelError, ModelNotFoundError
from toeoff.models.cache import cache_folder
from toeoff.models.card import ModelCard, ModelFile
from toeoff.models.describe import EXAMPLE, description_of, read_description
from toeoff.models.find import find
from toeoff.models.hashes import file_sha256
from toeoff.models.registry import REGISTRY, lookup
from toeoff.models.store import incoming_folder, store_model

__all__ = ["add"]

_GOOD_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def add(file: str | os.PathLike[str], name: str | None = None) -> ModelFile:
    """Copy a model file into the cache, so that it can be used by name from then on.

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
    ModelError
        When the file is neither known nor described, or its hash is not one that is on record for `name`.
    InvalidInputError
        When `name` cannot be a name.
    OutputError
        When the cache cannot be written to.
    """
    path = Path(file).expanduser()
    if not path.is_file():
        raise ModelNotFoundError(f"model file {path} does not exist")
    if path.suffix not in (".onnx", ".tflite"):
        raise ModelError(f"{path} is not an ONNX file (its name must end in .onnx)")
    sha256 = file_sha256(path)
    description = description_of(path)
    if path.suffix == ".onnx" and description.is_file():
        return _add_own(path, description, name)
    card = _card_of(path, sha256) if name is None else _card_named(name, path, sha256)
    with incoming_folder() as folder:
        return store_model(card, Path(shutil.copyfile(path, folder / path.name)))


def _add_own(path: Path, description: Path, name: str | None) -> ModelFile:
    card = read_description(description)
    card = replace(card, name=name or card.name)
    if card.name in REGISTRY:
        raise InvalidInputError(f"{card.name!r} is a model of the registry; give yours another name with --name")
    if not _GOOD_NAME.fullmatch(card.name):
        raise InvalidInputError(f"{card.name!r} cannot be a name: letters, digits, '.', '_' and '-' only; see --name")
    with incoming_folder() as folder:
        described = Path(shutil.copyfile(description, folder / "description.toml"))
        store_model(card, Path(shutil.copyfile(path, folder / path.name)))
        described.replace(cache_folder() / f"{card.name}.toml")
    return find(cache_folder() / f"{card.name}.onnx")


def _card_of(path: Path, sha256: str) -> ModelCard:
    for card in REGISTRY.values():
        if sha256 in _hashes(card, path.suffix):
            return card
    raise ModelError(
        f"{path} is no model that toeoff knows (SHA-256 {sha256}). If it is one of the registry, say which with "
        f"--name; if it is your own, write {description_of(path).name} beside it, such as:\n\n{EXAMPLE}"
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
