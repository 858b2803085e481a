"""Contacts and toe-offs of real clips as a person sees them, frame by frame, and what the video path says.

usage: TOEOFF_MODELS=FOLDER python benches/python/bench_by_eye.py -o FOLDER FOOTAGE

FOOTAGE is the folder with the clips. by_eye.md has a line for each clip: the mean and the deviation of what is told
minus what is seen, the same of toe-off where a foot index (BlazePose's) is read as the toe that it is not, and how long
contact is by both. The eye sees the last touch of the toe, a plate's 50 N come before it: in the runs of Hamner & Delp
(2013) 50 N come 7 ms before 20 N at toe-off and 5 ms after them at contact, and a touch begins and ends beyond those.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, pstdev

import cv2
import numpy as np
import toeoff
from toeoff.video.recording import Models, Recording, RunnerPass

#: Seen and told are of one event when they are nearer than this, s.
NEAR_S = 0.09


@dataclass(frozen=True)
class Clip:
    """What is seen of a clip: the number of the frame, between two where the foot lands or leaves between them."""

    name: str
    capture_fps: float | None
    contacts: tuple[float, ...]
    toe_offs: tuple[float, ...]


CLIPS = (
    Clip("static_sagittal_slowmo_1080p50.mp4", 115.0, (59.5, 101.5, 142.5), (86.7, 125.7, 165.5)),
    Clip(
        "treadmill_1080p60.mp4",
        None,
        (9.5, 31.0, 52.0, 74.0, 96.0, 118.0, 140.0),
        (25.5, 47.5, 69.0, 91.3, 112.0, 134.2, 156.2, 177.7, 199.3, 220.8),
    ),
    # A step every 102 frames, 175 a minute at 300 frames a second; how fast it was filmed is not known.
    Clip(
        "treadmill_slowmo_360p.mp4",
        300.0,
        (131.0, 231.0),
        (110.0, 213.0, 313.0, 418.0, 516.0, 625.0, 722.0, 829.0, 928.0),
    ),
    # The foot has landed where it no longer moves on in the picture.
    Clip("static_pass_480p30.mp4", None, (50.3, 60.2), (56.7, 66.3)),
    Clip(
        "sprint_start_right_to_left_1.mp4",
        None,
        (79.0, 86.0, 94.0, 101.0, 108.3, 116.0),
        (84.5, 92.3, 99.6, 106.3, 113.7),
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("footage", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True, help="where by_eye.md goes")
    options = parser.parse_args()
    models = Models.load()
    lines = [
        "# Events by eye",
        "",
        f"{models.detector.name} and {models.pose.name} on {models.pose.device}. Told minus seen, ms: "
        "mean ± SD (number).",
        "",
        "| clip | initial contact | toe-off | toe-off, foot index as toe | contact time told, ms | seen, ms |",
        "|---|---|---|---|---|---|",
    ]
    for clip in CLIPS:
        path = options.footage / clip.name
        rate = clip.capture_fps or float(cv2.VideoCapture(str(path)).get(cv2.CAP_PROP_FPS))
        passes = list(Recording(path, models, capture_fps=clip.capture_fps))
        told = [(one, one.report) for one in passes]
        contacts = _off(told, "initial_contact", clip.contacts, rate)
        toe_offs = _off(told, "toe_off", clip.toe_offs, rate)
        by_toes = _off([(one, _read_by_toes(one)) for one in passes], "toe_off", clip.toe_offs, rate)
        ends = [(c, next((t for t in clip.toe_offs if t > c), None)) for c in clip.contacts]
        seen_s = fmean((end - start) / rate for start, end in ends if end is not None)
        cells = ", ".join(
            str(m.reason) if m.value is None else f"{1e3 * m.value:.0f} ({1e3 * m.low:.0f} to {1e3 * m.high:.0f})"
            for m in (one.report.measures["contact_time_s"] for one in passes)
        )
        lines.append(f"| {clip.name} | {contacts} | {toe_offs} | {by_toes} | {cells} | {1e3 * seen_s:.0f} |")
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "by_eye.md").write_text("\n".join([*lines, ""]), encoding="utf-8")


def _read_by_toes(one: RunnerPass) -> toeoff.PassReport:
    names = tuple(name.replace("foot_index", "big_toe") for name in one.sequence.skeleton.keypoints)
    seen, camera = one.sequence, one.report.source["camera"]
    return toeoff.analyze(
        toeoff.KeypointSequence(seen.xy, seen.score, seen.time_s, toeoff.Skeleton("toes", names)), camera=camera
    )


def _off(passes: list[tuple[RunnerPass, toeoff.PassReport]], kind: str, seen: tuple[float, ...], rate: float) -> str:
    """Events told minus seen, ms; `seen` in frames."""
    told = np.array([_frame(one, e.time_s) for one, report in passes for e in report.events if e.kind == kind])
    off = [float(told[np.abs(told - frame).argmin()] - frame) / rate for frame in seen if len(told)]
    near = [1e3 * s for s in off if abs(s) < NEAR_S]
    return f"{fmean(near):+.0f} ± {pstdev(near):.0f} ({len(near)} of {len(seen)})" if near else f"0 of {len(seen)}"


def _frame(one: RunnerPass, time_s: float) -> float:
    return float(np.interp(time_s, one.sequence.time_s, one.track.frames))


if __name__ == "__main__":
    main()
