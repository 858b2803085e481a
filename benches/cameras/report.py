"""The tables of errors, as Markdown for people and JSON for programs."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from compared import GROUPS, MEASURES, Compared
from measured import Row


@dataclass(frozen=True)
class Column:
    """Departures that the first table takes together; of each kind these steps, or all."""

    title: str
    kinds: tuple[str, ...]
    steps: tuple[str, ...] | None = None

    def holds(self, row: Row) -> bool:
        """Whether a row belongs to it."""
        return row.kind in self.kinds and (self.steps is None or row.step in self.steps)


def _signed(*degrees: int) -> tuple[str, ...]:
    return tuple(f"{sign}{d} deg" for d in degrees for sign in "-+")


COLUMNS = (
    Column("ideal", ("ideal",)),
    Column("yaw to 10°", ("yaw",), _signed(5, 10)),
    Column("yaw 15, 20°", ("yaw",), _signed(15, 20)),
    Column("yaw 25, 30°", ("yaw",), _signed(25, 30)),
    Column("roll to 10°, still", ("roll, not known", "roll, stated")),
    Column("roll 5°, not known, moving", ("moving alongside, roll not known",)),
    Column("pitch to 10°", ("pitch",)),
    Column("pan", ("pan from 9 m", "pan from 6 m", "pan from 4 m")),
    Column("alongside", ("moving alongside",)),
    Column("alongside, turned by 20°", ("moving alongside, turned",), _signed(20)),
    Column(
        "hand shake", ("hand shake",), ("0.1 deg, 3 Hz", "0.3 deg, 3 Hz", "1 deg, 1 Hz", "1 deg, 3 Hz", "2 deg, 2 Hz")
    ),
    Column("rolling shutter 30 ms", ("rolling shutter",), ("30 ms, still, 30 fps", "30 ms, panning, 30 fps")),
    Column("24 and 30 fps", ("frame rate",), ("24 fps", "30 fps")),
    Column("120 fps", ("frame rate",), ("120 fps",)),
    Column("195 and 135 px tall", ("distance",), ("18 m", "26 m")),
    Column("pole, crossing", ("pole", "crossing runners")),
)


def write(folder: Path, rows: list[Row]) -> None:
    """Write `cameras.md` and `cameras.json`: a line per departure, step and measure, and every silent error in full."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cameras.md").write_text(markdown(rows), encoding="utf-8")
    silent = [asdict(r) | {"error": r.error, "is_covered": r.is_covered} for r in rows if r.is_silent]
    parts = {"steps": [_summary(list(group)) for _, group in groupby(_sorted(rows), key=_key)], "silent": silent}
    lines = {name: ",\n".join(json.dumps(_rounded(row)) for row in part) for name, part in parts.items()}
    units = json.dumps({name: compared.unit for name, compared in MEASURES.items()})
    text = ",\n".join([f'"errors_in": {units}', *(f'"{name}": [\n{part}\n]' for name, part in lines.items())])
    (folder / "cameras.json").write_text("{" + text + "}\n", encoding="utf-8")


def _key(row: Row) -> tuple[str, str, str]:
    return row.kind, row.step, row.measure


def _sorted(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=_key)


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {k: round(float(v), 4) if isinstance(v, float) else v for k, v in row.items()}


def _errors_of(rows: list[Row]) -> list[float]:
    return [r.error for r in rows if r.error is not None]


def _summary(rows: list[Row]) -> dict[str, Any]:
    errors = _errors_of(rows)
    return {
        "kind": rows[0].kind,
        "step": rows[0].step,
        "measure": rows[0].measure,
        "passes": len(rows),
        "told": len(errors),
        "mean_error": float(np.mean(errors)) if errors else None,
        "largest_error": float(np.abs(errors).max()) if errors else None,
        "not_covered": sum(r.is_covered is False for r in rows),
        "silent": sum(r.is_silent for r in rows),
        "grades": {g: n for g in "ABCD" if (n := sum(r.grade == g for r in rows))},
        "reasons": sorted({r.reason for r in rows if r.reason}),
    }


def markdown(rows: list[Row]) -> str:
    """Everything at a glance, every departure, the judged line, the limits, and what was wrong without a sign of it."""
    return "\n".join(
        [
            "# Error of each measure as the camera departs from the ideal",
            "",
            *_at_a_glance(rows),
            "",
            *_errors(rows),
            *_judged(rows),
            "",
            *_limits(rows),
            "",
            *_silent(rows),
            "",
        ]
    )


def _at_a_glance(rows: list[Row]) -> list[str]:
    columns = {c.title: own for c in COLUMNS if (own := [r for r in rows if c.holds(r)])}
    lines = [
        "Root mean square of the errors (largest) over the passes in which the measure was told, whatever its grade;"
        " where not all of them did, how many.",
        "",
        f"| measure | error in | {' | '.join(columns)} |",
        "|---|---|" + "---|" * len(columns),
    ]
    for name, compared in MEASURES.items():
        cells = [_brief(compared, [r for r in own if r.measure == name]) for own in columns.values()]
        lines.append(f"| `{name}` | {compared.unit} | {' | '.join(cells)} |")
    return lines


