"""From keypoints to measures as a competent user would write it with NumPy and SciPy: the yardstick of the speed.

What it leaves out, and `toeoff.analyze` does besides: clearing of merged legs, uneven frame times, the view angle, the
second opinion on events, the uncertainty of events, intervals, grades and reasons, the repetition of the motion, foot
strike probability, and measures of each leg. It does less work, so that a ratio to it errs against toeoff.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy_events import detect, low_pass
from numpy_repair import clear_outliers, exchange_legs, fill_gaps, leg_length
from numpy_strides import means, stride_values
from toeoff import _core

SIDES, JOINTS = ("left", "right"), ("shoulder", "hip", "knee", "ankle", "heel")
HALPE26 = _core.skeleton_keypoints("halpe26")
PLAIN = [HALPE26.index(f"{side}_{joint}") for side in SIDES for joint in JOINTS]
TOES = [HALPE26.index(f"{side}_{toe}_toe") for side in SIDES for toe in ("big", "small")]
TRUNK = [0, 1, 2, 6, 7, 8]  # shoulder, hip, knee of both sides
FOOT = [3, 4, 5, 9, 10, 11]  # ankle, heel, toe


@dataclass(frozen=True)
class Twin:
    """What the twin tells of a pass."""

    sides: np.ndarray
    events_s: np.ndarray
    """Initial contact and toe-off of every stance."""
    values: dict[str, np.ndarray]
    means: dict[str, float]
    frames_exchanged: int
    points_outlying: int
    points_filled: int


def landmarks(xy, score):
    """`(n_frames, 12, 2)` from Halpe-26: NaN below a score of 0.3, the toe from big and small toe."""
    seen = np.where(((score >= 0.3) & np.isfinite(xy).all(axis=2))[..., None], xy, np.nan)
    toes = seen[:, TOES].reshape(len(xy), 2, 2, 2)
    big, small = toes[:, :, 0], toes[:, :, 1]
    toe = np.where(np.isnan(big), small, np.where(np.isnan(small), big, (big + small) / 2))
    return np.concatenate([seen[:, PLAIN].reshape(len(xy), 2, 5, 2), toe[:, :, None]], axis=2).reshape(len(xy), 12, 2)


def runs_to_the_right(xy):
    """Whether the runner moves to the right, from knees, feet and displacement."""
    leg = leg_length(xy)
    knee = [np.nanmean(xy[:, s + 2, 0] - (xy[:, s + 1, 0] + xy[:, s + 3, 0]) / 2) for s in (0, 6)]
    foot = [np.nanmean(xy[:, s + 5, 0] - xy[:, s + 4, 0]) for s in (0, 6)]
    hip = xy[:, 1, 0][np.isfinite(xy[:, 1, 0])]
    moved = np.clip((hip[-1] - hip[0]) / leg, -1, 1)
    return 2 * 0.165 / 0.06**2 * np.mean(knee) / leg + 2 * 0.13 / 0.06**2 * np.mean(foot) / leg + 2 * moved > 0


def analyze(xy, score, t, view_angle_deg=0.0):
    """Measure a pass of Halpe-26 keypoints at even frame times, seen under an angle that is stated."""
    body = landmarks(xy, score)
    body *= (1.0 if runs_to_the_right(body) else -1.0) / np.cos(np.radians(view_angle_deg)), -1.0
    exchanged = len(exchange_legs(t, body))
    outlying = clear_outliers(t, body)
    filled = fill_gaps(t, body)
    sides, events_s = detect(t, body)
    rate_hz = 1 / np.median(np.diff(t))
    smooth = np.empty_like(body)
    smooth[:, TRUNK], smooth[:, FOOT] = low_pass(body[:, TRUNK], 8.0, rate_hz), low_pass(body[:, FOOT], 10.0, rate_hz)
    values = stride_values(t, smooth, sides, events_s)
    return Twin(sides, events_s, values, means(values), exchanged, outlying, filled)
