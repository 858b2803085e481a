"""The bench of the Python call runs, and its engines give one answer."""

import sys
from pathlib import Path

import numpy as np
import pytest
import toeoff
from unit.test_laws import RUNS

FOLDER = Path(__file__).parents[2] / "benches" / "python"


@pytest.fixture(scope="module")
def bench():
    sys.path.insert(0, str(FOLDER))
    import bench_analyze

    yield bench_analyze
    sys.path.remove(str(FOLDER))


def test_every_engine_answers(bench):
    time_s, xy = RUNS["short"]
    sequence = toeoff.KeypointSequence(xy, np.ones(xy.shape[:2]), time_s, skeleton="halpe26")
    answers = {name: (call(), digits) for name, call, digits, _ in bench.engines(sequence)}
    assert {"numpy", "core", "analyze", "analyze, all read", "core many, 1 threads"} <= set(answers)
    told, digits = answers["analyze"]
    assert digits(told) == toeoff.analyze(sequence).to_json()
    many, of_many = answers["core many, 1 threads"]
    one, of_one = answers["core"]
    assert all(own == of_one(one) for own in of_many(many))
    # The picture is seen at an angle, which the twin knows nothing of: times are the same.
    twin_s = np.sort(answers["numpy"][0].events_s.ravel())
    assert [e.time_s for e in told.events] == pytest.approx(twin_s[np.isfinite(twin_s)], abs=0.005)
