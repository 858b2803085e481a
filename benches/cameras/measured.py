"""What the analysis says of a noisy pass, beside the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import toeoff
from compared import MEASURES, truth_of
from departures import Departure
from scene import view_angle_deg
from styles import Style
from toeoff import KeypointSequence
from toeoff.view import measurable


@dataclass(frozen=True)
class Row:
    """One measure of one pass."""

    kind: str
    step: str
    is_judged: bool
    runner: str
    travel: str
    measure: str
    true: float
    value: float | None
    low: float | None
    high: float | None
    grade: str | None
    reason: str | None
    view_angle_deg: float | None
    true_view_angle_deg: float
    n: int

    @property
    def error(self) -> float | None:
        """Measured minus true in the unit of the tables; None when withheld."""
        return None if self.value is None else MEASURES[self.measure].error(self.value, self.true)

    @property
    def is_covered(self) -> bool | None:
        """Whether the total interval holds the truth; None when withheld."""
        return None if self.low is None or self.high is None else self.low <= self.true <= self.high

    @property
    def is_wrong(self) -> bool:
        """Told, and further out than the limit."""
        return self.error is not None and abs(self.error) > MEASURES[self.measure].limit

    @property
    def is_silent(self) -> bool:
        """Wrong or outside its interval under a grade that says it can be relied on."""
        return self.grade in ("A", "B") and (self.is_wrong or self.is_covered is False)


def rows(departure: Departure, style: Style, truth: dict[str, Any], sequence: KeypointSequence) -> list[Row]:
    """Analyse as the video path does: the longest side-on stretch, or everything so that the report says why not."""
    windows = measurable(sequence, camera_is_still=departure.is_still)
    frames = max(windows, key=lambda w: w.stop - w.start) if windows else slice(None)
    camera = "still" if departure.is_still else "unknown"
    seen = sequence[frames]
    true_view = view_angle_deg(departure.scene, style, truth["travel"], seen.time_s)
    report = toeoff.analyze(seen, camera=camera, roll_deg=departure.told_roll_deg, height_m=style.height_m)
    found = []
    for name, true in truth_of(truth).items():
        m = report.measures[name]
        found.append(
            Row(
                departure.kind,
                departure.step,
                departure.is_judged,
                truth["name"],
                truth["travel"],
                name,
                true,
                m.value,
                m.low,
                m.high,
                m.grade,
                m.reason,
                report.quality.view_angle_deg,
                true_view,
                m.n,
            )
        )
    return found
