"""The files of a cohort: one JSON with everything, one table per question."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from toeoff.atomic import output_errors, whole_files
from toeoff.errors import OutputError
from toeoff.json_text import json_text, read_json
from toeoff.output_names import owner_of
from toeoff.tables import write_csv

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from toeoff.cohort.agreement import TwoByTwo
    from toeoff.cohort.percentiles import Percentile
    from toeoff.cohort.report import CohortReport
    from toeoff.cohort.statistics import Estimate
    from toeoff.profiles import ProfileReport

__all__ = ["FILES", "RECORD", "write_cohort"]

RECORD = "cohort.json"
FILES = (RECORD, "measures.csv", "in_band.csv", "two_by_two.csv", "correlations.csv", "runners.csv")
MEASURES = (
    "measure",
    "n",
    "mean",
    "low",
    "high",
    "deviation",
    "between_deviation",
    "stride_deviation",
    "stride_freedom",
    "stride_runners",
    "withheld",
)
ENDS = ("", "_low", "_high")
IN_BAND = (
    *("rule", "measure", "n", "withheld", "in_band"),
    *(f"{name}{end}" for name in ("share", "expected") for end in ENDS),
    *("yes", "uncertain", "no", "can_be_yes"),
)
CELLS = ("both", "first_only", "second_only", "neither")
TWO_BY_TWO = (
    *("measure", "is_roll_immune", "n", *CELLS),
    *(f"{name}{end}" for name in ("share_first", "share_other", "difference", "odds_ratio") for end in ENDS),
    *("p", "q"),
    *(f"expected_{cell}{end}" for cell in CELLS for end in ENDS),
)
CORRELATIONS = ("first", "second", "given", "n", "value", "low", "high", "p", "q")
RULE = ("measure", "value", "low", "high", "band_low", "band_high", "probability", "verdict", "reason")
PERCENTILE = ("percentile", "percentile_given")


def write_cohort(folder: Path, report: CohortReport) -> list[Path]:
    """Write `cohort.json` and the tables, all or none.

    Parameters
    ----------
    folder : Path
    report : CohortReport

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    OutputError
        When the folder cannot be written, or holds files of these names that no cohort report is beside.
    """
    _need_own(folder)
    judged = report.agreement
    rules = [] if report.profile is None else [rule.name for rule in report.profile.rules]
    runner_columns = ("runner", "n_passes", "passes", "pace_source", "speed_mps", "effort")
    with whole_files(folder, RECORD, stale=lambda: FILES) as partial, output_errors(folder):
        write_csv(partial / "measures.csv", MEASURES, [_plain(mean, MEASURES) for mean in report.means])
        if judged is not None:
            counts = [
                _plain(c, IN_BAND) | _ends("share", c.share) | _ends("expected", c.expected) for c in judged.in_band
            ]
            write_csv(partial / "in_band.csv", IN_BAND, counts)
            write_csv(partial / "two_by_two.csv", TWO_BY_TWO, [_table(table) for table in judged.tables])
            related = [_plain(one, CORRELATIONS) | _plain(one.correlation, CORRELATIONS) for one in report.correlations]
            write_csv(partial / "correlations.csv", CORRELATIONS, related)
        rows: list[dict[str, Any]] = []
        for i, runner in enumerate(report.runners):
            passes = " ".join(one.name for one in runner.passes)
            row = {"runner": runner.name, "n_passes": len(runner.passes), "passes": passes}
            rows.append(row if judged is None else row | _verdicts(judged.judged[i], report.percentiles[i]))
        columns = (*runner_columns, *(f"{rule}_{part}" for rule in rules for part in (*RULE, *PERCENTILE)))
        write_csv(partial / "runners.csv", columns if rules else runner_columns[:3], rows)
        (partial / RECORD).write_text(json_text(report.to_dict()) + "\n", encoding="utf-8")
    return [folder / name for name in FILES if (folder / name).is_file()]


def _need_own(folder: Path) -> None:
    """Refuse to write over what is not an earlier report."""
    there = [name for name in FILES if (folder / name).exists()]
    with suppress(OSError, ValueError):
        report = read_json(folder / RECORD)
        if isinstance(report, dict) and {"toeoff", "in_band", "runners"} <= set(report):
            return
    if there:
        msg = f"{folder / there[0]} is of no earlier cohort report and stays; choose another folder (-o FOLDER)"
        raise OutputError(msg)
    if owner_of(folder) is not None:
        msg = f"{folder} holds the results of a recording; choose another folder for the cohort (-o FOLDER)"
        raise OutputError(msg)


def _plain(row: object, columns: tuple[str, ...]) -> dict[str, Any]:
    """Fields of a row by their column; counts by reason as `reason:n`."""
    values = {name: getattr(row, name) for name in columns if hasattr(row, name)}
    if "withheld" in values:
        values["withheld"] = " ".join(f"{reason}:{n}" for reason, n in values["withheld"].items())
    return values


def _ends(name: str, estimate: Estimate | None) -> dict[str, float | None]:
    if estimate is None:
        return {f"{name}{end}": None for end in ENDS}
    return dict(zip((f"{name}{end}" for end in ENDS), (estimate.value, estimate.low, estimate.high), strict=True))


def _table(table: TwoByTwo) -> dict[str, Any]:
    row = _plain(table, ("measure", "is_roll_immune", "n", "p", "q"))
    row |= dict(zip(CELLS, (*table.table[0], *table.table[1]), strict=True))
    for name in ("share_first", "share_other", "difference", "odds_ratio"):
        row |= _ends(name, getattr(table, name))
    for cell, expected in zip(CELLS, table.expected, strict=True):
        row |= _ends(f"expected_{cell}", expected)
    return row


def _verdicts(report: ProfileReport, percentiles: Mapping[str, Percentile]) -> dict[str, Any]:
    pace = report.pace
    row: dict[str, Any] = {"pace_source": pace.source, "speed_mps": pace.speed_mps, "effort": pace.effort}
    for name, judgement in report.rules.items():
        row |= {f"{name}_{part}": getattr(judgement, part) for part in RULE}
        row |= {f"{name}_percentile": percentiles[name].value, f"{name}_percentile_given": percentiles[name].given}
    return row
