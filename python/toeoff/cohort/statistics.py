"""Statistics over runners: proportions, association, means. Every interval is two-sided 95 %."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from toeoff import _core
from toeoff.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Correlation",
    "Estimate",
    "Mean",
    "clopper_pearson",
    "false_discovery",
    "fisher_exact",
    "mean_interval",
    "odds_ratio",
    "risk_difference",
    "spearman",
    "wilson",
]

Table = tuple[tuple[int, int], tuple[int, int]]
# Draws of the bootstrap and its seed: the interval of the same runners is always the same.
DRAWS, SEED = 5000, 21
# Below so many runners a correlation is described, without interval or test.
RUNNERS_MIN = 10


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean over runners.

    Attributes
    ----------
    n : int
        Finite values.
    value : float or None
        None without a value.
    low, high : float or None
        95 % interval by Student's t; None below two values.
    deviation : float or None
        Sample standard deviation; None below two values.
    """

    n: int
    value: float | None
    low: float | None
    high: float | None
    deviation: float | None


@dataclass(frozen=True, slots=True)
class Correlation:
    """Spearman's rank correlation.

    Attributes
    ----------
    n : int
        Pairs with both values.
    value : float or None
        None below three pairs, or when one side is constant.
    low, high : float or None
        95 % interval by the bias-corrected and accelerated bootstrap over runners; None below ten.
    p : float or None
        Two-sided, by Student's t; None below ten.
    """

    n: int
    value: float | None
    low: float | None
    high: float | None
    p: float | None


def wilson(successes: int, trials: int) -> Estimate:
    """Proportion with Wilson's score interval.

    Parameters
    ----------
    successes, trials : int
        0 to `trials`, and 1 or more.

    Returns
    -------
    Estimate

    Raises
    ------
    InvalidInputError
        When a count is negative, no whole number, or beyond its limits.

    References
    ----------
    Wilson 1927, Journal of the American Statistical Association 22:209-212.

    Examples
    --------
    "Eight of nine" is 57 to 98 %.

    >>> share = wilson(8, 9)
    >>> round(share.low, 2), round(share.high, 2)
    (0.57, 0.98)
    """
    return Estimate(*_core.wilson(_count("successes", successes), _count("trials", trials)))


def clopper_pearson(successes: int, trials: int) -> Estimate:
    """Proportion with the exact interval, wider than Wilson's.

    Parameters
    ----------
    successes, trials : int
        As for `wilson`.

    Returns
    -------
    Estimate

    Raises
    ------
    InvalidInputError
        As for `wilson`.

    References
    ----------
    Clopper & Pearson 1934, Biometrika 26:404-413.
    """
    return Estimate(*_core.clopper_pearson(_count("successes", successes), _count("trials", trials)))


def fisher_exact(table: Sequence[Sequence[int]]) -> float:
    """Two-sided p of Fisher's exact test: the probability of all tables no more probable than this one.

    Parameters
    ----------
    table : 2 rows of 2 counts

    Returns
    -------
    float
        1 when a row or a column is empty: such a table says nothing.

    Raises
    ------
    InvalidInputError
        When it is no table of counts.

    Examples
    --------
    >>> round(fisher_exact([[8, 1], [8, 10]]), 4)
    0.0417
    """
    return _core.fisher_exact(_table(table))


def odds_ratio(table: Sequence[Sequence[int]]) -> Estimate:
    """Odds ratio with 0.5 added to every cell, so that an empty cell leaves it finite.

    Parameters
    ----------
    table : 2 rows of 2 counts

    Returns
    -------
    Estimate
        Interval by Woolf's standard error of the logarithm.

    Raises
    ------
    InvalidInputError
        When it is no table of counts.

    References
    ----------
    Haldane 1956, Annals of Human Genetics 20:309-311.
    """
    return Estimate(*_core.haldane(_table(table)))


