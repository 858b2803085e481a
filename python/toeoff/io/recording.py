"""What a keypoint loader returns, and the helpers that every loader shares."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from toeoff.errors import KeypointFileError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from toeoff.pose import KeypointSequence

__all__ = [
    "KeypointRecording",
    "are_fractions",
    "bad_file",
    "frame_times",
    "read_text",
    "seen_range",
    "to_pixels",
]

# A coordinate is a fraction of the picture when no seen point lies further out than this: MediaPipe extrapolates
# joints that have left the picture, but by less than a picture's size, and no runner fits into three pixels.
FRACTION_LIMIT = 3.0


@dataclass(frozen=True)
class KeypointRecording:
    """One keypoint file or folder, as sequences of single runners.

    Attributes
    ----------
    path : Path
        The file or folder.
    kind : str
        Which format it was read as: "toeoff", "npz", "csv", "openpose", "mediapipe", "trc" or "digitised".
    sequences : tuple of KeypointSequence
        One per person, trimmed to the frames in which the person is seen; empty when nobody is.
    people : tuple of str
        What the file, or the tracker, calls each person; same order as `sequences`.
    first_frames : tuple of int
        Index in the file of each sequence's first frame.
    n_frames : int
        Number of frames in the file.
    duplicate_frames : int
        Frames left out because they repeat the picture before them.
    frame_size : tuple of int or None
        Width and height of the picture in px, where the file or the caller says so.
    models : tuple of str
        Models behind the keypoints, where the file says so.
    capture_fps : float or None
        Frame rate of filming with which the times were made real already; None when they are the file's own.
    facts : tuple of mapping
        What our own archive keeps of each pass besides its keypoints; empty for other formats.
    notes : tuple of str
        What a reader of the results must know, one sentence each.
    own_rate_hz : float or None
        Frames per second by the file's own times, or by its own word; None when the caller's rate made the times.
    is_fraction : bool
        Whether the file's coordinates are fractions of the picture.
    origin : mapping or None
        Of our own archive, the input that its keypoints were made from: its path, and size and time of change.
    """

    path: Path
    kind: str
    sequences: tuple[KeypointSequence, ...]
    people: tuple[str, ...]
    first_frames: tuple[int, ...]
    n_frames: int
    duplicate_frames: int = 0
    frame_size: tuple[int, int] | None = None
    models: tuple[str, ...] = ()
    capture_fps: float | None = None
    facts: tuple[Mapping[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    own_rate_hz: float | None = None
    is_fraction: bool = False
    origin: Mapping[str, Any] | None = None


def bad_file(path: Path, wrong: str, remedy: str) -> KeypointFileError:
    """Build the error that names the file, what is wrong with it and what to do."""
    return KeypointFileError(f"{path}: {wrong}; {remedy}")


def read_text(path: Path) -> str:
    """Read a text file as UTF-8, with or without a byte order mark; one that ends in .gz is unpacked.

    Raises
    ------
    KeypointFileError
        When the file is empty or not text.
    """
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix.lower() == ".gz" else data).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise bad_file(path, "is not a text file", "check that it is the keypoint file you meant") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise bad_file(path, f"is not a whole .gz file ({error})", "pack it again") from error
    if not text.strip():
        raise bad_file(path, "is empty", "write the keypoints again")
    return text


def frame_times(path: Path, frames: NDArray[np.int64], frame_rate_hz: float | None) -> NDArray[np.float64]:
    """Return the times of frame numbers, in seconds, for a file that holds no times.

    Raises
    ------
    KeypointFileError
        When the frame rate is not stated.
    """
    if frame_rate_hz is None:
        raise bad_file(
            path, "holds no times", "state the frame rate of the video in Hz (--fps 30, or frame_rate_hz=30)"
        )
    return frames / frame_rate_hz


def are_fractions(xy: NDArray[np.float64]) -> bool:
    """Tell whether coordinates are fractions of the picture, by the values themselves."""
    # Zeros say nothing: many formats write (0, 0) for what is missing.
    seen = xy[np.isfinite(xy) & (xy != 0)]
    return bool(seen.size) and float(np.abs(seen).max()) <= FRACTION_LIMIT


def to_pixels(path: Path, xy: NDArray[np.float64], frame_size: tuple[int, int] | None) -> NDArray[np.float64]:
    """Turn fractions of the picture into px.

    Parameters
    ----------
    path : Path
        Named in the error.
    xy : ndarray, shape (..., 2)
        NaN where missing.
    frame_size : tuple of int or None
        Width and height of the picture in px.

    Raises
    ------
    KeypointFileError
        When the size of the picture is not known.
    """
    if frame_size is None:
        wrong = "holds coordinates as fractions of the picture, but not the size of the picture"
        raise bad_file(path, wrong, "state it in px (--frame-size 1920x1080, or frame_size=(1920, 1080))")
    return xy * np.asarray(frame_size, dtype=np.float64)


def seen_range(xy: NDArray[np.float64]) -> slice | None:
    """Return the frames from the first to the last in which any keypoint is seen; None when there is none."""
    is_seen = np.isfinite(xy).sum(axis=2) == 2
    seen = np.flatnonzero(is_seen.any(axis=1))
    return slice(int(seen[0]), int(seen[-1]) + 1) if seen.size else None
