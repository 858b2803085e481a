"""Foot strike against labels: accuracy of rearfoot against the rest, and whether the probabilities hold."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from toeoff.tables import STRIKES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from toeoff.validate.scores import Scores
    from toeoff.validate.trials import Trial

__all__ = ["foot_strike_table"]

EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)  # of the reliability table: the profile's limits of no and yes are among them


def foot_strike_table(scores: Scores, trials: Sequence[Trial]) -> dict[str, Any] | None:
    """Compare the probabilities of a run with the label of each of its feet.

    Parameters
    ----------
    scores : Scores
        Of whole runs.
    trials : sequence of Trial

    Returns
    -------
    dict or None
        None without labels. `feet` labelled, `told` of them; `accuracy` of rearfoot against the rest at p = 0.5, and of
        all three classes; `brier` score of rearfoot; `reliability` by bins of the probability; `confusion`, rows
        labelled, columns most probable; `wrong` runs by name.
    """
    rows: list[tuple[int, str, NDArray[np.float64]]] = []
    for number, *p in scores.strike:
        trial = trials[int(number)]
        rows += [(int(number), label, np.array(p)) for label in trial.strike.values() if label in STRIKES]
    if not rows:
        return None
    told = [row for row in rows if np.isfinite(row[2]).all()]
    if not told:
        return {"feet": len(rows), "told": 0}
    probability = np.array([p for *_, p in told])
    label = np.array([STRIKES.index(kind) for _, kind, _ in told])
    is_rearfoot, p_rearfoot = label == 0, probability[:, 0]
    guessed = probability.argmax(axis=1)
    right = (p_rearfoot >= 0.5) == is_rearfoot
    confusion = np.zeros((3, 3), int)
    np.add.at(confusion, (label, guessed), 1)
    wrong = {f"{trials[row[0]].dataset}/{trials[row[0]].name}" for row, ok in zip(told, right, strict=True) if not ok}
    return {
        "feet": len(rows),
        "told": len(told),
        "accuracy": float(right.mean()),
        "accuracy_of_always_rearfoot": float(is_rearfoot.mean()),
        "accuracy_three_classes": float((guessed == label).mean()),
        "brier": float(np.mean((p_rearfoot - is_rearfoot) ** 2)),
        "reliability": _reliability(p_rearfoot, is_rearfoot),
        "confusion": {kind: dict(zip(STRIKES, confusion[i].tolist(), strict=True)) for i, kind in enumerate(STRIKES)},
        "wrong": sorted(wrong),
    }


def _reliability(probability: NDArray[np.float64], is_rearfoot: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Stated and true share of rearfoot strikes by bins of the stated one."""
    bins = np.clip(np.digitize(probability, EDGES) - 1, 0, len(EDGES) - 2)
    table = []
    for i, (low, high) in enumerate(pairwise(EDGES)):
        own = bins == i
        n = int(own.sum())
        stated = float(probability[own].mean()) if n else None
        table.append({"from": low, "to": high, "feet": n, "stated": stated})
        table[-1]["true"] = float(is_rearfoot[own].mean()) if n else None
    return table
