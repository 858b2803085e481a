from __future__ import annotations

import csv
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
import toeoff
import toeoff.io
from io_files import walker
from toeoff import PassReport, Quality
from toeoff.tables import (
    EVENT_COLUMNS,
    MEASURES,
    PASS_COLUMNS,
    QUALITY,
    STRIDE_COLUMNS,
    STRIDE_VALUES,
    event_rows,
    pass_row,
    stride_rows,
    write_csv,
)


@pytest.fixture
def withheld() -> PassReport:
    """A figure that slides along: a pass without a stride."""
    points = walker(60, "halpe26")
    sequence = toeoff.KeypointSequence(points[..., :2], points[..., 2], np.arange(60) / 60 + 2.0)
    return toeoff.analyze(sequence, source={"track": 7})


@pytest.fixture(scope="module")
def sequence(shared_folder: Path) -> toeoff.KeypointSequence:
    (one,) = toeoff.io.load_keypoints(shared_folder / "keypoints" / "openpose_body25_pass", frame_rate_hz=30).sequences
    return one


@pytest.fixture(scope="module")
def runner(sequence: toeoff.KeypointSequence) -> PassReport:
    return toeoff.analyze(sequence)


def test_every_measure_and_quality_of_the_analysis_has_its_columns(withheld: PassReport) -> None:
    assert set(withheld.measures) == set(MEASURES)
    assert set(QUALITY) == {field.name for field in fields(Quality)} - {"reasons"}
    assert len(set(PASS_COLUMNS)) == len(PASS_COLUMNS)
    assert set(pass_row("race", 0, withheld)) <= set(PASS_COLUMNS)


def test_a_withheld_measure_is_an_empty_cell_with_its_reason(withheld: PassReport, tmp_path: Path) -> None:
    write_csv(tmp_path / "passes.csv", PASS_COLUMNS, [pass_row("race", 3, withheld)])
    with (tmp_path / "passes.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["recording"], row["pass"], row["track"], row["start_s"]) == ("race", "3", "7", "2.0")
    for name in MEASURES:
        assert (row[name], row[f"{name}_low"], row[f"{name}_grade"]) == ("", "", "")
        assert row[f"{name}_reason"]


def test_rows_of_a_runner_carry_every_digit(runner: PassReport, tmp_path: Path) -> None:
    strides, events = stride_rows("race", 0, runner), event_rows("race", 0, runner)
    assert len(strides) == len(runner.strides) > 2
    assert len(events) == len(runner.events) > 4
    assert set(runner.strides[0].values) == set(STRIDE_VALUES)
    write_csv(tmp_path / "strides.csv", STRIDE_COLUMNS, strides)
    write_csv(tmp_path / "events.csv", EVENT_COLUMNS, events)
    with (tmp_path / "events.csv").open(newline="") as file:
        assert [float(row["time_s"]) for row in csv.DictReader(file)] == [event.time_s for event in runner.events]
    row = pass_row("race", 0, runner)
    cadence = runner.measures["cadence_spm"]
    assert (row["cadence_spm"], row["cadence_spm_low"], row["cadence_spm_high"]) == (
        cadence.value,
        cadence.low,
        cadence.high,
    )


def test_what_a_pass_withholds_is_withheld_of_its_strides(sequence: toeoff.KeypointSequence) -> None:
    far = toeoff.KeypointSequence(sequence.xy * 0.3, sequence.score, sequence.time_s, sequence.skeleton)
    report = toeoff.analyze(far)
    assert report.measures["foot_strike_angle_deg"].reason == "too_small"
    assert report.measures["trunk_lean_deg"].value is not None
    rows = stride_rows("race", 0, report)
    assert [row["foot_strike_angle_deg"] for row in rows] == [None] * len(rows)
    assert sum(row["trunk_lean_deg"] is not None for row in rows) >= 3


def test_whole_strides_alone_are_counted(runner: PassReport) -> None:
    whole = [stride for stride in runner.strides if stride.reason is None]
    assert 0 < len(whole) < len(runner.strides)
    assert pass_row("race", 0, runner)["n_strides"] == len(whole)


def test_a_row_with_an_unknown_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="surprise"):
        write_csv(tmp_path / "a.csv", EVENT_COLUMNS, [{"surprise": 1}])
