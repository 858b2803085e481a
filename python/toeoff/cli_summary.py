"""The table that ends an analysis: one row per pass, and where the files are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from toeoff.scale_notes import scale_summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toeoff.recording_files import Outcome

__all__ = ["measure_text", "print_summary"]

# Measure, heading, factor to the unit of the heading, decimals.
SHOWN = (
    ("cadence_spm", "cadence\nsteps/min", 1, 0),
    ("trunk_lean_deg", "lean\ndeg", 1, 1),
    ("leg_extension_toe_off_deg", "leg ext.\ndeg", 1, 1),
    ("contact_time_s", "contact\nms", 1000, 0),
)
ARROWS = {"left_to_right": "→", "right_to_left": "←", None: "?"}
# More rows than a person reads on a terminal; the files hold them all.
ROWS_MAX = 60
# Without a terminal nothing is cut: wide enough for every column.
PLAIN_WIDTH = 160
# Up to so many recordings, every file is named; beyond, the folders are.
FILES_NAMED = 3


def print_summary(outcomes: Sequence[Outcome]) -> None:
    """Print the passes of all recordings, then the files of each."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=PLAIN_WIDTH)
    rows = [(o, i, report) for o in outcomes for i, report in enumerate(o.reports)]
    if rows:
        console.print(_table(rows[:ROWS_MAX], with_recording=len(outcomes) > 1))
    if len(rows) > ROWS_MAX:
        console.print(f"and {len(rows) - ROWS_MAX} more passes in the files", highlight=False)
    metres = scale_summary(report["quality"] for _, _, report in rows)
    if metres is not None:
        console.print(metres, highlight=False, soft_wrap=True)
    for line in _agreement([report["profile"] for _, _, report in rows if report.get("profile")]):
        console.print(line, highlight=False, soft_wrap=True)
    for outcome in outcomes:
        if outcome.status == "failed":
            continue
        n = len(outcome.reports)
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


def _agreement(judged: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Count the verdicts of each rule of the profile; the files hold the probabilities."""
    if not judged:
        return
    yield f"{judged[0]['title']} (not efficiency):"
    for name, rule in judged[0]["rules"].items():
        verdicts = Counter(one["rules"][name]["verdict"] for one in judged)
        told = ", ".join(f"{verdict} {verdicts[verdict]}" for verdict in ("yes", "uncertain", "no"))
        is_cue = all(one["rules"][name]["reason"] == "no_threshold" for one in judged)
        unjudged = f", not judged {verdicts[None]}" if verdicts[None] else ""
        yield f"  {name} ({rule['measure']}): {'a cue, not judged' if is_cue else told + unjudged}"


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
    for outcome, index, report in rows:
        quality, measures = report["quality"], report["measures"]
        time = f"{report['start_s']:.1f}-{report['end_s']:.1f}"
        cells = [measure_text(measures[name], factor, decimals) for name, _, factor, decimals in SHOWN]
        reasons = list(dict.fromkeys([*quality["reasons"], *_reasons(measures)]))
        head = [outcome.job.folder.name] if with_recording else []
        table.add_row(*head, str(index), time, ARROWS[quality["travel"]], *cells, ", ".join(reasons))
    return table


def _reasons(measures: dict[str, Any]) -> list[str]:
    """Why shown values are withheld or graded down."""
    return [measures[name]["reason"] for name, *_ in SHOWN if measures[name]["reason"]]
