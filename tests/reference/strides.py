"""Per-stride values from landmarks, their angles and stated events: slow, one stance at a time."""

from itertools import pairwise

import numpy as np
from reference.angles import ANKLE, HEEL, HIP, KNEE, TOE, all_angles
from reference.repair import leg_length

KNEE_DEG = (-30.0, 165.0)
STRIDE_TIME_TOLERANCE = 0.25
PEAK_AFTER_TOE_OFF_S = 0.150
EDGE_FRAMES = 1 + 1e-6
FOOT_FLAT = (0.30, 0.50)
FOOT_FORWARD_DEG = 60.0
LEG_APART_S, HIP_APART_S, REACH_S = 0.085, 0.135, 1 / 60


class Series:
    """A series on an even clock."""

    def __init__(self, time_s, values):
        self.t, self.v = time_s, np.asarray(values, float)
        self.step = (time_s[-1] - time_s[0]) / (len(time_s) - 1)

    def at(self, time):
        """Cubic Hermite with central slopes; linear where an outer frame is missing."""
        if not self.t[0] <= time <= self.t[-1]:
            return np.nan
        u = (time - self.t[0]) / self.step
        i = min(int(np.floor(u)), len(self.v) - 2)
        x = u - i
        before, b, c, after = (self.v[j] if 0 <= j < len(self.v) else np.nan for j in (i - 1, i, i + 1, i + 2))
        if not (np.isfinite(before) and np.isfinite(after)):
            return b + x * (c - b)
        slopes = (c - before) / 2, (after - b) / 2
        hermite = 2 * x**3 - 3 * x**2 + 1, x**3 - 2 * x**2 + x, -2 * x**3 + 3 * x**2, x**3 - x**2
        return hermite @ np.array([b, slopes[0], c, slopes[1]])

    def within(self, start, end):
        """Frames from start to end, both included."""
        if not (np.isfinite(start) and np.isfinite(end)):
            return np.array([], int)
        first = max(int(np.ceil((start - self.t[0]) / self.step)), 0)
        last = min(int(np.floor((end - self.t[0]) / self.step)), len(self.v) - 1)
        return np.arange(first, last + 1)

    def is_told(self, frames):
        """Whether three quarters of the frames are seen."""
        return len(frames) > 0 and 4 * np.isfinite(self.v[frames]).sum() >= 3 * len(frames)

    def maximum(self, start, end):
        """Largest value and its time, by a parabola through the highest frame and its neighbours."""
        frames = self.within(start, end)
        if not self.is_told(frames):
            return np.nan, np.nan
        # The last of equals, as a fold from the left keeps it.
        best = max(frames[np.isfinite(self.v[frames])], key=lambda i: (self.v[i], i))
        time, top = self.t[0] + self.step * best, self.v[best]
        if 0 < best < len(self.v) - 1:
            around = self.v[best - 1 : best + 2]
            if np.isfinite(around).all() and around.argmax() == 1 and np.diff(around, 2)[0] < 0:
                curve = np.polyfit([-1, 0, 1], around, 2)
                shift = -curve[1] / (2 * curve[0])
                return np.polyval(curve, shift), time + self.step * shift
        return top, time

    def mean(self, start, end):
        frames = self.within(start, end)
        return np.nanmean(self.v[frames]) if self.is_told(frames) else np.nan


def mean_of(values):
    """Mean of what is known, without a warning where nothing is."""
    known = [v for v in values if np.isfinite(v)]
    return sum(known) / len(known) if known else np.nan


def possible_knee(flexion):
    return flexion if KNEE_DEG[0] <= flexion <= KNEE_DEG[1] else np.nan


class Unseen:
    """When joints of a leg are not seen for too long to read anything there."""

    def __init__(self, time_s, xy, side):
        frame_s = 1.25 * np.median(np.diff(time_s))
        self.stretches = {}
        for joint in (HIP, KNEE, ANKLE, HEEL, TOE):
            seen = time_s[np.isfinite(xy[:, 6 * side + joint]).all(axis=1)]
            longest_s = max(HIP_APART_S if joint == HIP else LEG_APART_S, frame_s)
            found = [(a, b) for a, b in pairwise(seen) if b - a > longest_s]
            if len(seen) and seen[0] > time_s[0]:
                found.append((-np.inf, seen[0]))
            if len(seen) and seen[-1] < time_s[-1]:
                found.append((seen[-1], np.inf))
            self.stretches[joint] = found

    def touches(self, joints, start, end):
        return any(a < end and b > start for joint in joints for a, b in self.stretches[joint])

    def seen(self, value, when, *joints):
        """The value, or NaN where one of the joints is not seen at that time or beside it."""
        return np.nan if self.touches(joints, when - REACH_S, when + REACH_S) else value


