"""Text cells to numbers, with the place of the first cell that is none."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from toeoff.io.recording import bad_file, read_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["TextTable", "check_widths", "number_table", "read_csv"]

MISSING = frozenset({"", "nan", "na", "n/a", "none", "null", "-"})


@dataclass(frozen=True)
class TextTable:
    """A table as text: the header, the rows below it, and the line of the file that each row ends on."""

    header: list[str]
    rows: list[list[str]]
    lines: list[int]

    def without_empty_rows(self) -> TextTable:
        """Return the table without rows whose cells are all empty; where rows carry times, nothing hangs on those."""
        kept = [index for index, row in enumerate(self.rows) if _is_filled(row)]
        return TextTable(self.header, [self.rows[i] for i in kept], [self.lines[i] for i in kept])


def read_csv(path: Path) -> TextTable:
    """Return a table separated by commas, semicolons or tabs; empty lines, and empty rows at its end, are left out.

    Raises
    ------
    KeypointFileError
        When the file is empty, not text, has no row below its header, two columns of one name, or a row with more or
        fewer cells than the header.
    """
    text = read_text(path)
    first = text.lstrip("\r\n ").splitlines()[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in reader:
            if len(row) > 1 or _is_filled(row):
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        wrong = f"line {reader.line_num}: {error}"
        raise bad_file(path, wrong, "check the quotation marks, and that the file is a table") from error
    while rows and not _is_filled(rows[-1]):
        del rows[-1], lines[-1]
    if len(rows) < 2:
        raise bad_file(path, "has a header but no rows", "write one row per frame")
    header = [cell.strip() for cell in rows[0]]
    twice = [name for name, count in Counter(cell.lower() for cell in header if cell).items() if count > 1]
    if twice:
        raise bad_file(path, f"has two columns called {twice[0][:40]!r}", "give every column a name of its own")
    named = max((index + 1 for index, cell in enumerate(header) if cell), default=len(header))
    check_widths(path, rows[1:], lines[1:], named, len(header))
    return TextTable(header, rows[1:], lines[1:])


def check_widths(path: Path, rows: Sequence[Sequence[str]], lines: Sequence[int], least: int, most: int) -> None:
    """Check that every row has as many cells as the header; empty ones beyond it count for nothing.

    Raises
    ------
    KeypointFileError
        When one has fewer than `least`, or something beyond `most`.
    """
    for index, (row, line) in enumerate(zip(rows, lines, strict=True)):
        if len(row) >= least and not _is_filled(row[most:]):
            continue
        wrong = f"line {line} has {len(row)} cells, but the header has {most}"
        if len(row) < least and index == len(rows) - 1:
            raise bad_file(path, f"{wrong}: the file seems to be cut off", "write it again, or drop its last line")
        raise bad_file(path, wrong, "give every row the cells of the header, empty where a value is missing")


def number_table(path: Path, rows: Sequence[Sequence[str]], width: int, lines: Sequence[int]) -> NDArray[np.float64]:
    """Return the cells as numbers, shape (n_rows, width); empty cells, "nan" and the like are NaN.

    Parameters
    ----------
    path : Path
        Named in the error.
    rows : sequence of sequences of str
    width : int
        Number of columns; rows may be shorter.
    lines : sequence of int
        Line in the file of each row, for the error.

    Raises
    ------
    KeypointFileError
        When a cell is neither a number nor empty.
    """
    table = np.full((len(rows), width), np.nan)
    for index, row in enumerate(rows):
        for column, cell in enumerate(row[:width]):
            text = cell.strip()
            if text.lower() in MISSING:
                continue
            try:
                # Python reads 1_000 as a thousand; a table means something else.
                table[index, column] = float(text.replace("_", "?"))
            except ValueError as error:
                wrong = f"line {lines[index]}, column {column + 1}: {text[:40]!r} is not a number"
                raise bad_file(path, wrong, "leave missing values empty") from error
    return table


def _is_filled(row: Sequence[str]) -> bool:
    return any(cell.strip() for cell in row)
