"""The error table: events, contact time and measures of one condition, whole and by speed, foot strike and data set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from toeoff.tables import MEASURES
from toeoff.validate.scores import EVENTS
from toeoff.validate.trials import SIDES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from toeoff.validate.scores import MeasureScores, Scores
    from toeoff.validate.trials import Trial

__all__ = ["condition_table", "contact_time_error_ms", "groups", "missed_runs", "worst_runs"]

UNLABELLED = "unlabelled"


def condition_table(scores: Scores, trials: Sequence[Trial]) -> dict[str, Any]:
    """Return the error table of a condition, plain values only; what cannot be told is None.

    Returns
    -------
    dict
        `events` with the whole and each group, `measures` by name; ms for events, own unit for measures.
        `intervals_covered` is the share of all 95 % intervals of measures that hold the truth.
    """
    everything = np.ones(len(scores.trial), bool), np.ones(len(scores.extra), bool)
    measures = {name: _measure(scores.measures[name]) for name in MEASURES if name in scores.measures}
    n_told = sum(measure["told"] for measure in measures.values())
    n_covered = sum(measure["told"] * (measure["covered"] or 0) for measure in measures.values())
    return {
        "events": _events(scores, *everything),
        "groups": {
            kind: {name: _events(scores, *rows) for name, *rows in groups(scores, trials, kind)}
            for kind in ("dataset", "speed", "foot_strike")
        },
        "measures": measures,
        "intervals_covered": n_covered / n_told if n_told else None,
    }


def groups(
    scores: Scores, trials: Sequence[Trial], kind: str
) -> Iterator[tuple[str, NDArray[np.bool_], NDArray[np.bool_]]]:
    """Yield name, contacts and extra events of each group.

    Parameters
    ----------
    scores : Scores
    trials : sequence of Trial
    kind : {"dataset", "speed", "foot_strike"}
    """
    of_contact = [_group(trials[t], s, kind) for t, s in zip(scores.trial, scores.side, strict=True)]
    of_extra = [_group(trials[t], s, kind) for t, s in scores.extra]
    for name in sorted(set(of_contact), key=lambda name: (name == UNLABELLED, name)):
        yield name, np.array(of_contact) == name, np.array(of_extra, dtype=object) == name


def contact_time_error_ms(error_ms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Error of the contact time of each contact with both events, ms."""
    error = error_ms[:, 1] - error_ms[:, 0]
    return error[np.isfinite(error)]


def worst_runs(scores: Scores, trials: Sequence[Trial], n: int = 5) -> list[dict[str, Any]]:
    """Return the runs with the largest mean errors of either event, ms."""
    means = _run_means(scores.trial, scores.error_ms)
    order = sorted(means, key=lambda number: -np.abs(means[number]).max())
    return [
        {"run": f"{trials[k].dataset}/{trials[k].name}"}
        | {event: float(mean) for event, mean in zip(EVENTS, means[k], strict=True)}
        for k in order[:n]
    ]


def missed_runs(scores: Scores, trials: Sequence[Trial]) -> list[dict[str, Any]]:
    """Return the runs with missed events: how many of how many, and why the analysis refused them, if it did."""
    missed = np.isnan(scores.error_ms).sum(axis=1)
    rows = []
    for number in np.unique(scores.trial[missed > 0]):
        own = scores.trial == number
        rows.append(
            {"run": f"{trials[number].dataset}/{trials[number].name}", "missed": int(missed[own].sum())}
            | {"events": 2 * int(own.sum()), "reasons": list(scores.reasons.get(int(number), ()))}
        )
    return rows


def _group(trial: Trial, side: int, kind: str) -> str:
    if kind == "dataset":
        return trial.dataset
    if kind == "speed":
        return f"{trial.speed_mps:.1f} m/s"
    return trial.strike.get(SIDES[side], UNLABELLED)


def _events(scores: Scores, of_contact: NDArray[np.bool_], of_extra: NDArray[np.bool_]) -> dict[str, Any]:
    error, sigma, trial = scores.error_ms[of_contact], scores.sigma_ms[of_contact], scores.trial[of_contact]
    table: dict[str, Any] = {"contacts": len(error), "runs": len(np.unique(trial))}
    for column, event in enumerate(EVENTS):
        own, stated = error[:, column], sigma[:, column]
        found = np.isfinite(own)
        table[event] = {
            "found": _mean(found),
            **_spread(own[found]),
            "p95": _percentile(np.abs(own[found])),
            "within_sigma": _mean(np.abs(own[found]) <= stated[found]),
            "sigma": _mean(stated[found]),
        }
    means = np.array(list(_run_means(trial, error).values())).reshape(-1, 2)
    for column, event in enumerate(EVENTS):
        table[event]["sd_between_runs"] = float(means[:, column].std()) if len(means) > 1 else None
    table["contact_time"] = _spread(contact_time_error_ms(error))
    table["extra"] = float(of_extra.sum() / (2 * len(error))) if len(error) else None
    return table


def _measure(columns: MeasureScores) -> dict[str, Any]:
    told = np.isfinite(columns.value)
    value, truth = columns.value[told], columns.truth[told]
    return {
        "views": len(told),
        "told": int(told.sum()),
        **_spread(value - truth),
        "covered": _mean((columns.low[told] <= truth) & (truth <= columns.high[told])),
        "half_width": _mean((columns.high[told] - columns.low[told]) / 2),
    }


def _run_means(trial: NDArray[np.intp], error_ms: NDArray[np.float64]) -> dict[int, NDArray[np.float64]]:
    """Mean errors of both events of every run that has some of each."""
    means = {}
    for number in np.unique(trial):
        own = error_ms[trial == number]
        if np.isfinite(own).any(axis=0).all():
            means[int(number)] = np.nanmean(own, axis=0)
    return means


def _spread(errors: NDArray[np.float64]) -> dict[str, float | None]:
    if not len(errors):
        return dict.fromkeys(("bias", "sd", "rmse"))
    return {
        "bias": float(errors.mean()),
        "sd": float(errors.std()),
        "rmse": float(np.sqrt(np.mean(errors**2))),
    }


def _mean(values: NDArray[Any]) -> float | None:
    return float(values.mean()) if len(values) else None


def _percentile(values: NDArray[np.float64]) -> float | None:
    return float(np.percentile(values, 95)) if len(values) else None
