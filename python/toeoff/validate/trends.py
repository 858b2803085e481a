"""Whether what must rise or fall with speed does so for every runner, at every step of speed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toeoff.validate.scores import Scores
    from toeoff.validate.trials import Trial

__all__ = ["DIRECTIONS", "trend_table", "values_by_speed"]

# +1 rises with speed, -1 falls (the reference table of Hamner & Delp 2013 shows both for every runner).
DIRECTIONS = {
    "thigh_extension_toe_off_deg": 1,
    "thigh_extension_peak_deg": 1,
    "leg_extension_toe_off_deg": 1,
    "knee_drive_deg": 1,
    "heel_recovery_deg": 1,
    "contact_time_s": -1,
}


def trend_table(scores: Scores, trials: Sequence[Trial]) -> dict[str, dict[str, Any]]:
    """Count for each data set and measure the steps of speed that go the right way.

    Parameters
    ----------
    scores : Scores
        Of whole runs.
    trials : sequence of Trial

    Returns
    -------
    dict
        Data set, measure: `steps`, `passed`, `withheld` and `violations`, each with the runner, both speeds and the
        change measured and true.
    """
    table: dict[str, dict[str, Any]] = {}
    for name, sign in DIRECTIONS.items():
        for runner, rows in values_by_speed(scores, trials, name).items():
            entry = table.setdefault(runner.split("/")[0], {}).setdefault(
                name, {"direction": sign, "steps": 0, "passed": 0, "withheld": 0, "violations": []}
            )
            for (slow, value, truth), (fast, next_value, next_truth) in pairwise(rows):
                change = next_value - value
                entry["steps"] += 1
                if not np.isfinite(change):
                    entry["withheld"] += 1
                elif sign * change > 0:
                    entry["passed"] += 1
                else:
                    entry["violations"].append(
                        {"runner": runner, "from_mps": slow, "to_mps": fast, "measured": change}
                        | {"true": next_truth - truth}
                    )
    return {dataset: rows for dataset, rows in table.items() if any(row["steps"] for row in rows.values())}


def values_by_speed(scores: Scores, trials: Sequence[Trial], name: str) -> dict[str, list[tuple[float, float, float]]]:
    """Return for each runner speed, measured and true value of one measure, by rising speed."""
    columns = scores.measures.get(name)
    runners: dict[str, list[tuple[float, float, float]]] = {}
    if columns is not None:
        for number, truth, value in zip(columns.trial, columns.truth, columns.value, strict=True):
            trial = trials[number]
            runners.setdefault(trial.runner, []).append((trial.speed_mps, float(value), float(truth)))
    return {runner: sorted(rows) for runner, rows in sorted(runners.items())}
