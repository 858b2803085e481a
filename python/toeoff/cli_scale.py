"""Options that state a scale: read and checked before any work begins."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from toeoff.cli_checks import checked, within

__all__ = ["CalibrationOption", "CameraHeightOption", "GroundOption", "need_ground"]

_GROUND = "x and y of two points in px and the metres between them, for example 310,905,1540,910,10"


def _ground(text: str) -> tuple[float, ...]:
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if len(numbers) != 5:
        raise typer.BadParameter(f"{text!r} is no ground distance; write {_GROUND}")
    from toeoff.options import check_options  # noqa: PLC0415 - not for --help

    checked(lambda _: check_options(ground=numbers), text)
    return numbers


def _calibration(text: str) -> object:
    from toeoff.calibration import load_calibration  # noqa: PLC0415 - not for --help

    return checked(load_calibration, text)


def need_ground(camera_height: float | None, ground: object) -> None:
    """Refuse the height of a camera that nothing is done with.

    Raises
    ------
    typer.BadParameter
        Wrong usage.
    """
    if camera_height is not None and ground is None:
        msg = "--camera-height says how --ground changes with the distance; add --ground, or leave it out"
        raise typer.BadParameter(msg)


# `Any`: typer takes a type with a parser as it is.
GroundOption = Annotated[
    Any,
    typer.Option(
        parser=_ground,
        metavar="X1,Y1,X2,Y2,METRES",
        help="Two points on the ground along the runners' way, px, and the metres between them: the scale.",
        show_default=False,
    ),
]
CameraHeightOption = Annotated[
    float | None,
    typer.Option(
        callback=within(0.1, 30.0, "height of a camera in metres", "0.1 to 30, for example 1.4"),
        help="Height of the camera above the ground in metres: how --ground changes with the distance.",
        show_default=False,
    ),
]
CalibrationOption = Annotated[
    Any,
    typer.Option(
        parser=_calibration,
        metavar="FILE",
        help="Calib.toml of the camera as Pose2Sim and Sports2D write it: the scale.",
        show_default=False,
    ),
]
