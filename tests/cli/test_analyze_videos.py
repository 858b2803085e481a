from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import constant_detector
import numpy as np
import pytest
from io_files import names_in
from toeoff.cli import app
from typer.testing import CliRunner, Result
from video import synthetic_simcc
from video.clips import moving_square, write_clip


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pose model and detector without weights, described as a user's own."""
    folder = tmp_path_factory.mktemp("models")
    synthetic_simcc.build(folder / "pose.onnx")
    (folder / "pose.toml").write_text('family = "simcc"\nskeleton = "halpe26"\ninput_size = [192, 256]\n')
    constant_detector.build(folder / "detector.onnx", (0.0, 0.0, 320.0, 240.0))
    return folder


@pytest.fixture(autouse=True)
def only_these_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOEOFF_MODELS", raising=False)
    monkeypatch.setenv("TOEOFF_CACHE", str(tmp_path / "cache"))


def toeoff(models: Path, *arguments: object, **changed: object) -> Result:
    options = {"model": models / "pose.onnx", "detector": models / "detector.onnx", "device": "cpu"} | changed
    flags = [str(part) for name, value in options.items() for part in (f"--{name}", value)]
    return CliRunner().invoke(app, ["analyze", *map(str, arguments), *flags])


def truncated(path: Path) -> Path:
    write_clip(path, moving_square(30))
    path.write_bytes(path.read_bytes()[:2000])
    return path


def a_file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def a_folder(path: Path) -> Path:
    path.mkdir()
    return path


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda f: f / "none.mp4", "no such file", id="missing"),
        pytest.param(lambda f: a_file(f / "a.mp4", b"Dear diary,\n" * 50), "video", id="text"),
        pytest.param(lambda f: a_file(f / "a.mp4", b""), "empty", id="zero bytes"),
        pytest.param(lambda f: truncated(f / "a.mp4"), "video", id="cut off"),
        pytest.param(lambda f: a_folder(f / "a.mp4"), "name the videos in it", id="folder"),
    ],
)
def test_what_is_no_video_is_one_line_status_1_and_no_file(
    tmp_path: Path, models: Path, make: Any, message: str
) -> None:
    source = make(tmp_path)
    result = toeoff(models, source, "-o", tmp_path / "out")
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert str(source) in line
    assert message in line
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists() or names_in(tmp_path / "out") == []


@pytest.mark.parametrize(
    ("option", "make", "message"),
    [
        pytest.param("model", lambda f, m: described(a_file(f / "p.onnx", b"x")), "p.onnx", id="no ONNX"),
        pytest.param("model", lambda f, m: a_file(f / "p.onnx", b"x"), "p.toml", id="no description"),
        pytest.param("model", lambda f, m: described(copied(m / "detector.onnx", f / "p.onnx")), "p", id="wrong shape"),
    ],
)
def test_a_wrong_model_is_one_line_status_1_and_no_file(
    tmp_path: Path, models: Path, option: str, make: Any, message: str
) -> None:
    source = write_clip(tmp_path / "race.mp4", moving_square(4))
    result = toeoff(models, source, "-o", tmp_path / "out", **{option: make(tmp_path, models)})
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert message in line
    assert not (tmp_path / "out").exists() or names_in(tmp_path / "out") == []


@pytest.mark.parametrize(
    ("option", "make", "message"),
    [
        pytest.param("model", lambda f, m: f / "none.onnx", "none.onnx", id="missing model"),
        pytest.param("model", lambda f, m: "nothing-known", "nothing-known", id="unknown name"),
        pytest.param("model", lambda f, m: m / "detector.onnx", "detector", id="detector as pose model"),
        pytest.param("detector", lambda f, m: m / "pose.onnx", "pose", id="pose model as detector"),
        pytest.param("device", lambda f, m: "abacus", "abacus", id="unknown device"),
    ],
)
def test_a_model_that_there_cannot_be_is_wrong_usage_told_once_before_any_work(
    tmp_path: Path, models: Path, option: str, make: Any, message: str
) -> None:
    sources = [write_clip(tmp_path / f"{name}.mp4", moving_square(4)) for name in ("race", "lap")]
    result = toeoff(models, *sources, "-o", tmp_path / "out", **{option: make(tmp_path, models)})
    assert result.exit_code == 2
    (line,) = [line for line in result.stderr.splitlines() if "Error: " in line]
    assert message in line
    assert not (tmp_path / "out").exists()


def described(path: Path) -> Path:
    path.with_suffix(".toml").write_text('family = "simcc"\nskeleton = "halpe26"\ninput_size = [192, 256]\n')
    return path


def copied(source: Path, target: Path) -> Path:
    target.write_bytes(source.read_bytes())
    return target


def test_a_video_without_people_is_done_without_passes(tmp_path: Path, models: Path) -> None:
    source = write_clip(tmp_path / "race.mp4", [np.zeros((240, 320, 3), np.uint8)] * 20)
    result = toeoff(models, source, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "no runner found" in result.stdout
    with (tmp_path / "out" / "race" / "passes.csv").open(newline="") as file:
        assert list(csv.DictReader(file)) == []
    recording = json.loads((tmp_path / "out" / "race" / "passes.json").read_text())["recording"]
    assert recording["kind"] == "video"
    assert recording["frame_size"] == [320, 240]


def test_a_model_that_changed_makes_resume_do_it_again(tmp_path: Path, models: Path) -> None:
    source = write_clip(tmp_path / "race.mp4", moving_square(6))
    pose = described(copied(models / "pose.onnx", tmp_path / "mine.onnx"))
    assert toeoff(models, source, "-o", tmp_path / "out", model=pose).exit_code == 0
    assert "complete before" in toeoff(models, source, "-o", tmp_path / "out", "--resume", model=pose).stdout
    synthetic_simcc.build(pose, batch=1)
    assert "complete before" not in toeoff(models, source, "-o", tmp_path / "out", "--resume", model=pose).stdout


def test_two_workers_write_the_same_bytes_as_one(tmp_path: Path, models: Path) -> None:
    pictures = list(moving_square(8, width=320, height=240))
    sources = [write_clip(tmp_path / f"{i}.mp4", [np.roll(p, 10 * i, axis=1) for p in pictures]) for i in range(2)]
    for out, jobs in (("one", 1), ("two", 2)):
        assert toeoff(models, *sources, "-o", tmp_path / out, "--jobs", jobs).exit_code == 0
    files = {p.relative_to(tmp_path / "one"): p.read_bytes() for p in (tmp_path / "one").rglob("*") if p.is_file()}
    assert len(files) == 12
    for name, content in files.items():
        assert (tmp_path / "two" / name).read_bytes() == content
