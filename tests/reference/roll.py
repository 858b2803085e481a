"""How uprights lean in a picture, as homographies, and the roll that standing feet tell, by NumPy's fits."""

import numpy as np
from reference.smoothing import butterworth

HIP, KNEE, ANKLE = 1, 2, 3
TRUNK, FOOT = [0, 1, 2, 6, 7, 8], [3, 4, 5, 9, 10, 11]
CAMERA_HEIGHT, CAMERA_HEIGHT_SIGMA, ROAD_RAD = 0.83, 0.42, 0.02


def turn(roll_rad):
    """Turn of a picture back by a clockwise roll, (2, 2)."""
    return np.array([[np.cos(roll_rad), -np.sin(roll_rad)], [np.sin(roll_rad), np.cos(roll_rad)]])


def homography(roll_rad, slope_rad_per_px, at_px):
    """What takes a point of the picture to where a level camera sees it, keeping the scale at the level of `at_px`."""
    x, y = turn(roll_rad) @ at_px
    to, back = np.eye(3), np.eye(3)
    to[:2, 2], back[:2, 2] = (-x, -y), (x, y)
    nearer = np.array([[1, 0, 0], [0, 1, 0], [0, slope_rad_per_px, 1.0]])
    turned = np.eye(3)
    turned[:2, :2] = turn(roll_rad)
    return back @ nearer @ to @ turned


def moved(h, xy):
    """Points (..., 2) through a homography."""
    p = np.concatenate([xy, np.ones((*xy.shape[:-1], 1))], axis=-1) @ h.T
    return p[..., :2] / p[..., 2:]


def lean_left(h, at_px):
    """By how much the upright through a point leans left, rad: it leads to where all uprights meet."""
    x, y, w = np.linalg.solve(h, [0.0, 1.0, 0.0])
    along = np.array([x, y]) - w * np.asarray(at_px)
    along *= -np.sign(along[1])
    return np.arctan2(-along[0], -along[1])


def told_at_level_of(place, roll_rad, slope_rad_per_px, at_px):
    """The homography of the same uprights that keeps its scale at the level of another point."""
    down = (turn(roll_rad) @ np.subtract(place, at_px))[1]
    level = np.add(at_px, turn(-roll_rad) @ [0.0, down])
    return homography(roll_rad, slope_rad_per_px / (1 + slope_rad_per_px * down), level)


def smooth(xy, rate_hz):
    """Landmarks (n_frames, 12, 2), trunk at 8 and feet at 10 Hz."""
    out = np.empty_like(xy)
    for joints, cutoff_hz in ((TRUNK, 8.0), (FOOT, 10.0)):
        for joint in joints:
            for d in (0, 1):
                out[:, joint, d] = butterworth(xy[:, joint, d], cutoff_hz, rate_hz)
    return out


def standing_feet(time_s, body, stances):
    """Side and place of the lower one of heel and toe at 40 % of every stance (side, contact, toe-off)."""
    feet = []
    for side, contact, toe_off in stances:
        at = contact + 0.40 * (toe_off - contact)
        if not time_s[0] <= at <= time_s[-1]:
            continue
        points = [[np.interp(at, time_s, body[:, 6 * side + j, d]) for d in (0, 1)] for j in (4, 5)]
        feet.append((side, *min(points, key=lambda p: p[1])))
    return np.array(feet)


def slope_and_sigma(x, y, groups, least):
    """Slope of parallel lines by least squares, one for each group, and its error for points at least `least` off."""
    design = np.column_stack([x, *(groups == g for g in np.unique(groups))]).astype(float)
    free = len(x) - design.shape[1]
    fit, *_ = np.linalg.lstsq(design, y, rcond=None)
    if free < 1:
        return fit[0], np.nan
    variance = max(((y - design @ fit) ** 2).sum() / free, least**2)
    return fit[0], np.sqrt(variance * np.linalg.inv(design.T @ design)[0, 0])


def from_feet(feet, body, across):
    """Roll and its error, rad; `across` px of the picture are a unit of the body along travel."""
    side, x, y = feet[:, 0], across * feet[:, 1], -feet[:, 2]
    if min((side == 0).sum(), (side == 1).sum()) < 2:
        side = np.zeros(len(side))
    ground, ground_sigma = slope_and_sigma(x, y, side, 1.0)
    legs = [
        np.linalg.norm(body[:, o + HIP] - body[:, o + KNEE], axis=1)
        + np.linalg.norm(body[:, o + KNEE] - body[:, o + ANKLE], axis=1)
        for o in (0, 6)
    ]
    hip, shoulder = (body[:, [j, 6 + j]].mean(axis=1) for j in (HIP, 0))
    length = np.mean(legs, axis=0) + np.linalg.norm(hip - shoulder, axis=1)
    growth, growth_sigma = slope_and_sigma(across * hip[:, 0], length, np.zeros(len(hip)), 0.0)
    parts = (ROAD_RAD, ground_sigma, CAMERA_HEIGHT * growth_sigma, CAMERA_HEIGHT_SIGMA * growth)
    return -np.arctan(ground - CAMERA_HEIGHT * growth), np.sqrt(np.sum(np.square(parts)))
