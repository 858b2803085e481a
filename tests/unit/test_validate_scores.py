"""True measures, error tables, trends, foot strike, aims and origin of a validation."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import toeoff
from toeoff import InvalidInputError
from toeoff.validate import Condition, validate
from toeoff.validate.conditions import AIMS, PROTOCOL
from toeoff.validate.foot_strike import foot_strike_table
from toeoff.validate.missed import missed_aims
from toeoff.validate.origin import cross_validated, fingerprint, seen
from toeoff.validate.scores import MeasureScores, Scores, run_condition
from toeoff.validate.table import condition_table, missed_runs, worst_runs
from toeoff.validate.trends import trend_table
from toeoff.validate.trials import Contact, Trial, Truth, load_trial
from toeoff.validate.true_measures import true_measures
from toeoff.validate.views import views
from truth_files import (
    DUTY_FACTOR,
    FOOT_CONTACT_DEG,
    KNEE_DEG,
    KNEE_STANCE_DEG,
    KNEE_SWING_DEG,
    LEAN_DEG,
    LEG_M,
    OSCILLATION_M,
    THIGH_DEG,
    THIGH_SWING_DEG,
    run_points,
    thigh_deg,
    write_run,
    write_truth,
)

ROOT = Path(__file__).parents[2]
NATIVE = Condition(None, 0.0, 0.0)


def trial(name: str = "A_run3", speed: float = 3.0, strike: dict[str, str] | None = None) -> Trial:
    contacts = [Contact(0, 1.0, 1.2), Contact(1, 1.35, 1.55)]
    runner = name.split("_", maxsplit=1)[0]
    return Trial("lab", name, f"lab/{runner}", speed, None, strike or {}, np.arange(3.0), {}, contacts)


def scores(
    error_ms: list[tuple[float, float]] = (),
    *,
    of: list[int] = (),
    measures: dict[str, list[tuple[float, ...]]] | None = None,
    strike: list[tuple[float, ...]] = (),
    extra: list[tuple[int, int]] = (),
) -> Scores:
    """Scores with sigmas of 5 ms; the sides of contacts alternate."""
    columns = {name: np.array(rows, float) for name, rows in (measures or {}).items()}
    n = len(error_ms)
    return Scores(
        condition=Condition(),
        trial=np.array(of if len(of) else [0] * n, int),
        side=np.arange(n) % 2,
        error_ms=np.array(error_ms, float).reshape(-1, 2),
        sigma_ms=np.full((n, 2), 5.0),
        extra=np.array(extra, int).reshape(-1, 2),
        measures={name: MeasureScores(rows[:, 0].astype(int), *rows[:, 1:].T) for name, rows in columns.items()},
        strike=np.array(strike, float).reshape(-1, 4),
        reasons={},
    )


def test_true_measures_are_those_that_the_runner_was_made_with(tmp_path: Path) -> None:
    stride_s = 0.7
    run = load_trial(Truth(write_run(tmp_path, "A_run3", stride_s=stride_s, rate_hz=1000.0), "lab", 0))
    inner = [c for c in run.contacts if c.toe_off_s < 3.4]
    found = true_measures(run, inner, 0.0, 4.0)
    contact_s, thigh_off = DUTY_FACTOR * stride_s, -float(thigh_deg(np.array(DUTY_FACTOR)))
    flight_s = stride_s / 2 - contact_s
    shank_contact = float(thigh_deg(np.array(0.0))) - KNEE_DEG
    points = run_points(np.array([0.1]), stride_s)
    reach = (points["l_ankle"] - points["l_hip"])[0, 0] / LEG_M
    expected = {
        "cadence_spm": 120 / stride_s,
        "contact_time_s": contact_s,
        "flight_time_s": flight_s,
        "swing_time_s": stride_s - contact_s,
        "duty_factor": DUTY_FACTOR,
        "trunk_lean_deg": LEAN_DEG,
        "hip_bend_deg": float(thigh_deg(np.array(DUTY_FACTOR / 2))) + LEAN_DEG,
        "thigh_extension_toe_off_deg": thigh_off,
        "hip_extension_toe_off_deg": thigh_off - LEAN_DEG,
        "thigh_extension_peak_deg": THIGH_SWING_DEG - THIGH_DEG,
        "knee_drive_deg": THIGH_SWING_DEG + THIGH_DEG,
        "heel_recovery_deg": KNEE_DEG + KNEE_SWING_DEG,
        "knee_flexion_contact_deg": KNEE_DEG,
        "knee_flexion_stance_deg": KNEE_DEG + KNEE_STANCE_DEG,
        "shank_angle_contact_deg": shank_contact,
        "overstride_ratio": reach,
        "foot_strike_angle_deg": FOOT_CONTACT_DEG,
        "vertical_oscillation_ratio": OSCILLATION_M / LEG_M,
        "vertical_oscillation_m": OSCILLATION_M,
        "speed_mps": 3.0,
        "step_length_m": 3.0 * stride_s / 2,
    }
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=2e-3, abs=0.05 if name.endswith("_deg") else 1e-9), name
    assert found["asymmetry_contact_time"] == pytest.approx(0, abs=1e-6)
    assert found["asymmetry_knee_drive_deg"] == pytest.approx(0, abs=0.01)
    assert {"leg_stiffness", "vertical_stiffness", "leg_extension_toe_off_deg"} < set(found)


def test_what_the_truth_does_not_show_is_not_told() -> None:
    time_s = np.arange(0, 3, 0.01)
    points = {k: p for k, p in run_points(time_s, 0.7).items() if k[2:] in ("hip", "knee", "ankle")}
    contacts = [Contact(0, 0.8, 1.038), Contact(1, 1.15, 1.388), Contact(0, 1.5, 1.738)]
    run = Trial("lab", "A", "lab/A", 3.0, None, {}, time_s, points, contacts)
    found = true_measures(run, contacts, 0.0, 3.0)
    assert "knee_drive_deg" in found
    assert not {"trunk_lean_deg", "hip_bend_deg", "foot_strike_angle_deg", "hip_extension_toe_off_deg"} & set(found)


def test_scores_are_the_differences_of_the_report_from_the_truth(tmp_path: Path) -> None:
    run = load_trial(Truth(write_run(tmp_path, "A_run3"), "lab", 0))
    found = run_condition([(0, 0, run)], NATIVE)
    (view,) = views(run, 0, NATIVE)
    report = toeoff.analyze(view.sequence)
    for side, word in enumerate(("left", "right")):
        for column, kind in enumerate(("initial_contact", "toe_off")):
            times = np.array([e.time_s for e in report.events if (e.side, e.kind) == (word, kind)])
            expected = [
                1e3 * times[np.abs(times - c[1 + column]).argmin()] - 1e3 * c[1 + column]
                for c in view.contacts
                if c.side == side
            ]
            assert found.error_ms[found.side == side, column] == pytest.approx(np.array(expected), abs=1e-6)
    assert len(found.extra) == 0
    drive = found.measures["knee_drive_deg"]
    assert (drive.value[0], drive.low[0]) == (
        report.measures["knee_drive_deg"].value,
        report.measures["knee_drive_deg"].low,
    )
    assert found.measures["speed_mps"].truth.tolist() == [3.0]
    assert np.isnan(found.measures["speed_mps"].value).all()


def test_the_error_table_of_chosen_errors() -> None:
    runs = [trial(strike={"left": "rearfoot"}), trial("B_run4", 4.0)]
    errors = [(3.0, -4.0), (-1.0, 6.0), (np.nan, 2.0), (4.0, np.nan)]
    chosen = scores(errors, of=[0, 0, 1, 1], extra=[(1, 0)])
    table = condition_table(chosen, runs)
    events = table["events"]
    assert (events["contacts"], events["runs"]) == (4, 2)
    assert events["initial_contact"]["found"] == pytest.approx(0.75)
    assert events["initial_contact"]["bias"] == pytest.approx(2.0)
    assert events["initial_contact"]["rmse"] == pytest.approx(np.sqrt(26 / 3))
    assert events["toe_off"]["within_sigma"] == pytest.approx(2 / 3)
    assert events["contact_time"]["bias"] == pytest.approx(0.0)
    assert events["contact_time"]["sd"] == pytest.approx(7.0)
    assert events["extra"] == pytest.approx(1 / 8)
    groups = table["groups"]
    assert groups["speed"]["4.0 m/s"]["extra"] == pytest.approx(1 / 4)
    assert list(groups["foot_strike"]) == ["rearfoot", "unlabelled"]
    assert groups["foot_strike"]["rearfoot"]["contacts"] == 1
    assert worst_runs(chosen, runs)[0]["run"] == "lab/B_run4"
    assert missed_runs(chosen, runs) == [{"run": "lab/B_run4", "missed": 2, "events": 4, "reasons": []}]


def test_the_share_of_intervals_that_hold_the_truth() -> None:
    rows = [(0, 10.0, 11.0, 9.0, 13.0), (0, 10.0, 14.0, 12.0, 16.0), (1, 10.0, np.nan, np.nan, np.nan)]
    table = condition_table(scores(measures={"knee_drive_deg": rows}), [trial(), trial("B")])["measures"]
    drive = table["knee_drive_deg"]
    assert (drive["views"], drive["told"], drive["covered"], drive["half_width"]) == (3, 2, 0.5, 2.0)
    assert drive["bias"] == pytest.approx(2.5)


def test_a_step_of_speed_that_goes_the_wrong_way_is_listed_by_name() -> None:
    runs = [trial("A_run2", 2.0), trial("A_run3", 3.0), trial("A_run4", 4.0), trial("B_run3", 3.0)]
    nan = float("nan")
    drive = [(0, 20.0, 21.0, 0, 0), (2, 30.0, 29.0, 0, 0), (1, 25.0, 30.0, 0, 0), (3, 25.0, 25.0, 0, 0)]
    contact = [(0, 0.30, 0.31, 0, 0), (1, 0.27, nan, nan, nan), (2, 0.24, 0.24, 0, 0)]
    table = trend_table(scores(measures={"knee_drive_deg": drive, "contact_time_s": contact}), runs)["lab"]
    assert (table["knee_drive_deg"]["steps"], table["knee_drive_deg"]["passed"]) == (2, 1)
    (violation,) = table["knee_drive_deg"]["violations"]
    assert violation == {"runner": "lab/A", "from_mps": 3.0, "to_mps": 4.0, "measured": -1.0, "true": 5.0}
    assert table["contact_time_s"] == {"direction": -1, "steps": 2, "passed": 0, "withheld": 2, "violations": []}


def test_foot_strike_is_held_against_the_label_of_each_foot() -> None:
    runs = [
        trial("A", strike={"left": "rearfoot", "right": "rearfoot"}),
        trial("B", strike={"left": "midfoot", "right": "forefoot"}),
        trial("C", strike={"left": "forefoot"}),
        trial("D"),
    ]
    nan = float("nan")
    table = foot_strike_table(
        scores(strike=[(0, 0.9, 0.1, 0.0), (1, 0.7, 0.2, 0.1), (2, nan, nan, nan), (3, 0.5, 0.5, 0.0)]), runs
    )
    assert table is not None
    assert (table["feet"], table["told"], table["accuracy"]) == (5, 4, 0.5)
    assert table["brier"] == pytest.approx((2 * 0.1**2 + 2 * 0.7**2) / 4)
    assert table["reliability"][-1] == {"from": 0.8, "to": 1.0, "feet": 2, "stated": pytest.approx(0.9), "true": 1.0}
    assert table["reliability"][0] == {"from": 0.0, "to": 0.2, "feet": 0, "stated": None, "true": None}
    assert table["confusion"]["forefoot"] == {"rearfoot": 1, "midfoot": 0, "forefoot": 0}
    assert table["wrong"] == ["lab/B"]
    assert foot_strike_table(scores(), [trial("D")]) is None
    hidden = foot_strike_table(scores(strike=[(2, nan, nan, nan)]), runs)
    assert hidden == {"feet": 1, "told": 0}


def test_missed_aims_are_named_with_their_figure() -> None:
    aim = AIMS[Condition()]
    good = {"bias": 0.0, "rmse": 5.0, "found": 1.0}
    events = {"initial_contact": good, "toe_off": good, "contact_time": {"sd": 8.0}, "extra": 0.0}
    assert missed_aims(aim, events, None) == []
    bad = events | {"toe_off": {"bias": -2.3, "rmse": 7.0, "found": 0.9}, "extra": 0.01}
    assert missed_aims(aim, bad, None) == [
        "toe-off 7.0",
        "bias of toe-off -2.3",
        "found 90.0 % of 99.8",
        "extra 1.00 % of 0.1",
    ]
    assert missed_aims(aim, events, bad) == ["cross-validated toe-off 7.0", "cross-validated bias of toe-off -2.3"]


def test_runs_of_the_fit_are_known_by_their_contacts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [load_trial(Truth(write_run(tmp_path, name), "lab", 0)) for name in ("A_run3", "B_run3")]
    assert seen(runs).runs == ()
    assert "None of these 2 runs was in the fit" in seen(runs).statement
    monkeypatch.setattr(
        "toeoff.validate.origin._origin", lambda: {"runs": {"x/y": fingerprint(runs[0])}, "runners": []}
    )
    both = seen(runs)
    assert both.runs == ("lab/A_run3", "lab/B_run3")  # made alike: the same contacts under two names
    assert "fitted on 2 of these 2 runs (all of 2 runners)" in both.statement
    assert "NOT those of unseen runners" in both.statement
    monkeypatch.setattr("toeoff.validate.origin._origin", lambda: {"runs": {}, "runners": ["lab/A"]})
    named = seen(runs)
    assert (named.runs, named.runners) == ((), ("lab/A",))
    assert "fitted on 0 of these 2 runs (1 of 2 runners)" in named.statement


def origin_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("origin", ROOT / "benches" / "fit_events" / "origin.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_origin_that_is_told_is_that_of_the_tables_in_the_core() -> None:
    import json

    script = origin_script()
    head = script.TABLES.read_text(encoding="utf-8").split("use super", 1)[0]
    told = json.loads(script.ORIGIN.read_text(encoding="utf-8"))
    remedy = "the tables were fitted anew: run python benches/fit_events/origin.py"
    assert (len(told["runs"]), len(told["runners"])) == script.counts(head), remedy
    assert told["cross_validated"] == script.cross_validated(head), remedy


def test_cross_validated_errors_stand_beside_the_conditions_that_they_were_scored_under() -> None:
    usual = cross_validated(Condition())
    assert usual is not None
    assert 3 < usual["initial_contact"]["rmse"] < 8
    coco = cross_validated(Condition(keypoints="coco17"))
    assert coco is not None
    assert coco["toe_off"]["rmse"] > usual["toe_off"]["rmse"]
    assert cross_validated(Condition(frame_rate_hz=61.0)) is None
    assert cross_validated(Condition(exchanged=0.1)) is None
    assert cross_validated(Condition(roll_deg=2.0)) is None


def test_a_run_that_cannot_be_read_is_told_and_the_others_are_scored(tmp_path: Path) -> None:
    write_truth(tmp_path)
    (tmp_path / "lab" / "A_run4_events.json").write_text("{")
    found = validate(tmp_path, [NATIVE])
    assert [run.name for run in found.trials] == ["A_run3", "B_run3"]
    assert [failure.run for failure in found.failures] == ["lab/A_run4"]
    assert found.to_dict()["failed"]["lab/A_run4"].startswith(str(tmp_path))


def test_runners_and_numbers_of_runs_can_be_chosen_without_changing_what_they_see(tmp_path: Path) -> None:
    write_truth(tmp_path)
    everyone = validate(tmp_path, [Condition()]).scores[0]
    one = validate(tmp_path, [Condition()], runners=["B"])
    assert [run.name for run in one.trials] == ["B_run3"]
    np.testing.assert_array_equal(one.scores[0].error_ms, everyone.error_ms[everyone.trial == 2])
    assert [run.name for run in validate(tmp_path, [NATIVE], trials_per_set=1).trials] == ["A_run3"]
    with pytest.raises(InvalidInputError, match="no run of lab/C in "):
        validate(tmp_path, [NATIVE], runners=["lab/C"])


def test_the_protocol_has_every_condition_that_an_aim_is_set_for() -> None:
    assert set(AIMS) <= set(PROTOCOL)
    assert len({condition.label for condition in PROTOCOL}) == len(PROTOCOL)


def test_a_few_force_plate_runs_are_within_reach_of_their_plates(shared_folder: Path) -> None:
    found = validate(shared_folder / "truth", [Condition()], trials_per_set=4)
    table = found.to_dict()
    assert table["runs"] == 8
    assert len(table["fitted_on"]["runs"]) == 8
    events = table["conditions"][0]["events"]
    assert min(events[e]["found"] for e in ("initial_contact", "toe_off")) == 1
    assert max(events[e]["rmse"] for e in ("initial_contact", "toe_off")) < 8
    assert events["contact_time"]["sd"] < 10
    assert table["conditions"][0]["cross_validated"]["initial_contact"]["rmse"] < 8
    assert table["foot_strike"]["feet"] == 8
    assert all(row["violations"] == [] for row in table["trends"]["hamner2013"].values())