def link(side, contact, toe_off):
    """Stride time and next contact of every stance."""
    n, one_leg = len(side), len(set(side)) == 1
    stride, following = np.full(n, np.nan), np.full(n, np.nan)
    for i in range(n):
        j = i + (1 if one_leg else 2)
        if j < n and side[j] == side[i] and all(s != side[i] for s in side[i + 1 : j]):
            stride[i] = mean_of([contact[j] - contact[i], toe_off[j] - toe_off[i]])
            following[i] = contact[j]
    typical = np.nanmedian(stride) if np.isfinite(stride).any() else np.nan
    strange = np.abs(stride - typical) > STRIDE_TIME_TOLERANCE * typical
    stride[strange], following[strange] = np.nan, np.nan
    return stride, following


def stride_rows(time_s, xy, side, events, *, camera_is_still):
    """`(stances, 3 + values)`: contact, toe-off, next contact, then the values in the order of the core."""
    contact_s, toe_off_s = events
    angles = [Series(time_s, a) for a in all_angles(xy)]
    leg = leg_length(xy)
    left, right = (np.isfinite(xy[:, o + HIP]).all(axis=1).sum() for o in (0, 6))
    # One hip stands in for both where the other is seen in less than half as many frames.
    hip = (xy[:, HIP] + xy[:, 6 + HIP]) / 2
    hip = xy[:, 6 + HIP] if 2 * left < right else xy[:, HIP] if 2 * right < left else hip
    hip_x, hip_y = Series(time_s, hip[:, 0]), Series(time_s, hip[:, 1])
    stride, following = link(side, contact_s, toe_off_s)
    unseen, rows = [Unseen(time_s, xy, s) for s in (0, 1)], []
    hips = [s for s, (own, other) in enumerate(((left, right), (right, left))) if not 2 * own < other]
    for i, s in enumerate(side):
        told = unseen[s].seen
        contact, toe_off, end = contact_s[i], toe_off_s[i], following[i]
        other = contact_s[i + 1] if i + 1 < len(side) and side[i + 1] != s else np.nan
        if other - toe_off_s[i] > 0.4:
            other = np.nan
        lean, (thigh, whole_leg, shank, knee, hip_angle, foot) = angles[0], angles[1 + 6 * s : 7 + 6 * s]
        middle = (contact + toe_off) / 2
        backward = Series(time_s, -thigh.v)
        peak, when = backward.maximum(middle, toe_off + PEAK_AFTER_TOE_OFF_S)
        if not when + EDGE_FRAMES * hip_x.step < min(time_s[-1], toe_off + PEAK_AFTER_TOE_OFF_S):
            peak = np.nan
        reach = Series(time_s, (xy[:, 6 * s + ANKLE, 0] - hip[:, 0]) / leg)
        flat_frames = foot.within(*(contact + part * (toe_off - contact) for part in FOOT_FLAT))
        seen = foot.v[flat_frames][np.isfinite(foot.v[flat_frames])]
        flat, landing = np.median(seen) if len(seen) else np.nan, foot.at(contact)
        points_forward = abs(flat) < FOOT_FORWARD_DEG and abs(landing) < FOOT_FORWARD_DEG
        drive, when_driven = thigh.maximum(toe_off, end)
        heel, when_folded = knee.maximum(toe_off, end)
        bent, when_bent = knee.maximum(contact, toe_off)
        bounce = oscillation(hip_y, contact, end, other) / leg
        if any(unseen[h].touches([HIP], contact, end) for h in hips):
            bounce = np.nan
        speed = (hip_x.at(end) - hip_x.at(contact)) / (end - contact) / leg if camera_is_still else np.nan
        rows.append(
            [
                contact,
                toe_off,
                end,
                stride[i],
                toe_off - contact,
                other - toe_off,
                end - toe_off,
                (toe_off - contact) / stride[i],
                lean.mean(contact, end if np.isfinite(end) else other),
                told(hip_angle.at(middle), middle, HIP, KNEE),
                told(-thigh.at(toe_off), toe_off, HIP, KNEE),
                told(peak, when, HIP, KNEE),
                told(-whole_leg.at(toe_off), toe_off, HIP, ANKLE),
                told(-hip_angle.at(toe_off), toe_off, HIP, KNEE),
                told(drive, when_driven, HIP, KNEE),
                told(possible_knee(heel), when_folded, HIP, KNEE, ANKLE),
                told(possible_knee(knee.at(contact)), contact, HIP, KNEE, ANKLE),
                told(possible_knee(bent), when_bent, HIP, KNEE, ANKLE),
                told(shank.at(contact), contact, KNEE, ANKLE),
                told(reach.at(contact), contact, ANKLE),
                told(landing - flat if points_forward else np.nan, contact, HEEL, TOE),
                bounce,
                speed,
            ]
        )
    return np.array(rows).reshape(len(side), 23)


def oscillation(hip_y, contact, end, other):
    """Mean range of the hip's height over both steps of a stride, less the line from contact to contact."""
    frames = hip_y.within(contact, end)
    if not len(frames):
        return np.nan
    time = hip_y.t[frames]
    line = hip_y.at(contact) + (hip_y.at(end) - hip_y.at(contact)) * (time - contact) / (end - contact)
    level = hip_y.v[frames] - line
    steps = [level[time <= other], level[time > other]]
    return np.mean([np.ptp(step) if len(step) else np.nan for step in steps])
