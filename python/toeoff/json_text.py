"""Results as JSON text: NumPy scalars as numbers, paths as text, never NaN; and read back."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

__all__ = ["json_text", "read_json"]


def json_text(value: object) -> str:
    """Return indented JSON.

    Raises
    ------
    ValueError
        When a number is NaN or infinite: a value that is not there must be None.
    """
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False, default=_plain)


def _plain(value: object) -> object:
    item = getattr(value, "item", None)
    return item() if callable(item) else str(value)


def read_json(path: Path) -> Any:
    """Return what a file of ours holds.

    Raises
    ------
    OSError
        When it cannot be read, or is no regular file.
    ValueError
        When it is no JSON.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except RecursionError as error:
        msg = "nested too deeply"
        raise ValueError(msg) from error
