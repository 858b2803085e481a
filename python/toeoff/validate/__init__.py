"""Errors of events and measures against force plates and motion capture, and whether the intervals hold.

`validate` is the whole of it; `toeoff validate TRUTH/` prints and writes what it returns.
"""

from __future__ import annotations

from toeoff.validate.run import Failure, Runs, Validation, read_runs, score_runs, validate
from toeoff.validate.views import Condition

__all__ = ["Condition", "Failure", "Runs", "Validation", "read_runs", "score_runs", "validate"]
