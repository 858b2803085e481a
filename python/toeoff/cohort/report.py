"""Everything told of a cohort, from the outputs of `toeoff analyze`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING, Any

from toeoff import __version__, _core
from toeoff.arguments import wrong_type
from toeoff.cohort.agreement import Agreement, agreement
from toeoff.cohort.correlations import Related, correlations
from toeoff.cohort.means import MeasureMean, measure_means
from toeoff.cohort.passes import Passes, read_passes
from toeoff.cohort.percentiles import Percentile, percentiles
from toeoff.cohort.runners import Runner, group_runners, why_excluded
from toeoff.cohort.statistics import RUNNERS_MIN, false_discovery
from toeoff.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toeoff.profiles import Profile

__all__ = ["CohortReport", "describe_cohort"]

# Notes that a message shows.
NOTES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class CohortReport:
    """A cohort in numbers.

    Attributes
    ----------
    by : tuple of str
        Columns that tell which passes are of one runner; empty when each pass stands for one.
    n_recordings, n_passes : int
    people : dict of str to int
        Of videos: people told apart, those who stood, those seen too briefly.
    n_seen : int
        Runners: groups of passes, and each pass that `by` tells nothing of.
    n_analysed : int
        Those with at least one measure.
    excluded : dict of str to int
        The others by reason code; passes that `by` tells nothing of under `runner_unknown`.
    means : list of MeasureMean
    profile : Profile or None
    agreement : Agreement or None
    correlations : list of Related
    percentiles : list of mapping of str to Percentile
        Where each runner stands in the measure of each rule; nowhere without a profile.
    runners : list of Runner
        Those analysed.
    failed, notes : list of str
        Inputs that could not be read; what a reader must know.
    """

    by: tuple[str, ...]
    n_recordings: int
    n_passes: int
    people: dict[str, int]
    n_seen: int
    n_analysed: int
    excluded: dict[str, int]
    means: list[MeasureMean]
    profile: Profile | None
    agreement: Agreement | None
    correlations: list[Related]
    percentiles: list[Mapping[str, Percentile]]
    runners: list[Runner]
    failed: list[str]
    notes: list[str]

    def to_dict(self) -> dict[str, Any]:
        """Return plain Python values, ready for JSON."""
        values: dict[str, Any] = {"toeoff": __version__, "by": list(self.by)}
        for name in ("n_recordings", "n_passes", "people", "n_seen", "n_analysed", "excluded"):
            values[name] = getattr(self, name)
        values["measures"] = [asdict(mean) for mean in self.means]
        values["profile"] = None if self.profile is None else asdict(self.profile)
        values["in_band"] = [] if self.agreement is None else [asdict(count) for count in self.agreement.in_band]
        values["two_by_two"] = [] if self.agreement is None else [asdict(table) for table in self.agreement.tables]
        values["correlations"] = [asdict(related) for related in self.correlations]
        values["runners"] = [
            {
                "runner": runner.name,
                "passes": [one.name for one in runner.passes],
                "profile": None if self.agreement is None else self.agreement.judged[i].to_dict(),
                "percentiles": {name: asdict(p) for name, p in standing.items()},
            }
            for i, (runner, standing) in enumerate(zip(self.runners, self.percentiles, strict=True))
        ]
        return values | {"failed": self.failed, "notes": self.notes}


def describe_cohort(
    inputs: Sequence[str | PathLike[str]],
    *,
    profile: Profile | None = None,
    by: Sequence[str] = (),
    pace_mps: float | None = None,
    effort: str | None = None,
) -> CohortReport:
    """Describe many runners together.

    Parameters
    ----------
    inputs : sequence of path-like
        Output folders of `toeoff analyze`, or folders above them.
    profile : Profile, optional
        Rule set to judge by; without it measures are described only.
    by : sequence of str
        Columns of `passes.csv` that identify a runner, such as a bib of one's own. Without them each pass stands for a
        runner, several passes of the same person included.
    pace_mps, effort : optional
        Pace that the bands go by, for all runners.

    Returns
    -------
    CohortReport
        An input that cannot be read is in `failed`; the rest is described.

    Raises
    ------
    InvalidInputError
        When no pass has a column of `by`, or an input is no path.
    InvalidTypeError
        When `inputs` or `by` is a single one, or not several of anything.
    """
    _need_several("inputs", inputs, "output folders of `toeoff analyze`")
    _need_several("by", by, "names of columns")
    read = read_passes(inputs, by=by)
    try:
        everyone, n_unknown = group_runners(read.passes, by)
    except InvalidInputError as error:
        # No report takes the notes to the reader.
        more = [f"and {n} more"] if (n := len(read.notes) - NOTES_SHOWN) > 0 else []
        raise InvalidInputError("; ".join([str(error), *read.notes[:NOTES_SHOWN], *more])) from error
    reasons = [why_excluded(runner) for runner in everyone]
    runners = [runner for runner, reason in zip(everyone, reasons, strict=True) if reason is None]
    excluded = Counter(reason for reason in reasons if reason is not None)
    excluded.update({"runner_unknown": n_unknown} if n_unknown else {})
    judged, related = None, []
    if profile is not None:
        judged = agreement(runners, profile, len(read.recordings), pace_mps=pace_mps, effort=effort)
        related = correlations(runners, profile)
        judged, related = _adjusted(judged, related)
    return CohortReport(
        by=tuple(by),
        n_recordings=len(read.recordings),
        n_passes=len(read.passes),
        people=read.people,
        n_seen=len(everyone) + n_unknown,
        n_analysed=len(runners),
        excluded=dict(excluded.most_common()),
        means=measure_means(runners),
        profile=profile,
        agreement=judged,
        correlations=related,
        percentiles=[{} for _ in runners] if profile is None else percentiles(runners, profile),
        runners=runners,
        failed=read.failed,
        notes=[*read.notes, *_notes(read, runners, by, judged)],
    )


def _need_several(name: str, value: object, words: str) -> None:
    """Refuse a single path or text, whose letters would be taken for several."""
    if isinstance(value, str | bytes | PathLike) or not isinstance(value, Iterable):
        raise wrong_type(name, value, f"several {words} in a list; put a single one in a list, too")


def _adjusted(judged: Agreement, related: list[Related]) -> tuple[Agreement, list[Related]]:
    """Adjust every p of the report for all the others."""
    p = [*(table.p for table in judged.tables), *(one.correlation.p for one in related)]
    q = false_discovery(p)
    tables = [replace(table, q=value) for table, value in zip(judged.tables, q, strict=False)]
    rest = [replace(one, q=value) for one, value in zip(related, q[len(tables) :], strict=True)]
    return replace(judged, tables=tables), rest


def _notes(read: Passes, runners: Sequence[Runner], by: Sequence[str], judged: Agreement | None) -> list[str]:
    notes = []
    if read.passes and not by:
        notes.append("each pass stands for one runner; --by COLUMN says which passes are of the same one")
    if 0 < len(runners) < RUNNERS_MIN:
        notes.append(f"{len(runners)} runners: fewer than {RUNNERS_MIN}, a description and no more")
    if runners:
        notes.append("intervals of means are those of sampling runners; an error common to all is not in them")
    if len({number for runner in runners for number in runner.recordings}) == 1:
        notes.append("one recording: its camera roll is an error common to all runners")
    if judged and any(table.n and _core.shared_gains(table.measure)[1] < 0 for table in judged.tables):
        notes.append(
            "extension against the trunk is thigh extension less lean: more lean means less of it by construction, "
            "so that it can refute an association of the two, not prove one against it"
        )
    # A band narrower than the error: no value could be a yes.
    notes.extend(
        f"{count.rule} ({count.measure}): no runner is measured sharply enough for a yes; "
        "counts are expected counts, verdicts are no or uncertain"
        for count in (judged.in_band if judged else ())
        if count.n and count.can_be_yes == 0
    )
    return notes
