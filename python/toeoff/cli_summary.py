"""The table that ends an analysis: one row per pass, and where the files are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from toeoff.recording_summary import ROWS_MAX, SHOWN, Agreement
from toeoff.scale_notes import ScaleSummary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toeoff.recording_files import Outcome

__all__ = ["measure_text", "print_summary"]

ARROWS = {"left_to_right": "→", "right_to_left": "←", None: "?"}
# Without a terminal nothing is cut: wide enough for every column.
PLAIN_WIDTH = 160
# Up to so many recordings, every file is named; beyond, the folders are.
FILES_NAMED = 3


def print_summary(outcomes: Sequence[Outcome]) -> None:
    """Print the passes of all recordings, then the files of each."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=PLAIN_WIDTH)
    rows = [(o, i, one) for o in outcomes for i, one in enumerate(o.summary.first)][:ROWS_MAX]
    scale, agreement = ScaleSummary(), Agreement()
    for outcome in outcomes:
        scale.merge(outcome.summary.scale)
        agreement.merge(outcome.summary.agreement)
    if rows:
        console.print(_table(rows, with_recording=len(outcomes) > 1))
    if scale.n > len(rows):
        console.print(f"and {scale.n - len(rows)} more passes in the files", highlight=False)
    metres = scale.line()
    if metres is not None:
        console.print(metres, highlight=False, soft_wrap=True)
    for line in _told(agreement):
        console.print(line, highlight=False, soft_wrap=True)
    for outcome in outcomes:
        if outcome.status == "failed":
            continue
        n = outcome.summary.n_passes
        found = "no runner found" if n == 0 else f"{n} pass{'es' if n > 1 else ''}"
        state = " (complete before)" if outcome.status == "skipped" else ""
        # Printed whole, never wrapped: paths are there to be copied.
        console.print(
            f"{outcome.job.folder}: {found}{_networks(outcome)}{_camera(outcome)}{state}",
            highlight=False,
            soft_wrap=True,
        )
        for path in outcome.files if len(outcomes) <= FILES_NAMED else []:
            console.print(f"  {path}", highlight=False, soft_wrap=True)
    n_failed = sum(o.status == "failed" for o in outcomes)
    if n_failed:
        console.print(f"{n_failed} of {len(outcomes)} inputs failed; the reasons are above", highlight=False)


def measure_text(measure: dict[str, Any], factor: float, decimals: int) -> str:
    """Return value, half of the 95 % interval and grade, such as `8.1 ±1.2 B`; a dash when withheld."""
    if measure["value"] is None:
        return "-"
    half = (measure["high"] - measure["low"]) / 2
    return f"{factor * measure['value']:.{decimals}f} ±{factor * half:.{decimals}f} {measure['grade']}"


def _told(agreement: Agreement) -> Iterator[str]:
    """Count the verdicts of each rule of the profile; the files hold the probabilities."""
    if agreement.verdicts:
        yield f"{agreement.title} (not efficiency):"
    for name, verdicts in agreement.verdicts.items():
        told = ", ".join(f"{verdict} {verdicts[verdict]}" for verdict in ("yes", "uncertain", "no"))
        is_cue = set(agreement.reasons[name]) == {"no_threshold"}
        unjudged = f", not judged {verdicts[None]}" if verdicts[None] else ""
        yield f"  {name} ({agreement.measures[name]}): {'a cue, not judged' if is_cue else told + unjudged}"


def _networks(outcome: Outcome) -> str:
    """Say which networks ran where, for a video."""
    pairs = zip(outcome.info.get("models", ()), outcome.info.get("devices", ()), strict=False)
    named = ", ".join(f"{model} on {device}" for model, device in pairs)
    return f", by {named}" if named else ""


def _camera(outcome: Outcome) -> str:
    """Say what the camera did, for a video: each kind with its seconds, the longest first."""
    spans = sorted(outcome.info.get("camera_s", {}).items(), key=lambda item: -item[1])
    told = ", ".join(f"{kind} {seconds:.1f} s" for kind, seconds in spans)
    return f"; camera {told}" if told else ""


def _table(rows: Sequence[tuple[Outcome, int, dict[str, Any]]], *, with_recording: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    if with_recording:
        table.add_column("recording", overflow="fold")
    table.add_column("pass", justify="right")
    table.add_column("time\ns", justify="right", no_wrap=True)
    table.add_column("")
    for _, heading, _, _ in SHOWN:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("withheld or graded down because")
    for outcome, index, one in rows:
        measures = one["measures"]
        time = f"{one['start_s']:.1f}-{one['end_s']:.1f}"
        cells = [measure_text(measures[name], factor, decimals) for name, _, factor, decimals in SHOWN]
        # Why shown values are withheld or graded down.
        graded = [measures[name]["reason"] for name, *_ in SHOWN if measures[name]["reason"]]
        reasons = list(dict.fromkeys([*one["reasons"], *graded]))
        head = [outcome.job.folder.name] if with_recording else []
        table.add_row(*head, str(index), time, ARROWS[one["travel"]], *cells, ", ".join(reasons))
    return table
