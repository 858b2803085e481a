"""The tracker on synthetic race traffic with known identities, by the scoring script beside the checkout."""

import importlib.util

import numpy as np
import pytest

FRAMES = 3000


@pytest.fixture(scope="module")
def scores(shared_folder):
    """Score of every scene under every condition, as the script prints them by itself."""
    path = shared_folder / "score" / "score_tracker.py"
    if not path.is_file():
        pytest.skip("needs ../shared/score/score_tracker.py")
    spec = importlib.util.spec_from_file_location("score_tracker", path)
    judge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(judge)
    make, told = judge.engines()["toeoff"], {}
    for scene, draw in judge.SCENES.items():
        frames = draw(np.random.default_rng(1), FRAMES)
        for condition in judge.CONDITIONS:
            told[scene, condition] = judge.score(make, frames, condition, 2)
    return told


def test_few_ids_are_exchanged_over_all_traffic(scores):
    assert len(scores) >= 36
    assert sum(score["switches"] for score in scores.values()) <= 150
    assert np.mean([score["idf1"] for score in scores.values()]) >= 0.985


def test_no_id_is_exchanged_in_a_lane_or_where_two_directions_cross(scores):
    simple = [
        (scene, condition)
        for scene, condition in scores
        if (scene.startswith("lane_") and condition in ("clean", "jitter"))
        or (scene, condition) == ("two_way", "clean")
    ]
    assert len(simple) == 9
    assert [case for case in simple if scores[case]["switches"]] == []
    # Nobody is told to be two, or two to be one.
    assert [case for case in simple if scores[case]["ids"] != scores[case]["truth"]] == []
