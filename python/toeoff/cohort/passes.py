"""Passes from the output folders of `toeoff analyze`."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from toeoff.cohort.own_times import TIMES, own_deviation
from toeoff.errors import InvalidInputError, one_line
from toeoff.io.stated import stated_path
from toeoff.json_text import read_json
from toeoff.output_names import RECORD, real_path
from toeoff.profiles import EFFORTS
from toeoff.tables import STRIDE_VALUES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from os import PathLike
    from pathlib import Path

__all__ = ["CohortPass", "Passes", "Value", "read_passes"]

FILE = "passes.json"
# Counts of a video that tell how many people were seen, in the order of a reader's questions.
PEOPLE = ("tracks", "standing", "short", "far")


@dataclass(frozen=True, slots=True)
class Value:
    """One measure as a cohort needs it: of a pass, or of a runner over several."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class CohortPass:
    """One pass of one recording.

    Attributes
    ----------
    recording : int
        Number of the recording.
    name : str
        Name of the recording and number of the pass, such as `race#3`.
    columns : mapping of str to str
        Cells of its row in `passes.csv`, where asked for.
    measures : mapping of str to Value
    strides : sequence of (str, mapping of str to float or None)
        Side and values of each stride.
    own_times : mapping of str to sequence of (float, int)
        For each value of `TIMES` the deviation between strides with its degrees of freedom, of each leg that has them.
    reasons : tuple of str
        Reason codes that hold for the whole pass.
    roll_sigma_deg : float or None
        Uncertainty of the camera's roll; None where nothing told it.
    pace_mps, effort : float or None, str or None
        What was stated when it was analysed.
    """

    recording: int
    name: str
    columns: Mapping[str, str]
    measures: Mapping[str, Value]
    strides: Sequence[tuple[str, Mapping[str, float | None]]]
    own_times: Mapping[str, Sequence[tuple[float, int]]]
    reasons: tuple[str, ...]
    roll_sigma_deg: float | None
    pace_mps: float | None
    effort: str | None


@dataclass
class Passes:
    """Everything that was read.

    Attributes
    ----------
    passes : list of CohortPass
    recordings : list of str
        Name of each recording, by number.
    people : dict of str to int
        Sums over videos of people told apart, those who stood, those seen too briefly; empty without a video.
    failed : list of str
        One line on each input that could not be read.
    notes : list of str
        What a reader must know.
    """

    passes: list[CohortPass] = field(default_factory=list)
    recordings: list[str] = field(default_factory=list)
    people: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Result:
    """One file of a recording, of which there may be several.

    Its passes are of recording 0 until it is known which file counts; `is_of_keypoints` when it was made from keypoints
    of ours instead of the source itself.
    """

    file: Path
    name: str
    is_of_keypoints: bool
    passes: list[CohortPass]
    people: dict[str, int]


def read_passes(inputs: Sequence[str | PathLike[str]], *, by: Sequence[str] = ()) -> Passes:
    """Read the passes below output folders of `toeoff analyze`.

    Where several are of the same recording, one is read: that with the columns of `by`, then that made from the source
    itself instead of our keypoints of it, then the first.

    Parameters
    ----------
    inputs : sequence of path-like
        Folders at any depth above `passes.json` files, or such files.
    by : sequence of str
        Columns of `passes.csv` that are needed; with any, its cells are read as well.

    Returns
    -------
    Passes
        An input that cannot be read is told in `failed`; the others are read.

    Raises
    ------
    InvalidInputError
        When an input is no path, or an empty text.
    """
    found = Passes()
    seen: set[Path] = set()
    results: dict[str, list[_Result]] = {}
    for path in [stated_path(one) for one in inputs]:
        files = _files(path, found)
        for file in files:
            if real_path(file) in seen:
                continue
            seen.add(real_path(file))
            try:
                origin, result = _read(file, with_columns=bool(by))
                results.setdefault(origin, []).append(result)
            except (InvalidInputError, OSError) as error:
                found.failed.append(_about(file, error))
    for of_one in results.values():
        _add(found, of_one, by)
    return found


def _add(found: Passes, results: list[_Result], by: Sequence[str]) -> None:
    """Add one of the results of a recording, and a note on each of the others."""

    def rank(result: _Result) -> tuple[int, bool]:
        lacking = sum(all(column not in one.columns for one in result.passes) for column in by)
        return lacking, result.is_of_keypoints

    best = min(results, key=rank)
    found.passes += [replace(one, recording=len(found.recordings)) for one in best.passes]
    found.recordings.append(best.name)
    for key, count in best.people.items():
        found.people[key] = found.people.get(key, 0) + count
    found.notes += [
        f"{other.file}: of the same recording as {best.file}, left out" for other in results if other is not best
    ]


def _about(file: Path, error: Exception) -> str:
    line = one_line(error)
    return line if str(file.parent) in line else f"{file}: {line}"


def _files(path: Path, found: Passes) -> list[Path]:
    if path.is_dir():
        # Unfinished folders of a running analysis are hidden ones.
        files = [f for f in path.rglob(FILE) if not any(p.startswith(".") for p in f.relative_to(path).parts)]
        if not files:
            found.failed.append(f"{path}: no {FILE} below it; give an output folder of `toeoff analyze`")
        return sorted(files)
    if not path.exists():
        found.failed.append(f"{path}: no such file or folder")
        return []
    return [path]


