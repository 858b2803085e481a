"""Model cards from TOML tables: the registry's, and the descriptions of users' own models."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

from toeoff.errors import ModelError
from toeoff.models.card import FAMILIES, Colour, ModelCard

__all__ = ["DESCRIPTION_KEYS", "SKELETONS", "card_from_table"]

#: What a description may say; `family`, `input_size` and, for a pose model, `skeleton` are needed.
DESCRIPTION_KEYS = (
    "family",
    "input_size",
    "skeleton",
    "role",
    "colour",
    "mean",
    "std",
    "title",
    "licence",
    "caveat",
    "note",
)

#: The built-in keypoint sets of toeoff-core (Skeleton::NAMES).
SKELETONS = ("coco17", "halpe26", "blazepose33", "body25", "mpii16")


def card_from_table(name: str, table: Mapping[str, Any], where: str) -> ModelCard:
    """Card of one model; what the table leaves out comes from the family.

    Parameters
    ----------
    name : str
        Name of the model.
    table : mapping
        Keys of `DESCRIPTION_KEYS`.
    where : str
        File that is blamed in errors.

    Raises
    ------
    ModelError
        On an unknown, missing or ill-typed key; the message says what is allowed.
    """
    reader = _Reader(table, where)
    unknown = sorted(set(table) - set(DESCRIPTION_KEYS))
    if unknown:
        reader.fail(unknown[0], "is not known", f"allowed are {', '.join(DESCRIPTION_KEYS)}")
    family_name = reader.choice("family", tuple(FAMILIES))
    family = FAMILIES[family_name]
    if table.get("role", family.role) != family.role:
        reader.fail("role", f"is {table['role']!r}", f"models of family {family_name!r} have role {family.role!r}")
    width, height = reader.numbers("input_size", 2)
    if min(width, height) < 1 or width != int(width) or height != int(height):
        reader.fail("input_size", f"is {table['input_size']!r}", "width and height in px, whole and positive")
    std = reader.numbers("std", 3, default=family.std)
    if min(std) <= 0:
        reader.fail("std", f"is {table['std']!r}", "every value must be above zero")
    return ModelCard(
        name=name,
        title=reader.text("title", default=name),
        role=family.role,
        family=family_name,
        input_size=(int(width), int(height)),
        skeleton=reader.choice("skeleton", SKELETONS) if family.role == "pose" else None,
        colour=cast(Colour, reader.choice("colour", ("rgb", "bgr"), default=family.colour)),
        mean=cast("tuple[float, float, float]", reader.numbers("mean", 3, default=family.mean)),
        std=cast("tuple[float, float, float]", std),
        licence=reader.text("licence", default="not stated"),
        caveat=reader.text("caveat", default=""),
        note=reader.text("note", default=""),
    )


class _Reader:
    """Typed access to a table, with errors that name the file, the key and what is allowed."""

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        self._table = table
        self._where = where

    def fail(self, key: str, problem: str, allowed: str) -> None:
        raise ModelError(f"{self._where}: {key} {problem}; {allowed}")

    def text(self, key: str, *, default: str) -> str:
        value = self._table.get(key, default)
        if not isinstance(value, str):
            self.fail(key, f"is {value!r}", "it must be text")
        return cast(str, value)

    def choice(self, key: str, allowed: tuple[str, ...], *, default: str | None = None) -> str:
        value = self._table.get(key, default)
        if value not in allowed:
            self.fail(key, "is missing" if value is None else f"is {value!r}", f"allowed are {', '.join(allowed)}")
        return cast(str, value)

    def numbers(self, key: str, count: int, *, default: tuple[float, ...] | None = None) -> tuple[float, ...]:
        value = self._table.get(key, default)
        good = isinstance(value, list | tuple) and len(value) == count
        if not good or not all(_is_number(v) for v in cast(list[Any], value)):
            self.fail(key, "is missing" if value is None else f"is {value!r}", f"it must be {count} numbers")
        return tuple(cast(list[float], value))


def _is_number(value: Any) -> bool:
    """Tell whether a value is a finite number: TOML knows nan and inf."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
