"""A real clip of a camera on a stand, shown as one in a hand and one that pans would have filmed it, and measured.

usage: TOEOFF_MODELS=FOLDER python benches/cameras/shaken.py CLIP [--capture-fps 115] [--height 1.75] [--out FILE]

What is true is not known: what counts is how far each differs from the clip on its stand.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import cv2
import numpy as np
import toeoff
from steady import VIEW_DEG, Turn, rotations
from toeoff import KeypointSequence, PassReport, video
from toeoff.video.frames import VideoReader

#: Part of each side that is kept: the rest leaves room for the sway.
KEPT = 0.95
TURNS = (
    Turn("on its stand"),
    Turn("sway 0.3 deg, 3 Hz", 0.3, 3.0),
    Turn("sway 0.5 deg, 1.5 Hz", 0.5),
    Turn("pan 6 deg, sway 0.2 deg", 0.2, 2.0, 6.0),
)
MEASURES = {
    "speed_mps": "speed, m/s",
    "step_length_m": "step, m",
    "vertical_oscillation_m": "oscillation, m",
    "trunk_lean_deg": "lean, deg",
    "contact_time_s": "contact, s",
}


def film(clip: Path, capture_fps: float | None, turn: Turn, out: Path) -> float:
    """Write the clip as a turning camera would have filmed it; return its frame rate of filming, Hz."""
    with VideoReader(clip, capture_fps) as reader:
        frames = list(reader)
        width, height, playing_hz = reader.info.width, reader.info.height, reader.info.frame_rate_hz
    time_s = np.array([frame.time_s for frame in frames])
    by = rotations(turn, time_s, "left_to_right", np.random.default_rng(7))
    size = (round(KEPT * width), round(KEPT * height))
    focal = max(width, height) / 2.0 / np.tan(np.radians(VIEW_DEG / 2.0))
    seen = np.array([[focal, 0.0, width / 2.0], [0.0, focal, height / 2.0], [0.0, 0.0, 1.0]])
    shown = np.array([[focal, 0.0, size[0] / 2.0], [0.0, focal, size[1] / 2.0], [0.0, 0.0, 1.0]])
    writer = cv2.VideoWriter(str(out), cv2.VideoWriter.fourcc(*"mp4v"), playing_hz, size)
    for frame, rotation in zip(frames, by, strict=True):
        to = shown @ rotation @ np.linalg.inv(seen)
        writer.write(cv2.warpPerspective(frame.image, to, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE))
    writer.release()
    # Repeated pictures are left out, so that it is the usual time between those that are there.
    return float(1.0 / np.median(np.diff(time_s)))


def line(name: str, report: PassReport) -> str:
    """One row of the table."""
    cells = []
    for key in MEASURES:
        m = report.measures[key]
        cells.append(f"withheld: {m.reason}" if m.value is None else f"{m.value:.3f} {m.grade}")
    return f"| {name} | " + " | ".join(cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--capture-fps", type=float)
    parser.add_argument("--height", type=float, default=1.75)
    parser.add_argument("--out", type=Path, help="where the table goes; default: printed")
    options = parser.parse_args()
    models = video.Models.load()
    lines = [
        f"# {options.clip.name}, turned",
        "",
        f"Height taken as {options.height:g} m; {models.detector.name} and {models.pose.name}.",
        "",
        "| camera | " + " | ".join(MEASURES.values()) + " |",
        "|---|" + "---|" * len(MEASURES),
    ]
    with tempfile.TemporaryDirectory() as folder:
        for turn in TURNS:
            out = Path(folder) / "turned.mp4"
            rate_hz = film(options.clip, options.capture_fps, turn, out)
            for one in video.Recording(out, models, rate_hz, {"height_m": options.height}):
                lines.append(line(turn.name, one.report))
                if one.sequence.camera_path is not None:
                    own = one.sequence
                    bare = KeypointSequence(own.xy, own.score, own.time_s, own.skeleton)
                    report = toeoff.analyze(bare, height_m=options.height, roll_deg=one.track.uprights)
                    lines.append(line(f"{turn.name}, not taken out", report))
    text = "\n".join([*lines, ""])
    if options.out is None:
        print(text)
    else:
        options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
