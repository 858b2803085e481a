"""Two hours of a race in one stream: does memory stay where it was, and does every runner stay one runner?

Runners of the sample clip, true keypoints with noise, pass a still camera at random times, both ways, on lanes of
their own: they overtake, meet and hide each other. Their poses go through everything that follows the network: tracks,
passes, analysis, and the files that `toeoff analyze` writes. Each pass is checked against who was really there.

    python benches/python/bench_stream.py [--hours 2] [--runners 2000] [-o FOLDER]
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import toeoff
from matplotlib.figure import Figure
from toeoff.io import KeypointArchiveWriter, load_keypoints
from toeoff.passes_json import read_passes
from toeoff.recording_summary import RecordingSummary
from toeoff.recording_tables import RecordingTables
from toeoff.video.bodies import Joints, hips_and_size, standing_boxes
from toeoff.video.passes import PassCutter
from toeoff.video.people import People
from toeoff.video.tracks import TrackBuilder
from toeoff.video.types import Poses

SAMPLE = Path(__file__).parents[2] / "tests" / "data" / "sample" / "keypoints.csv.gz"
SAMPLE_HZ, RATE_HZ = 60.0, 30.0
WIDTH = 1280.0
#: Noise of a keypoint, px, and share of the poses that the network misses.
NOISE_PX, MISSED = 1.5, 0.03
#: Every so many seconds of the stream memory is looked at.
LOOK_S = 60.0


def templates():
    """Keypoints of each runner of the sample at the stream's rate, from one side of the picture to the other."""
    recording = load_keypoints(SAMPLE, frame_rate_hz=SAMPLE_HZ)
    return [s.xy[:: round(SAMPLE_HZ / RATE_HZ)] for s in recording.sequences], recording.sequences[0].skeleton


def people_over_time(shapes, n_runners, duration_s, rng):
    """Yield the runners of every frame: their numbers, and their keypoints (n, k, 2)."""
    starts = np.sort(rng.uniform(0.0, duration_s - 10.0, n_runners))
    who = rng.integers(len(shapes), size=n_runners)
    scale, lane = rng.uniform(0.85, 1.15, n_runners), rng.uniform(-25.0, 25.0, n_runners)
    turned, n_keypoints = rng.random(n_runners) < 0.2, shapes[0].shape[1]
    first = np.ceil(starts * RATE_HZ).astype(int)
    begun, here = 0, []
    for frame in range(round(duration_s * RATE_HZ)):
        while begun < n_runners and first[begun] <= frame:
            here.append(begun)
            begun += 1
        here = [r for r in here if frame - first[r] < len(shapes[who[r]])]
        seen = [r for r in here if rng.random() >= MISSED]
        xy = [shapes[who[r]][frame - first[r]] * scale[r] + [0.0, lane[r] + 400.0 * (1.0 - scale[r])] for r in seen]
        xy = [np.stack([WIDTH - p[:, 0], p[:, 1]], axis=1) if turned[r] else p for r, p in zip(seen, xy, strict=True)]
        yield (
            frame,
            seen,
            np.array([p + rng.normal(0.0, NOISE_PX, p.shape) for p in xy]).reshape(len(seen), n_keypoints, 2),
        )


def resident_mib():
    """Memory that the process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def peak_mib():
    """Memory that the process held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


