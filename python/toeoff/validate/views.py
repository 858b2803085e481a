"""Runs as a video would show them: projected, resampled, disturbed.

The protocol: x forward and y up become image px at 250 px/m; frames at the wanted rate with a random phase; noise of
each coordinate with a correlation time of 30 ms; runs of up to 0.12 s in which the legs may be exchanged. A random
generator belongs to each run, so that every condition and every version of toeoff sees the same disturbance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from toeoff.pose import KeypointSequence
from toeoff.skeleton import Skeleton

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from toeoff.validate.trials import Contact, Trial

    Array = NDArray[np.float64]

__all__ = [
    "EDGE_S",
    "LEG",
    "PX_PER_M",
    "Condition",
    "View",
    "correlated",
    "exchanged_frames",
    "frame_times",
    "resampled",
    "views",
    "windows",
]

PX_PER_M = 250.0  # a runner of 1.75 m is about 440 px tall
NOISE_TIME_S = 0.030  # pose jitter is correlated over about this time (first-order autoregressive)
EXCHANGE_S = 0.12  # longest run of frames that is exchanged at once
EDGE_S = 0.15  # an event needs the motion around it: contacts nearer to a cut are not asked for
SEEN_MINIMUM = 10  # frames; a keypoint seen less often is left out
SCORE = 0.9
ORIGIN_PX = (400.0, 800.0)
OFFSET_OF_SIDE_MM = 2.0  # what differs between the sides of a displacement
TRUNK = ("shoulder", "hip")
LEG = ("knee", "ankle", "heel", "bigtoe", "smalltoe")
SEED = 1000


@dataclass(frozen=True)
class Condition:
    """What stands between the runner and the keypoints.

    Attributes
    ----------
    frame_rate_hz : float or None
        None: as the laboratory recorded.
    noise_mm : float
        Standard deviation of the noise of each coordinate.
    exchanged : float
        Share of short runs of frames whose legs are exchanged.
    camera : {"static", "treadmill"}
        Whether the runner crosses the picture or stays in its place.
    keypoints : str
        Name of a built-in skeleton; its points that the truth does not have are missing.
    window_s : float
        Length of the pieces that a run is cut into; 0 is the whole run.
    offset_mm : float
        Spread of displacements of each point of the body that last for a run, the same on both sides: pose models
        differ in where they put a joint.
    roll_deg : float
        Spread of the camera's roll over the runs.
    camera_is_told : bool
        Whether the analysis is told that the camera stood still.
    """

    frame_rate_hz: float | None = 60.0
    noise_mm: float = 8.0
    exchanged: float = 0.25
    camera: str = "static"
    keypoints: str = "halpe26"
    window_s: float = 0.0
    offset_mm: float = 0.0
    roll_deg: float = 0.0
    camera_is_told: bool = False

    @property
    def label(self) -> str:
        """Short name, such as `60 fps, 8 mm, 2 s`; what is as usual is left out."""
        rate = "native" if self.frame_rate_hz is None else f"{self.frame_rate_hz:g} fps"
        parts = [rate, f"{self.noise_mm:g} mm"]
        if self.window_s:
            parts.append(f"{self.window_s:g} s")
        if self.exchanged != (0.25 if self.noise_mm else 0.0):
            parts.append(f"{100 * self.exchanged:g} % exchanged")
        parts += [self.keypoints] if self.keypoints != "halpe26" else []
        parts += [self.camera] if self.camera != "static" else []
        parts += [f"points {self.offset_mm:g} mm off"] if self.offset_mm else []
        parts += [f"roll {self.roll_deg:g} deg"] if self.roll_deg else []
        return ", ".join([*parts, "camera told"] if self.camera_is_told else parts)


@dataclass(frozen=True, eq=False)
class View:
    """One piece of a run: what the analysis gets, and the contacts that it is asked for."""

    sequence: KeypointSequence
    contacts: Sequence[Contact]
    start_s: float
    end_s: float


def views(trial: Trial, index: int, condition: Condition) -> Iterator[View]:
    """Yield the pieces of a run that hold at least two contacts.

    Parameters
    ----------
    trial : Trial
    index : int
        Place of the run in its data set: the seed of its disturbance.
    condition : Condition
    """
    rng = np.random.default_rng(SEED + index)
    time_s = frame_times(trial.time_s, condition.frame_rate_hz, rng)
    step_s = float(np.median(np.diff(time_s)))
    # All points of the largest set are drawn for, whatever the set: the disturbance does not depend on it.
    names = [truth_name(keypoint) for keypoint in Skeleton.of("halpe26").keypoints]
    xy = np.full((len(time_s), len(names), 2), np.nan)
    for j, name in enumerate(names):
        if name in trial.points:
            xy[:, j] = resampled(trial.time_s, trial.points[name], time_s)
    if condition.camera == "static":
        xy[..., 0] += trial.speed_mps * (time_s - time_s[0])[:, None]
    if condition.noise_mm:
        xy += correlated(rng.normal(0, condition.noise_mm / 1000, xy.shape), step_s)
    if condition.exchanged:
        rows = exchanged_frames(len(time_s), condition.exchanged, step_s, rng)[:, None]
        left, right = ([names.index(f"{side}_{point}") for point in LEG] for side in "lr")
        xy[rows, left], xy[rows, right] = xy[rows, right], xy[rows, left]
    # Drawn last: the rest of a disturbance does not depend on it.
    xy = _misplaced(xy, names, condition, rng)
    xy = np.array(ORIGIN_PX) + PX_PER_M * np.array([1.0, -1.0]) * xy
    xy = _of_set(xy, names, condition.keypoints)
    xy[~np.isfinite(xy).all(axis=2)] = np.nan
    score = np.where(np.isfinite(xy[..., 0]), SCORE, 0.0)
    for start, end in windows(time_s, condition.window_s):
        inside = (time_s >= start) & (time_s <= end)
        contacts = [c for c in trial.contacts if c.initial_contact_s > start + EDGE_S and c.toe_off_s < end - EDGE_S]
        if len(contacts) >= 2:
            sequence = KeypointSequence(xy[inside], score[inside], time_s[inside], condition.keypoints)
            yield View(sequence, contacts, start, end)


def truth_name(keypoint: str) -> str:
    """Name in the truth files of a keypoint: `l_bigtoe` for `left_big_toe`."""
    for side in ("left", "right"):
        if keypoint.startswith(f"{side}_"):
            return f"{side[0]}_{keypoint.removeprefix(f'{side}_').replace('_', '')}"
    return keypoint


def frame_times(time_s: Array, frame_rate_hz: float | None, rng: np.random.Generator) -> Array:
    """Return the times of the frames: those of the laboratory (None), or at a rate of one's own with a random phase."""
    if frame_rate_hz is None:
        return time_s.copy()
    step_s = 1 / frame_rate_hz
    return np.arange(time_s[0] + rng.uniform(0, step_s), time_s[-1], step_s)


