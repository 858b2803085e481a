"""Folders that models live in."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

from toeoff.errors import ModelError, OutputError

__all__ = ["cache_folder", "expanded", "is_file", "make_cache_folder", "own_descriptions", "search_folders"]


def cache_folder() -> Path:
    r"""Name the folder that downloaded and added models are kept in; it may not exist yet.

    `TOEOFF_CACHE` names toeoff's cache; otherwise it is where the platform keeps caches:
    `$XDG_CACHE_HOME/toeoff` or `~/.cache/toeoff`, `~/Library/Caches/toeoff`, `%LOCALAPPDATA%\toeoff`.

    Raises
    ------
    ModelError
        When there is no home folder to put it in.
    """
    named = os.environ.get("TOEOFF_CACHE")
    if named:
        return expanded(named).absolute() / "models"
    home = expanded("~")
    if sys.platform == "darwin":
        base = home / "Library" / "Caches"
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "toeoff" / "models"


def make_cache_folder() -> Path:
    """Make the cache folder if it is not there, and return it.

    Raises
    ------
    OutputError
        When it cannot be made.
    """
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"the model cache {folder} cannot be made: {error.strerror}; set TOEOFF_CACHE to a folder you can write to"
        ) from error
    return folder


def search_folders() -> list[Path]:
    """List the folders that are searched for models, in order: those of `TOEOFF_MODELS`, then the cache.

    `TOEOFF_MODELS` holds one folder or several, separated as in `PATH`.

    Raises
    ------
    ModelError
        When `TOEOFF_MODELS` names something that is not a folder.
    """
    folders = [expanded(part) for part in os.environ.get("TOEOFF_MODELS", "").split(os.pathsep) if part]
    for folder in folders:
        if not _is(stat.S_ISDIR, folder):
            raise ModelError(f"TOEOFF_MODELS names {folder}, which is not a folder; correct it or unset it")
    return [*folders, cache_folder()]


def own_descriptions(folder: Path) -> list[Path]:
    """List the TOML files of a folder: each describes a model of the user's own. None where there is no folder.

    Raises
    ------
    ModelError
        When the folder cannot be read, or is none.
    """
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except FileNotFoundError:
        return []  # the cache is made when it is first written to
    except OSError as error:
        raise _unreadable(folder, error) from error


def is_file(path: Path) -> bool:
    """Whether there is such a file.

    Raises
    ------
    ModelError
        When its folder does not let us look.
    """
    return _is(stat.S_ISREG, path)


def expanded(path: str | os.PathLike[str]) -> Path:
    """Return a path with `~` written out.

    Raises
    ------
    ModelError
        When there is no such home folder.
    """
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise ModelError(
            f"{os.fspath(path)} names a home folder that is not known; set TOEOFF_CACHE, or write the path in full"
        ) from error


def _is(kind: Callable[[int], bool], path: Path) -> bool:
    try:
        return kind(path.stat().st_mode)
    except PermissionError as error:
        raise _unreadable(path.parent, error) from error
    except (OSError, ValueError):
        return False  # not there, a file where a folder should be, a name that no file system takes


def _unreadable(folder: Path, error: OSError) -> ModelError:
    return ModelError(
        f"the model folder {folder} cannot be read: {error.strerror}; make it readable, or set TOEOFF_CACHE or "
        "TOEOFF_MODELS to another folder"
    )
