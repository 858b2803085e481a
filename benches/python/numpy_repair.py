"""Repair of landmarks (n_frames, 12, 2) in NumPy: exchanged legs, outliers, short gaps; constants are the core's."""

from __future__ import annotations

import numpy as np

LEG = [2, 3, 4, 5]  # knee, ankle, heel, toe among a side's six landmarks
LONGEST_GAP_S = np.array([0.2, 0.2, 0.1, 0.1, 0.1, 0.1] * 2)


def leg_length(xy):
    """Median over frames and sides of thigh plus shank."""
    sides = xy.reshape(len(xy), 2, 6, 2)
    parts = np.sqrt((np.diff(sides[:, :, 1:4], axis=2) ** 2).sum(axis=-1)).sum(axis=-1)
    return np.median(parts[np.isfinite(parts)])


def mid_hip(xy):
    """Mean of the hips that are seen, in every frame."""
    left, right = xy[:, 1], xy[:, 7]
    return np.where(np.isnan(left), right, np.where(np.isnan(right), left, (left + right) / 2))


def triple_costs(t, legs, n_points):
    """Costs of every three neighbours, `(n - 2, 2, 2)`: by whether the second and the third frame changed."""
    step = np.diff(t)
    stretch = (step[1:] / step[:-1])[:, None, None, None, None]
    first, second, third = legs[:-2], legs[1:-1], legs[2:]
    # Axes: frame, leg of the second, leg of the first, joint, coordinate.
    ahead = second[:, :, None] + (second[:, :, None] - first[:, None]) * stretch
    distance = np.sqrt(((third[:, :, None, None] - ahead[:, None]) ** 2).sum(axis=-1))
    each = np.where(np.isnan(distance), 0.0, np.minimum(distance, 100.0))
    appears = np.isnan(second[:, None, :, None, :, 0]) != np.isnan(third[:, :, None, None, :, 0])
    cost = np.where(appears, 1.0, each).sum(axis=-1) / n_points  # frame, leg of third, of second, of first
    kept = [cost[:, 0, 0, 0] + cost[:, 1, 1, 1], cost[:, 0, 1, 1] + cost[:, 1, 0, 0]]
    changed = [cost[:, 0, 0, 1] + cost[:, 1, 1, 0], cost[:, 0, 1, 0] + cost[:, 1, 0, 1]]
    return np.stack([np.stack(kept, axis=1), np.stack(changed, axis=1)], axis=1)


