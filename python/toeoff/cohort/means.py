"""Mean and spread of every measure over the runners of a cohort."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toeoff import _core
from toeoff.cohort.statistics import mean_interval
from toeoff.cohort.stride_deviation import stride_deviation
from toeoff.tables import MEASURES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toeoff.cohort.runners import Runner
    from toeoff.cohort.stride_deviation import StrideDeviation

__all__ = ["MeasureMean", "measure_means"]

# Their mean cannot lie outside 0 to 1, whatever Student's t says of few runners.
PROBABILITIES = ("foot_strike",)


@dataclass(frozen=True, slots=True)
class MeasureMean:
    """One measure over the runners that have it.

    Attributes
    ----------
    measure : str
    n : int
        Runners with a value.
    mean, low, high : float or None
        Mean with its 95 % t interval over runners.
    deviation : float or None
        Standard deviation over runners, stride scatter included.
    between_deviation : float or None
        The same less the scatter of strides within runners: how much runners differ. None where strides tell nothing.
        Errors that stay with a runner's pass, of camera or pose model, are still in it.
    stride_deviation : float or None
        Standard deviation between strides of one leg of one pass, pooled over the cohort.
    stride_freedom, stride_runners : int
        Degrees of freedom behind it, and runners that they come from.
    withheld : mapping of str to int
        Runners without a value by reason code.
    """

    measure: str
    n: int
    mean: float | None
    low: float | None
    high: float | None
    deviation: float | None
    between_deviation: float | None
    stride_deviation: float | None
    stride_freedom: int
    stride_runners: int
    withheld: Mapping[str, int]


def measure_means(runners: Sequence[Runner]) -> list[MeasureMean]:
    """Describe every measure of the methods table over runners, in the order of the table."""
    return [_one(name, runners) for name in MEASURES if any(name in runner.measures for runner in runners)]


def _one(name: str, runners: Sequence[Runner]) -> MeasureMean:
    values = [runner.measures[name] for runner in runners if name in runner.measures]
    seen = [v for v in values if v.value is not None]
    mean = mean_interval([v.value for v in seen if v.value is not None])
    strides = stride_deviation(name, runners)
    withheld = Counter(v.reason or "not_measured" for v in values if v.value is None)
    low, high = mean.low, mean.high
    if name in PROBABILITIES and low is not None and high is not None:
        low, high = max(0.0, low), min(1.0, high)
    return MeasureMean(
        measure=name,
        n=mean.n,
        mean=mean.value,
        low=low,
        high=high,
        deviation=mean.deviation,
        between_deviation=_between(name, runners, mean.deviation, strides),
        stride_deviation=None if strides is None else strides.value,
        stride_freedom=0 if strides is None else strides.freedom,
        stride_runners=0 if strides is None else strides.n_runners,
        withheld=dict(withheld.most_common()),
    )


def _between(
    name: str, runners: Sequence[Runner], deviation: float | None, strides: StrideDeviation | None
) -> float | None:
    """Deviation between runners without the scatter of their strides."""
    if deviation is None or strides is None:
        return None
    told = [runner.measures[name] for runner in runners if name in runner.measures]
    n_strides = [measure.n for measure in told if measure.value is not None]
    return _core.between_deviation(deviation, strides.value, n_strides)
