"""Fits the event tables to force-plate runs, scores them on runners that they have not seen, and writes them.

usage: python benches/fit_events [--truth FOLDER] [--out FILE] [--only-score]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from cascade import EVENTS, Cascade, Reads, Stances, fit, predict
from conditions import CONDITIONS, SPREAD_CONDITIONS, one_leg, scoring, training
from numpy.typing import NDArray
from origin import TABLES, write_origin
from score import Contact, brief, drawn_to_median, match, spread_s, summary
from views import Trial, View, trials
from write import Fitted, rust

ROOT = Path(__file__).parents[2]
FOLDS = 9
WITHIN_SHARE = 0.65  # `events/steady.rs`
SPREAD_UNSEEN_S = 0.004  # `events/steady.rs`
COVERAGE = 0.6827  # of errors within one sigma


def folds(runs: list[Trial]) -> dict[str, int]:
    """Runners dealt out to groups, so that all trials of one runner are in the same."""
    runners = sorted({t.runner for t in runs})
    order = np.random.default_rng(5).permutation(len(runners))
    return {runners[r]: i % FOLDS for i, r in enumerate(order)}


def of_fold(stances: Stances, fold: dict[str, int]) -> NDArray[np.intp]:
    return np.array([fold[v.trial.runner] for v in stances.views])[stances.of_view]


def cross_validated(
    train: Stances, tests: dict[str, Stances], fold: dict[str, int]
) -> tuple[Cascade, dict[str, dict[str, NDArray[np.float64]]]]:
    """The cascade fitted to everybody, and for each test the events by cascades that did not see the runner."""
    coarse = train.inputs(train.anchor_s, "coarse")
    coarse_of = {name: s.inputs(s.anchor_s, "coarse") for name, s in tests.items()}
    times = {name: {e: np.full(len(s.side), np.nan) for e in EVENTS} for name, s in tests.items()}
    train_fold = of_fold(train, fold)
    for k in range(FOLDS):
        cascade = fit(train, coarse, train_fold != k)
        for name, s in tests.items():
            held_out = of_fold(s, fold) == k
            for event, t in predict(cascade, s, coarse_of[name]).items():
                times[name][event][held_out] = t[held_out]
    return fit(train, coarse, np.ones(len(train.side), bool)), times


def runner_constants_s(
    tests: dict[str, Stances], times: dict[str, dict[str, NDArray[np.float64]]], contacts: dict[str, list[Contact]]
) -> tuple[float, float]:
    """For both events the error that a runner keeps, s: with the spread of the foot's stances it covers 68 %."""
    constants = []
    for column, event in enumerate(EVENTS):
        error_s, within_s = [], []
        for name in SPREAD_CONDITIONS:
            spread = spread_s(tests[name], times[name][event])
            found = [c for c in contacts[name] if c.row[column] >= 0]
            error_s += [abs(c.error_ms[column]) / 1e3 for c in found]
            within_s += [spread[c.row[column]] for c in found]
        error, within = np.array(error_s), WITHIN_SHARE * np.array(within_s)
        known = np.isfinite(within)
        grid = np.arange(0.001, 0.020, 0.00005)
        covered = [np.mean(error[known] <= np.hypot(c, within[known])) for c in grid]
        constants.append(float(grid[np.searchsorted(covered, COVERAGE)]))
    return constants[0], constants[1]


def coverage(
    stances: Stances, times: dict[str, NDArray[np.float64]], contacts: list[Contact], runner_s: tuple[float, float]
) -> str:
    """Share of errors within one sigma, both events; contacts far from the cuts."""
    shares = []
    for column, (event, constant) in enumerate(zip(EVENTS, runner_s, strict=True)):
        within = WITHIN_SHARE * spread_s(stances, times[event])
        sigma_ms = 1e3 * np.hypot(constant, np.where(np.isfinite(within), within, SPREAD_UNSEEN_S))
        found = [c for c in contacts if c.row[column] >= 0]
        shares.append(np.mean([abs(c.error_ms[column]) <= sigma_ms[c.row[column]] for c in found]))
    return f"{100 * shares[0]:.0f}/{100 * shares[1]:.0f}"


def breakdown(stances: Stances, contacts: list[Contact]) -> list[str]:
    """Errors by speed and by foot strike."""
    lines = []
    speeds = sorted({v.trial.speed_mps for v in stances.views})
    for speed in speeds:
        own = [c for c in contacts if stances.views[c.view].trial.speed_mps == speed]
        lines.append(f"    {speed:.1f} m/s                {summary(own)}")
    for strike in ("rearfoot", "midfoot", "forefoot", "unlabelled"):
        own = [c for c in contacts if stances.views[c.view].trial.strike["lr"[c.side]] == strike]
        if own:
            lines.append(f"    {strike:22s} {summary(own)}")
    return lines


def table(reads: Reads, train: list[View], tests: dict[str, list[View]], fold: dict[str, int]) -> Fitted:
    """Fits and scores one table. Those that read one leg also learn from, and are scored on, passes that show one."""
    if not reads.both_legs:
        train = [*train, *one_leg(train)]
        tests = {**tests, "60 fps, 8 mm, one leg": list(one_leg(tests["60 fps, 8 mm"]))}
    scored = {name: Stances(views, reads) for name, views in tests.items()}
    cascade, times = cross_validated(Stances(train, reads), scored, fold)
    contacts, lines, errors = {}, [], []
    for name, s in scored.items():
        contacts[name], extra = match(s, drawn_to_median(s, times[name]))
        kept = contacts[name]
        if name.endswith("one leg"):
            kept = [c for c in kept if c.side != c.view % 2]
        lines.append(f"    {name:22s} {summary(kept, extra)}")
        errors.append(f"{name:22s} {brief(kept)}")
    runner_s = runner_constants_s(scored, times, contacts)
    covered = [f"{name} {coverage(s, times[name], contacts[name], runner_s)}" for name, s in scored.items()]
    report = [reads.name, *lines, *breakdown(scored["60 fps, 8 mm"], contacts["60 fps, 8 mm"])]
    print("\n".join([*report, "    within one sigma, IC/TO %: " + ", ".join(covered)]), flush=True)
    return Fitted(reads, cascade, runner_s, errors)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--truth", type=Path, default=ROOT.parent / "shared" / "truth")
    parser.add_argument("--out", type=Path, default=TABLES)
    parser.add_argument("--only-score", action="store_true", help="write nothing")
    options = parser.parse_args()
    runs = list(trials(options.truth))
    fold = folds(runs)
    fitted = []
    for with_feet in (True, False):
        train = list(training(runs, with_feet=with_feet))
        tests = {name: list(scoring(runs, name, with_feet=with_feet)) for name in CONDITIONS}
        for camera_is_still in (False, True):
            for both_legs in (True, False):
                fitted.append(table(Reads(with_feet, both_legs, camera_is_still), train, tests, fold))
    if not options.only_score:
        options.out.write_text(rust(fitted, n_runners=len(fold), n_trials=len(runs)))
        if options.out == TABLES:
            write_origin(options.truth)


if __name__ == "__main__":
    main()
