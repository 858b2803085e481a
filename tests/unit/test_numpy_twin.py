"""The NumPy and SciPy twin that the speed is measured against tells what `toeoff.analyze` tells of the sample."""

import sys
from pathlib import Path

import pytest
import toeoff
from toeoff import io

ROOT = Path(__file__).parents[2]
SAMPLE = io.load_keypoints(ROOT / "tests" / "data" / "sample" / "keypoints.csv.gz", frame_rate_hz=60)


@pytest.fixture(scope="module")
def bench():
    """`bench_analyze` and the twin, which lie beside each other and are no package."""
    folder = str(ROOT / "benches" / "python")
    sys.path.insert(0, folder)
    try:
        import bench_analyze
        import numpy_twin
    finally:
        sys.path.remove(folder)
    return bench_analyze, numpy_twin


@pytest.mark.parametrize("i", range(len(SAMPLE.sequences)))
def test_repairs_events_values_and_means_are_the_same(bench, i):
    bench_analyze, numpy_twin = bench
    sequence = SAMPLE.sequences[i]
    report = toeoff.analyze(sequence)
    twin = numpy_twin.analyze(sequence.xy, sequence.score, sequence.time_s, report.quality.view_angle_deg)
    _, n_means = bench_analyze.check_twin(report, twin)
    assert n_means >= 15
