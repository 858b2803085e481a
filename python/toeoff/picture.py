"""What a user states in px of the picture: held against its size, where that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toeoff.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toeoff.calibration import Calibration

__all__ = ["check_picture"]


def check_picture(
    size_px: Sequence[int] | None, *, ground: Sequence[float] | None = None, calibration: Calibration | None = None
) -> None:
    """Refuse scales that are stated for another picture than this one; an unknown size cannot be checked.

    Parameters
    ----------
    size_px : sequence of int or None
        Width and height.
    ground : sequence of float, optional
        x and y of two marks, px, and the metres between them.
    calibration : Calibration, optional

    Raises
    ------
    InvalidInputError
        When a mark lies outside, or the camera was calibrated at another size.
    """
    if size_px is None:
        return
    width, height = size_px
    if calibration is not None and (width, height) != (own := calibration.picture_px()):
        own_width, own_height = own
        msg = (
            f"calibration {calibration.name} is for a picture of {own_width}x{own_height} px, but this one is "
            f"{width}x{height}; calibrate the camera at the size and rotation that it filmed with"
        )
        raise InvalidInputError(msg)
    for x, y in () if ground is None else (ground[0:2], ground[2:4]):
        if not (0 <= x <= width and 0 <= y <= height):
            msg = (
                f"ground has a mark at {x:g},{y:g}, but the picture is {width}x{height} px; "
                "read the marks off a frame at its full size"
            )
            raise InvalidInputError(msg)
