"""Event detection, slowly, with SciPy's filter and spline. The coefficients are the core's own."""

import numpy as np
from reference.exchange import leg_length, mid_hip
from reference.smoothing import butterworth
from scipy.interpolate import CubicSpline
from toeoff import _core

SHARE = 0.4
STRIDES_FOR_HALF = 5
CORRECTION_MAXIMUM_S = 0.010
FOOT_SPEEDS = (2.0, 5.4)


def low_pass(x, fs, cutoff_hz):
    """The slow twin of the filter, column by column."""
    columns = x.reshape(len(x), -1).T
    return np.stack([butterworth(column, cutoff_hz, fs) for column in columns], axis=1).reshape(x.shape)


def find_anchors(t, xy):
    """(side, time) of every anchor, and the stride time."""
    fs = (len(t) - 1) / (t[-1] - t[0])
    d = low_pass((xy[:, 3, 0] - xy[:, 9, 0]) / leg_length(xy), fs, 5.0)
    swing = np.quantile(np.abs(d), 0.9)
    kept = []
    for i in range(len(d) - 1):
        if (d[i] > 0) == (d[i + 1] > 0):
            continue
        if kept and np.abs(d[kept[-1][2] + 1 : i + 1]).max() < 0.35 * swing:
            kept.pop()
            continue
        kept.append((0 if d[i] > 0 else 1, t[0] + (i + d[i] / (d[i] - d[i + 1])) / fs, i))
    times = np.array([k[1] for k in kept])
    stride = np.median(times[2:] - times[:-2]) if len(times) > 2 else 2 * np.median(np.diff(times))
    return [(side, time) for side, time, _ in kept], stride


def ground_is_level(t, xy, anchors):
    """Whether the planted toes lie on parallel lines in time."""
    rows = []
    for side, time in anchors:
        planted = (t >= time - 0.06) & (t <= time + 0.01)
        if planted.any():
            rows.append((side == 0, side == 1, time - t[0], np.median(xy[planted, 6 * side + 5, 1]) / leg_length(xy)))
    if len(rows) < 5:
        return False
    table = np.array(rows, float)
    feet = table[:, :3]
    residual = table[:, 3] - feet @ np.linalg.lstsq(feet, table[:, 3], rcond=None)[0]
    return bool(np.sqrt((residual**2).sum() / (len(table) - 3)) <= 0.015)


def detect(t, xy, camera_is_still, with_feet=True, both_legs=True):
    """Side, initial contact and toe-off of every stance, s, of a body without gaps whose events all lie inside."""
    fs = (len(t) - 1) / (t[-1] - t[0])
    anchors, stride = find_anchors(t, xy)
    still = camera_is_still or ground_is_level(t, xy, anchors)
    hip = mid_hip(xy)
    if still:
        hip[:, 1] = low_pass(hip[:, 1], fs, 0.8)
    relative = (xy - hip[:, None]) / leg_length(xy)
    if still:
        relative[:, [5, 11], 0] = (mid_hip(xy)[:, 1:] - hip[:, 1:]) / leg_length(xy)
    joints = [2, 3, 4, 5] if with_feet else [2, 3]
    splines = [
        CubicSpline(t, low_pass(relative[:, [o + j for j in joints]].reshape(len(t), -1), fs, 12.0), bc_type="natural")
        for o in (0, 6)
    ]

    def leg(time, side):
        time = np.atleast_1d(time)
        before = splines[side](np.maximum(np.minimum(time, 2 * t[-1] - time), t[0]))
        return np.where(time[:, None] > t[-1], 2 * splines[side](t[-1]) - before, before)

    neutral = np.median([leg(time, side)[0] for side, time in anchors], axis=0)
    ankle = [
        leg(np.array([time - 0.03, time + 0.03]), side)[:, 2]
        for side, time in anchors
        if t[0] <= time - 0.03 and time + 0.03 <= t[-1]
    ]
    speed = np.median([(a[0] - a[1]) / 0.06 for a in ankle])
    scale = np.array([0.3, 0.09, 0.09, 0.3])
    globals_ = np.array([stride, speed, speed * stride, 30 / fs]) * scale

    def inputs(side, times):
        own = leg(times, side) - neutral
        both = np.hstack([own, leg(times, 1 - side) - neutral]) if both_legs else own
        return np.concatenate([both.ravel(), globals_])

    _, tables = _core.event_coefficients(still, with_feet, both_legs)
    found = np.full((len(anchors), 2), np.nan)
    for row, (side, anchor) in enumerate(anchors):
        for column, ((constant, weights), *fine, _) in enumerate(tables):
            times = anchor + stride * (-0.42 + 0.045 * np.arange(17))
            estimate = anchor + constant + inputs(side, times) @ np.array(weights)
            for constant_s, weights_s in fine:
                times = estimate + 0.02 * np.arange(-6, 7)
                estimate += constant_s + inputs(side, times) @ np.array(weights_s)
            found[row, column] = estimate
        contact, toe_off = found[row]
        if t[0] <= contact <= t[-1] and t[0] <= toe_off <= t[-1]:
            sweep = leg(contact, side)[0, 2] - leg(toe_off, side)[0, 2]
            if abs(sweep - 0.38 - 0.0974 * speed) > 0.30:
                found[row] = np.nan
    inside = (found >= t[0]) & (found <= t[-1])
    for column, (*_, (constant_s, weights_s)) in enumerate(tables):
        strides = [
            constant_s + inputs(side, estimate + stride * (-0.5 + np.arange(24) / 24)) @ np.array(weights_s)
            for (side, _), estimate in zip(anchors, found[:, column], strict=True)
            if estimate - stride / 2 >= t[0] and estimate + stride / 2 <= t[-1]
        ]
        correction = np.clip(
            sum(strides) / (len(strides) + STRIDES_FOR_HALF), -CORRECTION_MAXIMUM_S, CORRECTION_MAXIMUM_S
        )
        outside = max(0.0, FOOT_SPEEDS[0] - speed, speed - FOOT_SPEEDS[1])
        correction *= max(0.0, 1 - outside)
        found[inside[:, column], column] += correction
    sides = np.array([a[0] for a in anchors])
    since = found - np.array([[a[1]] for a in anchors])
    for side in (0, 1):
        for column in (0, 1):
            own = (sides == side) & inside[:, column]
            if own.sum() >= 3:
                found[own, column] += SHARE * (np.median(since[own, column]) - since[own, column])
    found = np.where(inside, found, np.nan)
    return sides, withdraw(sides, found)


def withdraw(sides, found):
    """Without contacts unlike the others, and without feet that land before the other one has left."""
    found = found.copy()
    contact = found[:, 1] - found[:, 0]
    if np.isfinite(contact).sum() >= 4:
        typical = np.nanmedian(contact)
        found[np.abs(contact - typical) > 0.25 * typical] = np.nan
    for i in range(1, len(found)):
        if sides[i - 1] != sides[i] and found[i - 1, 1] - found[i, 0] > 0.02:
            found[i - 1, 1] = found[i, 0] = np.nan
    return found
