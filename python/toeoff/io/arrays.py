"""Keypoint arrays in a NumPy archive (.npz): ours, and anyone's COCO or Halpe arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from toeoff.io.array_archive import ArrayArchive, open_arrays
from toeoff.io.keypoint_archive import is_own_archive, load_own_archive
from toeoff.io.recording import KeypointRecording, are_fractions, bad_file, frame_times, to_pixels
from toeoff.io.slots import recording_of_slots, slots_of
from toeoff.io.stated import file_rate
from toeoff.io.times import checked_times, rate_of, seconds

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from toeoff.skeleton import Skeleton

__all__ = ["load_npz"]

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
        When the archive cannot be read, an array holds no real numbers, or shapes, times or the skeleton do not fit.
    """
    with open_arrays(path) as archive:
        if is_own_archive(archive):
            return load_own_archive(archive)
        points = _points(archive)
        name = _first(archive, TIMES)
        times = None if name is None else archive.numbers(name)
        own_rate_hz = _rate(archive) if times is None else None
        if skeleton is None and "skeleton" in archive.names:
            skeleton = archive.text("skeleton")
    if times is not None:
        if times.size != max(times.shape, default=1) or times.size != len(points):
            wrong = f"holds {times.size} times (shape {times.shape}) for {len(points)} frames"
            raise bad_file(path, wrong, "give every frame one time")
        time_s = checked_times(path, seconds(times.ravel()))
        own_rate_hz = rate_of(time_s)
    else:
        rate = frame_rate_hz if own_rate_hz is None else own_rate_hz
        time_s = frame_times(path, np.arange(len(points), dtype=np.int64), rate)
    is_fraction = are_fractions(points[..., :2])
    if is_fraction:
        points[..., :2] = to_pixels(path, points[..., :2], frame_size)
    recording = recording_of_slots(
        path, "npz", slots_of(points), time_s, skeleton=skeleton, frame_size=frame_size, own_rate_hz=own_rate_hz
    )
    return replace(recording, is_fraction=is_fraction)


def _points(archive: ArrayArchive) -> NDArray[np.float64]:
    """X, y, score as (n_frames, n_people, n_keypoints, 3)."""
    name = _first(archive, POINTS)
    if name is None:
        wrong = f"has no array xy (it holds {', '.join(sorted(archive.names)) or 'nothing'})"
        raise bad_file(archive.path, wrong, "name the positions xy, shape (n_frames, n_keypoints, 2)")
    points = archive.numbers(name)
    shape = points.shape
    if points.ndim == 3:
        points = points[:, np.newaxis]
    if points.ndim != 4 or points.shape[-1] not in (2, 3):
        wrong = f"{name} has shape {shape}, but (n_frames, n_keypoints, 2 or 3) is needed"
        raise bad_file(archive.path, wrong, "put frames first and x, y last")
    score_name = _first(archive, SCORES)
    if score_name is None:
        has_scores = points.shape[-1] == 3
        return points if has_scores else np.concatenate([points, np.ones((*points.shape[:-1], 1))], axis=-1)
    score = archive.numbers(score_name, flags=True)
    if score.ndim == 2:
        score = score[:, np.newaxis]
    if score.shape != points.shape[:-1]:
        wrong = f"{score_name} has shape {score.shape}, but {name} has {points.shape}"
        raise bad_file(archive.path, wrong, "give every keypoint one score, or none at all")
    if points.shape[-1] == 3 and not np.array_equal(points[..., 2], score, equal_nan=True):
        wrong = f"holds scores twice: in {score_name} and, not the same, as third column of {name}"
        raise bad_file(archive.path, wrong, "leave out one of them; a third coordinate does not belong there")
    return np.concatenate([points[..., :2], score[..., np.newaxis]], axis=-1)


def _rate(archive: ArrayArchive) -> float | None:
    name = _first(archive, RATES)
    if name is None:
        return None
    rates = archive.numbers(name)
    return file_rate(archive.path, rates.item() if rates.size == 1 else rates.tolist())


def _first(archive: ArrayArchive, names: tuple[str, ...]) -> str | None:
    return next((name for name in names if name in archive.names), None)
