"""`toeoff cohort`: many runners together, from the outputs of `toeoff analyze`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toeoff.cli_checks import named_path
from toeoff.cli_errors import told_errors
from toeoff.cli_profile import EffortOption, PaceOption, ProfileOption, need_profile

__all__ = ["cohort_command"]


def cohort_command(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            parser=named_path,
            metavar="OUT",
            help="Output folders of toeoff analyze, or folders above.",
            show_default=False,
        ),
    ],
    *,
    profile: ProfileOption = None,
    pace: PaceOption = None,
    effort: EffortOption = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN[,COLUMN]",
            help="Columns of passes.csv that identify a runner, such as a bib; without it a pass stands for a runner.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            *("--out", "-o"),
            parser=named_path,
            metavar="FOLDER",
            help="Folder for the tables as CSV and JSON.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON instead of tables.")] = False,
) -> None:
    """Count and describe runners: means, agreement with a profile, and how two rules go together."""
    need_profile(profile, pace, effort)
    columns = [name.strip() for name in by.split(",")] if by is not None else []
    if not all(columns):
        msg = f"--by is {by!r}; write one column or several with commas between, such as bib,race"
        raise typer.BadParameter(msg)
    with told_errors():
        from toeoff.cohort import describe_cohort  # noqa: PLC0415 - not for --help
        from toeoff.cohort.files import write_cohort  # noqa: PLC0415
        from toeoff.errors import InvalidInputError  # noqa: PLC0415

        try:
            report = describe_cohort(inputs, profile=profile, by=columns, pace_mps=pace, effort=effort)
        except InvalidInputError as error:
            raise typer.BadParameter(str(error)) from error
        for line in report.failed:
            typer.echo(f"toeoff: {line}", err=True)
        # Nothing read is nothing to write: an earlier report stays.
        files = write_cohort(out, report) if out is not None and report.n_recordings else []
        if as_json:
            from toeoff.json_text import json_text  # noqa: PLC0415

            typer.echo(json_text(report.to_dict()))
        else:
            from toeoff.cli_cohort_tables import print_cohort  # noqa: PLC0415 - loads rich

            print_cohort(report)
            for path in files:
                typer.echo(path)
        if report.failed:
            raise typer.Exit(1)
