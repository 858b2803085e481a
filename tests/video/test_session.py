"""Opening networks: what is picked, and what is said when it cannot be."""

import os
import subprocess
import sys

import numpy as np
import onnxruntime
import pytest
from synthetic_simcc import build
from toeoff.errors import InvalidInputError, ModelError, ModelNotFoundError
from toeoff.video.session import DEVICES, available_devices, open_session


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return build(tmp_path_factory.mktemp("models") / "dots.onnx")


def test_auto_picks_an_available_device_and_says_which(model):
    session = open_session(model, threads=1)
    assert session.device in available_devices()
    assert session.device in repr(session)
    assert session.name == "dots"


def test_shapes_are_told_with_open_dimensions_as_none(model):
    session = open_session(model, "cpu", threads=1)
    assert session.inputs["input"].shape == (None, 3, 256, 192)
    assert session.outputs["simcc_x"].shape == (None, 26, 384)
    assert session.inputs["input"].dtype == np.float32


def test_an_unavailable_device_is_refused_with_what_there_is_and_what_to_install(model):
    missing = [d for d in DEVICES if d not in available_devices()]
    assert missing, "no machine has them all"
    with pytest.raises(ModelError, match=rf"device {missing[0]} is not available: .*cpu.*; install onnxruntime"):
        open_session(model, missing[0])


def test_a_provider_that_does_not_start_is_an_error_when_asked_for_and_passed_over_by_auto(model, monkeypatch):
    built_for = ["CUDAExecutionProvider", "CPUExecutionProvider"]
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: built_for)

    class WithoutCuda(onnxruntime.InferenceSession):
        """onnxruntime with missing CUDA libraries: it goes on without the provider."""

        def __init__(self, path, sess_options, providers):
            super().__init__(path, sess_options=sess_options, providers=["CPUExecutionProvider"])

    monkeypatch.setattr(onnxruntime, "InferenceSession", WithoutCuda)
    with pytest.raises(ModelError, match="device cuda did not start"):
        open_session(model, "cuda")
    assert open_session(model, "auto").device == "cpu"


@pytest.mark.parametrize("content", [b"", b"not a model", b"\x08\x07" * 50], ids=["empty", "text", "noise"])
def test_an_unreadable_file_is_refused_by_name(tmp_path, content):
    path = tmp_path / "broken.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"broken\.onnx cannot be opened as an ONNX model"):
        open_session(path, "cpu")


def test_half_a_file_is_refused(tmp_path, model):
    path = tmp_path / "half.onnx"
    path.write_bytes(model.read_bytes()[:700])
    with pytest.raises(ModelError, match="half"):
        open_session(path, "cpu")


@pytest.mark.parametrize("place", [b"simcc_x", b"AveragePool"], ids=["output", "operator"])
def test_names_that_are_no_text_are_a_model_error(tmp_path, model, place):
    path = tmp_path / "garbled.onnx"
    path.write_bytes(model.read_bytes().replace(place, b"\xf8" * len(place)))
    with pytest.raises(ModelError, match=r"garbled\.onnx .*check that the file is whole"):
        open_session(path, "cpu")


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    with pytest.raises(ModelNotFoundError, match="does not exist"):
        open_session(tmp_path / "none.onnx")
    with pytest.raises(FileNotFoundError, match="is a folder"):
        open_session(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_pipe_is_told_as_what_it_is(tmp_path):
    os.mkfifo(tmp_path / "net.onnx")
    with pytest.raises(ModelError, match=r"net\.onnx is a pipe or a device; write the model to a file") as caught:
        open_session(tmp_path / "net.onnx")
    assert not isinstance(caught.value, FileNotFoundError)


def test_nonsense_options_are_refused(model):
    with pytest.raises(InvalidInputError, match="device is 'gpu', but must be auto or one of cpu, cuda"):
        open_session(model, "gpu")
    with pytest.raises(
        InvalidInputError,
        match="threads is 0, but must be a whole number from 1 to 1024; leave it out for every physical core",
    ):
        open_session(model, threads=0)


def test_a_wrong_feed_is_a_model_error(model):
    session = open_session(model, "cpu", threads=1)
    with pytest.raises(ModelError, match=r"dots\.onnx failed on cpu"):
        session.run({"input": np.zeros((1, 3, 10, 10), np.float32)})


@pytest.mark.parametrize(("module", "package"), [("cv2", "opencv-python-headless"), ("onnxruntime", "onnxruntime")])
def test_without_its_libraries_the_video_part_says_what_to_install(module, package):
    code = f"""
import importlib.util as util
find_spec = util.find_spec
util.find_spec = lambda name, *rest: None if name == {module!r} else find_spec(name, *rest)
import toeoff
try:
    import toeoff.video
except toeoff.MissingExtraError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == (f"toeoff.video needs {module}, which is not installed; run: pip install {package}")
