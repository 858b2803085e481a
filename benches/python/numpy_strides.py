"""Angles, per-stride values and their means in NumPy."""

from __future__ import annotations

import numpy as np
from numpy_repair import leg_length
from toeoff import _core

NAMES = _core.STRIDE_VALUES


def joint_angles(xy):
    """`(13, n_frames)` deg: trunk lean; thigh, leg, shank, knee, hip and foot of the left leg, then of the right."""
    sides = xy.reshape(len(xy), 2, 6, 2)
    shoulder, hip, knee, ankle, heel, toe = (sides[:, :, j] for j in range(6))

    def segment(p, q):
        return np.degrees(np.arctan2(q[..., 0] - p[..., 0], p[..., 1] - q[..., 1]))

    up = shoulder.mean(axis=1) - hip.mean(axis=1)
    lean = np.degrees(np.arctan2(up[:, 0], up[:, 1]))
    thigh, shank = segment(hip, knee), segment(knee, ankle)
    flexion = (thigh - shank + 90) % 360 - 90
    foot = np.degrees(np.arctan2(toe[..., 1] - heel[..., 1], toe[..., 0] - heel[..., 0]))
    of_legs = np.stack([thigh, segment(hip, ankle), shank, flexion, thigh + lean[:, None], foot])
    return np.concatenate([lean[None], of_legs.transpose(2, 0, 1).reshape(12, -1)])


class Clock:
    """Reads series on an even clock between their frames."""

    def __init__(self, t):
        self.start, self.end, self.n = t[0], t[-1], len(t)
        self.step = (t[-1] - t[0]) / (len(t) - 1)

    def at(self, series, times):
        """Catmull-Rom at each time; linear where an outer frame is missing, NaN outside."""
        u = (times - self.start) / self.step
        known = (times >= self.start) & (times <= self.end)
        i = np.minimum(np.where(known, u, 0).astype(int), self.n - 2)
        x = u - i
        padded = np.pad(series, (1, 2), constant_values=np.nan)
        before, b, c, after = (padded[i + k] for k in range(4))
        m, n = (c - before) / 2, (after - b) / 2
        cubic = b + x * (m + x * (3 * (c - b) - 2 * m - n + x * (2 * (b - c) + m + n)))
        read = np.where(np.isfinite(before) & np.isfinite(after), cubic, b + x * (c - b))
        return np.where(known, read, np.nan)

    def within(self, start, end):
        """Slice of the frames from start to end, both included."""
        if not (np.isfinite(start) and np.isfinite(end)):
            return slice(0, 0)
        first = max(int(np.ceil((start - self.start) / self.step)), 0)
        return slice(first, max(min(int(np.floor((end - self.start) / self.step)) + 1, self.n), first))

    def maximum(self, series, start, end):
        """Largest value and its time, refined by a parabola."""
        frames = self.within(start, end)
        inside = series[frames]
        if not len(inside) or 4 * np.isfinite(inside).sum() < 3 * len(inside):
            return np.nan, np.nan
        i = frames.start + int(np.nanargmax(inside))
        top, time = series[i], self.start + self.step * i
        if 0 < i < self.n - 1:
            a, c = series[i - 1], series[i + 1]
            bend = a - 2 * top + c
            if a <= top and c <= top and bend < 0:
                shift = 0.5 * (a - c) / bend
                return top - 0.25 * (a - c) * shift, time + self.step * shift
        return top, time

    def mean(self, series, start, end):
        """Mean over an interval of which three quarters are seen."""
        inside = series[self.within(start, end)]
        known = inside[np.isfinite(inside)]
        return known.mean() if len(inside) and 4 * len(known) >= 3 * len(inside) else np.nan


