"""How often the intervals hold on force-plate runs: short passes against the rest, all against the plates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import simulated
import toeoff
from runs import VALUES, WORDS, Disturbance, Trial, disturbed, sequence, truth

# A point of the legs displaced by 8 mm and a camera rolled by 2 degrees (SD): what the total interval is there for.
VIEW = Disturbance(60.0, 8.0, 0.25, offset_mm=8.0, roll_deg=2.0)
PLAIN = Disturbance(60.0, 8.0, 0.25)
WINDOWS_S = (1.3, 2.0, 2.6)

Shares = dict[str, list[bool]]


def legs(report: toeoff.PassReport) -> Iterator[tuple[int | None, str, toeoff.Measure]]:
    """Every told measure of the pass and of each leg."""
    sides = [(None, report.measures), *((i, getattr(report, word)) for i, word in enumerate(WORDS))]
    for side, measures in sides:
        for name, m in measures.items():
            if m.value is not None:
                yield side, name, m


def against_plates(runs: list[Trial], how: Disturbance) -> Shares:
    """Whether the total interval of a whole run holds the value at the plates' events."""
    hits: Shares = defaultdict(list)
    for k, trial in enumerate(runs):
        true = truth(trial)
        report = toeoff.analyze(sequence(*disturbed(trial, how, np.random.default_rng([41, k]))), camera="still")
        for side, name, m in legs(report):
            if name in VALUES and np.isfinite(value := true.mean(name, side)):
                hits[name].append(m.low <= value <= m.high)
            elif name == "cadence_spm":
                hits[name].append(m.low <= 120 / true.mean("stride_time_s") <= m.high)
    return hits


def against_rest(runs: list[Trial], window_s: float) -> tuple[Shares, dict[str, list[int]]]:
    """Whether the start of a run and its rest differ by less than their repeatability; strides at the start."""
    hits: Shares = defaultdict(list)
    strides: dict[str, list[int]] = defaultdict(list)
    for k, trial in enumerate(runs):
        whole = sequence(*disturbed(trial, PLAIN, np.random.default_rng([42, k])))
        cut = int(np.searchsorted(whole.time_s, whole.time_s[0] + window_s))
        if whole.time_s[-1] - whole.time_s[0] < 2 * window_s:
            continue
        start, rest = (
            {(side, name): m for side, name, m in legs(toeoff.analyze(s))} for s in (whole[:cut], whole[cut:])
        )
        for key in start.keys() & rest.keys():
            if key[1].startswith(("asymmetry", "foot_strike")) and key[1] != "foot_strike_angle_deg":
                continue
            a, b = start[key], rest[key]
            together = np.hypot(a.repeat_high - a.repeat_low, b.repeat_high - b.repeat_low) / 2
            hits[key[1]].append(abs(a.value - b.value) <= together)
            strides[key[1]].append(a.n)
    return hits, strides


def report(runs: list[Trial]) -> str:
    """Everything, %."""
    total, plain = against_plates(runs, VIEW), against_plates(runs, PLAIN)
    starts = [against_rest(runs, w) for w in WINDOWS_S]
    head = "".join(f"{f'{w} s (strides)':>16s}" for w in WINDOWS_S)
    lines = [f"{'force plates, %':32s}{'plain':>8s}{'displaced, rolled':>19s} | repeated: {head}"]
    for name in sorted(total):
        repeated = "".join(
            f"{100 * np.mean(hits[name]):10.0f} ({np.mean(n[name]):3.1f})" if hits[name] else f"{'':16s}"
            for hits, n in starts
        )
        lines.append(
            f"{name:32s}{100 * np.mean(plain[name]):8.0f}{100 * np.mean(total[name]):19.0f} |           {repeated}"
        )
    return "\n".join([*lines, "", simulated.report()])
