"""MediaPipe pose landmarks as JSON: 33 per person and frame, as fractions of the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from toeoff.io.json_file import json_numbers, read_json
from toeoff.io.people import Person, people_of_frames
from toeoff.io.recording import KeypointRecording, are_fractions, bad_file, frame_times, to_pixels
from toeoff.io.stated import file_rate, file_size, shown
from toeoff.io.times import checked_times, frame_numbers, rate_of, seconds

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["load_mediapipe_json"]

N_LANDMARKS = 33
# MediaPipe defines no file: these are the names under which exporters keep the same things.
FRAME_LISTS = ("pose_data", "frames", "poses", "data", "results", "pose_landmarks", "landmarks")
LANDMARK_LISTS = ("keypoints", "landmarks", "pose_landmarks", "poseLandmarks", "pose", "points", "landmark")
FRAME_NUMBERS = ("frame_number", "frame", "frame_index", "frame_id", "index")
TIMES = ("time_s", "timestamp", "timestamp_s", "time", "t", "timestamp_ms", "time_ms")
INFO_BLOCKS = ("video_info", "metadata", "info", "video", "meta")


def load_mediapipe_json(
    path: Path, frame_rate_hz: float | None = None, frame_size: tuple[int, int] | None = None
) -> KeypointRecording:
    """Read landmarks that a MediaPipe script wrote as JSON.

    The file is a list of frames, at the top or under a name such as "pose_data" or "frames". A frame holds 33
    landmarks ({"x", "y", "visibility"} or [x, y, z, visibility]), or a list of people with 33 each, or none.
    Coordinates are fractions of the picture's width and height; null and NaN are missing. The score of a landmark is
    its visibility.

    Parameters
    ----------
    path : Path
    frame_rate_hz : float, optional
        Used when the file holds neither times nor a frame rate.
    frame_size : tuple of int, optional
        Width and height in px; used when the file does not hold them.

    Returns
    -------
    KeypointRecording

    Raises
    ------
    KeypointFileError
        When frames, landmarks, times or the picture's size cannot be told.
    """
    data = read_json(path)
    frames = _frame_list(data)
    if isinstance(data, dict) and "people" in data:
        raise bad_file(path, "is a single frame of OpenPose", f"name its folder ({path.parent})")
    if frames is None:
        wrong = f"has no list of frames (looked for {', '.join(FRAME_LISTS)})"
        raise bad_file(path, wrong, "write a list of frames with 33 landmarks each")
    info = _info(data)
    size = frame_size
    if "width" in info and "height" in info:
        size = file_size(path, (info["width"], info["height"]))
    people = [[_person(path, i, landmarks) for landmarks in _people_of(path, i, f)] for i, f in enumerate(frames)]
    if frames and not any(isinstance(f, list) or _landmarks_name(f) for f in frames):
        wrong = f"has no landmarks in any frame (looked for {', '.join(LANDMARK_LISTS)})"
        raise bad_file(path, wrong, "write a list of frames with 33 landmarks each, null where nobody is seen")
    is_fraction = _scale(path, people, size)
    stated = [_first(f, FRAME_NUMBERS, None) for f in frames]
    if all(number is None for number in stated):
        stated = list(range(len(frames)))
    numbers = frame_numbers(path, json_numbers(path, stated, "the frame numbers"), lambda i: f"frame {i} of the list")
    own_rate_hz, times = file_rate(path, info.get("fps")), _times(path, frames)
    if times is None:
        rate = frame_rate_hz if own_rate_hz is None else own_rate_hz
        time_s = checked_times(path, frame_times(path, numbers, rate))
    else:
        time_s = checked_times(path, times)
        own_rate_hz = rate_of(time_s)
    sequences, names, first = people_of_frames(people, time_s, "blazepose33")
    return KeypointRecording(
        path=path,
        kind="mediapipe",
        sequences=tuple(sequences),
        people=tuple(names),
        first_frames=tuple(int(numbers[i]) for i in first),
        n_frames=len(frames),
        frame_size=size,
        models=("mediapipe",),
        own_rate_hz=own_rate_hz,
        is_fraction=is_fraction,
    )


def _frame_list(data: Any) -> list[Any] | None:
    if isinstance(data, list):
        return data
    if isinstance(data, dict):
        for name in FRAME_LISTS:
            if isinstance(data.get(name), list):
                return list(data[name])
    return None


def _landmarks_name(frame: Any) -> str | None:
    """Name under which a frame keeps its landmarks: one that holds some, or else one that is there."""
    names = [n for n in LANDMARK_LISTS if isinstance(frame, dict) and n in frame]
    return next((n for n in names if frame[n] is not None), names[0] if names else None)


def _people_of(path: Path, frame: int, content: Any) -> list[list[Any]]:
    """Landmark lists of one frame: none, one, or one per person."""
    name = _landmarks_name(content)
    landmarks = content if not isinstance(content, dict) else content[name] if name else None
    if landmarks is None or landmarks == []:
        return []
    if not isinstance(landmarks, list):
        wrong = f"frame {frame} is {shown(landmarks)}, but must be a list of landmarks"
        raise bad_file(path, wrong, 'write each landmark as {"x": , "y": , "visibility": }')
    # A person is a list of landmarks; a landmark is a mapping or a list of numbers.
    first = landmarks[0]
    if not isinstance(first, list) or not first or not isinstance(first[0], dict | list):
        return [landmarks]
    if not all(isinstance(person, list) for person in landmarks):
        raise bad_file(path, f"frame {frame} mixes people with something else", "write a list of landmarks per person")
    return [person for person in landmarks if person]


def _person(path: Path, frame: int, landmarks: list[Any]) -> Person:
    if len(landmarks) != N_LANDMARKS:
        wrong = f"frame {frame} has {len(landmarks)} landmarks, but a MediaPipe pose has {N_LANDMARKS}"
        raise bad_file(path, wrong, "write all landmarks of a pose, or none")
    values: list[Any] = []
    for row, landmark in enumerate(landmarks):
        try:
            if isinstance(landmark, dict):
                values += landmark["x"], landmark["y"], landmark.get("visibility", landmark.get("presence", 1.0))
            else:
                values += landmark[0], landmark[1], landmark[3] if len(landmark) > 3 else 1.0
        except (KeyError, IndexError, TypeError) as error:
            wrong = f"frame {frame}, landmark {row} has no x and y"
            raise bad_file(path, wrong, 'write each landmark as {"x": , "y": , "visibility": }') from error
    person = json_numbers(path, values, f"frame {frame}").reshape(N_LANDMARKS, 3)
    # Half a position is none.
    person[np.isnan(person[:, :2]).any(axis=1)] = (np.nan, np.nan, 0.0)
    return person


def _scale(path: Path, people: list[list[Person]], size: tuple[int, int] | None) -> bool:
    """Fractions to px, in place; told by all points of the file together, for one landmark may lie anywhere.

    Returns whether they were fractions, as MediaPipe's are where nobody is there to tell.
    """
    everyone = [person for frame in people for person in frame]
    if not everyone:
        return True
    landmarks = np.stack(everyone)[..., :2]
    if not are_fractions(landmarks):
        return False
    for person, xy in zip(everyone, to_pixels(path, landmarks, size), strict=True):
        person[:, :2] = xy
    return True


def _info(data: Any) -> dict[str, Any]:
    """Frame rate and size wherever the file keeps them, under plain names."""
    if not isinstance(data, dict):
        return {}
    found: dict[str, Any] = {}
    for block in [data, *(data[name] for name in INFO_BLOCKS if isinstance(data.get(name), dict))]:
        for name, aliases in {
            "fps": ("fps", "frame_rate", "frame_rate_hz", "framerate"),
            "width": ("width", "frame_width", "image_width"),
            "height": ("height", "frame_height", "image_height"),
        }.items():
            value = _first(block, aliases, None)
            if value is not None:
                found[name] = value
    return found


def _first(frame: Any, names: tuple[str, ...], default: Any) -> Any:
    return next((frame[n] for n in names if frame.get(n) is not None), default) if isinstance(frame, dict) else default


def _times(path: Path, frames: list[Any]) -> NDArray[np.float64] | None:
    """Return times in seconds where the frames have any."""
    if not frames:
        return np.empty(0)
    for name in TIMES:
        values = [f.get(name) if isinstance(f, dict) else None for f in frames]
        if any(value is not None for value in values):
            times = json_numbers(path, values, name)
            if name.endswith("_ms"):
                return times * 1e-3
            return times if name.endswith("_s") else seconds(times)
    return None
