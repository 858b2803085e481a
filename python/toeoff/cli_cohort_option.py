"""Option that states a cohort: read and checked before any work begins."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from toeoff.cli_checks import checked

__all__ = ["CohortOption"]


def _cohort(text: str) -> object:
    from toeoff.cohort.deviations import load_deviations  # noqa: PLC0415 - not for --help

    return checked(load_deviations, text)


# `Any`: typer takes a type with a parser as it is.
CohortOption = Annotated[
    Any,
    typer.Option(
        parser=_cohort,
        metavar="PATH",
        help="What toeoff cohort -o wrote: its deviations between strides for intervals below 12 strides.",
        show_default=False,
    ),
]
