"""What an option may be: a slip is wrong usage, exit status 2, told before any work begins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import typer

from toeoff.errors import ToeoffError, one_line

__all__ = ["checked", "named_path", "within"]

T = TypeVar("T")


def checked(read: Callable[[str], T], text: str) -> T:
    """Read an option.

    Raises
    ------
    typer.BadParameter
        What it says does not read.
    """
    try:
        return read(text)
    except (ToeoffError, OSError) as error:
        raise typer.BadParameter(one_line(error)) from error


def named_path(text: str) -> Path:
    """Read a path; an empty text, such as a variable that is not set, would be the folder that one is in.

    Raises
    ------
    typer.BadParameter
        It is empty.
    """
    if not text:
        msg = "'' names no file or folder; write . for this folder"
        raise typer.BadParameter(msg)
    return Path(text)


def within(low: float, high: float, what: str, allowed: str) -> Callable[[float | None], float | None]:
    """Return the check of an option: a number from low to high, or none given."""

    def check(value: float | None) -> float | None:
        if value is not None and not low <= value <= high:
            msg = f"{value:g} is no {what}; allowed is {allowed}"
            raise typer.BadParameter(msg)
        return value

    return check
