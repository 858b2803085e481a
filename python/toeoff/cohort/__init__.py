"""Cohorts: many runners' passes described, judged and counted together."""

from __future__ import annotations

from toeoff.cohort.agreement import Agreement, InBand, TwoByTwo
from toeoff.cohort.correlations import Related
from toeoff.cohort.deviations import read_deviations
from toeoff.cohort.means import MeasureMean
from toeoff.cohort.percentiles import Percentile
from toeoff.cohort.report import CohortReport, describe_cohort
from toeoff.cohort.runners import Runner
from toeoff.cohort.statistics import (
    Correlation,
    Estimate,
    Mean,
    clopper_pearson,
    false_discovery,
    fisher_exact,
    mean_interval,
    odds_ratio,
    risk_difference,
    spearman,
    wilson,
)

__all__ = [
    "Agreement",
    "CohortReport",
    "Correlation",
    "Estimate",
    "InBand",
    "Mean",
    "MeasureMean",
    "Percentile",
    "Related",
    "Runner",
    "TwoByTwo",
    "clopper_pearson",
    "describe_cohort",
    "false_discovery",
    "fisher_exact",
    "mean_interval",
    "odds_ratio",
    "read_deviations",
    "risk_difference",
    "spearman",
    "wilson",
]
