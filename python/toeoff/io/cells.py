"""Text cells to numbers, with the place of the first cell that is none."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np

from toeoff.io.recording import bad_file, read_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["number_table", "read_csv"]

MISSING = frozenset({"", "nan", "na", "n/a", "none", "null", "-"})


def read_csv(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of a table separated by commas, semicolons or tabs.

    Raises
    ------
    KeypointFileError
        When the file is empty, not text, or has no row below its header.
    """
    lines = read_text(path).splitlines()
    delimiter = max(",;\t", key=lines[0].count)
    rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise bad_file(path, "has a header but no rows", "write one row per frame")
    return [cell.strip() for cell in rows[0]], rows[1:]


def number_table(path: Path, rows: Sequence[Sequence[str]], width: int, first_line: int) -> NDArray[np.float64]:
    """Return the cells as numbers, shape (n_rows, width); empty cells, "nan" and the like are NaN.

    Parameters
    ----------
    path : Path
        Named in the error.
    rows : sequence of sequences of str
    width : int
        Number of columns; rows may be shorter.
    first_line : int
        Line in the file of the first row, for the error.

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
                table[index, column] = float(text)
            except ValueError as error:
                wrong = f"line {index + first_line}, column {column + 1}: {text[:40]!r} is not a number"
                raise bad_file(path, wrong, "leave missing values empty") from error
    return table
