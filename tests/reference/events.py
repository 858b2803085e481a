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


class Motion:
    """The legs of a body without gaps about its anchors, to be read at any time."""

    def __init__(self, t, xy, camera_is_still, *, with_feet=True, both_legs=True):
        self.t, self.fs, self.both_legs = t, (len(t) - 1) / (t[-1] - t[0]), both_legs
        self.anchors, self.stride = find_anchors(t, xy)
        self.still = camera_is_still or ground_is_level(t, xy, self.anchors)
        hip = mid_hip(xy)
        if self.still:
            hip[:, 1] = low_pass(hip[:, 1], self.fs, 0.8)
        relative = (xy - hip[:, None]) / leg_length(xy)
        if self.still:
            relative[:, [5, 11], 0] = (mid_hip(xy)[:, 1:] - hip[:, 1:]) / leg_length(xy)
        joints = [2, 3, 4, 5] if with_feet else [2, 3]
        self.smooth = [
            low_pass(relative[:, [o + j for j in joints]].reshape(len(t), -1), self.fs, 12.0) for o in (0, 6)
        ]
        self.splines = [CubicSpline(t, smooth, bc_type="natural") for smooth in self.smooth]
        self.neutral = np.median([self.leg(time, side)[0] for side, time in self.anchors], axis=0)
        ankle = [
            self.leg(np.array([time - 0.03, time + 0.03]), side)[:, 2]
            for side, time in self.anchors
            if t[0] <= time - 0.03 and time + 0.03 <= t[-1]
        ]
        self.speed = np.median([(a[0] - a[1]) / 0.06 for a in ankle])
        scale = np.array([0.3, 0.09, 0.09, 0.3])
        self.globals = np.array([self.stride, self.speed, self.speed * self.stride, 30 / self.fs]) * scale
        self.runner_s, self.tables = _core.event_coefficients(self.still, with_feet, both_legs)

    def leg(self, time, side):
        t, spline, time = self.t, self.splines[side], np.atleast_1d(time)
        before = spline(np.maximum(np.minimum(time, 2 * t[-1] - time), t[0]))
        return np.where(time[:, None] > t[-1], 2 * spline(t[-1]) - before, before)

    def inputs(self, side, times):
        own = self.leg(times, side) - self.neutral
        both = np.hstack([own, self.leg(times, 1 - side) - self.neutral]) if self.both_legs else own
        return np.concatenate([both.ravel(), self.globals])

    def cascade(self):
        """Initial contact and toe-off of every anchor as read from it alone; NaN where they are those of no stance."""
        t, found = self.t, np.full((len(self.anchors), 2), np.nan)
        for row, (side, anchor) in enumerate(self.anchors):
            for column, ((constant, weights), *fine, _) in enumerate(self.tables):
                times = anchor + self.stride * (-0.42 + 0.045 * np.arange(17))
                estimate = anchor + constant + self.inputs(side, times) @ np.array(weights)
                for constant_s, weights_s in fine:
                    times = estimate + 0.02 * np.arange(-6, 7)
                    estimate += constant_s + self.inputs(side, times) @ np.array(weights_s)
                found[row, column] = estimate
            contact, toe_off = found[row]
            if not 0.06 <= toe_off - contact <= 0.60:
                found[row] = np.nan
            elif t[0] <= contact <= t[-1] and t[0] <= toe_off <= t[-1]:
                sweep = self.leg(contact, side)[0, 2] - self.leg(toe_off, side)[0, 2]
                if abs(sweep - 0.38 - 0.0974 * self.speed) > 0.30:
                    found[row] = np.nan
        return found

    def is_inside(self, found):
        return (found >= self.t[0]) & (found <= self.t[-1])

    def corrections(self, found):
        """What whole strides say of the error that stays with the runner, of contacts and of toe-offs."""
        for column, (*_, (constant_s, weights_s)) in enumerate(self.tables):
            strides = [
                constant_s
                + self.inputs(side, estimate + self.stride * (-0.5 + np.arange(24) / 24)) @ np.array(weights_s)
                for (side, _), estimate in zip(self.anchors, found[:, column], strict=True)
                if estimate - self.stride / 2 >= self.t[0] and estimate + self.stride / 2 <= self.t[-1]
            ]
            correction = np.clip(
                sum(strides) / (len(strides) + STRIDES_FOR_HALF), -CORRECTION_MAXIMUM_S, CORRECTION_MAXIMUM_S
            )
            yield correction * max(0.0, 1 - outside_speeds(self.speed))


