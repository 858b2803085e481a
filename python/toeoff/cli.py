"""Command line: arguments to functions, results to tables. Nothing heavy is loaded for `--help`."""

from __future__ import annotations

import io
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

# Windows has no SIGHUP.
POLITE_ENDS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]

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
    # A polite end (a batch system's, a service manager's, a closed terminal's) clears up as Ctrl-C does.
    for polite in POLITE_ENDS:
        # Started by nohup, a closed terminal is nothing to us.
        if signal.getsignal(polite) is not signal.SIG_IGN:
            signal.signal(polite, lambda number, _: sys.exit(128 + number))
    # A terminal that knows no arrow shows an escape instead: results are no reason to fail.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        # What commands do not meet themselves: the text of --help and --version, on a full disk.
        print(error_line(error), file=sys.stderr)
        sys.exit(1)
