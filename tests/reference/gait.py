"""Whether a pass is running, from its stances, knees, trunk and repetition: slowly, in the order of the text."""

from itertools import pairwise

import numpy as np
from reference.strides import Series, link

WALKING_KNEE, RUNNING_KNEE, LEAN = 64.0, 75.0, 60.0
KNEE = (4, 10)  # left and right among the angles


def median(values):
    known = [v for v in values if np.isfinite(v)]
    return np.median(known) if known else np.nan


def judge(time_s, angles, rows, stride_time_s, repetition):  # noqa: PLR0911
    """Reason codes that the pass may be refused with; empty when it is running.

    `rows` are side, mid-stance, contact and toe-off of every stance, `angles` `(13, n_frames)`, degrees.
    """
    duration_s = time_s[-1] - time_s[0]
    # A stride of its own is enough, but for a frame's rounding.
    is_short = duration_s < 0.65 and not duration_s + 0.02 >= max(stride_time_s, 0.40)
    if not len(rows):
        return {"too_short" if is_short else "not_running"}
    sides, anchor_s, contact_s, toe_off_s = rows.T
    strides, _ = link(sides.astype(int).tolist(), contact_s, toe_off_s)
    duty, measured = median((toe_off_s - contact_s) / strides), median(strides)
    peaks = []
    for side, angle in zip((0, 1), KNEE, strict=True):
        own, knee = anchor_s[sides == side], Series(time_s, angles[angle])
        swings = list(pairwise(own)) or [(time_s[0], time_s[-1])]
        peaks += [knee.maximum(*swing)[0] for swing in swings]
    recovery, lean = median(peaks), Series(time_s, angles[0])
    runs_anyway = stride_time_s < 0.80 and duty < 0.45
    if recovery < WALKING_KNEE or (recovery < RUNNING_KNEE and not runs_anyway):
        return {"not_running"}
    if median([abs(lean.mean(at - 0.10, at + 0.10)) for at in anchor_s]) > LEAN:
        return {"not_running"}
    if len(rows) < 2 or is_short:
        return {"too_short"}
    if (measured if np.isnan(stride_time_s) else stride_time_s) > 0.95:
        return {"slow_motion_suspected" if np.isfinite(recovery) else "not_running"}
    if (np.isfinite(contact_s) | np.isfinite(toe_off_s)).sum() < 2:
        # Which of the two depends on why the others have none.
        return {"too_short", "inconsistent_events"}
    possible = [np.isnan(s) or 0.40 <= s <= 0.95 for s in (stride_time_s, measured)]
    if not all(possible):
        return {"inconsistent_events"}
    if repetition is not None:
        step_s, mismatch = repetition
        if mismatch > 0.30 or abs(2 * step_s / stride_time_s - 1) > 0.15:
            return {"inconsistent_events"}
    return {"not_running"} if duty >= 0.50 else set()
