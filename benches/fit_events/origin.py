"""What the shipped event tables were fitted on, and how they do on unseen runners, for `toeoff validate` to tell.

usage: python benches/fit_events/origin.py [--truth FOLDER]

Reads the head of `coefficients.rs` and the truth folder; writes `python/toeoff/validate/origin.json`.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from toeoff.validate.origin import fingerprint
from toeoff.validate.trials import find_truth, load_trial

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "rust/toeoff-core/src/events/coefficients.rs"
ORIGIN = ROOT / "python/toeoff/validate/origin.json"

NUMBER = r"\s*([+-]?[\d.]+)"
SPREAD = rf"{NUMBER} ±{NUMBER} \({NUMBER}\)"
ROW = re.compile(rf"//!   (\S.*?)\s+IC{SPREAD}\s+TO{SPREAD}\s+contact{SPREAD}\s+found{NUMBER} %")
COUNTS = re.compile(r"Origin: (\d+) treadmill runs of (\d+) runners")


def cross_validated(head: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Errors on unseen runners by table and condition, ms."""
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    name = ""
    for line in head.splitlines():
        if match := re.fullmatch(r"//! ([A-Z]+(?:_[A-Z]+)+)", line):
            name = match[1]
        elif match := ROW.match(line):
            numbers = [float(text) for text in match.groups()[1:]]
            row: dict[str, Any] = {
                event: dict(zip(("bias", "sd", "rmse"), numbers[3 * i : 3 * i + 3], strict=True))
                for i, event in enumerate(("initial_contact", "toe_off", "contact_time"))
            }
            tables.setdefault(name, {})[match[1]] = row | {"found": numbers[9] / 100}
    return tables


def counts(head: str) -> tuple[int, int]:
    """Numbers of runs and of runners in the fit."""
    match = COUNTS.search(head)
    if match is None:
        msg = f"{TABLES} does not say how many runs of how many runners it was fitted on"
        raise ValueError(msg)
    return int(match[1]), int(match[2])


def write_origin(truth: Path) -> None:
    """Write the origin of the tables that are in place.

    Raises
    ------
    ValueError
        When the folder holds other runs than the tables say.
    """
    head = TABLES.read_text(encoding="utf-8").split("use super", 1)[0]
    trials = [load_trial(found) for found in find_truth(truth)]
    here = len(trials), len({trial.runner for trial in trials})
    if here != counts(head):
        msg = f"{truth} holds {here[0]} runs of {here[1]} runners, but the tables were fitted on {counts(head)}"
        raise ValueError(msg)
    origin = {
        "source": "the head of rust/toeoff-core/src/events/coefficients.rs, by benches/fit_events/origin.py",
        "runs": {f"{trial.dataset}/{trial.name}": fingerprint(trial) for trial in trials},
        "runners": sorted({trial.runner for trial in trials}),
        "cross_validated": cross_validated(head),
    }
    ORIGIN.write_text(json.dumps(origin, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--truth", type=Path, default=ROOT.parent / "shared" / "truth")
    write_origin(parser.parse_args().truth)
