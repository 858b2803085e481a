"""The cascade of `rust/toeoff-core/src/events`, fitted: ridge regression, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from toeoff import _core
from views import View

Array = NDArray[np.float64]

ALPHA = 1e-5  # ridge penalty; 1e-4 is 0.2-0.4 ms worse, 1e-3 1-2 ms
JITTER_S = (0.006, 0.003)  # fine stages are fitted about estimates scattered like this
EVENTS = ("initial_contact", "toe_off")
MATCH_S = 0.03  # an anchor this far outside a contact still belongs to it
EDGE_S = 0.10  # contacts nearer to the ends are not learned from


@dataclass(frozen=True)
class Reads:
    """What a table reads."""

    with_feet: bool
    both_legs: bool
    camera_is_still: bool

    @property
    def name(self) -> str:
        parts = ["FEET" if self.with_feet else "ANKLES", "BOTH" if self.both_legs else "OWN"]
        return "_".join([*parts, "STILL"] if self.camera_is_still else parts)


@dataclass
class Stances:
    """The stances of many views, one row each."""

    views: Sequence[View]
    reads: Reads
    of_view: NDArray[np.intp] = field(init=False)
    side: NDArray[np.uint8] = field(init=False)
    anchor_s: Array = field(init=False)
    truth_s: dict[str, Array] = field(init=False)

    def __post_init__(self) -> None:
        found = [_core.event_anchors(v.time_s, v.xy) for v in self.views]
        self.of_view = np.repeat(np.arange(len(found)), [len(f[0]) for f in found])
        self.side = np.concatenate([f[0] for f in found])
        self.anchor_s = np.concatenate([f[1] for f in found])
        truth = np.full((len(self.side), 2), np.nan)
        for row, (v, side, anchor) in enumerate(zip(self.of_view, self.side, self.anchor_s, strict=True)):
            view = self.views[v]
            for foot, contact, toe_off in view.trial.contacts:
                inside = contact > view.time_s[0] + EDGE_S and toe_off < view.time_s[-1] - EDGE_S
                if foot == side and contact - MATCH_S < anchor < toe_off + MATCH_S and inside:
                    truth[row] = contact, toe_off
        self.truth_s = dict(zip(EVENTS, truth.T, strict=True))

    def inputs(self, centre_s: Array, *, coarse: bool) -> Array:
        """Inputs of a stage about `centre_s`, as the core computes them."""
        blocks = []
        for v, view in enumerate(self.views):
            rows = slice(*np.searchsorted(self.of_view, [v, v + 1]))
            r = self.reads
            blocks.append(
                _core.event_inputs(
                    view.time_s,
                    view.xy,
                    r.camera_is_still,
                    r.with_feet,
                    r.both_legs,
                    coarse,
                    self.side[rows],
                    self.anchor_s[rows],
                    centre_s[rows],
                )
            )
        return np.concatenate(blocks)


@dataclass(frozen=True)
class Line:
    """A linear predictor, s."""

    constant: float
    weights: Array

    def __call__(self, inputs: Array) -> Array:
        return inputs @ self.weights + self.constant


def ridge(inputs: Array, target: Array) -> Line:
    """Least squares with a penalty on the weights; columns are centred but not rescaled."""
    mean, target_mean = inputs.mean(axis=0), target.mean()
    centred = inputs - mean
    normal = centred.T @ centred
    normal[np.diag_indices_from(normal)] += ALPHA * len(inputs)
    weights = np.linalg.solve(normal, centred.T @ (target - target_mean))
    return Line(float(target_mean - mean @ weights), weights)


Cascade = dict[str, list[Line]]


def usable(stances: Stances, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows with a known contact."""
    return among & np.isfinite(stances.truth_s["toe_off"])


def fit(stances: Stances, coarse: Array, among: NDArray[np.bool_], seed: int = 0) -> Cascade:
    """Fits the rows `among` all stances; `coarse` are their inputs about the anchors."""
    rng = np.random.default_rng(seed)
    rows = usable(stances, among) & np.isfinite(coarse).all(axis=1)
    cascade: Cascade = {}
    for event in EVENTS:
        truth = stances.truth_s[event]
        lines = [ridge(coarse[rows], (truth - stances.anchor_s)[rows])]
        estimate = stances.anchor_s + lines[0](coarse)
        for jitter_s in JITTER_S:
            centre = estimate + rng.normal(0, jitter_s, len(estimate))
            fine = stances.inputs(centre, coarse=False)
            good = rows & np.isfinite(fine).all(axis=1)
            lines.append(ridge(fine[good], (truth - centre)[good]))
            estimate = estimate + lines[-1](stances.inputs(estimate, coarse=False))
        cascade[event] = lines
    return cascade


def predict(cascade: Cascade, stances: Stances, coarse: Array) -> dict[str, Array]:
    """Event times of every row, s."""
    times = {}
    for event, (first, *fine) in cascade.items():
        estimate = stances.anchor_s + first(coarse)
        for line in fine:
            estimate = estimate + line(stances.inputs(estimate, coarse=False))
        times[event] = estimate
    return times
