"""View angle, direction, size and completeness of landmarks in image axes (n_frames, 12, 2): slow, block by block."""

import numpy as np

SHOULDER, HIP, KNEE, ANKLE, HEEL, TOE = range(6)
BLOCK_S = 0.36
GRID = np.radians(np.arange(-90, 91, 5))
TURN = np.radians(12)


def mean_of(values):
    known = np.asarray(values, float)
    known = known[np.isfinite(known)]
    return known.mean() if len(known) else np.nan


def middle(xy, joint):
    """Mean of the sides that are seen, frame by frame."""
    left, right = xy[:, joint], xy[:, 6 + joint]
    seen = [np.isfinite(side).all(axis=1)[:, None] for side in (left, right)]
    return np.where(seen[0] & seen[1], (left + right) / 2, np.where(seen[0], left, right))


def segments(xy):
    """Thigh and shank of either leg as vectors, `(4, n_frames, 2)`."""
    return np.array([xy[:, s + j + 1] - xy[:, s + j] for s in (0, 6) for j in (HIP, KNEE)])


def sizes(xy):
    """Leg and trunk length, px."""
    length = np.linalg.norm(segments(xy), axis=2)
    legs = np.concatenate([length[0] + length[1], length[2] + length[3]])
    trunk = np.linalg.norm(middle(xy, SHOULDER) - middle(xy, HIP), axis=1)
    legs, trunk = legs[np.isfinite(legs)], trunk[np.isfinite(trunk)]
    return np.quantile(legs, 0.8) if len(legs) else np.nan, np.median(trunk) if len(trunk) else np.nan


def swing(xy, leg):
    """How the segments' height falls as they reach out: second moments about the means, and points beyond the means."""
    points = [(v / (leg / 2)) ** 2 for v in segments(xy)]
    points = [p[np.isfinite(p).all(axis=1)] for p in points]
    weights = [np.ones(len(p)) for p in points]

    def fit():
        used = [(p, w) for p, w in zip(points, weights, strict=True) if w.sum() >= 4]
        centred = [p - np.average(p, axis=0, weights=w) for p, w in used]
        moments = (
            sum((c * w[:, None]).T @ c for c, (_, w) in zip(centred, used, strict=True)) if used else np.zeros((2, 2))
        )
        return moments, sum(w.sum() - 1 for _, w in used)

    with np.errstate(invalid="ignore", divide="ignore"):
        moments, _ = fit()
        first = -moments[0, 1] / moments[0, 0]
        for k, p in enumerate(points):
            level = p[:, 1] + first * p[:, 0]
            off = np.abs(level - level.mean()) if len(p) else level
            weights[k] = np.where(off > 0.2, 0.2 / off, 1.0)
        return fit()


def shortening(moments, points):
    """Squared cosine of the view angle and its error."""
    with np.errstate(invalid="ignore", divide="ignore"):
        slope, free = -moments[0, 1] / moments[0, 0], points - 1
        if not (slope > 0 and free > 0):
            return np.nan, np.nan
        left_over = np.array([slope, 1.0]) @ moments @ np.array([slope, 1.0])
        return 1 / slope, np.sqrt(max(left_over, 0.0) / free / moments[0, 0]) / slope**2


def ahead(xy, leg):
    """Knee ahead of the leg's middle and toe ahead of heel, leg lengths; each side counts alike."""
    knee = [mean_of(xy[:, s + KNEE, 0] - (xy[:, s + HIP, 0] + xy[:, s + ANKLE, 0]) / 2) for s in (0, 6)]
    foot = [mean_of(xy[:, s + TOE, 0] - xy[:, s + HEEL, 0]) for s in (0, 6)]
    return mean_of(knee) / leg, mean_of(foot) / leg


#: Spreads of shoulder and hip width, knee, foot and squared cosine, in a block and over a stretch.
OF_BLOCK = (0.14, 0.08, 0.040, 0.045, 0.15)
OF_STRETCH = (0.10, 0.06, 0.040, 0.045, 0.09)


def evidence(xy):
    """Widths of shoulders and hips, knee and foot ahead, and the sums about the means of the swing."""
    leg, trunk = sizes(xy)
    widths = [mean_of(xy[:, joint, 0] - xy[:, 6 + joint, 0]) / trunk for joint in (SHOULDER, HIP)]
    return np.array([*widths, *ahead(xy, leg)]), swing(xy, leg)


def likelihood(figures, sums, spreads, share):
    """Of every angle of the grid."""
    squared, sigma = shortening(*sums)
    widths, (knee, foot) = figures[:2], np.abs(figures[2:])
    log = np.zeros(len(GRID))
    for value, expected, spread in (
        (widths[0], 0.64 * np.sin(GRID), spreads[0]),
        (widths[1], 0.34 * np.sin(GRID), spreads[1]),
        (knee, 0.175 * np.cos(GRID), spreads[2]),
        (foot, 0.13 * np.cos(GRID), spreads[3]),
        (squared, np.cos(GRID) ** 2, np.hypot(sigma, spreads[4])),
    ):
        if np.isfinite(value) and np.isfinite(spread):
            log -= 0.5 * share * ((value - expected) / spread) ** 2
    return np.exp(log - log.max())


def moments(p):
    """Mean and spread of the angle without its sign."""
    p = p / p.sum()
    mean = p @ np.abs(GRID)
    return mean, np.sqrt(p @ (np.abs(GRID) - mean) ** 2)


