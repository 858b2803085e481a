"""Which loader reads a path, and the one door to all of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from toeoff.io.arrays import load_npz
from toeoff.io.cells import read_csv
from toeoff.io.csv_table import load_csv
from toeoff.io.digitised import is_digitised_header, load_digitised
from toeoff.io.mediapipe import load_mediapipe_json
from toeoff.io.openpose import load_openpose
from toeoff.io.recording import bad_file
from toeoff.io.stated import stated_path, stated_rate, stated_size, unused_notes
from toeoff.io.trc import load_trc
from toeoff.skeleton import Skeleton

if TYPE_CHECKING:
    from os import PathLike

    from toeoff.io.recording import KeypointRecording

__all__ = ["is_keypoint_path", "load_keypoints"]

SUFFIXES = (".npz", ".csv", ".tsv", ".json", ".trc")


def is_keypoint_path(path: Path) -> bool:
    """Tell whether a path is a keypoint file by its ending, or a folder with JSON files in it."""
    if path.is_dir():
        return next(path.glob("*.json"), None) is not None
    return _ending(path) in SUFFIXES


def _ending(path: Path) -> str:
    """Return the ending that tells the format; .gz only says that it is packed."""
    return (Path(path.stem) if path.suffix.lower() == ".gz" else path).suffix.lower()


def load_keypoints(
    path: str | PathLike[str],
    *,
    frame_rate_hz: float | None = None,
    frame_size: tuple[int, int] | None = None,
    skeleton: str | Skeleton | None = None,
) -> KeypointRecording:
    """Read a keypoint file or folder of any supported format.

    ===========================  ==========================================================================
    folder of .json              OpenPose BODY_25, one file per frame
    .json                        MediaPipe, 33 landmarks per frame
    .npz                         our `keypoints.npz`, or arrays `xy`, `score`, `time_s` (COCO, Halpe, ...)
    .csv, .tsv                   named or numbered keypoints (COCO, Halpe, MediaPipe), or hand-digitised joints
    .trc                         Sports2D, Pose2Sim
    .csv.gz, .json.gz, .trc.gz   the same, packed
    ===========================  ==========================================================================

    What a file says of itself counts: its times, its frame rate, the size of its picture. A `frame_rate_hz` (by more
    than 1 %) or `frame_size` that contradicts it is not used, nor a `frame_size` where coordinates are no fractions of
    the picture, nor a `skeleton` where the format has its own, and the recording's notes say so.

    Parameters
    ----------
    path : path-like
    frame_rate_hz : float, optional
        Frame rate of the video, 1 to 10000; needed by formats and files without times.
    frame_size : tuple of int, optional
        Width and height of the picture in px; needed when coordinates are fractions of it and the file does not say.
    skeleton : str or Skeleton, optional
        Keypoint set of arrays and numbered columns; by default told by the number of keypoints.

    Returns
    -------
    KeypointRecording
        With one sequence per person, none when nobody is seen.

    Raises
    ------
    FileNotFoundError
        When there is nothing at `path`.
    KeypointFileError
        When the format is unknown or the content is not what the format needs.
    InvalidInputError
        When `path` is no path, or the frame rate, size or skeleton is nothing that a video could have.
    """
    path, rate, size = stated_path(path), stated_rate(frame_rate_hz), stated_size(frame_size)
    skeleton = None if skeleton is None else Skeleton.of(skeleton)
    if not path.exists():
        msg = f"{path}: no such file or folder"
        raise FileNotFoundError(msg)
    recording = _load(path, rate, size, skeleton)
    return replace(recording, notes=(*recording.notes, *unused_notes(recording, rate, size, skeleton)))


def _load(
    path: Path, frame_rate_hz: float | None, frame_size: tuple[int, int] | None, skeleton: Skeleton | None
) -> KeypointRecording:
    if path.is_dir():
        return load_openpose(path, frame_rate_hz)
    if not path.is_file():
        raise bad_file(path, "is neither a file nor a folder", "write the keypoints to a file")
    match _ending(path):
        case ".npz":
            return load_npz(path, frame_rate_hz, frame_size, skeleton)
        case ".json":
            return load_mediapipe_json(path, frame_rate_hz, frame_size)
        case ".trc":
            return load_trc(path)
        case ".csv" | ".tsv":
            if is_digitised_header(read_csv(path).header):
                return load_digitised(path)
            return load_csv(path, frame_rate_hz, frame_size, skeleton)
    raise bad_file(
        path, f"{path.suffix or 'no ending'} is no keypoint format", f"use {', '.join(SUFFIXES)} or a folder"
    )
