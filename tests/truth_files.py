"""Truth folders made on the spot: a runner whose contacts and angles are chosen."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DUTY_FACTOR = 0.34
LEG_M = 0.8
#: Thigh angle: 5 deg + 30 deg times a cosine whose top is this early before contact.
THIGH_DEG, THIGH_SWING_DEG, THIGH_LEAD = 5.0, 30.0, 0.12
KNEE_DEG, KNEE_STANCE_DEG, KNEE_SWING_DEG = 15.0, 25.0, 90.0
FOOT_CONTACT_DEG = 15.0
LEAN_DEG = 8.0
OSCILLATION_M = 0.06


def thigh_deg(phase: Array) -> Array:
    """Forward of vertical, at phases of the stride from contact."""
    return THIGH_DEG + THIGH_SWING_DEG * np.cos(2 * np.pi * (phase + THIGH_LEAD))


def knee_deg(phase: Array) -> Array:
    """Flexion: one bump in stance, one in swing."""
    stance = np.clip(phase / DUTY_FACTOR, 0, 1)
    swing = np.clip((phase - DUTY_FACTOR) / (1 - DUTY_FACTOR), 0, 1)
    bumps = KNEE_STANCE_DEG * np.sin(np.pi * stance) ** 2 + KNEE_SWING_DEG * np.sin(np.pi * swing) ** 2
    return np.asarray(KNEE_DEG + bumps)


def foot_deg(phase: Array) -> Array:
    """Toe above heel: falls flat after contact, lifts the heel late in stance, comes back in swing."""
    return np.interp(phase, (0, 0.06, 0.2, DUTY_FACTOR, 0.5, 1), (FOOT_CONTACT_DEG, 0, 0, -55, -80, FOOT_CONTACT_DEG))


def run_points(time_s: Array, stride_s: float) -> dict[str, Array]:
    """Positions in m; the left foot lands at 0.1 s and every stride after, the right half a stride later."""
    strides = (time_s - 0.1) / stride_s
    hip = np.column_stack([np.zeros_like(time_s), 0.85 - OSCILLATION_M / 2 * np.cos(4 * np.pi * (strides - 0.17))])
    lean = np.radians(LEAN_DEG)
    points = {}
    for side, name in enumerate("lr"):
        phase = (strides - 0.5 * side) % 1
        thigh, foot = np.radians(thigh_deg(phase)), np.radians(foot_deg(phase))
        shank = thigh - np.radians(knee_deg(phase))
        knee = hip + LEG_M / 2 * np.column_stack([np.sin(thigh), -np.cos(thigh)])
        ankle = knee + LEG_M / 2 * np.column_stack([np.sin(shank), -np.cos(shank)])
        heel = ankle + np.array([-0.05, -0.05])
        toe = heel + 0.2 * np.column_stack([np.cos(foot), np.sin(foot)])
        points |= {f"{name}_{k}": p for k, p in (("hip", hip), ("knee", knee), ("ankle", ankle), ("heel", heel))}
        points |= {f"{name}_bigtoe": toe, f"{name}_smalltoe": toe}
        points[f"{name}_shoulder"] = hip + 0.5 * np.array([np.sin(lean), np.cos(lean)])
    return points


def run_contacts(duration_s: float, stride_s: float) -> list[tuple[str, float, float]]:
    """Foot, contact and toe-off of every stance that ends before the run does."""
    starts = np.arange(0.1, duration_s, stride_s / 2)
    rows = [("LR"[i % 2], t, t + DUTY_FACTOR * stride_s) for i, t in enumerate(starts.tolist())]
    return [row for row in rows if row[2] < duration_s]


def write_run(
    folder: Path,
    name: str,
    *,
    speed_mps: float = 3.0,
    stride_s: float = 0.7,
    duration_s: float = 4.0,
    rate_hz: float = 150.0,
) -> Path:
    """Write NAME.npz and NAME_events.json; returns the first."""
    folder.mkdir(parents=True, exist_ok=True)
    time_s = np.arange(0, duration_s, 1 / rate_hz)
    points = run_points(time_s, stride_s)
    xy = np.stack(list(points.values()), axis=1)
    xyz = np.concatenate([xy, np.zeros((*xy.shape[:2], 1))], axis=2)
    path = folder / f"{name}.npz"
    np.savez(path, t=time_s, keypoints=np.array(list(points)), xyz=xyz)
    contacts = [{"foot": foot, "fs": start, "to": end} for foot, start, end in run_contacts(duration_s, stride_s)]
    events = {"speed_mps": speed_mps, "contacts": contacts}
    (folder / f"{name}_events.json").write_text(json.dumps(events), encoding="utf-8")
    return path


def write_truth(folder: Path) -> Path:
    """Write two runners, one at two speeds, with labels: `lab/A_run3`, `lab/A_run4`, `lab/B_run3`."""
    for name, speed, stride_s in (("A_run3", 3.0, 0.72), ("A_run4", 4.0, 0.66), ("B_run3", 3.0, 0.70)):
        write_run(folder / "lab", name, speed_mps=speed, stride_s=stride_s)
    columns = [f"{side}_strike_{speed}mps" for side in ("left", "right") for speed in ("3.0", "4.0")]
    rows = [
        ["subject", "height_cm", *columns],
        ["A", "170", *["Rearfoot"] * 4],
        ["B", "", "Midfoot", "", "Forefoot", ""],
    ]
    text = "\n".join(",".join(row) for row in rows) + "\n"
    (folder / "lab" / "foot_strike_labels.csv").write_text(text, encoding="utf-8")
    return folder
