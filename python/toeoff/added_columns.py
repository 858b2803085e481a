"""Columns that a user has added to the tables of a recording: work that no analysis writes again."""

from __future__ import annotations

import codecs
import csv
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from toeoff.arguments import short_repr
from toeoff.errors import OutputError
from toeoff.resume import is_as_written
from toeoff.tables import EVENT_COLUMNS, STRIDE_COLUMNS, is_pass_column

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["TABLES", "need_no_added_columns"]

IS_OURS: dict[str, Callable[[str], bool]] = {
    "passes.csv": is_pass_column,
    "strides.csv": STRIDE_COLUMNS.__contains__,
    "events.csv": EVENT_COLUMNS.__contains__,
}
TABLES = tuple(IS_OURS)
# Names that a message shows.
SHOWN = 3
# In no name that a person wrote, where a cell may hold a tab or the end of a line: the file is damaged.
DAMAGE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
REMEDY = "analysing again would lose {what}; move the file elsewhere, or choose another folder (-o FOLDER)"


def need_no_added_columns(folder: Path) -> None:
    """Refuse to write over tables that hold more than an analysis puts there, such as a column of bibs.

    Raises
    ------
    OutputError
        Naming the table and its added columns, or that it is in another encoding (UTF-16).
    OSError
        When a table cannot be read.
    """
    for name, is_ours in IS_OURS.items():
        file = folder / name
        if not file.is_file() or is_as_written(folder, name):
            continue
        if _is_utf16(file):
            msg = f"{file} is in UTF-16, which toeoff does not write, and {REMEDY.format(what='what was added')}"
            raise OutputError(msg)
        added = [column for column in _columns(file) if not is_ours(column) and DAMAGE.search(column) is None]
        if added:
            shown = ", ".join(short_repr(column) for column in added[:SHOWN])
            shown += ", ..." if len(added) > SHOWN else ""
            msg = f"{file} has columns that toeoff does not write ({shown}), and {REMEDY.format(what='them')}"
            raise OutputError(msg)


def _is_utf16(file: Path) -> bool:
    with file.open("rb") as content:
        return content.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _columns(file: Path) -> list[str]:
    """Names of the columns; an empty one where rows are longer than the first line."""
    names: list[str] = []
    # Names are what is compared: cells of a user's own may be in another encoding.
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines, suppress(csv.Error):
        rows = csv.reader(lines)
        names = next(rows, [])
        # Damage that took a comma between two names makes one of them.
        is_whole = all(DAMAGE.search(name) is None for name in names)
        if is_whole and any(len(row) > len(names) for row in rows):
            return [*names, ""]
    # Without the rest of a table that is no CSV any more: it is damaged.
    return names