def exchanged_states(t, costs):
    """Which frames are exchanged: the cheapest path over (state of the last frame, state of this one)."""
    doubt = (30.0 * np.diff(t)).tolist()
    rows = costs.tolist()
    first = doubt[0] if doubt else 1.0
    best = [0.0, 1.0 + first, 1.0 + first, 2 * first]
    back = []
    for i, cost in enumerate(rows, start=1):
        came, following = [], []
        for b in (0, 1):
            for c in (0, 1):
                keep, turn = best[b] + cost[b][b ^ c], best[2 + b] + cost[1 ^ b][b ^ c]
                came.append(int(turn < keep))
                following.append(min(keep, turn) + (b ^ c) + c * doubt[i])
        best = following
        back.append(came)
    last = min(range(4), key=best.__getitem__)
    path = [last % 2, last // 2]
    for came in reversed(back):
        last = 2 * came[last] + last // 2
        path.append(last // 2)
    return np.array(path[::-1][-len(t) :], bool)


def stray_costs(t, legs, n_points):
    """What every three neighbours say for a stray among them."""
    step = np.diff(t)
    stretch = step[1:] / step[:-1]
    near = (step[1:] <= 0.10) & (step[:-1] <= 0.10)
    least = triple_costs(t, legs, n_points).min(axis=(1, 2))
    return near * least / np.maximum(stretch * (1 + stretch) / 2, 1)


def without_strays(t, legs, n_points, least):
    """Indices of the frames that are kept."""
    kept, everything = np.arange(len(t)), np.arange(len(t))
    bound = max(4.0, 3.0 * np.quantile(least, 0.75)) if len(least) else np.inf
    if not len(least) or least.max() <= bound:
        return kept
    while len(kept) >= 3:
        speaks = stray_costs(t[kept], legs[kept], n_points)
        i = len(speaks) - 1 - int(speaks[::-1].argmax())
        if speaks[i] <= bound:
            break
        around = kept[max(i - 6, 0) : i + 9]
        offset, rest = max(i - 6, 0), {}
        for n in range(1, 5):
            for start in range(max(i - n + 1, 0), i + 3):
                if start + n <= len(kept):
                    left = np.delete(around, slice(start - offset, start - offset + n))
                    rest[start, n] = stray_costs(t[left], legs[left], n_points).sum() + 4.0 * n
        start, n = min(rest, key=rest.__getitem__)
        kept = np.delete(kept, slice(start, start + n))
        if len(kept) <= 0.75 * len(t):
            return everything
    return kept


def exchanged_frames(t, legs, n_points):
    """Frames of a chain without long gaps whose legs are exchanged."""
    if not np.isfinite(legs[..., 0]).any(axis=(0, 2)).all():
        return np.array([], int)  # a leg seen alone has nothing to be exchanged with
    costs = triple_costs(t, legs, n_points)
    kept = without_strays(t, legs, n_points, costs.min(axis=(1, 2)))
    if len(kept) == len(t):
        return np.flatnonzero(exchanged_states(t, costs))
    found = []
    for piece in np.split(kept, np.flatnonzero(np.diff(t[kept]) > 0.10) + 1):
        state = exchanged_states(t[piece], triple_costs(t[piece], legs[piece], n_points))
        found.append(piece[state])
        whole = np.where(state[:, None, None, None], legs[piece][:, ::-1], legs[piece])
        for k in np.flatnonzero(np.diff(piece) > 1):
            # Strays go with the straight line between the frames around them.
            between = np.arange(piece[k] + 1, piece[k + 1])
            part = (t[between] - t[piece[k]]) / (t[piece[k + 1]] - t[piece[k]])
            line = whole[k] + part[:, None, None, None] * (whole[k + 1] - whole[k])
            off = [
                np.nansum(np.hypot(*np.moveaxis(line - x, -1, 0)), axis=(1, 2))
                for x in (legs[between], legs[between][:, ::-1])
            ]
            found.append(between[off[1] < off[0]])
    return np.concatenate(found)


def exchange_legs(t, xy):
    """Put exchanged legs back, in place; the frames."""
    relative = (xy - mid_hip(xy)[:, None]) / (0.03 * leg_length(xy))
    legs = relative.reshape(len(t), 2, 6, 2)[:, :, LEG]
    seen = np.isfinite(legs).all(axis=3)
    n_points = seen.any(axis=(0, 1)).sum()
    usable = np.flatnonzero(seen.any(axis=(1, 2)))
    chains = np.split(usable, np.flatnonzero(np.diff(t[usable]) > 0.10) + 1)
    frames = np.concatenate([chain[exchanged_frames(t[chain], legs[chain], n_points)] for chain in chains])
    sides = xy.reshape(len(t), 2, 6, 2)
    sides[np.ix_(frames, [0, 1], LEG)] = sides[np.ix_(frames, [1, 0], LEG)]
    return frames


def clear_outliers(t, xy):
    """Clear points off their own path for up to 0.1 s, in place; their number."""
    leg, frame_s, cleared = leg_length(xy), np.median(np.diff(t)), 0
    for j in range(12):
        seen, i = np.flatnonzero(np.isfinite(xy[:, j, 0])), 2
        while True:
            path, step = xy[seen, j], np.diff(t[seen])
            bend = np.diff(path, axis=0)
            off = bend[1:] - (step[1:] / step[:-1])[:, None] * bend[:-1]
            departs = np.flatnonzero(np.hypot(off[:, 0], off[:, 1])[i - 2 : -2] > 0.08 * leg)
            if not len(departs):
                break
            i += departs[0]
            n = run_out(t[seen], path, i, leg, frame_s)
            xy[seen[i : i + n], j] = np.nan
            seen = np.delete(seen, slice(i, i + n))
            cleared, i = cleared + n, i + (n == 0)
    return cleared


def run_out(t, path, i, leg, frame_s):
    """Number of points from `i` on that lie together off the parabola through the frames around."""
    side = max(3, round(0.085 / frame_s))
    for end in range(i + 1, len(t) - 1):
        if t[end - 1] - t[i] + frame_s > 0.1 + 0.1 * frame_s:
            return 0
        reach = 0.125 + 0.1 * frame_s
        before, after = np.arange(max(0, i - side), i), np.arange(end, min(end + side, len(t)))
        before, after = before[t[before] >= t[i] - reach], after[t[after] <= t[end - 1] + reach]
        if len(before) < 2 or len(after) < 2 or len(before) + len(after) < 5:
            continue
        around = np.concatenate([before, after])
        powers = np.vander(t - t[i], 3)
        fit = np.linalg.lstsq(powers[around], path[around], rcond=None)[0]
        off = path - powers @ fit
        distance = np.hypot(off[:, 0], off[:, 1])
        median = np.sort(distance[around])[len(around) // 2]
        if (distance[i:end] > max(0.125 * leg, 3 * 1.4826 * median)).all():
            return end - i
    return 0


def fill_gaps(t, xy):
    """Fill short gaps by the polynomial through up to two seen points on either side, in place; their number."""
    frame_s, filled = np.median(np.diff(t)), 0
    for j in np.flatnonzero(np.isnan(xy[:, :, 0]).any(axis=0)):
        seen, out = np.flatnonzero(np.isfinite(xy[:, j, 0])), xy[:, j].copy()
        for k in np.flatnonzero(np.diff(seen) > 1):
            a, b = seen[k], seen[k + 1]
            gap = t[b] - t[a]
            if gap - frame_s > LONGEST_GAP_S[j] + 0.1 * frame_s:
                continue
            before = seen[: k + 1][t[a] - t[seen[: k + 1]] >= gap / 3][-1:]
            after = seen[k + 1 :][t[seen[k + 1 :]] - t[b] >= gap / 3][:1]
            support = np.concatenate([before, [a, b], after])
            frames = np.arange(a + 1, b)
            # Lagrange's weights of the support at each frame.
            others = t[frames][:, None, None] - t[support][None, None, :]
            spans = t[support][:, None] - t[support][None, :]
            diagonal = np.eye(len(support), dtype=bool)
            weights = (np.where(diagonal, 1.0, others) / np.where(diagonal, 1.0, spans)).prod(axis=2)
            out[frames] = weights @ xy[support, j]
            filled += len(frames)
        xy[:, j] = out
    return filled
