"""Measures of a run as the truth tells them: the clean projection, read at the force plate's events.

Definitions are those of the methods table. Coordinates are not smoothed. Cadence, contact time and the angles of lean,
extension, knee drive and heel recovery are those of the acceptance protocol: means over every contact that is asked
for, lean over all of the time between the first and the last.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from toeoff.validate.trials import LETTERS, SIDES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from toeoff.validate.trials import Contact, Trial

    Array = NDArray[np.float64]

__all__ = ["true_measures"]

STRIDE_TIME_S = (0.4, 1.1)  # limits of a stride; longer ones miss a contact
FLIGHT_MAXIMUM_S = 0.4
PEAK_AFTER_TOE_OFF_S = 0.15
FOOT_FLAT = (0.30, 0.50)  # part of stance in which the foot lies flat, whatever the strike
G = 9.81
COMPARED = ("thigh_extension_toe_off_deg", "thigh_extension_peak_deg", "knee_drive_deg", "heel_recovery_deg")


def true_measures(trial: Trial, contacts: Sequence[Contact], start_s: float, end_s: float) -> dict[str, float]:
    """Tell every measure of a piece of a run that its landmarks and contacts allow.

    Parameters
    ----------
    trial : Trial
    contacts : sequence of Contact
        Those within the piece, in time order.
    start_s, end_s : float
        Limits of the piece.

    Returns
    -------
    dict of str to float
        By the names of the methods table; what the truth cannot tell is not there.
    """
    piece = (trial.time_s >= start_s) & (trial.time_s <= end_s)
    motion = _Motion(trial.time_s[piece], {name: p[piece] for name, p in trial.points.items()})
    rows = [_stance(motion, contacts, i) for i in range(len(contacts))]
    names = sorted({name for row in rows for name in row} - {"stride_time_s"})
    mean = {name: _mean([row.get(name, math.nan) for row in rows]) for name in names}
    stride_time = _mean([row.get("stride_time_s", math.nan) for row in rows])
    mean["cadence_spm"] = 120 / stride_time
    mean["trunk_lean_deg"] = motion.lean_between(contacts[0].initial_contact_s, contacts[-1].toe_off_s)
    mean["speed_mps"] = trial.speed_mps
    mean["step_length_m"] = trial.speed_mps * stride_time / 2
    mean["vertical_oscillation_m"] = mean.get("vertical_oscillation_ratio", math.nan) * motion.leg_length_m
    if "flight_time_s" in mean:
        mean |= _stiffness(mean["contact_time_s"], mean["flight_time_s"], trial.speed_mps, motion.leg_length_m)
    mean |= _asymmetries(rows, contacts)
    return {name: value for name, value in mean.items() if math.isfinite(value)}


class _Motion:
    """Angles over time, deg, of the points of a piece."""

    def __init__(self, time_s: Array, points: Mapping[str, Array]) -> None:
        self.time_s = time_s
        absent = np.full((len(time_s), 2), np.nan)

        def point(name: str) -> Array:
            return points.get(name, absent)

        self.hip = (point("l_hip") + point("r_hip")) / 2
        shoulder = (point("l_shoulder") + point("r_shoulder")) / 2 - self.hip
        self.lean = np.degrees(np.arctan2(shoulder[:, 0], shoulder[:, 1]))
        self.legs = []
        lengths = []
        for side in LETTERS:
            hip, knee, ankle, heel = (point(f"{side}_{joint}") for joint in ("hip", "knee", "ankle", "heel"))
            toe = _middle([points[n] for n in (f"{side}_bigtoe", f"{side}_smalltoe") if n in points], absent)
            thigh, shank = _segment(hip, knee), _segment(knee, ankle)
            lengths.append(np.hypot(*(knee - hip).T) + np.hypot(*(ankle - knee).T))
            foot = np.degrees(np.arctan2(*(toe - heel).T[::-1]))
            self.legs.append(
                {"thigh": thigh, "leg": _segment(hip, ankle), "shank": shank, "knee": thigh - shank, "foot": foot}
                | {"hip": thigh + self.lean, "reach": (ankle - self.hip)[:, 0]}
            )
        self.leg_length_m = float(np.nanmedian(lengths))

    def at(self, series: Array, t: float) -> float:
        """Value between two frames; NaN next to a gap and outside of the piece."""
        return float(np.interp(t, self.time_s, series, left=math.nan, right=math.nan))

    def between(self, series: Array, start_s: float, end_s: float) -> Array:
        return series[(self.time_s > start_s) & (self.time_s < end_s)]

    def lean_between(self, start_s: float, end_s: float) -> float:
        """Mean lean; NaN when the trunk is not seen all the time."""
        return float(np.mean(self.lean[(self.time_s >= start_s) & (self.time_s <= end_s)]))


def _stance(motion: _Motion, contacts: Sequence[Contact], index: int) -> dict[str, float]:
    """Every value of one stance and the swing after it."""
    side, contact, toe_off = contacts[index]
    row = {"contact_time_s": toe_off - contact}
    other = next((c.initial_contact_s for c in contacts[index + 1 :] if c.side != side), math.nan)
    again = next((c.initial_contact_s for c in contacts[index + 1 :] if c.side == side), math.nan)
    if 0 < other - toe_off < FLIGHT_MAXIMUM_S:
        row["flight_time_s"] = other - toe_off
    is_stride = STRIDE_TIME_S[0] < again - contact < STRIDE_TIME_S[1]
    if is_stride:
        row |= {"stride_time_s": again - contact, "swing_time_s": again - toe_off}
        row["duty_factor"] = row["contact_time_s"] / row["stride_time_s"]
    if toe_off + PEAK_AFTER_TOE_OFF_S > motion.time_s[-1] or contact < motion.time_s[0]:
        return row
    leg, mid_stance = motion.legs[side], (contact + toe_off) / 2
    row |= {
        "thigh_extension_toe_off_deg": -motion.at(leg["thigh"], toe_off),
        "leg_extension_toe_off_deg": -motion.at(leg["leg"], toe_off),
        "hip_extension_toe_off_deg": -motion.at(leg["hip"], toe_off),
        "hip_bend_deg": motion.at(leg["hip"], mid_stance),
        "knee_flexion_contact_deg": motion.at(leg["knee"], contact),
        "knee_flexion_stance_deg": _largest(motion.between(leg["knee"], contact, toe_off)),
        "shank_angle_contact_deg": motion.at(leg["shank"], contact),
        "overstride_ratio": motion.at(leg["reach"], contact) / motion.leg_length_m,
        "thigh_extension_peak_deg": _largest(motion.between(-leg["thigh"], mid_stance, toe_off + PEAK_AFTER_TOE_OFF_S)),
    }
    flat = motion.between(leg["foot"], *(contact + part * (toe_off - contact) for part in FOOT_FLAT))
    row["foot_strike_angle_deg"] = motion.at(leg["foot"], contact) - float(np.median(flat))
    if math.isfinite(again):
        row["knee_drive_deg"] = _largest(motion.between(leg["thigh"], toe_off, again))
        row["heel_recovery_deg"] = _largest(motion.between(leg["knee"], toe_off, again))
    if is_stride:
        row["vertical_oscillation_ratio"] = _oscillation(motion, contact, other, again) / motion.leg_length_m
    return row


def _oscillation(motion: _Motion, contact: float, other: float, again: float) -> float:
    """Range of the hip midpoint's height over a step, less the line over the stride, mean of both steps, m."""
    y, t = motion.hip[:, 1], motion.time_s
    start, end = motion.at(y, contact), motion.at(y, again)
    level = y - start - (end - start) / (again - contact) * (t - contact)
    steps = [motion.between(level, contact, other), motion.between(level, other, again)]
    return float(np.mean([np.ptp(step) if len(step) else math.nan for step in steps]))


