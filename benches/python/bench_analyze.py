"""How fast `toeoff.analyze` is against a NumPy/SciPy twin of it, and how `analyze_many` scales over threads.

    OPENBLAS_NUM_THREADS=1 python benches/python/bench_analyze.py [--cases FOLDER] [--rounds 15] [--json]

Cases are those of `benches/rust`, which writes them. The twin's answer is compared with toeoff's before a case is
timed; after every batch the answer must be the engine's first one to the last digit. All engines take turns in every
round: what slows the machine slows them all, and ratios are medians over rounds.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy_twin
import toeoff
from toeoff import _core, analysis
from toeoff.options import core_options

FRAMES, QUALITIES = (60, 120, 600), ("clean", "filmed")
KEYPOINTS = 26
ROOT = Path(__file__).parents[2]
# Both run a filter at 0.8 Hz where the ground is level, as a ratio of polynomials, which loses ten digits: times differ
# by 6e-7 s, and an angle at an event turns by up to 350 deg/s. Elsewhere differences are of 1e-12.
EVENT_S, VALUE, MEAN = 1e-6, 4e-4, 1e-4
BATCH_S = 0.02
PASSES = 32  # of one call of analyze_many


def load(folder, frames, quality):
    """Keypoints, scores and times as `toeoff-bench write` lays them out."""
    rows = np.fromfile(folder / f"{frames}_{quality}.f64", "<f8").reshape(frames, 1 + 3 * KEYPOINTS)
    t, score, xy = np.split(rows, [1, 1 + KEYPOINTS], axis=1)
    return toeoff.KeypointSequence(xy.reshape(frames, KEYPOINTS, 2), score, t[:, 0])


def known(values):
    return np.array([np.nan if v is None else v for v in values])


def check_twin(report, twin):
    """Largest differences of events, s, per-stride values and means; an error where one is too large."""
    events = np.array([known((s.initial_contact_s, s.toe_off_s)) for s in report.strides])
    repairs = (report.quality.frames_exchanged, report.quality.points_outlying, report.quality.points_filled)
    if repairs != (twin.frames_exchanged, twin.points_outlying, twin.points_filled):
        raise AssertionError(f"repaired: {repairs}, twin {twin}")
    if report.quality.frames_merged:
        raise AssertionError("the twin does not clear merged legs: take a case without")
    np.testing.assert_allclose(events, twin.events_s, rtol=0, atol=EVENT_S)
    off = [np.nanmax(np.abs(events - twin.events_s)), 0.0, 0.0]
    for name, own in twin.values.items():
        theirs = known(s.values[name] for s in report.strides)
        np.testing.assert_allclose(theirs, own, rtol=0, atol=VALUE, err_msg=name)
        off[1] = max(off[1], np.nanmax(np.abs(theirs - own), initial=0.0))
    compared = [name for name in twin.means if name in report.measures and report.measures[name].value is not None]
    if len(compared) < 15:
        raise AssertionError(f"only {compared} can be compared")
    for name in compared:
        off[2] = max(off[2], abs(report.measures[name].value - twin.means[name]))
    if off[2] > MEAN:
        raise AssertionError(f"means differ by {off[2]}")
    return off, len(compared)


def digits_of_core(found):
    arrays = [array.tobytes() for array in (found.strides, found.angles, found.landmarks)]
    return arrays, found.measures, found.left, found.right, found.events


def digits_of_twin(twin):
    return [twin.events_s.tobytes(), *(v.tobytes() for v in twin.values.values()), twin.means]


def read_all(report):
    """Read whatever a report makes when it is read: every field, measure and stride."""
    for field in dataclasses.fields(report):
        getattr(report, field.name)
    for measures in (report.measures, report.left, report.right):
        list(measures.values())
    list(report.strides)
    return report


def engines(sequence):
    """Name, call, digits of its answer, passes of a call."""
    xy, score, time_s = sequence.xy, sequence.score, sequence.time_s
    arrays = analysis._arrays("sequence", sequence)
    # The defaults, under the core's names.
    options = core_options(
        travel="auto",
        capture_fps=None,
        height_m=None,
        ground=None,
        camera_height_m=None,
        calibration=None,
        roll_deg=None,
        camera="unknown",
        smoothing="butterworth",
        score_minimum=0.3,
        stride_sd=None,
    )
    many, many_arrays = [sequence] * PASSES, [arrays] * PASSES

    def of_reports(reports):
        return [report.to_json() for report in reports]

    yield "numpy", lambda: numpy_twin.analyze(xy, score, time_s), digits_of_twin, 1
    yield "core", lambda: _core.analyze(*arrays, options), digits_of_core, 1
    yield "analyze", lambda: toeoff.analyze(sequence), toeoff.PassReport.to_json, 1
    yield "analyze, all read", lambda: read_all(toeoff.analyze(sequence)), toeoff.PassReport.to_json, 1
    for n in threads():
        yield (
            f"core many, {n} threads",
            lambda n=n: _core.analyze_many(many_arrays, options, n),
            lambda all_found: [digits_of_core(found) for found in all_found],
            PASSES,
        )
        yield f"analyze_many, {n} threads", lambda n=n: toeoff.analyze_many(many, threads=n), of_reports, PASSES


def threads():
    return sorted({1, len(os.sched_getaffinity(0))})


def timed(call, times):
    """Seconds per call, and the last answer."""
    start = time.perf_counter()
    for _ in range(times):
        answer = call()
    return (time.perf_counter() - start) / times, answer


def measure(sequence, rounds):
    """Microseconds per frame of every engine in every round, `{engine: [per round]}`."""
    listed = list(engines(sequence))
    first = {name: digits(call()) for name, call, digits, _ in listed}
    repeat = {name: max(1, round(BATCH_S / timed(call, 2)[0])) for name, call, _, _ in listed}
    found = {name: [] for name, *_ in listed}
    for _ in range(rounds):
        for name, call, digits, passes in listed:
            seconds, answer = timed(call, repeat[name])
            if digits(answer) != first[name]:
                raise AssertionError(f"{name}: the answer changes from run to run")
            found[name].append(1e6 * seconds / passes / len(sequence.time_s))
    return found


def ratio(above, below):
    """Median over rounds."""
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


def rows_of(frames, quality, found):
    """A row per engine."""
    for name, us in found.items():
        alone = found[name.replace(f"{threads()[-1]} threads", "1 threads")]
        yield {
            "frames": frames,
            "quality": quality,
            "engine": name,
            "us_per_frame": round(statistics.median(us), 3),
            "fastest_us_per_frame": round(min(us), 3),
            "times_numpy": round(ratio(found["numpy"], us), 2),
            "times_one_thread": round(ratio(alone, us), 2) if "many" in name else None,
        }


def write_cases(folder):
    command = ["cargo", "run", "--quiet", "--release", "--locked", "-p", "toeoff-bench", "--", "write", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, help="folder that `toeoff-bench write` has filled; default: writes one")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true", help="rows as JSON")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.cases or Path(scratch)
        if arguments.cases is None:
            write_cases(folder)
        run(folder, arguments.rounds, as_json=arguments.json)


def run(folder, rounds, *, as_json):
    rows, head = [], f"{'case':<14}{'engine':<27}{'µs/frame':>10}{'fastest':>10}{'x numpy':>10}{'x 1 thread':>12}"
    for frames in FRAMES:
        for quality in QUALITIES:
            sequence = load(folder, frames, quality)
            report = toeoff.analyze(sequence)
            twin = numpy_twin.analyze(sequence.xy, sequence.score, sequence.time_s, report.quality.view_angle_deg)
            off, n = check_twin(report, twin)
            own = list(rows_of(frames, quality, measure(sequence, rounds)))
            rows += own
            if as_json:
                continue
            print(head)
            for row in own:
                thread = "" if row["times_one_thread"] is None else f"{row['times_one_thread']:.2f}"
                print(
                    f"{frames}/{quality:<{13 - len(str(frames))}}{row['engine']:<27}{row['us_per_frame']:>10.3f}"
                    f"{row['fastest_us_per_frame']:>10.3f}{row['times_numpy']:>10.2f}{thread:>12}"
                )
            print(f"twin off by {off[0]:.1e} s (events), {off[1]:.1e} (values), {off[2]:.1e} ({n} means)\n", flush=True)
    if as_json:
        print(json.dumps({"cores": threads()[-1], "rounds": rounds, "rows": rows}, indent=1))


if __name__ == "__main__":
    main()
