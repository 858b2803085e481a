"""Events found, matched to the force plate's as a judge would match them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["MATCH_S", "match"]

MATCH_S = 0.080  # an event within 80 ms of the plate's, same foot, counts as found


def match(found_s: ArrayLike, truth_s: ArrayLike) -> NDArray[np.intp]:
    """Find for each true event of one foot the nearest event found within `MATCH_S`.

    Parameters
    ----------
    found_s : array_like, shape (n_found,)
        Times of the events found, s, in any order; NaN is never matched.
    truth_s : array_like, shape (n_true,)
        Times of the true events, s, more than `2 * MATCH_S` apart, so that no event found is near two of them.

    Returns
    -------
    ndarray, shape (n_true,)
        Index into `found_s`, -1 for an event that was missed.
    """
    found, truth = np.asarray(found_s, float), np.asarray(truth_s, float)
    if not found.size:
        return np.full(len(truth), -1)
    distance = np.abs(found[None, :] - truth[:, None])
    distance[np.isnan(distance)] = np.inf
    nearest = distance.argmin(axis=1)
    return np.where(np.take_along_axis(distance, nearest[:, None], axis=1)[:, 0] <= MATCH_S, nearest, -1)
