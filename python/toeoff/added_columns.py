"""Columns that a user has added to the tables of a recording: work that no analysis writes again."""

from __future__ import annotations

import csv
from contextlib import suppress
from typing import TYPE_CHECKING

from toeoff.arguments import short_repr
from toeoff.errors import OutputError
from toeoff.resume import is_as_written
from toeoff.tables import EVENT_COLUMNS, STRIDE_COLUMNS, is_pass_column

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["need_no_added_columns"]

IS_OURS: dict[str, Callable[[str], bool]] = {
    "passes.csv": is_pass_column,
    "strides.csv": STRIDE_COLUMNS.__contains__,
    "events.csv": EVENT_COLUMNS.__contains__,
}
# Names that a message shows.
SHOWN = 3


def need_no_added_columns(folder: Path) -> None:
    """Refuse to write over tables that hold more than an analysis puts there, such as a column of bibs.

    Raises
    ------
    OutputError
        Naming the table and its added columns.
    OSError
        When a table cannot be read.
    """
    for name, is_ours in IS_OURS.items():
        file = folder / name
        if not file.is_file() or is_as_written(folder, name):
            continue
        # A name with control characters in it is a damaged one of ours.
        added = [column for column in _columns(file) if column.isprintable() and not is_ours(column)]
        if added:
            shown = ", ".join(short_repr(column) for column in added[:SHOWN])
            msg = (
                f"{file} has columns that toeoff does not write ({shown}{', ...' if len(added) > SHOWN else ''}), and "
                "analysing again would lose them; move the file elsewhere, or choose another folder (-o FOLDER)"
            )
            raise OutputError(msg)


def _columns(file: Path) -> list[str]:
    """Names of the columns; an empty one where rows are longer than the first line."""
    names: list[str] = []
    # Names are what is compared: cells of a user's own may be in another encoding.
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines, suppress(csv.Error):
        rows = csv.reader(lines)
        names = next(rows, [])
        if any(len(row) > len(names) for row in rows):
            return [*names, ""]
    # Without the rest of a table that is no CSV any more: it is damaged.
    return names
