"""Checks of single arguments: an option of the wrong type is told in the caller's words, before any work."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toeoff.errors import InvalidInputError, InvalidTypeError

__all__ = [
    "THREADS_MAX",
    "need_array",
    "need_number",
    "need_text",
    "need_threads",
    "need_whole",
    "short_repr",
    "wrong_type",
]

#: More threads than any one machine has hardware for: two AMD EPYC 9965 (192 cores and 384 threads each, AMD's product
#: page of 2024) have 768. Beyond the cores, threads only take memory from each other.
THREADS_MAX = 1024

#: What arrays that are no numbers hold, by NumPy's kind of type.
WORDS = {"c": "complex numbers", "S": "text", "U": "text", "M": "dates", "m": "time differences"}


def need_array(name: str, value: Any, shape_words: str) -> NDArray[np.float64]:
    """Return numbers as float64 in C order, a copy only where one is needed; what is masked is NaN.

    Parameters
    ----------
    name : str
        Of the argument.
    value : array_like
    shape_words : str
        The shape it must have, for the message.

    Raises
    ------
    InvalidInputError
        When it holds no real numbers, or rows of different lengths.
    InvalidTypeError
        When it is no array, or one of another type (text, dates, complex numbers).
    """
    if type(value) is np.ndarray and value.dtype == np.float64 and value.flags.c_contiguous:
        return value
    try:
        found = value if np.ma.isMaskedArray(value) else np.asarray(value)
        if found.dtype.kind in WORDS:
            msg = f"{name} holds {WORDS[found.dtype.kind]}; pass real numbers of shape {shape_words}"
            raise InvalidTypeError(msg)
        if found.ndim == 0:
            raise wrong_type(name, value, f"an array of shape {shape_words}")
        filled = np.ma.filled(found.astype(np.float64), np.nan) if np.ma.isMaskedArray(found) else found
        return np.ascontiguousarray(filled, dtype=np.float64)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        if isinstance(error, InvalidInputError):
            raise
        msg = f"{name} cannot be read as numbers ({error}); pass an array of shape {shape_words}"
        raise InvalidInputError(msg) from error


def need_number(name: str, value: Any, needed: str) -> float:
    """Return a real number as a float: of Python, NumPy or whatever turns itself into one, but no text and no bool.

    Parameters
    ----------
    name : str
        Of the argument.
    value : object
    needed : str
        What it must be, with its unit.

    Raises
    ------
    InvalidTypeError
        When it is no number.
    InvalidInputError
        When it is a whole number beyond any float.
    """
    if type(value) is float:
        return value  # the usual case, in a call that takes microseconds
    msg = f"{name} is {_shown(value)}, but must be {needed}; pass a plain number"
    turns = hasattr(type(value), "__float__") or hasattr(type(value), "__index__")
    if turns and not isinstance(value, bool | np.bool_):
        try:
            return float(value)
        except OverflowError as error:  # a whole number beyond 1e308
            raise InvalidInputError(msg) from error
        except (TypeError, ValueError) as error:  # an array of several numbers
            raise InvalidTypeError(msg) from error
    raise InvalidTypeError(msg)


def need_text(name: str, value: Any, needed: str) -> str:
    """Return a text.

    Raises
    ------
    InvalidTypeError
        When it is none.
    """
    if isinstance(value, str):
        return value
    raise wrong_type(name, value, f"text: {needed}")


def need_whole(name: str, value: Any, low: int, high: int, remedy: str) -> int:
    """Return a whole number within `low`..=`high`; a float is none, for 1e5 threads are a slip.

    Parameters
    ----------
    name : str
        Of the argument.
    value : object
    low, high : int
    remedy : str
        What to do instead.

    Raises
    ------
    InvalidTypeError
        When it is no whole number.
    InvalidInputError
        When it is outside.
    """
    try:
        n = None if isinstance(value, bool | np.bool_) else operator.index(value)
    except TypeError:
        n = None
    if n is None or not low <= n <= high:
        msg = f"{name} is {_shown(value)}, but must be a whole number from {low} to {high}; {remedy}"
        raise (InvalidTypeError if n is None else InvalidInputError)(msg)
    return n


def need_threads(value: Any, otherwise: str) -> int | None:
    """Return a number of threads within 1..=`THREADS_MAX`, or None; `otherwise` is what leaving it out means.

    Raises
    ------
    InvalidInputError, InvalidTypeError
        As `need_whole`.
    """
    return None if value is None else need_whole("threads", value, 1, THREADS_MAX, f"leave it out for {otherwise}")


def wrong_type(name: str, value: Any, needed: str) -> InvalidTypeError:
    """Build the error that names an argument, what was given, and what it must be."""
    return InvalidTypeError(f"{name} is {_shown(value)}, but must be {needed}")


def short_repr(value: Any) -> str:
    """Return a value as Python writes it, in few characters."""
    try:
        text = repr(value)
    except ValueError:
        # Python writes out no whole number of more than 4300 digits.
        return f"{type(value).__name__} with too many digits to show"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _shown(value: Any) -> str:
    """Return a value as it was written, short, with its type where that is not plain to see."""
    text = " ".join(short_repr(value).split())
    if value is None or isinstance(value, bool | int | float):
        return text
    return f"{text} ({'text' if isinstance(value, str) else f'of type {type(value).__name__}'})"
