"""Which frame, time and person each row of a keypoint table belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from toeoff.io.recording import bad_file
from toeoff.io.times import frame_numbers, seconds

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from toeoff.io.cells import TextTable

__all__ = ["FRAMES", "TIMES", "RowPlaces", "check_repeats", "places_of_rows"]

TIMES = ("time_s", "time", "timestamp", "timestamp_s", "t", "seconds", "timestamp_ms", "time_ms")
FRAMES = ("frame", "frame_number", "frame_index", "frame_id", "frame_no", "image_id")
PEOPLE = ("person", "person_id", "track", "track_id", "runner", "pose_id", "idx")
# Times are written to the microsecond at best.
SAME_TIME_S = 1e-6


@dataclass(frozen=True)
class RowPlaces:
    """Frame number, time in seconds (None: the table holds none) and person of each row; shape (n_rows,) each."""

    frame: NDArray[np.int64]
    time: NDArray[np.float64] | None
    person: NDArray[np.str_]


def places_of_rows(
    path: Path, columns: list[str], text: TextTable, table: NDArray[np.float64], *, is_long: bool
) -> RowPlaces:
    """Tell frame, time and person of each row.

    Without a column of frames, rows of one person follow each other frame by frame; where several people, or several
    rows of a frame, share the table, equal times are one frame.

    Parameters
    ----------
    path : Path
    columns : list of str
        Names of the columns, lower case.
    text : TextTable
    table : ndarray, shape (n_rows, n_columns)
        Its numbers.
    is_long : bool
        Whether a frame has a row for each keypoint.

    Raises
    ------
    KeypointFileError
        When a frame number is no whole number, a person has no name, nothing says which frame a row belongs to, or
        rows of one frame have several times.
    """
    person = _people(path, columns, text)
    time_name = next((n for n in TIMES if n in columns), None)
    time = None
    if time_name is not None:
        time = table[:, columns.index(time_name)]
        time = time * 1e-3 if time_name.endswith("_ms") else seconds(time)
    frame_name = next((n for n in FRAMES if n in columns), None)
    people = np.unique(person)
    if frame_name is not None:
        frame = frame_numbers(path, table[:, columns.index(frame_name)], lambda row: f"line {text.lines[row]}")
    elif not is_long and len(people) == 1:
        frame = np.arange(len(table), dtype=np.int64)
    elif time is None:
        wrong = "says of no row which frame it belongs to"
        if len(people) > 1:
            wrong += f", but holds several people ({', '.join(people[:3])}{', ...' if len(people) > 3 else ''})"
        raise bad_file(path, wrong, 'add a column "frame" or "time_s"')
    else:
        missing = np.flatnonzero(~np.isfinite(time))
        if missing.size:
            raise bad_file(path, f"line {text.lines[missing[0]]} has no time", "fill the column, or drop the row")
        frame = np.unique(time, return_inverse=True)[1].astype(np.int64)
    if time is not None:
        _check_times(path, text.lines, frame, time)
    return RowPlaces(frame, time, person)


def check_repeats(path: Path, lines: list[int], keys: list[NDArray[np.generic]], what: str) -> None:
    """Check that no two rows have the same keys.

    Raises
    ------
    KeypointFileError
        Naming the first two lines that have.
    """
    order = np.lexsort(keys[::-1])
    is_same = np.ones(max(len(order) - 1, 0), dtype=bool)
    for key in keys:
        is_same &= key[order][1:] == key[order][:-1]
    if is_same.any():
        # lexsort keeps the order of the file among equals.
        at = int(np.flatnonzero(is_same)[0])
        wrong = f"lines {lines[order[at]]} and {lines[order[at + 1]]} are of {what}"
        raise bad_file(path, wrong, 'drop repeated rows, or tell several people apart by a column "person"')


def _people(path: Path, columns: list[str], text: TextTable) -> NDArray[np.str_]:
    """Return who each row belongs to, by number or name; everybody is the same person without such a column."""
    column = next((columns.index(n) for n in PEOPLE if n in columns), None)
    if column is None:
        return np.full(len(text.rows), "0")
    names = [row[column].strip() for row in text.rows]
    # What pandas writes for nobody.
    nobody = next((index for index, name in enumerate(names) if name.lower() in ("", "nan")), None)
    if nobody is not None:
        line = text.lines[nobody]
        raise bad_file(path, f"line {line} does not say which person", "fill the column, or leave it out")
    return np.array(names)


def _check_times(path: Path, lines: list[int], frame: NDArray[np.int64], time: NDArray[np.float64]) -> None:
    _, first, row_frame = np.unique(frame, return_index=True, return_inverse=True)
    of_frame = time[first][row_frame]
    other = np.flatnonzero(~((np.abs(time - of_frame) <= SAME_TIME_S) | (np.isnan(time) & np.isnan(of_frame))))
    if other.size:
        row, one = int(other[0]), int(first[row_frame[other[0]]])
        both = f"lines {lines[one]} and {lines[row]} are both frame {frame[row]}"
        raise bad_file(path, f"{both}, but at {of_frame[row]:g} and {time[row]:g} s", "give every frame one time")
