"""The fitted tables as Rust source."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from cascade import ALPHA, ALPHA_CONSTANT, EVENTS, JITTER_S, RUNNER_SHARE, Cascade, Line, Reads

WIDTH = 120
HEAD = """\
//! The tables of the cascade. Written by `python benches/fit_events`; not edited by hand.
//!
//! Origin: {n_trials} treadmill runs of {n_runners} runners at 2-5 m/s on force plates (Hamner & Delp 2013; Fukuchi,
//! Fukuchi & Duarte 2017), contact at 50 N, projected to the sagittal plane and disturbed as video keypoints are:
//! 25 fps to the laboratory's rate, correlated noise up to 16 mm, exchanged legs, displaced points, a camera rolled by
//! 1.5 degrees.
//! Ridge penalty {alpha:g}, {alpha_constant:g} for the constant of the pass; every run counts alike; {share:g} of what
//! a runner's stances have in common is taken off; fine stages are fitted about estimates scattered by {jitter} ms.
//!
//! Errors on runners that a table has not seen (9 groups of 3), after each foot's events are drawn towards their
//! median: bias ± SD (RMSE), ms, estimate minus plate.
//!
//! ```text
{errors}
//! ```

use super::CameraMotion;
use super::cascade::{{Line, Table}};
use super::inputs::{{Legs, Points, Reads}};

/// The table that reads these points and legs, with heights taken as the camera allows.
pub fn table(reads: Reads, camera: CameraMotion) -> &'static Table {{
    match (camera, reads.points, reads.legs) {{
{arms}
    }}
}}
"""


@dataclass(frozen=True)
class Fitted:
    """A table with its cross-validated errors."""

    reads: Reads
    cascade: Cascade
    runner_s: tuple[float, float]
    errors: list[str]


def words(reads: Reads) -> tuple[str, str, str]:
    """The Rust variants of what a table reads: camera, points, legs."""
    camera = "Still" if reads.camera_is_still else "Unknown"
    return camera, "Feet" if reads.with_feet else "Ankles", "Both" if reads.both_legs else "Own"


def line(fitted: Line) -> str:
    """One stage."""
    numbers = textwrap.fill(
        ", ".join(f"{w:.7g}" if float(f"{w:.7g}") % 1 else f"{w:.1f}" for w in fitted.weights),
        WIDTH,
        initial_indent=" " * 12,
        subsequent_indent=" " * 12,
    )
    return f"        Line {{ constant_s: {fitted.constant:.7g}, weights_s: &[\n{numbers},\n        ] }},"


def rust(tables: list[Fitted], *, n_runners: int, n_trials: int) -> str:
    """The whole file."""
    arms, statics, errors = [], [], []
    for t in tables:
        camera, points, legs = words(t.reads)
        name = t.reads.name
        arms.append(f"        (CameraMotion::{camera}, Points::{points}, Legs::{legs}) => &{name},")
        errors += [f"//! {name}", *(f"//!   {row}" for row in t.errors)]
        parts = [
            f"static {name}: Table = Table {{",
            f"    reads: Reads {{ points: Points::{points}, legs: Legs::{legs} }},",
            f"    runner_s: [{t.runner_s[0]:.5f}, {t.runner_s[1]:.5f}],",
        ]
        for event in EVENTS:
            parts += [f"    {event}: [", *(line(stage) for stage in t.cascade[event]), "    ],"]
        statics.append("\n".join([*parts, "};"]))
    head = HEAD.format(
        n_trials=n_trials,
        n_runners=n_runners,
        alpha=ALPHA,
        alpha_constant=ALPHA_CONSTANT,
        share=RUNNER_SHARE,
        jitter=" and ".join(f"{1e3 * j:g}" for j in JITTER_S),
        errors="\n".join(errors),
        arms="\n".join(arms),
    )
    return "\n".join([head, *(s + "\n" for s in statics)])
