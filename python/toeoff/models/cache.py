"""Folders that models live in."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from toeoff.errors import ModelError, OutputError

__all__ = ["cache_folder", "make_cache_folder", "search_folders"]


def cache_folder() -> Path:
    r"""Name the folder that downloaded and added models are kept in; it may not exist yet.

    `TOEOFF_CACHE` names toeoff's cache; otherwise it is where the platform keeps caches:
    `$XDG_CACHE_HOME/toeoff` or `~/.cache/toeoff`, `~/Library/Caches/toeoff`, `%LOCALAPPDATA%\toeoff`.
    """
    named = os.environ.get("TOEOFF_CACHE")
    if named:
        return Path(named).expanduser().absolute() / "models"
    home = Path.home()
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
    folders = [Path(part).expanduser() for part in os.environ.get("TOEOFF_MODELS", "").split(os.pathsep) if part]
    for folder in folders:
        if not folder.is_dir():
            raise ModelError(f"TOEOFF_MODELS names {folder}, which is not a folder; correct it or unset it")
    return [*folders, cache_folder()]
