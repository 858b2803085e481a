"""`toeoff analyze --cohort`: intervals of short passes by the deviations of a cohort."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from toeoff.cli import app
from toeoff.cohort import read_deviations
from typer.testing import CliRunner, Result

SAMPLE = Path(__file__).parents[1] / "data" / "sample" / "keypoints.csv.gz"
NORMAL = 1.959964
NOTE = "intervals of fewer than 12 strides take the deviations between strides of a cohort of 20 runners"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def analysed(out: Path, *options: object) -> dict[str, Any]:
    result = run("analyze", SAMPLE, "--fps", 60, "-o", out, *options)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads((out / "keypoints" / "passes.json").read_text())
    return found


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cohort of the sample's runners, each filmed four times."""
    folder = tmp_path_factory.mktemp("cohort")
    sources = [folder / f"{lap}.csv.gz" for lap in "abcd"]
    for source in sources:
        source.write_bytes(SAMPLE.read_bytes())
    assert run("analyze", *sources, "--fps", 60, "-o", folder / "out").exit_code == 0
    assert run("cohort", folder / "out", "-o", folder / "report").exit_code == 0
    return folder / "report"


def half(measure: dict[str, Any]) -> float:
    return float(measure["repeat_high"] - measure["repeat_low"]) / 2


def test_values_stay_and_intervals_of_short_passes_are_of_the_cohort(report: Path, tmp_path: Path) -> None:
    pooled = read_deviations(report)
    assert {"contact_time_s", "knee_drive_deg", "trunk_lean_deg"} < set(pooled)
    plain, told = analysed(tmp_path / "plain"), analysed(tmp_path / "told", "--cohort", report)
    n_changed = 0
    for before, after in zip(plain["passes"], told["passes"], strict=True):
        assert after["strides"] == before["strides"]
        for part in ("measures", "left", "right"):
            for name, measure in after[part].items():
                assert measure["n"] == before[part][name]["n"]
                if name == "foot_strike" and measure["value"] is not None:
                    # A probability: what strides leave uncertain flattens it.
                    assert measure["value"] == pytest.approx(before[part][name]["value"], abs=0.02)
                    continue
                assert measure["value"] == before[part][name]["value"]
                if measure["value"] is None:
                    continue
                # No pass here has twelve strides of anything.
                assert measure["n"] < 12
                if name in pooled and name != "trunk_lean_deg":
                    least = NORMAL * pooled[name] / math.sqrt(measure["n"])
                    if measure["n"] < 3 and half(measure) > 1.000001 * least:
                        # The runner's own two lie further apart.
                        assert half(measure) <= half(before[part][name])
                    else:
                        assert half(measure) == pytest.approx(least, rel=1e-6)
                    n_changed += half(measure) != half(before[part][name])
                elif name in pooled:
                    # Strides of both feet overlap: fewer than n lie apart, at least half of them.
                    least = NORMAL * pooled[name] / math.sqrt(measure["n"])
                    # Where these are fewer than three, and further apart, the runner's own count.
                    own = half(before[part][name]) if measure["n"] < 6 else 0.0
                    assert 0.999 * least <= half(measure) <= max(1.415 * least, 1.000001 * own)
                elif not name.startswith("asymmetry"):
                    assert measure == before[part][name]
    assert n_changed > 50


def test_results_say_whose_deviations_they_are(report: Path, tmp_path: Path) -> None:
    result = run("analyze", SAMPLE, "--fps", 60, "-o", tmp_path, "--cohort", report / "cohort.json")
    assert result.exit_code == 0, result.output
    assert f"{NOTE} (each pass taken for one), but for" in " ".join(result.stderr.split())
    saved = json.loads((tmp_path / "keypoints" / "passes.json").read_text())
    (note,) = (note for note in saved["notes"] if note.startswith(NOTE))
    cohort = saved["settings"]["cohort"]
    assert cohort["stride_sd"] == read_deviations(report)
    assert (cohort["n_runners"], cohort["by"]) == (20, [])
    assert all(name in note for name in cohort["left_out"])


def test_resume_takes_an_edited_cohort_for_another_setting(report: Path, tmp_path: Path) -> None:
    own = tmp_path / "cohort.json"
    own.write_text((report / "cohort.json").read_text())
    common = ("analyze", SAMPLE, "--fps", 60, "-o", tmp_path / "out", "--resume")

    def is_skipped(*options: object) -> bool:
        result = run(*common, *options)
        assert result.exit_code == 0, result.output
        return "complete before" in result.stdout

    assert not is_skipped()
    assert not is_skipped("--cohort", own)
    assert is_skipped("--cohort", tmp_path)
    assert is_skipped("--cohort", report)
    content = json.loads(own.read_text())
    content["notes"].append("a remark")
    own.write_text(json.dumps(content))
    assert is_skipped("--cohort", own)
    next(m for m in content["measures"] if m["measure"] == "contact_time_s")["stride_deviation"] = 0.01
    own.write_text(json.dumps(content))
    assert not is_skipped("--cohort", own)
    assert not is_skipped()


def test_workers_take_the_cohort_as_one_process_does(report: Path, tmp_path: Path) -> None:
    sources = [tmp_path / f"{name}.csv.gz" for name in "ab"]
    for source in sources:
        source.write_bytes(SAMPLE.read_bytes())
    for jobs in (1, 2):
        options = ("--fps", 60, "-o", tmp_path / str(jobs), "--cohort", report, "--jobs", jobs)
        assert run("analyze", *sources, *options).exit_code == 0
    for name in ("a/passes.json", "b/passes.json", "a/passes.csv"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_a_cohort_of_passes_with_intervals_of_a_cohort_takes_no_times_from_them(report: Path, tmp_path: Path) -> None:
    analysed(tmp_path / "out", "--cohort", report)
    assert run("cohort", tmp_path / "out", "-o", tmp_path / "again").exit_code == 0
    content = json.loads((tmp_path / "again" / "cohort.json").read_text())
    freedom = {mean["measure"]: mean["stride_freedom"] for mean in content["measures"]}
    assert freedom["contact_time_s"] == 0
    assert freedom["knee_drive_deg"] > 0


def test_a_path_that_is_no_cohort_is_wrong_usage(report: Path, tmp_path: Path) -> None:
    passes = tmp_path / "out" / "keypoints" / "passes.json"
    analysed(tmp_path / "out")
    for path, message in (
        (tmp_path / "out", "holds no cohort.json; give cohort.json of `toeoff cohort -o FOLDER`"),
        (passes, "is of no cohort: 'measures' is missing or no list"),
        (report / "measures.csv", "not whole JSON"),
        (tmp_path / "none", "No such file"),
        ("", "path is ''"),
    ):
        result = run("analyze", SAMPLE, "--cohort", path)
        assert result.exit_code == 2
        assert message in " ".join(result.stderr.split())
    assert run("cohort", tmp_path / "out", "-o", tmp_path / "few").exit_code == 0
    result = run("analyze", SAMPLE, "--cohort", tmp_path / "few")
    assert result.exit_code == 2
    assert "and the best, leg_extension_toe_off_deg, has 18 from 5" in " ".join(result.stderr.split())
