"""The table of errors, as Markdown for people and JSON for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

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
    """Write `cameras.md` and `cameras.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cameras.md").write_text(markdown(rows), encoding="utf-8")
    kept = [asdict(r) | {"error": r.error, "is_covered": r.is_covered, "is_silent": r.is_silent} for r in rows]
    text = json.dumps(kept, indent=0, default=float)
    (folder / "cameras.json").write_text(text + "\n", encoding="utf-8")


def markdown(rows: list[Row]) -> str:
    """Every departure, then the judged line, then every number that was wrong without a sign of it."""
    return "\n".join([*_errors(rows), "", *_judged(rows), "", *_silent(rows), ""])


def _errors(rows: list[Row]) -> list[str]:
    lines = [
        "# Error of each measure as the camera departs from the ideal",
        "",
        "Mean error (largest absolute error) over the passes in which the measure was told; then how many of the passes "
        "told it, the grades they gave, and *out* where intervals missed the truth.",
        "",
        "| departure | step | " + " | ".join(SHORT.values()) + " |",
        "|---|---|" + "---|" * len(SHORT),
    ]
    for (kind, step), group in groupby(rows, key=lambda r: (r.kind, r.step)):
        own = list(group)
        cells = [_cell([r for r in own if r.measure == name]) for name in LIMITS]
        lines.append(f"| {kind} | {step} | " + " | ".join(cells) + " |")
    return lines


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
    for (kind, step, measure), group in groupby(
        sorted(silent, key=lambda r: (r.kind, r.step, r.measure)), key=lambda r: (r.kind, r.step, r.measure)
    ):
        own = list(group)
        of = sum((r.kind, r.step, r.measure) == (kind, step, measure) for r in rows)
        errors = [r.error for r in own if r.error is not None]
        digits = 3 if measure == "contact_time_s" else 1
        span = f"{min(errors):+.{digits}f} to {max(errors):+.{digits}f}"
        out = sum(r.is_covered is False for r in own)
        grades = "".join(sorted({r.grade or "" for r in own}))
        lines.append(f"| {kind} | {step} | {measure} | {len(own)} of {of} | {span} | {out} | {grades} |")
    lines += ["", f"{len(silent)} of {sum(r.error is not None for r in rows)} told numbers."]
    return lines
