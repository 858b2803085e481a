"""Exchange repair, slowly: costs are computed for states as they are, nothing is carried over between rounds."""

import numpy as np

LEG = (2, 3, 4, 5)  # knee, ankle, heel, toe among a side's six landmarks
PREDICTION_ERROR = 0.03
CHANGE_COST = 1.0
APPEARANCE_COST = 1.0
POINT_COST_MAXIMUM = 100.0
DOUBT_PER_S = 30.0
STRAY_QUARTILES = 3.0
STRAY_COST_MINIMUM = 4.0
STRAYS_MAXIMUM = 0.25
BLOCK_MAXIMUM = 4
AROUND = 6
BRIDGE_S = 0.10


def leg_length(xy):
    """Median over frames and sides of thigh plus shank."""
    both = [
        np.linalg.norm(xy[:, o + 1] - xy[:, o + 2], axis=1) + np.linalg.norm(xy[:, o + 2] - xy[:, o + 3], axis=1)
        for o in (0, 6)
    ]
    values = np.concatenate(both)
    values = values[np.isfinite(values)]
    return np.median(values) if len(values) else np.nan


def mid_hip(xy):
    """Mean of the hips that are seen, in every frame."""
    hips = xy[:, [1, 7]]
    seen = np.isfinite(hips).all(axis=2)[..., None]
    count = seen.sum(axis=1)
    return np.where(count > 0, np.where(seen, hips, 0).sum(axis=1) / np.maximum(count, 1), np.nan)


def chains(time_s, xy):
    """Runs of usable frames without long gaps: their indices, times and scaled legs (frame, side, joint, xy)."""
    unit = PREDICTION_ERROR * leg_length(xy)
    relative = (xy - mid_hip(xy)[:, None]) / unit
    legs = np.stack([relative[:, LEG], relative[:, [6 + j for j in LEG]]], axis=1)
    usable = np.flatnonzero(np.isfinite(legs).all(axis=3).any(axis=(1, 2)))
    if len(usable) == 0:
        return []
    breaks = np.flatnonzero(np.diff(time_s[usable]) > BRIDGE_S) + 1
    return [(chain, time_s[chain], legs[chain]) for chain in np.split(usable, breaks)]


def count_points(all_chains):
    """Joints of a leg that are ever seen."""
    seen = [np.isfinite(legs[..., 0]).any(axis=(0, 1)) for _, _, legs in all_chains]
    return np.any(seen, axis=0).sum()


def triple_cost(t, legs, n_points, i, states_of_three):
    """Cost of frame `i` after the two before it, each kept (0) or exchanged (1)."""
    p, q, r = (legs[j, ::-1] if s else legs[j] for j, s in zip((i - 2, i - 1, i), states_of_three, strict=True))
    stretch = (t[i] - t[i - 1]) / (t[i - 1] - t[i - 2])
    distance = np.linalg.norm((r - q) - (q - p) * stretch, axis=-1)
    each = np.where(np.isnan(distance), 0, np.minimum(distance, POINT_COST_MAXIMUM))
    return np.where(np.isnan(q[..., 0]) != np.isnan(r[..., 0]), APPEARANCE_COST, each).sum() / n_points


def sureness(xy, score):
    """Mean score of the leg points seen in each frame as a share of the usual one, within a quarter and four."""
    legs = [*LEG, *(6 + j for j in LEG)]
    seen = np.isfinite(xy[:, legs]).all(axis=2) & np.isfinite(mid_hip(xy)).all(axis=1)[:, None]
    told = seen.any(axis=1)
    mean = np.full(len(xy), np.nan)
    mean[told] = np.where(seen, score[:, legs], 0)[told].sum(axis=1) / seen[told].sum(axis=1)
    return np.clip(mean / (np.median(mean[told]) if told.any() else 1.0), 0.25, 4.0)


def exchanged_costs(t, sure):
    """What exchanging each frame costs by itself."""
    step = np.diff(t) if len(t) > 1 else np.ones(1)
    return DOUBT_PER_S * np.concatenate([step[:1], step])[: len(t)] * np.concatenate([sure[1:2], sure[1:]])[: len(t)]


def path_cost(t, legs, n_points, sure, exchanged):
    """Cost of a whole choice of exchanged frames."""
    e = np.asarray(exchanged, int)
    triples = sum(triple_cost(t, legs, n_points, i, e[i - 2 : i + 1]) for i in range(2, len(e)))
    return triples + CHANGE_COST * np.abs(np.diff(e)).sum() + (exchanged_costs(t, sure) * e).sum()


def states(t, legs, n_points, sure):
    """Which frames are exchanged: the cheapest path over (state of the last frame, state of this one)."""
    n = len(legs)
    if n < 2:
        return np.zeros(n, bool)
    own = exchanged_costs(t, sure)
    cost = {(a, b): CHANGE_COST * (a != b) + own[0] * a + own[1] * b for a in (0, 1) for b in (0, 1)}
    back = []
    for i in range(2, n):
        new, came = {}, {}
        for b in (0, 1):
            for c in (0, 1):
                change = CHANGE_COST * (b != c) + own[i] * c
                ways = {a: cost[a, b] + triple_cost(t, legs, n_points, i, (a, b, c)) + change for a in (0, 1)}
                came[b, c] = min(ways, key=ways.__getitem__)
                new[b, c] = ways[came[b, c]]
        cost = new
        back.append(came)
    b, c = min(cost, key=cost.__getitem__)
    path = [c, b]
    for came in reversed(back):
        b, c = came[b, c], b
        path.append(b)
    return np.array(path[::-1], bool)


def stray_costs(t, legs, n_points):
    """For every three neighbours the cost of the best choice, less over longer steps, none over breaks."""
    choices = [(a, b, 0) for a in (0, 1) for b in (0, 1)]
    cost = np.array([min(triple_cost(t, legs, n_points, i, c) for c in choices) for i in range(2, len(t))])
    step = np.diff(t)
    stretch = step[1:] / step[:-1]
    near = (step[1:] <= BRIDGE_S) & (step[:-1] <= BRIDGE_S)
    return near * cost / np.maximum(stretch * (1 + stretch) / 2, 1)


def without_strays(t, legs, n_points):
    """Indices of the frames that are kept."""
    kept = np.arange(len(t))
    if len(t) < 3:
        return kept
    choices = [(a, b, 0) for a in (0, 1) for b in (0, 1)]
    plain = [min(triple_cost(t, legs, n_points, i, c) for c in choices) for i in range(2, len(t))]
    bound = max(STRAY_COST_MINIMUM, STRAY_QUARTILES * np.quantile(plain, 0.75))
    while len(kept) >= 3:
        excess = stray_costs(t[kept], legs[kept], n_points) / bound
        i = int(np.flatnonzero(excess == excess.max())[-1])
        if excess[i] <= 1:
            break
        rest = {}
        around = np.arange(max(i - AROUND, 0), min(i + 3 + AROUND, len(kept)))
        for n in range(1, BLOCK_MAXIMUM + 1):
            for start in range(max(i - n + 1, 0), i + 3):
                if start + n <= len(kept):
                    left = kept[np.setdiff1d(around, np.arange(start, start + n))]
                    rest[start, n] = stray_costs(t[left], legs[left], n_points).sum() + STRAY_COST_MINIMUM * n
        start, n = min(rest, key=rest.__getitem__)
        kept = np.delete(kept, np.arange(start, start + n))
        if len(kept) <= (1 - STRAYS_MAXIMUM) * len(t):
            return np.arange(len(t))
    return kept
