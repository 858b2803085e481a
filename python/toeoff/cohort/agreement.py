"""How many runners agree with a profile: hard counts, and counts that measurement error allows."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from toeoff import _core
from toeoff.cohort.statistics import Estimate, fisher_exact, odds_ratio, risk_difference, wilson
from toeoff.profiles import judge, standard_uncertainty

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toeoff.cohort.runners import Runner
    from toeoff.profiles import Judgement, Profile, ProfileReport

__all__ = ["Agreement", "InBand", "TwoByTwo", "agreement", "reading_of"]

# Draws of true values and their seed: the same runners give the same counts.
DRAWS, SEED = 4000, 21
LEAN = "trunk_lean_deg"


@dataclass(frozen=True, slots=True)
class InBand:
    """One reading of one rule over the runners.

    Attributes
    ----------
    rule, measure : str
    n : int
        Runners that are judged.
    withheld : mapping of str to int
        Runners that are not, by reason code.
    in_band : int
        Runners whose measured value lies in the band: the hard count.
    share : Estimate or None
        The same as a proportion with Wilson's interval.
    expected : Estimate or None
        Expected count under measurement error (the sum of probabilities), with the central 95 % of the draws.
    yes, uncertain, no : int
        Runners by verdict.
    can_be_yes : int
        Runners measured sharply enough that a value in the middle of the band would be a yes.
    """

    rule: str
    measure: str
    n: int
    withheld: Mapping[str, int]
    in_band: int
    share: Estimate | None
    expected: Estimate | None
    yes: int
    uncertain: int
    no: int
    can_be_yes: int


@dataclass(frozen=True, slots=True)
class TwoByTwo:
    """The first rule of an association against one reading of the second.

    Attributes
    ----------
    measure : str
        What the second rule is read off.
    is_roll_immune : bool
        Whether camera roll leaves the measure alone.
    n : int
        Runners with both values.
    table : tuple of 2 tuples of 2 int
        Rows: first in band, not; columns: second in band, not.
    share_first, share_other : Estimate or None
        Proportion of the second among runners with and without the first, with Wilson's interval; None of nobody.
    difference : Estimate or None
        Of the two, with Newcombe's interval; None when a row is empty.
    odds_ratio : Estimate or None
        With 0.5 added to every cell; None without a runner.
    p : float or None
        Fisher's exact test, two-sided; None without a runner.
    q : float or None
        The same, adjusted for all tests of the report (Benjamini and Hochberg).
    expected : tuple of 4 Estimate
        Cells under measurement error, row by row, with the central 95 % of the draws.
    """

    measure: str
    is_roll_immune: bool
    n: int
    table: tuple[tuple[int, int], tuple[int, int]]
    share_first: Estimate | None
    share_other: Estimate | None
    difference: Estimate | None
    odds_ratio: Estimate | None
    p: float | None
    q: float | None
    expected: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of a cohort with a profile.

    Attributes
    ----------
    judged : list of ProfileReport
        One per runner, same order.
    in_band : list of InBand
        Each rule, then its other readings.
    tables : list of TwoByTwo
        The reading by default, the roll-immune one, the others.
    """

    judged: list[ProfileReport]
    in_band: list[InBand]
    tables: list[TwoByTwo]


def agreement(
    runners: Sequence[Runner],
    profile: Profile,
    n_recordings: int,
    *,
    pace_mps: float | None = None,
    effort: str | None = None,
) -> Agreement:
    """Judge every runner, and count.

    Parameters
    ----------
    runners : sequence of Runner
    profile : Profile
    n_recordings : int
        Recordings that their passes are numbered by.
    pace_mps, effort : optional
        For all runners; without either, what was stated when they were analysed, then the measured speed.

    Returns
    -------
    Agreement

    Notes
    -----
    True values are drawn around the measured ones 4000 times. The roll of a camera is drawn once per recording: it adds
    the same angle to lean and to extension of all of its passes, and so makes the two look related when it differs
    between recordings. The error of the trunk's lean enters extension against the trunk with the opposite sign. What a
    pose model gets wrong alike for all runners is drawn for each of them on its own: how much of it is alike is not
    known, and where it is, the range of a count is wider than told.
    """
    if pace_mps is not None or effort is not None:
        stated = [(pace_mps, effort)] * len(runners)
    else:
        stated = [(runner.pace_mps, runner.effort) for runner in runners]
    judged = [
        judge(runner.measures, profile, pace_mps=pace, effort=label)
        for runner, (pace, label) in zip(runners, stated, strict=True)
    ]
    pair = profile.association
    columns = {
        (rule.name, measure): [reading_of(report, rule.name, measure) for report in judged]
        for rule in profile.rules
        if not rule.is_cue
        for measure in (rule.measure, *rule.beside)
    }
    # The draws compare the first column with each other one.
    if pair is not None:
        first = (pair.first, profile.rule(pair.first).measure)
        columns = {first: columns[first], **columns}
    counts, cells = _expected(columns, runners, _roll_sigma(runners, n_recordings))
    counted = {
        key: _in_band(*key, readings, count) for (key, readings), count in zip(columns.items(), counts, strict=True)
    }
    in_order = [
        counted[rule.name, measure]
        for rule in profile.rules
        if not rule.is_cue
        for measure in (rule.measure, *rule.beside)
    ]
    if pair is None or not runners:
        return Agreement(judged, in_order, [])
    rule = profile.rule(pair.second)
    readings = dict.fromkeys((rule.measure, *([pair.roll_immune] if pair.roll_immune else []), *rule.beside))
    expected = dict(zip(list(columns)[1:], cells, strict=True))
    tables = [
        _two_by_two(measure, columns[first], columns[pair.second, measure], expected[pair.second, measure])
        for measure in readings
    ]
    return Agreement(judged, in_order, tables)


