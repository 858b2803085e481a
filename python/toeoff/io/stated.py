"""What a caller or a file states about the footage: where the file is, its frame rate, the size of its picture."""

from __future__ import annotations

import os
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from toeoff.arguments import short_repr, wrong_type
from toeoff.errors import InvalidInputError, InvalidTypeError
from toeoff.io.recording import bad_file

if TYPE_CHECKING:
    from toeoff.io.recording import KeypointRecording
    from toeoff.skeleton import Skeleton

__all__ = ["file_rate", "file_size", "shown", "stated_path", "stated_rate", "stated_size", "unused_notes"]

# The limits of `capture_fps` in the core: time lapse and the fastest cameras lie outside.
RATE_MINIMUM_HZ, RATE_MAXIMUM_HZ = 1.0, 10_000.0
RATE_WORDS = f"must be a number from {RATE_MINIMUM_HZ:g} to {RATE_MAXIMUM_HZ:g} frames per second"
# The longest side of a picture that OpenCV opens (CV_IO_MAX_IMAGE_WIDTH).
SIDE_MAXIMUM_PX = 2**20
SIZE_WORDS = f"must be width and height in whole px, each from 1 to {SIDE_MAXIMUM_PX}"
# Rates closer than this are one: 29.97 and 30, 59.94 and 60 differ by 0.1 %, true pairs (24 and 25) by 4 %.
SAME_RATE = 0.01


def stated_path(path: Any) -> Path:
    """Return a path as `Path`.

    Raises
    ------
    InvalidInputError
        When it is empty, or with a NUL character in it.
    InvalidTypeError
        When it is no path.
    """
    if not isinstance(path, str | os.PathLike) or not isinstance(os.fspath(path), str):
        remedy = "; decode it (os.fsdecode)" if isinstance(path, bytes) else ""
        raise wrong_type("path", path, f"text or a pathlib.Path{remedy}")
    if not os.fspath(path) or "\0" in os.fspath(path):
        msg = f"path is {shown(os.fspath(path))}, but must be the name of a file or folder, without NUL characters"
        raise InvalidInputError(msg)
    return Path(path)


def stated_rate(value: Any) -> float | None:
    """Return the frame rate that a caller states, Hz; None stays None.

    Raises
    ------
    InvalidInputError
        When it is not from 1 to 10000.
    InvalidTypeError
        When it is no number.
    """
    if value is None:
        return None
    if not _is_rate(value):
        msg = f"frame_rate_hz is {shown(value)}, but {RATE_WORDS}; state the rate of the video (--fps 30)"
        raise (InvalidInputError if _is_real(value) else InvalidTypeError)(msg)
    return float(value)


def file_rate(path: Path, value: Any) -> float | None:
    """Return the frame rate that a file states, Hz; None stays None.

    Raises
    ------
    KeypointFileError
        When it is no number from 1 to 10000.
    """
    if value is None:
        return None
    if not _is_rate(value):
        wrong = f"states {shown(value)} as frame rate, but it {RATE_WORDS}"
        raise bad_file(path, wrong, "write the rate of the video, or leave it out and state it (--fps 30)")
    return float(value)


def stated_size(value: Any) -> tuple[int, int] | None:
    """Return the width and height that a caller states, px; None stays None.

    Raises
    ------
    InvalidInputError
        When they are no pair of whole numbers above 0.
    """
    if value is None:
        return None
    size = _size(value)
    if size is None:
        msg = f"frame_size is {shown(value)}, but {SIZE_WORDS}; for example frame_size=(1920, 1080)"
        raise InvalidInputError(msg)
    return size


def file_size(path: Path, value: Any) -> tuple[int, int] | None:
    """Return the width and height that a file states, px; None stays None.

    Raises
    ------
    KeypointFileError
        When they are no pair of whole numbers above 0.
    """
    if value is None:
        return None
    size = _size(value)
    if size is None:
        wrong = f"states {shown(value)} as size of the picture, but it {SIZE_WORDS}"
        raise bad_file(path, wrong, "write the true size, or leave it out and state it (--frame-size 1920x1080)")
    return size


def unused_notes(
    recording: KeypointRecording,
    frame_rate_hz: float | None,
    frame_size: tuple[int, int] | None,
    skeleton: Skeleton | None,
) -> tuple[str, ...]:
    """Say what a caller stated and the file contradicts or has no use for: what the file says counts."""
    notes = []
    own = recording.own_rate_hz
    if frame_rate_hz is not None and own is not None and not abs(frame_rate_hz / own - 1.0) <= SAME_RATE:
        rates = f"the stated {frame_rate_hz:g} frames per second were not used"
        notes.append(f"{rates}: the file's own times or rate ({own:.4g}) count")
    if frame_size is not None:
        notes += _unused_size_notes(recording, frame_size)
    others = {s.skeleton.name for s in recording.sequences} - {skeleton.name} if skeleton is not None else set()
    if skeleton is not None and others:
        notes.append(f"the stated keypoint set {skeleton.name} was not used: the file's own ({min(others)}) counts")
    return tuple(notes)


def _unused_size_notes(recording: KeypointRecording, frame_size: tuple[int, int]) -> list[str]:
    unused = f"the stated size {frame_size[0]}x{frame_size[1]} was not used"
    if recording.frame_size not in (None, frame_size):
        own_width, own_height = recording.frame_size or frame_size
        return [f"{unused}: the file's own ({own_width}x{own_height}) counts"]
    # Our own archive knows its picture, and may be told so again.
    if recording.is_fraction or (recording.kind == "toeoff" and recording.frame_size is not None):
        return []
    return [f"{unused} to read keypoints: the file's coordinates are no fractions of a picture"]


def shown(value: Any) -> str:
    """Return a value as an error shows it, in few characters."""
    return short_repr(value.item() if isinstance(value, np.generic) else value)


def _is_rate(value: Any) -> bool:
    return _is_real(value) and RATE_MINIMUM_HZ <= value <= RATE_MAXIMUM_HZ


def _size(value: Any) -> tuple[int, int] | None:
    sides = value.tolist() if isinstance(value, np.ndarray) else value
    if not isinstance(sides, tuple | list) or len(sides) != 2:
        return None
    width, height = sides
    if any(not _is_real(side) or not 1 <= side <= SIDE_MAXIMUM_PX or side != int(side) for side in (width, height)):
        return None
    return int(width), int(height)


def _is_real(value: Any) -> bool:
    # Python counts True and False among the numbers.
    return isinstance(value, Real) and not isinstance(value, bool)
