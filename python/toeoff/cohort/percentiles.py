"""Where each runner stands among the others in the measures of a profile."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from toeoff import _core
from toeoff.cohort.statistics import RUNNERS_MIN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toeoff.cohort.runners import Runner
    from toeoff.profiles import Profile

__all__ = ["Percentile", "percentiles"]

SPEED = "speed_mps"


@dataclass(frozen=True, slots=True)
class Percentile:
    """Share of runners below one, in percent, itself counted half.

    Attributes
    ----------
    value : float or None
        None without a value, or where fewer than ten runners have one.
    given : str or None
        `speed_mps` where it is told among runners of equal speed: every angle of running changes with speed. What a
        straight line over speed leaves is ranked then.
    """

    value: float | None
    given: str | None


def percentiles(runners: Sequence[Runner], profile: Profile) -> list[Mapping[str, Percentile]]:
    """Rank every runner in the measure of each rule, cues included.

    Parameters
    ----------
    runners : sequence of Runner
    profile : Profile

    Returns
    -------
    list of mapping of str to Percentile
        One per runner, by name of the rule. Among runners of known speed where at least ten have both, else among all.
    """
    speed = _column(runners, SPEED)
    found: list[dict[str, Percentile]] = [{} for _ in runners]
    for rule in profile.rules:
        values = _column(runners, rule.measure)
        both = int((np.isfinite(values) & np.isfinite(speed)).sum())
        given = SPEED if both >= RUNNERS_MIN and rule.measure != SPEED else None
        ranked = _core.percentiles(values, speed if given else None)
        enough = int(np.isfinite(ranked).sum()) >= RUNNERS_MIN
        for one, percentile in zip(found, ranked.tolist(), strict=True):
            is_told = enough and math.isfinite(percentile)
            one[rule.name] = Percentile(percentile if is_told else None, given if is_told else None)
    return list(found)


def _column(runners: Sequence[Runner], name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    values = (runner.measures[name].value if name in runner.measures else None for runner in runners)
    return np.array([math.nan if value is None else value for value in values], dtype=np.float64)
