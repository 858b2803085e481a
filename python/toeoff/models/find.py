"""Models that are already on this machine; nothing here downloads."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from toeoff.errors import InvalidInputError, ModelError, ModelNotFoundError, UnknownModelError
from toeoff.models.cache import expanded, is_file, own_descriptions, search_folders
from toeoff.models.card import ModelCard, ModelFile
from toeoff.models.describe import description_of, how_to_describe, read_description
from toeoff.models.hashes import check_model, file_sha256
from toeoff.models.registry import REGISTRY, lookup

__all__ = ["find", "names"]


def find(name_or_path: str | os.PathLike[str]) -> ModelFile:
    """Find a model on this machine, by name or by file.

    A name is looked for in the folders of `TOEOFF_MODELS`, then in the cache. A file is one of the registry (known by
    its name or its bytes) or has a description beside it: `pose.toml` for `pose.onnx`, see `toeoff.models.EXAMPLE`.

    Parameters
    ----------
    name_or_path : str or path-like
        A name of the registry, a name of a model of one's own, or an ONNX file.

    Returns
    -------
    ModelFile
        Its file has been checked against the hash on record.

    Raises
    ------
    UnknownModelError
        When nothing is known by that name, or there is no such file.
    ModelNotFoundError
        When it is known but not on this machine; the message says how to get it.
    ModelError
        When its file is not the one on record or no ordinary one, its description is wrong, or a folder cannot be read.
    InvalidInputError
        When it is neither a name nor a path.
    """
    if not isinstance(name_or_path, str | os.PathLike):
        raise InvalidInputError(f"a model is a name or a path, not {name_or_path!r}; `toeoff models list` shows names")
    text = os.fspath(name_or_path)
    if isinstance(name_or_path, os.PathLike) or text.endswith(".onnx") or Path(text).name != text:
        return _find_file(expanded(text))
    folders = search_folders()
    if text not in REGISTRY:
        own = _first_file(folders, (f"{text}.toml",))
        if own is not None:
            return _described(own.with_suffix(".onnx"), own)
    card = lookup(text, _own_names(folders)) if text not in REGISTRY else REGISTRY[text]
    path = _first_file(folders, card.file_names)
    if path is None:
        raise ModelNotFoundError(_how_to_get(card, folders))
    return ModelFile(card, path, check_model(card, path))


def names() -> list[str]:
    """List the names that `find` takes: those of the registry in its order, then users' own on this machine."""
    return [*REGISTRY, *_own_names(search_folders())]


def _own_names(folders: Iterable[Path]) -> list[str]:
    return sorted({path.stem for folder in folders for path in own_descriptions(folder)} - set(REGISTRY))


def _first_file(folders: Iterable[Path], names: tuple[str, ...]) -> Path | None:
    return next((folder / name for folder in folders for name in names if is_file(folder / name)), None)


def _find_file(path: Path) -> ModelFile:
    if not is_file(path):
        if path.exists():
            what = "a folder" if path.is_dir() else "a pipe or a device"
            raise ModelError(f"model file {path} is {what}; give an ONNX file or a name of `toeoff models list`")
        raise UnknownModelError(
            f"model file {path} does not exist; give an ONNX file or a name of `toeoff models list`"
        )
    description = description_of(path)
    if is_file(description):
        return _described(path, description)
    card = next((c for c in REGISTRY.values() if path.name in c.file_names), None)
    if card is not None:
        return ModelFile(card, path, check_model(card, path))
    sha256 = file_sha256(path)
    card = next((c for c in REGISTRY.values() if sha256 in c.sha256), None)
    if card is not None:
        return ModelFile(card, path, sha256)
    raise ModelError(
        f"{path} is no model that toeoff knows, and it has no description beside it; {how_to_describe(path)}"
    )


def _described(path: Path, description: Path) -> ModelFile:
    if not is_file(path):
        raise ModelNotFoundError(f"{description} describes a model, but {path.name} is not beside it")
    card = read_description(description)
    return ModelFile(card, path, check_model(card, path))


def _how_to_get(card: ModelCard, folders: list[Path]) -> str:
    place = f"put {' or '.join(card.file_names)} into a folder that TOEOFF_MODELS names"
    missing = f"model {card.name!r} is not on this machine (looked in {', '.join(str(folder) for folder in folders)})"
    if card.source is None:
        return f"{missing}. {card.note} Or {place}"
    via = "a package index" if card.source.wheel else "the internet"
    return f"{missing}. Run `toeoff models pull {card.name}` (needs {via}), or {place}"
