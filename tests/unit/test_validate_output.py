"""What a validation prints and writes: tables as text and JSON, the report, the figure."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from rich.console import Console
from toeoff import MissingExtraError
from toeoff.atomic import whole_file
from toeoff.validate import Condition, Validation, figure, validate
from toeoff.validate.render import markdown, print_sections
from toeoff.validate.sections import sections
from toeoff.validate.write import tables_json, write_folder
from truth_files import write_truth

needs_matplotlib = pytest.mark.skipif(find_spec("matplotlib") is None, reason="needs matplotlib")
SIGNATURES = {".svg": b"<?xml", ".pdf": b"%PDF"}


@pytest.fixture(scope="module")
def validation(tmp_path_factory: pytest.TempPathFactory) -> Validation:
    folder = write_truth(tmp_path_factory.mktemp("truth"))
    return validate(folder, [Condition(None, 0.0, 0.0), Condition(), Condition(window_s=1.5)])


def test_every_table_is_there_under_its_title(validation: Validation) -> None:
    titles = [section.title for section in sections(validation)]
    assert titles == [
        "Validation against force plates",
        "Events and contact time, ms",
        "Whether the stated uncertainty holds",
        "By data set, speed and foot strike, ms (60 fps, 8 mm)",
        "Measures (60 fps, 8 mm)",
        "Trends with speed (60 fps, 8 mm)",
        "Foot strike (60 fps, 8 mm)",
        "Runs with the largest mean errors, ms (60 fps, 8 mm)",
    ]
    for section in sections(validation):
        assert all(len(row) == len(section.columns) for row in section.rows), section.title


def test_the_report_holds_the_statement_the_command_and_the_numbers(validation: Validation) -> None:
    text = markdown(sections(validation), command="toeoff validate truth/", figure="figure.png")
    events = validation.to_dict()["conditions"][1]["events"]["initial_contact"]
    assert "None of these 3 runs was in the fit of the shipped event tables" in text
    assert "```\ntoeoff validate truth/\n```" in text
    assert "![Errors of events and measures](figure.png)" in text
    assert f"{events['bias']:+.1f} ± {events['sd']:.1f} ({events['rmse']:.1f})" in text
    # The runner of these files has the same knee drive at both speeds.
    assert "lab/A, contact_time_s, 3 to 4 m/s" in text or "No violation." in text


def test_the_terminal_shows_the_same_rows(validation: Validation, capsys: pytest.CaptureFixture[str]) -> None:
    print_sections(sections(validation), Console(width=200))
    shown = capsys.readouterr().out
    for section in sections(validation):
        assert section.title in shown
        for row in section.rows:
            assert row[0] in shown


def test_json_is_plain_and_holds_every_measure_and_condition(validation: Validation) -> None:
    table = json.loads(tables_json(validation))
    assert [c["label"] for c in table["conditions"]] == ["native, 0 mm", "60 fps, 8 mm", "60 fps, 8 mm, 1.5 s"]
    condition = table["conditions"][1]
    assert (condition["frame_rate_hz"], condition["noise_mm"], condition["keypoints"]) == (60.0, 8.0, "halpe26")
    assert (
        condition["measures"]["speed_mps"] | {"views": 3, "told": 0, "bias": None} == condition["measures"]["speed_mps"]
    )
    exact = validation.to_dict()["conditions"][1]["events"]["toe_off"]["rmse"]
    assert condition["events"]["toe_off"]["rmse"] == pytest.approx(exact, rel=1e-4)
    assert table["foot_strike"]["feet"] == 6


@needs_matplotlib
@pytest.mark.parametrize("ending", [".pdf"])
def test_the_figure_is_drawn_in_vector_formats(validation: Validation, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"figure{ending}"
    figure.save_figure(validation, path)
    assert path.read_bytes().startswith(SIGNATURES[ending])


@needs_matplotlib
def test_the_figure_of_windows_alone_has_the_events(tmp_path: Path) -> None:
    found = validate(write_truth(tmp_path / "truth"), [Condition(window_s=1.5, keypoints="coco17")])
    assert found.reference is None
    figure.save_figure(found, tmp_path / "figure.svg")
    assert (tmp_path / "figure.svg").stat().st_size > 1000


@needs_matplotlib
def test_the_folder_holds_all_or_nothing(
    validation: Validation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = write_folder(validation, tmp_path / "a", "toeoff validate truth/")
    assert sorted(path.name for path in paths) == sorted(path.name for path in (tmp_path / "a").iterdir())
    assert sorted(path.name for path in paths) == ["figure.png", "report.md", "validation.json"]
    assert (tmp_path / "a" / "figure.png").read_bytes().startswith(b"\x89PNG")
    monkeypatch.setattr("toeoff.validate.write.tables_json", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_folder(validation, tmp_path / "b", "toeoff validate truth/")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_without_matplotlib_the_install_command_is_named(
    validation: Validation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figure, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r'pip install "toeoff\[validate\]"'):
        figure.save_figure(validation, tmp_path / "figure.png")


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "tables.json"
    with whole_file(path) as partial:
        partial.write_text("whole")
        assert (partial.suffix, path.exists()) == (".json", False)
    assert [p.name for p in path.parent.iterdir()] == ["tables.json"]

    def fail() -> None:
        with whole_file(path) as partial:
            partial.write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [(p.name, p.read_text()) for p in path.parent.iterdir()] == [("tables.json", "whole")]
