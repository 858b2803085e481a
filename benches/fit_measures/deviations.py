"""What `measures/spec.rs` knows of each value: its spread between strides, its change with the events' times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import toeoff
from runs import VALUES, WORDS, Array, Disturbance, Trial, disturbed, sequence, stride_column, truth
from toeoff import _core
from views import view

VIEW = Disturbance(60.0, 8.0, 0.25)
TIMES = VALUES[:5]
STRIDES_MINIMUM = 4
STRIDE_TOLERANCE = 0.25  # `strides.rs`
STEP_S = 0.005  # half of the distance over which a slope is taken: about the error of an event


def own_times(trial: Trial, rng: np.random.Generator) -> Iterator[tuple[str, Array]]:
    """Times of each leg's strides from the events alone, before they are drawn towards the foot's median."""
    for v in view(trial, VIEW, rng, with_feet=True):
        rows = _core.detect_events(v.time_s, v.xy, True)
        side, contact, toe_off = rows[:, 0], rows[:, 4], rows[:, 9]
        for foot in (0, 1):
            at = np.flatnonzero(side == foot)
            now, following = at[:-1], at[1:]
            stride = np.array([contact[following] - contact[now], toe_off[following] - toe_off[now]]).mean(axis=0)
            is_whole = np.abs(stride / np.nanmedian(stride) - 1) < STRIDE_TOLERANCE
            yield "contact_time_s", (toe_off - contact)[at]
            yield "stride_time_s", stride[is_whole]
            yield "swing_time_s", (contact[following] - toe_off[now])[is_whole]
            yield "duty_factor", ((toe_off - contact)[now] / stride)[is_whole]
            other = at[(at + 1 < len(side)) & (np.append(side, -1)[at + 1] == 1 - foot)]
            yield "flight_time_s", contact[other + 1] - toe_off[other]


def stride_sd(runs: list[Trial]) -> dict[str, tuple[float, float, float]]:
    """Of each value as the engine measures it: spread pooled over runners, their tenth and ninetieth percentile."""
    variances: dict[str, dict[str, list[tuple[float, int]]]] = defaultdict(lambda: defaultdict(list))
    for k, trial in enumerate(runs):
        report = toeoff.analyze(sequence(*disturbed(trial, VIEW, np.random.default_rng([21, k]))), camera="still")
        columns = [(n, stride_column(report, n, s)) for n in VALUES if n not in TIMES for s in WORDS]
        for name, column in [*columns, *own_times(trial, np.random.default_rng([21, k]))]:
            seen = column[np.isfinite(column)]
            if len(seen) >= STRIDES_MINIMUM:
                variances[name][trial.runner].append((float(seen.var(ddof=1)), len(seen) - 1))
    out = {}
    for name, runners in variances.items():
        pairs = np.array([pair for own in runners.values() for pair in own])
        own = np.sqrt([np.average([v for v, _ in r], weights=[n for _, n in r]) for r in runners.values()])
        pooled = np.sqrt(np.average(pairs[:, 0], weights=pairs[:, 1]))
        out[name] = (float(pooled), *(float(q) for q in np.percentile(own, (10, 90))))
    return out


def event_slopes(runs: list[Trial]) -> dict[str, tuple[float, float]]:
    """Root mean square over trials of the change of each value per second of initial contact and of toe-off."""
    slopes: dict[str, list[Array]] = defaultdict(list)
    for trial in runs:
        ends = [truth(trial, shift).values for shift in ((STEP_S, 0), (-STEP_S, 0), (0, STEP_S), (0, -STEP_S))]
        for i, name in enumerate(VALUES):
            columns = np.array([e[:, i] for e in ends])
            known = columns[:, np.isfinite(columns).all(axis=0)]
            if known.shape[1]:
                later, earlier = known[[0, 2]], known[[1, 3]]
                slopes[name].append(np.median((later - earlier) / (2 * STEP_S), axis=1))
    return {name: tuple(np.sqrt(np.mean(np.square(s), axis=0))) for name, s in slopes.items()}


def report(runs: list[Trial]) -> str:
    """Both as a table."""
    spread, slopes = stride_sd(runs), event_slopes(runs)
    lines = [f"{'value':28s} {'stride SD':>9s} {'10 %':>8s} {'90 %':>8s} {'per s of contact':>17s} {'of toe-off':>10s}"]
    for name in VALUES:
        pooled, low, high = spread.get(name, (np.nan,) * 3)
        contact, toe_off = slopes.get(name, (np.nan,) * 2)
        lines.append(f"{name:28s} {pooled:9.4f} {low:8.4f} {high:8.4f} {contact:17.2f} {toe_off:10.2f}")
    return "\n".join(lines)
