"""What goes wrong in a command: one line on stderr and an exit status, never a traceback."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from toeoff.errors import ToeoffError, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["INTERRUPTED", "error_line", "told_errors"]

# 128 + SIGINT, as shells report it.
INTERRUPTED = 130


def error_line(error: BaseException) -> str:
    """Return what is told of an error; one of the system without a file is met where results are printed."""
    text = one_line(error)
    if isinstance(error, OSError) and not isinstance(error, ToeoffError) and error.strerror and not error.filename:
        text = f"the output cannot be written: {text}; send it where there is space, or into a file"
    return f"toeoff: {text}"


@contextmanager
def told_errors() -> Iterator[None]:
    """Tell errors of this package and of the system in one line, and leave with status 1; 130 when interrupted."""
    try:
        yield
    except BrokenPipeError:
        # The reader of our output has gone (`toeoff ... | head`): typer ends the program as shells expect.
        raise
    except (ToeoffError, OSError) as error:
        typer.echo(error_line(error), err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt as error:
        typer.echo("toeoff: interrupted; recordings that were finished are complete, others left nothing", err=True)
        raise typer.Exit(INTERRUPTED) from error
