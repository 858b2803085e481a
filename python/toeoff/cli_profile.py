"""Options that concern a profile: read and checked before any work begins."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from toeoff.cli_checks import checked

__all__ = ["EffortOption", "PaceOption", "ProfileOption", "need_profile"]


def _profile(text: str) -> object:
    from toeoff.profiles import load_profile  # noqa: PLC0415 - not for --help

    return checked(load_profile, text)


def _pace(text: str) -> float:
    from toeoff.profiles import pace_mps  # noqa: PLC0415

    return checked(pace_mps, text)


def _effort(text: str) -> str:
    from toeoff.profiles import stated_effort  # noqa: PLC0415

    return checked(stated_effort, text)


def need_profile(profile: object, pace: float | None, effort: str | None) -> None:
    """Refuse a pace without a profile, and a pace beside an effort.

    Raises
    ------
    typer.BadParameter
        Wrong usage.
    """
    if profile is None and (pace is not None or effort is not None):
        msg = "--pace and --effort move the bands of a profile; add --profile trail21, or leave them out"
        raise typer.BadParameter(msg)
    if pace is not None and effort is not None:
        msg = "give --pace or --effort, not both: either decides the bands"
        raise typer.BadParameter(msg)


# `Any`: typer takes a type with a parser as it is.
ProfileOption = Annotated[
    Any,
    typer.Option(
        parser=_profile,
        metavar="NAME|FILE",
        help="Judge the measures by a profile: trail21, or a TOML file.",
        show_default=False,
    ),
]
PaceOption = Annotated[
    Any,
    typer.Option(
        parser=_pace,
        metavar="PACE",
        help="Pace for the profile, such as 4:30/km or 3.7m/s.",
        show_default=False,
    ),
]
EffortOption = Annotated[
    Any,
    typer.Option(
        parser=_effort,
        metavar="EFFORT",
        help="Effort for the profile: easy, marathon, half_marathon, 12k, 10k, 5k.",
        show_default=False,
    ),
]
