"""Statistics over runners against SciPy and against published values."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import cohort as reference
from toeoff import InvalidInputError, _core
from toeoff.cohort import (
    clopper_pearson,
    false_discovery,
    fisher_exact,
    mean_interval,
    odds_ratio,
    risk_difference,
    spearman,
    wilson,
)

cells = st.integers(0, 60)
tables = st.tuples(st.tuples(cells, cells), st.tuples(cells, cells))
counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
values = st.floats(-1e3, 1e3, allow_nan=False)


def test_eight_of_nine_is_57_to_98_percent() -> None:
    share = wilson(8, 9)
    assert (round(100 * share.low), round(100 * share.high)) == (57, 98)
    assert (share.low, share.high) == pytest.approx((0.5650, 0.9801), abs=5e-5)
    assert (wilson(9, 27).low, wilson(9, 27).high) == pytest.approx((0.1864, 0.5218), abs=5e-5)
    exact = clopper_pearson(8, 9)
    assert (exact.low, exact.high) == pytest.approx((0.5175, 0.9972), abs=5e-5)


@pytest.mark.parametrize(
    ("k", "p"), [(4, 0.0027), (6, 0.0128), (7, 0.0192), (8, 0.0417), (9, 0.0912), (10, 0.1925), (12, 0.3632)]
)
def test_fisher_of_eight_of_nine_against_k_of_eighteen(k: int, p: float) -> None:
    assert fisher_exact([[8, 1], [k, 18 - k]]) == pytest.approx(p, abs=5e-5)


def test_newcombe_and_haldane_have_their_published_values() -> None:
    difference = risk_difference([[8, 1], [6, 12]])
    assert (difference.low, difference.high) == pytest.approx((0.159, 0.749), abs=5e-4)
    ratio = odds_ratio([[8, 1], [6, 12]])
    # The published upper end has the normal quantile rounded to 1.96.
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx((10.90, 1.51, 78.75), abs=1e-2)


@settings(deadline=None)
@given(counts)
def test_proportions_are_those_of_scipy(count: tuple[int, int]) -> None:
    k, n = count
    test = scipy.stats.binomtest(k, n)
    for ours, method in ((wilson(k, n), "wilson"), (clopper_pearson(k, n), "exact")):
        theirs = test.proportion_ci(0.95, method)
        assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-10)
        assert ours.low <= ours.value <= ours.high


@settings(deadline=None)
@given(tables)
def test_fisher_is_that_of_scipy(table: tuple[tuple[int, int], tuple[int, int]]) -> None:
    assert fisher_exact(table) == pytest.approx(scipy.stats.fisher_exact(table).pvalue, abs=1e-10)


@settings(deadline=None)
@given(tables)
def test_odds_ratio_is_that_of_scipy_with_a_half_added(table: tuple[tuple[int, int], tuple[int, int]]) -> None:
    added = np.array(table) + 0.5
    ours = odds_ratio(table)
    assert ours.value == pytest.approx(added[0, 0] * added[1, 1] / (added[0, 1] * added[1, 0]), rel=1e-12)
    half = scipy.stats.norm.ppf(0.975) * math.sqrt((1 / added).sum())
    assert math.log(ours.high / ours.low) == pytest.approx(2 * half, rel=1e-12)
    (a, b), (c, d) = table
    assert odds_ratio([[b, a], [d, c]]).value == pytest.approx(1 / ours.value, rel=1e-12)


@settings(deadline=None)
@given(counts, counts)
def test_newcombe_holds_the_difference_and_turns_with_the_groups(one: tuple[int, int], two: tuple[int, int]) -> None:
    table = [[one[0], one[1] - one[0]], [two[0], two[1] - two[0]]]
    ours, turned = risk_difference(table), risk_difference(table[::-1])
    assert ours.low <= ours.value <= ours.high
    assert ours.low >= -1
    assert ours.high <= 1
    assert (turned.low, turned.high) == pytest.approx((-ours.high, -ours.low), abs=1e-12)
    if one == two:
        assert ours.value == 0


@settings(deadline=None)
@given(st.lists(values, min_size=2, max_size=40))
def test_mean_interval_is_that_of_scipy(column: list[float]) -> None:
    ours = mean_interval([*column, math.nan])
    assert ours.n == len(column)
    assert ours.deviation == pytest.approx(np.std(column, ddof=1), abs=1e-9)
    if np.std(column) > 0:
        theirs = scipy.stats.t.interval(0.95, len(column) - 1, np.mean(column), scipy.stats.sem(column))
        assert (ours.low, ours.high) == pytest.approx(theirs, rel=1e-9, abs=1e-6)


@settings(deadline=None)
@given(st.floats(1e-6, 1 - 1e-6), st.floats(1, 500))
def test_student_quantile_is_that_of_scipy(p: float, df: float) -> None:
    assert _core.student_quantile(p, df) == pytest.approx(scipy.stats.t.ppf(p, df), rel=1e-8, abs=1e-10)


@settings(deadline=None)
@given(st.floats(-30, 30))
def test_normal_cdf_is_that_of_scipy_far_into_the_tail(x: float) -> None:
    assert _core.normal_cdf(x) == pytest.approx(scipy.stats.norm.cdf(x), rel=1e-11, abs=1e-300)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=10, max_size=40))
def test_spearman_with_ties_is_that_of_scipy(pairs: list[tuple[int, int]]) -> None:
    x, y = zip(*pairs, strict=True)
    ours = spearman(x, y)
    if len(set(x)) == 1 or len(set(y)) == 1:
        assert ours.value is None
        return
    theirs = scipy.stats.spearmanr(x, y)
    assert ours.value == pytest.approx(theirs.statistic, abs=1e-12)
    assert ours.p == pytest.approx(theirs.pvalue, abs=1e-9)


def test_partial_spearman_is_the_correlation_of_what_ranks_leave() -> None:
    random = np.random.default_rng(3)
    z = random.normal(size=60)
    x, y = z + random.normal(size=60), z + random.normal(size=60)
    ranks = [scipy.stats.rankdata(column) for column in (x, y, z)]
    left = [r - np.polyval(np.polyfit(ranks[2], r, 1), ranks[2]) for r in ranks[:2]]
    r = np.corrcoef(*left)[0, 1]
    ours = spearman(x, y, given=z)
    assert ours.value == pytest.approx(r, abs=1e-12)
    t = r * math.sqrt(57 / (1 - r * r))
    assert ours.p == pytest.approx(2 * scipy.stats.t.sf(abs(t), 57), rel=1e-9)
    assert (ours.low, ours.high) == (None, None)


def test_bootstrap_interval_is_near_that_of_scipy_and_always_the_same() -> None:
    random = np.random.default_rng(4)
    x = random.normal(size=40)
    y = 0.6 * x + random.normal(size=40)
    low, high = _core.spearman_interval(x, y, 50_000, 1)
    theirs = scipy.stats.bootstrap(
        (x, y),
        lambda a, b: scipy.stats.spearmanr(a, b).statistic,
        paired=True,
        vectorized=False,
        n_resamples=2000,
        rng=np.random.default_rng(5),
    ).confidence_interval
    # SciPy's 2000 draws leave 0.02 at the lower end.
    assert (low, high) == pytest.approx((theirs.low, theirs.high), abs=0.04)
    ours = spearman(x, y)
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=0.04)
    assert spearman(x, y) == ours


def test_below_ten_runners_a_correlation_is_a_description() -> None:
    nine = spearman(range(9), [0, 2, 1, 3, 5, 4, 6, 8, 7])
    assert nine.value is not None
    assert (nine.low, nine.high, nine.p) == (None, None, None)
    assert spearman([1, 2], [3, 4]).value is None
    assert spearman([1, math.nan, 2, 3], [1, 2, 3, 4]).n == 3


@settings(deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=30))
def test_percentiles_are_those_of_scipy(column: list[int]) -> None:
    values = np.array(column, dtype=float)
    # SciPy counts ties half, as we do.
    theirs = [scipy.stats.percentileofscore(values, value, kind="mean") for value in values]
    assert _core.percentiles(values) == pytest.approx(theirs)


def test_percentiles_at_equal_speed_rank_what_a_line_leaves() -> None:
    random = np.random.default_rng(8)
    speed = random.uniform(2, 6, 25)
    values = 10 + 4 * speed + random.normal(size=25)
    values[3] = math.nan
    seen = np.isfinite(values)
    left = values[seen] - np.polyval(np.polyfit(speed[seen], values[seen], 1), speed[seen])
    ours = _core.percentiles(values, speed)
    assert math.isnan(ours[3])
    assert ours[seen] == pytest.approx(100 * (scipy.stats.rankdata(left) - 0.5) / 24)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_false_discovery_is_that_of_scipy(p: list[float]) -> None:
    ours = false_discovery([*p, None])
    assert ours[:-1] == pytest.approx(scipy.stats.false_discovery_control(p), abs=1e-12)
    assert ours[-1] is None


def test_counts_under_error_are_those_of_slow_draws() -> None:
    random = np.random.default_rng(6)
    n = 30
    value = np.array([random.normal(8, 3, n), random.normal(19, 4, n), random.normal(12, 4, n)])
    value[1, 4] = math.nan
    sigma = random.uniform(1, 4, (3, n))
    low, high = np.full((3, n), -math.inf), np.full((3, n), math.inf)
    low[0], high[0], low[1], low[2] = 5, 10, 18, 14
    gains = [(1.0, 0.0), (1.0, 0.0), (0.0, -1.0)]
    recordings = [[i % 4] if i % 3 else [i % 4, 4] for i in range(n)]
    roll = [2.0, 2.0, 0.5, 2.0, 2.0]
    in_band, cells = _core.expected_counts(value, sigma, low, high, gains, recordings, roll, 20_000, 1)
    slow_counts, slow_cells = reference.expected_counts(
        value, sigma, low, high, gains=gains, recordings=recordings, roll_sigma=roll, draws=2000
    )
    assert [count[0] for count in in_band] == pytest.approx(slow_counts, abs=0.25)
    assert np.array(cells)[:, :, 0] == pytest.approx(slow_cells, abs=0.25)
    for mean, lowest, highest in in_band:
        assert lowest <= mean <= highest
    again = _core.expected_counts(value, sigma, low, high, gains, recordings, roll, 20_000, 1)
    assert again == (in_band, cells)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(lambda: wilson(3, 2), "successes is 3", id="more than all"),
        pytest.param(lambda: wilson(0, 0), "trials is 0", id="nobody"),
        pytest.param(lambda: wilson(-1, 2), "successes is -1", id="negative"),
        pytest.param(lambda: wilson(0.5, 2), "whole number", id="half a runner"),
        pytest.param(lambda: clopper_pearson(1, 0), "trials is 0", id="exact of nobody"),
        pytest.param(lambda: fisher_exact([[1, 2]]), "2 rows of 2 counts", id="one row"),
        pytest.param(lambda: fisher_exact([[1, 2], [3, -4]]), "cell", id="negative cell"),
        pytest.param(lambda: risk_difference([[0, 0], [1, 2]]), "trials is 0", id="empty row"),
        pytest.param(lambda: spearman([1, 2], [1, 2, 3]), "2, 3 values", id="lengths"),
        pytest.param(lambda: mean_interval([[1.0]]), "2 dimensions", id="a matrix"),
    ],
)
def test_misuse_is_told(call, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        call()
