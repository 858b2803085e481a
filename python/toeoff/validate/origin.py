"""Whether the runs at hand are those that the event tables were fitted on: errors on them are too good."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toeoff.validate.trials import Trial
    from toeoff.validate.views import Condition

__all__ = ["Seen", "cross_validated", "fingerprint", "seen"]


@dataclass(frozen=True)
class Seen:
    """How much of a truth folder the event tables have seen.

    Attributes
    ----------
    runs : tuple of str
        Runs that are in the fit: the same contacts, whatever the files are called.
    runners : tuple of str
        Runners with such a run, or with the name of a runner of the fit.
    n_runs, n_runners : int
        Of so many.
    """

    runs: tuple[str, ...]
    runners: tuple[str, ...]
    n_runs: int
    n_runners: int

    @property
    def statement(self) -> str:
        """What a reader must know before believing the errors."""
        if not self.runners:
            return (
                f"None of these {self.n_runs} runs was in the fit of the shipped event tables: "
                "event errors are those of unseen runners."
            )
        who = "all" if len(self.runners) == self.n_runners else str(len(self.runners))
        return (
            f"The shipped event tables were fitted on {len(self.runs)} of these {self.n_runs} runs ({who} of "
            f"{self.n_runners} runners): event errors here are NOT those of unseen runners. Cross-validated errors "
            "(benches/fit_events: each runner scored by tables that did not see it) stand beside where known."
        )


def fingerprint(trial: Trial) -> str:
    """Hash of the contacts of a run: the same for the same run under another name or in another file."""
    text = ";".join(f"{c.side},{c.initial_contact_s:.4f},{c.toe_off_s:.4f}" for c in trial.contacts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def seen(trials: Sequence[Trial]) -> Seen:
    """Tell which of these runs the shipped event tables were fitted on."""
    known = set(_origin()["runs"].values())
    fitted = [trial for trial in trials if fingerprint(trial) in known]
    names = {trial.runner for trial in trials}
    return Seen(
        runs=tuple(f"{trial.dataset}/{trial.name}" for trial in fitted),
        runners=tuple(sorted({trial.runner for trial in fitted} | names & set(_origin()["runners"]))),
        n_runs=len(trials),
        n_runners=len(names),
    )


def cross_validated(condition: Condition) -> Mapping[str, Any] | None:
    """Return errors on unseen runners under a condition, ms; None where they are not known.

    They were scored with a camera that stands still and a level ground, where the core reads the tables for that.
    """
    plain = condition.keypoints in ("halpe26", "coco17") and condition.camera == "static"
    exchanged_as_usual = condition.exchanged == (0.25 if condition.noise_mm else 0.0)
    in_place = not (condition.offset_mm or condition.roll_deg)
    if not (plain and exchanged_as_usual and in_place):
        return None
    table = "ANKLES_BOTH_STILL" if condition.keypoints == "coco17" else "FEET_BOTH_STILL"
    rate = "native" if condition.frame_rate_hz is None else f"{condition.frame_rate_hz:g} fps"
    parts = [rate, f"{condition.noise_mm:g} mm", *([f"{condition.window_s:g} s"] if condition.window_s else [])]
    row: Mapping[str, Any] | None = _origin()["cross_validated"].get(table, {}).get(", ".join(parts))
    return row


@cache
def _origin() -> dict[str, Any]:
    text = files("toeoff.validate").joinpath("origin.json").read_text(encoding="utf-8")
    origin: dict[str, Any] = json.loads(text)
    return origin
