"""How fast a pass was run, as far as a profile asks: an effort, a stated pace, a measured speed, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from toeoff.errors import InvalidInputError

__all__ = ["EFFORTS", "Pace", "pace_mps", "stated_effort"]

# From relaxed to aggressive.
EFFORTS = ("easy", "marathon", "half_marathon", "12k", "10k", "5k")
# Slower than any running, faster than any runner (Bolt's fastest 10 m of 2009: 12.3 m/s).
SLOWEST_MPS, FASTEST_MPS = 1.0, 12.5
FORMS = "4:30 or 4:30/km (minutes per kilometre), 3.7m/s or 13.3km/h"


@dataclass(frozen=True, slots=True)
class Pace:
    """Pace of one pass.

    Attributes
    ----------
    source : {"effort", "stated", "measured", "unknown"}
        What decides the bands of a profile; an effort goes before a stated pace, that before a measured speed.
    effort : str or None
        One of `EFFORTS`.
    speed_mps : float or None
        Stated or measured speed, m/s.
    """

    source: str
    effort: str | None
    speed_mps: float | None

    @classmethod
    def of(cls, effort: str | None, stated_mps: float | None, measured_mps: float | None) -> Pace:
        """Return the pace by what is known of it, the surest first."""
        if effort is not None:
            return cls("effort", effort, stated_mps if stated_mps is not None else measured_mps)
        if stated_mps is not None:
            return cls("stated", None, stated_mps)
        if measured_mps is not None:
            return cls("measured", None, measured_mps)
        return cls("unknown", None, None)


def pace_mps(pace: str | float) -> float:
    """Read a pace.

    Parameters
    ----------
    pace : str or float
        `4:30` or `4:30/km` (minutes and seconds per kilometre), `3.7m/s`, `13.3km/h`; a bare number is m/s from Python
        only, where it cannot be taken for minutes.

    Returns
    -------
    float
        Speed, m/s.

    Raises
    ------
    InvalidInputError
        When it cannot be read or no one runs so slow or so fast.

    Examples
    --------
    >>> round(pace_mps("4:10/km"), 2)
    4.0
    """
    speed = _read(pace) if isinstance(pace, str) else float(pace)
    if not SLOWEST_MPS <= speed <= FASTEST_MPS:
        msg = f"pace is {pace}, which is {speed:.4g} m/s, but must be {SLOWEST_MPS:g} to {FASTEST_MPS:g} m/s"
        raise InvalidInputError(msg)
    return speed


def stated_effort(effort: str) -> str:
    """Return the label of an effort.

    Raises
    ------
    InvalidInputError
        When it is none of `EFFORTS`.
    """
    label = effort.strip().lower().replace("-", "_").replace(" ", "_")
    if label not in EFFORTS:
        msg = f"effort is {effort!r}, but must be one of {', '.join(EFFORTS)}"
        raise InvalidInputError(msg)
    return label


def _read(text: str) -> float:
    plain = text.strip().lower().replace(" ", "")
    if match := re.fullmatch(r"(\d{1,2}):([0-5]\d(?:\.\d+)?)(?:min)?(?:/km)?", plain):
        seconds = 60 * int(match[1]) + float(match[2])
        if seconds > 0:
            return 1000 / seconds
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)(m/s|mps|km/h|kmh)", plain):
        return float(match[1]) / (1 if match[2].startswith("m") else 3.6)
    msg = f"pace is {text!r}; write it as {FORMS}"
    raise InvalidInputError(msg)