def _stiffness(contact_s: float, flight_s: float, speed_mps: float, leg_length_m: float) -> dict[str, float]:
    """Spring-mass model (Morin et al. 2005) fed with true times, speed and leg length; N/m/kg."""
    force = G * math.pi / 2 * (flight_s / contact_s + 1)
    drop = force * contact_s**2 / math.pi**2 - G * contact_s**2 / 8
    half = speed_mps * contact_s / 2
    if half >= leg_length_m:
        return {}
    shortening = leg_length_m - math.sqrt(leg_length_m**2 - half**2) + drop
    return {"leg_stiffness": force / shortening, "vertical_stiffness": force / drop}


def _asymmetries(rows: Sequence[Mapping[str, float]], contacts: Sequence[Contact]) -> dict[str, float]:
    """Right less left in degrees; of times the symmetry index in percent (Robinson et al. 1987)."""

    def sides(name: str) -> list[float]:
        return [
            _mean([row.get(name, math.nan) for row, c in zip(rows, contacts, strict=True) if c.side == side])
            for side in range(len(SIDES))
        ]

    out = {}
    for name in ("contact_time", "flight_time"):
        left, right = sides(f"{name}_s")
        out[f"asymmetry_{name}"] = 100 * abs(right - left) / ((left + right) / 2)
    for name in COMPARED:
        left, right = sides(name)
        out[f"asymmetry_{name}"] = right - left
    return out


def _segment(p: Array, q: Array) -> Array:
    """`phi(P, Q)`: angle of the segment from P to Q from the downward vertical, deg, + when Q is ahead."""
    return np.degrees(np.arctan2(q[:, 0] - p[:, 0], p[:, 1] - q[:, 1]))


def _middle(points: Sequence[Array], absent: Array) -> Array:
    """Mean of the points that are seen in a frame."""
    if not points:
        return absent
    seen = np.isfinite(points).all(axis=2).sum(axis=0)[:, None]
    return np.where(seen > 0, np.nansum(points, axis=0) / np.maximum(seen, 1), np.nan)


def _largest(values: Array) -> float:
    """Largest value seen; NaN when none is."""
    seen = values[np.isfinite(values)]
    return float(seen.max()) if len(seen) else math.nan


def _mean(values: Sequence[float]) -> float:
    """Mean of the finite values; NaN when there are none."""
    seen = [value for value in values if math.isfinite(value)]
    return float(np.mean(seen)) if seen else math.nan
