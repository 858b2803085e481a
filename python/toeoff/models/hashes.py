"""Hashes of model files, and the check that a file is what its card says."""

from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from toeoff.errors import ModelError
from toeoff.file_hash import sha256_of
from toeoff.models.cache import cache_folder, is_file
from toeoff.models.card import ModelCard

__all__ = ["check_model", "file_sha256", "sidecar", "write_sidecar"]

_MEMO_NAME = "hashes.json"
# Smaller files are hashed anew each time: it takes less than 50 ms even at 400 MB/s, a core without SHA instructions.
_MEMO_FROM_BYTES = 20_000_000


def sidecar(model: Path) -> Path:
    """File that holds the hash a model had when it was stored, in the form of `sha256sum`."""
    return model.with_name(model.name + ".sha256")


def write_sidecar(model: Path, sha256: str, stored_name: str) -> Path:
    """Record the hash of a model that will be stored as `stored_name`."""
    path = sidecar(model)
    path.write_text(f"{sha256}  {stored_name}\n", encoding="ascii")
    return path


def check_model(card: ModelCard, path: Path) -> str:
    """SHA-256 of a model file, checked against the hash on record.

    On record is the hash beside the file where there is one, else those of the card. A file of which neither is known
    is taken as it is.

    Raises
    ------
    ModelError
        When the file is not the one on record.
    """
    actual = _remembered_sha256(path)
    beside = sidecar(path)
    expected = _recorded_sha256(beside) if is_file(beside) else card.sha256
    if expected and actual not in expected:
        raise ModelError(
            f"{path} is not the model {card.name!r} on record: its SHA-256 is {actual}, expected is "
            f"{' or '.join(expected)}. Remove the file, then run `toeoff models pull {card.name}` or put the right one "
            "in its place; a model of your own needs another name and a description beside it"
        )
    return actual


def _recorded_sha256(beside: Path) -> tuple[str, ...]:
    try:
        words = beside.read_text(encoding="ascii").split()
    except OSError as error:
        raise ModelError(f"{beside} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        words = []
    if not words or not re.fullmatch(r"[0-9a-fA-F]{64}", words[0]):
        raise ModelError(
            f"{beside} does not hold a SHA-256 as `sha256sum` writes it; remove it together with the model file, and "
            "pull or add the model again"
        )
    return (words[0].lower(),)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal.

    Raises
    ------
    ModelError
        When the file cannot be read.
    """
    try:
        return sha256_of(path)
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}") from error


def _remembered_sha256(path: Path) -> str:
    """`file_sha256`; of a large file it is remembered in the cache while size and time of change stay the same."""
    try:
        stat = path.stat()
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}") from error
    if stat.st_size < _MEMO_FROM_BYTES:
        return file_sha256(path)
    key, state = str(path.resolve()), [stat.st_size, stat.st_mtime_ns]
    memo = _read_memo()
    known = memo.get(key)
    if isinstance(known, dict) and known.get("state") == state and isinstance(known.get("sha256"), str):
        return str(known["sha256"])
    sha256 = file_sha256(path)
    _write_memo({**memo, key: {"state": state, "sha256": sha256}})
    return sha256


def _read_memo() -> dict[str, Any]:
    try:
        memo = json.loads((cache_folder() / _MEMO_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # not there yet, or broken: every hash can be computed again
    return memo if isinstance(memo, dict) else {}


def _write_memo(memo: dict[str, Any]) -> None:
    folder = cache_folder()
    if not os.access(folder, os.W_OK):
        return  # without a cache to write to, hashing again costs time, not correctness
    try:
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".hashes-")
    except OSError:
        return  # as above
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(memo, stream)
        Path(temporary).replace(folder / _MEMO_NAME)
    except OSError:
        Path(temporary).unlink(missing_ok=True)  # a full disk: as above
