"""Keypoints of a scene: projected by the renderer, hidden by the nearer runner, noisy as a network's."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scene import Scene, toml
from styles import STYLES, TRAVELS, Style
from toeoff import KeypointSequence
from toeoff.io import load_keypoints

#: Standard deviation of the noise, px, and how long it lasts, s: that of the footage cases of the speed benches, 8 mm.
NOISE_PX, NOISE_S = 2.0, 0.03


def render(renderer: Path, scene: str, folder: Path, frame_rate_hz: float) -> tuple[dict[str, Any], KeypointSequence]:
    """Truth and exact keypoints of the first runner of a scene.

    Points that lie in the box of the second runner, who is nearer, are missing.
    """
    (folder / "scene.toml").write_text(scene, encoding="utf-8")
    table, truth = folder / "keypoints.csv", folder / "truth.json"
    command = [renderer, folder / "scene.toml", "--keypoints", table, "--truth", truth]
    subprocess.run([str(part) for part in command], check=True)
    runners = json.loads(truth.read_text(encoding="utf-8"))["runners"]
    recording = load_keypoints(table, frame_rate_hz=frame_rate_hz, skeleton="halpe26")
    # A runner who leaves the picture and comes back is one person of the table.
    found = dict(zip(recording.people, recording.sequences, strict=True))
    own = found[runners[0]["name"]]
    if len(runners) > 1:
        own = _without_hidden(own, found[runners[1]["name"]])
    return runners[0], own


def filmed(renderer: Path, scene: Scene, folder: Path) -> Iterator[tuple[Style, dict[str, Any], KeypointSequence]]:
    """Every style of running in both directions before one camera: style, truth and noisy keypoints."""
    for number, style in enumerate(STYLES):
        for travel in TRAVELS:
            seed = 2 * number + TRAVELS.index(travel) + 1
            truth, exact = render(renderer, toml(scene, style, travel, seed), folder, scene.frame_rate_hz)
            yield style, truth, noisy(exact, np.random.default_rng(seed))


def _without_hidden(far: KeypointSequence, near: KeypointSequence) -> KeypointSequence:
    xy = far.xy.copy()
    at = {round(t, 6): i for i, t in enumerate(near.time_s)}
    for i, t in enumerate(far.time_s):
        j = at.get(round(t, 6))
        if j is not None and np.isfinite(near.xy[j]).any():
            low, high = np.nanmin(near.xy[j], axis=0), np.nanmax(near.xy[j], axis=0)
            xy[i, ((xy[i] >= low) & (xy[i] <= high)).all(axis=1)] = np.nan
    return KeypointSequence(xy, far.score, far.time_s, far.skeleton)


def noisy(sequence: KeypointSequence, rng: np.random.Generator) -> KeypointSequence:
    """Add noise that fades over `NOISE_S`: neighbouring frames of a network are wrong alike."""
    keep = float(np.exp(-1.0 / (sequence.frame_rate_hz * NOISE_S)))
    noise: NDArray[np.float64] = rng.normal(0.0, NOISE_PX, sequence.xy.shape)
    for i in range(1, len(noise)):
        noise[i] = keep * noise[i - 1] + np.sqrt(1.0 - keep**2) * noise[i]
    return KeypointSequence(sequence.xy + noise, sequence.score, sequence.time_s, sequence.skeleton)
