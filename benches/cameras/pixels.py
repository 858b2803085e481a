"""Real pictures of some departures: rendered, encoded, measured through detector and pose model, beside the truth.

usage: TOEOFF_MODELS=FOLDER python benches/cameras/pixels.py --out FOLDER [--only NAME ...] [--style NAME]
           [--renderer FILE]

Half a minute a clip on two cores, and two where a camera moves: its background is drawn anew for every frame.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

from compared import GROUPS, MEASURES, truth_of
from film import Codec, Film, film
from renderer_option import parsed
from scene import Scene, toml
from styles import STYLES
from toeoff import PassReport, video

#: A still camera sees 5.6 m of the road, the runner 300 px tall; a moving one keeps them in a smaller picture.
STILL = Scene(width=960, height=540, distance_m=6.0, reach_m=2.6)
MOVING = replace(STILL, width=640, height=400, field_of_view_deg=36.0, follow="turn")
#: One in a hand sees the same road, the runner 200 px tall.
HAND = replace(STILL, width=640, height=360)
TRAVEL = "left_to_right"


@dataclass(frozen=True)
class Clip:
    """One rendered pass."""

    name: str
    scene: Scene
    roll_deg: float | None = None
    codec: Codec = field(default_factory=Codec)


@dataclass(frozen=True)
class Seen:
    """A clip and what was told of it, a cell for each measure."""

    name: str
    film: Film
    cells: dict[str, str]


CLIPS = (
    Clip("ideal", STILL),
    Clip("no loss (FFV1)", STILL, codec=Codec(is_lossless=True)),
    Clip("MPEG-4, twice as coarse", STILL, codec=Codec(kept_contrast=0.5)),
    Clip("MPEG-4, four times as coarse", STILL, codec=Codec(kept_contrast=0.25)),
    Clip("JPEG, quality 30", STILL, codec=Codec(jpeg_quality=30)),
    Clip("JPEG, quality 10", STILL, codec=Codec(jpeg_quality=10)),
    Clip("JPEG, quality 5", STILL, codec=Codec(jpeg_quality=5)),
    Clip("exposure 8 ms", replace(STILL, exposure_s=0.008)),
    Clip("exposure 16 ms", replace(STILL, exposure_s=0.016)),
    Clip("24 fps", replace(STILL, frame_rate_hz=24.0)),
    Clip("30 fps", replace(STILL, frame_rate_hz=30.0)),
    Clip("30 fps, exposure 33 ms", replace(STILL, frame_rate_hz=30.0, exposure_s=0.033)),
    Clip("120 fps", replace(STILL, frame_rate_hz=120.0)),
    Clip("rolling shutter 15 ms", replace(STILL, readout_s=0.015)),
    Clip("pole 10 cm wide", replace(STILL, pole_radius_m=0.05)),
    Clip("pole 30 cm wide", replace(STILL, pole_radius_m=0.15)),
    Clip("crossing, behind another", replace(STILL, meets=True)),
    Clip("yaw 15 deg", replace(STILL, yaw_deg=15.0)),
    Clip("pitch 8 deg down", replace(STILL, pitch_deg=-8.0)),
    Clip("roll 5 deg, stated", replace(STILL, roll_deg=5.0), roll_deg=5.0),
    Clip("pan", MOVING),
    Clip("pan, hand shake 0.5 deg 3 Hz", replace(MOVING, shake_deg=0.5, shake_hz=3.0)),
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
    parser.add_argument("--only", nargs="+", default=[""], help="clips whose names begin like these")
    parser.add_argument(
        "--style",
        default=STYLES[0].name,
        choices=[style.name for style in STYLES],
        help="the runner; tables of another than the first are pixels-NAME.md",
    )
    options = parsed(parser)
    style = next(style for style in STYLES if style.name == options.style)
    models = video.Models.load()
    heading = [
        "# The same through pixels",
        "",
        f"Runner *{style.name}*, MPEG-4 (`mp4v`) at 60 fps, exposed for 2 ms, where nothing else is said; "
        f"{STILL.width}x{STILL.height}, panning {MOVING.width}x{MOVING.height}, small {HAND.width}x{HAND.height}; "
        f"{models.detector.name} and {models.pose.name}.",
        "Measured minus true, grade; **bold** beyond the limit of `compared.py`, *out* where the interval missed the"
        " truth. The runner's height is stated.",
        "",
    ]
    name = "pixels.md" if style == STYLES[0] else f"pixels-{style.name}.md"
    found: list[Seen] = []
    for clip in CLIPS:
        if not clip.name.startswith(tuple(options.only)):
            continue
        with tempfile.TemporaryDirectory() as folder:
            text = toml(clip.scene, style, TRAVEL, seed=3)
            made = film(options.renderer, text, clip.scene, Path(folder), clip.codec)
            told = {"roll_deg": clip.roll_deg, "height_m": style.height_m}
            passes = [one.report for one in video.Recording(made.path, models, options=told)]
        found.append(Seen(clip.name, made, _cells(passes, truth_of(made.runner))))
        # Written clip by clip: all of them take half an hour.
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / name).write_text("\n".join(heading + _tables(found)), encoding="utf-8")


def _cells(passes: list[PassReport], true: dict[str, float]) -> dict[str, str]:
    # Another runner may come the other way.
    own = [report for report in passes if report.quality.travel in (TRAVEL, None)]
    if len(own) != 1:
        return dict.fromkeys(true, f"{len(own)} passes")
    cells = {}
    for name, value in true.items():
        m, compared = own[0].measures[name], MEASURES[name]
        if m.value is None or m.low is None or m.high is None:
            cells[name] = f"withheld: {m.reason}"
            continue
        error = compared.error(m.value, value)
        bold = "**" if abs(error) > compared.limit else ""
        out = "" if m.low <= value <= m.high else " *out*"
        cells[name] = f"{bold}{error:+.{compared.digits}f}{bold} {m.grade}{out}"
    return cells


def _tables(found: list[Seen]) -> list[str]:
    """A table for each group of measures, and one of what the codec left."""
    lines = []
    for group, measures in GROUPS.items():
        titles = " | ".join(compared.title for compared in measures.values())
        lines += [f"## {group}", "", f"| clip | {titles} |", "|---|" + "---|" * len(measures)]
        lines += [f"| {one.name} | " + " | ".join(one.cells[name] for name in measures) + " |" for one in found]
        lines.append("")
    lines += [
        "## What the codec left",
        "",
        "Bits for each pixel of a frame, and the peak signal to noise against what was rendered.",
        "",
        "| clip | bits per pixel | PSNR, dB |",
        "|---|---|---|",
    ]
    for one in found:
        psnr = "no loss" if one.film.psnr_db == float("inf") else f"{one.film.psnr_db:.1f}"
        lines.append(f"| {one.name} | {one.film.bits_per_pixel:.3f} | {psnr} |")
    return [*lines, ""]


if __name__ == "__main__":
    main()
