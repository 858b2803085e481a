"""Sports2D and Pose2Sim marker files (.trc): one person, x and y of the picture in px, or metres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toeoff.io.cells import check_widths, number_table
from toeoff.io.metric import image_from_metres, is_y_up, leg_length
from toeoff.io.names import best_skeleton, canonical_name
from toeoff.io.recording import KeypointRecording, bad_file, read_text
from toeoff.io.slots import recording_of_slots, slots_of
from toeoff.io.times import checked_times, rate_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["load_trc"]

UNITS_PER_M = {"m": 1.0, "mm": 1000.0, "cm": 100.0}
# Sports2D 0.8 writes "m" into the header of its px files as well, so the unit is told by the leg: none is longer
# than 3 m, and none that can be measured is shorter than 3 px.
LONGEST_LEG_M = 3.0


def load_trc(path: Path) -> KeypointRecording:
    """Read a .trc file of one person.

    Positions are taken as px, x right; the direction of y is told by hip and ankle. Files in metres or millimetres
    are scaled to px. There are no scores: a keypoint that is there counts as certain.

    Parameters
    ----------
    path : Path

    Returns
    -------
    KeypointRecording

    Raises
    ------
    KeypointFileError
        When the header is not that of a .trc file, hip, knee or ankle are not among the markers, a row is cut
        off, or times repeat.
    """
    lines = [line.rstrip("\r\n").split("\t") for line in read_text(path).splitlines()]
    if len(lines) < 5 or lines[0][0] != "PathFileType" or len(lines[3]) < 3:
        raise bad_file(path, "does not start with the five header lines of a .trc file", "name a .trc marker file")
    names = [name.strip() for name in lines[3][2::3] if name.strip()]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise bad_file(path, f"has two markers called {twice}", "give every marker a name of its own")
    numbered = [(number, row) for number, row in enumerate(lines[5:], 6) if any(cell.strip() for cell in row)]
    numbers, rows = [number for number, _ in numbered], [row for _, row in numbered]
    width = 2 + 3 * len(names)
    check_widths(path, rows, numbers, width, width)
    table = number_table(path, rows, width, numbers)
    time_s = checked_times(path, table[:, 1])
    markers = table[:, 2:].reshape(len(table), len(names), 3)[..., :2]
    ours: dict[str, NDArray[np.float64]] = {}
    for column, name in enumerate(names):
        canonical = canonical_name(name)
        if canonical is not None:
            ours.setdefault(canonical, markers[:, column])
    for needed in ("hip", "knee", "ankle"):
        if f"left_{needed}" not in ours or f"right_{needed}" not in ours:
            wrong = f"has no marker for a {needed} of each side (markers: {', '.join(names)})"
            raise bad_file(path, wrong, f"name them L{needed.title()} and R{needed.title()}")
    skeleton = best_skeleton(ours)
    points = np.full((len(table), 1, len(skeleton.keypoints), 3), np.nan)
    for column, name in enumerate(skeleton.keypoints):
        if name in ours:
            points[:, 0, column, :2] = ours[name]
    points[..., :2] = _image(points[..., :2], ours, lines[2])
    points[..., 2] = 1.0
    return recording_of_slots(path, "trc", slots_of(points), time_s, skeleton=skeleton, own_rate_hz=rate_of(time_s))


def _image(xy: NDArray[np.float64], ours: dict[str, NDArray[np.float64]], header: list[str]) -> NDArray[np.float64]:
    hip = np.concatenate([ours["left_hip"], ours["right_hip"]])
    ankle = np.concatenate([ours["left_ankle"], ours["right_ankle"]])
    unit = header[4].strip().lower() if len(header) > 4 else "px"
    y_up = is_y_up(hip, ankle)
    per_metre = UNITS_PER_M.get(unit, np.nan)
    if leg_length(hip, ankle) / per_metre <= LONGEST_LEG_M:
        return image_from_metres(xy / per_metre, y_up=y_up)
    return xy * np.array([1.0, -1.0]) if y_up else xy
