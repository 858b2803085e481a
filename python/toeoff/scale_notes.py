"""What a reader must know of the metres of a recording, and of how they were told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toeoff.report import PassReport, Quality

__all__ = ["ScaleNotes", "ScaleSummary"]

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


class ScaleNotes:
    """Counts what is wrong with stated scales, pass by pass.

    Parameters
    ----------
    ground, calibration : bool
        Whether a ground distance, or a calibration, was stated.
    """

    def __init__(self, *, ground: bool = False, calibration: bool = False) -> None:
        named = ["the ground distance"] * ground + ["the calibration"] * calibration
        several = len(named) > 1
        self._is_stated = bool(named)
        self._what = f"{' and '.join(named)} {'are' if several else 'is'}"
        self._tells = f"{' and '.join(named)} {'tell' if several else 'tells'}"
        self._remedy = "; ".join([MARK] * ground + [CALIBRATE] * calibration)
        self._n = 0
        self._counts: dict[str, int] = {}

    def add(self, report: PassReport) -> None:
        """Take in the next pass."""
        self._n += 1
        told = self._wrong_with(report.quality, "camera" in report.source)
        if told is not None:
            self._counts[told] = self._counts.get(told, 0) + 1

    def told(self) -> list[str]:
        """Return a sentence for each thing that is wrong; none when all is well."""
        return [f"{n} of {self._n} passes: {told}" for told, n in self._counts.items()]

    def _wrong_with(self, quality: Quality, is_video: bool) -> str | None:
        reason = quality.scale_reason
        if reason == "scales_disagree":
            return DISAGREE
        if reason == "camera_not_still":
            # Ours, of a video, says what the camera did; keypoints of other programs do not.
            return (MOVES if is_video else UNKNOWN).format(what=self._what)
        if reason == "no_scale" and self._is_stated and not quality.reasons:
            return USELESS.format(what=self._tells, remedy=self._remedy)
        return None


@dataclass
class ScaleSummary:
    """What metres come from and how well they are known, over passes of one or several recordings.

    Attributes
    ----------
    n : int
        Passes.
    errors : dict
        Number of passes and smallest and largest error in %, by source of the scale.
    is_stated : bool
        Whether any scale was stated.
    """

    n: int = 0
    errors: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    is_stated: bool = False

    def add(self, quality: Mapping[str, Any]) -> None:
        """Take in `quality` of the next pass."""
        self.n += 1
        source = quality["scale_source"]
        self.is_stated |= source is not None or quality["scale_reason"] is not None
        if source is not None:
            percent = 100 * quality["scale_error"]
            self._add_errors(source, 1, percent, percent)

    def merge(self, other: ScaleSummary) -> None:
        """Take in the passes of another recording."""
        self.n += other.n
        self.is_stated |= other.is_stated
        for source, errors in other.errors.items():
            self._add_errors(source, *errors)

    def _add_errors(self, source: str, n: int, low: float, high: float) -> None:
        n_before, low_before, high_before = self.errors.get(source, (0, low, high))
        self.errors[source] = (n_before + n, min(low, low_before), max(high, high_before))

    def line(self) -> str | None:
        """Say it on one line; None when no scale was stated."""
        if not self.is_stated:
            return None
        told = [
            f"{SOURCES[source]} in {_passes(n)} (error {_percent(low, high)} %)"
            for source, (n, low, high) in self.errors.items()
        ]
        n_none = self.n - sum(n for n, _, _ in self.errors.values())
        return "scale: " + ", ".join(told + [f"none in {_passes(n_none)}"] * bool(n_none))


def _passes(n: int) -> str:
    return f"{n} pass{'es' if n != 1 else ''}"


def _percent(smallest: float, largest: float) -> str:
    low, high = f"{smallest:.0f}", f"{largest:.0f}"
    return low if low == high else f"{low}-{high}"
