"""How wrong metres are by each source of the scale: a stated height, marks on the ground, a calibrated camera.

usage: python benches/cameras/scales.py [--out FILE] [--renderer FILE]
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import toeoff
from keypoints import filmed
from numpy.typing import NDArray
from renderer_option import parsed
from scene import Scene, position
from styles import STYLES, TRAVELS, Style
from toeoff.calibration import Calibration
from toeoff.view import measurable

#: The marks lie on the middle of the road; the runners run on it or beside it.
MARKED_M = 5.0
#: The stated height is the runner's own, as from a list of participants.
SOURCES = ("height", "ground", "ground and camera height", "calibration")


@dataclass(frozen=True)
class Step:
    """A scene, and the camera's roll where it is told."""

    name: str
    scene: Scene
    roll_deg: float | None = 0.0


@dataclass(frozen=True)
class Told:
    """Speed of one pass by one source; error of the speed as a part of it, None when withheld."""

    step: str
    source: str
    error: float | None
    stated: float | None
    is_covered: bool | None


def steps() -> Iterator[Step]:
    """Everything that moves a runner out of the plane of the marks, or the marks out of the plane of the picture."""
    ideal = Scene()
    yield Step("on the marks", ideal)
    for lane in (2.0, 1.0, -1.0, -2.0):
        yield Step(f"{abs(lane):g} m {'nearer' if lane > 0 else 'farther'}", replace(ideal, lane_m=lane))
    for pitch in (3.0, -5.0, -10.0, -25.0):
        scene = replace(ideal, pitch_deg=pitch, lane_m=-1.0)
        yield Step(f"1 m farther, camera {position(scene)[1]:.1f} m high", scene)
    for yaw in (-20.0, -10.0, 10.0, 20.0):
        yield Step(f"yaw {yaw:+g} deg", replace(ideal, yaw_deg=yaw))
    tilted = replace(ideal, roll_deg=5.0, lane_m=-1.0)
    yield Step("1 m farther, roll 5 deg, stated", tilted, 5.0)
    yield Step("1 m farther, roll 2 deg, not known", replace(tilted, roll_deg=2.0), None)


def calibration(scene: Scene) -> Calibration:
    """The scene's camera as a calibration would have it, in a world with z up: x, -z and y of the scene."""
    yaw, pitch, roll = (math.radians(a) for a in (scene.yaw_deg, scene.pitch_deg, scene.roll_deg))
    ahead = np.array([math.sin(yaw) * math.cos(pitch), math.cos(yaw) * math.cos(pitch), math.sin(pitch)])
    level = np.array([math.cos(yaw), -math.sin(yaw), 0.0])
    up = np.cross(level, ahead)
    right = level * math.cos(roll) - up * math.sin(roll)
    down = -(up * math.cos(roll) + level * math.sin(roll))
    rotation = np.stack([right, down, ahead])
    x, y, z = position(scene)
    angle = math.acos((np.trace(rotation) - 1.0) / 2.0)
    axis = np.array([rotation[2, 1] - rotation[1, 2], rotation[0, 2] - rotation[2, 0], rotation[1, 0] - rotation[0, 1]])
    focal = scene.width / 2.0 / math.tan(math.radians(scene.field_of_view_deg) / 2.0)
    return Calibration(
        name="scene",
        size_px=(scene.width, scene.height),
        focal_px=(focal, focal),
        centre_px=((scene.width - 1) / 2, (scene.height - 1) / 2),
        distortions=(0.0,) * 5,
        rotation_rad=tuple(axis * angle / (2.0 * math.sin(angle))),
        translation_m=tuple(-rotation @ [x, -z, y]),
    )


def projected(camera: Calibration, world: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pixels of points (n, 3)."""
    import cv2  # noqa: PLC0415 - a judge from outside

    matrix = np.array(
        [[camera.focal_px[0], 0, camera.centre_px[0]], [0, camera.focal_px[1], camera.centre_px[1]], [0, 0, 1.0]]
    )
    rotation, shift = np.array(camera.rotation_rad), np.array(camera.translation_m)
    return np.asarray(cv2.projectPoints(world, rotation, shift, matrix, None)[0].reshape(-1, 2), np.float64)


def told(step: Step, style: Style, truth: dict[str, Any], seen: toeoff.KeypointSequence) -> Iterator[Told]:
    """Speed by every source, of the longest stretch that is seen from the side."""
    windows = measurable(seen, camera_is_still=True)
    frames = max(windows, key=lambda w: w.stop - w.start) if windows else slice(None)
    camera = calibration(step.scene)
    ends = projected(camera, np.array([[-MARKED_M / 2, 0.0, 0.0], [MARKED_M / 2, 0.0, 0.0]]))
    ground = (*ends.ravel(), MARKED_M)
    stated: tuple[dict[str, Any], ...] = (
        {"height_m": style.height_m},
        {"ground": ground},
        {"ground": ground, "camera_height_m": position(step.scene)[1]},
        {"calibration": camera},
    )
    true = truth["measures"]["speed_mps"]
    for source, options in zip(SOURCES, stated, strict=True):
        report = toeoff.analyze(seen[frames], camera="still", roll_deg=step.roll_deg, **options)
        m = report.measures["speed_mps"]
        if m.value is None or m.low is None or m.high is None:
            yield Told(step.name, source, None, None, None)
        else:
            yield Told(step.name, source, m.value / true - 1.0, report.quality.scale_error, m.low <= true <= m.high)


def markdown(found: list[Told]) -> str:
    """Return the table: for each step and source the passes with a speed, its error, and the error that was stated."""
    lines = [
        "# Error of speed by the source of the scale, %",
        "",
        f"{len(STYLES) * len(TRAVELS)} passes a step; a camera 9 m from the middle of the road, where marks lie"
        f" {MARKED_M:g} m apart.",
        "Mean error, largest in brackets; then the stated error of the scale (one standard deviation), and how many of"
        " the told intervals of speed hold the truth.",
        "",
        "| runner and camera | source | mean (largest) | stated | told | holds the truth |",
        "|---|---|---|---|---|---|",
    ]
    for step in dict.fromkeys(one.step for one in found):
        for source in SOURCES:
            own = [one for one in found if (one.step, one.source) == (step, source)]
            errors = np.array([100 * one.error for one in own if one.error is not None])
            if len(errors) == 0:
                lines.append(f"| {step} | {source} | withheld | | 0 of {len(own)} | |")
                continue
            stated = np.mean([100 * one.stated for one in own if one.stated is not None])
            largest = errors[np.abs(errors).argmax()]
            covered = sum(one.is_covered is True for one in own)
            lines.append(
                f"| {step} | {source} | {errors.mean():+.1f} ({largest:+.1f}) | {stated:.1f} "
                f"| {len(errors)} of {len(own)} | {covered} of {len(errors)} |"
            )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help="where the table goes; default: printed")
    options = parsed(parser)
    found: list[Told] = []
    with tempfile.TemporaryDirectory() as folder:
        for step in steps():
            for style, truth, seen in filmed(options.renderer, step.scene, Path(folder)):
                found += told(step, style, truth, seen)
    if options.out is None:
        print(markdown(found))
    else:
        options.out.write_text(markdown(found), encoding="utf-8")


if __name__ == "__main__":
    main()
