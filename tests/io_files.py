"""Keypoint files as other tools write them, made from arrays."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from toeoff import Skeleton

Points = NDArray[np.float64]  # (n_frames, n_keypoints, 3): x, y in px, score


def walker(n_frames: int, skeleton: str, x0: float = 300.0, speed_px: float = 6.0) -> Points:
    """A figure of the right proportions that slides along; only positions matter to a loader."""
    heights = {"shoulder": 300.0, "hip": 450.0, "knee": 560.0, "ankle": 660.0, "heel": 680.0, "toe": 680.0}
    names = Skeleton.of(skeleton).keypoints
    points = np.empty((n_frames, len(names), 3))
    for k, name in enumerate(names):
        y = next((v for joint, v in heights.items() if name.endswith(joint)), 250.0)
        ahead = 25.0 if name.endswith("toe") else float(k % 3)
        points[:, k] = (x0 + ahead, y, 0.9)
    points[:, :, 0] += speed_px * np.arange(n_frames)[:, np.newaxis]
    return points


def write_openpose(folder: Path, frames: list[list[NDArray[np.float64]]], start: int = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for index, people in enumerate(frames, start):
        entries = [{"person_id": [-1], "pose_keypoints_2d": p.ravel().tolist()} for p in people]
        text = json.dumps({"version": 1.3, "people": entries})
        (folder / f"clip_{index:012d}_keypoints.json").write_text(text)
    return folder


def write_trc(path: Path, names: list[str], time_s: Points, xyz: Points, unit: str) -> Path:
    n = len(time_s)
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{path.name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"60\t60\t{n}\t{len(names)}\t{unit}\t60\t0\t{n}",
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t",
        "\t\t" + "\t".join(f"X{i}\tY{i}\tZ{i}" for i in range(1, len(names) + 1)),
    ]
    for frame in range(n):
        cells = ["" if np.isnan(v) else repr(float(v)) for v in xyz[frame].ravel()]
        lines.append("\t".join([str(frame), repr(float(time_s[frame])), *cells]))
    path.write_text("\n".join(lines) + "\n")
    return path


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
