"""Angles and per-stride values against slow twins."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.angles import all_angles
from reference.strides import stride_rows
from synthetic_runner import runner
from toeoff import _core

DUTY_FACTOR = 0.34


@st.composite
def gappy_runs(draw):
    """Times, landmarks and events of a noisy runner with missing points, on an even clock."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    fps = draw(st.sampled_from([24.0, 30.0, 60.0, 120.0, 240.0]))
    stride_s = draw(st.floats(0.55, 0.85))
    n = draw(st.integers(2, int(3 * fps)))
    t, xy = runner(n, fps, stride_s, noise_px=draw(st.sampled_from([0.0, 2.0])), seed=rng.integers(99))
    t = t[0] + draw(st.sampled_from([0.0, 7.3])) + np.arange(n) / fps
    if draw(st.booleans()):
        xy[:, draw(st.sampled_from([[4, 5, 10, 11], [0, 6], [6], list(range(1, 6)), [1]]))] = np.nan
    xy[rng.random(xy.shape[:2]) < draw(st.sampled_from([0.0, 0.02, 0.2]))] = np.nan
    steps = np.arange(int(2 * (t[-1] - t[0]) / stride_s) + 1)
    contact = t[0] + 0.1 + steps * stride_s / 2 + rng.normal(0, 0.01, len(steps))
    toe_off = contact + DUTY_FACTOR * stride_s + rng.normal(0, 0.01, len(steps))
    side = ((steps + draw(st.integers(0, 1))) % 2).astype(np.uint8)
    kept = rng.random(len(steps)) > draw(st.sampled_from([0.0, 0.0, 0.1]))
    if draw(st.booleans()) and draw(st.booleans()):
        kept &= side == 1
    for events in (contact, toe_off):
        events[(events < t[0]) | (events > t[-1]) | (rng.random(len(events)) < draw(st.sampled_from([0.0, 0.1])))] = (
            np.nan
        )
    return t, np.ascontiguousarray(xy), side[kept], contact[kept], toe_off[kept]


@settings(max_examples=100, deadline=None)
@given(gappy_runs())
def test_angles_equal_those_of_a_slow_twin(case):
    t, xy, *_ = case
    np.testing.assert_allclose(_core.body_angles(t, xy), all_angles(xy), rtol=0, atol=1e-9)


@settings(max_examples=150, deadline=None)
@given(gappy_runs(), st.booleans())
def test_stride_values_equal_those_of_a_slow_twin(case, camera_is_still):
    t, xy, side, *events = case
    found = _core.stride_values(t, xy, camera_is_still, side, *events)
    twin = stride_rows(t, xy, side, events, camera_is_still=camera_is_still)
    np.testing.assert_allclose(found, twin, rtol=0, atol=1e-9)


def test_a_knee_that_bends_like_no_knee_is_not_told():
    t, xy = runner(180)
    side, contact = np.array([0, 1, 0], np.uint8), np.array([0.1, 0.45, 0.8])
    column = 3 + _core.STRIDE_VALUES.index("heel_recovery_deg")
    told = _core.stride_values(t, xy, False, side, contact, contact + 0.24)[0, column]
    assert 90.0 < told < 165.0
    swing = (t > contact[0] + 0.24) & (t < contact[2])
    hip, knee = xy[swing, 1], xy[swing, 2]
    # The shank on the thigh: the points of another limb.
    xy[swing, 3] = knee + 0.9 * (hip - knee)
    assert np.isnan(_core.stride_values(t, xy, False, side, contact, contact + 0.24)[0, column])


def test_a_foot_that_points_backwards_is_no_foot():
    t, xy = runner(180)
    side, contact = np.array([0, 1], np.uint8), np.array([0.1, 0.45])
    column = 3 + _core.STRIDE_VALUES.index("foot_strike_angle_deg")
    assert np.isfinite(_core.stride_values(t, xy, False, side, contact, contact + 0.24)[:, column]).all()
    xy[:, [4, 5]] = xy[:, [5, 4]]
    found = _core.stride_values(t, np.ascontiguousarray(xy), False, side, contact, contact + 0.24)[:, column]
    assert np.isnan(found[0])
    assert np.isfinite(found[1])


def test_a_flight_longer_than_any_runners_lacks_a_stance_and_is_not_told():
    t, xy = runner(180)
    side, column = np.array([0, 1], np.uint8), 3 + _core.STRIDE_VALUES.index("flight_time_s")
    for flight_s, expected in ((0.15, 0.15), (0.39, 0.39), (0.41, np.nan), (2.1, np.nan)):
        contact = np.array([0.1, 0.34 + flight_s])
        told = _core.stride_values(t, xy, False, side, contact, contact + 0.24)[0, column]
        np.testing.assert_allclose(told, expected, atol=1e-12)
