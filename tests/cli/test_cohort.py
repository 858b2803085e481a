from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from cohort_files import article, one_pass, recording
from toeoff.cli import app
from toeoff.tables import PASS_COLUMNS
from typer.testing import CliRunner, Result

SAMPLE = Path(__file__).parents[1] / "data" / "sample" / "keypoints.csv.gz"
LEAN = "trunk_lean_deg"


def run(*arguments: object, **env: str) -> Result:
    return CliRunner(env=env).invoke(app, [*map(str, arguments)])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def errors(result: Result) -> str:
    """What was told on stderr, without the wrapping of a narrow terminal."""
    return " ".join(result.stderr.split())


def test_a_profile_adds_columns_and_judgements_to_the_results(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("analyze", SAMPLE, "--fps", 60, "-o", out, "--profile", "trail21", "--effort", "10K")
    assert result.exit_code == 0, result.output
    assert "agreement with TRAIL 21, hip position (not efficiency):" in result.stdout
    assert "hips (hip_bend_deg): a cue, not judged" in result.stdout
    found = rows(out / "keypoints" / "passes.csv")
    assert tuple(found[0])[: len(PASS_COLUMNS)] == PASS_COLUMNS
    assert list(found[0])[len(PASS_COLUMNS) :][:9] == [
        "profile",
        "profile_pace_source",
        "profile_speed_mps",
        "profile_effort",
        "profile_lean_band_low",
        "profile_lean_band_high",
        "profile_lean_probability",
        "profile_lean_verdict",
        "profile_lean_reason",
    ]
    saved = json.loads((out / "keypoints" / "passes.json").read_text())
    assert saved["settings"]["profile"]["name"] == "trail21"
    for row, one in zip(found, saved["passes"], strict=True):
        lean = one["profile"]["rules"]["lean"]
        assert (row["profile"], row["profile_effort"], row["profile_lean_band_low"]) == ("trail21", "10k", "7.5")
        assert float(row["profile_lean_probability"]) == lean["probability"]
        assert row["profile_lean_verdict"] == lean["verdict"]
        assert (row["profile_hips_verdict"], row["profile_hips_reason"]) == ("", "no_threshold")


def test_another_profile_pace_or_an_edited_file_is_another_result(tmp_path: Path) -> None:
    own, out = tmp_path / "own.toml", tmp_path / "out"
    own.write_text('name = "own"\n[rules.lean]\nmeasure = "trunk_lean_deg"\nlow = 5.0\n')
    common = ("analyze", SAMPLE, "--fps", 60, "-o", out, "--resume")

    def is_skipped(*options: object) -> bool:
        result = run(*common, *options)
        assert result.exit_code == 0, result.output
        return "complete before" in result.stdout

    assert not is_skipped()
    assert not is_skipped("--profile", own)
    assert is_skipped("--profile", own)
    own.write_text(own.read_text() + "# a remark\n")
    assert is_skipped("--profile", own)
    own.write_text(own.read_text().replace("5.0", "6.0"))
    assert not is_skipped("--profile", own)
    assert not is_skipped("--profile", own, "--pace", "4:00")
    assert is_skipped("--profile", own, "--pace", "4:00/km")
    assert not is_skipped("--profile", own, "--effort", "easy")
    assert not is_skipped()
    assert tuple(rows(out / "keypoints" / "passes.csv")[0]) == PASS_COLUMNS


@pytest.mark.parametrize("command", ["analyze", "cohort"])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(["--profile", "trail22"], "no profile is called 'trail22'; allowed are trail21", id="name"),
        pytest.param(["--profile", "none.toml"], "none.toml: No such file or directory", id="file"),
        pytest.param(["--pace", "4:00"], "add --profile trail21", id="pace alone"),
        pytest.param(["--profile", "trail21", "--pace", "quick"], "write it as 4:30 or 4:30/km", id="pace"),
        pytest.param(["--profile", "trail21", "--effort", "jog"], "must be one of easy, marathon", id="effort"),
        pytest.param(["--profile", "trail21", "--effort", "5k", "--pace", "4:00"], "not both", id="both"),
    ],
)
def test_wrong_options_are_wrong_usage(tmp_path: Path, command: str, options: list[str], message: str) -> None:
    result = run(command, tmp_path, *options)
    assert result.exit_code == 2
    assert message in errors(result)