def run(hours, n_runners, seed=1):
    """Run the stream, write its files, and return what was found."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        with KeypointArchiveWriter(out / "keypoints.npz") as archive, RecordingTables(out, "stream") as tables:
            result = stream(hours, n_runners, archive, tables, seed)
        sizes = {path.name: round(path.stat().st_size / 2**20, 1) for path in sorted(out.iterdir())}
        n_written = sum(1 for _ in read_passes(out / "passes.json"))
    if n_written != result["passes"]:
        raise SystemExit(f"{n_written} passes were written of {result['passes']}")
    return result | {"files_mib": sizes}


def stream(hours, n_runners, archive, tables, seed):
    """Run the stream into its files and return what was found."""
    shapes, skeleton = templates()
    joints, builder, cutter = Joints.of(skeleton), TrackBuilder(), PassCutter(skeleton, int(WIDTH))
    truth: dict[tuple[int, float], int] = {}
    found = defaultdict(list)
    memory, n_mixed, n_told, summary = [], 0, 0, RecordingSummary()

    def take(tracks):
        nonlocal n_mixed, n_told
        for track in tracks:
            places = zip(track.frames.tolist(), track.xy[:, joints.hips[0], 0].tolist(), strict=True)
            whose = [truth.pop(place) for place in places]
            n_mixed += len(set(whose)) > 1
            for runner in set(whose):
                found[runner].append(track.id)
            for part in cutter.cut(track):
                sequence = toeoff.KeypointSequence(part.xy, part.score, part.time_s, skeleton)
                report = toeoff.analyze(sequence, camera="still", source={"track": track.id, "camera": "still"})
                archive.add(sequence, report.source)
                summary.add(tables.add(summary.n_passes, report))
                n_told += report.measures["cadence_spm"].value is not None

    at_start_mib, started = resident_mib(), time.perf_counter()
    rng = np.random.default_rng(seed)
    duration_s = hours * 3600.0
    for frame, seen, xy in people_over_time(shapes, n_runners, duration_s, rng):
        time_s = frame / RATE_HZ
        poses = Poses(xy, np.full(xy.shape[:2], 0.9), np.full(len(xy), 0.9))
        boxes = standing_boxes(*hips_and_size(poses, joints)) if len(xy) else np.empty((0, 4))
        # Known by its exact place until its track is handed on, then forgotten as the stream forgets it.
        truth.update({(frame, float(x)): r for r, x in zip(seen, xy[:, joints.hips[0], 0], strict=True)})
        hidden, n_spared = np.zeros(len(boxes), dtype=np.bool_), np.zeros(len(boxes), dtype=np.int64)
        take(builder.add(frame, time_s, People(boxes, poses, hidden, n_spared), camera_is_still=True))
        if frame % round(LOOK_S * RATE_HZ) == 0:
            memory.append((time_s, resident_mib(), len(builder._open)))
            for key in [k for k in truth if k[0] < frame - 70.0 * RATE_HZ]:
                del truth[key]
    take(builder.finish())
    archive.finish({"name": "stream"})
    tables.finish({"notes": []})
    memory.append((duration_s, resident_mib(), 0))
    ids = [len(set(tracks)) for tracks in found.values()]
    return {
        "hours": hours,
        "runners": n_runners,
        "frames": round(duration_s * RATE_HZ),
        "seconds": round(time.perf_counter() - started, 1),
        "processor_seconds": round(time.process_time(), 1),
        "tracks": builder.n_tracks,
        "runners_with_one_id": sum(n == 1 for n in ids),
        "further_ids": sum(n - 1 for n in ids),
        "tracks_of_two_runners": n_mixed,
        "runners_never_followed": n_runners - len(ids),
        "passes": summary.n_passes,
        "passes_with_cadence": n_told,
        "resident_mib_at_the_start": round(at_start_mib, 1),
        "resident_mib_after_ten_minutes": round(next(m for t, m, _ in memory if t >= min(600.0, duration_s / 4)), 1),
        "resident_mib_at_the_end": round(memory[-1][1], 1),
        "resident_mib_at_most": round(peak_mib(), 1),
        "most_open_tracks": max(n for *_, n in memory),
        "memory": [(round(t), round(m, 2), n) for t, m, n in memory],
    }


def draw(result, path):
    """Plot memory and open tracks over the stream."""
    minutes, mib, tracks = np.array(result["memory"], dtype=float).T
    figure = Figure(figsize=(8, 5), layout="constrained")
    above, below = figure.subplots(2, sharex=True)
    above.plot(minutes / 60.0, mib, color="#1f6fb2")
    above.set(ylabel="resident memory, MiB", ylim=(0, 1.3 * mib.max()))
    above.set_title(f"{result['runners']} runners in {result['hours']:g} hours at {RATE_HZ:g} fps, files written")
    below.plot(minutes / 60.0, tracks, color="#d9742b", drawstyle="steps-post")
    below.set(xlabel="time in the stream, min", ylabel="runners being followed")
    figure.savefig(path, dpi=110)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--runners", type=int, default=2000)
    parser.add_argument("-o", "--out", type=Path, help="folder for the figure and the numbers")
    options = parser.parse_args()
    result = run(options.hours, options.runners)
    growth = result["resident_mib_at_the_end"] - result["resident_mib_after_ten_minutes"]
    print(json.dumps({k: v for k, v in result.items() if k != "memory"}, indent=1))
    print(f"memory grew by {growth:.1f} MiB")
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "stream.json").write_text(json.dumps(result) + "\n")
        draw(result, options.out / "memory.png")
    if growth > 20.0 or result["tracks_of_two_runners"] > 0.02 * options.runners:
        raise SystemExit("memory grows, or runners are mixed up")


if __name__ == "__main__":
    main()
