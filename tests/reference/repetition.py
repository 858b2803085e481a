"""How the legs repeat their motion, slowly: every lag and every pair of legs in plain NumPy."""

import numpy as np
from reference.exchange import leg_length, mid_hip

JOINTS = (2, 3)  # knee, ankle among a side's six landmarks


def mismatch(legs, lag, frame_s):
    """What the legs differ in at a lag, as a part of their motion."""
    left_over, motion, points = 0.0, 0.0, 0
    for earlier, later, k in ((0, 1, lag), (1, 0, lag), (0, 0, 2 * lag), (1, 1, 2 * lag)):
        for first, second in zip(legs[earlier], legs[later], strict=True):
            pair = np.stack([first[: max(len(first) - k, 0)], second[k:]])
            a, b = pair[:, np.isfinite(pair).all(axis=0)]
            if len(a) * frame_s < 0.10:
                continue
            left_over += len(a) * np.var(a - b)
            motion += len(a) * (np.var(a) + np.var(b))
            points += len(a)
    is_told = points * frame_s / len(JOINTS) >= 0.50 and motion > 2 * points * 0.08**2
    return left_over / motion if is_told else np.nan


def step_repetition(time_s, xy):
    """Step time, s, and mismatch; None when no lag stands out."""
    step_s = (time_s[-1] - time_s[0]) / (len(time_s) - 1)
    skip = max(1, int(np.floor(1 / 60 / step_s + 0.5)))
    frame_s = step_s * skip
    hip_x = mid_hip(xy)[:, 0]
    legs = [[((xy[:, o + j, 0] - hip_x) / leg_length(xy))[::skip] for j in JOINTS] for o in (0, 6)]
    lags = np.arange(max(1, np.floor(0.20 / frame_s)), np.ceil(0.55 / frame_s) + 1, dtype=int)
    curve = np.array([mismatch(legs, lag, frame_s) for lag in lags])
    if not np.isfinite(curve).any():
        return None
    best = int(np.nanargmin(curve))
    for reach in (2, 1):
        around = curve[best - reach : best + reach + 1] if best >= reach else np.empty(0)
        if len(around) == 2 * reach + 1 and np.isfinite(around).all():
            x = np.arange(-reach, reach + 1)
            tried = np.arange(-50, 51) / 50
            values = np.polyval(np.polyfit(x, around, 2 * reach), tried)
            lowest = int(values.argmin())
            return frame_s * (lags[best] + tried[lowest]), max(values[lowest], 0.0)
    return None
