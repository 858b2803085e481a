"""What a reader must know of the metres of a recording, and of how they were told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["scale_notes", "scale_summary"]

#: Sources as a reader knows them.
SOURCES = {"height": "stated height", "ground": "ground distance", "calibration": "calibration file"}
TOLD = {
    "scales_disagree": "stated scales differ by more than their errors allow: one is wrong, and metres are graded D",
    "camera_not_still": "the camera is not known to stand still, so the ground distance or calibration is not used; "
    'analyse the video, which tells it, or say camera="still" to toeoff.analyze',
    "no_scale": "a stated scale tells too little here (error above 15 %, no standing foot seen, or one at the horizon) "
    "and is not used; mark points on the runners' own line, far apart, and state --camera-height",
}


def scale_notes(reports: Sequence[dict[str, Any]]) -> list[str]:
    """Return a sentence for each thing that is wrong with stated scales; none when all is well.

    Parameters
    ----------
    reports : sequence of dict
        Every pass of a recording as `PassReport.to_dict`.
    """
    reasons = [report["quality"]["scale_reason"] for report in reports]
    counts = {reason: reasons.count(reason) for reason in TOLD}
    return [f"{n} of {len(reports)} passes: {TOLD[reason]}" for reason, n in counts.items() if n]


def scale_summary(qualities: Iterable[dict[str, Any]]) -> str | None:
    """Say what metres come from and how well they are known, on one line; None when no scale was stated.

    Parameters
    ----------
    qualities : iterable of dict
        `quality` of every pass.
    """
    qualities = list(qualities)
    errors: dict[str, list[float]] = {}
    for quality in qualities:
        if quality["scale_source"] is not None:
            errors.setdefault(quality["scale_source"], []).append(100 * quality["scale_error"])
    if not errors and all(quality["scale_reason"] is None for quality in qualities):
        return None
    told = [f"{SOURCES[s]} in {_passes(len(e))} (error {_percent(e)} %)" for s, e in errors.items()]
    n_none = len(qualities) - sum(map(len, errors.values()))
    return "scale: " + ", ".join(told + [f"none in {_passes(n_none)}"] * bool(n_none))


def _passes(n: int) -> str:
    return f"{n} pass{'es' if n != 1 else ''}"


def _percent(errors: Sequence[float]) -> str:
    low, high = f"{min(errors):.0f}", f"{max(errors):.0f}"
    return low if low == high else f"{low}-{high}"
