"""The continuous view of an association: rank correlation of two measures over runners."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toeoff.cohort.statistics import Correlation, spearman

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toeoff.cohort.runners import Runner
    from toeoff.profiles import Profile

__all__ = ["Related", "correlations"]

SPEED = "speed_mps"


@dataclass(frozen=True, slots=True)
class Related:
    """Rank correlation of two measures.

    Attributes
    ----------
    first, second : str
        Measures.
    given : str or None
        Measure held equal: both depend on speed, so that a field of mixed pace shows an association of its own.
    correlation : Correlation
    q : float or None
        Its p, adjusted for all tests of the report.
    """

    first: str
    second: str
    given: str | None
    correlation: Correlation
    q: float | None


def correlations(runners: Sequence[Runner], profile: Profile) -> list[Related]:
    """Correlate the first rule with every reading of the second, and at equal speed where speeds are known."""
    if profile.association is None:
        return []
    first = profile.rule(profile.association.first).measure
    rule = profile.rule(profile.association.second)
    columns = {name: _column(runners, name) for name in (first, SPEED, rule.measure, *rule.beside)}
    has_speed = any(math.isfinite(speed) for speed in columns[SPEED])
    found = []
    for second in (rule.measure, *rule.beside):
        for given in (None, SPEED) if has_speed else (None,):
            held = None if given is None else columns[given]
            found.append(Related(first, second, given, spearman(columns[first], columns[second], held), None))
    return found


def _column(runners: Sequence[Runner], name: str) -> list[float]:
    values = (runner.measures[name].value if name in runner.measures else None for runner in runners)
    return [math.nan if value is None else value for value in values]
