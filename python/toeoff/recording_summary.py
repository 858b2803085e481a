"""What the table that ends an analysis needs of a recording, however many passes it has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toeoff.scale_notes import ScaleSummary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["ROWS_MAX", "SHOWN", "Agreement", "RecordingSummary", "keep_shown"]

# Measure, heading, factor to the unit of the heading, decimals.
SHOWN = (
    ("cadence_spm", "cadence\nsteps/min", 1, 0),
    ("trunk_lean_deg", "lean\ndeg", 1, 1),
    ("leg_extension_toe_off_deg", "leg ext.\ndeg", 1, 1),
    ("contact_time_s", "contact\nms", 1000, 0),
)
# More rows than a person reads on a terminal; the files hold them all.
ROWS_MAX = 60


@dataclass
class Agreement:
    """Verdicts of a profile's rules, counted.

    Attributes
    ----------
    title : str
        Of the profile; empty before the first pass that was judged.
    measures : dict of str to str
        By name of the rule.
    verdicts, reasons : dict of str to Counter
        How many passes have each verdict, and each reason of none, by name of the rule.
    """

    title: str = ""
    measures: dict[str, str] = field(default_factory=dict)
    verdicts: dict[str, Counter[str | None]] = field(default_factory=dict)
    reasons: dict[str, Counter[str | None]] = field(default_factory=dict)

    def add(self, profile: Mapping[str, Any]) -> None:
        """Take in `profile` of the next pass, as `PassReport.to_dict`."""
        self.title = self.title or profile["title"]
        for name, rule in profile["rules"].items():
            self.measures[name] = rule["measure"]
            self.verdicts.setdefault(name, Counter())[rule["verdict"]] += 1
            self.reasons.setdefault(name, Counter())[rule["reason"]] += 1

    def merge(self, other: Agreement) -> None:
        """Take in the passes of another recording."""
        self.title = self.title or other.title
        self.measures |= other.measures
        for mine, theirs in ((self.verdicts, other.verdicts), (self.reasons, other.reasons)):
            for name, counts in theirs.items():
                mine.setdefault(name, Counter()).update(counts)


@dataclass
class RecordingSummary:
    """Counts over all passes, and the first of them.

    Attributes
    ----------
    n_passes : int
    first : list of dict
        Up to `ROWS_MAX` passes with what a row of the table shows.
    scale : ScaleSummary
    agreement : Agreement
    """

    n_passes: int = 0
    first: list[dict[str, Any]] = field(default_factory=list)
    scale: ScaleSummary = field(default_factory=ScaleSummary)
    agreement: Agreement = field(default_factory=Agreement)

    def add(self, one: Mapping[str, Any]) -> None:
        """Take in the next pass, as `passes.json` has it."""
        self.n_passes += 1
        self.scale.add(one["quality"])
        if one.get("profile"):
            self.agreement.add(one["profile"])
        if len(self.first) < ROWS_MAX:
            self.first.append(
                {
                    "start_s": one["start_s"],
                    "end_s": one["end_s"],
                    "travel": one["quality"]["travel"],
                    "reasons": one["quality"]["reasons"],
                    "measures": {name: one["measures"][name] for name, *_ in SHOWN},
                }
            )


def keep_shown(summaries: Iterable[RecordingSummary]) -> None:
    """Forget the passes that a table of all recordings, in this order, has no row for; the counts stay."""
    n_before = 0
    for summary in summaries:
        del summary.first[max(0, ROWS_MAX - n_before) :]
        n_before += summary.n_passes
