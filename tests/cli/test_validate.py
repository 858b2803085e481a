from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from toeoff.cli import app
from toeoff.validate import figure
from truth_files import write_truth
from typer.testing import CliRunner, Result

QUICK = ["--fps", "native", "--noise-mm", "0", "--swaps", "0"]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["validate", *map(str, arguments)])


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    return write_truth(tmp_path / "truth")


def test_the_tables_are_printed_with_the_statement(truth: Path) -> None:
    result = run(truth, *QUICK)
    assert result.exit_code == 0, result.output
    assert "None of these 3 runs was in the fit of the shipped event tables" in result.stdout
    lines = [line.split("  ")[0] for line in result.stdout.splitlines()]
    for row in ("native, 0 mm", "3.0 m/s", "rearfoot", "knee_drive_deg", "lab/A_run4"):
        assert row in lines


def test_options_that_are_repeated_give_every_combination(truth: Path, tmp_path: Path) -> None:
    path = tmp_path / "tables.json"
    options = ["--fps", "60", "--fps", "30", "--keypoints", "halpe26", "--keypoints", "coco17", "--runner", "B"]
    result = run(truth, *options, "--json", path, "-q")
    assert (result.exit_code, result.stdout) == (0, "")
    table = json.loads(path.read_text())
    assert [c["label"] for c in table["conditions"]] == [
        "60 fps, 8 mm",
        "60 fps, 8 mm, coco17",
        "30 fps, 8 mm",
        "30 fps, 8 mm, coco17",
    ]
    assert table["runs"] == 1


@pytest.mark.skipif(find_spec("matplotlib") is None, reason="needs matplotlib")
def test_all_files_are_written_where_they_were_asked_for(truth: Path, tmp_path: Path) -> None:
    out, picture = tmp_path / "out", tmp_path / "figures" / "errors.svg"
    result = run(truth, *QUICK, "-o", out, "--figure", picture, "--tell-camera")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-4:] == [
        str(path) for path in (picture, out / "report.md", out / "validation.json", out / "figure.png")
    ]
    assert picture.read_text().startswith("<?xml")
    assert "native, 0 mm, camera told" in (out / "report.md").read_text()


def test_runs_that_fail_are_named_and_the_others_done(truth: Path, tmp_path: Path) -> None:
    (truth / "lab" / "A_run3_events.json").write_text('{"contacts": []}')
    (truth / "lab" / "B_run3.npz").write_bytes(b"nothing")
    path = tmp_path / "tables.json"
    result = run(truth, *QUICK, "--json", path)
    assert result.exit_code == 1
    first, second = result.stderr.splitlines()
    assert first.startswith("toeoff: lab/A_run3: ")
    assert "fewer than 2 contacts" in first
    assert second.startswith("toeoff: lab/B_run3: ")
    assert "cannot be read as an .npz archive" in second
    assert json.loads(path.read_text())["runs"] == 1
    assert "failed: lab/A_run3" in result.stdout


def test_a_runner_whose_only_file_is_broken_has_failed_rather_than_being_unknown(truth: Path) -> None:
    (truth / "lab" / "B_run3.npz").write_bytes(b"nothing")
    result = run(truth, *QUICK, "--runner", "B")
    assert result.exit_code == 1
    assert result.stderr.startswith("toeoff: lab/B_run3: ")


def test_nothing_is_written_when_no_run_can_be_read(truth: Path, tmp_path: Path) -> None:
    for path in (truth / "lab").glob("*.npz"):
        path.write_bytes(b"nothing")
    result = run(truth, *QUICK, "--json", tmp_path / "tables.json")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == f"toeoff: no run of {truth} could be read; nothing is written"
    assert not (tmp_path / "tables.json").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(["--fps", "fast"], "write native, or frames per second", id="rate in words"),
        pytest.param(["--fps", "5"], "from 10 to 1000", id="rate too low"),
        pytest.param(["--swaps", "25"], "should be less than or equal to 1", id="share in percent"),
        pytest.param(["--keypoints", "mpii16"], "blazepose33", id="set that truth cannot fill"),
        pytest.param(["--figure", "errors.jpg"], ".png, .svg, .pdf", id="no such format"),
        pytest.param(["--runner", "Z"], "no run of Z in ", id="no such runner"),
    ],
)
def test_wrong_usage_is_told_with_status_2(truth: Path, options: list[str], message: str) -> None:
    result = run(truth, *options)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_missing_or_empty_folder_is_wrong_usage(tmp_path: Path) -> None:
    missing = run(tmp_path / "nowhere")
    assert missing.exit_code == 2
    assert "does not exist" in missing.stderr
    (tmp_path / "empty").mkdir()
    empty = run(tmp_path / "empty")
    assert empty.exit_code == 2
    assert "holds no truth files" in empty.stderr


def test_without_matplotlib_it_is_said_before_any_work(truth: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figure, "find_spec", lambda _: None)
    monkeypatch.setattr("toeoff.validate.read_runs", lambda *_, **__: pytest.fail("work was done"))
    result = run(truth, "-o", truth / "out")
    assert result.exit_code == 1
    assert result.stderr.strip() == (
        'toeoff: the figure needs matplotlib, which is not installed; run: pip install "toeoff[validate]"'
    )