def resampled(time_s: Array, points: Array, at_s: Array) -> Array:
    """Positions `(n, 2)` of one point at other times; NaN in its gaps, all NaN when it is hardly ever seen."""
    seen = np.isfinite(points).all(axis=1)
    if seen.sum() < SEEN_MINIMUM:
        return np.full((len(at_s), 2), np.nan)
    xy = np.column_stack([np.interp(at_s, time_s[seen], points[seen, axis]) for axis in range(2)])
    if not seen.all():
        xy[np.interp(at_s, time_s, (~seen).astype(float)) > 0] = np.nan
    return xy


def correlated(white: Array, step_s: float) -> Array:
    """First-order autoregressive noise along the first axis, of the same deviation as the white noise given.

    The filter `y[i] = a y[i - 1] + sqrt(1 - a²) e[i]` as a sum of shifted copies that doubles its reach each time,
    until what is still further back weighs less than a rounding error.
    """
    keep = np.exp(-step_s / NOISE_TIME_S)
    noise = np.concatenate([white[:1], np.sqrt(1 - keep**2) * white[1:]])
    reach, weight = 1, keep
    while reach < len(noise) and weight > np.finfo(float).eps:
        noise[reach:] = noise[reach:] + weight * noise[:-reach]
        reach, weight = 2 * reach, weight * weight
    return noise


def exchanged_frames(n_frames: int, share: float, step_s: float, rng: np.random.Generator) -> NDArray[np.intp]:
    """Draw the indices of the frames with exchanged legs: whole runs of up to 0.12 s, this share of them."""
    longest = max(2, int(EXCHANGE_S / step_s))
    runs, start = [], 0
    while start < n_frames:
        end = start + int(rng.integers(1, longest))
        if rng.uniform() < share:
            runs.append(np.arange(start, min(end, n_frames)))
        start = end
    return np.concatenate(runs) if runs else np.arange(0)


def windows(time_s: Array, window_s: float) -> list[tuple[float, float]]:
    """Start and end of the pieces that a run is cut into, s; one piece when `window_s` is 0."""
    if not window_s:
        return [(float(time_s[0]), float(time_s[-1]))]
    return [(float(start), float(start + window_s)) for start in np.arange(time_s[0], time_s[-1] - window_s, window_s)]


def _misplaced(xy: Array, names: Sequence[str], condition: Condition, rng: np.random.Generator) -> Array:
    """Points displaced for the whole run, then the picture rolled."""
    if condition.offset_mm:
        for joint in (*TRUNK, *LEG):
            offset_m = rng.normal(0, condition.offset_mm / 1000, 2)
            for side in "lr":
                own_m = rng.normal(0, OFFSET_OF_SIDE_MM / 1000, 2)
                xy[:, names.index(f"{side}_{joint}")] += offset_m + own_m
    if condition.roll_deg:
        roll = np.radians(rng.normal(0, condition.roll_deg))
        turn = np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]])
        return np.asarray(xy @ turn)
    return xy


def _of_set(xy: Array, names: Sequence[str], keypoints: str) -> Array:
    """Pick the keypoints of a set, in its order."""
    wanted = [truth_name(keypoint) for keypoint in Skeleton.of(keypoints).keypoints]
    out = np.full((len(xy), len(wanted), 2), np.nan)
    for j, name in enumerate(wanted):
        if name in names:
            out[:, j] = xy[:, names.index(name)]
    return out