def test_a_cohort_as_tables(tmp_path: Path) -> None:
    result = run("cohort", article(tmp_path / "race"), "--profile", "trail21", "-o", tmp_path / "report")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("27 of 27 passes analysed, from 1 recording\n")
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert any(line.startswith("trunk_lean_deg 9 of 27 33 % (19-52)") for line in lines)
    assert any(line.startswith("lean in band 8 (") and line.endswith("89 % (57-98)") for line in lines)
    assert "not efficiency" in result.stdout
    assert "note: each pass stands for one runner; --by COLUMN says which passes are of the same one" in lines
    assert lines[-1] == str(tmp_path / "report" / "runners.csv")


@pytest.mark.parametrize("width", [80, 100, 120])
def test_tables_fit_and_cut_no_number(tmp_path: Path, width: int) -> None:
    result = run(
        "cohort", article(tmp_path / "race"), "--profile", "trail21", COLUMNS=str(width), FORCE_COLOR="1", TERM="dumb"
    )
    assert result.exit_code == 0
    assert "…" not in result.stdout
    assert "89 % (57-98)" in result.stdout


def test_json_goes_to_stdout_and_nothing_else(tmp_path: Path) -> None:
    result = run("cohort", article(tmp_path / "race"), tmp_path / "none", "--profile", "trail21", "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert (report["n_analysed"], report["two_by_two"][0]["table"]) == (27, [[8, 1], [6, 12]])
    assert report["failed"] == [f"{tmp_path / 'none'}: no such file or folder"]
    assert result.stderr == f"toeoff: {tmp_path / 'none'}: no such file or folder\n"


def test_results_of_analyze_are_a_cohort(tmp_path: Path) -> None:
    assert run("analyze", SAMPLE, "--fps", 60, "-o", tmp_path / "out").exit_code == 0
    result = run("cohort", tmp_path / "out", "--profile", "trail21", "--pace", "4:10", "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    passes = json.loads((tmp_path / "out" / "keypoints" / "passes.json").read_text())["passes"]
    assert (report["n_seen"], report["n_passes"]) == (len(passes), len(passes))
    lean = [p["measures"][LEAN]["value"] for p in passes]
    (mean,) = (m for m in report["measures"] if m["measure"] == LEAN)
    assert mean["mean"] == pytest.approx(sum(lean) / len(lean))
    assert {r["profile"]["pace"]["speed_mps"] for r in report["runners"]} == {4.0}


def test_keypoints_of_a_recording_analysed_again_are_not_other_runners(tmp_path: Path) -> None:
    out, moved = tmp_path / "out", tmp_path / "moved"
    assert run("analyze", SAMPLE, "--fps", 60, "-o", out).exit_code == 0
    assert run("analyze", out / "keypoints" / "keypoints.npz", "-o", out).exit_code == 0
    again = run("analyze", out / "keypoints_npz" / "keypoints.npz", "-o", out / "again", "--height", 1.8)
    assert again.exit_code == 0
    out.rename(moved)
    report = json.loads(run("cohort", moved, "--json").stdout)
    assert (report["n_recordings"], report["n_passes"]) == (1, 5)
    assert [note for note in report["notes"] if "left out" in note] == [
        f"{moved / name / 'passes.json'}: of the same recording as {moved / first / 'passes.json'}, left out"
        for first, name in (("keypoints", "again/keypoints_npz"), ("keypoints", "keypoints_npz"))
    ]


def test_the_example_of_the_readme_has_the_form_of_what_is_printed(tmp_path: Path) -> None:
    readme = (SAMPLE.parents[3] / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"\$ toeoff cohort out/ --profile trail21\n(.*?)```", readme, flags=re.DOTALL)
    assert run("analyze", SAMPLE, "--fps", 60, "-o", tmp_path / "out").exit_code == 0
    result = run("cohort", tmp_path / "out", "--profile", "trail21")

    def forms(text: str) -> list[str]:
        # Numbers move with every better method; what they stand for does not.
        return [" ".join(re.sub(r"[+-]?\d+(\.\d+)?", "N", line).split()) for line in text.splitlines()]

    printed = forms(result.stdout)
    assert [line for line in forms(block) if line not in ("...", "") and line not in printed] == []


def test_an_empty_folder_is_one_line_and_status_1(tmp_path: Path) -> None:
    result = run("cohort", tmp_path)
    assert result.exit_code == 1
    assert result.stderr == (
        f"toeoff: {tmp_path}: no passes.json below it; give an output folder of `toeoff analyze`\n"
    )
    assert result.stdout == "0 of 0 passes analysed, from 0 recordings\n"


def test_nothing_read_leaves_an_earlier_report(tmp_path: Path) -> None:
    assert run("cohort", article(tmp_path / "race"), "-o", tmp_path / "report").exit_code == 0
    before = (tmp_path / "report" / "cohort.json").read_text()
    assert run("cohort", tmp_path / "none", "-o", tmp_path / "report").exit_code == 1
    assert (tmp_path / "report" / "cohort.json").read_text() == before


def test_two_workers_judge_as_one(tmp_path: Path) -> None:
    sources = [tmp_path / name / "keypoints.csv.gz" for name in "ab"]
    for source in sources:
        source.parent.mkdir()
        source.write_bytes(SAMPLE.read_bytes())
    for jobs in (1, 2):
        options = ("--fps", 60, "-o", tmp_path / str(jobs), "--profile", "trail21", "--jobs", jobs)
        assert run("analyze", *sources, *options).exit_code == 0
    for name in ("a_keypoints", "b_keypoints"):
        one, two = (tmp_path / jobs / name / "passes.csv" for jobs in "12")
        assert "uncertain" in one.read_text()
        assert one.read_text() == two.read_text()


def test_recordings_without_a_pass_are_no_failure(tmp_path: Path) -> None:
    result = run("cohort", recording(tmp_path / "a", []), "--profile", "trail21", "--by", "bib")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("0 of 0 runners by bib analysed, from 1 recording")


def test_all_withheld_says_why(tmp_path: Path) -> None:
    folder = recording(tmp_path / "a", [one_pass(0, reason="not_running"), one_pass(1, reason="not_running")])
    result = run("cohort", folder, "--profile", "trail21")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == [
        "0 of 2 passes analysed, from 1 recording",
        "excluded: not_running 2",
    ]


def test_broken_json_is_told_and_the_rest_is_counted(tmp_path: Path) -> None:
    recording(tmp_path / "a", [one_pass(0, {LEAN: (7.0, 1.0)})])
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "passes.json").write_text('{"passes": [')
    result = run("cohort", tmp_path)
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"toeoff: {tmp_path / 'b' / 'passes.json'}: not whole JSON")
    assert "1 of 1 passes analysed" in result.stdout


