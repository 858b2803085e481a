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
from renderer_option import parsed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="one kind of departure")
    parser.add_argument("--out", type=Path, help="where cameras.md and cameras.json go; default: printed")
    options = parsed(parser)
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
