"""What is asked of the analysis of a video, checked before anything is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toeoff.arguments import wrong_type
from toeoff.errors import InvalidInputError
from toeoff.io.stated import stated_path
from toeoff.options import check_options

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["OPTIONS", "check_request"]

#: Keywords of `toeoff.analyze` that may be stated for a video; the others are settled by it.
OPTIONS = (
    "travel",
    "height_m",
    "ground",
    "camera_height_m",
    "calibration",
    "roll_deg",
    "profile",
    "pace",
    "effort",
    "smoothing",
    "score_minimum",
    "stride_sd",
)


def check_request(path: object, capture_fps: float | None, options: Mapping[str, Any], progress: object) -> None:
    """Check the arguments of `Recording` at once: a video may run for hours before its first runner comes.

    Raises
    ------
    InvalidInputError, ProfileError, CalibrationError, FileNotFoundError
        When one is of the wrong type, not known, or makes no sense.
    """
    stated_path(path)
    if progress is not None and not callable(progress):
        raise wrong_type("progress", progress, "a function of frames done and in all, or None")
    unknown = [name for name in options if name not in OPTIONS]
    if unknown:
        msg = f"{unknown[0]!r} is no option of the analysis of a video; options are {', '.join(OPTIONS)}"
        raise InvalidInputError(msg)
    check_options(capture_fps=capture_fps, **options)
