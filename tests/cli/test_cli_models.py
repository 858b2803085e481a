"""`toeoff models` at the command line."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import constant_detector
import pytest
from toeoff import models
from toeoff.cli_models import models_app
from typer.testing import CliRunner


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("TOEOFF_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TOEOFF_MODELS", raising=False)
    return tmp_path / "cache" / "models"


def run(*arguments):
    return CliRunner().invoke(models_app, [str(a) for a in arguments])


def put_own(folder, name):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.onnx").write_bytes(b"mine")
    (folder / f"{name}.toml").write_text('family = "yolox"\ninput_size = [416, 416]\n')
    return folder / f"{name}.onnx"


def test_list_shows_every_model_and_where_it_is(cache):
    path = put_own(cache, "crowd")
    done = run("list")
    assert done.exit_code == 0
    lines = {line.split()[0]: line for line in done.stdout.splitlines() if line}
    assert set(models.REGISTRY) <= set(lines)
    assert "no (pull, 36 MB)" in lines["blazepose-full"]
    assert "Apache-2.0 (OpenMMLab) *" in lines["rtmpose-s-halpe26"]
    assert str(path) in lines["crowd"]


def test_list_goes_on_after_a_damaged_file(cache):
    cache.mkdir(parents=True)
    (cache / "rtmdet-nano.onnx").write_bytes(b"rotten")
    done = run("list")
    assert done.exit_code == 0
    assert "is not the model 'rtmdet-nano' on record" in done.stderr
    assert "mediapipe-detector" in done.stdout


def test_path_prints_the_path_alone(cache):
    path = put_own(cache, "crowd")
    done = run("path", "crowd")
    assert (done.exit_code, done.stdout) == (0, f"{path}\n")


def test_path_of_an_absent_model_fails_with_what_to_run():
    done = run("path", "blazepose-full")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "toeoff models pull blazepose-full" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["path"], ["pull"], ["pull", "--yes", "blazepose-full"], ["add", "{}", "--name"]])
def test_an_unknown_name_is_wrong_usage_and_told_with_the_known_ones(command, tmp_path, cache):
    (tmp_path / "net.onnx").write_bytes(b"anything")
    done = run(*(part.format(tmp_path / "net.onnx") for part in command), "nonsense")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("toeoff: no model is called 'nonsense'; known are blazepose-full, blazepose-lite, ")
    assert done.stderr.count("\n") == 1
    assert not cache.exists()


@pytest.mark.parametrize("command", [["list"], ["path", "blazepose-full"], ["pull", "-y", "blazepose-full"]])
def test_a_folder_that_cannot_be_read_is_told_in_one_line(command, cache, monkeypatch):
    cache.mkdir(parents=True)
    stat, iterdir = Path.stat, Path.iterdir

    def refuse(path, *_, **options):
        if cache in path.parents or (path == cache and not options):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", lambda path, **options: refuse(path, follow_symlinks=True, **options))
    monkeypatch.setattr(Path, "iterdir", lambda path: refuse(path) if path == cache else iterdir(path))
    done = run(*command)
    assert done.exit_code == 1
    assert done.stderr == (
        f"toeoff: the model folder {cache} cannot be read: Permission denied; make it readable, or set TOEOFF_CACHE or "
        "TOEOFF_MODELS to another folder\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", [["models", "list"], ["models", "path", "crowd"], ["--help"], ["--version"]])
def test_a_full_disk_is_told_in_one_line(command, cache):
    put_own(cache, "crowd")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "toeoff", *command], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith("toeoff: the output cannot be written: No space left on device; ")
    assert done.stderr.count("\n") == 1


def test_pull_goes_on_after_one_that_fails(cache):
    put_own(cache, "rtmpose-s-halpe26")
    (cache / "rtmpose-s-halpe26.toml").unlink()
    done = run("pull", "pptinypose-256", "rtmpose-s-halpe26", "pptinypose-128")
    assert done.exit_code == 1
    assert done.stdout == f"{cache / 'rtmpose-s-halpe26.onnx'}\n"
    told = [line for line in done.stderr.splitlines() if line.startswith("toeoff: ")]
    assert len(told) == 2
    assert "'pptinypose-256' is not on this machine" in told[0]
    assert "'pptinypose-128' is not on this machine" in told[1]


def test_list_goes_on_after_a_description_without_its_model(cache):
    put_own(cache, "crowd").unlink()
    done = run("list")
    assert done.exit_code == 0
    assert "crowd.onnx is not beside it" in done.stderr
    assert "mediapipe-detector" in done.stdout


def test_pull_of_an_unknown_name_is_wrong_usage_and_pulls_nothing(cache):
    done = run("pull", "blazepose-full", "blazepose-fool")
    assert done.exit_code == 2
    assert "did you mean blazepose-full" in done.stderr
    assert not cache.exists()


def test_pull_shows_the_terms_and_without_a_terminal_waits_for_yes(cache):
    done = run("pull", "rtmpose-s-halpe26")
    assert done.exit_code == 1
    assert "licence of the weights: Apache-2.0 (OpenMMLab)" in done.stderr
    assert "training data: Trained on AI Challenger" in done.stderr
    assert "--yes" in done.stderr
    assert "nothing was downloaded" in done.stderr
    assert not cache.exists()


def test_pull_of_a_model_that_is_there_prints_its_path(cache):
    cache.mkdir(parents=True)
    (cache / "rtmpose-s-halpe26.onnx").write_bytes(b"from the archive")
    done = run("pull", "rtmpose-s-halpe26")
    assert (done.exit_code, done.stdout) == (0, f"{cache / 'rtmpose-s-halpe26.onnx'}\n")


def test_add_stores_and_says_where(tmp_path, cache):
    done = run("add", constant_detector.build(tmp_path / "crowd.onnx", (0.0, 0.0, 320.0, 240.0)))
    assert (done.exit_code, done.stdout) == (0, f"crowd: {cache / 'crowd.onnx'}\n")
    done = run("add", tmp_path / "none.onnx")
    assert done.exit_code == 1
    assert "none.onnx does not exist" in done.stderr
    done = run("add", put_own(tmp_path, "rotten"))
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "rotten.onnx was not added as 'rotten': " in done.stderr
    done = run("add", tmp_path / "crowd.onnx", "--name", "../x")
    assert (done.exit_code, done.stdout) == (2, "")
    assert sorted(path.stem for path in cache.iterdir()) == ["crowd", "crowd", "crowd.onnx"]