def likeliest(p):
    """The likeliest angle without its sign, between the bins, and how far off the others are."""
    top = 1 + np.argmax(p[1:-1])
    a, b, c = np.log(p[top - 1 : top + 2])
    curvature = a - 2 * b + c
    between = np.clip(0.5 * (a - c) / curvature, -0.5, 0.5) if curvature < 0 else 0.0
    angle = abs(GRID[top] + between * np.radians(5))
    return angle, np.sqrt(p @ (np.abs(GRID) - angle) ** 2 / p.sum())


def blocks(time_s):
    hops = int((time_s[-1] - time_s[0]) / (BLOCK_S / 2) + 0.5)
    for h in range(hops + 1):
        centre = time_s[0] + (time_s[-1] - time_s[0]) * (h / hops if hops else 0.5)
        half = BLOCK_S / 2 + 1e-6
        inside = np.flatnonzero((time_s >= centre - half) & (time_s <= centre + half))
        start = inside[0] if len(inside) else np.searchsorted(time_s, centre - half)
        end = inside[-1] + 1 if len(inside) else start
        while end - start < min(5, len(time_s)):
            start, end = max(start - 1, 0), min(end + 1, len(time_s))
        yield slice(start, end)


def angle(time_s, xy, *, camera_is_still):
    """Angle of the whole and its spread, and mean angle of the blocks and theirs, rad."""
    seen = [evidence(xy[block]) for block in blocks(time_s)]
    return stretch(seen, of_blocks(seen), camera_is_still=camera_is_still)


def of_blocks(seen):
    """Angle and spread of every block, by sums forward and backward over a chain that turns little between blocks."""
    # Blocks overlap by half, so that each counts half.
    all_of = [likelihood(*own, OF_BLOCK, 0.5) for own in seen]
    apart = np.abs(np.subtract.outer(np.arange(len(GRID)), np.arange(len(GRID))))
    turn = np.where(apart < 7, np.exp(-0.5 * (apart * np.radians(5) / TURN) ** 2), 0.0)

    def sums(chain):
        before, out = np.full(len(GRID), 1 / len(GRID)), []
        for own in chain:
            out.append(before)
            after = turn @ (before * own)
            before = after / after.sum()
        return out

    return [moments(own * a * b) for own, a, b in zip(all_of, sums(all_of), sums(all_of[::-1])[::-1], strict=True)]


def stretch(seen, told, *, camera_is_still):
    """Likeliest angle of some blocks together and its spread, and mean angle of the blocks and theirs, rad."""
    means, spreads = np.transpose(told)
    figures = np.array([own for own, _ in seen])
    together = np.array([mean_of(column) for column in figures.T])
    if not camera_is_still:
        together[:2] = [np.sqrt(mean_of(column**2)) for column in figures.T[:2]]
    # Every frame is in two blocks, but seen once.
    share = 0.5 if len(seen) > 1 else 1.0
    swings = share * sum(m for _, (m, _) in seen), share * sum(points for _, (_, points) in seen)
    whole = likeliest(likelihood(together, swings, OF_STRETCH, 1.0))
    return *whole, np.mean(means), np.sqrt(np.mean(spreads**2))


def windows(time_s, xy, *, camera_is_still):
    """`(start, end, angle, spread)` of every stretch that can be measured, frames and rad."""
    of, limit, unknown = list(blocks(time_s)), np.radians(30), np.radians(15)
    seen = [evidence(xy[block]) for block in of]
    told = of_blocks(seen)
    fit = [
        angle <= limit and sigma < unknown and height_px(xy[block]) >= 80 and completeness(xy[block]) >= 0.25
        for block, (angle, sigma) in zip(of, told, strict=True)
    ]
    # A frame belongs to the block whose middle is nearest, the later one of two.
    middles = np.array([(block.start + block.stop) / 2 for block in of])
    owner = len(of) - 1 - np.abs(np.arange(len(time_s))[:, None] - middles[::-1]).argmin(axis=1)
    found, first = [], 0
    while first < len(of):
        last = first
        while last < len(of) and fit[last]:
            last += 1
        frames = np.flatnonzero((owner >= first) & (owner < last))
        if len(frames) and time_s[frames[-1]] - time_s[frames[0]] >= 0.3:
            whole, sigma, mean, spread = stretch(seen[first:last], told[first:last], camera_is_still=camera_is_still)
            is_known = max(sigma, spread) < unknown
            is_oblique = max(whole + 0.674 * sigma, mean + 0.674 * spread) > limit
            if is_known and not is_oblique and completeness(xy[frames]) >= 0.5:
                found.append((frames[0], frames[-1] + 1, whole, sigma))
        first = max(last, first + 1)
    return found


def travel_log_odds(xy, *, camera_is_still):
    leg, _ = sizes(xy)
    x = middle(xy, HIP)[:, 0]
    x = x[np.isfinite(x)]
    moved = np.clip((x[-1] - x[0]) / leg, -1, 1) if len(x) else np.nan
    knee, foot = ahead(xy, leg)
    terms = 2 * 0.165 / 0.06**2 * knee, 2 * 0.13 / 0.06**2 * foot, (8.0 if camera_is_still else 2.0) * moved
    return sum(t for t in terms if np.isfinite(t))


def height_px(xy):
    leg, trunk = sizes(xy)
    return (leg + trunk) / (0.491 + 0.288) if np.isfinite(trunk) else leg / 0.491


def completeness(xy):
    return np.mean([any(np.isfinite(xy[f, s + 1 : s + 4]).all() for s in (0, 6)) for f in range(len(xy))])
