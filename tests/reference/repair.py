"""Slow, plain twins of the repair in the core, on landmarks (n_frames, 12, 2)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

GAP_S = np.array([0.2, 0.2, 0.1, 0.1, 0.1, 0.1] * 2)
BRIEF_FLOOR_LEGS = np.array([0.07, 0.07, 0.125, 0.125, 0.125, 0.125] * 2)


def leg_length(xy):
    thigh_and_shank = [
        np.linalg.norm(xy[:, s + 1] - xy[:, s + 2], axis=1) + np.linalg.norm(xy[:, s + 2] - xy[:, s + 3], axis=1)
        for s in (0, 6)
    ]
    known = np.concatenate(thigh_and_shank)
    known = known[np.isfinite(known)]
    return np.median(known) if len(known) else np.nan


def polynomial(times, values, time):
    """Value of the polynomial through all samples."""
    return np.array([np.polyval(np.polyfit(times - time, v, len(times) - 1), 0.0) for v in values.T])


def fill_gaps(time_s, xy):
    frame_time = np.median(np.diff(time_s))
    out = xy.copy()
    for j in range(12):
        seen = np.flatnonzero(np.isfinite(xy[:, j]).all(1))
        for a, b in pairwise(seen):
            gap = time_s[b] - time_s[a]
            if b == a + 1 or gap - frame_time > GAP_S[j] + 0.1 * frame_time:
                continue
            before = [f for f in seen if time_s[a] - time_s[f] >= gap / 3][-1:]
            after = [f for f in seen if time_s[f] - time_s[b] >= gap / 3][:1]
            support = [*before, a, b, *after]
            for f in range(a + 1, b):
                out[f, j] = polynomial(time_s[support], xy[support, j], time_s[f])
    return out


def uniform(time_s, xy):
    steps = np.diff(time_s)
    median = np.median(steps)
    if (np.abs(steps - median) <= 0.01 * median).all():
        return time_s, xy
    quartile = np.quantile(steps, 0.25)
    usual = quartile if 0.25 * median < quartile < 0.75 * median else median
    near = steps[np.abs(steps - usual) <= 0.25 * usual]
    step = near.mean() if len(near) else median
    grid = time_s[0] + step * np.arange(int((time_s[-1] - time_s[0]) / step + 0.05) + 1)
    out = np.full((len(grid), 12, 2), np.nan)
    for i, t in enumerate(grid):
        same = np.flatnonzero(np.abs(time_s - t) <= 1e-6 * step)
        if len(same):
            out[i] = xy[same[0]]
            continue
        left = min(np.flatnonzero(time_s < t)[-1], len(time_s) - 2)
        for j in range(12):
            inner = [left, left + 1]
            outer = [f for f in (left - 1, left + 2) if 0 <= f < len(time_s) and np.isfinite(xy[f, j]).all()]
            lost = time_s[left + 1] - time_s[left] - step
            if np.isfinite(xy[inner, j]).all() and lost <= GAP_S[j] + 0.25 * step:
                support = inner + outer
                out[i, j] = polynomial(time_s[support], xy[support, j], t)
    return grid, out


def outliers(time_s, xy):
    """Mask (n_frames, 12) of the points to clear."""
    leg = leg_length(xy)
    mask = np.zeros(xy.shape[:2], bool)
    for j in range(12):
        seen = list(np.flatnonzero(np.isfinite(xy[:, j]).all(1)))
        i, followed = 2, 0
        while i + 2 < len(seen):
            out = 0
            if i < followed or steps_off(time_s, xy[:, j], seen[i - 2 : i + 1], 0.64 * BRIEF_FLOOR_LEGS[j] * leg):
                out = run_out(time_s, xy[:, j], seen, i, brief_floor=BRIEF_FLOOR_LEGS[j] * leg, floor=0.125 * leg)
            mask[seen[i : i + out], j] = True
            del seen[i : i + out]
            if out:
                followed = i + 2
            else:
                i += 1
    return mask


def steps_off(time_s, path, frames, limit):
    """Whether the last of three frames is further than the limit from where the first two lead."""
    a, b, c = frames
    ratio = (time_s[c] - time_s[b]) / (time_s[b] - time_s[a])
    return np.linalg.norm(path[c] - path[b] - ratio * (path[b] - path[a])) > limit


def run_out(time_s, path, seen, i, *, brief_floor, floor):
    """Number of points from the i-th seen one on that are out together."""
    frame_time = np.median(np.diff(time_s))
    side = max(3, round(0.085 / frame_time))
    for end in range(i + 1, len(seen) - 1):
        run = seen[i:end]
        lasts = time_s[run[-1]] - time_s[run[0]] + frame_time
        if lasts > 0.1 + 0.1 * frame_time:
            return 0
        reach = 0.125 + 0.1 * frame_time
        before = [f for f in seen[max(0, i - side) : i] if time_s[f] >= time_s[run[0]] - reach]
        after = [f for f in seen[end : end + side] if time_s[f] <= time_s[run[-1]] + reach]
        if len(before) < 2 or len(after) < 2 or len(before) + len(after) < 5:
            continue
        around = before + after
        origin = time_s[run[0]]
        fits = [np.polyfit(time_s[around] - origin, path[around, d], 2) for d in (0, 1)]

        def off(frames, fits=fits, origin=origin):
            fitted = np.stack([np.polyval(p, time_s[frames] - origin) for p in fits], axis=1)
            return np.linalg.norm(path[frames] - fitted, axis=1)

        median = np.sort(off(around))[len(around) // 2]
        least = brief_floor if lasts <= 0.05 + 0.1 * frame_time else floor
        if (off(run) > max(least, 3 * 1.4826 * median)).all():
            return len(run)
    return 0


def merged(time_s, xy):
    """Mask (n_frames, 2) of the frames in which the left or right foot is to go, all scores being equal."""
    xy = xy.copy()
    n, leg = len(time_s), leg_length(xy)
    ankle = xy[:, 3] - xy[:, 9]
    gap = np.linalg.norm(ankle, axis=1) / leg
    mask, f = np.zeros((n, 2), bool), 0
    while (near := np.flatnonzero(gap[f:] < 0.1)).size:
        first = f + near[0]
        before = [g for g in range(first) if gap[g] >= 0.2][-1:]
        after = [g for g in range(first + 1, n) if gap[g] >= 0.2][:1]
        stretch = range(before[0] + 1 if before else 0, after[0] if after else n)
        f = stretch.stop
        if not before and not after:
            continue
        known = before + after
        expected = [
            np.hypot(*(np.interp(time_s[g], time_s[known], ankle[known, d]) for d in (0, 1))) / leg for g in stretch
        ]
        run = [g for g, e in zip(stretch, expected, strict=True) if gap[g] < 0.1 or gap[g] < e / 2]
        is_apart = any(gap[g] < 0.1 and e > 0.2 for g, e in zip(stretch, expected, strict=True))
        ends = [(run[0], -1)] * (run[0] >= 2) + [(run[-1], 1)] * (run[-1] + 2 < n)
        leaps = np.array([[[leap(time_s, xy[:, 6 * s + j], *end) for end in ends] for j in (3, 4, 5)] for s in (0, 1)])
        if is_apart and leaps[:, 0].size and np.nan_to_num(leaps[:, 0], nan=np.inf).max() > 0.1 * leg:
            both = np.isfinite(leaps).all(axis=0)
            sides = [int(leaps[1, both].sum() > leaps[0, both].sum())] if both.any() else [0, 1]
            for side in sides:
                mask[run, side] = True
                xy[run, 6 * side + 3 : 6 * side + 6] = np.nan
    return mask


def leap(time_s, path, frame, way):
    """How far a joint is, at the end of a run, from where the two frames beyond the end lead."""
    near, far = frame + way, frame + 2 * way
    ratio = (time_s[frame] - time_s[near]) / (time_s[near] - time_s[far])
    return np.linalg.norm(path[frame] - path[near] - ratio * (path[near] - path[far]))
