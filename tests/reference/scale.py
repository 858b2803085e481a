"""Scales where a foot stands, from drawn geometry: slow, by solving for what the core has a formula for."""

import math

import numpy as np
from scipy.optimize import fsolve
from scipy.spatial.transform import Rotation

MARK_PX, FOOT_M, ROLL_DEG = 2.0, 0.03, (2.0, 0.5)
UNKNOWN_PER_M, STATED = (0.90, 0.60), 0.10
CALIBRATION, HIP_M, AWAY_M = 0.01, 0.9, 9.0


def ground(marks, camera_height_m, foot_px, foot_m, roll_rad):
    """Metres per px and relative error; each error by doing the sum again with the input off by its deviation."""
    (x1, y1, x2, y2, metres) = marks
    per_m, sigma = (1 / camera_height_m, STATED / camera_height_m) if camera_height_m else UNKNOWN_PER_M
    roll = roll_rad or 0.0
    length = math.hypot(x2 - x1, y2 - y1)
    middle = np.array([(x1 + x2) / 2, (y1 + y2) / 2])

    def px_per_m(*, height_m, foot_up, roll, length):
        # The picture turned level about the middle of the marks, and the horizon as many metres of theirs above it.
        down = (np.array(foot_px) - middle) @ [math.sin(roll), math.cos(roll)]
        horizon = -height_m * length / metres
        # The foot at the depth where its point, `foot_up` above the ground, is seen where it is.
        return (down - horizon) / (height_m - foot_up)

    right = {"height_m": 1 / per_m, "foot_up": foot_m, "roll": roll, "length": length}
    s = px_per_m(**right)
    if not (s > 0 and 1 / per_m > foot_m):
        return None
    small = 1e-6
    off = [
        ("height_m", 1 / (per_m + small), sigma),
        ("foot_up", foot_m + small, FOOT_M),
        ("roll", roll + small, math.radians(ROLL_DEG[roll_rad is not None])),
        ("length", length + small, math.sqrt(2) * MARK_PX),
    ]
    parts = [(px_per_m(**right | {name: value}) - s) / small * deviation / s for name, value, deviation in off]
    return 1 / s, math.hypot(*parts, HIP_M * (1 / per_m - HIP_M) / AWAY_M**2)


def camera(calibration):
    """Projection of world points, (3,) m to (2,) px, and of points of the camera's axes."""
    (fx, fy), (cx, cy), (k1, k2, p1, p2, k3), rotation, translation = calibration
    matrix = Rotation.from_rotvec(rotation).as_matrix()

    def seen(p):
        x, y = p[0] / p[2], p[1] / p[2]
        r = x * x + y * y
        radial = 1 + k1 * r + k2 * r**2 + k3 * r**3
        return np.array(
            [
                fx * (x * radial + 2 * p1 * x * y + p2 * (r + 2 * x * x)) + cx,
                fy * (y * radial + p1 * (r + 2 * y * y) + 2 * p2 * x * y) + cy,
            ]
        )

    return (lambda world: seen(matrix @ world + translation)), seen, matrix, np.array(translation)


def calibrated(calibration, foot_px, foot_m, near):
    """The same by a search for the place on the ground, from `near`, whose foot is seen at `foot_px`."""
    project, seen, matrix, translation = camera(calibration)
    place = fsolve(lambda p: project(np.array([*p, foot_m])) - foot_px, near, xtol=1e-12)
    hip = matrix @ [*place, HIP_M] + translation
    sticks = [np.eye(3)[i] / 2 for i in (0, 1)]
    across, upright = (np.linalg.norm(seen(hip + stick) - seen(hip - stick)) for stick in sticks)
    above = (-matrix.T @ translation)[2] - foot_m
    return 1 / math.sqrt(across * upright), math.hypot(CALIBRATION, FOOT_M / above)
