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
ALPHA_CONSTANT = 6e-6  # of the constant of the pass; see the README for 2e-6 to 6e-5
RUNNER_SHARE = 0.3  # of what a runner's rows have in common, not learned from: it is mostly the runner's own
STRIDE_REACH = 0.5  # stride times, `events/inputs.rs`
STRIDES_FOR_HALF = 5  # `events/constant.rs`
CORRECTION_MAXIMUM_S = 0.010  # `events/constant.rs`
SPEED_REACH = 1.0  # leg lengths/s, `events/constant.rs`
FOOT_SPEEDS = (2.0, 5.4)  # leg lengths/s, `events/sigma.rs`
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


def numbered(names: Sequence[str]) -> NDArray[np.intp]:
    """The place of each name among the different ones."""
    return np.unique(names, return_inverse=True)[1]


@dataclass
class Stances:
    """The stances of many views, one row each."""

    views: Sequence[View]
    reads: Reads
    of_view: NDArray[np.intp] = field(init=False)
    side: NDArray[np.uint8] = field(init=False)
    anchor_s: Array = field(init=False)
    truth_s: dict[str, Array] = field(init=False)
    stride_s: Array = field(init=False)
    trial: NDArray[np.intp] = field(init=False)
    runner: NDArray[np.intp] = field(init=False)

    def __post_init__(self) -> None:
        found = [_core.event_anchors(v.time_s, v.xy) for v in self.views]
        self.of_view = np.repeat(np.arange(len(found)), [len(f[0]) for f in found])
        self.side = np.concatenate([f[0] for f in found])
        self.anchor_s = np.concatenate([f[1] for f in found])
        self.stride_s = np.array([f[2] for f in found])[self.of_view]
        self.trial = numbered([v.trial.name for v in self.views])[self.of_view]
        self.runner = numbered([v.trial.runner for v in self.views])[self.of_view]
        truth = np.full((len(self.side), 2), np.nan)
        for row, (v, side, anchor) in enumerate(zip(self.of_view, self.side, self.anchor_s, strict=True)):
            view = self.views[v]
            for foot, contact, toe_off in view.trial.contacts:
                inside = contact > view.time_s[0] + EDGE_S and toe_off < view.time_s[-1] - EDGE_S
                if foot == side and contact - MATCH_S < anchor < toe_off + MATCH_S and inside:
                    truth[row] = contact, toe_off
        self.truth_s = dict(zip(EVENTS, truth.T, strict=True))

    def inputs(self, centre_s: Array, stage: str) -> Array:
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
                    stage,
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


def ridge(
    inputs: Array, target: Array, share: Array, alpha: float = ALPHA, runner: NDArray[np.intp] | None = None
) -> Line:
    """Least squares, each row with its share, and a penalty on the weights; columns are centred but not rescaled.

    With `runner`, RUNNER_SHARE of every runner's mean is taken off: generalised least squares for errors of which a
    part stays with the runner, which would else be learned as if it followed from how the runner moves.
    """
    share = share / share.sum()
    mean, target_mean = share @ inputs, share @ target
    centred, off = inputs - mean, target - target_mean
    if runner is not None:
        centred = centred - RUNNER_SHARE * means(centred, share, runner)[runner]
        off = off - RUNNER_SHARE * means(off[:, None], share, runner)[runner, 0]
    weighted = (centred * share[:, None]).T
    normal = weighted @ centred
    normal[np.diag_indices_from(normal)] += alpha
    weights = np.linalg.solve(normal, weighted @ off)
    return Line(float(target_mean - mean @ weights), weights)


def means(rows: Array, share: Array, group: NDArray[np.intp]) -> Array:
    """The mean of each group of rows, each row with its share; zero for groups without rows."""
    mean = np.zeros((group.max() + 1, rows.shape[1]))
    for g in np.unique(group):
        own = group == g
        mean[g] = share[own] @ rows[own] / share[own].sum()
    return mean


Cascade = dict[str, list[Line]]


