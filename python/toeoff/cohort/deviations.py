"""Deviations between strides from what `toeoff cohort` wrote, for the intervals of short passes."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toeoff.cohort.files import RECORD
from toeoff.errors import CohortError
from toeoff.io.stated import shown, stated_path
from toeoff.json_text import read_json
from toeoff.tables import MEASURES, STRIDE_VALUES

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path

__all__ = ["FREEDOM_MIN", "RUNNERS_MIN", "CohortDeviations", "load_deviations", "read_deviations"]

# A deviation of a cohort counts as known: it goes with 1.96 where one of f degrees of freedom asks for Student's t. Its
# relative error is sqrt(1/(2 f) + c²/k), where the own deviations of k runners differ by c: 0.1 to 0.3 over 27 runners
# (`benches/fit_measures deviations`). From 30 and 10 on that is 13-16 %, as of 20 to 28 degrees of freedom: 1.96 then
# holds in 93.6-94.0 % where it says 95. A runner's own of 11 strides is known to 22 %.
FREEDOM_MIN, RUNNERS_MIN = 30, 10
# Measures that are values of strides, in the strides' own unit. The other values of strides, stride time and speed in
# leg lengths per second, have no deviation in a cohort (`stride_deviation`): cadence and speed keep the runner's own.
NAMES = tuple(name for name in MEASURES if name in STRIDE_VALUES)
# Tables that only a report of `toeoff cohort` has all of.
TOP = (("measures", list), ("in_band", list), ("runners", list), ("by", list), ("n_analysed", int))
REMEDY = f"give {RECORD} of `toeoff cohort -o FOLDER`, or that folder"
AGAIN = "run `toeoff cohort` of this version again"


@dataclass(frozen=True, slots=True)
class CohortDeviations:
    """Deviations that are well enough known to be used.

    Attributes
    ----------
    n_runners : int
        Runners of the cohort.
    by : tuple of str
        Columns that told which passes are of one runner; empty when each pass was taken for one.
    stride_sd : dict of str to float
        By per-stride value, as `toeoff.analyze` takes them.
    left_out : tuple of str
        Per-stride values without a deviation, or with too little behind it.
    """

    n_runners: int
    by: tuple[str, ...]
    stride_sd: dict[str, float]
    left_out: tuple[str, ...]

    def told(self) -> str:
        """Say whose deviations intervals are of, for a reader of the results."""
        runners = f"{self.n_runners} runners{'' if self.by else ' (each pass taken for one)'}"
        but = f", but for {', '.join(self.left_out)}: too few strides or runners there" if self.left_out else ""
        return f"intervals of fewer than 12 strides take the deviations between strides of a cohort of {runners}{but}"


def read_deviations(path: str | PathLike[str]) -> dict[str, float]:
    """Read how much strides of one runner differ, pooled over a cohort, for `stride_sd` of `toeoff.analyze`.

    Parameters
    ----------
    path : str or path
        `cohort.json` that `toeoff cohort -o FOLDER` wrote, or that folder.

    Returns
    -------
    dict of str to float
        Standard deviation by per-stride value, in its unit. Left out are values with fewer than 30 degrees of freedom
        or 10 runners behind the deviation, and stride time and speed, of which a cohort tells none.

    Raises
    ------
    CohortError
        When the file is none of a cohort, or no deviation in it is known well enough; the message says what is wrong.
    FileNotFoundError, OSError
        When the path is not there, or cannot be read.
    InvalidInputError
        When it is no path.

    Notes
    -----
    Below 12 strides a stated deviation takes the place of the runner's own and of the typical one, and counts as known.
    That is right for runners filmed as the cohort was, at its frame rate and by its pose model: part of how much
    strides differ is what keypoints and events err by.
    """
    return load_deviations(path).stride_sd


def load_deviations(path: str | PathLike[str]) -> CohortDeviations:
    """Read the same with what a reader of the results must know of it.

    Raises
    ------
    CohortError, OSError, InvalidInputError
        As `read_deviations`.
    """
    file = _file(stated_path(path))
    content = _content(file)
    known: dict[str, tuple[float, int, int]] = {}
    for row in content["measures"]:
        name, told = _row(row, file)
        if name in known:
            raise CohortError(f"{file} has {name} twice; {AGAIN}")
        if told is not None:
            known[name] = told
    if content["n_analysed"] < max((runners for *_, runners in known.values()), default=0):
        raise CohortError(f"{file}: n_analysed is {content['n_analysed']}, less than the runners of a row; {AGAIN}")
    enough = {name: sd for name, (sd, *behind) in known.items() if _is_enough(*behind)}
    if not enough:
        raise CohortError(_too_little(file, known))
    if (alike := next((name for name, sd in enough.items() if sd == 0), None)) is not None:
        raise CohortError(f"{file}: no two strides differ in {alike}, which no runners do; see what was analysed")
    by = tuple(str(column) for column in content["by"])
    left_out = tuple(name for name in NAMES if name not in enough)
    return CohortDeviations(content["n_analysed"], by, enough, left_out)


def _file(path: Path) -> Path:
    if not path.is_dir():
        return path
    if not (path / RECORD).exists():
        raise CohortError(f"{path} holds no {RECORD}; {REMEDY}")
    return path / RECORD


def _content(file: Path) -> dict[str, Any]:
    try:
        content = read_json(file)
    except ValueError as error:
        raise CohortError(f"{file}: not whole JSON ({error}); {REMEDY}") from error
    for key, kind in TOP:
        value = content.get(key) if isinstance(content, dict) else None
        if not isinstance(value, kind) or isinstance(value, bool):
            words = "number" if kind is int else "list"
            raise CohortError(f"{file} is of no cohort: {key!r} is missing or no {words}; {REMEDY}")
    return dict(content)


def _row(row: Any, file: Path) -> tuple[str, tuple[float, int, int] | None]:
    """Name of a measure; its deviation, degrees of freedom and runners, None where it has none."""
    name = row.get("measure") if isinstance(row, dict) else None
    if name not in MEASURES:
        raise CohortError(f"{file} has a measure {shown(name)}, which is not known; {AGAIN}")
    keys = ("stride_deviation", "stride_freedom", "stride_runners")
    lacking = [key for key in keys if key not in row]
    if lacking:
        raise CohortError(f"{file} does not tell {lacking[0]} of {name}; {AGAIN}")
    deviation, freedom, n_runners = (row[key] for key in keys)
    if deviation is None:
        return name, None
    if name not in NAMES:
        raise CohortError(f"{file} has a deviation between strides of {name}, which no single stride has; {AGAIN}")
    if not _is_deviation(deviation):
        wrong = f"is {shown(deviation)}, but must be a number of 0 or more"
        raise CohortError(f"{file}: stride_deviation of {name} {wrong}; {AGAIN}")
    for key, n in zip(keys[1:], (freedom, n_runners), strict=True):
        if not isinstance(n, int) or isinstance(n, bool) or n < 1:
            raise CohortError(f"{file}: {key} of {name} is {shown(n)}, but must be a whole number above 0; {AGAIN}")
    return name, (float(deviation), freedom, n_runners)


def _is_deviation(value: Any) -> bool:
    # The core takes any finite float.
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= sys.float_info.max


def _is_enough(freedom: int, n_runners: int) -> bool:
    return freedom >= FREEDOM_MIN and n_runners >= RUNNERS_MIN


def _too_little(file: Path, known: dict[str, tuple[float, int, int]]) -> str:
    if not known:
        return f"{file} tells no deviation between strides: no leg of its runners shows two; analyse longer passes"
    name = max(known, key=lambda one: known[one][1:])
    _, freedom, n_runners = known[name]
    needed = f"{FREEDOM_MIN} degrees of freedom (strides less one of each leg and pass) and {RUNNERS_MIN} runners"
    return (
        f"{file} tells no deviation between strides well enough: {needed} are needed, and the best, {name}, has "
        f"{freedom} from {n_runners}; put more runners in the cohort, or leave it out"
    )
