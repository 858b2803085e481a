"""A cohort as text: tables of at most a hundred columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toeoff.cohort import CohortReport, Estimate, InBand, MeasureMean, Related, TwoByTwo

__all__ = ["print_cohort"]

# Without a terminal: wide enough for every column.
PLAIN_WIDTH = 100
# Reasons shown in a row of a table; the files hold them all.
REASONS_SHOWN = 2


def print_cohort(report: CohortReport) -> None:
    """Print who was analysed, the means, and with a profile the counts and associations."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=PLAIN_WIDTH)

    def say(text: str) -> None:
        # Whole lines: a path or a source is there to be copied.
        console.print(text, highlight=False, markup=False, soft_wrap=True)

    say(_who(report))
    if report.means and report.n_analysed:
        say("\nMeasures over runners: mean with 95 % interval, standard deviation (SD), SD without stride scatter")
        console.print(_means(report.means))
        for line in _missing(report.means):
            console.print(line, highlight=False, markup=False)
    if report.agreement is not None and report.profile is not None and report.n_analysed:
        say(f"\nProfile {report.profile.name}: {report.profile.title} (not efficiency)\n{report.profile.source}")
        console.print(_counts(report.agreement.in_band))
        say("(in brackets behind an expected count and in the tables below: 95 % of what measurement error allows)")
        for table in report.agreement.tables:
            _print_table(console, say, table, report)
        if report.correlations:
            say("\nRank correlation (Spearman) over runners")
            console.print(_correlations(report.correlations))
    if report.notes:
        say("")
    for note in report.notes:
        say(f"note: {note}")


def _who(report: CohortReport) -> str:
    unit = "passes" if not report.by else f"runners by {', '.join(report.by)}"
    lines = [
        f"{report.n_analysed} of {report.n_seen} {unit} analysed, from {_number(report.n_recordings, 'recording')}"
        + (f" and {report.n_passes} passes" if report.by else "")
    ]
    if report.excluded:
        lines.append(f"excluded: {_reasons(report.excluded, shown=None)}")
    if report.people:
        people = report.people
        lines.append(
            f"people followed in the videos: {people['tracks']}, "
            f"of them {people['standing']} standing, {people['far']} too far away to tell that they run, "
            f"and {people['short']} too briefly seen to be a pass"
        )
    return "\n".join(lines)


def _means(means: list[MeasureMean]) -> Table:
    table = _columns("measure", "n", "mean (95 %)", "SD", "SD net", "withheld")
    for mean in means:
        if mean.n == 0:
            continue
        decimals = _decimals(mean.measure)
        cells = (
            str(mean.n),
            _estimate(mean.mean, mean.low, mean.high, decimals),
            _plain(mean.deviation, decimals),
            _plain(mean.between_deviation, decimals),
        )
        table.add_row(mean.measure, *cells, _reasons(mean.withheld))
    return table


def _missing(means: list[MeasureMean]) -> list[str]:
    """One line per reason on the measures that no runner has."""
    names: dict[str, list[str]] = {}
    for mean in means:
        if mean.n == 0:
            names.setdefault(_reasons(mean.withheld), []).append(mean.measure)
    return [f"of no runner ({reasons}): {', '.join(group)}" for reasons, group in names.items()]


def _counts(counts: list[InBand]) -> Table:
    table = _columns("rule: measure", "in band", "share (95 %)", "expected", "yes/unc./no", "withheld")
    rule = ""
    for count in counts:
        if count.rule != rule:
            rule = count.rule
            table.add_row(f"{rule}:")
        share, expected = count.share, count.expected
        table.add_row(
            f" {count.measure}",
            f"{count.in_band} of {count.n}",
            "-" if share is None else _percent(share),
            "-" if expected is None else f"{expected.value:.1f} ({expected.low:.0f}-{expected.high:.0f})",
            f"{count.yes}/{count.uncertain}/{count.no}",
            _reasons(count.withheld),
        )
    return table