def reading_of(report: ProfileReport, rule: str, measure: str) -> Judgement:
    """Return one reading of a rule: by its own measure or by one beside it."""
    readings = (report.rules[rule], *report.beside[rule])
    return next(reading for reading in readings if reading.measure == measure)


def _in_band(rule: str, measure: str, readings: Sequence[Judgement], drawn: tuple[float, float, float]) -> InBand:
    judged = [reading for reading in readings if reading.probability is not None]
    hard = sum(_is_inside(reading) is True for reading in judged)
    # The sum of probabilities is exact; the draws tell how far a count may be from it.
    total = math.fsum(reading.probability or 0.0 for reading in judged)
    verdicts = Counter(reading.verdict for reading in judged)
    return InBand(
        rule=rule,
        measure=measure,
        n=len(judged),
        withheld=dict(Counter(r.reason or "not_measured" for r in readings if r.probability is None).most_common()),
        in_band=hard,
        share=wilson(hard, len(judged)) if judged else None,
        expected=Estimate(total, *drawn[1:]) if judged else None,
        yes=verdicts["yes"],
        uncertain=verdicts["uncertain"],
        no=verdicts["no"],
        can_be_yes=sum(r.best_probability is not None and r.best_probability >= _core.YES_FROM for r in judged),
    )


def _two_by_two(
    measure: str,
    first: Sequence[Judgement],
    second: Sequence[Judgement],
    expected: Sequence[tuple[float, float, float]],
) -> TwoByTwo:
    cells = Counter((_is_inside(a), _is_inside(b)) for a, b in zip(first, second, strict=True))
    (a, b), (c, d) = table = (
        (cells[True, True], cells[True, False]),
        (cells[False, True], cells[False, False]),
    )
    n = a + b + c + d
    return TwoByTwo(
        measure=measure,
        is_roll_immune=_core.shared_gains(measure)[0] == 0,
        n=n,
        table=table,
        share_first=wilson(a, a + b) if a + b else None,
        share_other=wilson(c, c + d) if c + d else None,
        difference=risk_difference(table) if a + b and c + d else None,
        odds_ratio=odds_ratio(table) if n else None,
        p=fisher_exact(table) if n else None,
        q=None,
        expected=tuple(Estimate(*cell) for cell in expected),
    )


def _is_inside(reading: Judgement) -> bool | None:
    """Whether the measured value itself lies in the band; None when it is not judged."""
    if reading.probability is None or reading.value is None:
        return None
    low = -math.inf if reading.band_low is None else reading.band_low
    high = math.inf if reading.band_high is None else reading.band_high
    return low <= reading.value <= high


def _roll_sigma(runners: Sequence[Runner], n_recordings: int) -> list[float]:
    """Uncertainty of each recording's roll, deg: that of the pass where it is least certain."""
    sigma = [0.0] * n_recordings
    for one in (one for runner in runners for one in runner.passes):
        own = _core.ROLL_UNKNOWN_SIGMA_DEG if one.roll_sigma_deg is None else one.roll_sigma_deg
        sigma[one.recording] = max(sigma[one.recording], own)
    return sigma


def _expected(
    columns: Mapping[tuple[str, str], Sequence[Judgement]], runners: Sequence[Runner], roll_sigma: list[float]
) -> tuple[list[tuple[float, float, float]], list[list[tuple[float, float, float]]]]:
    """Count over the draws: in band of each column, and the first column against each other one."""
    measures = [measure for _, measure in columns]
    gains = [_core.shared_gains(measure) for measure in measures]
    if measures[:1] != [LEAN]:
        # The draws share the error of the first column, and only that of lean is in others.
        gains = [(roll, 0.0) for roll, _ in gains]
    value, sigma, low, high = (np.empty((len(columns), len(runners))) for _ in range(4))
    for k, readings in enumerate(columns.values()):
        for i, reading in enumerate(readings):
            value[k, i], sigma[k, i], low[k, i], high[k, i] = _numbers(reading)
    recordings = [runner.recordings for runner in runners]
    return _core.expected_counts(value, sigma, low, high, gains, recordings, roll_sigma, DRAWS, SEED)


def _numbers(reading: Judgement) -> tuple[float, float, float, float]:
    low = -math.inf if reading.band_low is None else reading.band_low
    high = math.inf if reading.band_high is None else reading.band_high
    if reading.probability is None or reading.value is None or reading.low is None or reading.high is None:
        return math.nan, math.nan, -math.inf, math.inf
    return reading.value, standard_uncertainty(reading.low, reading.high), low, high
