"""The tables of a validation as text: one section each, for the terminal and for the report alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toeoff.validate.conditions import AIMS, MEASURE_AIMS
from toeoff.validate.missed import missed_aims
from toeoff.validate.units import printed_in
from toeoff.validate.views import Condition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toeoff.validate.run import Validation

__all__ = ["Section", "sections"]

EVENTS = ("initial_contact", "toe_off")
BIAS_AIM_MS = 6.0  # of each speed and each foot strike
WORDS = {"initial_contact": "initial contact", "toe_off": "toe-off"}
DASH = "-"
EVENT_COLUMNS = ("condition", "contacts", "initial contact", "toe-off", "contact time")
SIGMA_COLUMNS = ("condition", "sigma contact, ms", "within %", "sigma toe-off, ms", "within %")


@dataclass(frozen=True)
class Section:
    """A table with what must be said before and after it."""

    title: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    before: Sequence[str] = ()
    after: Sequence[str] = field(default=())


def sections(validation: Validation) -> list[Section]:
    """Return every table of a validation that it has something for."""
    found = validation.to_dict()
    conditions = found["conditions"]
    reference = next((c for c in conditions if c["label"] == found["reference"]), None)
    out = [_head(found), _events(validation, conditions), _missed(conditions), _uncertainty(conditions)]
    if reference is not None:
        out += [_groups(reference), _measures(reference, validation), *_stated_camera(conditions, reference)]
        out += _trends(found)
        out += _foot_strike(found)
        out.append(_worst(reference))
    return [section for section in out if section.rows or section.before]


def _head(found: Mapping[str, Any]) -> Section:
    failed = [f"failed: {run}: {reason}" for run, reason in found["failed"].items()]
    runs = f"toeoff {found['toeoff']}, {found['runs']} runs of {found['runners']} runners."
    return Section("Validation against force plates", before=[runs, found["fitted_on"]["statement"], *failed])


def _events(validation: Validation, conditions: Sequence[Mapping[str, Any]]) -> Section:
    rows = []
    for scores, c in zip(validation.scores, conditions, strict=True):
        events, unseen = c["events"], c["cross_validated"]
        aim = AIMS.get(scores.condition)
        rows.append(
            [
                c["label"],
                str(events["contacts"]),
                *(_spread(events[name]) for name in (*EVENTS, "contact_time")),
                _percent(min((events[e]["found"] for e in EVENTS), key=lambda x: -1 if x is None else x)),
                _percent(events["extra"]),
                DASH
                if unseen is None
                else _slashed(*(unseen[e]["rmse"] for e in EVENTS), unseen["contact_time"]["sd"]),
                DASH if aim is None else _slashed(aim.contact_rmse, aim.toe_off_rmse, aim.contact_time_sd),
                DASH if aim is None else ", ".join(missed_aims(aim, events, unseen)) or "none",
            ]
        )
    return Section(
        "Events and contact time, ms",
        (*EVENT_COLUMNS, "found %", "extra %", "cross-validated", "aim", "aims missed"),
        rows,
        before=["Found less true, bias ± SD (RMSE). A match is within 80 ms, same foot."],
        after=[
            "cross-validated and aim: RMSE of initial contact / RMSE of toe-off / SD of contact time. The aims are for "
            "runners that the tables have not seen; errors here and cross-validated errors are both held against them."
        ],
    )


def _missed(conditions: Sequence[Mapping[str, Any]]) -> Section:
    runs: dict[tuple[str, str], list[str]] = {}
    for c in conditions:
        for row in c["missed_runs"]:
            reasons = ", ".join(row["reasons"]) or "not refused"
            runs.setdefault((row["run"], reasons), []).append(f"{c['label']} ({row['missed']} of {row['events']})")
    rows = [[run, reasons, "; ".join(where)] for (run, reasons), where in runs.items()]
    return Section("Events missed", ("run", "refused because", "condition (events)"), rows)


def _uncertainty(conditions: Sequence[Mapping[str, Any]]) -> Section:
    rows = []
    for c in conditions:
        covered = {name: m["covered"] for name, m in c["measures"].items() if m["covered"] is not None}
        least = min((k for k in covered if covered[k] < 1), key=lambda k: covered[k], default=None)
        cells = [c["label"]]
        for event in EVENTS:
            cells += [_number(c["events"][event]["sigma"]), _percent(c["events"][event]["within_sigma"], 0)]
        cells.append(_percent(c["intervals_covered"]))
        rows.append([*cells, DASH if least is None else f"{least} {_percent(covered[least], 0)}"])
    return Section(
        "Whether the stated uncertainty holds",
        (*SIGMA_COLUMNS, "95 % intervals that hold the truth, %", "least"),
        rows,
        before=["Errors of events within one sigma should be 68 %, measures within their interval 95 %."],
        after=[
            "The intervals also allow for camera roll and for where a pose model puts a joint: where a condition has "
            "neither, more than 95 % is expected. On runners that the tables have seen, more than 68 % is too."
        ],
    )


def _groups(reference: Mapping[str, Any]) -> Section:
    rows = []
    for kind, groups in reference["groups"].items():
        for name, events in groups.items():
            biases = [(e, events[e]["bias"]) for e in EVENTS if events[e]["bias"] is not None]
            beyond = [f"{WORDS[e]} {bias:+.1f}" for e, bias in biases if abs(bias) > BIAS_AIM_MS]
            judged = kind != "dataset"
            cells = [_spread(events[e]) for e in (*EVENTS, "contact_time")]
            rows.append([name, str(events["contacts"]), *cells, (", ".join(beyond) or "none") if judged else DASH])
    return Section(
        f"By data set, speed and foot strike, ms ({reference['label']})",
        ("group", "contacts", "initial contact", "toe-off", "contact time", f"bias beyond ± {BIAS_AIM_MS:g} ms"),
        rows,
    )


def _measures(reference: Mapping[str, Any], validation: Validation) -> Section:
    withheld = [name for name, measure in reference["measures"].items() if not measure["told"]]
    usual = validation.reference is not None and validation.reference.condition == Condition()
    rows = []
    for name, measure in reference["measures"].items():
        if not measure["told"]:
            continue
        aim = MEASURE_AIMS.get(name) if usual else None
        verdict = DASH if aim is None or measure["rmse"] is None else "met" if measure["rmse"] <= aim else "MISSED"
        rows.append([*_measure_cells(name, measure), DASH if aim is None else f"{aim:g}", verdict])
    return Section(
        f"Measures ({reference['label']})",
        ("measure", "unit", "told", "bias", "SD", "RMSE", "interval ±", "holds the truth %", "aim", ""),
        rows,
        before=["Of a whole run, against the clean projection at the force plate's events."],
        after=[f"Withheld in every run: {', '.join(withheld)}."] if withheld else [],
    )


def _stated_camera(conditions: Sequence[Mapping[str, Any]], reference: Mapping[str, Any]) -> list[Section]:
    """Measures that only a camera known to stand still can tell."""
    for c in conditions:
        rows = [
            _measure_cells(name, m)
            for name, m in c["measures"].items()
            if m["told"] and not reference["measures"][name]["told"]
        ]
        if rows and c["camera_is_told"]:
            return [
                Section(
                    f"Measures that need a still camera and a height ({c['label']})",
                    ("measure", "unit", "told", "bias", "SD", "RMSE", "interval ±", "holds the truth %"),
                    rows,
                    after=[
                        "Truth: belt speed; leg length between joint centres; stiffness is the same model fed with "
                        "true numbers."
                    ],
                )
            ]
    return []


def _trends(found: Mapping[str, Any]) -> list[Section]:
    rows, violations = [], []
    for dataset, measures in found["trends"].items():
        for name, entry in measures.items():
            way = "rises" if entry["direction"] > 0 else "falls"
            n = f"{entry['passed']} of {entry['steps']}"
            rows.append([dataset, f"{name} {way}", n, str(entry["withheld"]), str(len(entry["violations"]))])
            factor = printed_in(name)[0]
            violations += [
                f"{v['runner']}, {name}, {v['from_mps']:g} to {v['to_mps']:g} m/s: measured "
                f"{factor * v['measured']:+.1f}, true {factor * v['true']:+.1f} {printed_in(name)[1]}"
                for v in entry["violations"]
            ]
    columns = ("data set", "with speed", "steps that do", "withheld", "violations")
    after = violations or ["No violation."]
    return [Section(f"Trends with speed ({found['reference']})", columns, rows, after=after)] if rows else []


def _foot_strike(found: Mapping[str, Any]) -> list[Section]:
    table = found["foot_strike"]
    if table is None or not table["told"]:
        return []
    rows = [
        [f"{b['from']:g}-{b['to']:g}", str(b["feet"]), _percent(b["stated"], 0), _percent(b["true"], 0)]
        for b in table["reliability"]
    ]
    before = [
        f"Rearfoot against the rest: {_percent(table['accuracy'])} % of {table['told']} labelled feet right (of "
        f"{table['feet']}; always saying rearfoot: {_percent(table['accuracy_of_always_rearfoot'])} %), all three "
        f"classes {_percent(table['accuracy_three_classes'])} %, Brier score {table['brier']:.3f}.",
        "The probabilities are of a run, the labels of its feet.",
    ]
    if found["fitted_on"]["runners"]:
        before.append("The classes too were fitted on labelled runners among these.")
    wrong = f"Runs with a foot told wrong: {', '.join(table['wrong']) or 'none'}."
    columns = ("probability of rearfoot", "feet", "stated %", "true %")
    return [Section(f"Foot strike ({found['reference']})", columns, rows, before=before, after=[wrong])]


def _worst(reference: Mapping[str, Any]) -> Section:
    rows = [[row["run"], *(f"{row[e]:+.1f}" for e in EVENTS)] for row in reference["worst_runs"]]
    spread = " / ".join(_number(reference["events"][e]["sd_between_runs"]) for e in EVENTS)
    return Section(
        f"Runs with the largest mean errors, ms ({reference['label']})",
        ("run", "initial contact", "toe-off"),
        rows,
        after=[f"SD of the mean errors between runs: {spread} ms. It does not average out over strides."],
    )


def _measure_cells(name: str, measure: Mapping[str, Any]) -> list[str]:
    factor, unit, decimals = printed_in(name)
    numbers = [measure[key] for key in ("bias", "sd", "rmse", "half_width")]
    signs = ("+", "", "", "")
    texts = [DASH if x is None else f"{factor * x:{s}.{decimals}f}" for x, s in zip(numbers, signs, strict=True)]
    return [name, unit, f"{measure['told']} of {measure['views']}", *texts, _percent(measure["covered"], 0)]


def _spread(row: Mapping[str, float | None]) -> str:
    if row["bias"] is None:
        return DASH
    return f"{row['bias']:+.1f} ± {row['sd']:.1f} ({row['rmse']:.1f})"


def _number(value: float | None) -> str:
    return DASH if value is None else f"{value:.1f}"


def _percent(value: float | None, decimals: int = 1) -> str:
    return DASH if value is None else f"{100 * value:.{decimals}f}"


def _slashed(*values: float) -> str:
    return " / ".join(f"{value:.1f}" for value in values)
