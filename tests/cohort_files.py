"""Writes what `toeoff analyze` leaves of a recording, with values of one's choice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from toeoff.tables import MEASURES, STRIDE_VALUES

Given = dict[str, tuple[float, float]]


def measure(value: float | None, u: float = 1.0, reason: str | None = None, n: int = 4) -> dict[str, Any]:
    if value is None:
        return {"value": None, "low": None, "high": None, "unit": "deg", "n": 0, "grade": None, "reason": reason}
    ends = {"low": value - 1.96 * u, "high": value + 1.96 * u}
    return {"value": value, **ends, "unit": "deg", "n": n, "grade": "B", "reason": reason}


def one_pass(
    number: int,
    given: Given | None = None,
    *,
    reason: str = "too_short",
    reasons: tuple[str, ...] = (),
    roll_deg: float | None = None,
    strides: list[tuple[str, dict[str, float]]] | None = None,
) -> dict[str, Any]:
    """A pass with the measures given as (value, standard uncertainty), the others withheld."""
    given = given or {}
    measures = {name: measure(*given[name]) if name in given else measure(None, reason=reason) for name in MEASURES}
    rows = [
        {"side": side, "values": {name: values.get(name) for name in STRIDE_VALUES}} for side, values in strides or []
    ]
    quality = {"reasons": list(reasons), "roll_deg": roll_deg}
    legs: dict[str, Any] = {"left": {}, "right": {}}
    return {"pass": number, "quality": quality, "measures": measures, **legs, "strides": rows}


def recording(
    folder: Path,
    passes: list[dict[str, Any]],
    *,
    source: str | dict[str, Any] | None = None,
    origin: dict[str, Any] | None = None,
    settings: dict[str, Any] | None = None,
    columns: dict[str, list[str]] | None = None,
    counts: dict[str, int] | None = None,
) -> Path:
    """Write a recording's folder; `columns` are those that a user has added to passes.csv.

    `source` is the path of the input, or all that identifies it; `origin` what an input of ours was made from.
    """
    folder.mkdir(parents=True)
    identity = source if isinstance(source, dict) else {"path": source or f"{folder.name}.mp4"}
    info: dict[str, Any] = {"name": folder.name, "source": identity["path"]}
    info |= {} if origin is None else {"origin": origin}
    info |= {} if counts is None else {"counts": counts}
    content = {"toeoff": "0", "recording": info, "settings": settings or {}, "notes": [], "passes": passes}
    (folder / "passes.json").write_text(json.dumps(content))
    if source is not None:
        (folder / "done.json").write_text(json.dumps({"input": identity}))
    if columns is not None:
        lines = [",".join(["recording", "pass", *columns])]
        lines += [
            ",".join([folder.name, str(p["pass"]), *(c[i] for c in columns.values())]) for i, p in enumerate(passes)
        ]
        (folder / "passes.csv").write_text("\n".join(lines) + "\n")
    return folder


def article(folder: Path, *, others: int = 6, u: float = 0.5) -> Path:
    """Nine runners of good lean, eight of them extended, and eighteen who lean too far, `others` of them extended."""
    runners = [(7.5, 24.0)] * 8 + [(7.5, 12.0)] + [(13.0, 24.0)] * others + [(13.0, 12.0)] * (18 - others)
    passes = [
        one_pass(
            i,
            {
                "trunk_lean_deg": (lean + 0.01 * i, u),
                "thigh_extension_toe_off_deg": (extension + 0.01 * i, u),
                "hip_extension_toe_off_deg": (extension - lean, u),
            },
        )
        for i, (lean, extension) in enumerate(runners)
    ]
    return recording(folder, passes)
