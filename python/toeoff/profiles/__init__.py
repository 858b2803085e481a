"""Profiles: named rule sets that judge measures. What is told is agreement with the profile, never efficiency."""

from __future__ import annotations

from toeoff.profiles.judge import Judgement, ProfileReport, judge, probability_in_band, standard_uncertainty
from toeoff.profiles.pace import EFFORTS, Pace, pace_mps, stated_effort
from toeoff.profiles.read import PROFILES, load_profile
from toeoff.profiles.rule import Association, Band, Profile, Rule

__all__ = [
    "EFFORTS",
    "PROFILES",
    "Association",
    "Band",
    "Judgement",
    "Pace",
    "Profile",
    "ProfileReport",
    "Rule",
    "judge",
    "load_profile",
    "pace_mps",
    "probability_in_band",
    "standard_uncertainty",
    "stated_effort",
]
