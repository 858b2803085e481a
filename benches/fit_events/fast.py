"""How events err beyond the speeds of the force-plate runs, where there is no truth: runs played faster than they were.

usage: python benches/fit_events/fast.py [--truth FOLDER] [--seconds S]

The tables know these runners: at factor 1 the errors are those of the fit, and what counts is how they grow.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from toeoff import _core
from views import Disturbance, Trial, View, trials, view

ROOT = Path(__file__).parents[2]
FACTORS = (1.0, 1.2, 1.3, 1.4, 1.5, 1.6)
SLOWEST_MPS = 3.5  # slower runs played faster have a sprinter's steps and a jogger's reach
HOW = Disturbance(30.0, 8.0, 0.25)
MATCH_S = 0.03  # an anchor this far outside a contact still belongs to it
CUT_S = 0.15  # `events/detect.rs`
BEYOND = (-9.0, 0.0, 0.3, 1.0, 2.0, 3.0)  # leg lengths/s
FASTEST = 5.4  # leg lengths/s, `events/sigma.rs`


def faster(trial: Trial, factor: float) -> Trial:
    """The trial with its clock compressed."""
    contacts = [(side, *(t / factor for t in times)) for side, *times in trial.contacts]
    return replace(trial, time_s=trial.time_s / factor, speed_mps=trial.speed_mps * factor, contacts=contacts)


def errors(v: View) -> Iterator[tuple[float, ...]]:
    """A row per event: foot speed, 0 contact or 1 toe-off, error and sigma in s, near a cut, in doubt, of a stance."""
    rows = _core.detect_events(v.time_s, v.xy, True)
    if not len(rows):
        return
    side, anchor = rows[:, 0].astype(np.uint8), np.ascontiguousarray(rows[:, 1])
    inputs = _core.event_inputs(v.time_s, v.xy, True, True, True, "coarse", side, anchor, anchor)
    foot_speed = float(np.nanmedian(inputs[:, -3])) / 0.09  # `events/inputs.rs`
    for row in rows:
        own = [c for c in v.trial.contacts if c[0] == row[0] and c[1] - MATCH_S < row[1] < c[2] + MATCH_S]
        for event in (0, 1):
            time_s, sigma_s, _, near, doubt = row[2 + 5 * event : 7 + 5 * event]
            if np.isfinite(time_s):
                error = time_s - own[0][1 + event] if own else np.nan
                yield foot_speed, event, error, sigma_s, near, doubt, float(bool(own))


def report(rows: NDArray[np.float64], key: NDArray[np.float64], edges: tuple[float, ...], unit: str) -> None:
    """Errors by what `key` holds, contact then toe-off."""
    for low, high in pairwise(edges):
        for event, name in enumerate(("contact", "toe-off")):
            for near in (0, 1):
                r = rows[(key >= low) & (key < high) & (rows[:, 1] == event) & (rows[:, 4] == near)]
                e, known = 1e3 * r[:, 2], np.isfinite(r[:, 2])
                if known.sum() < 10:
                    continue
                within = 100 * np.mean(np.abs(e[known]) <= 1e3 * r[known, 3])
                print(
                    f"{low:5.1f} to {high:4.1f} {unit} {name} {'near a cut' if near else 'inside    '} "
                    f" n {known.sum():5d}"
                    f"  {e[known].mean():+6.1f} ± {e[known].std():4.1f} (RMSE {np.sqrt(np.mean(e[known] ** 2)):4.1f},"
                    f" 68 % {np.percentile(abs(e[known]), 68):4.1f}, 95 % {np.percentile(abs(e[known]), 95):4.1f}) ms"
                    f"  sigma {1e3 * np.median(r[:, 3]):4.1f} ms covers {within:3.0f} %"
                    f"  doubted {100 * r[:, 5].mean():3.0f} %  of no stance {np.sum(~known)}"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--truth", type=Path, default=ROOT.parent / "shared" / "truth")
    parser.add_argument("--seconds", type=float, default=0.9, help="length of a pass; 0 for the whole run")
    options = parser.parse_args()
    runs = [t for t in trials(options.truth) if t.speed_mps >= SLOWEST_MPS]
    found: list[tuple[float, ...]] = []
    for factor in FACTORS:
        for n, trial in enumerate(runs):
            rng = np.random.default_rng([2000, n])
            fast = faster(trial, factor)
            for v in view(fast, HOW, rng, with_feet=True, window_s=options.seconds):
                found += [(factor, *row) for row in errors(v)]
    table = np.array(found)
    print(f"{len(runs)} runs of {SLOWEST_MPS} m/s and more, passes of {options.seconds} s, 30 fps, 8 mm")
    report(table[:, 1:], table[:, 1] - FASTEST, BEYOND, "beyond")
    report(table[:, 1:], table[:, 0], (*FACTORS, 9.0), "times ")


if __name__ == "__main__":
    main()
