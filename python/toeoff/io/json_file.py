"""JSON files: parsed whole or refused, and the numbers in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from toeoff.io.recording import bad_file, read_text
from toeoff.io.stated import shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["json_numbers", "read_json"]


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises
    ------
    KeypointFileError
        When the file is empty, cut off or not JSON, nested too deeply, or holds an integer of thousands of digits.
    """
    text = read_text(path)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        wrong = f"is not whole JSON (line {error.lineno}, column {error.colno}: {error.msg})"
        raise bad_file(path, wrong, "write the keypoints again") from error
    except RecursionError as error:
        wrong = "is nested too deeply to be keypoints"
        raise bad_file(path, wrong, "check that it is the keypoint file you meant") from error
    except ValueError as error:
        # Python's own limit on the digits of an integer; json raises nothing else of this kind.
        raise bad_file(path, "holds an integer of thousands of digits", "write the keypoints again") from error


def json_numbers(path: Path, values: Sequence[Any], where: str) -> NDArray[np.float64]:
    """Return numbers of a JSON file; null and NaN, which Python writes for what is missing, are NaN.

    Parameters
    ----------
    path : Path
        Named in the error, with `where`.
    values : sequence
        Flat.
    where : str

    Raises
    ------
    KeypointFileError
        When one is no number or infinite.
    """
    for value in values:
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise bad_file(
                path, f"{where} holds {shown(value)}, which is no number", "write numbers, null where missing"
            )
    try:
        numbers = np.array(values, dtype=np.float64)
    except OverflowError as error:
        raise bad_file(path, f"{where} holds a number too large to use", "write null where it is missing") from error
    if np.isinf(numbers).any():
        raise bad_file(path, f"{where} holds Infinity, which is no place or time", "write null where it is missing")
    return numbers
