"""Real pictures of some departures: rendered, encoded, measured through detector and pose model, beside the truth.

usage: TOEOFF_MODELS=FOLDER python benches/cameras/pixels.py --out FOLDER [--only NAME] [--renderer FILE]

Minutes on two cores: a camera that moves draws its background anew for every frame.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from measured import LIMITS
from renderer_option import parsed
from report import SHORT
from scene import Scene, toml
from styles import STYLES
from toeoff import video

#: A still camera sees 5.6 m of the road, the runner 300 px tall; a moving one keeps them in a smaller picture.
STILL = Scene(width=960, height=540, distance_m=6.0, reach_m=2.6)
MOVING = replace(STILL, width=640, height=400, field_of_view_deg=36.0, follow="turn")
#: One in a hand sees the same road, the runner 200 px tall.
HAND = replace(STILL, width=640, height=360)
#: Measures in metres, with the runner's height stated; what is told of them is in percent.
METRES = {"speed_mps": "speed, %", "step_length_m": "step, %", "vertical_oscillation_m": "oscillation, %"}


@dataclass(frozen=True)
class Clip:
    """One rendered pass."""

    name: str
    scene: Scene
    roll_deg: float | None = None


CLIPS = (
    Clip("ideal", STILL),
    Clip("yaw 15 deg", replace(STILL, yaw_deg=15.0)),
    Clip("roll 5 deg, stated", replace(STILL, roll_deg=5.0), roll_deg=5.0),
    Clip("pan", MOVING),
    Clip("pan, hand shake 0.5 deg 3 Hz", replace(MOVING, shake_deg=0.5, shake_hz=3.0)),
    Clip("exposure 16 ms", replace(STILL, exposure_s=0.016)),
    Clip("rolling shutter 15 ms", replace(STILL, readout_s=0.015)),
    Clip("exposure 8 ms", replace(STILL, exposure_s=0.008)),
    Clip("small", HAND),
    Clip("small, hand shake 0.3 deg 3 Hz", replace(HAND, shake_deg=0.3, shake_hz=3.0)),
    Clip("small, hand shake 0.5 deg 1.5 Hz", replace(HAND, shake_deg=0.5, shake_hz=1.5)),
    Clip("small, hand shake 1 deg 1 Hz", replace(HAND, shake_deg=1.0, shake_hz=1.0)),
    Clip("small, pan of 12 deg", replace(HAND, follow="turn", share=0.25)),
    Clip("small, pan of 23 deg, hand shake 0.2 deg 2 Hz", replace(HAND, follow="turn", share=0.5, shake_deg=0.2)),
    Clip("small, moving alongside", replace(HAND, follow="move")),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="where pixels.md goes")
    parser.add_argument("--only", help="one clip")
    parser.add_argument("--style", default="leaning", choices=[style.name for style in STYLES])
    options = parsed(parser)
    style = next(style for style in STYLES if style.name == options.style)
    models = video.Models.load()
    lines = [
        "# The same through pixels",
        "",
        f"Runner *{style.name}*, mp4v at 60 fps; {STILL.width}x{STILL.height}, panning {MOVING.width}x{MOVING.height}, "
        f"small {HAND.width}x{HAND.height}; "
        f"{models.detector.name} and {models.pose.name}.",
        "Measured minus true, grade, *out* where the interval missed the truth.",
        "",
        "| clip | " + " | ".join([*SHORT.values(), *METRES.values()]) + " |",
        "|---|" + "---|" * len(SHORT | METRES),
    ]
    for clip in CLIPS:
        if options.only not in (None, clip.name):
            continue
        with tempfile.TemporaryDirectory() as folder:
            text = toml(clip.scene, style, "left_to_right", seed=3)
            truth, film = _film(options.renderer, text, clip.scene, Path(folder))
            recording = video.Recording(film, models, options={"roll_deg": clip.roll_deg, "height_m": style.height_m})
            passes = [one.report for one in recording]
        lines.append(f"| {clip.name} | " + " | ".join(_cells(passes, truth)) + " |")
        # Written clip by clip: each takes minutes.
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "pixels.md").write_text("\n".join([*lines, ""]), encoding="utf-8")


def _film(renderer: Path, text: str, scene: Scene, folder: Path) -> tuple[dict[str, Any], Path]:
    """Render a scene into a video file."""
    (folder / "scene.toml").write_text(text, encoding="utf-8")
    command = [str(renderer), str(folder / "scene.toml"), "--truth", str(folder / "truth.json"), "--raw"]
    film = folder / "clip.mp4"
    size = (scene.width, scene.height)
    writer = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"mp4v"), scene.frame_rate_hz, size)
    if not writer.isOpened():
        msg = "OpenCV cannot write mp4v on this machine; install opencv-python-headless from PyPI"
        raise RuntimeError(msg)
    frame_bytes = 3 * scene.width * scene.height
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while len(data := process.stdout.read(frame_bytes)) == frame_bytes:
            rgb = np.frombuffer(data, dtype=np.uint8).reshape(scene.height, scene.width, 3)
            writer.write(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
    writer.release()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))["runners"][0], film


def _cells(passes: list[Any], truth: dict[str, Any]) -> list[str]:
    if len(passes) != 1:
        return [f"{len(passes)} passes", *[""] * (len(LIMITS | METRES) - 1)]
    cells = []
    for name in [*LIMITS, *METRES]:
        m, true = passes[0].measures[name], truth["measures"][name]
        if m.value is None:
            cells.append(f"withheld: {m.reason}")
            continue
        unit, digits = (1000.0, 0) if name == "contact_time_s" else (100.0 / true if name in METRES else 1.0, 1)
        out = "" if m.low <= true <= m.high else " *out*"
        cells.append(f"{unit * (m.value - true):+.{digits}f} {m.grade}{out}")
    return cells


if __name__ == "__main__":
    main()
