"""The views that the tables are fitted to and scored on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
from views import Disturbance, Trial, View, view

# Two rounds of eight views per trial: frame rates as found in the field, noise up to what a good pose model does at its
# worst, constant displacements as pose models differ in where they put a point, a camera that is not quite level.
# Another round gains nothing.
TRAINING_ROUNDS = 2
TRAINING_RATES_HZ = (None, 60.0, 60.0, 30.0, 30.0, 50.0, 25.0, None)
TRAINING_NOISE_MM = 16.0
TRAINING = Disturbance(None, exchanged=0.25, offset_mm=8.0, roll_deg=1.5)

CONDITIONS: dict[str, tuple[Disturbance, float]] = {
    "native, 0 mm": (Disturbance(None), 0.0),
    "60 fps, 8 mm": (Disturbance(60.0, 8.0, 0.25), 0.0),
    "30 fps, 8 mm": (Disturbance(30.0, 8.0, 0.25), 0.0),
    "30 fps, 15 mm": (Disturbance(30.0, 15.0, 0.25), 0.0),
    "60 fps, 8 mm, 2 s": (Disturbance(60.0, 8.0, 0.25), 2.0),
    "60 fps, 8 mm, 1 s": (Disturbance(60.0, 8.0, 0.25), 1.0),
}
# The noise of one stance is told from these: the spread of a foot's stances grows from 3 to 6 ms over them.
SPREAD_CONDITIONS = ("native, 0 mm", "60 fps, 8 mm", "30 fps, 8 mm", "30 fps, 15 mm")


def training(trials: Sequence[Trial], *, with_feet: bool) -> Iterator[View]:
    """Every training view; the first of a trial is free of noise."""
    each = product(range(TRAINING_ROUNDS), enumerate(trials), enumerate(TRAINING_RATES_HZ))
    for part, (n, trial), (k, rate_hz) in each:
        rng = np.random.default_rng([part, k, n])
        noise_mm = rng.uniform(0, TRAINING_NOISE_MM) if part or k else 0.0
        how = replace(TRAINING, frame_rate_hz=rate_hz, noise_mm=noise_mm)
        yield from view(trial, how, rng, with_feet=with_feet)


def scoring(trials: Sequence[Trial], condition: str, *, with_feet: bool) -> Iterator[View]:
    """Every view of a condition."""
    how, window_s = CONDITIONS[condition]
    for n, trial in enumerate(trials):
        yield from view(trial, how, np.random.default_rng([1000, n]), with_feet=with_feet, window_s=window_s)


def one_leg(views: Sequence[View]) -> Iterator[View]:
    """The views with one leg hidden, left and right in turn."""
    for n, v in enumerate(views):
        first = 2 + 6 * (n % 2)
        xy = v.xy.copy()
        xy[:, first : first + 4] = np.nan  # knee, ankle, heel, toe of one side
        yield replace(v, xy=xy)
