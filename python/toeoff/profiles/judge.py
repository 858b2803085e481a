"""Measures of a pass against a profile: a probability and a three-way verdict per rule, never one total."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

from toeoff import _core
from toeoff.profiles.pace import Pace
from toeoff.profiles.rule import Band

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toeoff.profiles.rule import Profile, Rule

__all__ = ["Judgement", "ProfileReport", "Reading", "judge", "probability_in_band", "standard_uncertainty"]

# A 95 % interval reaches so many standard uncertainties to either side.
NORMAL_95 = 1.96
NO_THRESHOLD = "no_threshold"
NOT_ASKED = "not_asked_at_this_effort"


class Reading(Protocol):
    """What is judged of a measure."""

    @property
    def value(self) -> float | None: ...  # noqa: D102
    @property
    def low(self) -> float | None: ...  # noqa: D102
    @property
    def high(self) -> float | None: ...  # noqa: D102
    @property
    def reason(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Judgement:
    """One measure against one band.

    Attributes
    ----------
    measure : str
    value, low, high : float or None
        The measure with its total 95 % interval; None when withheld.
    band_low, band_high : float or None
        Band at the pace of the pass; None is an open side.
    probability : float or None
        Probability that the true value lies in the band, for a normal error with a quarter of the interval as
        its standard uncertainty. None when there is no verdict.
    verdict : {"yes", "no", "uncertain"} or None
        yes from 0.8, no up to 0.2.
    best_probability : float or None
        What a value in the middle of the band would have with this uncertainty. Below 0.8 no value can be a yes:
        the footage is not sharp enough for the rule.
    reason : str or None
        Why there is no verdict: the reason code of the withheld measure, `no_threshold` for a cue, or
        `not_asked_at_this_effort`.
    """

    measure: str
    value: float | None
    low: float | None
    high: float | None
    band_low: float | None = None
    band_high: float | None = None
    probability: float | None = None
    verdict: str | None = None
    best_probability: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ProfileReport:
    """Agreement of one pass with a profile: not its efficiency, and no total.

    Attributes
    ----------
    name, title, source : str
        The profile.
    pace : Pace
        What decided the bands.
    rules : mapping of str to Judgement
        By name of the rule.
    beside : mapping of str to tuple of Judgement
        By name of the rule: other readings of it, and measures that are only shown.
    """

    name: str
    title: str
    source: str
    pace: Pace
    rules: Mapping[str, Judgement]
    beside: Mapping[str, tuple[Judgement, ...]]

    def to_dict(self) -> dict[str, Any]:
        """Return plain Python values, ready for JSON."""
        return {
            "name": self.name,
            "title": self.title,
            "source": self.source,
            "pace": asdict(self.pace),
            "rules": {
                name: asdict(judgement) | {"beside": [asdict(other) for other in self.beside[name]]}
                for name, judgement in self.rules.items()
            },
        }


def judge(
    measures: Mapping[str, Reading],
    profile: Profile,
    *,
    pace_mps: float | None = None,
    effort: str | None = None,
) -> ProfileReport:
    """Judge the measures of a pass by a profile.

    Parameters
    ----------
    measures : mapping of str to Measure
        As `PassReport.measures`.
    profile : Profile
        From `load_profile`.
    pace_mps : float, optional
        Stated pace, m/s; goes before the measured speed.
    effort : str, optional
        One of `EFFORTS`; goes before both.

    Returns
    -------
    ProfileReport

    Examples
    --------
    >>> from toeoff import Measure
    >>> from toeoff.profiles import judge, load_profile
    >>> lean = Measure(7.5, 3.58, 11.42, "deg", 5, "B", None)
    >>> report = judge({"trunk_lean_deg": lean}, load_profile("trail21"))
    >>> round(report.rules["lean"].probability, 2), report.rules["lean"].verdict
    (0.79, 'uncertain')
    """
    speed = measures.get("speed_mps")
    pace = Pace.of(effort, pace_mps, speed.value if speed is not None else None)
    rules, beside = {}, {}
    for rule in profile.rules:
        band = rule.band(pace)
        why = None if band is not None else NO_THRESHOLD if rule.is_cue else NOT_ASKED
        rules[rule.name] = _judged(rule.measure, measures, band, why)
        beside[rule.name] = _beside(rule, measures, band, why)
    return ProfileReport(profile.name, profile.title, profile.source, pace, rules, beside)


def probability_in_band(measure: Reading, low: float | None = None, high: float | None = None) -> float | None:
    """Return the probability that the true value of a measure lies in a band.

    Parameters
    ----------
    measure : Measure
    low, high : float, optional
        Limits in the unit of the measure, themselves included; None is an open side.

    Returns
    -------
    float or None
        None when the measure is withheld.

    Raises
    ------
    InvalidInputError
        When `low` is not below `high`.

    Notes
    -----
    The error is taken as normal, with the half width of the 95 % interval over 1.96 as its standard uncertainty, and no
    value as likelier than another beforehand.

    Examples
    --------
    >>> from toeoff import Measure
    >>> round(probability_in_band(Measure(21, 15.12, 26.88, "deg", 5, "B", None), low=18), 2)
    0.84
    """
    return _judged("", {"": measure}, Band(low, high), None).probability


def standard_uncertainty(low: float, high: float) -> float:
    """Return the standard uncertainty behind a 95 % interval."""
    return (high - low) / 2 / NORMAL_95


def _beside(rule: Rule, measures: Mapping[str, Reading], band: Band | None, why: str | None) -> tuple[Judgement, ...]:
    judged = [_judged(name, measures, band, why) for name in rule.beside]
    return (*judged, *(_judged(name, measures, None, NO_THRESHOLD) for name in rule.shown))


def _judged(name: str, measures: Mapping[str, Reading], band: Band | None, why: str | None) -> Judgement:
    measure = measures.get(name)
    limits = band or Band(None, None)
    if measure is None or measure.value is None or measure.low is None or measure.high is None:
        reason = (measure.reason if measure is not None else None) or why or "not_measured"
        return Judgement(name, None, None, None, limits.low, limits.high, reason=reason)
    seen = (name, measure.value, measure.low, measure.high, limits.low, limits.high)
    if band is None:
        return Judgement(*seen, reason=why)
    low = -math.inf if band.low is None else band.low
    high = math.inf if band.high is None else band.high
    sigma = standard_uncertainty(measure.low, measure.high)
    probability, verdict, best = _core.judge_band(measure.value, sigma, low, high)
    return Judgement(*seen, probability, verdict, best)
