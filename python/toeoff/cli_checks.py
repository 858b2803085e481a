"""What an option may be: a slip is wrong usage, exit status 2, told before any work begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import typer

from toeoff.errors import ToeoffError, one_line

__all__ = ["checked", "within"]

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


def within(low: float, high: float, what: str, allowed: str) -> Callable[[float | None], float | None]:
    """Return the check of an option: a number from low to high, or none given."""

    def check(value: float | None) -> float | None:
        if value is not None and not low <= value <= high:
            msg = f"{value:g} is no {what}; allowed is {allowed}"
            raise typer.BadParameter(msg)
        return value

    return check