@pytest.mark.parametrize(
    ("by", "message"), [("shirt", "no pass has a column 'shirt'; add one to passes.csv"), ("bib,,race", "write one")]
)
def test_a_column_that_is_not_there_is_wrong_usage(tmp_path: Path, by: str, message: str) -> None:
    result = run("cohort", recording(tmp_path / "a", [one_pass(0)]), "--by", by)
    assert result.exit_code == 2
    assert message in errors(result)


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("a file")
    result = run("cohort", article(tmp_path / "race"), "-o", tmp_path / "report")
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert "cannot write to" in line


@pytest.mark.parametrize(("name", "message"), [("runners.csv", "and stays"), ("passes.csv", "results of a recording")])
def test_what_no_cohort_wrote_is_not_written_over(tmp_path: Path, name: str, message: str) -> None:
    folder, out = recording(tmp_path / "a", [one_pass(0, {LEAN: (7.0, 1.0)})]), tmp_path / "out"
    out.mkdir()
    (out / name).write_text("mine")
    result = run("cohort", folder, "-o", out)
    assert result.exit_code == 1
    assert message in errors(result)
    assert [path.name for path in out.iterdir()] == [name]
    assert (out / name).read_text() == "mine"
    again = tmp_path / "again"
    assert [run("cohort", folder, "-o", again).exit_code for _ in range(2)] == [0, 0]
