"""Keypoint arrays in a NumPy archive (.npz): ours, and anyone's COCO or Halpe arrays."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import numpy as np

from toeoff.errors import InvalidInputError
from toeoff.io.keypoint_archive import is_own_archive, load_own_archive
from toeoff.io.names import skeleton_of_size
from toeoff.io.recording import KeypointRecording, bad_file, frame_times, seen_range, to_pixels
from toeoff.io.times import checked_times, seconds
from toeoff.pose import KeypointSequence
from toeoff.skeleton import Skeleton

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["load_npz", "recording_of_slots"]

# Names under which scripts keep the same arrays.
POINTS = ("xy", "keypoints", "kpts", "poses", "arr_0")
SCORES = ("score", "scores", "confidence", "conf", "keypoint_scores", "visibility")
TIMES = ("time_s", "timestamps", "timestamp", "time", "times", "t")
RATES = ("frame_rate_hz", "fps", "frame_rate")


def load_npz(
    path: Path,
    frame_rate_hz: float | None = None,
    frame_size: tuple[int, int] | None = None,
    skeleton: str | Skeleton | None = None,
) -> KeypointRecording:
    """Read a NumPy archive.

    Ours (`keypoints.npz`) gives back exactly the sequences it was written from. Otherwise the archive holds `xy`
    (or `keypoints`) of shape (n_frames, n_keypoints, 2 or 3), or (n_frames, n_people, n_keypoints, 2 or 3); if the
    last axis has three, the third is the score. Optional: `score`, `time_s` or `fps`, `skeleton`.
    (0, 0) and NaN are missing keypoints.

    Parameters
    ----------
    path : Path
    frame_rate_hz : float, optional
        Used when the archive holds neither times nor a frame rate.
    frame_size : tuple of int, optional
        Width and height in px; needed when coordinates are fractions of the picture.
    skeleton : str or Skeleton, optional
        Keypoint set; by default the archive's own word, or the built-in set of that many keypoints.

    Returns
    -------
    KeypointRecording

    Raises
    ------
    KeypointFileError
        When the archive cannot be read, or shapes, times or the skeleton do not fit.
    """
    try:
        # np.load leaves the file open when it is no archive, so the file is opened here.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            if is_own_archive(archive):
                return load_own_archive(path, archive)
            arrays = {name: archive[name] for name in archive.files}
    except (zipfile.BadZipFile, EOFError, ValueError, KeyError) as error:
        wrong = f"is not a whole NumPy archive ({error})"
        raise bad_file(path, wrong, "write it again with numpy.savez, numbers and text only") from error
    points = _points(path, arrays)
    times = _first(arrays, TIMES)
    if times is not None:
        time_s = seconds(np.asarray(times, dtype=np.float64).ravel())
        if len(time_s) != len(points):
            wrong = f"holds {len(time_s)} times for {len(points)} frames"
            raise bad_file(path, wrong, "give every frame one time")
    else:
        stated = _first(arrays, RATES)
        rate = frame_rate_hz if stated is None or frame_rate_hz is not None else float(stated)
        time_s = frame_times(path, np.arange(len(points), dtype=np.int64), rate)
    if skeleton is None and "skeleton" in arrays:
        skeleton = str(arrays["skeleton"])
    points[..., :2] = to_pixels(path, points[..., :2], frame_size)
    return recording_of_slots(
        path, "npz", points, checked_times(path, time_s), skeleton=skeleton, frame_size=frame_size
    )


def recording_of_slots(
    path: Path,
    kind: str,
    points: NDArray[np.float64],
    time_s: NDArray[np.float64],
    *,
    skeleton: str | Skeleton | None,
    frame_size: tuple[int, int] | None = None,
    people: tuple[str, ...] | None = None,
) -> KeypointRecording:
    """Make a recording of x, y, score in px, shape (n_frames, n_people, n_keypoints, 3), one slot per person.

    People come in the order in which they appear.

    Raises
    ------
    KeypointFileError
        When no skeleton fits, or every coordinate of the file is missing.
    """
    n_keypoints = points.shape[2]
    try:
        chosen = skeleton_of_size(n_keypoints) if skeleton is None else Skeleton.of(skeleton)
    except InvalidInputError as error:
        raise bad_file(path, str(error), "state the keypoint set (--skeleton NAME)") from error
    if chosen is None or len(chosen.keypoints) != n_keypoints:
        wrong = f"has {n_keypoints} keypoints per person, but "
        wrong += "no built-in set has as many" if chosen is None else f"{chosen.name} has {len(chosen.keypoints)}"
        raise bad_file(path, wrong, "state the keypoint set that the file follows (--skeleton NAME)")
    missing = ~np.isfinite(points[..., :2]).all(axis=-1) | (points[..., :2] == 0).all(axis=-1)
    points = np.where(missing[..., np.newaxis], np.nan, points)
    sequences, names, first = [], [], []
    spans = [
        (slot, span) for slot in range(points.shape[1]) if (span := seen_range(points[:, slot, :, :2])) is not None
    ]
    for slot, span in sorted(spans, key=lambda pair: pair[1].start):
        one = points[span, slot]
        score = np.nan_to_num(one[..., 2], nan=0.0)
        sequences.append(KeypointSequence(one[..., :2], score, time_s[span], chosen))
        names.append(people[slot] if people else str(slot))
        first.append(span.start)
    if not sequences and points.size:
        raise bad_file(path, "holds no seen keypoint: every coordinate is NaN or (0, 0)", "write the keypoints again")
    return KeypointRecording(
        path=path,
        kind=kind,
        sequences=tuple(sequences),
        people=tuple(names),
        first_frames=tuple(first),
        n_frames=len(points),
        frame_size=frame_size,
    )


def _points(path: Path, arrays: Mapping[str, NDArray[np.generic]]) -> NDArray[np.float64]:
    """X, y, score as (n_frames, n_people, n_keypoints, 3)."""
    found = _first(arrays, POINTS)
    if found is None:
        wrong = f"has no array xy (it holds {', '.join(sorted(arrays)) or 'nothing'})"
        raise bad_file(path, wrong, "name the positions xy, shape (n_frames, n_keypoints, 2)")
    try:
        points = np.array(found, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise bad_file(path, "xy does not hold numbers", "write positions in px") from error
    if points.ndim == 3:
        points = points[:, np.newaxis]
    if points.ndim != 4 or points.shape[3] not in (2, 3):
        wrong = f"xy has shape {np.shape(found)}, but (n_frames, n_keypoints, 2 or 3) is needed"
        raise bad_file(path, wrong, "put frames first and x, y last")
    if points.shape[3] == 3:
        return points
    stated = _first(arrays, SCORES)
    score = np.ones(points.shape[:3]) if stated is None else np.asarray(stated, dtype=np.float64)
    if score.ndim == 2:
        score = score[:, np.newaxis]
    if score.shape != points.shape[:3]:
        wrong = f"score has shape {score.shape}, but xy has {points.shape}"
        raise bad_file(path, wrong, "give every keypoint one score, or none at all")
    return np.concatenate([points, score[..., np.newaxis]], axis=3)


def _first(arrays: Mapping[str, NDArray[np.generic]], names: tuple[str, ...]) -> NDArray[np.generic] | None:
    return next((arrays[name] for name in names if name in arrays), None)
