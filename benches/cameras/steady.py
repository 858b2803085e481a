"""What the way of a turning camera is worth: measures of a pass in a hand and in a pan, with it and without.

usage: python benches/cameras/steady.py [--only NAME] [--out FILE] [--renderer FILE]

A camera that turns where it stands shows a homography of what it showed before, so the keypoints of a wide picture of a
camera on a stand become those of one in a hand; points of the background move in the same way, and the video path's own
functions make the way of the camera of them.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import toeoff
from keypoints import noisy, render
from numpy.typing import NDArray
from renderer_option import parsed
from scene import Scene, toml
from styles import STYLES, TRAVELS, Style
from toeoff import KeypointSequence
from toeoff.video.background import POINTS, motion_of_points
from toeoff.video.camera import SMALL_PX
from toeoff.video.camera_log import CameraLog
from toeoff.video.scout import LOOK_EVERY_S
from toeoff.video.steady import CameraWay, camera_way
from toeoff.video.tracks import Track
from toeoff.view import measurable

#: What a phone films (65 deg wide), and a wider picture of the same focal length that holds all it may show.
SIZE, VIEW_DEG = (1920, 1080), 65.0
FOCAL = SIZE[0] / 2.0 / math.tan(math.radians(VIEW_DEG / 2.0))
WIDE = Scene(
    width=4096, height=1600, field_of_view_deg=2.0 * math.degrees(math.atan(4096 / 2.0 / FOCAL)), distance_m=7.0
)
#: Error of a point that is followed, px of the small copy: in rendered clips of such cameras it is 0.04 to 0.05.
FOLLOWED_PX = 0.07
#: Height of the camera that `scene` puts before the hips, and how far away the wall behind the road is, m.
HAND_HEIGHT_M, WALL_M = 0.95, 30.0
#: Of waves that make a sway, shares of its rate, as the renderer's shake.
SHARES = (0.53, 0.71, 1.0, 1.39, 1.87)
MEASURES = ("speed_mps", "step_length_m", "vertical_oscillation_m", "trunk_lean_deg")


@dataclass(frozen=True)
class Turn:
    """How the camera turns."""

    name: str
    sway_deg: float = 0.0
    rate_hz: float = 1.5
    #: Along the 16 m of the runner's way, which is seen in part.
    pan_deg: float = 0.0
    pitch_deg: float = 0.0
    #: How far the hand moves to the side and up, root mean square, m, at the rate of the sway.
    hand_m: float = 0.0


TURNS = (
    Turn("on a stand"),
    Turn("sway 0.3 deg, 3 Hz", 0.3, 3.0),
    Turn("sway 0.5 deg, 1.5 Hz", 0.5),
    Turn("sway 1 deg, 1 Hz", 1.0, 1.0),
    Turn("sway 2 deg, 1 Hz", 2.0, 1.0),
    Turn("sway 0.5 deg, 1.5 Hz, the hand moves 5 mm", 0.5, hand_m=0.005),
    Turn("sway 0.5 deg, 1.5 Hz, the hand moves 2 cm", 0.5, hand_m=0.02),
    *(Turn(f"pan {deg} deg, sway 0.2 deg", 0.2, 2.0, float(deg)) for deg in (5, 10, 20, 30, 45, 60)),
    Turn("pan 20 deg, 8 deg down, sway 0.2 deg", 0.2, 2.0, 20.0, -8.0),
    Turn("pan 45 deg, 8 deg down, sway 0.2 deg", 0.2, 2.0, 45.0, -8.0),
)


@dataclass(frozen=True)
class Told:
    """One measure of one pass, by one way to read it."""

    turn: str
    how: str
    measure: str
    error: float | None
    is_covered: bool | None


def _about(axis: int, rad: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rotations about x (right), y (down) or z (ahead), (n, 3, 3)."""
    out = np.tile(np.eye(3), (len(rad), 1, 1))
    i, j = (axis + 1) % 3, (axis + 2) % 3
    out[:, i, i] = out[:, j, j] = np.cos(rad)
    out[:, i, j], out[:, j, i] = -np.sin(rad), np.sin(rad)
    return out


