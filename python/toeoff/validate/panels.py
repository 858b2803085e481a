"""The panels of the figure, each drawn into axes that it is given."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import colormaps

from toeoff.validate.scores import EVENTS
from toeoff.validate.sections import BIAS_AIM_MS, WORDS
from toeoff.validate.trends import DIRECTIONS, values_by_speed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from toeoff.validate.run import Validation
    from toeoff.validate.scores import Scores
    from toeoff.validate.trials import Trial

__all__ = ["MEASURES", "biases", "event_errors", "foot_strike", "measured_against_true", "trend", "within_sigma"]

COLOURS = {"initial_contact": "#1f6fb2", "toe_off": "#d9742b"}
DATASETS = ("#1f6fb2", "#7a5195", "#2a9d8f", "#bc5090")
UNSEEN = "#8c8c8c"
AIM = "#e9eff5"
INTERVALS = "#2a9d8f"
LABEL_WIDTH = 28
SPEEDS = ("viridis", 2.0, 5.5)  # colour map and its limits, m/s
MEASURES = (
    "trunk_lean_deg",
    "leg_extension_toe_off_deg",
    "thigh_extension_peak_deg",
    "knee_drive_deg",
    "heel_recovery_deg",
    "cadence_spm",
)
# Measure: words, factor, unit.
LABELS = {
    "contact_time_s": ("contact time", 1000, "ms"),
    "trunk_lean_deg": ("trunk lean", 1, "deg"),
    "leg_extension_toe_off_deg": ("leg ext., toe-off", 1, "deg"),
    "thigh_extension_toe_off_deg": ("thigh ext., toe-off", 1, "deg"),
    "thigh_extension_peak_deg": ("thigh ext., peak", 1, "deg"),
    "knee_drive_deg": ("knee drive", 1, "deg"),
    "heel_recovery_deg": ("heel recovery", 1, "deg"),
    "cadence_spm": ("cadence", 1, "steps/min"),
}


def event_errors(axes: Axes, validation: Validation, found: Mapping[str, Any]) -> None:
    """Spread of the errors of both events in each condition: median, half of them, 95 % of them."""
    for row, (scores, table) in enumerate(zip(validation.scores, found["conditions"], strict=True)):
        for column, event in enumerate(EVENTS):
            error = scores.error_ms[:, column]
            error = error[np.isfinite(error)]
            y = row + (-0.17, 0.17)[column]
            if len(error):
                low, first, middle, third, high = np.percentile(error, (2.5, 25, 50, 75, 97.5))
                axes.plot((low, high), (y, y), color=COLOURS[event], lw=1.2, solid_capstyle="butt")
                axes.plot((first, third), (y, y), color=COLOURS[event], lw=5, alpha=0.85, solid_capstyle="butt")
                axes.plot(middle, y, "o", color="white", ms=2.6, zorder=3)
            if table["cross_validated"] is not None:
                unseen = table["cross_validated"][event]
                spread = 1.96 * unseen["sd"]
                ends = (unseen["bias"] - spread, unseen["bias"] + spread)
                axes.plot(ends, (y, y), ls="", marker="|", color=UNSEEN, ms=7, mew=1.3)
    for event in EVENTS:
        axes.plot([], [], color=COLOURS[event], lw=5, label=WORDS[event])
    axes.plot([], [], color=UNSEEN, marker="|", ls="", mew=1.3, label="cross-validated, ± 1.96 SD")
    labels = [fill(c["label"], LABEL_WIDTH) for c in found["conditions"]]
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.45, -0.75)
    reach = max(20.0, 1.1 * max(abs(x) for x in axes.get_xlim()))
    axes.set_xlim(-reach, reach)
    axes.axvline(0, color="#444444", lw=0.8, zorder=0)
    axes.grid(axis="x", color="#eeeeee", zorder=-1)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    axes.set_title("Event errors")
    axes.set_xlabel("found less true, ms: median, middle half, middle 95 %")
    axes.legend(
        loc="lower right",
        bbox_to_anchor=(1, 1),
        ncols=3,
        frameon=False,
        fontsize=7.5,
        borderaxespad=0.1,
        handlelength=1.4,
    )


def within_sigma(axes: Axes, found: Mapping[str, Any]) -> None:
    """Share of event errors within the stated sigma and of intervals that hold the truth, beside the conditions."""
    conditions = found["conditions"]
    for column, event in enumerate(EVENTS):
        shares = [100 * _known(c["events"][event]["within_sigma"]) for c in conditions]
        axes.plot(shares, np.arange(len(conditions)) + (-0.17, 0.17)[column], "o", color=COLOURS[event], ms=4.5)
    held = [100 * _known(c["intervals_covered"]) for c in conditions]
    axes.plot(held, range(len(conditions)), "D", color=INTERVALS, ms=4.5, label="95 % intervals")
    for wanted, colour in ((68.27, "#444444"), (95, INTERVALS)):
        axes.axvline(wanted, color=colour, lw=0.8, ls="--", zorder=0)
        axes.text(wanted - 0.8, -0.62, f"{wanted:.0f} %", ha="right", va="center", color=colour, fontsize=7.5)
    axes.legend(
        loc="lower right", bbox_to_anchor=(1.02, 1), frameon=False, fontsize=7.5, borderaxespad=0.1, handlelength=1
    )
    axes.set_yticks(range(len(conditions)), [])
    axes.set_ylim(len(conditions) - 0.45, -0.75)
    axes.set_xlim(40, 101.5)
    axes.grid(axis="both", color="#eeeeee")
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    axes.set_title("Uncertainty that holds")
    axes.set_xlabel("events within one sigma, intervals with the truth, %")


def biases(axes: Axes, found: Mapping[str, Any]) -> None:
    """Bias of both events by speed, foot strike and data set."""
    reference = next(c for c in found["conditions"] if c["label"] == found["reference"])
    rows = [(name, e) for kind in ("speed", "foot_strike", "dataset") for name, e in reference["groups"][kind].items()]
    axes.axvspan(-BIAS_AIM_MS, BIAS_AIM_MS, color=AIM, zorder=0, lw=0)
    for row, (_, events) in enumerate(rows):
        for column, event in enumerate(EVENTS):
            bias, sd, y = events[event]["bias"], events[event]["sd"], row + (-0.16, 0.16)[column]
            if bias is not None:
                axes.plot((bias - sd, bias + sd), (y, y), color=COLOURS[event], lw=1)
                axes.plot(bias, y, "o", color=COLOURS[event], ms=4.5)
    axes.axvline(0, color="#444444", lw=0.8, zorder=1)
    axes.set_yticks(range(len(rows)), [f"{name} ({events['contacts']})" for name, events in rows])
    axes.set_ylim(len(rows) - 0.45, -0.6)
    reach = max(10.0, 1.05 * max(abs(x) for x in axes.get_xlim()))
    axes.set_xlim(-reach, reach)
    axes.tick_params(axis="y", length=0)
    axes.set_title(f"Bias and SD by group (contacts); shaded ± {BIAS_AIM_MS:g} ms")
    axes.set_xlabel(f"found less true, ms, {found['reference']}")


def foot_strike(axes: Axes, found: Mapping[str, Any]) -> None:
    """Stated probability of a rearfoot strike against the share of feet that had one."""
    table = found["foot_strike"]
    axes.set_title("Foot strike: stated against true share")
    if table is None or not table["told"]:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "no labels of foot strike" if table is None else "withheld", ha="center", color="#777777")
        return
    bins = [b for b in table["reliability"] if b["feet"]]
    axes.plot((0, 100), (0, 100), color="#444444", lw=0.8, ls="--", zorder=0)
    for b in bins:
        stated, true, n = b["stated"], b["true"], b["feet"]
        centre, half = _wilson(true, n)
        x = 100 * stated
        axes.plot((x, x), (100 * (centre - half), 100 * (centre + half)), color=COLOURS["initial_contact"], lw=1)
        axes.plot(x, 100 * true, "o", color=COLOURS["initial_contact"], ms=3 + np.sqrt(n) / 1.3, alpha=0.85)
        axes.annotate(f"{n}", (x, 100 * true), (9, -10), textcoords="offset points", fontsize=7, color="#555555")
    axes.set_xlim(-4, 104)
    axes.set_ylim(-6, 106)
    axes.set_xlabel("stated probability of rearfoot, %")
    axes.set_ylabel("feet labelled rearfoot, %")
    told = f"{100 * table['accuracy']:.0f} % of {table['told']} feet right\n(rearfoot against the rest)"
    axes.text(0.97, 0.04, told, transform=axes.transAxes, ha="right", va="bottom", fontsize=7.5, color="#333333")


def measured_against_true(
    axes: Axes, scores: Scores, trials: Sequence[Trial], name: str, *, with_key: bool = False
) -> None:
    """One point for each run, coloured by speed, with the line of equality."""
    words, factor, unit = LABELS[name]
    axes.set_title(words)
    columns = scores.measures.get(name)
    told = np.isfinite(columns.value) if columns is not None else np.zeros(0, bool)
    if columns is None or not told.any():
        axes.set_axis_off()
        axes.text(0.5, 0.5, "not told", ha="center", color="#777777")
        return
    truth, value = factor * columns.truth[told], factor * columns.value[told]
    speed = [trials[number].speed_mps for number in columns.trial[told]]
    low, high = min(truth.min(), value.min()), max(truth.max(), value.max())
    margin = 0.06 * (high - low) + 1e-9
    limits = (low - margin, high + margin)
    axes.plot(limits, limits, color="#444444", lw=0.8, ls="--", zorder=0)
    axes.scatter(truth, value, c=speed, cmap=SPEEDS[0], vmin=SPEEDS[1], vmax=SPEEDS[2], s=14, lw=0, alpha=0.9)
    axes.set_xlim(limits)
    axes.set_ylim(limits)
    axes.set_aspect("equal", adjustable="box")
    rmse = np.sqrt(np.mean((value - truth) ** 2))
    axes.text(0.04, 0.96, f"RMSE {rmse:.2g} {unit}", transform=axes.transAxes, va="top", fontsize=7.5, color="#333333")
    axes.set_xlabel(f"true, {unit}")
    axes.set_ylabel(f"measured, {unit}")
    if with_key:
        colours = colormaps[SPEEDS[0]]
        for i, mps in enumerate(sorted(set(speed))[:9]):
            colour = colours((mps - SPEEDS[1]) / (SPEEDS[2] - SPEEDS[1]))
            y = 0.05 + 0.062 * i
            axes.plot(0.80, y + 0.02, "o", color=colour, ms=4, mew=0, transform=axes.transAxes)
            axes.text(0.84, y, f"{mps:g} m/s", transform=axes.transAxes, fontsize=7, color="#333333")


def trend(axes: Axes, scores: Scores, trials: Sequence[Trial], name: str) -> None:
    """Measured lines and true points of every runner with several speeds."""
    words, factor, unit = LABELS[name]
    runners = values_by_speed(scores, trials, name)
    datasets = sorted({runner.split("/")[0] for runner in runners})
    for runner, rows in runners.items():
        speed, value, truth = np.array(rows).T
        colour = DATASETS[datasets.index(runner.split("/")[0]) % len(DATASETS)]
        axes.plot(speed, factor * value, color=colour, lw=0.9, alpha=0.75)
        axes.plot(speed, factor * truth, "o", color=colour, ms=2.2, alpha=0.6, mew=0)
    for i, dataset in enumerate(datasets):
        axes.plot([], [], color=DATASETS[i % len(DATASETS)], lw=1.2, label=dataset)
    axes.set_title(f"{words} {'↑' if DIRECTIONS[name] > 0 else '↓'}")
    axes.set_xlabel("speed, m/s")
    axes.set_ylabel(unit)
    axes.grid(color="#f0f0f0")
    axes.set_axisbelow(True)
    if name == next(iter(DIRECTIONS)):
        axes.plot([], [], "o", color="#777777", ms=2.5, label="true")
        axes.legend(frameon=False, fontsize=6.5, loc="lower right", handlelength=1.2)


def _known(share: float | None) -> float:
    return np.nan if share is None else share


def _wilson(share: float, n: int) -> tuple[float, float]:
    """Centre and half width of Wilson's 95 % interval of a share."""
    z = 1.96
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    return centre, z / (1 + z * z / n) * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)))
