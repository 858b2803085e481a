"""Keypoint tables (.csv): a row per frame with columns per keypoint, or a row per frame and keypoint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from toeoff.io.arrays import recording_of_slots
from toeoff.io.cells import number_table, read_csv
from toeoff.io.names import best_skeleton, canonical_name, skeleton_of_size
from toeoff.io.recording import KeypointRecording, bad_file, frame_times, to_pixels
from toeoff.io.times import checked_times, seconds
from toeoff.skeleton import Skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["load_csv"]

TIMES = ("time_s", "time", "timestamp", "timestamp_s", "t", "seconds", "timestamp_ms", "time_ms")
FRAMES = ("frame", "frame_number", "frame_index", "frame_id", "frame_no", "image_id")
PEOPLE = ("person", "person_id", "track", "track_id", "runner", "pose_id", "idx")
# Columns that say which keypoint a row of a long table is; a name tells more than a number.
LONG_NAMES = ("landmark_name", "keypoint_name", "name", "joint", "bodypart", "landmark", "keypoint")
LONG_NUMBERS = ("landmark_id", "landmark_index", "keypoint_id", "keypoint_index", "landmark", "keypoint")
AXES = {"x": 0, "y": 1} | dict.fromkeys(
    ("score", "visibility", "vis", "v", "confidence", "conf", "c", "likelihood", "s", "p"), 2
)
AXIS_LAST = re.compile(rf"^(?P<point>.+?)[_\s.]*(?<![a-z])(?P<axis>{'|'.join(AXES)})$")
AXIS_FIRST = re.compile(rf"^(?P<axis>{'|'.join(AXES)})[_\s.]*(?P<point>\d+)$")


@dataclass(frozen=True)
class _Table:
    """Rows of numbers in frame order, whatever the file looked like."""

    frame: NDArray[np.int64]  # (n_rows,)
    time: NDArray[np.float64] | None  # (n_rows,)
    person: NDArray[np.str_]  # (n_rows,)
    points: NDArray[np.float64]  # (n_rows, n_keypoints, 3)
    skeleton: Skeleton


def load_csv(
    path: Path,
    frame_rate_hz: float | None = None,
    frame_size: tuple[int, int] | None = None,
    skeleton: str | Skeleton | None = None,
) -> KeypointRecording:
    """Read a table of COCO, Halpe, MediaPipe or other keypoints.

    Wide: a row per frame, columns such as `left_hip_x, left_hip_y, left_hip_score`, `LEFT_HIP_visibility`,
    `landmark_23_x`, or `x1, y1, z1, v1`. Long: a row per frame and keypoint, columns such as
    `frame, landmark_id, x, y, z, visibility`. Optional: a column of times, of frame numbers, of people.
    Without scores, a keypoint that is there counts as certain; (0, 0), empty cells and NaN are missing.

    Parameters
    ----------
    path : Path
    frame_rate_hz : float, optional
        Used when the table holds no times.
    frame_size : tuple of int, optional
        Width and height in px; needed when coordinates are fractions of the picture (MediaPipe).
    skeleton : str or Skeleton, optional
        Keypoint set of numbered keypoints; by default the built-in set of that many.

    Returns
    -------
    KeypointRecording

    Raises
    ------
    KeypointFileError
        When no keypoints, times or skeleton can be told from the table.
    """
    header, rows = read_csv(path)
    columns = [cell.lower() for cell in header]
    is_long = "x" in columns and "y" in columns and any(c in columns for c in LONG_NAMES + LONG_NUMBERS)
    table = (_long if is_long else _wide)(path, columns, rows, skeleton)
    row_times = frame_times(path, table.frame, frame_rate_hz) if table.time is None else table.time
    people = np.unique(table.person)
    if len(people) == 1:
        frames, row_frame = table.frame, np.arange(len(table.frame))
        time_s = checked_times(path, row_times)
    else:
        frames, first, row_frame = np.unique(table.frame, return_index=True, return_inverse=True)
        time_s = checked_times(path, row_times[first])
    points = np.full((len(frames), len(people), *table.points.shape[1:]), np.nan)
    points[row_frame, np.searchsorted(people, table.person)] = table.points
    points[..., :2] = to_pixels(path, points[..., :2], frame_size)
    names = tuple(str(p) for p in people)  # numpy's text to Python's
    return recording_of_slots(path, "csv", points, time_s, skeleton=table.skeleton, frame_size=frame_size, people=names)


def _wide(path: Path, columns: list[str], rows: list[list[str]], skeleton: str | Skeleton | None) -> _Table:
    """Read a table with a row per frame and person."""
    places = [(c, m["point"], AXES[m["axis"]]) for c, cell in enumerate(columns) if (m := _match(cell))]
    points = list(dict.fromkeys(point for _, point, axis in places if axis == 0))
    chosen, order = _keypoints(path, points, skeleton)
    used = {c for c, point, _ in places if point in order}
    # Other columns (file names, labels) may hold anything.
    wanted = used | {columns.index(n) for n in TIMES + FRAMES if n in columns}
    kept = [[cell if i in wanted else "" for i, cell in enumerate(row)] for row in rows]
    table = number_table(path, kept, len(columns), first_line=2)
    people = _people(path, columns, rows)
    values = np.full((len(table), len(chosen.keypoints), 3), np.nan)
    values[..., 2] = 1.0
    for column, point, axis in places:
        if point in order:
            values[:, order[point], axis] = table[:, column]
    frame, time = _indices(path, columns, table)
    return _Table(frame, time, people, values, chosen)


def _long(path: Path, columns: list[str], rows: list[list[str]], skeleton: str | Skeleton | None) -> _Table:
    """Read a table with a row per frame, person and keypoint."""
    name_column = next((columns.index(n) for n in LONG_NAMES if n in columns), None)
    if name_column is None or rows[0][name_column].strip().isdigit():
        name_column = next(columns.index(n) for n in LONG_NUMBERS + LONG_NAMES if n in columns)
    labels = [row[name_column].strip().lower() for row in rows]
    chosen, order = _keypoints(path, list(dict.fromkeys(labels)), skeleton)
    text = {i for i, n in enumerate(columns) if n not in (*TIMES, *FRAMES, *AXES)}
    kept = [["" if i in text else cell for i, cell in enumerate(row)] for row in rows]
    table = number_table(path, kept, len(columns), first_line=2)
    frame, time = _indices(path, columns, table)
    person = _people(path, columns, rows)
    if not any(n in columns for n in FRAMES):
        if time is None:
            raise bad_file(path, "says of no row which frame it belongs to", 'add a column "frame" or "time_s"')
        frame = np.unique(time, return_inverse=True)[1].astype(np.int64)
    whose = np.unique(person, return_inverse=True)[1]
    keys, first, row = np.unique(np.stack([frame, whose]), axis=1, return_index=True, return_inverse=True)
    values = np.full((keys.shape[1], len(chosen.keypoints), 3), np.nan)
    values[..., 2] = 1.0
    for axis_name, axis in AXES.items():
        if axis_name in columns:
            for index, label in enumerate(labels):
                if label in order:
                    values[row.ravel()[index], order[label], axis] = table[index, columns.index(axis_name)]
    return _Table(keys[0], None if time is None else time[first], person[first], values, chosen)


def _match(cell: str) -> re.Match[str] | None:
    return AXIS_FIRST.match(cell) or AXIS_LAST.match(cell)


def _keypoints(path: Path, points: Sequence[str], skeleton: str | Skeleton | None) -> tuple[Skeleton, dict[str, int]]:
    """Keypoint set of the table, and the index in it of each of the table's points."""
    named = {point: name for point in points if (name := canonical_name(point)) is not None}
    if any("hip" in name for name in named.values()):
        chosen = best_skeleton(named.values()) if skeleton is None else Skeleton.of(skeleton)
        index = {name: i for i, name in enumerate(chosen.keypoints)}
        return chosen, {point: index[name] for point, name in named.items() if name in index}
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
    return chosen_or_none, {point: number - lowest for point, number in numbers.items()}


def _people(path: Path, columns: list[str], rows: list[list[str]]) -> NDArray[np.str_]:
    """Return who each row belongs to, by number or name; everybody is the same person without such a column."""
    column = next((columns.index(n) for n in PEOPLE if n in columns), None)
    if column is None:
        return np.full(len(rows), "0")
    names = [row[column].strip() if column < len(row) else "" for row in rows]
    if "" in names:
        raise bad_file(
            path, f"line {names.index('') + 2} does not say which person", "fill the column, or leave it out"
        )
    return np.array(names)


def _indices(
    path: Path, columns: list[str], table: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64] | None]:
    """Frame number and time in seconds of each row."""
    time = next((n for n in TIMES if n in columns), None)
    times = None
    if time is not None:
        times = table[:, columns.index(time)]
        times = times * 1e-3 if time.endswith("_ms") else seconds(times)
    frames = next((table[:, columns.index(n)] for n in FRAMES if n in columns), np.arange(len(table), dtype=np.float64))
    if not np.isfinite(frames).all():
        row = int(np.flatnonzero(~np.isfinite(frames))[0])
        raise bad_file(path, f"line {row + 2} has no frame number", "fill the column, or leave it out")
    return frames.astype(np.int64), times
