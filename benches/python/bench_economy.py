"""What the economy of work saves and what it costs: clips analysed with it and with everything computed.

usage: TOEOFF_MODELS=FOLDER python benches/python/bench_economy.py -o FOLDER CLIP [CLIP ...]

The table has for each clip what was done and the passes; it ends with what lies beyond the tolerances.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
from toeoff.video.recording import Models, Recording, RunnerPass

#: Largest difference of a value for which the two count as the same.
TOLERANCES = {"trunk_lean_deg": 0.3, "cadence_spm": 0.5, "thigh_extension_toe_off_deg": 1.0, "contact_time_s": 0.005}
#: Passes are the same when the shorter of their spans lies within the other by this share.
SHARED = 0.8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="+", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True, help="where economy.md goes")
    options = parser.parse_args()
    models = Models.load()
    head = [
        "# Economy of work",
        "",
        f"{models.detector.name} and {models.pose.name} on {models.pose.device}. Same passes, and within "
        + ", ".join(f"{limit:g} of {name}" for name, limit in TOLERANCES.items())
        + ": the same.",
        "",
        "| clip | computed | decoded | detected | posed | spared | s | passes | camera |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    rows, found = [], []
    options.out.mkdir(parents=True, exist_ok=True)
    for clip in options.clips:
        passes = {}
        for everything in (False, True):
            recording = Recording(clip, models, everything=everything)
            start = time.perf_counter()
            passes[everything] = list(recording)
            seconds, n = time.perf_counter() - start, recording.counts
            camera = ", ".join(f"{kind} {s:.1f} s" for kind, s in recording.camera_s.items())
            rows.append(
                f"| {clip.name} | {'everything' if everything else 'what is needed'} | {n.frames} | {n.detected} | "
                f"{n.posed} | {n.resting} | {seconds:.1f} | {n.passes} | {camera} |"
            )
        found += [f"- {clip.name}: {line}" for line in _compared(passes[False], passes[True])]
        (options.out / "economy.md").write_text("\n".join([*head, *rows, "", *found, ""]), encoding="utf-8")


def _compared(some: list[RunnerPass], all_: list[RunnerPass]) -> list[str]:
    lines = []
    for one in some:
        twin = max(all_, key=lambda other: _shared(one, other), default=None)
        if twin is None or _shared(one, twin) < SHARED:
            lines.append(f"frames {_span(one)}: a pass with economy alone")
            continue
        kind = one.report.source["camera_kind"]
        if all(p.report.measures[name].value is None for p in (one, twin) for name in TOLERANCES):
            same = [_refusal(one, twin)]
        else:
            same = [_difference(name, limit, one, twin) for name, limit in TOLERANCES.items()]
        lines.append(f"frames {_span(one)} ({kind}), with everything {_span(twin)}: {'; '.join(same)}")
    for other in all_:
        if max((_shared(one, other) for one in some), default=0.0) < SHARED:
            lines.append(f"frames {_span(other)}: a pass with everything alone")
    return lines or ["no pass either way"]


def _refusal(one: RunnerPass, twin: RunnerPass) -> str:
    some, all_ = (", ".join(p.report.quality.reasons) or "none" for p in (one, twin))
    return f"no numbers ({some})" if some == all_ else f"reasons {some}; {all_} **beyond**"


def _difference(name: str, limit: float, one: RunnerPass, twin: RunnerPass) -> str:
    a, b = one.report.measures[name], twin.report.measures[name]
    if a.value is None or b.value is None:
        return f"{name} {_told(a)}, {_told(b)}" + ("" if a.value is b.value else " **beyond**")
    beyond = " **beyond**" if abs(a.value - b.value) > limit else ""
    return f"{name} {a.value:.4g}, {b.value:.4g}{beyond}"


def _told(measure: Any) -> str:
    return f"{measure.value:.4g}" if measure.value is not None else f"withheld ({measure.reason})"


def _span(one: RunnerPass) -> str:
    return f"{one.track.frames[0]}-{one.track.frames[-1]}"


def _shared(one: RunnerPass, other: RunnerPass) -> float:
    """Share of the shorter span in the longer one, of passes whose boxes overlap in the frames of both."""
    a, b = one.track, other.track
    _, rows_a, rows_b = np.intersect1d(a.frames, b.frames, return_indices=True)
    if not len(rows_a):
        return 0.0
    apart = abs(a.boxes_xyxy[rows_a, ::2].mean(axis=1) - b.boxes_xyxy[rows_b, ::2].mean(axis=1))
    if (apart > (a.boxes_xyxy[rows_a, 3] - a.boxes_xyxy[rows_a, 1]) / 2.0).mean() > 0.5:
        return 0.0
    # Who is spared is in few frames: first and last tell the span.
    both = min(a.frames[-1], b.frames[-1]) - max(a.frames[0], b.frames[0])
    return float(both / max(np.ptp(a.frames), np.ptp(b.frames)))


if __name__ == "__main__":
    main()
