"""A recording with hundreds of runners needs no more memory than one with a few."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parents[1] / "data" / "sample" / "keypoints.csv.gz"
N_PASSES = 300
# Kept until the end, passes of the sample take 0.28 MiB each: 85 MiB.
GROWTH_MAX_MIB = 20.0

# The command line on a recording whose passes are those of the sample, again and again.
PROGRAM = """
import json, sys
import toeoff
from pathlib import Path
from toeoff import recording_job
from toeoff.cli import app
from toeoff.io import load_keypoints

sample, out, n_passes = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
sequences = load_keypoints(sample, frame_rate_hz=60).sequences

class Passes:
    info = {"kind": "sample", "n_frames": 0}
    notes = []

    def __init__(self, n):
        self.n = n

    def __iter__(self):
        for i in range(self.n):
            sequence = sequences[i % len(sequences)]
            yield toeoff.analyze(sequence, height_m=1.75, profile="trail21", source={"track": i}), sequence

def peak_mib():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024

def analyze(folder, n, *options):
    recording_job._open = lambda *_: Passes(n)
    stated = ["--fps", "60", "--height", "1.75", "--profile", "trail21", "-o", f"{out}/{folder}"]
    app(["analyze", str(sample), *stated, *options], standalone_mode=False)

# Everything is loaded, and every option has been used, before memory is looked at.
for options in ((), ("--json",), ("--json", "--resume")):
    analyze("few", 10, *options)
before = peak_mib()
for options in ((), ("--json",), ("--resume",)):
    analyze("many", n_passes, *options)
print(json.dumps({"growth_mib": peak_mib() - before}), file=sys.stderr)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak of memory from /proc")
def test_memory_does_not_grow_with_the_number_of_passes(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(SAMPLE), str(tmp_path), str(N_PASSES)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert f"and {N_PASSES - 60} more passes in the files" in result.stdout
    assert result.stdout.count('"profile": {') == N_PASSES + 20
    (folder,) = (tmp_path / "many").iterdir()
    assert len(json.loads((folder / "passes.json").read_text())["passes"]) == N_PASSES
    assert (folder / "passes.csv").read_text().count("\n") == N_PASSES + 1
    assert json.loads(result.stderr)["growth_mib"] < GROWTH_MAX_MIB
