"""Sections as a Markdown report, and in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from toeoff.validate.sections import Section

__all__ = ["markdown", "print_sections"]

METHOD = (
    "Motion capture of each run is projected to the sagittal plane (250 px/m), resampled to the frame rate with a "
    "random phase, disturbed, and analysed as any pass.",
    "Noise is first-order autoregressive over 30 ms and given as the SD of each coordinate; unless a condition says "
    "otherwise (native has none), a quarter of the runs of up to 0.12 s has exchanged legs.",
    "Contacts are those of the force plate at 50 N; contacts nearer than 0.15 s to the ends are not asked for.",
    "Every run has a seed of its own: the same command gives the same numbers.",
)


def markdown(parts: Sequence[Section], *, command: str, figure: str | None) -> str:
    """Return a report.

    Parameters
    ----------
    parts : sequence of Section
    command : str
        What made it.
    figure : str or None
        Name of the figure beside it.
    """
    first, *others = parts
    blocks = [f"# {first.title}\n", *(f"{line}\n" for line in first.before), f"```\n{command}\n```\n"]
    if figure is not None:
        blocks.append(f"![Errors of events and measures]({figure})\n")
    blocks += [_block(part) for part in others]
    return "\n".join([*blocks, "## How", "", *METHOD, ""])


def _block(part: Section) -> str:
    lines = [f"## {part.title}", ""]
    if part.before:
        lines += [*part.before, ""]
    if part.rows:
        cells = [part.columns, ["---"] * len(part.columns), *part.rows]
        lines += ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in cells]
        lines.append("")
    if part.after:
        marker = "- " if len(part.after) > 1 else ""
        lines += [*(f"{marker}{line}" for line in part.after), ""]
    return "\n".join(lines)


def print_sections(parts: Sequence[Section], console: Console) -> None:
    """Print tables with rich."""
    from rich.table import Table  # noqa: PLC0415 - not for the library's users

    for part in parts:
        console.print(part.title, style="bold", highlight=False)
        for line in part.before:
            console.print(line, highlight=False)
        if part.rows:
            table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
            for column in part.columns:
                table.add_column(column, overflow="fold")
            for row in part.rows:
                table.add_row(*row)
            console.print(table)
        for line in part.after:
            console.print(line, style="dim", highlight=False)
        console.print("")
