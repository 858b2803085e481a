"""From passes to runners: each pass stands for one, unless a column says which passes are of the same runner."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toeoff.cohort.passes import CohortPass, Value
from toeoff.errors import InvalidInputError
from toeoff.profiles import standard_uncertainty

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Runner", "group_runners", "why_excluded"]

NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Runner:
    """One runner, over one pass or several.

    Attributes
    ----------
    name : str
        `race#3` of a single pass, else the cells that identify the runner.
    passes : tuple of CohortPass
    measures : mapping of str to Value
        Mean over the passes; its uncertainty is the root mean square of theirs, because the errors of pose model and
        camera do not average out.
    """

    name: str
    passes: tuple[CohortPass, ...]
    measures: Mapping[str, Value]

    @property
    def recordings(self) -> list[int]:
        """Recordings of its passes, one entry per pass."""
        return [one.recording for one in self.passes]

    @property
    def pace_mps(self) -> float | None:
        """Pace that was stated for all of its passes alike."""
        stated = {one.pace_mps for one in self.passes}
        return stated.pop() if len(stated) == 1 else None

    @property
    def effort(self) -> str | None:
        """Effort that was stated for all of its passes alike."""
        stated = {one.effort for one in self.passes}
        return stated.pop() if len(stated) == 1 else None


def group_runners(passes: Sequence[CohortPass], by: Sequence[str] = ()) -> tuple[list[Runner], int]:
    """Make runners of passes.

    Parameters
    ----------
    passes : sequence of CohortPass
    by : sequence of str
        Columns of `passes.csv`; passes with equal cells are of one runner. Without any, each pass is a runner.

    Returns
    -------
    runners : list of Runner
        In order of their first pass.
    n_unknown : int
        Passes without a cell to go by: they belong to nobody and are left out.

    Raises
    ------
    InvalidInputError
        When no pass has a column of that name; the message lists those that there are.
    """
    if not by:
        return [Runner(one.name, (one,), one.measures) for one in passes], 0
    known = {name: None for one in passes for name in one.columns}
    for column in by:
        if passes and column not in known:
            own = [name for name in known if not name.endswith(("_low", "_high", "_n", "_grade", "_reason"))]
            msg = f"no pass has a column {column!r}; add one to passes.csv, or choose among {', '.join(own)}"
            raise InvalidInputError(msg)
    groups: dict[tuple[str, ...], list[CohortPass]] = {}
    n_unknown = 0
    for one in passes:
        key = tuple(one.columns.get(column, "").strip() for column in by)
        if all(key):
            groups.setdefault(key, []).append(one)
        else:
            n_unknown += 1
    runners = [Runner(" ".join(key), tuple(of), _together(of)) for key, of in groups.items()]
    return runners, n_unknown


def why_excluded(runner: Runner) -> str | None:
    """Return the reason code when no measure of a runner has a value, None when one has."""
    if any(measure.value is not None for measure in runner.measures.values()):
        return None
    whole = [reason for one in runner.passes for reason in one.reasons]
    reasons = whole or [measure.reason for measure in runner.measures.values() if measure.reason]
    return Counter(reasons).most_common(1)[0][0] if reasons else "not_measured"


def _together(passes: Sequence[CohortPass]) -> dict[str, Value]:
    names = {name: None for one in passes for name in one.measures}
    return {name: _mean([one.measures[name] for one in passes if name in one.measures]) for name in names}


def _mean(values: Sequence[Value]) -> Value:
    seen = [v for v in values if v.value is not None and v.low is not None and v.high is not None]
    if not seen:
        return Value(None, None, None, 0, values[0].reason)
    value = math.fsum(v.value for v in seen if v.value is not None) / len(seen)
    squares = [standard_uncertainty(v.low, v.high) ** 2 for v in seen if v.low is not None and v.high is not None]
    half = NORMAL_95 * math.sqrt(math.fsum(squares) / len(squares))
    return Value(value, value - half, value + half, sum(v.n for v in seen), None)
