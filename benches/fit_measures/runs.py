"""Force-plate runs as reports of the engine, beside their values at the plates' own events."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import toeoff
from numpy.typing import NDArray
from toeoff import _core

sys.path.insert(0, str(Path(__file__).parents[1] / "fit_events"))
from views import PX_PER_M, Disturbance, Trial, disturbed, landmarks

Array = NDArray[np.float64]

HALPE26 = _core.skeleton_keypoints("halpe26")
VALUES = _core.STRIDE_VALUES
WORDS = ("left", "right")
# The picture's size does not matter to angles; its axes point right and down.
ORIGIN_PX = (400.0, 800.0)


def sequence(time_s: Array, points: dict[str, Array]) -> toeoff.KeypointSequence:
    """Points of a view (px, y up) as Halpe-26 keypoints."""
    xy = np.full((len(time_s), len(HALPE26), 2), np.nan)
    for i, name in enumerate(HALPE26):
        side, _, joint = name.partition("_")
        own = points.get(f"{side[0]}_{joint.replace('_', '')}") if side in WORDS else None
        if own is not None:
            xy[:, i] = np.array(ORIGIN_PX) + own * (1, -1)
    score = np.where(np.isfinite(xy).all(axis=2), 0.9, 0.0)
    return toeoff.KeypointSequence(xy, score, time_s, skeleton="halpe26")


@dataclass(frozen=True)
class Truth:
    """Stances of a trial at the plates' events: side, times, and `(stances, values)`."""

    side: NDArray[np.uint8]
    contact_s: Array
    toe_off_s: Array
    values: Array

    def mean(self, name: str, side: int | None = None) -> float:
        """Mean over the strides of a side, or of both; NaN where none has the value."""
        column = self.values[:, VALUES.index(name)]
        own = column[np.isfinite(column) & ((self.side == side) | (side is None))]
        return float(own.mean()) if len(own) else float("nan")


def truth(trial: Trial, shift_s: tuple[float, float] = (0.0, 0.0)) -> Truth:
    """Values of the undisturbed points, at the plates' events moved by `shift_s`."""
    time_s, points = disturbed(trial, Disturbance(None), np.random.default_rng(0))
    even_s = time_s[0] + np.arange(len(time_s)) * np.median(np.diff(time_s))
    inside = sorted((c for c in trial.contacts if c[1] > time_s[0] and c[2] < time_s[-1]), key=lambda c: c[1])
    side = np.array([c[0] for c in inside], np.uint8)
    contact_s, toe_off_s = np.array([c[1:] for c in inside], float).T + np.array(shift_s)[:, None]
    xy = np.ascontiguousarray(landmarks(points, with_feet=True))
    rows = _core.stride_values(even_s, xy, True, side, np.ascontiguousarray(contact_s), np.ascontiguousarray(toe_off_s))
    return Truth(side, contact_s, toe_off_s, rows[:, 3:])


def stride_column(report: toeoff.PassReport, name: str, side: str) -> Array:
    """A per-stride value of one leg, NaN where it could not be told."""
    return np.array([s.values[name] for s in report.strides if s.side == side], float)


__all__ = [
    "PX_PER_M",
    "VALUES",
    "WORDS",
    "Array",
    "Disturbance",
    "Trial",
    "Truth",
    "disturbed",
    "sequence",
    "stride_column",
    "truth",
]
