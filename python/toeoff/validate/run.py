"""The whole validation: runs read, conditions scored, tables made."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from toeoff import __version__
from toeoff.errors import InvalidInputError, TruthFileError, one_line
from toeoff.validate.conditions import PROTOCOL
from toeoff.validate.foot_strike import foot_strike_table
from toeoff.validate.origin import Seen, cross_validated, seen
from toeoff.validate.scores import Scores, run_condition
from toeoff.validate.table import condition_table, missed_runs, worst_runs
from toeoff.validate.trends import trend_table
from toeoff.validate.trials import Trial, find_truth, load_trial

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from toeoff.validate.views import Condition

__all__ = ["Failure", "Runs", "Validation", "read_runs", "score_runs", "validate"]


@dataclass(frozen=True)
class Failure:
    """A run that could not be read, with the reason."""

    run: str
    reason: str


@dataclass(frozen=True, eq=False)
class Validation:
    """Everything that a validation found.

    Attributes
    ----------
    trials : tuple of Trial
        The runs that were scored.
    failures : tuple of Failure
    seen : Seen
        How many of them the event tables were fitted on.
    scores : tuple of Scores
        One for each condition, every event and measure beside the truth.
    """

    trials: tuple[Trial, ...]
    failures: tuple[Failure, ...]
    seen: Seen
    scores: tuple[Scores, ...]

    @property
    def reference(self) -> Scores | None:
        """The condition that trends, foot strike and measures are shown for: the first of whole runs with noise."""
        whole = [scores for scores in self.scores if not scores.condition.window_s]
        return next((scores for scores in whole if scores.condition.noise_mm), whole[0] if whole else None)

    def to_dict(self) -> dict[str, Any]:
        """Return the tables as plain values, ready for JSON; what cannot be told is None."""
        reference = self.reference
        return {
            "toeoff": __version__,
            "runs": len(self.trials),
            "runners": len({trial.runner for trial in self.trials}),
            "fitted_on": {
                "statement": self.seen.statement,
                "runs": list(self.seen.runs),
                "runners": list(self.seen.runners),
            },
            "failed": {failure.run: failure.reason for failure in self.failures},
            "conditions": [
                {
                    "label": scores.condition.label,
                    **asdict(scores.condition),
                    **condition_table(scores, self.trials),
                    "missed_runs": missed_runs(scores, self.trials),
                    "worst_runs": worst_runs(scores, self.trials),
                    # Of the runners of the fit: beside errors on runners that the fit did not have, it says nothing.
                    "cross_validated": cross_validated(scores.condition) if self.seen.runners else None,
                }
                for scores in self.scores
            ],
            "reference": None if reference is None else reference.condition.label,
            "trends": {} if reference is None else trend_table(reference, self.trials),
            "foot_strike": None if reference is None else foot_strike_table(reference, self.trials),
        }


@dataclass(frozen=True, eq=False)
class Runs:
    """Runs that were read.

    Attributes
    ----------
    numbered : tuple of (int, int, Trial)
        Number of the run in the results, its place in its data set (the seed of its disturbance), and the run.
    failures : tuple of Failure
        Those that could not be read.
    """

    numbered: tuple[tuple[int, int, Trial], ...]
    failures: tuple[Failure, ...]


def read_runs(folder: Path, *, runners: Sequence[str] = (), trials_per_set: int | None = None) -> Runs:
    """Read the runs of a truth folder; see `validate` for the parameters and errors."""
    found = find_truth(folder)
    names = {name for truth in found for name in (truth.runner, truth.subject)}
    unknown = [runner for runner in runners if runner not in names]
    if unknown:
        example = found[0].subject
        msg = f"no run of {', '.join(unknown)} in {folder}; a runner is named as its files are, such as {example}"
        raise InvalidInputError(msg)
    numbered: list[tuple[int, int, Trial]] = []
    failures = []
    for truth in found:
        is_wanted = not runners or truth.runner in runners or truth.subject in runners
        if not is_wanted or (trials_per_set is not None and truth.number >= trials_per_set):
            continue
        try:
            numbered.append((len(numbered), truth.number, load_trial(truth)))
        except TruthFileError as error:
            failures.append(Failure(f"{truth.dataset}/{truth.path.stem}", one_line(error)))
    return Runs(tuple(numbered), tuple(failures))


def score_runs(
    runs: Runs, conditions: Sequence[Condition] | None = None, on_condition: Callable[[Condition], None] | None = None
) -> Validation:
    """Score runs that were read; `on_condition` is called with each condition before it is scored."""
    scores = []
    for condition in (PROTOCOL if conditions is None else conditions) if runs.numbered else ():
        if on_condition is not None:
            on_condition(condition)
        scores.append(run_condition(runs.numbered, condition))
    trials = tuple(trial for *_, trial in runs.numbered)
    return Validation(trials, runs.failures, seen(trials), tuple(scores))


def validate(
    folder: Path,
    conditions: Sequence[Condition] | None = None,
    *,
    runners: Sequence[str] = (),
    trials_per_set: int | None = None,
) -> Validation:
    """Score toeoff against every run of a truth folder.

    Parameters
    ----------
    folder : Path
        See `toeoff.validate.trials` for the files.
    conditions : sequence of Condition, optional
        Default: those of the protocol.
    runners : sequence of str, optional
        Only these, as `rbds/RBDS001` or `RBDS001`; default all.
    trials_per_set : int, optional
        Only so many runs of each data set, the first by name.

    Returns
    -------
    Validation

    Raises
    ------
    InvalidInputError
        When the folder holds no truth files, or none of a runner asked for.

    Notes
    -----
    A run that cannot be read is a `Failure`; the others are scored. The disturbance of a run depends on its place among
    the files of its data set only, so a choice of runs sees what all of them would.
    """
    return score_runs(read_runs(folder, runners=runners, trials_per_set=trials_per_set), conditions)
