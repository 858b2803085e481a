"""Ordered logit of the foot strike on foot angle and knee flexion at contact, cross-validated over runners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import toeoff
from numpy.typing import NDArray
from runs import WORDS, Array, Disturbance, Trial, disturbed, sequence
from scipy.optimize import minimize

CLASSES = ("rearfoot", "midfoot", "forefoot")
PREDICTORS = ("foot_strike_angle_deg", "knee_flexion_contact_deg")
FOLDS = 10
REPEATS = 5  # deals of the runners to the folds
TOLD = 0.8
NORMAL = 1.96
# Frame rate and noise of the views that are fitted to. Their points are displaced, as pose models differ in where they
# put a point.
FITTED = ((None, 0.0), (60.0, 8.0), (60.0, 15.0), (30.0, 8.0), (50.0, 4.0))
FITTED_OFFSET_MM = 8.0
SCORED = {
    "native, 0 mm": Disturbance(None),
    "60 fps, 8 mm": Disturbance(60.0, 8.0, 0.25),
    "30 fps, 8 mm": Disturbance(30.0, 8.0, 0.25),
    "60 fps, 8 mm, 2 s": Disturbance(60.0, 8.0, 0.25),
}
# Penalty on the squared weights (per degree): of those tried (0 to 3) near the least cross-validated log loss, on its
# cautious side.
PENALTY = 0.2


@dataclass(frozen=True)
class Feet:
    """Predictors of labelled feet with the errors that their strides leave, deg, and their class."""

    mean: Array
    sigma: Array
    label: NDArray[np.intp]
    runner: NDArray[np.str_]


@dataclass(frozen=True)
class Fitted:
    """The model, and its cross-validated probabilities by condition."""

    weights: Array
    bounds: Array
    unseen: dict[str, tuple[Array, NDArray[np.intp]]]
    n_runners: int
    n_feet: int


def feet_of(trial: Trial, how: Disturbance, seed: list[int], window_s: float | None) -> Iterator[tuple[object, ...]]:
    """Each labelled foot of a trial whose strike the engine tells."""
    time_s, points = disturbed(trial, how, np.random.default_rng(seed))
    seq = sequence(time_s, points)
    if window_s is not None:
        start = int(np.searchsorted(time_s, time_s[0] + 1.0))
        seq = seq[start : int(np.searchsorted(time_s, time_s[start] + window_s))]
    report = toeoff.analyze(seq)
    for side in WORDS:
        label = trial.strike[side[0]]
        found = [getattr(report, side)[name] for name in PREDICTORS]
        if label in CLASSES and all(m.value is not None for m in found):
            sigma = [(m.repeat_high - m.repeat_low) / 2 / NORMAL for m in found]
            yield [m.value for m in found], sigma, CLASSES.index(label), trial.runner


def feet(runs: list[Trial], views: list[Disturbance], seed: int, window_s: float | None = None) -> Feet:
    """Every labelled foot in every view."""
    rows = [
        row
        for k, trial in enumerate(runs)
        for v, how in enumerate(views)
        for row in feet_of(trial, how, [seed, k, v], window_s)
    ]
    mean, sigma, label, runner = zip(*rows, strict=True)
    return Feet(np.array(mean), np.array(sigma), np.array(label), np.array(runner))


def probabilities(weights: Array, bounds: Array, mean: Array, sigma: Array) -> Array:
    """As `measures/foot_strike.rs` says."""
    flattened = np.sqrt(1 + np.pi / 8 * ((weights * sigma) ** 2).sum(axis=1))
    rearfoot, not_forefoot = (1 / (1 + np.exp((b - mean @ weights) / flattened)) for b in bounds)
    return np.column_stack([rearfoot, not_forefoot - rearfoot, 1 - not_forefoot])


def fit(data: Feet, use: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Weights and bounds (rearfoot, then not forefoot) of least penalised log loss."""
    mean, sigma, label = data.mean[use], data.sigma[use], data.label[use]

    def loss(p: Array) -> float:
        found = probabilities(p[:2], np.array([p[2] + np.exp(p[3]), p[2]]), mean, sigma)
        return float(-np.log(found[np.arange(len(label)), label] + 1e-12).mean() + PENALTY * (p[:2] ** 2).sum())

    p = minimize(loss, np.array([0.3, -0.2, -4.0, 0.5]), method="BFGS").x
    return p[:2], np.array([p[2] + np.exp(p[3]), p[2]])


