"""`toeoff models`: which pose and detection models there are, and getting them onto this machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from toeoff.cli_checks import named_path
from toeoff.cli_errors import error_line
from toeoff.errors import InvalidInputError, ModelError, ModelNotFoundError, ToeoffError, UnknownModelError, one_line

if TYPE_CHECKING:
    from toeoff import models

__all__ = ["accepted", "models_app", "progress_shown"]

models_app = typer.Typer(help="List, download and add pose and detection models.", no_args_is_help=True)

_Name = Annotated[str, typer.Argument(metavar="NAME", help="A name of `toeoff models list`.")]
_Names = Annotated[list[str], typer.Argument(metavar="NAME...", help="Names of `toeoff models list`.")]


@models_app.command("list")
def list_models() -> None:
    """Show every known model, and which of them are on this machine."""
    from rich.console import Console  # noqa: PLC0415 - loads what --help does not need
    from rich.table import Table  # noqa: PLC0415

    from toeoff import models  # noqa: PLC0415 - a third of the time that --help would take

    table = Table("name", "role", "keypoints", "licence", "on this machine", box=None, pad_edge=False)
    with _errors_told():
        for name in models.names():
            table.add_row(*_row(name))
        # A pipe gets whole lines; a terminal, what fits.
        Console(width=None if sys.stdout.isatty() else 1000).print(table)
        typer.echo("\n* has a note on its training data, shown before a download")


@models_app.command()
def pull(
    names: _Names,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Accept the terms without being asked.")] = False,
    refresh: Annotated[bool, typer.Option(help="Download even what is on this machine.")] = False,
) -> None:
    """Download models, after showing their terms, and print where they are; one that fails does not stop the others."""
    from toeoff import models  # noqa: PLC0415

    with _errors_told():
        for name in names:
            models.lookup(name)  # a slip in one name is told before anything is downloaded
    has_failed = False
    for name in names:
        try:
            with _errors_told():
                with progress_shown() as progress:
                    found = models.pull(name, progress, lambda card: accepted(card, yes), refresh=refresh)
                typer.echo(found.path)
        except typer.Exit:
            has_failed = True
    if has_failed:
        raise typer.Exit(1)


@models_app.command()
def path(name: _Name) -> None:
    """Print where a model is on this machine."""
    from toeoff import models  # noqa: PLC0415

    with _errors_told():
        typer.echo(models.find(name).path)


@models_app.command()
def add(
    file: Annotated[
        Path,
        typer.Argument(parser=named_path, metavar="FILE", help="ONNX file; one's own with a description beside it."),
    ],
    name: Annotated[str | None, typer.Option(help="Which model it is, where its bytes do not tell.")] = None,
) -> None:
    """Copy a model file into the cache, to use it by name."""
    from toeoff import models  # noqa: PLC0415

    with _errors_told():
        added = models.add(file, name)
        typer.echo(f"{added.name}: {added.path}")


def _row(name: str) -> tuple[str, str, str, str, str]:
    from toeoff import models  # noqa: PLC0415

    try:
        found = models.find(name)
    except ModelError as error:
        if isinstance(error, ModelNotFoundError) and name in models.REGISTRY:
            return _cells(models.lookup(name), None)
        typer.echo(f"toeoff: {one_line(error)}", err=True)
        return (name, "", "", "", "a wrong file, see above")
    return _cells(found.card, str(found.path))


def _cells(card: models.ModelCard, place: str | None) -> tuple[str, str, str, str, str]:
    return (
        card.name,
        card.role,
        card.skeleton or "",
        card.licence + (" *" if card.caveat else ""),
        place or _offer(card),
    )


def _offer(card: models.ModelCard) -> str:
    if card.source is None:
        return "no (no download; see toeoff models path)"
    size = card.source.size_bytes
    return f"no (pull{f', {size / 1e6:.0f} MB' if size else ''})"


def accepted(card: models.ModelCard, yes: bool) -> bool:
    """Show the terms of a model, and ask for consent where its training data calls for it; `yes` is the consent."""
    from toeoff import models  # noqa: PLC0415

    source = card.source
    origin = ""
    if source is not None:
        origin = source.wheel.requirement if source.wheel else str(urlsplit(source.urls[0]).hostname)
    typer.echo(f"{card.name}: {card.title}\n  from: {origin}\n  licence of the weights: {card.licence}", err=True)
    for companion in models.companions(card):
        typer.echo(f"  the same download holds, on the same terms: {companion.name}", err=True)
    if not card.caveat:
        return True
    typer.echo(f"  training data: {card.caveat}", err=True)
    if yes:
        return True
    if not sys.stdin.isatty():
        typer.echo("  run again with --yes to accept this", err=True)
        return False
    return typer.confirm("Download it on these terms?", err=True)


@contextmanager
def progress_shown() -> Iterator[models.Progress | None]:
    """Show a progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    tasks = {}

    def progress(what: str, done_bytes: int, total_bytes: int | None) -> None:
        if what not in tasks:
            bar.start()  # not before: a question about the terms may come first
            tasks[what] = bar.add_task(what)
        bar.update(tasks[what], completed=done_bytes, total=total_bytes)

    try:
        yield progress
    finally:
        bar.stop()


@contextmanager
def _errors_told() -> Iterator[None]:
    """Tell what went wrong in one line, and leave with status 1, or 2 where the user asked for what there cannot be."""
    try:
        yield
    except BrokenPipeError:
        raise  # the reader of our output has gone: typer ends the program as shells expect
    except (ToeoffError, OSError) as error:
        typer.echo(error_line(error), err=True)
        raise typer.Exit(2 if isinstance(error, UnknownModelError | InvalidInputError) else 1) from error
