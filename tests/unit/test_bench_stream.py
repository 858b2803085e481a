"""The bench of a long stream runs, and follows every runner of a short one."""

import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "benches" / "python"


@pytest.fixture(scope="module")
def bench():
    sys.path.insert(0, str(FOLDER))
    import bench_stream

    yield bench_stream
    sys.path.remove(str(FOLDER))


def test_every_runner_of_a_short_stream_is_one_pass(bench, tmp_path):
    result = bench.run(hours=0.02, n_runners=4)
    assert (result["runners_with_one_id"], result["further_ids"], result["tracks_of_two_runners"]) == (4, 0, 0)
    assert result["passes"] == result["passes_with_cadence"] == 4
    bench.draw(result, tmp_path / "memory.png")
    assert (tmp_path / "memory.png").stat().st_size > 0