def fitted(runs: list[Trial]) -> Fitted:
    """The model fitted to everybody, scored on runners that the fit did not see."""
    labelled = [t for t in runs if t.dataset == "rbds"]
    views = [Disturbance(rate, noise, 0.25 if noise else 0.0, offset_mm=FITTED_OFFSET_MM) for rate, noise in FITTED]
    train = feet(labelled, views, 31)
    tests = {name: feet(labelled, [how], 32, 2.0 if name.endswith("2 s") else None) for name, how in SCORED.items()}
    runners = np.array(sorted(set(train.runner)))
    unseen: dict[str, list[tuple[Array, NDArray[np.intp]]]] = {name: [] for name in tests}
    for deal in range(REPEATS):
        order = np.random.default_rng(deal).permutation(len(runners))
        for k in range(FOLDS):
            held_out = runners[order[k::FOLDS]]
            model = fit(train, ~np.isin(train.runner, held_out))
            for name, data in tests.items():
                own = np.isin(data.runner, held_out)
                unseen[name].append((probabilities(*model, data.mean[own], data.sigma[own]), data.label[own]))
    joined = {n: (np.concatenate([p for p, _ in u]), np.concatenate([c for _, c in u])) for n, u in unseen.items()}
    weights, bounds = fit(train, np.ones(len(train.label), bool))
    return Fitted(weights, bounds, joined, len(runners), sum(len(t.strike) for t in labelled))


def scores(p: Array, label: NDArray[np.intp]) -> dict[str, float]:
    """Accuracy and losses; rearfoot against the rest, and all three classes."""
    is_rearfoot, told = label == 0, p.max(axis=1) >= TOLD
    return {
        "rearfoot right %": 100 * np.mean((p[:, 0] >= 0.5) == is_rearfoot),
        "Brier": np.mean((p[:, 0] - is_rearfoot) ** 2),
        "log loss": -np.mean(np.log(np.where(is_rearfoot, p[:, 0], 1 - p[:, 0]))),
        "3-class Brier": np.mean(((p - np.eye(3)[label]) ** 2).sum(axis=1)),
        "3-class log loss": -np.mean(np.log(p[np.arange(len(label)), label])),
        "told %": 100 * np.mean(told),
        "told right %": 100 * np.mean(p[told].argmax(axis=1) == label[told]),
    }


def reliability(p: Array, label: NDArray[np.intp]) -> list[str]:
    """Probability of rearfoot said and seen, in bins."""
    lines, edges = [], (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
    for low, high in pairwise(edges):
        own = (p[:, 0] >= low) & (p[:, 0] < high + (high == 1))
        if own.any():
            said, seen = p[own, 0].mean(), np.mean(label[own] == 0)
            lines.append(f"{low:.1f}-{high:.1f}: said {said:.2f}, seen {seen:.2f}, feet {own.sum() / REPEATS:.0f}")
    return lines


def errors(result: Fitted) -> list[str]:
    """Cross-validated scores of every condition, and how reliable the probabilities are."""
    lines = []
    for name, (p, label) in result.unseen.items():
        told = [f"{k} {v:.3g}" for k, v in scores(p, label).items()]
        lines += [f"{name:18s} {', '.join(told[:3])},", f"{'':18s} {', '.join(told[3:])}"]
    lines.append("P(rearfoot), 60 fps, 8 mm:")
    return lines + ["  " + row for row in reliability(*result.unseen["60 fps, 8 mm"])]


def report(result: Fitted) -> str:
    """The model and its errors."""
    return "\n".join([f"weights {result.weights.round(4)}, bounds {result.bounds.round(4)}", *errors(result)])


def rust(result: Fitted) -> str:
    """The coefficients as the core holds them."""
    foot, knee = result.weights
    bounds = ", ".join(f"{b:.4f}" for b in result.bounds)
    lines = "\n".join(f"//! {row}" for row in errors(result))
    return f"""\
//! Coefficients of the foot strike model. Written by `python benches/fit_measures strike --write`; not edited by hand.
//!
//! Origin: {result.n_feet} feet of {result.n_runners} treadmill runners at 2.5, 3.5 and 4.5 m/s, labelled by
//! Fukuchi, Fukuchi & Duarte (2017): 78 % rearfoot, 7 % midfoot, 16 % forefoot. Projected and disturbed as video
//! keypoints are: 30 fps to the laboratory's rate, noise up to 15 mm, exchanged legs, points displaced by
//! {FITTED_OFFSET_MM:g} mm (SD).
//! Penalty {PENALTY:g} on the squared weights.
//!
//! On runners that the fit has not seen ({FOLDS} groups, {REPEATS} deals):
//!
//! ```text
{lines}
//! ```

use super::foot_strike::Model;

/// The fitted model.
pub const MODEL: Model = Model {{ foot: {foot:.4f}, knee: {knee:.4f}, bounds: [{bounds}] }};
"""
