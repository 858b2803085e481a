"""Slow, obvious draws of what measurement error does to counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def expected_counts(
    value: Array,
    sigma: Array,
    low: Array,
    high: Array,
    *,
    gains: list[tuple[float, float]],
    recordings: list[list[int]],
    roll_sigma: list[float],
    draws: int,
) -> tuple[Array, Array]:
    """Mean counts in band (traits,) and mean tables (traits - 1, 4) of the first trait against the others."""
    random = np.random.default_rng(0)
    n_traits, n = value.shape
    counts, tables = np.zeros(n_traits), np.zeros((n_traits - 1, 4))
    for _ in range(draws):
        rolls = random.normal(size=len(roll_sigma)) * roll_sigma
        for i in range(n):
            seen = recordings[i]
            roll, roll_u = np.mean(rolls[seen]), np.sqrt(np.sum(np.square(np.take(roll_sigma, seen)))) / len(seen)
            inside: list[bool | None] = []
            for k in range(n_traits):
                share = min(abs(gains[k][0]) * roll_u, sigma[k, i])
                rest = np.sqrt(sigma[k, i] ** 2 - share**2)
                if k == 0:
                    first_u = 0.0 if np.isnan(rest) else rest
                    first_draw = random.normal()
                    error = rest * first_draw
                else:
                    shared = min(abs(gains[k][1]) * first_u, rest)
                    error = np.sign(gains[k][1]) * shared * first_draw + np.sqrt(rest**2 - shared**2) * random.normal()
                true = value[k, i] + error + np.sign(gains[k][0]) * share / roll_u * roll
                inside.append(None if np.isnan(true) else bool(low[k, i] <= true <= high[k, i]))
            for k in range(n_traits):
                counts[k] += inside[k] is True
                if k and inside[0] is not None and inside[k] is not None:
                    tables[k - 1, 2 * (not inside[0]) + (not inside[k])] += 1
    return counts / draws, tables / draws
