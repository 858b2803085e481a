"""Deviation between strides of one leg of one pass, pooled over the runners of a cohort."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toeoff import _core
from toeoff.cohort.own_times import TIMES
from toeoff.tables import STRIDE_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toeoff.cohort.passes import CohortPass
    from toeoff.cohort.runners import Runner

__all__ = ["StrideDeviation", "stride_deviation"]


@dataclass(frozen=True, slots=True)
class StrideDeviation:
    """A pooled deviation and what is behind it.

    Attributes
    ----------
    value : float
        In the unit of the measure.
    freedom : int
        Degrees of freedom: strides less one for each leg of each pass.
    n_runners : int
        Runners with two strides of a leg.
    """

    value: float
    freedom: int
    n_runners: int


def stride_deviation(name: str, runners: Sequence[Runner]) -> StrideDeviation | None:
    """Return the deviation of one measure; None where strides have no value of that name, or no leg has two of them.

    Cadence and speed have none: they are told of all strides together, in another unit than the strides' own times and
    leg lengths per second, and no leg's interval tells how stride times differed before events were drawn together.
    """
    if name not in STRIDE_VALUES:
        return None
    by_runner = [[leg for one in runner.passes if _tells(name, one) for leg in _legs(name, one)] for runner in runners]
    freedom = sum(n for legs in by_runner for _, n in legs)
    if freedom == 0:
        return None
    square = math.fsum(deviation * deviation * n for legs in by_runner for deviation, n in legs) / freedom
    return StrideDeviation(math.sqrt(square), freedom, sum(bool(legs) for legs in by_runner))


def _tells(name: str, one: CohortPass) -> bool:
    return name in one.measures and one.measures[name].value is not None


def _legs(name: str, one: CohortPass) -> list[tuple[float, int]]:
    """Deviation and degrees of freedom of each leg that has them."""
    if name in TIMES:
        return list(one.own_times[name])
    groups = [
        [value for s, values in one.strides if s == side and (value := values[name]) is not None]
        for side in ("left", "right")
    ]
    return [_core.pooled_deviation([group]) for group in groups if len(group) > 1]
