"""Keypoint tables (.csv): a row per frame with columns per keypoint, or a row per frame and keypoint."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from toeoff.io.cells import number_table, read_csv
from toeoff.io.csv_rows import FRAMES, TIMES, RowPlaces, check_repeats, places_of_rows
from toeoff.io.names import best_skeleton, canonical_name, is_measured, skeleton_of_size
from toeoff.io.recording import KeypointRecording, are_fractions, bad_file, frame_times, to_pixels
from toeoff.io.slots import Slot, recording_of_slots
from toeoff.io.times import checked_times, rate_of
from toeoff.skeleton import Skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from toeoff.io.cells import TextTable

__all__ = ["load_csv"]

# Columns that say which keypoint a row of a long table is; a name tells more than a number.
LONG_NAMES = ("landmark_name", "keypoint_name", "name", "joint", "bodypart", "landmark", "keypoint")
LONG_NUMBERS = ("landmark_id", "landmark_index", "keypoint_id", "keypoint_index", "landmark", "keypoint")
AXES = {"x": 0, "y": 1} | dict.fromkeys(
    ("score", "visibility", "vis", "v", "confidence", "conf", "c", "likelihood", "s", "p"), 2
)
AXIS_LAST = re.compile(rf"^(?P<point>.+?)[_\s.]*(?<![a-z])(?P<axis>{'|'.join(AXES)})$")
AXIS_FIRST = re.compile(rf"^(?P<axis>{'|'.join(AXES)})[_\s.]*(?P<point>\d+)$")


@dataclass(frozen=True)
class _Keypoints:
    """Keypoint set of a table, the index in it of each of the table's points, and named ones that it does not hold."""

    skeleton: Skeleton
    index: dict[str, int]
    left_out: tuple[str, ...] = ()

    def notes(self) -> tuple[str, ...]:
        if not self.left_out:
            return ()
        of_all = f"{len(self.left_out)} of {len(self.left_out) + len(self.index)} named keypoints"
        missing = ", ".join(self.left_out)
        return (f"{of_all} were left out: the keypoint set {self.skeleton.name} has no {missing}",)


@dataclass(frozen=True)
class _Table:
    """Rows of numbers, one per frame and person, whatever the file looked like."""

    places: RowPlaces
    points: NDArray[np.float64]  # (n_rows, n_keypoints, 3)
    keypoints: _Keypoints


def load_csv(
    path: Path,
    frame_rate_hz: float | None = None,
    frame_size: tuple[int, int] | None = None,
    skeleton: str | Skeleton | None = None,
) -> KeypointRecording:
    """Read a table of COCO, Halpe, MediaPipe or other keypoints.

    Wide: a row per frame, columns such as `left_hip_x, left_hip_y, left_hip_score`, `LEFT_HIP_visibility`,
    `landmark_23_x`, or `x1, y1, z1, v1`. Long: a row per frame and keypoint, columns such as
    `frame, landmark_id, x, y, z, visibility`. Optional: a column of times, of frame numbers, of people. Where several
    people share a table, one of frames or times is needed; without frame numbers, equal times are one frame.
    Without scores, a keypoint that is there counts as certain; (0, 0), empty cells and NaN are missing.

    Parameters
    ----------
    path : Path
    frame_rate_hz : float, optional
        Used when the table holds no times.
    frame_size : tuple of int, optional
        Width and height in px; needed when coordinates are fractions of the picture (MediaPipe), not used otherwise.
    skeleton : str or Skeleton, optional
        Keypoint set of the table; by default the built-in set of that many numbered keypoints, or the one that holds
        most of the named ones. Named keypoints that a stated set does not hold are left out, with a note.

    Returns
    -------
    KeypointRecording

    Raises
    ------
    KeypointFileError
        When no keypoints, frames, times or skeleton can be told from the table, it is cut off or ragged, or two columns
        or rows say the same.
    """
    text = read_csv(path)
    columns = [cell.lower() for cell in text.header]
    if any(name in columns for name in FRAMES + TIMES):
        text = text.without_empty_rows()
    is_long = "x" in columns and "y" in columns and any(c in columns for c in LONG_NAMES + LONG_NUMBERS)
    table = (_long if is_long else _wide)(path, columns, text, skeleton)
    places = table.places
    people, whose = np.unique(places.person, return_inverse=True)
    # One person's rows keep the order of the file, so that one that is out of order is told.
    first = row_frame = np.arange(len(places.frame))
    if len(people) > 1:
        _, first, row_frame = np.unique(places.frame, return_index=True, return_inverse=True)
    row_times = frame_times(path, places.frame, frame_rate_hz) if places.time is None else places.time
    time_s = checked_times(path, row_times[first])
    points = table.points
    is_fraction = are_fractions(points[..., :2])
    if is_fraction:
        points[..., :2] = to_pixels(path, points[..., :2], frame_size)
    rows = np.split(np.argsort(whose, kind="stable"), np.cumsum(np.bincount(whose))[:-1])
    slots = [_slot(str(name), row_frame[one], points[one]) for name, one in zip(people, rows, strict=True)]
    own_rate_hz = None if places.time is None else rate_of(time_s)
    skeleton = table.keypoints.skeleton
    recording = recording_of_slots(
        path, "csv", slots, time_s, skeleton=skeleton, frame_size=frame_size, own_rate_hz=own_rate_hz
    )
    return replace(recording, is_fraction=is_fraction, notes=table.keypoints.notes())


