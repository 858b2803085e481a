"""What a profile says: bands of measures that may move with the pace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toeoff import _core

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toeoff.profiles.pace import Pace

__all__ = ["Association", "Band", "Profile", "Rule"]


@dataclass(frozen=True, slots=True)
class Band:
    """Limits that agree with a rule, in the unit of its measure; None is an open side."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule on one measure.

    Attributes
    ----------
    name : str
    measure : str
        A name of the methods table.
    low, high : float or None
        The whole range that agrees, when nothing is known of the pace. Without either, the rule is a cue: its value is
        reported and not judged.
    tolerance : float or None
        Half width of the band around a target.
    target_by_effort : mapping of str to float
        Target at an effort. In a rule with one limit the target is that limit.
    target_by_speed : tuple of (float, float)
        Points (m/s, target), linear between them and constant beyond; for efforts without a target, and without effort.
    not_at : tuple of str
        Efforts at which nothing is asked.
    beside : tuple of str
        Measures that are other readings of the same rule, judged by the same band.
    shown : tuple of str
        Measures that are reported with it and not judged.
    """

    name: str
    measure: str
    low: float | None = None
    high: float | None = None
    tolerance: float | None = None
    target_by_effort: Mapping[str, float] = field(default_factory=dict)
    target_by_speed: tuple[tuple[float, float], ...] = ()
    not_at: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()

    @property
    def is_cue(self) -> bool:
        """Whether the rule has no limit: reported, not judged."""
        return self.low is None and self.high is None

    def band(self, pace: Pace) -> Band | None:
        """Return the band at a pace; None where the rule asks nothing.

        Around a target it is `target ± tolerance`, never beyond `low` and `high`; with one limit, it starts or ends at
        the target. Where the pace gives no target it is the whole range.
        """
        if self.is_cue or pace.effort in self.not_at:
            return None
        target = self._target(pace)
        if target is None:
            return Band(self.low, self.high)
        if self.low is None:
            return Band(None, target)
        if self.high is None:
            return Band(target, None)
        tolerance = self.tolerance or 0.0
        return Band(max(self.low, target - tolerance), min(self.high, target + tolerance))

    def _target(self, pace: Pace) -> float | None:
        if pace.effort is not None and pace.effort in self.target_by_effort:
            return self.target_by_effort[pace.effort]
        if pace.speed_mps is not None and self.target_by_speed:
            return _core.profile_target(list(self.target_by_speed), pace.speed_mps)
        return None


@dataclass(frozen=True, slots=True)
class Association:
    """Two rules whose agreement a cohort compares.

    Attributes
    ----------
    first, second : str
        Names of rules.
    roll_immune : str or None
        A reading of the second rule, its measure or one beside it, that camera roll does not reach.
    """

    first: str
    second: str
    roll_immune: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A named set of rules with its source.

    Attributes
    ----------
    name, title, source : str
    rules : tuple of Rule
    association : Association or None
    """

    name: str
    title: str
    source: str
    rules: tuple[Rule, ...]
    association: Association | None = None

    def rule(self, name: str) -> Rule:
        """Return the rule of that name."""
        return next(rule for rule in self.rules if rule.name == name)
