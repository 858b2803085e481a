"""The sample clip of rendered runners, and their true numbers beside the measured ones."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toeoff.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Comparison", "Runner", "compare", "load_runners", "pair", "sample_folder"]

# A pass belongs to a runner when their times in the picture overlap at least this much (overlap over union).
# Runners of one direction follow each other by a second or more, so half leaves no doubt.
OVERLAP_LEAST = 0.5


@dataclass(frozen=True)
class Runner:
    """A rendered runner, as the renderer knows it.

    Attributes
    ----------
    name : str
    travel : str
        "left_to_right" or "right_to_left".
    start_s, end_s : float
        First and last time at which the whole runner is in the picture.
    measures : mapping of str to float
        True values by the names of the measures.
    """

    name: str
    travel: str
    start_s: float
    end_s: float
    measures: Mapping[str, float]


@dataclass(frozen=True)
class Comparison:
    """One measure of one runner.

    Attributes
    ----------
    runner, measure : str
    true : float
    measured : mapping
        `Measure` as a mapping; its value is None when withheld.
    """

    runner: str
    measure: str
    true: float
    measured: Mapping[str, Any]

    @property
    def covers(self) -> bool | None:
        """Whether the interval holds the true value; None when the measure was withheld."""
        if self.measured["value"] is None:
            return None
        return bool(self.measured["low"] <= self.true <= self.measured["high"])


def sample_folder(folder: Path | None = None) -> Path:
    """Return the folder of the sample: the one named, or that of the source tree.

    Raises
    ------
    InvalidInputError
        When it is not there: the sample is part of the source tree, not of an installed package.
    """
    found = folder or Path(__file__).parents[2] / "tests" / "data" / "sample"
    for name in ("sample.mp4", "truth.json"):
        if not (found / name).is_file():
            msg = f"{found / name}: no such file; the sample is in the source tree (tests/data/sample): --sample FOLDER"
            raise InvalidInputError(msg)
    return found


def load_runners(truth: Path) -> list[Runner]:
    """Read the true numbers of the runners who are wholly in the picture at some time.

    Raises
    ------
    InvalidInputError
        When the file is not as the renderer writes it.
    """
    try:
        data = json.loads(truth.read_text(encoding="utf-8"))
        rate_hz = data["frame_rate_hz"]
        return [
            Runner(
                r["name"], r["travel"], r["whole_frames"][0] / rate_hz, r["whole_frames"][1] / rate_hz, r["measures"]
            )
            for r in data["runners"]
            if r["whole_frames"] is not None
        ]
    except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError) as error:
        msg = f"{truth}: is no truth of a sample clip ({type(error).__name__}: {error}); take it from the source tree"
        raise InvalidInputError(msg) from error


def pair(runners: Sequence[Runner], reports: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return the pass of each runner by name: same direction, and most of their time in the picture in common.

    Parameters
    ----------
    runners : sequence of Runner
    reports : sequence of mapping
        Passes as `PassReport.to_dict`, with `start_s` and `end_s`.
    """
    overlaps = sorted(
        ((_overlap(runner, report), i, j) for i, runner in enumerate(runners) for j, report in enumerate(reports)),
        reverse=True,
    )
    found: dict[str, Mapping[str, Any]] = {}
    taken: set[int] = set()
    for overlap, i, j in overlaps:
        if overlap >= OVERLAP_LEAST and runners[i].name not in found and j not in taken:
            found[runners[i].name] = reports[j]
            taken.add(j)
    return found


def compare(
    runners: Sequence[Runner], reports: Mapping[str, Mapping[str, Any]], measures: Sequence[str]
) -> list[Comparison]:
    """Return every measure of every runner who was found, beside its true value."""
    return [
        Comparison(runner.name, name, runner.measures[name], reports[runner.name]["measures"][name])
        for runner in runners
        if runner.name in reports
        for name in measures
    ]


def _overlap(runner: Runner, report: Mapping[str, Any]) -> float:
    if report["quality"]["travel"] != runner.travel:
        return 0.0
    both = min(runner.end_s, report["end_s"]) - max(runner.start_s, report["start_s"])
    either = max(runner.end_s, report["end_s"]) - min(runner.start_s, report["start_s"])
    return max(0.0, both) / either if either > 0 else 0.0