def _brief(compared: Compared, rows: list[Row]) -> str:
    errors = np.array(_errors_of(rows))
    if len(errors) == 0:
        return "withheld"
    size = f"{np.sqrt(np.mean(errors**2)):.{compared.digits}f} ({np.abs(errors).max():.{compared.digits}f})"
    return size if len(errors) == len(rows) else f"{size} {len(errors)}/{len(rows)}"


def _errors(rows: list[Row]) -> list[str]:
    lines = [
        "Below: mean error (largest absolute error); then how many of the passes told it, the grades they gave, and"
        " *out* where intervals missed the truth.",
        "View angle: that by whose cosine the picture shortens what runs along the path, told and in brackets true.",
        "",
    ]
    steps: defaultdict[tuple[str, str], defaultdict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        steps[row.kind, row.step][row.measure].append(row)
    for group, measures in GROUPS.items():
        titles = " | ".join(compared.title for compared in measures.values())
        lines += [
            f"## {group}",
            "",
            f"| departure | step | view angle, deg | {titles} |",
            "|---|---|---|" + "---|" * len(measures),
        ]
        for (kind, step), own in steps.items():
            cells = [_cell(compared, own[name]) for name, compared in measures.items()]
            lines.append(f"| {kind} | {step} | {_view(own[next(iter(measures))])} | " + " | ".join(cells) + " |")
        lines.append("")
    return lines


def _view(rows: list[Row]) -> str:
    told = [r.view_angle_deg for r in rows if r.view_angle_deg is not None]
    true = float(np.mean([r.true_view_angle_deg for r in rows]))
    return f"{np.mean(told):.0f} ({true:.0f})" if told else f"not told ({true:.0f})"


def _cell(compared: Compared, rows: list[Row]) -> str:
    told = [r for r in rows if r.error is not None]
    if not told:
        reasons = sorted({r.reason or "?" for r in rows})
        return f"withheld: {', '.join(reasons)}"
    errors, digits = np.array(_errors_of(told)), compared.digits
    grades = "".join(f"{n}{g} " for g in "ABCD" if (n := sum(r.grade == g for r in told)))
    out = sum(r.is_covered is False for r in told)
    text = f"{errors.mean():+.{digits}f} ({np.abs(errors).max():.{digits}f}) {len(told)}/{len(rows)} {grades.strip()}"
    return text + (f" *out {out}*" if out else "")


def _judged(rows: list[Row]) -> list[str]:
    lines = [
        "## Lean within 2 deg and thigh extension within 4 deg",
        "",
        "| departure | step | lean | thigh extension |",
        "|---|---|---|---|",
    ]
    for (kind, step), group in groupby([r for r in rows if r.is_judged], key=lambda r: (r.kind, r.step)):
        own = list(group)
        cells = []
        for name in ("trunk_lean_deg", "thigh_extension_toe_off_deg"):
            mine = [r for r in own if r.measure == name]
            told = [r for r in mine if r.error is not None]
            wrong = sum(r.is_wrong for r in told)
            verdict = "held" if told and not wrong else "none told" if not told else f"**missed {wrong}**"
            cells.append(f"{verdict}, told {len(told)}/{len(mine)}")
        lines.append(f"| {kind} | {step} | {' | '.join(cells)} |")
    return lines


def _limits(rows: list[Row]) -> list[str]:
    lines = [
        "## Limits",
        "",
        "All steps together, also those that no camera should have: how many were told, how many of these lie beyond"
        " the limit, and how many intervals miss the truth; then the same of those graded A or B.",
        "",
        "| measure | limit | because | told | beyond | missed | A or B | beyond | missed |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, compared in MEASURES.items():
        told = [r for r in rows if r.measure == name and r.error is not None]
        cells = []
        for own in (told, [r for r in told if r.grade in ("A", "B")]):
            counts = len(own), sum(r.is_wrong for r in own), sum(r.is_covered is False for r in own)
            cells.append(" | ".join(str(n) for n in counts))
        lines.append(f"| `{name}` | {compared.limit:g} {compared.unit} | {compared.why} | {' | '.join(cells)} |")
    return lines


def _silent(rows: list[Row]) -> list[str]:
    lines = [
        "## Wrong without a sign of it",
        "",
        "Told with grade A or B, and beyond the limit or outside the interval; `cameras.json` has each of them.",
        "",
        "| departure | measure | cases | errors | beyond | not covered | grades |",
        "|---|---|---|---|---|---|---|",
    ]
    silent = [r for r in rows if r.is_silent]
    for (kind, measure), group in groupby(
        sorted(silent, key=lambda r: (r.kind, r.measure)), key=lambda r: (r.kind, r.measure)
    ):
        own, compared = list(group), MEASURES[measure]
        of = sum((r.kind, r.measure) == (kind, measure) and r.grade in ("A", "B") for r in rows)
        errors, digits = _errors_of(own), compared.digits
        span = f"{min(errors):+.{digits}f} to {max(errors):+.{digits}f}"
        counts = f"{sum(r.is_wrong for r in own)} | {sum(r.is_covered is False for r in own)}"
        grades = "".join(sorted({r.grade or "" for r in own}))
        lines.append(f"| {kind} | {compared.title} | {len(own)} of {of} | {span} | {counts} | {grades} |")
    of = sum(r.grade in ("A", "B") for r in rows)
    lines += ["", f"{len(silent)} of {of} numbers with grade A or B."]
    return lines