def link(sides, found):
    """Stride time and next contact of every stance of a runner whose both legs are seen."""
    n = len(sides)
    after = np.full((n, 2), np.nan)
    is_next = (sides[2:] == sides[:-2]) & (sides[1:-1] != sides[:-2])
    after[:-2][is_next] = found[2:][is_next]
    both = after - found
    count = np.isfinite(both).sum(axis=1)
    stride = np.where(count > 0, np.nansum(both, axis=1) / np.maximum(count, 1), np.nan)
    following = after[:, 0]
    if np.isfinite(stride).any():
        typical = np.nanmedian(stride)
        strange = np.abs(stride - typical) > 0.25 * typical
        stride[strange], following[strange] = np.nan, np.nan
    return stride, following


def stride_values(t, xy, sides, found):
    """Every per-stride value of every stance: a dict of arrays; xy is smoothed, x along travel, y up."""
    clock, angles, leg = Clock(t), joint_angles(xy), leg_length(xy)
    hip = (xy[:, 1] + xy[:, 7]) / 2
    contact, toe_off = found.T
    stride, following = link(sides, found)
    other = np.append(np.where(sides[1:] != sides[:-1], contact[1:], np.nan), np.nan)
    out = {name: np.full(len(sides), np.nan) for name in NAMES}
    out["stride_time_s"], out["contact_time_s"] = stride, toe_off - contact
    out["flight_time_s"], out["swing_time_s"] = other - toe_off, following - toe_off
    out["duty_factor"] = (toe_off - contact) / stride
    for side in (0, 1):
        own = np.flatnonzero(sides == side)
        thigh, whole, shank, knee, bend, foot = angles[1 + 6 * side : 7 + 6 * side]
        first, last = contact[own], toe_off[own]
        out["hip_bend_deg"][own] = clock.at(bend, (first + last) / 2)
        for name, series, times in (
            ("thigh_extension_toe_off_deg", -thigh, last),
            ("leg_extension_toe_off_deg", -whole, last),
            ("hip_extension_toe_off_deg", -bend, last),
            ("knee_flexion_contact_deg", knee, first),
            ("shank_angle_contact_deg", shank, first),
            ("overstride_ratio", (xy[:, 6 * side + 3, 0] - hip[:, 0]) / leg, first),
        ):
            out[name][own] = clock.at(series, times)
        landing = clock.at(foot, first)
        for k, i in enumerate(own):
            a, b, end = contact[i], toe_off[i], following[i]
            out["trunk_lean_deg"][i] = clock.mean(angles[0], a, end if np.isfinite(end) else other[i])
            out["knee_flexion_stance_deg"][i] = clock.maximum(knee, a, b)[0]
            out["knee_drive_deg"][i] = clock.maximum(thigh, b, end)[0]
            out["heel_recovery_deg"][i] = clock.maximum(knee, b, end)[0]
            peak, when = clock.maximum(-thigh, (a + b) / 2, b + 0.150)
            if when + (1 + 1e-6) * clock.step < min(clock.end, b + 0.150):
                out["thigh_extension_peak_deg"][i] = peak
            flat = foot[clock.within(a + 0.3 * (b - a), a + 0.5 * (b - a))]
            flat = flat[np.isfinite(flat)]
            if len(flat) and abs(np.median(flat)) < 60 and abs(landing[k]) < 60:
                out["foot_strike_angle_deg"][i] = landing[k] - np.median(flat)
            out["vertical_oscillation_ratio"][i] = oscillation(clock, hip[:, 1], a, end, other[i]) / leg
    return out


def oscillation(clock, height, contact, end, other):
    """Mean range of the hip's height over both steps of a stride, less the line from contact to contact."""
    frames = clock.within(contact, end)
    if frames.start == frames.stop:
        return np.nan
    start, stop = clock.at(height, np.array([contact, end]))
    time = clock.start + clock.step * np.arange(frames.start, frames.stop)
    level = height[frames] - start - (stop - start) * (time - contact) / (end - contact)
    steps = [level[time <= other], level[time > other]]
    return np.mean([np.ptp(step) if len(step) else np.nan for step in steps])


def means(values):
    """Mean of every value over the strides that tell it."""
    known = {name: column[np.isfinite(column)] for name, column in values.items()}
    return {name: column.mean() for name, column in known.items() if len(column)}
