"""Command line: arguments to functions, results to tables. Nothing heavy is loaded for `--help`."""

from __future__ import annotations

import signal
import sys
from typing import Annotated

import typer

from toeoff import __version__
from toeoff.cli_analyze import analyze_command
from toeoff.cli_cohort import cohort_command
from toeoff.cli_demo import demo_command
from toeoff.cli_errors import error_line
from toeoff.cli_models import models_app
from toeoff.cli_validate import validate_command

__all__ = ["app", "main"]

app = typer.Typer(
    name="toeoff",
    help="Measures how people run, from ordinary race footage: lean, leg extension at toe-off, contact, cadence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("analyze")(analyze_command)
app.command("cohort")(cohort_command)
app.command("demo")(demo_command)
app.command("validate")(validate_command)
app.add_typer(models_app, name="models")


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(f"toeoff {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


def main() -> None:
    """Run the command line; the exit status is 0 done, 1 some inputs failed, 2 wrong usage, 130 interrupted."""
    # A polite end (a batch system's, a service manager's) clears up as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        # What commands do not meet themselves: the text of --help and --version, on a full disk.
        print(error_line(error), file=sys.stderr)
        sys.exit(1)
