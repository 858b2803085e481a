"""Measures runners before cameras that depart from the ideal, and says how wrong each measure gets.

usage: python benches/cameras [--only KIND] [--out FOLDER] [--renderer FILE]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import report
from departures import departures
from keypoints import filmed
from measured import Row, rows

ROOT = Path(__file__).parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="one kind of departure")
    parser.add_argument("--out", type=Path, help="where cameras.md and cameras.json go; default: printed")
    parser.add_argument("--renderer", type=Path, default=ROOT / "target/release/toeoff-render")
    options = parser.parse_args()
    if not options.renderer.is_file():
        parser.error(f"{options.renderer} is missing; build it: cargo build --release -p toeoff-render")
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for departure in departures():
            if options.only not in (None, departure.kind):
                continue
            for style, truth, seen in filmed(options.renderer, departure.scene, Path(folder)):
                found += rows(departure, style, truth, seen)
    if options.out is None:
        print(report.markdown(found))
    else:
        report.write(options.out, found)


if __name__ == "__main__":
    main()
