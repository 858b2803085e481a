"""A user's own TOML file: read, or refused with what is wrong with it."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toeoff.errors import InvalidInputError

if TYPE_CHECKING:
    from toeoff.errors import ToeoffError

__all__ = ["parse_toml", "read_toml", "toml_path"]


def toml_path(name: str, value: str | os.PathLike[str]) -> Path:
    """Return the path of a TOML file that a caller states; `name` is that of the argument.

    Raises
    ------
    InvalidInputError
        When it is no path: not text, empty, with a NUL character in it, or a folder.
    """
    if not isinstance(value, str | os.PathLike):
        raise InvalidInputError(f"{name} is of type {type(value).__name__}, but must be the path of a TOML file")
    text = os.fspath(value)
    if not text or "\0" in text:
        raise InvalidInputError(f"{name} is {text[:60]!r}, but must be the path of a TOML file")
    path = Path(text)
    if path.is_dir():
        raise InvalidInputError(f"{name} is {path}, a folder; give the TOML file in it")
    return path


def read_toml(path: Path, error_type: type[ToeoffError]) -> dict[str, Any]:
    """Return the content of a TOML file, with or without the byte order mark that editors of Windows write.

    Raises
    ------
    error_type
        When it is not TOML.
    OSError
        When it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise error_type(f"{path}: not a text file in UTF-8 ({error.reason} at byte {error.start})") from error
    return parse_toml(text, str(path), error_type)


def parse_toml(text: str, where: str, error_type: type[ToeoffError]) -> dict[str, Any]:
    """Return the content of TOML text; `where` names it.

    Raises
    ------
    error_type
        When it is not TOML.
    """
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a plain ValueError
        raise error_type(f"{where}: not TOML: {error}") from error
