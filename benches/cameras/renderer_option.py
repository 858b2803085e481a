"""The option that all scripts of this folder that render have in common."""

from __future__ import annotations

import argparse
from pathlib import Path

ROOT = Path(__file__).parents[2]


def parsed(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Read the arguments, with the renderer, which must be there, among them."""
    parser.add_argument("--renderer", type=Path, default=ROOT / "target/release/toeoff-render")
    options = parser.parse_args()
    if not options.renderer.is_file():
        parser.error(f"{options.renderer} is missing; build it: cargo build --release -p toeoff-render")
    return options
