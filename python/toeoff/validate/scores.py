"""Runs through the analysis, one condition at a time: every event and measure beside the truth, as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from toeoff.analysis import analyze
from toeoff.tables import STRIKES
from toeoff.validate.matching import match
from toeoff.validate.trials import SIDES
from toeoff.validate.true_measures import true_measures
from toeoff.validate.views import views

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from toeoff.report import PassReport
    from toeoff.validate.trials import Trial
    from toeoff.validate.views import Condition, View

__all__ = ["EVENTS", "MeasureScores", "Scores", "run_condition"]

EVENTS = ("initial_contact", "toe_off")


class MeasureScores(NamedTuple):
    """One measure over the views in which the truth tells it; value and limits are NaN where it was withheld."""

    trial: NDArray[np.intp]
    truth: NDArray[np.float64]
    value: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Scores:
    """What one condition gave.

    Attributes
    ----------
    condition : Condition
    trial : ndarray, shape (n_contacts,)
        Index of the run of each true contact.
    side : ndarray, shape (n_contacts,)
        0 left, 1 right.
    error_ms, sigma_ms : ndarray, shape (n_contacts, 2)
        Found less true, and the stated uncertainty, of initial contact and toe-off; NaN where missed.
    extra : ndarray, shape (n_extra, 2)
        Run and side of each event found between the first and the last contact that belongs to none.
    measures : mapping of str to MeasureScores
    strike : ndarray, shape (n_views, 4)
        Run, then the probabilities of rearfoot, midfoot and forefoot; NaN where withheld.
    reasons : mapping of int to tuple of str
        Reason codes of the whole pass, of the runs in which a view was refused.
    """

    condition: Condition
    trial: NDArray[np.intp]
    side: NDArray[np.intp]
    error_ms: NDArray[np.float64]
    sigma_ms: NDArray[np.float64]
    extra: NDArray[np.intp]
    measures: dict[str, MeasureScores]
    strike: NDArray[np.float64]
    reasons: dict[int, tuple[str, ...]]


def run_condition(trials: Iterable[tuple[int, int, Trial]], condition: Condition) -> Scores:
    """Analyse every view of every run.

    Parameters
    ----------
    trials : iterable of (int, int, Trial)
        Number of the run in the results, its place in its data set (the seed), and the run.
    condition : Condition
    """
    contacts: list[tuple[int, int]] = []
    errors: list[NDArray[np.float64]] = []
    extra: list[tuple[int, int]] = []
    measures: dict[str, list[tuple[float, ...]]] = {}
    strike: list[tuple[float, ...]] = []
    reasons: dict[int, tuple[str, ...]] = {}
    for number, index, trial in trials:
        for view in views(trial, index, condition):
            is_told = condition.camera_is_told and condition.camera == "static"
            report = analyze(view.sequence, height_m=trial.height_m, camera="still" if is_told else "unknown")
            if report.quality.reasons:
                reasons[number] = tuple(dict.fromkeys([*reasons.get(number, ()), *report.quality.reasons]))
            for side in range(len(SIDES)):
                rows, n_extra = _events(report, view, side)
                errors.append(rows)
                contacts += [(number, side)] * len(rows)
                extra += [(number, side)] * n_extra
            for name, truth in true_measures(trial, view.contacts, view.start_s, view.end_s).items():
                told = report.measures[name]
                row = (np.nan if x is None else x for x in (told.value, told.low, told.high))
                measures.setdefault(name, []).append((number, truth, *row))
            told_strike = report.foot_strike or {}
            strike.append((number, *(told_strike.get(kind, np.nan) for kind in STRIKES)))
    of_contact = np.array(contacts, int).reshape(-1, 2)
    columns = np.concatenate([np.empty((0, 2, 2)), *errors])
    return Scores(
        condition=condition,
        trial=of_contact[:, 0],
        side=of_contact[:, 1],
        error_ms=1e3 * columns[:, 0],
        sigma_ms=1e3 * columns[:, 1],
        extra=np.array(extra, int).reshape(-1, 2),
        measures={name: _columns(rows) for name, rows in measures.items()},
        strike=np.array(strike, float).reshape(-1, 1 + len(STRIKES)),
        reasons=reasons,
    )


def _events(report: PassReport, view: View, side: int) -> tuple[NDArray[np.float64], int]:
    """Errors and sigmas `(n, 2, 2)` of one foot's contacts, s, and the number of events that belong to none."""
    truth = np.array([c[1:] for c in view.contacts if c.side == side]).reshape(-1, 2)
    rows = np.full((len(truth), 2, 2), np.nan)
    first, last = view.contacts[0].initial_contact_s, view.contacts[-1].toe_off_s
    n_extra = 0
    for column, kind in enumerate(EVENTS):
        found = np.array([(e.time_s, e.sigma_s) for e in report.events if (e.side, e.kind) == (SIDES[side], kind)])
        found = found.reshape(-1, 2)
        nearest = match(found[:, 0], truth[:, column])
        hit = nearest >= 0
        rows[hit, 0, column] = found[nearest[hit], 0] - truth[hit, column]
        rows[hit, 1, column] = found[nearest[hit], 1]
        unmatched = np.delete(found[:, 0], nearest[hit])
        n_extra += int(((unmatched > first) & (unmatched < last)).sum())
    return rows, n_extra


def _columns(rows: list[tuple[Any, ...]]) -> MeasureScores:
    table = np.array(rows, float)
    return MeasureScores(table[:, 0].astype(int), *table[:, 1:].T)
