"""The results of an analysis as JSON on stdout: passes are copied from their files, one at a time."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import typer

from toeoff.json_text import json_text
from toeoff.output_names import PASSES
from toeoff.passes_json import pass_texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from toeoff.recording_files import Outcome

__all__ = ["print_json"]


def print_json(outcomes: Sequence[Outcome]) -> None:
    """Print `{"recordings": [...]}`: what became of each input, and its passes as `passes.json` has them.

    Parameters
    ----------
    outcomes : sequence of Outcome
        One or more.

    Raises
    ------
    OSError, InvalidInputError
        When a file of passes is no longer there or no longer whole.
    """
    typer.echo('{\n "recordings": [')
    for outcome in outcomes:
        head = json_text(_head(outcome)).removesuffix("\n}").replace("\n", "\n  ")
        typer.echo(f"  {head},")
        if outcome.summary.n_passes:
            before = '   "passes": [\n'
            for text in pass_texts(outcome.job.folder / PASSES):
                # Two deeper than in the file.
                typer.echo(before + "  " + text.replace("\n", "\n  "), nl=False)
                before = ",\n"
            typer.echo("\n   ]")
        else:
            typer.echo('   "passes": []')
        typer.echo("  }" if outcome is outcomes[-1] else "  },")
    typer.echo(" ]\n}")


def printable(path: Path) -> str:
    """Return a path as text that every stream takes: bytes that are no UTF-8 as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _head(outcome: Outcome) -> dict[str, Any]:
    return {
        "source": printable(outcome.job.source),
        "folder": printable(outcome.job.folder),
        "status": outcome.status,
        "error": outcome.error or None,
        "info": outcome.info,
        "notes": outcome.notes,
        "files": [str(path) for path in outcome.files],
    }
