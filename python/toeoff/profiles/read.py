"""Profiles from TOML: the built-in ones by name, a user's own by path."""

from __future__ import annotations

import math
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NoReturn

from toeoff import _core
from toeoff.errors import ProfileError
from toeoff.profiles.pace import EFFORTS
from toeoff.profiles.rule import Association, Profile, Rule
from toeoff.tables import MEASURES
from toeoff.toml_file import parse_toml, read_toml, toml_path

if TYPE_CHECKING:
    import os

__all__ = ["PROFILES", "load_profile"]

PROFILES = ("trail21",)
_PROFILE_KEYS = ("name", "title", "source", "rules", "association")
_RULE_KEYS = (
    "measure",
    "low",
    "high",
    "tolerance",
    "target_by_effort",
    "target_by_speed",
    "not_at",
    "beside",
    "shown",
)
_ASSOCIATION_KEYS = ("first", "second", "roll_immune")


def load_profile(profile: str | os.PathLike[str]) -> Profile:
    """Read a profile.

    Parameters
    ----------
    profile : str or path
        A name of `PROFILES`, or the path of a TOML file.

    Returns
    -------
    Profile

    Raises
    ------
    ProfileError
        When there is none of that name, or the file is not what a profile says; the message says what is allowed.
    FileNotFoundError, OSError
        When the path is not there, or cannot be read.
    InvalidInputError
        When it is no path of a file.

    Notes
    -----
    A file has `name`, and optionally `title` and `source`, and one table per rule::

        name = "club"
        [rules.cadence]
        measure = "cadence_spm"    # a name of the methods table
        low = 170.0                # low, high or both; with neither the rule is a cue
        target_by_speed = [[3.0, 165.0], [5.0, 185.0]]
    """
    if str(profile) in PROFILES:
        content = resources.files("toeoff.profiles").joinpath(f"{profile}.toml").read_text(encoding="utf-8")
        return _profile(parse_toml(content, f"{profile}.toml", ProfileError), f"{profile}.toml")
    path = toml_path("profile", profile)
    if not path.exists() and path.suffix != ".toml" and path.name == str(profile):
        msg = f"no profile is called {str(profile)!r}; allowed are {', '.join(PROFILES)}, or the path of a TOML file"
        raise ProfileError(msg)
    return _profile(read_toml(path, ProfileError), str(path))


def _profile(table: dict[str, Any], where: str) -> Profile:
    top = _Reader(table, where, "")
    top.keys(_PROFILE_KEYS)
    rules: Any = table.get("rules")
    if not isinstance(rules, dict) or not rules:
        top.fail("rules", "is missing" if rules is None else "is empty or no table", "write [rules.NAME] tables")
    if not all(isinstance(rule, dict) for rule in rules.values()):
        top.fail("rules", "holds something that is no table", "write [rules.NAME] tables")
    name = top.text("name")
    read = tuple(_rule(rule, _Reader(fields, where, f"rules.{rule}.")) for rule, fields in rules.items())
    return Profile(
        name=name,
        title=top.text("title", default=f"agreement with profile {name}"),
        source=top.text("source", default="not stated"),
        rules=read,
        association=_association(table.get("association"), where, read),
    )


def _rule(name: str, reader: _Reader) -> Rule:
    reader.keys(_RULE_KEYS)
    if not name.isidentifier():
        reader.fail("", f"{name!r} is no name of a rule", "use letters, digits and _: it becomes part of a column name")
    low, high = reader.number("low"), reader.number("high")
    if low is not None and high is not None and low >= high:
        reader.fail("low", f"is {low:g}", f"it must be below high, {high:g}")
    rule = Rule(
        name=name,
        measure=reader.choice("measure", MEASURES),
        low=low,
        high=high,
        tolerance=reader.number("tolerance", above=0.0),
        target_by_effort=reader.by_effort("target_by_effort"),
        target_by_speed=reader.points("target_by_speed"),
        not_at=reader.choices("not_at", EFFORTS),
        beside=reader.choices("beside", MEASURES),
        shown=reader.choices("shown", MEASURES),
    )
    _check_targets(rule, reader)
    return rule


