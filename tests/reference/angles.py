"""Segment and joint angles of landmarks (n_frames, 12, 2), x along travel, y up, degrees, frame by frame."""

import math

import numpy as np

SHOULDER, HIP, KNEE, ANKLE, HEEL, TOE = range(6)


def segment(p, q):
    """Angle of the segment from p to q from the downward vertical, + when q is ahead."""
    return math.degrees(math.atan2(q[0] - p[0], p[1] - q[1]))


def middle(xy, frame, joint):
    """Midpoint of both sides, or the side that the recording shows where the other is seen in less than half of it."""
    seen = [np.isfinite(xy[:, 6 * s + joint]).all(axis=1).sum() for s in (0, 1)]
    for s in (0, 1):
        if 2 * seen[1 - s] < seen[s]:
            return xy[frame, 6 * s + joint]
    return (xy[frame, joint] + xy[frame, 6 + joint]) / 2


def all_angles(xy):
    """`(13, n_frames)`: trunk lean; thigh, leg, shank, knee, hip and foot of the left leg, then of the right."""
    out = np.full((13, len(xy)), np.nan)
    for f in range(len(xy)):
        hips, shoulders = middle(xy, f, HIP), middle(xy, f, SHOULDER)
        lean = -segment(hips, 2 * hips - shoulders)
        out[0, f] = lean
        for s in (0, 1):
            hip, knee, ankle, heel, toe = (xy[f, 6 * s + j] for j in (HIP, KNEE, ANKLE, HEEL, TOE))
            thigh, shank = segment(hip, knee), segment(knee, ankle)
            flexion = (thigh - shank + 90) % 360 - 90
            foot = math.degrees(math.atan2(toe[1] - heel[1], toe[0] - heel[0]))
            out[1 + 6 * s : 7 + 6 * s, f] = [thigh, segment(hip, ankle), shank, flexion, thigh + lean, foot]
    return out
