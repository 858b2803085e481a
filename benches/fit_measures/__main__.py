"""Takes from force-plate runs what the measures need to know of themselves, and says how far it holds.

usage: python benches/fit_measures {deviations,strike,intervals} [--truth FOLDER] [--write]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import deviations
import intervals
import strike
from views import trials

ROOT = Path(__file__).parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["deviations", "strike", "intervals"])
    parser.add_argument("--truth", type=Path, default=ROOT.parent / "shared" / "truth")
    parser.add_argument("--write", action="store_true", help="strike: write the coefficients into the core")
    options = parser.parse_args()
    runs = list(trials(options.truth))
    if options.what == "deviations":
        print(deviations.report(runs))
    elif options.what == "intervals":
        print(intervals.report(runs))
    else:
        fitted = strike.fitted(runs)
        print(strike.report(fitted))
        if options.write:
            path = ROOT / "rust/toeoff-core/src/measures/strike_coefficients.rs"
            path.write_text(strike.rust(fitted))


if __name__ == "__main__":
    main()
