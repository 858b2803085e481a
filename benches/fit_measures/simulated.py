"""Runners drawn from a distribution, measured by the core's own function: how often do its intervals hold the truth?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from toeoff import _core

Array = NDArray[np.float64]

VALUES: list[str] = _core.STRIDE_VALUES
SPECS = {row[0]: row for row in _core.measure_specs()}
SIGMA_S = (0.006, 0.006)  # what an event says of its own error
LABORATORY_S = (0.005, 0.010)  # `measures/interval.rs`
ROLL_DEG, SHUTTER_DEG = 2.0, 0.5  # `measures/interval.rs`, roll unknown
DRAWN = 0.4  # `events/steady.rs`
JITTER_S = 0.004  # of one event, from the keypoints
STEP_S, CONTACT_S = 0.35, 0.24
STEP_SD_S, CONTACT_SD_S = 0.005, 0.0035  # of a runner
TRUE_DEG = 15.0  # of every angle
TRUE_RATIO = 0.2  # of every length, but
OSCILLATION_RATIO = 0.09  # what the contact and flight time above ask for: `measures/bounce.rs`
CONDITIONS = {
    "frame_rate_hz": 60.0,
    "view_angle_rad": 0.15,
    "view_sigma_rad": 0.1,
    "height_px": 450.0,
    "roll_sigma_deg": None,
    "has_trunk": True,
    "has_feet": True,
    "toes_slide": False,
    "leg_length_m": None,
    "near_side": None,
    "far_leg_counts": True,
    "leg_is_seen": [True, True],
    "camera_is_still": True,
    "is_said_to_stand": True,
    "picture_sway": 0.0,
    "repetition": None,
    "duration_s": 2.0,
    "stride_sd": [],
}


@dataclass(frozen=True)
class Drawn:
    """Strides as the core reads them, the means of all strides of the runner, and what is true."""

    rows: Array
    side: NDArray[np.uint8]
    alone_s: Array
    repeated: dict[str, float]
    true: dict[str, float]


def events(rng: np.random.Generator, side: NDArray[np.uint8]) -> tuple[Array, Array]:
    """Initial contact and toe-off of every stance: as told, and of the stance alone."""
    n = len(side)
    contact = STEP_S * np.arange(n) + np.cumsum(rng.normal(0, STEP_SD_S, n))
    actual = np.column_stack([contact, contact + CONTACT_S + rng.normal(0, CONTACT_SD_S, n)])
    alone = actual + rng.normal(0, JITTER_S, actual.shape)
    told = alone.copy()
    anchor = contact + 0.65 * CONTACT_S
    for foot in (0, 1):
        own = side == foot
        if own.sum() >= 3:
            since = alone[own] - anchor[own, None]
            told[own] += DRAWN * (np.median(since, axis=0) - since)
    return told, alone


def draw(rng: np.random.Generator, n_stances: int, *, one_leg: bool) -> Drawn:
    """A runner: every value normal about its mean with the typical deviation, all of one foot or of both in turn."""
    side = np.zeros(n_stances, np.uint8) if one_leg else np.arange(n_stances, dtype=np.uint8) % 2
    told, alone = events(rng, side)
    apart = 1 if one_leg else 2
    step_s = STEP_S
    following = np.full((n_stances, 2), np.nan)
    following[:-apart] = told[apart:]
    flight = np.full(n_stances, np.nan)
    if not one_leg:
        flight[:-1] = told[1:, 0] - told[:-1, 1]
    values = np.full((n_stances, len(VALUES)), np.nan)
    values[:, :5] = np.column_stack(
        [
            (following - told).mean(axis=1),
            told[:, 1] - told[:, 0],
            flight,
            following[:, 0] - told[:, 1],
            (told[:, 1] - told[:, 0]) / (following - told).mean(axis=1),
        ]
    )
    stride_s = apart * step_s
    repeated = {
        "stride_time_s": stride_s,
        "contact_time_s": CONTACT_S,
        "flight_time_s": STEP_S - CONTACT_S,
        "swing_time_s": stride_s - CONTACT_S,
        "duty_factor": CONTACT_S / stride_s,
        "cadence_spm": 120 / stride_s,
    }
    for name, unit, value, _, _, _, _, is_per_leg, stride_sd, _ in SPECS.values():
        if value in VALUES[5:]:
            length = OSCILLATION_RATIO if name == "vertical_oscillation_ratio" else TRUE_RATIO
            repeated[name] = TRUE_DEG if unit == "deg" else length
            noise = rng.normal(0, stride_sd, n_stances + 1)
            # A value of a whole stride is that of its two halves.
            shared = noise[:-1] if is_per_leg or one_leg else (noise[:-1] + noise[1:]) / np.sqrt(2)
            values[:, VALUES.index(value)] = repeated[name] + shared
    values[~np.isfinite(values[:, 0]), 5:] = np.nan
    rows = np.column_stack([told, following[:, 0], values])
    return Drawn(rows, side, alone, repeated, actual(rng, repeated))


def actual(rng: np.random.Generator, repeated: dict[str, float]) -> dict[str, float]:
    """What is measured less all that is constant in a pass and wrong: events, camera, view, pose model."""
    event = rng.normal(0, np.hypot(SIGMA_S, LABORATORY_S))
    camera = rng.normal(0, ROLL_DEG) + rng.normal(0, SHUTTER_DEG)
    yaw = rng.normal(0, CONDITIONS["view_sigma_rad"]) * np.tan(CONDITIONS["view_angle_rad"])
    out = dict(repeated)
    for name, unit, _, slope, per_roll_deg, _, _, _, _, pose_sd in SPECS.values():
        foreshortened = yaw * TRUE_DEG if unit == "deg" else 0.0
        error = np.dot(slope, event) + rng.normal(0, pose_sd) + per_roll_deg * camera + foreshortened
        out[name] = repeated[name] - error if name in repeated else np.nan
    return out


def coverage(n_strides: int, runners: int = 400, seed: int = 1) -> dict[str, tuple[float, float]]:
    """Share of runners whose repeated and whose true value lie in the intervals of that many strides, by measure.

    Values of a leg are taken of `n_strides` strides of one foot, those of whole strides of as many of both feet.
    Cadence is of strides from six on only: below, it comes from the keypoints themselves.
    """
    rng = np.random.default_rng([seed, n_strides])
    hits: dict[str, list[tuple[bool, bool]]] = {}
    for _ in range(runners):
        for one_leg in (True, False):
            drawn = draw(rng, n_strides + (1 if one_leg else 2), one_leg=one_leg)
            sigma = np.broadcast_to(SIGMA_S, drawn.alone_s.shape).copy()
            found = _core.stride_measures(drawn.rows, drawn.side, drawn.alone_s, sigma, CONDITIONS)
            for name, value, low, high, _, _, _, _, again_low, again_high in found["measures"]:
                # A leg's flight needs the other leg.
                is_of_leg = name in SPECS and SPECS[name][7] and name != "flight_time_s"
                if value is not None and name in drawn.repeated and is_of_leg == one_leg:
                    pair = again_low <= drawn.repeated[name] <= again_high, low <= drawn.true[name] <= high
                    hits.setdefault(name, []).append(pair)
    return {name: tuple(np.mean(pairs, axis=0)) for name, pairs in hits.items()}


def report(runners: int = 4000) -> str:
    """Coverage for 3, 5 and 10 strides, %."""
    counts = (3, 5, 10)
    all_of = [coverage(n, runners) for n in counts]
    lines = [f"{'simulated, %':32s}" + "".join(f"{n:3d} strides: repeat total  " for n in counts)]
    for name in all_of[-1]:
        cells = (c.get(name, (np.nan, np.nan)) for c in all_of)
        lines.append(f"{name:32s}" + "".join(f"{100 * r:19.1f} {100 * t:5.1f}  " for r, t in cells))
    return "\n".join(lines)
