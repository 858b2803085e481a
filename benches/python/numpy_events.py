"""Low-pass and gait events in NumPy and SciPy: anchors, the cascade with the shipped coefficients, the corrections."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy_repair import LEG, leg_length, mid_hip
from scipy.interpolate import CubicSpline, PPoly
from scipy.signal import butter, filtfilt
from toeoff import _core

FEET_BOTH, FEET_OWN, ANKLES_BOTH, ANKLES_OWN = (True, True), (True, False), (False, True), (False, False)
ORDER = (FEET_BOTH, FEET_OWN, ANKLES_BOTH, ANKLES_OWN)


def runs(values, minimum):
    """Runs of finite values as (first, end, columns); columns of equal extent together."""
    finite = np.isfinite(values)
    if finite.all():
        return [(0, len(values), np.arange(values.shape[1]))] if len(values) >= minimum else []
    edge = np.diff(np.pad(finite, ((1, 1), (0, 0))).astype(np.int8), axis=0)
    alike = {}
    for column in range(values.shape[1]):
        starts, ends = np.flatnonzero(edge[:, column] == 1), np.flatnonzero(edge[:, column] == -1)
        for a, b in zip(starts.tolist(), ends.tolist(), strict=True):
            if b - a >= minimum:
                alike.setdefault((a, b), []).append(column)
    return [(a, b, np.array(columns)) for (a, b), columns in alike.items()]


@cache
def coefficients(cutoff_hz, rate_hz):
    """Second-order Butterworth that is 3 dB down at the cutoff when run forth and back, and its padding."""
    cutoff = min(cutoff_hz, 0.4 * rate_hz)
    warped = np.tan(np.pi * cutoff / rate_hz) / (np.sqrt(2) - 1) ** 0.25
    b, a = butter(2, np.arctan(warped) * rate_hz / np.pi, fs=rate_hz)
    return b, a, max(12, int(np.ceil(1.5 * rate_hz / cutoff)))


def low_pass(x, cutoff_hz, rate_hz):
    """Zero-lag Butterworth of every column."""
    b, a, pad = coefficients(cutoff_hz, rate_hz)
    flat = x.reshape(len(x), -1)
    out = flat.copy()
    for start, end, columns in runs(flat, 4):
        out[start:end, columns] = filtfilt(b, a, flat[start:end, columns], axis=0, padlen=min(pad, end - start - 1))
    return out.reshape(x.shape)


@cache
def table(still, with_feet, both_legs):
    """Coefficients of initial contact and toe-off as arrays."""
    _, tables = _core.event_coefficients(still, with_feet, both_legs)
    return [[(constant, np.array(weights)) for constant, weights in lines] for lines in tables]


class Motion:
    """Both legs against the hip, readable at any time, with the anchors."""

    def __init__(self, t, xy, *, camera_is_still):
        self.t, n = t, len(t)
        self.rate_hz = (n - 1) / (t[-1] - t[0])
        leg = leg_length(xy)
        self.sides, self.anchors, self.stride = anchors(t, (xy[:, 3, 0] - xy[:, 9, 0]) / leg, self.rate_hz)
        self.still = camera_is_still or ground_is_level(t, xy / leg, self.sides, self.anchors)
        hip = mid_hip(xy)
        bounce = hip[:, 1].copy()
        if self.still:
            hip[:, 1] = low_pass(hip[:, 1], 0.8, self.rate_hz)
        relative = ((xy - hip[:, None]) / leg).reshape(n, 2, 6, 2)[:, :, LEG]
        if self.still:
            relative[:, :, 3, 0] = ((bounce - hip[:, 1]) / leg)[:, None]
        channels = low_pass(relative.reshape(n, 16), 12.0, self.rate_hz)
        pieces = np.full((4, n - 1, 16), np.nan)
        for a, b, columns in runs(channels, 2):
            pieces[:, a : b - 1, columns] = CubicSpline(t[a:b], channels[a:b, columns], bc_type="natural").c
        self.spline = PPoly(pieces, t)
        self.finite = np.isfinite(channels).reshape(n, 2, 8)
        at_anchors = self.leg(self.anchors, self.sides)
        self.neutral = np.nanmedian(at_anchors, axis=0)
        inside = (self.anchors - 0.03 >= t[0]) & (self.anchors + 0.03 <= t[-1])
        ahead, behind = (self.leg(self.anchors + d, self.sides)[:, 2] for d in (-0.03, 0.03))
        self.speed = np.nanmedian(((ahead - behind) / 0.06)[inside])
        scale = np.array([0.3, 0.09, 0.09, 0.3])
        self.pass_inputs = scale * [self.stride, self.speed, self.speed * self.stride, 30 / self.rate_hz]

    def leg(self, times, sides):
        """The leg of each side at each time, `(n, 8)`."""
        both = self.spline(np.clip(times, self.t[0], self.t[-1])).reshape(len(times), 2, 8)
        return both[np.arange(len(times)), sides]

    def span(self, anchor, side, reads):
        """First and last time about an anchor between which all that a table reads is seen, or None."""
        with_feet, both_legs = reads
        wanted = self.finite[:, :, : 8 if with_feet else 4]
        seen = (wanted if both_legs else wanted[:, [side]]).all(axis=(1, 2))
        frame = round((anchor - self.t[0]) * self.rate_hz)
        if seen.all():
            return self.t[0], self.t[-1]
        if not seen[frame]:
            return None
        lost = np.flatnonzero(~seen)
        first, last = lost[lost < frame], lost[lost > frame]
        return self.t[first[-1] + 1 if len(first) else 0], self.t[last[0] - 1 if len(last) else -1]

    def inputs(self, times, sides, spans, reads):
        """Rows of inputs for stances at their sample times `(n, samples)`, without the numbers of the pass."""
        with_feet, both_legs = reads
        start, end = spans[:, :1], spans[:, 1:]
        mirrored = np.maximum(np.minimum(times, 2 * end - times), start)
        values = self.spline(mirrored).reshape(*times.shape, 2, 8)
        beyond = times > end
        if beyond.any():
            at_end = self.spline(spans[:, 1]).reshape(-1, 1, 2, 8)
            values = np.where(beyond[..., None, None], 2 * at_end - values, values)
        values = values - self.neutral
        rows = np.arange(len(times))[:, None]
        samples = np.arange(times.shape[1])[None]
        order = np.stack([sides, 1 - sides], axis=1)[:, : 2 if both_legs else 1]
        own = values[rows[..., None], samples[..., None], order[:, None, :], : 8 if with_feet else 4]
        return own.reshape(len(times), -1)

    def line(self, coefficients_of, inputs):
        """Constant and weights applied to rows of inputs."""
        constant, weights = coefficients_of
        return constant + inputs @ weights[:-4] + self.pass_inputs @ weights[-4:]


def anchors(t, difference, rate_hz):
    """Side and time of every mid-stance, and the stride time."""
    d = low_pass(difference, 5.0, rate_hz)
    swing = np.nanquantile(np.abs(d), 0.9)
    finite = np.isfinite(d)
    kept = []
    for i in np.flatnonzero(((d[:-1] > 0) != (d[1:] > 0)) & finite[:-1] & finite[1:]):
        if kept and np.abs(d[kept[-1] + 1 : i + 1]).max() < 0.35 * swing:
            kept.pop()
            continue
        kept.append(i)
    kept = np.array(kept, int)
    times = t[0] + (kept + d[kept] / (d[kept] - d[kept + 1])) / rate_hz
    stride = np.median(times[2:] - times[:-2]) if len(times) > 2 else 2 * np.median(np.diff(times))
    return np.where(d[kept] > 0, 0, 1), times, stride


def ground_is_level(t, xy, sides, times):
    """Whether the planted toes lie on parallel lines in time."""
    rows = []
    for side, time in zip(sides, times, strict=True):
        toe = xy[(t >= time - 0.06) & (t <= time + 0.01), 6 * side + 5, 1]
        toe = toe[np.isfinite(toe)]
        if len(toe):
            rows.append((side == 0, side == 1, time - t[0], np.median(toe)))
    if len(rows) < 5:
        return False
    of = np.array(rows, float)
    feet = of[:, :3]
    off = of[:, 3] - feet @ np.linalg.lstsq(feet, of[:, 3], rcond=None)[0]
    return bool(np.sqrt((off**2).sum() / (len(of) - 3)) <= 0.015)


def detect(t, xy, *, camera_is_still=False):
    """Side, then initial contact and toe-off of every stance, s; NaN where not told."""
    motion = Motion(t, xy, camera_is_still=camera_is_still)
    sides, times, stride = motion.sides, motion.anchors, motion.stride
    found, spans, reads = np.full((len(times), 2), np.nan), np.empty((len(times), 2)), np.full(len(times), -1)
    for i, (side, time) in enumerate(zip(sides, times, strict=True)):
        reach = np.clip([time - 0.42 * stride, time + 0.30 * stride], t[0], t[-1])
        known = [(k, s) for k, r in enumerate(ORDER) if (s := motion.span(time, side, r)) is not None]
        whole = [(k, s) for k, s in known if s[0] <= reach[0] and s[1] >= reach[1]]
        if known:
            reads[i], spans[i] = (whole or known)[0]
    for k in np.unique(reads[reads >= 0]):
        own = np.flatnonzero(reads == k)
        for column, (coarse, *fine, _) in enumerate(table(motion.still, *ORDER[k])):
            about = times[own, None] + stride * (-0.42 + 0.045 * np.arange(17))
            estimate = times[own] + motion.line(coarse, motion.inputs(about, sides[own], spans[own], ORDER[k]))
            for stage in fine:
                about = estimate[:, None] + 0.02 * np.arange(-6, 7)
                estimate = estimate + motion.line(stage, motion.inputs(about, sides[own], spans[own], ORDER[k]))
            found[own, column] = estimate
    contact, toe_off = found.T
    inside = ((found >= t[0]) & (found <= t[-1])).all(axis=1)
    sweep = motion.leg(contact, sides)[:, 2] - motion.leg(toe_off, sides)[:, 2] - 0.38 - 0.0974 * motion.speed
    is_stance = (toe_off - contact >= 0.06) & (toe_off - contact <= 0.60) & ~(inside & (np.abs(sweep) > 0.30))
    found[~is_stance], reads[~is_stance] = np.nan, -1
    found = np.where((found >= spans[:, :1]) & (found <= spans[:, 1:]), found, np.nan)
    take_off_constant(motion, found, spans, reads)
    draw_to_median(motion, found)
    return sides, withdraw(sides, found)


def take_off_constant(motion, found, spans, reads):
    """Move the events of each table by what their whole strides say together."""
    known = max(0.0, 1 - max(0.0, 2.0 - motion.speed, motion.speed - 5.4))
    for k in np.unique(reads[reads >= 0]):
        for column, (*_, line) in enumerate(table(motion.still, *ORDER[k])):
            events, half = found[:, column], motion.stride / 2
            own = (reads == k) & (events - half >= spans[:, 0]) & (events + half <= spans[:, 1])
            about = events[own, None] + motion.stride * (-0.5 + np.arange(24) / 24)
            said = motion.line(line, motion.inputs(about, motion.sides[own], spans[own], ORDER[k])).sum()
            found[reads == k, column] += known * np.clip(said / (own.sum() + 5), -0.010, 0.010)


def draw_to_median(motion, found):
    """Draw each foot's events 0.4 of the way towards their median, as seen from their anchors."""
    since = found - motion.anchors[:, None]
    for side in (0, 1):
        for column in (0, 1):
            own = (motion.sides == side) & np.isfinite(since[:, column])
            if own.sum() >= 3:
                found[own, column] += 0.4 * (np.median(since[own, column]) - since[own, column])


def withdraw(sides, found):
    """Without contacts unlike the others, and without feet that land before the other one has left."""
    contact = found[:, 1] - found[:, 0]
    if np.isfinite(contact).sum() >= 4:
        typical = np.nanmedian(contact)
        found[np.abs(contact - typical) > 0.25 * typical] = np.nan
    overlap = (sides[:-1] != sides[1:]) & (found[:-1, 1] - found[1:, 0] > 0.02)
    for i in np.flatnonzero(overlap):
        found[i, 1] = found[i + 1, 0] = np.nan
    return found