def _read(file: Path, *, with_columns: bool) -> tuple[str, _Result]:
    """Read one file to its end; with what tells its recording from others."""
    try:
        content = read_json(file)
    except ValueError as error:
        msg = f"{file}: not whole JSON ({error}); analyse the recording again"
        raise InvalidInputError(msg) from error
    recording, settings, passes = (_need(content, key, kind) for key, kind in _TOP)
    cells = _cells(file.with_name("passes.csv")) if with_columns else {}
    name = str(recording.get("name", file.parent.name))
    read = [_pass(row, name, settings, cells.get(str(row.get("pass")), {})) for row in _rows(passes)]
    counts = recording.get("counts")
    counted = {key: counts.get(key) for key in PEOPLE} if isinstance(counts, dict) else {}
    people = {key: int(_number(f"count {key}", count) or 0) for key, count in counted.items()}
    return _origin(file, recording), _Result(file, name, recording.get("origin") is not None, read, people)


_TOP = (("recording", dict), ("settings", dict), ("passes", list))


def _need(table: Any, key: str, kind: type) -> Any:
    value = table.get(key) if isinstance(table, dict) else None
    if not isinstance(value, kind):
        msg = f"not a {FILE} of `toeoff analyze`: {key!r} is missing or no {'list' if kind is list else 'table'}"
        raise InvalidInputError(msg)
    return value


def _rows(rows: list[Any]) -> list[dict[str, Any]]:
    if not all(isinstance(row, dict) for row in rows):
        msg = f"not a {FILE} of `toeoff analyze`: a pass is no table"
        raise InvalidInputError(msg)
    return rows


def _origin(file: Path, recording: dict[str, Any]) -> str:
    """Return what was analysed: of keypoints of ours what they were made from, else the input that the record tells.

    Its path, and size and time of change: two memory cards have a file of the same name. Tables without their record
    are of their folder: nothing says that two are of one recording.
    """
    identity = recording.get("origin")
    if identity is None:
        try:
            identity = read_json(file.with_name(RECORD))["input"]
        except (OSError, ValueError, KeyError, TypeError):
            identity = {"path": str(real_path(file))}
    return json.dumps(identity, sort_keys=True)


def _cells(file: Path) -> dict[str, dict[str, str]]:
    """Rows of `passes.csv` by number of the pass: where users add columns of their own, such as the bib."""
    if not file.is_file():
        return {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines, restkey="", restval="")
            if "pass" not in (rows.fieldnames or ()):
                msg = f"{file}: no column 'pass' in its first line; keep that column, and commas between columns"
                raise InvalidInputError(msg)
            return {row["pass"]: {name: cell for name, cell in row.items() if name} for row in rows}
    except (csv.Error, UnicodeDecodeError) as error:
        msg = f"{file}: not a CSV table in UTF-8 ({error})"
        raise InvalidInputError(msg) from error


def _pass(row: dict[str, Any], name: str, settings: dict[str, Any], cells: dict[str, str]) -> CohortPass:
    quality, measures, strides = _need(row, "quality", dict), _need(row, "measures", dict), _need(row, "strides", list)
    effort = settings.get("effort")
    if effort is not None and effort not in EFFORTS:
        msg = f"not a {FILE} of `toeoff analyze`: effort {effort!r} is none of {', '.join(EFFORTS)}"
        raise InvalidInputError(msg)
    return CohortPass(
        recording=0,
        name=f"{name}#{row.get('pass')}",
        columns={"recording": name, "pass": str(row.get("pass")), **cells},
        measures={key: _value(key, measure) for key, measure in measures.items()},
        strides=[_stride(stride) for stride in strides],
        own_times=_own_times([_need(row, side, dict) for side in ("left", "right")], _pooled(settings)),
        reasons=tuple(str(reason) for reason in _need(quality, "reasons", list)),
        roll_sigma_deg=_number("roll_sigma_deg", quality.get("roll_sigma_deg")),
        pace_mps=_number("pace_mps", settings.get("pace_mps")),
        effort=effort,
    )


def _number(what: str, value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        msg = f"not a {FILE} of `toeoff analyze`: {what} is {value!r} instead of a number"
        raise InvalidInputError(msg)
    return value


def _value(name: str, measure: Any) -> Value:
    if not isinstance(measure, dict):
        msg = f"not a {FILE} of `toeoff analyze`: measure {name} is no table"
        raise InvalidInputError(msg)
    value, low, high, n = (_number(f"{key} of {name}", measure.get(key)) for key in ("value", "low", "high", "n"))
    reason = measure.get("reason")
    return Value(value, low, high, int(n or 0), None if reason is None else str(reason))


def _stride(stride: Any) -> tuple[str, dict[str, float | None]]:
    values = _need(stride, "values", dict)
    return str(stride.get("side")), {name: _number(name, values.get(name)) for name in STRIDE_VALUES}


def _pooled(settings: dict[str, Any]) -> Collection[str]:
    """Return the values whose deviations were stated from a cohort when the recording was analysed."""
    cohort = settings.get("cohort")
    return () if cohort is None else tuple(_need(cohort, "stride_sd", dict))


def _own_times(legs: Sequence[dict[str, Any]], pooled: Collection[str]) -> dict[str, list[tuple[float, int]]]:
    found: dict[str, list[tuple[float, int]]] = {name: [] for name in TIMES}
    for name, measure in ((name, leg[name]) for leg in legs for name in TIMES if name in leg):
        n = _value(name, measure).n
        low, high = (_number(f"{key} of {name}", measure.get(key)) for key in ("repeat_low", "repeat_high"))
        if low is not None and high is not None and (own := own_deviation(name, n, (low, high), pooled)) is not None:
            found[name].append(own)
    return found