def _waves(n: int, turn: Turn, time_s: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Smooth motions of root mean square 1, (n, n_frames)."""
    phase = rng.uniform(0.0, math.tau, (n, len(SHARES), 1))
    waves = np.sin(math.tau * np.array(SHARES)[:, None] * turn.rate_hz * time_s + phase).sum(axis=1)
    return np.asarray(waves / math.sqrt(len(SHARES) / 2.0))


def rotations(turn: Turn, time_s: NDArray[np.float64], travel: str, rng: np.random.Generator) -> NDArray[np.float64]:
    """From the axes of a level camera on a stand to those of one that turns, (n, 3, 3)."""
    yaw, pitch, roll = np.radians(turn.sway_deg) * _waves(3, turn, time_s, rng)
    way = (time_s - time_s.mean()) / np.ptp(time_s) * (1.0 if travel == "left_to_right" else -1.0)
    yaw = yaw + np.radians(turn.pan_deg) * way
    pitch = pitch + np.radians(turn.pitch_deg)
    # First the turn about the plumb line, then up or down, then about the line of sight.
    return _about(2, roll) @ _about(0, -pitch) @ _about(1, -yaw)


def shown(xy: NDArray[np.float64], by: NDArray[np.float64], middle: tuple[float, float]) -> NDArray[np.float64]:
    """Where a camera that has turned shows points, px from its middle; NaN outside the picture."""
    ahead = np.concatenate([(xy - middle) / FOCAL, np.ones((*xy.shape[:-1], 1))], axis=-1)
    turned = np.einsum("...ij,...kj->...ki", by, ahead)
    out = FOCAL * turned[..., :2] / turned[..., 2:]
    inside = (np.abs(out) <= np.array(SIZE) / 2.0).all(axis=-1) & (turned[..., 2] > 0.0)
    return np.where(inside[..., None], out, np.nan)


def film(
    wide: KeypointSequence, by: NDArray[np.float64], hand_m: NDArray[np.float64], rng: np.random.Generator
) -> tuple[KeypointSequence, CameraLog]:
    """What a turning camera shows of a runner, and what is followed of level ground and a wall behind them.

    The hand that holds it moves aside and down by `hand_m` in each frame, (n, 2).
    """
    middle = (WIDE.width - 1) / 2.0, (WIDE.height - 1) / 2.0
    xy = shown(wide.xy - FOCAL * hand_m[:, None] / WIDE.distance_m, by, middle) + np.array(SIZE) / 2.0
    whole = np.flatnonzero(np.isfinite(xy).all(axis=(1, 2)))
    frames = slice(int(whole[0]), int(whole[-1]) + 1)
    seen = noisy(KeypointSequence(xy[frames], wide.score[frames], wide.time_s[frames], wide.skeleton), rng)
    log, small = CameraLog(60.0), SMALL_PX / max(SIZE)
    width, height = (round(small * side) for side in SIZE)
    step = max(1, round(LOOK_EVERY_S * wide.frame_rate_hz))
    log.add(float(wide.time_s[0]), None)
    for i in range(step, len(by), step):
        before = rng.uniform(-0.5, 0.5, (POINTS, 2)) * SIZE
        ahead_m = np.minimum(HAND_HEIGHT_M * FOCAL / np.maximum(before[:, 1:], 1.0), WALL_M)
        aside = FOCAL * (hand_m[i] - hand_m[i - step]) / ahead_m
        after = shown(before - aside, by[i] @ by[i - step].T, (0.0, 0.0))
        stay = np.isfinite(after).all(axis=1)
        pair = [
            p[stay] * small + (width / 2.0, height / 2.0) + rng.normal(0.0, FOLLOWED_PX, (stay.sum(), 2))
            for p in (before, after)
        ]
        log.add(float(wide.time_s[i]), motion_of_points(*(p.astype(np.float32) for p in pair), width, height))
    return seen, log


def way_of(seen: KeypointSequence, log: CameraLog) -> CameraWay:
    """What the video would know of the camera."""
    n, nothing = len(seen), np.zeros(len(seen), dtype=np.int64)
    low, high = np.nanmin(seen.xy, axis=1), np.nanmax(seen.xy, axis=1)
    boxes = np.concatenate([low, high], axis=1)
    never, unknown = np.zeros(n, np.bool_), np.full((n, 4), np.nan)
    track = Track(0, nothing, nothing, seen.time_s, seen.xy, seen.score, boxes, never, nothing, never, unknown, nothing)
    hips = tuple(seen.skeleton.keypoints.index(f"{side}_hip") for side in ("left", "right"))
    kind, _ = log.over(float(seen.time_s[0]), float(seen.time_s[-1]))
    return camera_way(log, track, kind, hips, SIZE)


def told(turn: Turn, style: Style, truth: dict[str, Any], seen: KeypointSequence, log: CameraLog) -> Iterator[Told]:
    """Measures of the longest stretch seen from the side, without the way of the camera and with it."""
    windows = measurable(seen)
    part = seen[max(windows, key=lambda w: w.stop - w.start)] if windows else seen
    way = way_of(part, log)
    with_path = KeypointSequence(part.xy, part.score, part.time_s, part.skeleton, camera_path=way.path)
    ways = {"unknown": (part, "unknown"), "taken as still": (part, "still")}
    ways["steadied"] = (with_path, "still" if way.shows_ground else "unknown")
    for how, (sequence, camera) in ways.items():
        report = toeoff.analyze(sequence, camera=camera, height_m=style.height_m)
        for name in MEASURES:
            m, true = report.measures[name], truth["measures"][name]
            if m.value is None or m.low is None or m.high is None:
                yield Told(turn.name, how, name, None, None)
            else:
                yield Told(
                    turn.name,
                    how,
                    name,
                    m.value - true if name.endswith("deg") else 100 * (m.value / true - 1),
                    m.low <= true <= m.high,
                )


def markdown(found: list[Told]) -> str:
    """Return the table: mean error, the largest in brackets, how many were told, and how many intervals missed."""
    titles = " | ".join(f"{name}, {'deg' if name.endswith('deg') else '%'}" for name in MEASURES)
    lines = [
        "# What the way of a turning camera is worth",
        "",
        f"{len(STYLES) * len(TRAVELS)} passes a row, 7 m away, the runner 370 px tall before a phone,"
        " 60 fps, heights stated.",
        "Mean error, largest in brackets; passes that tell it; *out*: how many of their intervals miss the truth.",
        "*steadied* is what a video does: that of a far pan shows no ground, and metres on it are withheld.",
        "",
        f"| camera | read as | {titles} |",
        "|---|---|" + "---|" * len(MEASURES),
    ]
    for turn, how in dict.fromkeys((one.turn, one.how) for one in found):
        cells = [_cell([one for one in found if (one.turn, one.how, one.measure) == (turn, how, m)]) for m in MEASURES]
        lines.append(f"| {turn} | {how} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(own: list[Told]) -> str:
    errors = np.array([one.error for one in own if one.error is not None])
    if len(errors) == 0:
        return "withheld"
    out = sum(one.is_covered is False for one in own)
    missed = f", {out} *out*" if out else ""
    return f"{errors.mean():+.1f} ({errors[np.abs(errors).argmax()]:+.1f}); {len(errors)}{missed}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="one camera")
    parser.add_argument("--out", type=Path, help="where the table goes; default: printed")
    options = parsed(parser)
    found: list[Told] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, style in enumerate(STYLES):
            for travel in TRAVELS:
                seed = 2 * number + TRAVELS.index(travel) + 1
                scene = toml(WIDE, style, travel, seed)
                truth, wide = render(options.renderer, scene, Path(folder), WIDE.frame_rate_hz)
                for turn in TURNS:
                    if options.only not in (None, turn.name):
                        continue
                    rng = np.random.default_rng(seed)
                    by = rotations(turn, wide.time_s, travel, rng)
                    hand_m = turn.hand_m * _waves(2, turn, wide.time_s, np.random.default_rng([seed, 2])).T
                    seen, log = film(wide, by, hand_m, rng)
                    found += told(turn, style, truth, seen, log)
    found.sort(key=lambda one: [turn.name for turn in TURNS].index(one.turn))
    if options.out is None:
        print(markdown(found))
    else:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(markdown(found), encoding="utf-8")


if __name__ == "__main__":
    main()