def _print_table(console: Console, say: Callable[[str], None], two: TwoByTwo, report: CohortReport) -> None:
    pair = report.profile.association if report.profile is not None else None
    first, second = (pair.first, pair.second) if pair is not None else ("first", "second")
    immune = ", which camera roll does not reach" if two.is_roll_immune else ""
    say(f"\n{first} and {second}, by {two.measure}{immune}; {_number(two.n, 'runner')} with both")
    if two.n == 0 or two.odds_ratio is None:
        return
    table = _columns("", f"{second} in band", "not", f"share with {second} (95 %)")
    rows = (
        (f"{first} in band", two.table[0], two.share_first),
        (f"{first} not in band", two.table[1], two.share_other),
    )
    expected = (two.expected[:2], two.expected[2:])
    for (name, cells, share), allowed in zip(rows, expected, strict=True):
        counts = [f"{n} ({e.low:.0f}-{e.high:.0f})" for n, e in zip(cells, allowed, strict=True)]
        table.add_row(name, *counts, "-" if share is None else _percent(share))
    console.print(table)
    ratio = two.odds_ratio
    say(
        f"difference {'-' if two.difference is None else _points(two.difference)}; "
        f"odds ratio {_ratio(ratio.value)} ({_ratio(ratio.low)} to {_ratio(ratio.high)}); "
        f"Fisher p {_p(two.p)}, adjusted {_p(two.q)}"
    )


def _correlations(found: list[Related]) -> Table:
    table = _columns("between", "and", "at equal", "n", "rho (95 %)", "p", "adjusted")
    for one in found:
        c = one.correlation
        rho = _estimate(c.value, c.low, c.high, 2)
        table.add_row(one.first, one.second, one.given or "", str(c.n), rho, _p(c.p), _p(one.q))
    return table


def _columns(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, collapse_padding=True, padding=(0, 1), header_style="bold")
    texts = ("measure", "rule: measure", "", "withheld", "between", "and", "at equal")
    for heading in headings:
        is_text = heading in texts
        # Only names and reasons are folded where the terminal is narrow; numbers stay whole.
        table.add_column(heading, justify="left" if is_text else "right", no_wrap=not is_text, overflow="fold")
    return table


def _decimals(measure: str) -> int:
    """Digits that the unit in the name calls for."""
    if measure.endswith(("_deg", "_spm")) or measure.endswith("_stiffness") or measure == "asymmetry_contact_time":
        return 1
    return 1 if measure == "asymmetry_flight_time" else 3


def _estimate(value: float | None, low: float | None, high: float | None, decimals: int) -> str:
    if value is None:
        return "-"
    if low is None or high is None:
        return _plain(value, decimals)
    return f"{_plain(value, decimals)} ({_plain(low, decimals)} to {_plain(high, decimals)})"


def _percent(share: Estimate) -> str:
    return f"{100 * share.value:.0f} % ({100 * share.low:.0f}-{100 * share.high:.0f})"


def _points(difference: Estimate) -> str:
    return f"{100 * difference.value:+.0f} points ({100 * difference.low:+.0f} to {100 * difference.high:+.0f})"


def _plain(value: float | None, decimals: int) -> str:
    # Adding zero turns the -0.0 of a rounded small number into 0.0.
    return "-" if value is None else f"{round(value, decimals) + 0.0:.{decimals}f}"


def _ratio(value: float) -> str:
    return f"{value:.2g}" if value < 10 else f"{value:.0f}"


def _p(value: float | None) -> str:
    if value is None:
        return "-"
    return "< 0.0001" if value < 1e-4 else f"{value:.2g}" if value < 0.1 else f"{value:.2f}"


def _reasons(reasons: Mapping[str, int], shown: int | None = REASONS_SHOWN) -> str:
    items = [f"{reason} {n}" for reason, n in reasons.items()]
    rest = items[shown:] if shown is not None else []
    return ", ".join(items[:shown] + ([f"{len(rest)} more"] if rest else []))


def _number(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"
