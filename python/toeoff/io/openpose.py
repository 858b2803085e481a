"""A folder of OpenPose BODY_25 files, one JSON file per frame."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from toeoff.io.json_file import json_numbers, read_json
from toeoff.io.people import Person, people_of_frames, repeated_frames
from toeoff.io.recording import KeypointRecording, bad_file, frame_times
from toeoff.io.stated import shown
from toeoff.io.times import FRAME_MAXIMUM

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["load_openpose"]

# Name of a frame's file: anything, the frame number, `_keypoints.json` (OpenPose, `--write_json`).
FRAME_NAME = re.compile(r"(\d+)(_keypoints)?\.json$", re.IGNORECASE)
N_KEYPOINTS = 25


def load_openpose(folder: Path, frame_rate_hz: float | None = None) -> KeypointRecording:
    """Read a folder that OpenPose wrote with `--write_json`.

    A keypoint at (0, 0) or with score 0 is missing. A frame that repeats the picture before it is left out: its time
    stays empty, so that the runner's motion stays even. People are told apart by `person_id` where OpenPose tracked
    them, by the tracker otherwise.

    Parameters
    ----------
    folder : Path
        Folder of `*_keypoints.json`, the frame number last in each name.
    frame_rate_hz : float
        Frame rate of the video; OpenPose does not write it.

    Returns
    -------
    KeypointRecording

    Raises
    ------
    KeypointFileError
        When a file is not BODY_25 JSON, two files carry the same frame number, or the frame rate is not stated.
    """
    files: dict[int, Path] = {}
    for path in sorted(folder.glob("*.json")):
        match = FRAME_NAME.search(path.name)
        if match is None:
            wrong = "has no frame number at the end of its name"
            raise bad_file(path, wrong, "keep only OpenPose's files (NAME_000000000012_keypoints.json) in the folder")
        if not path.is_file():
            raise bad_file(path, "is no ordinary file", "keep only OpenPose's files in the folder")
        number = int(match[1])
        if number > FRAME_MAXIMUM:
            wrong = f"has the frame number {match[1][:30]}, but frame numbers are at most {FRAME_MAXIMUM:g}"
            raise bad_file(path, wrong, "keep only OpenPose's files in the folder")
        if number in files:
            wrong = f"frame {number} is there twice ({files[number].name}, {path.name})"
            raise bad_file(folder, wrong, "keep the files of one video in a folder")
        files[number] = path
    if not files:
        raise bad_file(folder, "holds no .json file", "name the folder that OpenPose wrote with --write_json")
    numbers = np.array(sorted(files), dtype=np.int64)
    time_s = frame_times(folder, numbers, frame_rate_hz)
    frames: list[list[Person]] = []
    ids: list[list[int]] = []
    for number in numbers:
        people, frame_ids = _read_frame(files[int(number)])
        frames.append(people)
        ids.append(frame_ids)
    kept = np.flatnonzero(~repeated_frames(frames))
    are_tracked = all(i >= 0 for frame_ids in ids for i in frame_ids)
    sequences, names, first = people_of_frames(
        [frames[i] for i in kept], time_s[kept], "body25", [ids[i] for i in kept] if are_tracked else None
    )
    n_repeated = len(frames) - len(kept)
    notes = (f"frames left out because they repeat the one before: {n_repeated}",) if n_repeated else ()
    return KeypointRecording(
        path=folder,
        kind="openpose",
        sequences=tuple(sequences),
        people=tuple(names),
        first_frames=tuple(int(numbers[kept[i]]) for i in first),
        n_frames=len(frames),
        duplicate_frames=n_repeated,
        models=("openpose body25",),
        notes=notes,
    )


def _read_frame(path: Path) -> tuple[list[Person], list[int]]:
    """People with at least one keypoint, and what OpenPose calls them (-1 when it did not track)."""
    data = read_json(path)
    if not isinstance(data, dict) or not isinstance(data.get("people"), list):
        raise bad_file(path, 'has no list "people"', "name a folder that OpenPose wrote with --write_json")
    people, names = [], []
    for entry in data["people"]:
        person = _read_person(path, entry)
        if np.isfinite(person[:, 0]).any():
            people.append(person)
            names.append(_person_id(path, entry.get("person_id")))
    return people, names


def _read_person(path: Path, entry: Any) -> Person:
    values = entry.get("pose_keypoints_2d") if isinstance(entry, dict) else None
    if not isinstance(values, list) or len(values) != 3 * N_KEYPOINTS:
        found = f"{len(values)} numbers" if isinstance(values, list) else "none"
        wrong = f"pose_keypoints_2d must hold {3 * N_KEYPOINTS} numbers (BODY_25), found {found}"
        raise bad_file(path, wrong, "run OpenPose with --model_pose BODY_25")
    person = json_numbers(path, values, "pose_keypoints_2d").reshape(N_KEYPOINTS, 3)
    missing = (person[:, 2] <= 0) | ((person[:, 0] == 0) & (person[:, 1] == 0)) | ~np.isfinite(person).all(axis=1)
    person[missing] = (np.nan, np.nan, 0.0)
    return person


def _person_id(path: Path, value: Any) -> int:
    """Return what OpenPose calls a person ([7]); -1 when it did not track."""
    name = value[0] if isinstance(value, list) and len(value) == 1 else value
    if name is None or name == []:
        return -1
    if isinstance(name, bool) or not isinstance(name, int) or not -1 <= name <= FRAME_MAXIMUM:
        wrong = f"person_id is {shown(value)}, but must be a list of one whole number, -1 or more"
        raise bad_file(path, wrong, "write the keypoints again with OpenPose")
    return name