def _slot(name: str, frame: NDArray[np.intp], points: NDArray[np.float64]) -> Slot:
    """Put the rows of one person in their frames; frames between without a row are missing."""
    start = int(frame.min())
    block = np.full((int(frame.max()) + 1 - start, *points.shape[1:]), np.nan)
    block[frame - start] = points
    return Slot(name, start, block)


def _wide(path: Path, columns: list[str], text: TextTable, skeleton: str | Skeleton | None) -> _Table:
    """Read a table with a row per frame and person."""
    cells = [(c, m["point"], AXES[m["axis"]]) for c, cell in enumerate(columns) if (m := _match(cell))]
    found = _keypoints(path, list(dict.fromkeys(point for _, point, axis in cells if axis == 0)), skeleton)
    places = {c: (found.index[point], axis) for c, point, axis in cells if point in found.index}
    _check_columns(path, columns, places)
    # Other columns (file names, labels) may hold anything.
    wanted = places.keys() | {columns.index(n) for n in TIMES + FRAMES if n in columns}
    kept = [[cell if i in wanted else "" for i, cell in enumerate(row)] for row in text.rows]
    table = number_table(path, kept, len(columns), text.lines)
    values = np.full((len(table), len(found.skeleton.keypoints), 3), np.nan)
    values[..., 2] = 1.0
    for column, (point, axis) in places.items():
        values[:, point, axis] = table[:, column]
    rows = places_of_rows(path, columns, text, table, is_long=False)
    check_repeats(path, text.lines, [rows.frame, rows.person], "the same frame and person")
    return _Table(rows, values, found)


def _long(path: Path, columns: list[str], text: TextTable, skeleton: str | Skeleton | None) -> _Table:
    """Read a table with a row per frame, person and keypoint."""
    name_column = next((columns.index(n) for n in LONG_NAMES if n in columns), None)
    if name_column is None or text.rows[0][name_column].strip().isdigit():
        name_column = next(columns.index(n) for n in LONG_NUMBERS + LONG_NAMES if n in columns)
    labels = [row[name_column].strip().lower() for row in text.rows]
    found = _keypoints(path, list(dict.fromkeys(labels)), skeleton)
    axes = {c: (0, AXES[name]) for c, name in enumerate(columns) if name in AXES}
    _check_columns(path, columns, axes)
    wanted = axes.keys() | {columns.index(n) for n in TIMES + FRAMES if n in columns}
    kept = [[cell if i in wanted else "" for i, cell in enumerate(row)] for row in text.rows]
    table = number_table(path, kept, len(columns), text.lines)
    rows = places_of_rows(path, columns, text, table, is_long=True)
    point = np.array([found.index.get(label, -1) for label in labels])
    known = np.flatnonzero(point >= 0)
    keys = [rows.frame[known], rows.person[known], point[known]]
    check_repeats(path, [text.lines[i] for i in known], keys, "the same frame, person and keypoint")
    whose = np.unique(rows.person, return_inverse=True)[1]
    groups = np.stack([rows.frame, whose])
    _, first, group = np.unique(groups, axis=1, return_index=True, return_inverse=True)
    values = np.full((len(first), len(found.skeleton.keypoints), 3), np.nan)
    values[..., 2] = 1.0
    for column, (_, axis) in axes.items():
        values[group.ravel()[known], point[known], axis] = table[known, column]
    time = None if rows.time is None else rows.time[first]
    return _Table(RowPlaces(rows.frame[first], time, rows.person[first]), values, found)


def _check_columns(path: Path, columns: list[str], places: dict[int, tuple[int, int]]) -> None:
    """Refuse two columns, such as lhip_x and left_hip_x, that say the same of the same keypoint."""
    taken: dict[tuple[int, int], int] = {}
    for column, place in places.items():
        other = taken.setdefault(place, column)
        if other != column:
            wrong = f"has two columns for one thing, {columns[other]!r} and {columns[column]!r}"
            raise bad_file(path, wrong, "leave out one of them")


def _match(cell: str) -> re.Match[str] | None:
    return AXIS_FIRST.match(cell) or AXIS_LAST.match(cell)


def _keypoints(path: Path, points: Sequence[str], skeleton: str | Skeleton | None) -> _Keypoints:
    named = {point: name for point in points if (name := canonical_name(point)) is not None}
    if any("hip" in name for name in named.values()):
        chosen = best_skeleton(named.values()) if skeleton is None else Skeleton.of(skeleton)
        index = {name: i for i, name in enumerate(chosen.keypoints)}
        # Without a stated set nobody chose what is left out, and a neck or an ear is no loss.
        left_out = (n for n in named.values() if n not in index and (skeleton is not None or is_measured(n)))
        return _Keypoints(chosen, {p: index[name] for p, name in named.items() if name in index}, tuple(left_out))
    numbers = {point: int(m[0]) for point in points if (m := re.search(r"\d+", point))}
    if not numbers:
        wrong = "has no columns of keypoints"
        raise bad_file(path, wrong, "name them left_hip_x, left_hip_y, left_hip_score and so on, or x0, y0, score0")
    lowest = min(numbers.values())
    count = max(numbers.values()) - lowest + 1
    chosen_or_none = skeleton_of_size(count) if skeleton is None else Skeleton.of(skeleton)
    if chosen_or_none is None or len(chosen_or_none.keypoints) != count:
        wrong = f"has {count} numbered keypoints, and no keypoint set has as many"
        raise bad_file(path, wrong, "state the keypoint set that the file follows (--skeleton NAME)")
    return _Keypoints(chosen_or_none, {point: number - lowest for point, number in numbers.items()})