def risk_difference(table: Sequence[Sequence[int]]) -> Estimate:
    """Proportion of the first column in the first row less that in the second row, with Newcombe's hybrid interval.

    Parameters
    ----------
    table : 2 rows of 2 counts
        Neither row may be empty.

    Returns
    -------
    Estimate

    Raises
    ------
    InvalidInputError
        When it is no table of counts or a row is empty.

    References
    ----------
    Newcombe 1998, Statistics in Medicine 17:873-890, method 10.
    """
    (a, b), (c, d) = _table(table)
    return Estimate(*_core.newcombe((a, a + b), (c, c + d)))


def mean_interval(values: ArrayLike) -> Mean:
    """Mean and standard deviation over runners, with the interval of the mean by Student's t.

    Parameters
    ----------
    values : array_like, shape (n,)
        One value per runner; what is not finite is left out.

    Returns
    -------
    Mean

    Notes
    -----
    The interval is that of sampling runners. An error common to all of them, such as a pose model's, is not in it.
    """
    n, *rest = _core.mean_interval(_column("values", values))
    value, low, high, deviation = (_or_none(number) for number in rest)
    return Mean(n, value, low, high, deviation)


def spearman(x: ArrayLike, y: ArrayLike, given: ArrayLike | None = None) -> Correlation:
    """Rank correlation over runners, or that at equal `given`.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        One value per runner; pairs with a value that is not finite are left out.
    given : array_like, shape (n,), optional
        A third column whose part in both is taken out (partial rank correlation); no bootstrap interval then.

    Returns
    -------
    Correlation
        Below ten pairs without interval and p: descriptive only.

    Raises
    ------
    InvalidInputError
        When the columns differ in length.

    References
    ----------
    Interval: Efron 1987, Journal of the American Statistical Association 82:171-185, 5000 draws with a fixed seed.
    """
    columns = [_column("x", x), _column("y", y), *([] if given is None else [_column("given", given)])]
    if len({len(column) for column in columns}) > 1:
        msg = f"columns have {', '.join(str(len(c)) for c in columns)} values; give one value per runner in each"
        raise InvalidInputError(msg)
    seen = np.isfinite(columns).all(axis=0)
    columns = [np.ascontiguousarray(column[seen]) for column in columns]
    n = int(seen.sum())
    if n < 3:
        return Correlation(n, None, None, None, None)
    value, p = _core.spearman(*columns)
    if n < RUNNERS_MIN:
        return Correlation(n, _or_none(value), None, None, None)
    low, high = (
        (math.nan, math.nan) if given is not None else _core.spearman_interval(columns[0], columns[1], DRAWS, SEED)
    )
    return Correlation(n, _or_none(value), _or_none(low), _or_none(high), _or_none(p))


def false_discovery(p: Sequence[float | None]) -> list[float | None]:
    """Adjust the p of several tests by Benjamini and Hochberg.

    Parameters
    ----------
    p : sequence of float or None
        None counts as no test.

    Returns
    -------
    list of float or None
        In the order given: the smallest false discovery rate at which each is called.

    References
    ----------
    Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57:289-300.
    """
    column = _column("p", [math.nan if value is None else value for value in p])
    return [_or_none(value) for value in _core.false_discovery(column).tolist()]


def _count(name: str, value: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0:
        msg = f"{name} is {value!r}, but must be a whole number, 0 or more"
        raise InvalidInputError(msg)
    return int(value)


def _table(table: Sequence[Sequence[int]]) -> Table:
    rows = [list(row) for row in table]
    if len(rows) != 2 or any(len(row) != 2 for row in rows):
        msg = f"table is {rows}, but must be 2 rows of 2 counts"
        raise InvalidInputError(msg)
    (a, b), (c, d) = ([_count("a cell of the table", cell) for cell in row] for row in rows)
    return (a, b), (c, d)


def _column(name: str, values: ArrayLike) -> NDArray[np.float64]:
    column = np.ascontiguousarray(values, dtype=np.float64)
    if column.ndim != 1:
        msg = f"{name} has {column.ndim} dimensions, but must have 1: one value per runner"
        raise InvalidInputError(msg)
    return column


def _or_none(value: float) -> float | None:
    return value if math.isfinite(value) else None
