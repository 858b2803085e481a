"""How much the times of a leg differ from stride to stride, told by the interval of their mean.

The times of single strides are read from events that were drawn towards the median of their foot, which makes each of
them better and their spread too small: contact times keep 60 % of it. The spread before that is what the core takes the
repeatability interval of a leg's mean from, `± t s / sqrt(n)`, and is had back from there.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from toeoff import _core

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["TIMES", "own_deviation"]

#: Values that are differences of event times, of those that legs have a mean of.
TIMES = ("contact_time_s", "flight_time_s", "swing_time_s", "duty_factor")
# Strides from which on an interval is of the runner's own deviation: without a cohort's, and always (`interval.rs`).
OWN_FROM, ALWAYS_OWN_FROM = 3, 12


def own_deviation(name: str, n: int, repeat: tuple[float, float], pooled: Collection[str]) -> tuple[float, int] | None:
    """Return the deviation between the strides of one leg of one pass, with its degrees of freedom.

    Parameters
    ----------
    name : str
        One of `TIMES`.
    n : int
        Strides behind the leg's mean.
    repeat : tuple of float
        Ends of its repeatability interval.
    pooled : collection of str
        Values whose intervals the pass took from the deviations of a cohort.

    Returns
    -------
    tuple of float and int, or None
        None where the interval is of a typical deviation, or of a cohort's, and tells nothing of this leg.
    """
    if n < (ALWAYS_OWN_FROM if name in pooled else OWN_FROM):
        return None
    low, high = repeat
    return (high - low) / 2 * math.sqrt(n) / _core.student_quantile(0.975, n - 1), n - 1
