"""Filters of coordinates: against slow twins, and the laws that every smoother keeps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import smoothing as reference
from toeoff.errors import InvalidInputError
from toeoff.smoothing import (
    effective_cutoff_hz,
    residual_cutoff_hz,
    smooth_butterworth,
    smooth_one_euro,
    smooth_savitzky_golay,
    smooth_whittaker,
)
from unit.test_events import truth_run

RATES = st.sampled_from([24.0, 25.0, 30.0, 59.94, 60.0, 120.0, 240.0])
CUTOFFS = st.sampled_from([4.0, 8.0, 10.0, 20.0])


@st.composite
def series(draw, longest=90):
    """Several series (n_frames, n_series) of running-like size in px, with missing values."""
    n, k = draw(st.integers(1, longest)), draw(st.integers(1, 11))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    values = 400 + np.cumsum(rng.normal(0, 5, (n, k)), axis=0)
    values[rng.random((n, k)) < draw(st.sampled_from([0.0, 0.02, 0.2]))] = np.nan
    return values


def by_column(function, values, *args):
    return np.stack([function(column, *args) for column in values.T], axis=1)


@settings(max_examples=150, deadline=None)
@given(values=series(), rate=RATES, cutoff=CUTOFFS)
def test_butterworth_equals_scipy_filtfilt_on_every_segment(values, rate, cutoff):
    expected = by_column(reference.butterworth, values, cutoff, rate)
    np.testing.assert_allclose(smooth_butterworth(values, cutoff, frame_rate_hz=rate), expected, rtol=0, atol=1e-9)


@settings(max_examples=80, deadline=None)
@given(values=series(), half=st.integers(1, 10), order=st.integers(0, 4))
def test_savitzky_golay_equals_scipy_on_every_segment(values, half, order):
    window = 2 * half + 1
    order = min(order, window - 1)
    expected = by_column(reference.savitzky_golay, values, window, order)
    np.testing.assert_allclose(smooth_savitzky_golay(values, window, order), expected, rtol=0, atol=1e-9)


@settings(max_examples=80, deadline=None)
@given(values=series(60), rate=st.sampled_from([25.0, 60.0]), gap=st.sampled_from([0.0, 0.05, 0.1]), data=st.data())
def test_whittaker_equals_the_dense_solution(values, rate, gap, data):
    rng = np.random.default_rng(data.draw(st.integers(0, 1000)))
    weight = rng.choice([0.0, 0.3, 1.0], values.shape)
    longest = int(gap * rate + 0.1)
    expected = np.stack(
        [reference.whittaker(v, w, 8.0, rate, longest) for v, w in zip(values.T, weight.T, strict=True)], axis=1
    )
    got = smooth_whittaker(values, weight, 8.0, frame_rate_hz=rate, longest_gap_s=gap)
    np.testing.assert_allclose(got, expected, rtol=0, atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(values=series(), seed=st.integers(0, 1000), gain=st.sampled_from([0.0, 0.007, 0.1]))
def test_one_euro_equals_its_definition_at_any_frame_times(values, seed, gain):
    times = np.cumsum(np.random.default_rng(seed).uniform(0.005, 0.05, len(values)))
    expected = by_column(reference.one_euro, values, times, 1.0, gain, 1.0)
    np.testing.assert_allclose(smooth_one_euro(values, times, speed_gain=gain), expected, rtol=0, atol=1e-9)


SMOOTHERS = [
    pytest.param(lambda v: smooth_butterworth(v, 8.0, frame_rate_hz=60), id="butterworth"),
    pytest.param(lambda v: smooth_savitzky_golay(v, 7, 2), id="savitzky_golay"),
    pytest.param(lambda v: smooth_whittaker(v, cutoff_hz=8.0, frame_rate_hz=60, longest_gap_s=0), id="whittaker"),
    pytest.param(lambda v: smooth_one_euro(v, np.arange(len(v)) / 60, speed_gain=0.0), id="one_euro"),
]


@pytest.mark.parametrize("smooth", SMOOTHERS)
@settings(max_examples=25, deadline=None)
@given(values=series(), shift=st.sampled_from([-300.0, 1500.0]), scale=st.sampled_from([-1.0, 0.004, 3.0]))
def test_moving_and_scaling_the_picture_moves_and_scales_the_result(smooth, values, shift, scale):
    np.testing.assert_allclose(smooth(shift + scale * values), shift + scale * smooth(values), rtol=0, atol=1e-6)


@pytest.mark.parametrize("smooth", SMOOTHERS)
@settings(max_examples=25, deadline=None)
@given(values=series())
def test_missing_values_stay_and_spread_nowhere(smooth, values):
    before = values.copy()
    got = smooth(values)
    np.testing.assert_array_equal(np.isnan(got), np.isnan(values))
    np.testing.assert_array_equal(values, before)
    assert got.base is None or not np.shares_memory(got, values)


@pytest.mark.parametrize("smooth", SMOOTHERS[:3])
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000))
def test_time_has_no_direction(smooth, seed):
    values = np.cumsum(np.random.default_rng(seed).normal(0, 5, (90, 4)), axis=0)
    # The Butterworth starts forwards, which its ends remember.
    inside = slice(20, -20)
    np.testing.assert_allclose(smooth(values[::-1])[::-1][inside], smooth(values)[inside], rtol=0, atol=1e-3)


@pytest.mark.parametrize("smooth", SMOOTHERS)
def test_a_constant_is_kept(smooth):
    np.testing.assert_allclose(smooth(np.full((50, 3), 1234.5)), 1234.5, rtol=0, atol=1e-8)


@pytest.mark.parametrize("dtype", [np.float32, np.int64])
def test_any_layout_and_number_type_is_taken(dtype):
    values = np.random.default_rng(0).integers(0, 900, (40, 17, 2))
    expected = smooth_butterworth(values.astype(float), frame_rate_hz=30)
    assert expected.shape == (40, 17, 2)
    np.testing.assert_array_equal(smooth_butterworth(values.astype(dtype), frame_rate_hz=30), expected)
    np.testing.assert_array_equal(smooth_butterworth(np.asfortranarray(values), frame_rate_hz=30), expected)
    np.testing.assert_array_equal(smooth_butterworth(values.tolist(), frame_rate_hz=30), expected)
    times = 5.0 + np.arange(40) / 30
    np.testing.assert_allclose(smooth_butterworth(values, time_s=times), expected, rtol=0, atol=1e-6)


def test_the_cutoff_is_three_decibels_down_whatever_the_frame_rate():
    for rate in (25.0, 60.0, 240.0):
        t = np.arange(int(20 * rate)) / rate
        wave = np.sin(2 * np.pi * 8 * t)
        inside = slice(int(5 * rate), int(15 * rate))
        np.testing.assert_allclose(
            smooth_butterworth(wave, 8.0, frame_rate_hz=rate)[inside], wave[inside] / np.sqrt(2), atol=1e-6
        )


def test_a_cutoff_too_high_for_the_frame_rate_is_lowered_and_told():
    values = np.random.default_rng(1).normal(size=(50, 2))
    assert effective_cutoff_hz(12.0, 24.0) == pytest.approx(9.6)
    assert effective_cutoff_hz(8.0, 60.0) == 8.0
    asked, used = (smooth_butterworth(values, hz, frame_rate_hz=24) for hz in (12.0, 9.6))
    np.testing.assert_allclose(asked, used, rtol=0, atol=1e-12)


def test_residual_analysis_lowers_the_cutoff_as_noise_grows():
    t = np.arange(360) / 120
    motion = 100 * np.sin(2 * np.pi * 1.5 * t) + 25 * np.cos(2 * np.pi * 3 * t) + 8 * np.sin(2 * np.pi * 4.5 * t)
    white = np.random.default_rng(2).normal(size=(360, 3))
    low, middle, high = residual_cutoff_hz(motion[:, None] + white * [20.0, 1.0, 0.01], frame_rate_hz=120)
    assert 6.0 <= low < middle < high <= 12.0
    assert np.isnan(residual_cutoff_hz(np.full(30, np.nan), frame_rate_hz=120))


@st.composite
def moving(draw):
    """One series of running-like motion with white noise and missing values."""
    rng, n = np.random.default_rng(draw(st.integers(0, 2**32 - 1))), draw(st.integers(1, 240))
    rate, stride_hz = draw(RATES), draw(st.floats(1.1, 2.2))
    phases, sizes = rng.uniform(0, 6.3, 4), rng.uniform(5, 40, 4) / (1, 2, 4, 8)
    times = np.arange(n)[:, None] / rate
    values = 300 + (sizes * np.sin(2 * np.pi * stride_hz * times * (1, 2, 3, 5) + phases)).sum(axis=1)
    values += draw(st.sampled_from([0.01, 0.3, 3.0, 20.0])) * rng.normal(size=n)
    values[rng.random(n) < draw(st.sampled_from([0.0, 0.05]))] = np.nan
    return values, rate


@settings(max_examples=60, deadline=None)
@given(case=moving())
def test_residual_analysis_equals_its_definition(case):
    values, rate = case
    expected = reference.residual_cutoff(values, rate)
    np.testing.assert_allclose(residual_cutoff_hz(values, frame_rate_hz=rate), expected, rtol=0, atol=1e-9)


def test_residual_analysis_of_force_plate_runs_equals_its_definition(shared_folder):
    told = []
    for path in sorted((shared_folder / "truth").glob("*/*.npz"))[::12]:
        t, xy, _ = truth_run(path.parent, path.stem)
        noisy = xy[:300] + np.random.default_rng(1).normal(0, 0.3, xy[:300].shape)
        for column in (2, 3, 5):  # knee, ankle, toe
            rate = 1 / np.median(np.diff(t))
            told.append(residual_cutoff_hz(noisy[:, column, 1], frame_rate_hz=rate))
            expected = reference.residual_cutoff(noisy[:, column, 1], rate)
            np.testing.assert_allclose(told[-1], expected, rtol=0, atol=1e-9)
    assert len({float(hz) for hz in told} - {6.0, 12.0}) >= 15


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(lambda: smooth_butterworth(np.ones(9)), "one of them, but neither is given", id="no rate"),
        pytest.param(
            lambda: smooth_butterworth(np.ones(3), time_s=[0, 1, 2], frame_rate_hz=1), "but both are given", id="both"
        ),
        pytest.param(lambda: smooth_butterworth(np.ones(3), time_s=[0, 0.1, 0.3]), "evenly spaced to 1 %", id="uneven"),
        pytest.param(lambda: smooth_butterworth(np.ones(3), time_s=[0, 0.1]), r"shape \(2,\), but \(3,\)", id="times"),
        pytest.param(lambda: smooth_butterworth(np.ones(9), 0.0, frame_rate_hz=60), "cutoff_hz is 0", id="cutoff"),
        pytest.param(lambda: smooth_butterworth(np.ones(9), frame_rate_hz=np.nan), "frame_rate_hz is NaN", id="rate"),
        pytest.param(lambda: smooth_butterworth(3.0, frame_rate_hz=60), "0 dimensions", id="scalar"),
        pytest.param(lambda: smooth_butterworth([], frame_rate_hz=60), "at least one value", id="empty"),
        pytest.param(lambda: smooth_butterworth(["a"], frame_rate_hz=60), "cannot be read as numbers", id="text"),
        pytest.param(
            lambda: smooth_savitzky_golay(np.ones(9), 4, 2), "window_frames is 4, but must be an odd", id="even"
        ),
        pytest.param(lambda: smooth_savitzky_golay(np.ones(9), 5, 5), "order is 5, but must be less", id="order"),
        pytest.param(lambda: smooth_savitzky_golay(np.ones(9), -5, 2), "window_frames is -5", id="negative window"),
        pytest.param(
            lambda: smooth_whittaker(np.ones((9, 2)), np.ones(3), frame_rate_hz=60), "weight has shape", id="weights"
        ),
        pytest.param(lambda: smooth_whittaker(np.ones(9), -np.ones(9), frame_rate_hz=60), "weight is -1", id="weight"),
        pytest.param(
            lambda: smooth_whittaker(np.ones(9), frame_rate_hz=60, longest_gap_s=-1), "longest_gap_s is -1", id="gap"
        ),
        pytest.param(lambda: smooth_one_euro(np.ones(3), [0, 1, 1]), "increase strictly", id="same time"),
        pytest.param(lambda: smooth_one_euro(np.ones(3), [0, 1]), "time_s has 2 values, but 3", id="too few times"),
        pytest.param(lambda: smooth_one_euro(np.ones(2), [0, 1], speed_gain=-1), "speed_gain is -1", id="gain"),
    ],
)
def test_misuse_says_what_is_wrong(call, message):
    with pytest.raises(InvalidInputError, match=message):
        call()