def _check_targets(rule: Rule, reader: _Reader) -> None:
    moves = bool(rule.target_by_effort or rule.target_by_speed)
    is_closed = rule.low is not None and rule.high is not None
    if moves and rule.is_cue:
        reader.fail("low", "and high are missing", "a rule with targets has a limit or two")
    if moves and is_closed and rule.tolerance is None:
        reader.fail("tolerance", "is missing", "a range with targets needs the half width of the band around a target")
    if rule.tolerance is not None and not (moves and is_closed):
        reader.fail("tolerance", "has nothing to do", "it belongs to a rule with low, high and targets")
    if is_closed:
        for target in (*rule.target_by_effort.values(), *(value for _, value in rule.target_by_speed)):
            if not rule.low <= target <= rule.high:  # type: ignore[operator]  # is_closed
                reader.fail("low", f"and high are {rule.low:g} and {rule.high:g}", f"a target of {target:g} is outside")


def _association(table: Any, where: str, rules: tuple[Rule, ...]) -> Association | None:
    if table is None:
        return None
    reader = _Reader(table if isinstance(table, dict) else {}, where, "association.")
    reader.keys(_ASSOCIATION_KEYS)
    judged = tuple(rule.name for rule in rules if not rule.is_cue)
    first, second = reader.choice("first", judged), reader.choice("second", judged)
    if first == second:
        reader.fail("second", f"is {second!r} as well", "compare two different rules")
    if "roll_immune" not in reader.table:
        return Association(first, second)
    rule = next(rule for rule in rules if rule.name == second)
    readings = (rule.measure, *rule.beside)
    immune = reader.choice("roll_immune", readings)
    if _core.shared_gains(immune)[0] != 0:
        reader.fail("roll_immune", f"is {immune!r}", "camera roll adds to it; name an angle between two segments")
    return Association(first, second, immune)


class _Reader:
    """Typed access to a table, with errors that name the file, the key and what is allowed."""

    def __init__(self, table: dict[str, Any], where: str, prefix: str) -> None:
        self.table = table
        self._where = where
        self._prefix = prefix

    def fail(self, key: str, problem: str, allowed: str) -> NoReturn:
        msg = f"{self._where}: {f'{self._prefix}{key}'.rstrip('.')} {problem}; {allowed}"
        raise ProfileError(msg)

    def keys(self, allowed: tuple[str, ...]) -> None:
        for key in self.table:
            if key not in allowed:
                self.fail(key, "is not known", f"allowed are {', '.join(allowed)}")

    def text(self, key: str, *, default: str | None = None) -> str:
        value = self.table.get(key, default)
        if not isinstance(value, str) or not value:
            self.fail(key, "is missing" if value is None else f"is {value!r}", "it must be text")
        return str(value)

    def number(self, key: str, *, above: float = -math.inf) -> float | None:
        value = self.table.get(key)
        if value is None:
            return None
        if not _is_number(value) or value <= above:
            self.fail(key, f"is {value!r}", "it must be a number" + (f" above {above:g}" if above > -math.inf else ""))
        return float(value)

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.table.get(key)
        if value not in allowed:
            self.fail(key, "is missing" if value is None else f"is {value!r}", f"allowed are {', '.join(allowed)}")
        return str(value)

    def choices(self, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        values = self.table.get(key, [])
        if not isinstance(values, list):
            self.fail(key, f"is {values!r}", f"it must be a list of {', '.join(allowed)}")
        for value in values:
            if value not in allowed:
                self.fail(key, f"holds {value!r}", f"allowed are {', '.join(allowed)}")
        return tuple(values)

    def by_effort(self, key: str) -> dict[str, float]:
        table = self.table.get(key, {})
        if not isinstance(table, dict):
            self.fail(key, f"is {table!r}", "it must be a table such as { easy = 5.0, 10k = 10.0 }")
        for effort, value in table.items():
            if effort not in EFFORTS or not _is_number(value):
                self.fail(key, f"holds {effort} = {value!r}", f"allowed are numbers for {', '.join(EFFORTS)}")
        return {effort: float(value) for effort, value in table.items()}

    def points(self, key: str) -> tuple[tuple[float, float], ...]:
        rows = self.table.get(key, [])
        form = "it must be points [speed in m/s, target] with rising speeds, such as [[3.0, 5.0], [5.0, 10.0]]"
        is_list = isinstance(rows, list) and all(isinstance(row, list) and len(row) == 2 for row in rows)
        if not is_list or not all(_is_number(value) for row in rows for value in row):
            self.fail(key, f"is {rows!r}", form)
        points = tuple((float(speed), float(target)) for speed, target in rows)
        if any(a[0] >= b[0] for a, b in pairwise(points)):
            self.fail(key, f"is {rows!r}", form)
        return points


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
