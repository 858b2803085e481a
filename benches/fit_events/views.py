"""Force-plate trials as a camera would see them: projected, resampled, disturbed, and repaired by the core."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter
from toeoff import _core

Array = NDArray[np.float64]

PX_PER_M = 250.0  # a runner of 1.75 m is about 440 px tall
NOISE_TIME_S = 0.030  # pose jitter is correlated over about this time (first-order autoregressive)
EDGE_S = 0.15  # contacts nearer to a cut are not asked for
JOINTS = ("shoulder", "hip", "knee", "ankle", "heel", "toe")
LEG = ("knee", "ankle", "heel", "bigtoe", "smalltoe")
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
    with (truth / "rbds" / "foot_strike_labels.csv").open(newline="") as file:
        labels = {row["subject"]: row for row in csv.DictReader(file)}
    for dataset in ("hamner2013", "rbds"):
        for path in sorted((truth / dataset).glob("*.npz")):
            events = json.loads(path.with_name(path.stem + "_events.json").read_text())
            if dataset == "rbds":
                runner, speed = path.stem.split("run")[0], int(path.stem.split("runT")[1][:2]) / 10
            else:
                runner, speed = path.stem.split("_")[0], float(path.stem.split("run")[1])
            label = labels.get(runner, {})
            strike = {s: label.get(f"{w}_strike_{speed:.1f}mps", "unlabelled").lower() for s, w in WORDS.items()}
            with np.load(path, allow_pickle=True) as z:
                points = {str(k): np.asarray(z["xyz"][:, i, :2], float) for i, k in enumerate(z["keypoints"])}
                time_s = np.asarray(z["t"], float)
            contacts = [
                (SIDES.index(c["foot"].lower()), float(c.get("fs50", c.get("fs"))), float(c.get("to50", c.get("to"))))
                for c in events["contacts"]
            ]
            yield Trial(dataset, path.stem, dataset + runner, speed, strike, time_s, points, contacts)


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
    t = trial.time_s
    if how.frame_rate_hz is None:
        time_s = t.copy()
    else:
        step = 1 / how.frame_rate_hz
        time_s = np.arange(t[0] + rng.uniform(0, step), t[-1], step)
    step = float(np.median(np.diff(time_s)))
    keep = np.exp(-step / NOISE_TIME_S)
    shared = {k: rng.normal(0, how.offset_mm / 1000, 2) for k in LEG}
    roll = np.radians(rng.normal(0, how.roll_deg)) if how.roll_deg else 0.0
    turn = np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]])
    points = {}
    for name, p in trial.points.items():
        good = np.isfinite(p).all(axis=1)
        if good.sum() < 10:
            continue
        q = np.column_stack([np.interp(time_s, t[good], p[good, d]) for d in range(2)])
        q[np.interp(time_s, t, (~good).astype(float)) > 0] = np.nan
        q[:, 0] += trial.speed_mps * (time_s - time_s[0])  # the camera stands still beside the track
        if how.noise_mm:
            white = rng.normal(0, how.noise_mm / 1000, q.shape)
            white[1:] *= np.sqrt(1 - keep**2)
            q += lfilter([1.0], [1.0, -keep], white, axis=0)
        if how.offset_mm and name[2:] in shared:
            q += shared[name[2:]] + rng.normal(0, 0.002, 2)
        points[name] = q @ turn * PX_PER_M
    exchange(points, how.exchanged, step, rng)
    return time_s, points


def exchange(points: dict[str, Array], share: float, step_s: float, rng: np.random.Generator) -> None:
    """Exchanges whole legs in place, in runs of up to 0.12 s."""
    n = len(next(iter(points.values())))
    start = 0
    while share and start < n:
        end = start + int(rng.integers(1, max(2, int(0.12 / step_s))))
        if rng.uniform() < share:
            for k in (k for k in LEG if f"l_{k}" in points and f"r_{k}" in points):
                left, right = points[f"l_{k}"], points[f"r_{k}"]
                left[start:end], right[start:end] = right[start:end].copy(), left[start:end].copy()
        start = end


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
    for step in (_core.exchange_legs, _core.clear_merged, _core.clear_outliers, _core.fill_gaps):
        body, _ = step(*body)
    return body[1]


def view(
    trial: Trial, how: Disturbance, rng: np.random.Generator, *, with_feet: bool, window_s: float = 0.0
) -> Iterator[View]:
    """The whole of a trial, or windows of `window_s`. Those with fewer than two contacts are left out."""
    time_s, points = disturbed(trial, how, rng)
    xy = landmarks(points, with_feet)
    starts = np.arange(time_s[0], time_s[-1] - window_s, window_s) if window_s else [time_s[0]]
    for start in starts:
        end = start + window_s if window_s else time_s[-1]
        inside = (time_s >= start) & (time_s <= end)
        contacts = [c for c in trial.contacts if c[1] > start + EDGE_S and c[2] < end - EDGE_S]
        if len(contacts) >= 2:
            t = np.ascontiguousarray(time_s[inside])
            yield View(trial, t, repaired(t, xy[inside]), contacts)
