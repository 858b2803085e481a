"""What a reader must know of the metres of a recording, and of how they were told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["scale_notes", "scale_summary"]

#: Sources as a reader knows them.
SOURCES = {"height": "stated height", "ground": "ground distance", "calibration": "calibration file"}
DISAGREE = "stated scales differ by more than their errors allow: one is wrong, and metres are graded D"
MOVES = "the camera was not seen to stand still, so {what} not used; for metres state the runner's height"
UNKNOWN = (
    "the camera is not known to stand still, so {what} not used; where it stood, analyse the video, which tells it"
)
USELESS = (
    "{what} too little here (error above 15 %, no standing foot seen, or one at the horizon) and not used; {remedy}"
)
MARK = "mark points on the runners' own line, far apart, and state --camera-height"
CALIBRATE = (
    "see whether the camera stood as it was calibrated: rolled as the background or --roll tells within 3 degrees, the "
    "ground at z = 0"
)


def scale_notes(reports: Sequence[dict[str, Any]], *, ground: bool = False, calibration: bool = False) -> list[str]:
    """Return a sentence for each thing that is wrong with stated scales; none when all is well.

    Parameters
    ----------
    reports : sequence of dict
        Every pass of a recording as `PassReport.to_dict`.
    ground, calibration : bool
        Whether a ground distance, or a calibration, was stated.
    """
    named = ["the ground distance"] * ground + ["the calibration"] * calibration
    what = f"{' and '.join(named)} {'are' if len(named) > 1 else 'is'}"
    tells = f"{' and '.join(named)} {'tell' if len(named) > 1 else 'tells'}"
    remedy = "; ".join([MARK] * ground + [CALIBRATE] * calibration)
    counts: dict[str, int] = {}
    for report in reports:
        reason = report["quality"]["scale_reason"]
        if reason == "scales_disagree":
            told = DISAGREE
        elif reason == "camera_not_still":
            # Ours, of a video, says what the camera did; keypoints of other programs do not.
            told = (MOVES if "camera" in report["source"] else UNKNOWN).format(what=what)
        elif reason == "no_scale" and named and not report["quality"]["reasons"]:
            told = USELESS.format(what=tells, remedy=remedy)
        else:
            continue
        counts[told] = counts.get(told, 0) + 1
    return [f"{n} of {len(reports)} passes: {told}" for told, n in counts.items()]


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
