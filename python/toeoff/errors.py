"""Every exception that toeoff raises on purpose.

Each class is also the builtin that a Python user would expect to catch.
Misuse raises; poor data does not: it gives a withheld measure with a reason code.
"""

from __future__ import annotations

__all__ = [
    "CalibrationError",
    "CohortError",
    "InvalidInputError",
    "InvalidTypeError",
    "KeypointFileError",
    "MissingExtraError",
    "ModelError",
    "ModelNotFoundError",
    "OutputError",
    "ProfileError",
    "ToeoffError",
    "TruthFileError",
    "UnknownModelError",
    "VideoError",
    "one_line",
]


class ToeoffError(Exception):
    """Base of every error of this package."""


class InvalidInputError(ToeoffError, ValueError):
    """An argument or array has a wrong shape, type or value."""


class InvalidTypeError(InvalidInputError, TypeError):
    """An argument is of a type that nothing can be made of."""


class KeypointFileError(ToeoffError, ValueError):
    """A keypoint file cannot be read as what it claims to be."""


class TruthFileError(ToeoffError, ValueError):
    """A file of known runs cannot be read as what it claims to be."""


class VideoError(ToeoffError, OSError):
    """A video file cannot be opened or holds no frame."""


class ModelError(ToeoffError, RuntimeError):
    """A model file cannot be loaded, or its inputs and outputs are not those of its family."""


class ModelNotFoundError(ModelError, FileNotFoundError):
    """A model is not on this machine; the message says how to get it."""


class UnknownModelError(ModelNotFoundError):
    """No model of that name or file is known anywhere: a slip of the pen, nothing that could be downloaded."""


class MissingExtraError(ToeoffError, ImportError):
    """An optional dependency is missing; the message names the install command."""


class ProfileError(ToeoffError, ValueError):
    """A profile is not known, or its file is not what a profile says."""


class CalibrationError(ToeoffError, ValueError):
    """A calibration file is not what one camera's calibration says."""


class CohortError(ToeoffError, ValueError):
    """A file is none that `toeoff cohort` wrote, or tells nothing that can be used."""


class OutputError(ToeoffError, OSError):
    """A result cannot be written: no permission, no space, a path in the way."""


def one_line(error: BaseException) -> str:
    """Return the message of an error on one line; the system's own errors as path and reason."""
    text = str(error)
    if isinstance(error, OSError) and error.strerror:
        text = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return " ".join(text.split()) or type(error).__name__
