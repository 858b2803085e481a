from __future__ import annotations

import resource
import subprocess
import sys

import pytest
import toeoff
from toeoff.cli import app
from typer.testing import CliRunner

#: Measured 0.35 s of user time; the bound leaves room for a machine under load, and would still catch onnxruntime,
#: cv2 or scipy being loaded for a page of text.
HELP_USER_S = 1.5


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "toeoff", *arguments], capture_output=True, text=True, check=False)


def test_help_is_quick_and_names_the_commands() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    result = run("--help")
    user_s = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    assert result.returncode == 0
    for command in ("analyze", "models", "demo", "validate"):
        assert command in result.stdout
    assert user_s < HELP_USER_S


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from toeoff.cli import app\n"
        "for command in ('analyze', 'validate'): assert CliRunner().invoke(app, [command, '--help']).exit_code == 0\n"
        "print(sorted({'onnxruntime', 'cv2', 'onnx', 'scipy', 'tflite', 'matplotlib'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_the_version_is_that_of_the_package() -> None:
    result = run("--version")
    assert (result.returncode, result.stdout.strip()) == (0, f"toeoff {toeoff.__version__}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["analyze"], "INPUT", id="no input"),
        pytest.param(["nonsense"], "nonsense", id="no such command"),
        pytest.param(["analyze", "a.mp4", "--nonsense"], "--nonsense", id="no such option"),
        pytest.param(
            ["analyze", "a.mp4", "--height", "175"], "allowed is 0.5 to 2.7, for example 1.75", id="height in cm"
        ),
        pytest.param(
            ["analyze", "a.mp4", "--ground", "1,2,3"], "'1,2,3' is no ground distance; write x and y", id="marks"
        ),
        pytest.param(["analyze", "a.mp4", "--ground", "0,9,5,9,2"], "must be at least 20 px", id="marks too close"),
        pytest.param(["analyze", "a.mp4", "--camera-height", "1.4"], "add --ground, or leave it out", id="no marks"),
        pytest.param(
            ["analyze", "a.mp4", "--camera-height", "140"], "allowed is 0.1 to 30, for example 1.4", id="height in cm"
        ),
        pytest.param(["analyze", "a.mp4", "--calibration", "no.toml"], "no.toml: No such file", id="no calibration"),
        pytest.param(["analyze", "a.mp4", "--calibration", "Makefile"], "Makefile: not TOML", id="no such calibration"),
        pytest.param(["analyze", "a.mp4", "--fps", "-1"], "allowed is 1 to 10000 Hz", id="negative rate"),
        pytest.param(["analyze", "a.mp4", "--capture-fps", "0"], "allowed is 1 to 10000 Hz", id="zero capture rate"),
        pytest.param(["analyze", "a.mp4", "--frame-size", "1920"], "1920x1080", id="half a size"),
        pytest.param(["analyze", "a.mp4", "--frame-size", "99999999999x1"], "1920x1080", id="no such size"),
        pytest.param(["analyze", "a.mp4", "--roll", "nan"], "allowed is -45 to 45", id="no roll"),
        pytest.param(["analyze", "a.mp4", "--skeleton", "nope"], "halpe26", id="no such skeleton"),
        pytest.param(["analyze", "a.mp4", "--travel", "up"], "left_to_right", id="no direction"),
        pytest.param(["analyze", "a.mp4", "--model", "nonsense"], "known are blazepose-full, ", id="no such model"),
        pytest.param(["analyze", "a.mp4", "--model", "a.onnx"], "a.onnx does not exist", id="no such model file"),
        pytest.param(["analyze", "a.mp4", "--model", "blazepose-full+blazepose-full"], "one model twice", id="no pair"),
        pytest.param(["analyze", "a.mp4", "--model", "rtmdet-nano"], "a pose model is needed", id="no pose model"),
        pytest.param(["analyze", "a.mp4", "--detector", "nonsense"], "known are blazepose-full, ", id="no detector"),
        pytest.param(["analyze", "a.mp4", "--device", "gpu"], "auto or one of cpu, cuda", id="no device"),
        pytest.param(["demo", "--model", "nonsense"], "known are blazepose-full, ", id="no such model of the demo"),
        *(
            pytest.param(arguments, "'' names no file or folder; write . for this folder", id=" ".join(arguments))
            for arguments in (
                ["analyze", ""],
                ["analyze", "a.mp4", ""],
                ["analyze", "a.mp4", "-o", ""],
                ["cohort", ""],
                ["cohort", "out", "-o", ""],
                ["demo", "-o", ""],
                ["demo", "--sample", ""],
                ["validate", "tests", "-o", ""],
                ["validate", "tests", "--json", ""],
                ["validate", "tests", "--figure", ""],
                ["validate", ""],
                ["models", "add", ""],
            )
        ),
        pytest.param(["validate", "Makefile"], "Makefile is no folder; give the folder that holds", id="truth file"),
        pytest.param(["analyze", "a.mp4", "--jobs", "0"], "greater than or equal to 1", id="no workers"),
    ],
)
def test_wrong_usage_is_told_with_status_2(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("Error: ") == 1
