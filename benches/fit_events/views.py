"""Force-plate trials as a camera would see them: projected, resampled, disturbed, and repaired by the core."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from toeoff import _core
from toeoff.validate.trials import find_truth, load_trial
from toeoff.validate.views import EDGE_S, LEG, PX_PER_M, correlated, exchanged_frames, frame_times, resampled, windows

Array = NDArray[np.float64]

JOINTS = ("shoulder", "hip", "knee", "ankle", "heel", "toe")
SIDES = "lr"
WORDS = {"l": "left", "r": "right"}


@dataclass(frozen=True)
class Trial:
    """Three-dimensional landmarks of a treadmill run, m, and its contacts."""

    dataset: str
    name: str
    runner: str
    speed_mps: float
    strike: dict[str, str]
    time_s: Array
    points: dict[str, Array]
    contacts: list[tuple[int, float, float]]


@dataclass(frozen=True)
class View:
    """A trial as the core reads it: `(frames, 12, 2)` px in the runner's frame, repaired and filled."""

    trial: Trial
    time_s: Array
    xy: Array
    contacts: list[tuple[int, float, float]]


def trials(truth: Path) -> Iterator[Trial]:
    """Every trial of both data sets."""
    for found in find_truth(truth):
        t = load_trial(found)
        strike = {s: t.strike.get(w, "unlabelled") for s, w in WORDS.items()}
        contacts = [tuple(c) for c in t.contacts]
        yield Trial(
            t.dataset, t.name, t.runner.replace("/", ""), t.speed_mps, strike, t.time_s, dict(t.points), contacts
        )


@dataclass(frozen=True)
class Disturbance:
    """What stands between the runner and the keypoints."""

    frame_rate_hz: float | None  # None: as the trial was recorded
    noise_mm: float = 0.0
    exchanged: float = 0.0  # share of short runs of frames with exchanged legs
    offset_mm: float = 0.0  # spread of constant displacements of each point
    roll_deg: float = 0.0  # spread of the camera's roll


def disturbed(trial: Trial, how: Disturbance, rng: np.random.Generator) -> tuple[Array, dict[str, Array]]:
    """Frame times and the disturbed points of a trial, px, x along travel, y up."""
    time_s = frame_times(trial.time_s, how.frame_rate_hz, rng)
    step = float(np.median(np.diff(time_s)))
    shared = {k: rng.normal(0, how.offset_mm / 1000, 2) for k in LEG}
    roll = np.radians(rng.normal(0, how.roll_deg)) if how.roll_deg else 0.0
    turn = np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]])
    points = {}
    for name, p in trial.points.items():
        q = resampled(trial.time_s, p, time_s)
        if np.isnan(q).all():
            continue
        q[:, 0] += trial.speed_mps * (time_s - time_s[0])  # the camera stands still beside the track
        if how.noise_mm:
            q += correlated(rng.normal(0, how.noise_mm / 1000, q.shape), step)
        if how.offset_mm and name[2:] in shared:
            q += shared[name[2:]] + rng.normal(0, 0.002, 2)
        points[name] = q @ turn * PX_PER_M
    exchange(points, how.exchanged, step, rng)
    return time_s, points


def exchange(points: dict[str, Array], share: float, step_s: float, rng: np.random.Generator) -> None:
    """Exchanges whole legs in place, in runs of up to 0.12 s."""
    if share:
        frames = exchanged_frames(len(next(iter(points.values()))), share, step_s, rng)
        for k in (k for k in LEG if f"l_{k}" in points and f"r_{k}" in points):
            left, right = points[f"l_{k}"], points[f"r_{k}"]
            left[frames], right[frames] = right[frames], left[frames]


def landmarks(points: dict[str, Array], with_feet: bool) -> Array:
    """`(frames, 12, 2)`: left six, then right six; the toe is the mean of big and small toe."""
    n = len(next(iter(points.values())))
    xy = np.full((n, 12, 2), np.nan)
    for s, side in enumerate(SIDES):
        for j, joint in enumerate(JOINTS):
            if joint in ("heel", "toe") and not with_feet:
                continue
            names = [f"{side}_{k}" for k in (("bigtoe", "smalltoe") if joint == "toe" else (joint,))]
            seen = np.array([points[k] for k in names if k in points])
            if len(seen):
                count = np.isfinite(seen).all(axis=2).sum(axis=0)[:, None]
                xy[:, 6 * s + j] = np.where(count > 0, np.nansum(seen, axis=0) / np.maximum(count, 1), np.nan)
    return xy


def repaired(time_s: Array, xy: Array) -> Array:
    """The landmarks after the core's repair."""
    body = (time_s, np.ascontiguousarray(xy), np.ones(xy.shape[:2]))
    for step in (_core.exchange_legs, _core.alternate_legs, _core.clear_merged, _core.clear_outliers, _core.fill_gaps):
        body, _ = step(*body)
    return body[1]


def view(
    trial: Trial, how: Disturbance, rng: np.random.Generator, *, with_feet: bool, window_s: float = 0.0
) -> Iterator[View]:
    """The whole of a trial, or windows of `window_s`. Those with fewer than two contacts are left out."""
    time_s, points = disturbed(trial, how, rng)
    xy = landmarks(points, with_feet)
    for start, end in windows(time_s, window_s):
        inside = (time_s >= start) & (time_s <= end)
        contacts = [c for c in trial.contacts if c[1] > start + EDGE_S and c[2] < end - EDGE_S]
        if len(contacts) >= 2:
            t = np.ascontiguousarray(time_s[inside])
            yield View(trial, t, repaired(t, xy[inside]), contacts)
