"""What the analysis says of a noisy pass, beside the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import toeoff
from departures import Departure
from scene import view_angle_deg
from styles import Style
from toeoff import KeypointSequence
from toeoff.view import measurable

#: Largest error that is no fault, in the measure's unit. Lean and extension: as promised. The rest: the targets against
#: force plates and markers (leg 4, knee 6, cadence 1; contact two deviations of 10 ms); hip bend is lean and thigh.
LIMITS = {
    "trunk_lean_deg": 2.0,
    "thigh_extension_toe_off_deg": 4.0,
    "leg_extension_toe_off_deg": 4.0,
    "hip_bend_deg": 6.0,
    "contact_time_s": 0.020,
    "cadence_spm": 1.0,
    "knee_drive_deg": 4.0,
    "heel_recovery_deg": 6.0,
}


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
        """Measured minus true; None when withheld."""
        return None if self.value is None else self.value - self.true

    @property
    def is_covered(self) -> bool | None:
        """Whether the total interval holds the truth; None when withheld."""
        return None if self.low is None or self.high is None else self.low <= self.true <= self.high

    @property
    def is_wrong(self) -> bool:
        """Told, and further out than the limit."""
        return self.error is not None and abs(self.error) > LIMITS[self.measure]

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
    report = toeoff.analyze(seen, camera=camera, roll_deg=departure.told_roll_deg)
    found = []
    for name in LIMITS:
        m = report.measures[name]
        found.append(
            Row(
                departure.kind,
                departure.step,
                departure.is_judged,
                truth["name"],
                truth["travel"],
                name,
                truth["measures"][name],
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
