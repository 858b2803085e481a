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
    from collections.abc import Sequence
    from pathlib import Path

    from toeoff.validate.views import Condition

__all__ = ["Failure", "Validation", "validate"]


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
                    "cross_validated": cross_validated(scores.condition) if self.seen.runs else None,
                }
                for scores in self.scores
            ],
            "reference": None if reference is None else reference.condition.label,
            "trends": {} if reference is None else trend_table(reference, self.trials),
            "foot_strike": None if reference is None else foot_strike_table(reference, self.trials),
        }


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
    found = [truth for truth in find_truth(folder) if trials_per_set is None or truth.number < trials_per_set]
    numbered: list[tuple[int, int, Trial]] = []
    failures = []
    for truth in found:
        try:
            trial = load_trial(truth)
        except TruthFileError as error:
            failures.append(Failure(f"{truth.dataset}/{truth.path.stem}", one_line(error)))
            continue
        if not runners or trial.runner in runners or trial.runner.split("/")[1] in runners:
            numbered.append((len(numbered), truth.number, trial))
    trials = tuple(trial for *_, trial in numbered)
    names = {name for trial in trials for name in (trial.runner, trial.runner.split("/")[1])}
    unknown = [runner for runner in runners if runner not in names]
    if unknown:
        msg = f"no run of {', '.join(unknown)} could be read in {folder}; a runner is named as its files are: RBDS001"
        raise InvalidInputError(msg)
    wanted = (PROTOCOL if conditions is None else conditions) if trials else ()
    scores = tuple(run_condition(numbered, condition) for condition in wanted)
    return Validation(trials, tuple(failures), seen(trials), scores)
