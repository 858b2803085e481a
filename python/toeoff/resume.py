"""What a finished recording was made from, so that a later call can tell whether it still holds."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any

from toeoff import __version__
from toeoff.errors import InvalidInputError
from toeoff.file_hash import sha256_of
from toeoff.json_text import read_json
from toeoff.output_names import ALWAYS, RECORD, RESULTS, real_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["is_as_written", "is_changed", "is_complete", "make_record", "source_identity"]


def source_identity(path: Path) -> dict[str, Any]:
    """Return what identifies an input: its path, and size and time of change (of every file of a folder).

    Raises
    ------
    FileNotFoundError
        When there is nothing at `path`.
    InvalidInputError
        When its name cannot be written down.
    """
    try:
        str(real_path(path)).encode()
    except UnicodeEncodeError as error:
        msg = "the name, or that of a folder above, is no valid UTF-8, which tables and JSON cannot hold; rename it"
        raise InvalidInputError(msg) from error
    if not path.exists():
        msg = f"{path}: no such file or folder"
        raise FileNotFoundError(msg)
    if path.is_dir():
        digest = hashlib.sha256()
        files = sorted(p for p in path.iterdir() if p.is_file())
        for file in files:
            stat = file.stat()
            digest.update(os.fsencode(file.name) + f"\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
        return {"path": str(real_path(path)), "n_files": len(files), "files_sha256": digest.hexdigest()}
    stat = path.stat()
    return {"path": str(real_path(path)), "size": stat.st_size, "mtime_ns": stat.st_mtime_ns}


def make_record(
    identity: Mapping[str, Any], settings: Mapping[str, Any], models: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return what a result depends on: version, input, settings, models; ready for JSON."""
    record = {
        "toeoff": __version__,
        "input": dict(identity),
        "settings": dict(settings),
        "models": [dict(model) for model in models],
    }
    # Compared with what is read back from JSON, where a tuple has become a list.
    return dict(json.loads(json.dumps(record)))


def is_complete(folder: Path, record: Mapping[str, Any]) -> bool:
    """Tell whether `folder` holds every file of a result that depends on exactly this record, none of them damaged."""
    try:
        found = read_json(folder / RECORD)
    except (OSError, ValueError):
        # No record, or one that cannot be read: the recording is analysed again.
        return False
    if not isinstance(found, dict):
        return False
    files = found.pop("files", None)
    if found != dict(record) or not isinstance(files, dict) or not set(ALWAYS) <= set(files) <= set(RESULTS):
        return False
    return all(_sha256(folder / name) == sha256 for name, sha256 in files.items())


def is_as_written(folder: Path, name: str) -> bool:
    """Tell whether a file of a result is, byte for byte, the one that its record tells of."""
    sha256 = _recorded(folder, name)
    return sha256 is not None and _sha256(folder / name) == sha256


def is_changed(folder: Path, name: str) -> bool:
    """Tell whether a file of a result is there, but no longer the one that its record tells of."""
    sha256 = _recorded(folder, name)
    return sha256 is not None and (folder / name).is_file() and _sha256(folder / name) != sha256


def _recorded(folder: Path, name: str) -> object:
    """SHA-256 of a file by the record of its folder; None where that does not tell it."""
    try:
        return read_json(folder / RECORD)["files"][name]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def hashes(folder: Path) -> dict[str, str | None]:
    """Return the SHA-256 of every file of a result, by name."""
    return {path.name: _sha256(path) for path in sorted(folder.iterdir())}


def _sha256(path: Path) -> str | None:
    """SHA-256 of a file; None when it cannot be read."""
    try:
        return sha256_of(path)
    except OSError:
        return None
