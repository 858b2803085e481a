"""Options that name a network: checked before any work begins, so that a slip is told once and not for each input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toeoff.errors import InvalidInputError, ModelError, UnknownModelError, one_line

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DetectorOption", "DeviceOption", "ModelOption"]


def _checked(check: Callable[[str], Any], value: str) -> str:
    """Refuse what there cannot be: wrong usage, exit status 2.

    A model that is known but not on this machine, or damaged there, stops the videos alone; each tells of it.
    """
    try:
        check(value)
    except (UnknownModelError, InvalidInputError) as error:
        raise typer.BadParameter(one_line(error)) from error
    except ModelError:
        pass
    return value


def _model(value: str) -> str:
    from toeoff.models import choose_pose  # noqa: PLC0415 - not for --help

    return value if value == "auto" else _checked(choose_pose, value)


def _detector(value: str) -> str:
    from toeoff.models import choose_detector  # noqa: PLC0415

    return value if value == "auto" else _checked(choose_detector, value)


def _device(value: str) -> str:
    from toeoff.devices import check_device  # noqa: PLC0415

    return _checked(check_device, value)


ModelOption = Annotated[
    str, typer.Option(callback=_model, help="Pose model: auto, a name, a path, or two joined by +.")
]
DetectorOption = Annotated[str, typer.Option(callback=_detector, help="Person detector: auto, a name or a path.")]
DeviceOption = Annotated[str, typer.Option(callback=_device, help="Where the models run: auto, cpu, cuda, ...")]
