"""A user's own TOML file: read, or refused with what is wrong with it."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toeoff.arguments import wrong_type
from toeoff.errors import InvalidInputError

if TYPE_CHECKING:
    from toeoff.errors import ToeoffError

__all__ = ["parse_toml", "read_toml", "toml_path"]


def toml_path(name: str, value: str | os.PathLike[str]) -> Path:
    """Return the path of a TOML file that a caller states; `name` is that of the argument.

    Raises
    ------
    InvalidInputError
        When it is no path of a file: empty, with a NUL character in it, a folder, a pipe or a device.
    InvalidTypeError
        When it is no path at all.
    """
    if not isinstance(value, str | os.PathLike) or not isinstance(text := os.fspath(value), str):
        raise wrong_type(name, value, "the path of a TOML file")
    try:
        is_path = bool(text) and b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        is_path = False
    is_folder = is_path and Path(text).is_dir()
    is_ordinary = is_path and (Path(text).is_file() or not Path(text).exists())
    if is_ordinary:
        return Path(text)
    shown = repr(text) if len(text) <= 60 else f"{text[:57]!r}..."
    wrong = "a folder; give the TOML file in it" if is_folder else "but that is no path of a TOML file"
    raise InvalidInputError(f"{name} is {shown}, {wrong}")


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
