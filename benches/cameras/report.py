"""The table of errors, as Markdown for people and JSON for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from measured import LIMITS, Row

SHORT = {
    "trunk_lean_deg": "lean, deg",
    "thigh_extension_toe_off_deg": "thigh ext., deg",
    "leg_extension_toe_off_deg": "leg ext., deg",
    "hip_bend_deg": "hip bend, deg",
    "contact_time_s": "contact, ms",
    "cadence_spm": "cadence, spm",
    "knee_drive_deg": "knee drive, deg",
    "heel_recovery_deg": "heel rec., deg",
}


def write(folder: Path, rows: list[Row]) -> None:
    """Write `cameras.md` and `cameras.json`: a line per departure, step and measure, and every silent error in full."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cameras.md").write_text(markdown(rows), encoding="utf-8")
    silent = [asdict(r) | {"error": r.error, "is_covered": r.is_covered} for r in rows if r.is_silent]
    parts = {"steps": [_summary(list(group)) for _, group in groupby(_sorted(rows), key=_key)], "silent": silent}
    lines = {name: ",\n".join(json.dumps(_rounded(row)) for row in part) for name, part in parts.items()}
    text = ",\n".join(f'"{name}": [\n{part}\n]' for name, part in lines.items())
    (folder / "cameras.json").write_text("{" + text + "}\n", encoding="utf-8")


def _key(row: Row) -> tuple[str, str, str]:
    return row.kind, row.step, row.measure


def _sorted(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=_key)


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {k: round(float(v), 4) if isinstance(v, float) else v for k, v in row.items()}


def _summary(rows: list[Row]) -> dict[str, Any]:
    errors = [r.error for r in rows if r.error is not None]
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
    """Every departure, then the judged line, then every number that was wrong without a sign of it."""
    return "\n".join([*_errors(rows), "", *_judged(rows), "", *_silent(rows), ""])


def _errors(rows: list[Row]) -> list[str]:
    lines = [
        "# Error of each measure as the camera departs from the ideal",
        "",
        "Mean error (largest absolute error) over the passes in which the measure was told;",
        "then how many of the passes told it, the grades they gave, and *out* where intervals missed the truth.",
        "",
        "View angle: that by whose cosine the picture shortens what runs along the path, told and in brackets true.",
        "",
        "| departure | step | view angle, deg | " + " | ".join(SHORT.values()) + " |",
        "|---|---|---|" + "---|" * len(SHORT),
    ]
    for (kind, step), group in groupby(rows, key=lambda r: (r.kind, r.step)):
        own = list(group)
        cells = [_cell([r for r in own if r.measure == name]) for name in LIMITS]
        lines.append(f"| {kind} | {step} | {_view(own)} | " + " | ".join(cells) + " |")
    return lines


def _view(rows: list[Row]) -> str:
    told = [r.view_angle_deg for r in rows if r.view_angle_deg is not None]
    true = float(np.mean([r.true_view_angle_deg for r in rows]))
    return f"{np.mean(told):.0f} ({true:.0f})" if told else f"not told ({true:.0f})"


def _cell(rows: list[Row]) -> str:
    told = [r for r in rows if r.error is not None]
    if not told:
        reasons = sorted({r.reason or "?" for r in rows})
        return f"withheld: {', '.join(reasons)}"
    unit, digits = (1000.0, 0) if rows[0].measure == "contact_time_s" else (1.0, 1)
    errors = unit * np.array([r.error for r in told], dtype=float)
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


def _silent(rows: list[Row]) -> list[str]:
    lines = [
        "## Wrong without a sign of it",
        "",
        "Told with grade A or B, and beyond the limit or outside the interval. Limits: "
        + ", ".join(f"{SHORT[name].split(',')[0]} {limit:g}" for name, limit in LIMITS.items())
        + " (s for contact).",
        "",
        "| departure | step | measure | cases | errors | not covered | grades |",
        "|---|---|---|---|---|---|---|",
    ]
    silent = [r for r in rows if r.is_silent]
    for key, group in groupby(_sorted(silent), key=_key):
        own, (kind, step, measure) = list(group), key
        of = sum(_key(r) == key for r in rows)
        errors = [r.error for r in own if r.error is not None]
        digits = 3 if measure == "contact_time_s" else 1
        span = f"{min(errors):+.{digits}f} to {max(errors):+.{digits}f}"
        out = sum(r.is_covered is False for r in own)
        grades = "".join(sorted({r.grade or "" for r in own}))
        lines.append(f"| {kind} | {step} | {measure} | {len(own)} of {of} | {span} | {out} | {grades} |")
    lines += ["", f"{len(silent)} of {sum(r.error is not None for r in rows)} told numbers."]
    return lines