def usable(stances: Stances, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows with a known contact."""
    return among & np.isfinite(stances.truth_s["toe_off"])


def shares(trial: NDArray[np.intp]) -> Array:
    """One over the number of rows of the same trial, so that long trials and short ones count alike."""
    share: Array = 1 / np.bincount(trial)[trial]
    return share


def whole_strides(stances: Stances, estimate: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Inputs of the stride stage about the estimates, and which rows see all of their stride."""
    start = np.array([v.time_s[0] for v in stances.views])[stances.of_view]
    end = np.array([v.time_s[-1] for v in stances.views])[stances.of_view]
    inputs = stances.inputs(estimate, "stride")
    reach = STRIDE_REACH * stances.stride_s
    inside = (estimate - reach >= start) & (estimate + reach <= end)
    return inputs, inside & np.isfinite(inputs).all(axis=1)


def fit_constant(stances: Stances, event: str, estimate: Array, rows: NDArray[np.bool_]) -> Line:
    """The mean error of each view's estimates, from the mean of its whole strides."""
    inputs, seen = whole_strides(stances, estimate)
    rows = rows & seen
    count = np.bincount(stances.of_view[rows], minlength=len(stances.views))
    views = np.flatnonzero(count)
    mean = np.zeros((len(count), inputs.shape[1]))
    np.add.at(mean, stances.of_view[rows], inputs[rows])
    error = np.bincount(stances.of_view[rows], (stances.truth_s[event] - estimate)[rows], minlength=len(count))
    per_view = count[views]
    share = shares(stances.trial[np.searchsorted(stances.of_view, views)])
    return ridge(mean[views] / per_view[:, None], error[views] / per_view, share, ALPHA_CONSTANT)


def correction(line: Line, stances: Stances, estimate: Array) -> Array:
    """What the strides of each view say of its constant, s, as `events/constant.rs` weighs it; one value per row."""
    inputs, seen = whole_strides(stances, estimate)
    n = len(stances.views)
    total = np.bincount(stances.of_view[seen], line(inputs[seen]), minlength=n)
    count = np.bincount(stances.of_view[seen], minlength=n)
    limited = np.clip(total / (count + STRIDES_FOR_HALF), -CORRECTION_MAXIMUM_S, CORRECTION_MAXIMUM_S)
    # Foot speed is the third number from the end, on its scale; see `events/inputs.rs` and `events/sigma.rs`.
    speed = inputs[:, -3] / 0.09
    outside = np.maximum(0, np.maximum(FOOT_SPEEDS[0] - speed, speed - FOOT_SPEEDS[1]))
    faded: Array = np.maximum(0, 1 - outside / SPEED_REACH) * limited[stances.of_view]
    return faded


def fit(stances: Stances, coarse: Array, among: NDArray[np.bool_], seed: int = 0) -> Cascade:
    """Fits the rows `among` all stances; `coarse` are their inputs about the anchors."""
    rng = np.random.default_rng(seed)
    rows = usable(stances, among) & np.isfinite(coarse).all(axis=1)
    share = shares(stances.trial)
    cascade: Cascade = {}
    for event in EVENTS:
        truth = stances.truth_s[event]
        lines = [ridge(coarse[rows], (truth - stances.anchor_s)[rows], share[rows], runner=stances.runner[rows])]
        estimate = stances.anchor_s + lines[0](coarse)
        for jitter_s in JITTER_S:
            centre = estimate + rng.normal(0, jitter_s, len(estimate))
            fine = stances.inputs(centre, "fine")
            good = rows & np.isfinite(fine).all(axis=1)
            lines.append(ridge(fine[good], (truth - centre)[good], share[good], runner=stances.runner[good]))
            estimate = estimate + lines[-1](stances.inputs(estimate, "fine"))
        lines.append(fit_constant(stances, event, estimate, rows))
        cascade[event] = lines
    return cascade


def predict(cascade: Cascade, stances: Stances, coarse: Array) -> dict[str, Array]:
    """Event times of every row, s."""
    times = {}
    for event, (first, *fine, constant) in cascade.items():
        estimate = stances.anchor_s + first(coarse)
        for line in fine:
            estimate = estimate + line(stances.inputs(estimate, "fine"))
        estimate = estimate + correction(constant, stances, estimate)
        times[event] = estimate
    return times