def outside_speeds(speed):
    return max(0.0, FOOT_SPEEDS[0] - speed, speed - FOOT_SPEEDS[1])


def detect(t, xy, camera_is_still, with_feet=True, both_legs=True):
    """Side, initial contact and toe-off of every stance, s, of a body without gaps whose events all lie inside."""
    motion = Motion(t, xy, camera_is_still, with_feet=with_feet, both_legs=both_legs)
    found = motion.cascade()
    inside = motion.is_inside(found)
    for column, correction in enumerate(motion.corrections(found)):
        found[inside[:, column], column] += correction
    sides = np.array([a[0] for a in motion.anchors])
    since = found - np.array([[a[1]] for a in motion.anchors])
    for side in (0, 1):
        for column in (0, 1):
            own = (sides == side) & inside[:, column]
            if own.sum() >= 3:
                found[own, column] += SHARE * (np.median(since[own, column]) - since[own, column])
    found = np.where(inside, found, np.nan)
    return sides, withdraw(sides, found)


#: Where the ankle turns and where the foot lands or leaves, s: mean and deviation.
VOTES = ((0.030, 0.011), (-0.094, 0.019))


def vote(motion, side, anchor, column):
    """Where the ankle's turning point puts contact or toe-off, s; NaN where it does not turn within the window."""
    t, reach = motion.t, 0.45 * motion.stride
    ends = (anchor - reach, anchor) if column == 0 else (anchor, anchor + reach)
    frames = np.flatnonzero((t >= ends[0]) & (t <= ends[1]))
    ankle = motion.smooth[side][:, 2] * (1 if column == 0 else -1)
    best = frames[ankle[frames].argmax()] if len(frames) else 0
    if len(frames) == 0 or best in (frames[0], frames[-1]):
        return np.nan
    curve = np.polyfit([-1, 0, 1], ankle[best - 1 : best + 2], 2)
    return t[best] - curve[1] / (2 * curve[0]) / motion.fs + VOTES[column][0]


def uncertainties(t, xy, camera_is_still):
    """Standard deviation, s, nearness to a cut and doubt of both events of every stance, `(n, 2)` each.

    Before contradictions are withdrawn; NaN where there is no event.
    """
    motion = Motion(t, xy, camera_is_still)
    found = motion.cascade()
    inside, sides = motion.is_inside(found), np.array([a[0] for a in motion.anchors])
    cut = np.minimum(found - t[0], t[-1] - found)
    short, unseen = max(0.0, (0.60 - motion.stride) / 0.2), 0.012 * (motion.speed > 5.7)
    played_fast = np.array([max(0.015 * np.sqrt(short), unseen), unseen])
    near = 0.009 * np.maximum(0.0, 1 - cut / 0.12)
    slow = 0.004 * outside_speeds(motion.speed)
    sigma = np.sqrt(np.array(motion.runner_s) ** 2 + near**2 + slow**2 + played_fast**2)
    votes = np.array([[vote(motion, side, anchor, c) for c in (0, 1)] for side, anchor in motion.anchors])
    apart = np.abs(votes - found)
    doubtful = apart > 3 * np.array([deviation for _, deviation in VOTES])
    sigma = np.where(doubtful, np.maximum(sigma, apart / 2), sigma)
    for side in (0, 1):
        for column in (0, 1):
            own = (sides == side) & inside[:, column]
            since = found[own, column] - np.array([a[1] for a in motion.anchors])[own]
            noise = 0.65 * np.std(since, ddof=1) if own.sum() >= 3 else 0.004
            sigma[own, column] = np.hypot(sigma[own, column], noise)
    return np.where(inside, sigma, np.nan), cut < 0.15, doubtful


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
