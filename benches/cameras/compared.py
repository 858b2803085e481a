"""The measures that are compared with the truth of a scene: their unit in tables, and from where on they are wrong.

Limits are stated before anything is measured, and say when a number misleads; intervals are judged besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from toeoff import _core


@dataclass(frozen=True)
class Compared:
    """How the error of one measure is told.

    `factor` makes the measure's unit that of the title; without one the error is a part of the truth, in percent.
    """

    title: str
    limit: float
    why: str
    factor: float | None = 1.0
    digits: int = 1

    @property
    def unit(self) -> str:
        """What errors and limit are in."""
        return self.title.rpartition(", ")[2]

    def error(self, value: float, true: float) -> float:
        """Measured minus true, in the unit of the title."""
        return 100.0 * (value / true - 1.0) if self.factor is None else self.factor * (value - true)


_KNEE = "a knee angle, against markers"
_THIGH = "a thigh angle"
_EVENTS = "two deviations of 10 ms, against force plates"
_SCALE = "one deviation of the scale that a height gives"
_BOUNCE = "a cadence higher by a tenth takes as much: the bounce goes with the square of the step time"
_SPRING = "20 ms are a tenth of contact, and stiffness goes with its square"

#: A table each, and what is in it. Angles from which others are made are as promised: lean 2 deg, thigh 4 deg.
GROUPS: dict[str, dict[str, Compared]] = {
    "Trunk, and the leg at toe-off": {
        "trunk_lean_deg": Compared("lean, deg", 2.0, "promised"),
        "hip_bend_deg": Compared("hip bend, deg", 6.0, "lean and thigh together"),
        "thigh_extension_toe_off_deg": Compared("thigh ext., deg", 4.0, "promised"),
        "thigh_extension_peak_deg": Compared("its peak, deg", 4.0, _THIGH),
        "leg_extension_toe_off_deg": Compared("leg ext., deg", 4.0, "against markers"),
        "hip_extension_toe_off_deg": Compared("hip ext., deg", 6.0, "lean and thigh together"),
    },
    "Swing and landing": {
        "knee_drive_deg": Compared("knee drive, deg", 4.0, _THIGH),
        "heel_recovery_deg": Compared("heel rec., deg", 6.0, _KNEE),
        "knee_flexion_contact_deg": Compared("knee at contact, deg", 6.0, _KNEE),
        "knee_flexion_stance_deg": Compared("knee in stance, deg", 6.0, _KNEE),
        "shank_angle_contact_deg": Compared("shank at contact, deg", 4.0, "a segment of the leg, as the thigh"),
        "overstride_ratio": Compared("overstride, % of leg", 7.0, "the leg turned by 4 deg", factor=100.0),
        "foot_strike_angle_deg": Compared(
            "foot strike, deg", 5.0, "half of what the class of midfoot spans (Altman & Davis 2012: -1.6 to 8 deg)"
        ),
    },
    "Times": {
        "cadence_spm": Compared("cadence, spm", 1.0, "against force plates"),
        "contact_time_s": Compared("contact, ms", 20.0, _EVENTS, factor=1000.0, digits=0),
        "flight_time_s": Compared("flight, ms", 20.0, _EVENTS, factor=1000.0, digits=0),
        "swing_time_s": Compared("swing, ms", 20.0, _EVENTS, factor=1000.0, digits=0),
        "duty_factor": Compared("duty, % of stride", 3.0, "20 ms of a stride of 0.7 s", factor=100.0),
    },
    "Metres and the bounce, with the runner's height stated": {
        "speed_mps": Compared("speed, %", 5.0, _SCALE, factor=None),
        "step_length_m": Compared("step, %", 5.0, _SCALE, factor=None),
        "vertical_oscillation_m": Compared("oscillation, %", 17.0, _BOUNCE, factor=None),
        "vertical_oscillation_ratio": Compared("in leg lengths, %", 17.0, _BOUNCE, factor=None),
        "leg_stiffness": Compared("leg stiffness, %", 20.0, _SPRING, factor=None),
        "vertical_stiffness": Compared("vertical stiffness, %", 20.0, _SPRING, factor=None),
    },
    "Between the legs, which move alike": {
        "asymmetry_contact_time": Compared("contact, %", 9.0, "20 ms of 0.22 s"),
        "asymmetry_flight_time": Compared("flight, %", 17.0, "20 ms of 0.12 s"),
        "asymmetry_thigh_extension_toe_off_deg": Compared("thigh ext., deg", 4.0, _THIGH),
        "asymmetry_thigh_extension_peak_deg": Compared("its peak, deg", 4.0, _THIGH),
        "asymmetry_knee_drive_deg": Compared("knee drive, deg", 4.0, _THIGH),
        "asymmetry_heel_recovery_deg": Compared("heel rec., deg", 6.0, _KNEE),
    },
}
MEASURES = {name: compared for group in GROUPS.values() for name, compared in group.items()}


def truth_of(runner: dict[str, Any]) -> dict[str, float]:
    """Every measure of `MEASURES` as it truly is, from a runner of the renderer's `truth.json`."""
    true: dict[str, float] = dict(runner["measures"])
    true |= _stiffness(true) | dict.fromkeys((name for name in MEASURES if name.startswith("asymmetry_")), 0.0)
    return {name: true[name] for name in MEASURES}


def _stiffness(true: dict[str, float]) -> dict[str, float]:
    """What the spring-mass model makes of true times, speed and leg; a model has no other truth."""
    inputs = (true[name] for name in ("contact_time_s", "flight_time_s", "speed_mps", "leg_length_m"))
    _, _, vertical, leg = _core.spring_mass(*inputs)
    return {"leg_stiffness": leg, "vertical_stiffness": vertical}
