"""The view against a slow twin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import view as slow
from synthetic_runner import runner
from toeoff import _core
from unit.test_laws import HALPE26, JOINTS
from unit.test_view import turned

PLACES = [HALPE26.index(f"{word}_{joint}") for word in ("left", "right") for joint in JOINTS]


@st.composite
def views(draw):
    """Times and landmarks in image axes of a noisy runner, seen under any angle, with missing points."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    fps = draw(st.sampled_from([24.0, 60.0, 240.0]))
    n = draw(st.integers(1, int(2.5 * fps)))
    t, xy = runner(n, fps, draw(st.floats(0.5, 0.9)), noise_px=draw(st.sampled_from([0.0, 3.0])), seed=rng.integers(99))
    t = t + draw(st.sampled_from([0.0, 12.5]))
    # Across the picture it shrinks by the cosine; hips and shoulders show the sine of their width.
    turn = draw(st.sampled_from([rng.normal(0, 0.02), 0.6, -0.8]))
    view = np.radians(draw(st.sampled_from([0.0, 15.0, 22.0, 26.0, 40.0, -75.0, 90.0]))) + turn * (t - t[0])
    width = np.zeros(12)
    width[[0, 1, 6, 7]] = 36, 19, -36, -19
    xy[..., 0] = draw(st.sampled_from([1, -1])) * xy[..., 0] * np.cos(view)[:, None] + width * np.sin(view)[:, None]
    xy[..., 1] *= -1
    if draw(st.booleans()):
        xy[:, draw(st.sampled_from([[4, 5, 10, 11], [0, 6], list(range(6)), [1], [2, 8]]))] = np.nan
    xy[rng.random(xy.shape[:2]) < draw(st.sampled_from([0.0, 0.05, 0.5]))] = np.nan
    # Whole frames, as where somebody else is in front.
    xy[rng.random(len(t)) < draw(st.sampled_from([0.0, 0.0, 0.45]))] = np.nan
    return t, xy * draw(st.sampled_from([1.0, 1.0, 0.2]))


@settings(max_examples=400, deadline=None)
@given(views(), st.booleans())
def test_the_view_equals_that_of_a_slow_twin(case, camera_is_still):
    assert_seen_as_by_the_twin(*case, camera_is_still)


@pytest.mark.parametrize("yaw_deg", [0, 22, 28, 40, 185])
def test_the_view_of_force_plate_runs_equals_that_of_a_slow_twin(shared_folder, yaw_deg):
    n_windows = []
    for path in sorted((shared_folder / "truth").glob("*/*.npz"))[::8]:
        xy, t = turned(path, yaw_deg, seconds=2.0)
        n_windows.append(assert_seen_as_by_the_twin(t, np.ascontiguousarray(xy[:, PLACES]), camera_is_still=False))
    assert sum(n_windows) >= (8 if yaw_deg in (0, 185) else 0)


def assert_seen_as_by_the_twin(t, xy, camera_is_still):
    """Returns how many stretches can be measured."""
    keypoints = np.full((len(t), 26, 2), np.nan)
    keypoints[:, PLACES] = xy
    found = _core.assess_view(
        keypoints, np.ones(keypoints.shape[:2]), t, _core.Skeleton("halpe26", HALPE26), None, camera_is_still
    )
    camera = {"camera_is_still": camera_is_still}
    expected, sigma, _, of_blocks = slow.angle(t, xy, **camera)
    if max(sigma, of_blocks) < np.radians(15):
        assert found["angle_deg"] == pytest.approx(np.degrees(expected), abs=1e-8)
        assert found["sigma_deg"] == pytest.approx(np.degrees(sigma), abs=1e-8)
    else:
        assert found["angle_deg"] is None
    windows = [(a, b, np.degrees(rad), np.degrees(spread)) for a, b, rad, spread in slow.windows(t, xy, **camera)]
    assert [w[:2] for w in found["windows"]] == [w[:2] for w in windows]
    np.testing.assert_allclose([w[2:] for w in found["windows"]], [w[2:] for w in windows], rtol=0, atol=1e-8)
    assert found["height_px"] == pytest.approx(slow.height_px(xy), rel=1e-9, nan_ok=True)
    assert found["completeness"] == pytest.approx(slow.completeness(xy), abs=1e-12)
    odds = slow.travel_log_odds(xy, camera_is_still=camera_is_still)
    assert found["travel_log_odds"] == pytest.approx(odds, abs=1e-8)
    told = "left_to_right" if odds >= 3 else "right_to_left" if odds <= -3 else None
    assert found["travel"] == told
    return len(windows)
