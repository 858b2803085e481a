"""Hand-digitised video (Logger Pro, Vernier Video Analysis): one side of one runner, in metres, y up."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from toeoff.io.cells import number_table, read_csv
from toeoff.io.metric import image_from_metres
from toeoff.io.recording import KeypointRecording, bad_file
from toeoff.io.slots import recording_of_slots, slots_of
from toeoff.io.times import checked_times, rate_of
from toeoff.skeleton import Skeleton

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["is_digitised_header", "load_digitised"]

# `VideoAnalysis: X Hip (m)`; the part before the colon is the name of the data set.
COLUMN = re.compile(r"^(?:[^:]*:)?\s*([XY])\s+(\w[\w ]*?)\s*\((m|cm|mm)\)$", re.IGNORECASE)
TIME = re.compile(r"^(?:[^:]*:)?\s*time\s*\(s\)$", re.IGNORECASE)
UNITS_PER_M = {"m": 1.0, "cm": 100.0, "mm": 1000.0}
JOINTS = {"toe": "big_toe"}


def is_digitised_header(header: list[str]) -> bool:
    """Tell whether a CSV header names coordinates with a metric unit."""
    return any(COLUMN.match(cell) for cell in header)


def load_digitised(path: Path) -> KeypointRecording:
    """Read a table of hand-digitised joints of one side.

    The side is not in the file. A picture shows the near side, which is the right one when the toe points to the
    right: the joints are given to that side, and the other side stays missing.

    Parameters
    ----------
    path : Path
        CSV with a column of times in seconds and columns such as "X Hip (m)", "Y Hip (m)".

    Returns
    -------
    KeypointRecording

    Raises
    ------
    KeypointFileError
        When times, hip, knee or ankle are missing, or a cell is not a number.
    """
    text = read_csv(path).without_empty_rows()
    header = text.header
    table = number_table(path, text.rows, len(header), text.lines)
    time_column = next((i for i, cell in enumerate(header) if TIME.match(cell)), None)
    if time_column is None:
        raise bad_file(path, "has no column of times", 'add a column "Time (s)"')
    joints: dict[str, NDArray[np.float64]] = {}
    for column, cell in enumerate(header):
        match = COLUMN.match(cell)
        if match:
            axis = 0 if match[1].upper() == "X" else 1
            joint = match[2].strip().lower().replace(" ", "_")
            place = joints.setdefault(JOINTS.get(joint, joint), np.full((len(table), 2), np.nan))
            place[:, axis] = table[:, column] / UNITS_PER_M[match[3].lower()]
    for needed in ("hip", "knee", "ankle"):
        if needed not in joints:
            found = ", ".join(sorted(joints))
            raise bad_file(path, f"has no {needed} (joints: {found})", f'add "X {needed.title()} (m)" and "Y ..."')
    side = _near_side(joints)
    skeleton = Skeleton.of("halpe26")
    points = np.full((len(table), 1, len(skeleton.keypoints), 3), np.nan)
    for column, name in enumerate(skeleton.keypoints):
        joint = name.removeprefix(f"{side}_")
        if joint in joints and (joint != name or name == "nose"):
            points[:, 0, column, :2] = image_from_metres(joints[joint], y_up=True)
    points[..., 2] = 1.0
    time_s = checked_times(path, table[:, time_column])
    recording = recording_of_slots(
        path, "digitised", slots_of(points), time_s, skeleton=skeleton, own_rate_hz=rate_of(time_s)
    )
    note = f"one side only: its joints were taken as the {side} side, the one that faces the camera"
    return replace(recording, notes=(note,))


def _near_side(joints: dict[str, NDArray[np.float64]]) -> str:
    """Right when the foot points to the right; without a toe, when the hip moves to the right."""
    toe = joints["big_toe"][:, 0] - joints["ankle"][:, 0] if "big_toe" in joints else np.empty(0)
    toe = toe[np.isfinite(toe)]
    if toe.size:
        ahead = float(np.median(toe))
    else:
        hip = joints["hip"][np.isfinite(joints["hip"][:, 0]), 0]
        ahead = float(hip[-1] - hip[0]) if hip.size else 0.0
    return "right" if ahead >= 0 else "left"
