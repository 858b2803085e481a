"""Legs that trade places at every step, slowly: lobes of the ankles' distance as runs of samples."""

import itertools

import numpy as np
from reference.exchange import BRIDGE_S, LEG, leg_length, mid_hip


def alternate_legs(time_s, xy, score):
    """The landmarks, legs exchanged between meetings after which the same ankle is ahead, and how many frames."""
    apart = (xy[:, 3, 0] - xy[:, 9, 0]) / leg_length(xy)
    seen = np.flatnonzero(np.isfinite(apart))
    if not len(seen) or (swing := np.quantile(np.abs(apart[seen]), 0.9)) < 0.4:
        return xy, 0
    ahead = np.where(np.abs(apart[seen]) < 0.35 * swing, 0, np.sign(apart[seen]))
    runs = np.split(np.arange(len(seen)), np.flatnonzero(np.diff(ahead)) + 1)
    lobes = [(ahead[r[0]], seen[r]) for r in runs if ahead[r[0]]]
    lobes = [(sign, frames) for sign, frames in lobes if time_s[frames[-1]] - time_s[frames[0]] >= 0.06]
    stretches, turns = [0], []
    for (sign, a), (other, b) in itertools.pairwise(lobes):
        between = seen[(seen >= a[-1]) & (seen <= b[0])]
        if (np.diff(time_s[between]) > BRIDGE_S).any():
            stretches.append(b[0])
        elif sign == other and any(meets(time_s, np.abs(apart) / swing, a[-1], f, b[0]) for f in between):
            turns.append(smoothest(xy, range(a[-1] + 1, b[0] + 1)))
    turns = [turn for turn in turns if turn is not None]
    out, exchanged = xy.copy(), 0
    for start, end in zip(stretches, [*stretches[1:], len(xy)], strict=True):
        own = [turn for turn in turns if start <= turn < end]
        odd = np.array([sum(turn <= f for turn in own) % 2 == 1 for f in range(start, end)])
        sure = score[start:end][:, [*LEG, *(6 + j for j in LEG)]].sum(axis=1)
        wrong = start + np.flatnonzero(odd if sure[odd].sum() <= sure[~odd].sum() else ~odd) if own else []
        for frame in wrong:
            for j in LEG:
                out[frame, [j, 6 + j]] = xy[frame, [6 + j, j]]
        exchanged += len(wrong)
    return out, exchanged


def meets(time_s, apart, start, at, end):
    """Whether ankles meet in a frame, no faster than 16 swings a second from one frame and to another."""
    slow = [apart[f] - apart[at] <= 16.0 * abs(time_s[f] - time_s[at]) for f in (start, end)]
    return apart[at] <= 0.25 and all(slow)


def smoothest(xy, frames):
    """From where on the ankles go on most smoothly when they are exchanged."""
    ankles = xy[:, [3, 9]] - mid_hip(xy)[:, None]

    def cost(f):
        crossed = np.linalg.norm(ankles[f] - ankles[f - 1, ::-1], axis=1).sum()
        return crossed - np.linalg.norm(ankles[f] - ankles[f - 1], axis=1).sum()

    costs = {f: cost(f) for f in frames}
    told = {f: c for f, c in costs.items() if np.isfinite(c)}
    return min(told, key=told.get) if told else None
