"""Measures how people run, from ordinary race footage."""

from __future__ import annotations

from toeoff._core import __version__
from toeoff.analysis import Smoothing, analyze, analyze_many
from toeoff.errors import (
    InvalidInputError,
    InvalidTypeError,
    KeypointFileError,
    MissingExtraError,
    ModelError,
    ModelNotFoundError,
    OutputError,
    ToeoffError,
    TruthFileError,
    VideoError,
)
from toeoff.pose import KeypointSequence
from toeoff.report import Event, Measure, PassReport, Quality, Stride
from toeoff.skeleton import Skeleton
from toeoff.tracking import Tracker
from toeoff.uprights import Uprights

__all__ = [
    "Event",
    "InvalidInputError",
    "InvalidTypeError",
    "KeypointFileError",
    "KeypointSequence",
    "Measure",
    "MissingExtraError",
    "ModelError",
    "ModelNotFoundError",
    "OutputError",
    "PassReport",
    "Quality",
    "Skeleton",
    "Smoothing",
    "Stride",
    "ToeoffError",
    "Tracker",
    "TruthFileError",
    "Uprights",
    "VideoError",
    "__version__",
    "analyze",
    "analyze_many",
]
