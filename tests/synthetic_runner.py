"""A runner drawn with simple curves: the timing of the feet is chosen, the posture only plausible."""

import numpy as np

DUTY_FACTOR = 0.34


def leg_in_leg_lengths(phase):
    """Hip, knee, ankle, heel, toe (5, 2, n) at phases of the stride from contact: a plausible posture."""
    swing = np.clip((phase - DUTY_FACTOR) / (1 - DUTY_FACTOR), 0, 1)
    speed = -0.85 * (1 - DUTY_FACTOR) / DUTY_FACTOR
    back, forth = 2 * swing**3 - 3 * swing**2 + 1, 3 * swing**2 - 2 * swing**3
    in_swing = -0.55 * back + 0.30 * forth + speed * (2 * swing**3 - 3 * swing**2 + swing)
    x = np.where(phase < DUTY_FACTOR, 0.30 - 0.85 * phase / DUTY_FACTOR, in_swing)
    lift = 0.45 * np.sin(np.pi * swing) ** 2
    ankle = np.array([x, lift - 0.93])
    reach = np.minimum(np.hypot(*ankle), 1)
    bend = np.sqrt(np.maximum(0.25 - reach**2 / 4, 0))
    unit = ankle / reach
    knee = ankle / 2 + bend * np.array([-unit[1], unit[0]])
    cos, sin = np.cos(-2 * lift), np.sin(-2 * lift)
    turn = np.array([[cos, -sin], [sin, cos]])
    heel, toe = (ankle + np.einsum("abn,b->an", turn, offset) for offset in ((-0.06, -0.06), (0.18, -0.08)))
    return np.array([np.zeros_like(ankle), knee, ankle, heel, toe])


def runner(n_frames=180, fps=60.0, stride_s=0.7, *, noise_px=0.0, shake_px=0.0, seed=0):
    """Times and landmarks (n, 12, 2) of a runner with legs of 200 px, x along travel, y up."""
    t = np.arange(n_frames) / fps
    strides = (t - 0.1) / stride_s
    hip = np.array([300 + 700 * t, 200 + 6 * np.cos(4 * np.pi * strides)])
    xy = np.empty((n_frames, 12, 2))
    for side in (0, 1):
        leg = 200 * leg_in_leg_lengths((strides + 0.5 * side) % 1)
        xy[:, 6 * side + 1 : 6 * side + 6] = np.moveaxis(leg + hip + np.array([[4.0 * side], [0.0]]), 2, 0)
        xy[:, 6 * side] = (hip + np.array([[10.0], [120.0]])).T
    rng = np.random.default_rng(seed)
    xy += rng.normal(0, 1, xy.shape) * noise_px
    xy[..., 1] += shake_px * np.cumsum(rng.normal(0, 1, n_frames))[:, None]
    return t, xy
