"""Results as JSON text: NumPy scalars as numbers, paths as text, never NaN."""

from __future__ import annotations

import json

__all__ = ["json_text"]


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
