"""Putting one's own files into the cache: tried first, whole or not at all."""

from __future__ import annotations

import constant_detector
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from toeoff import InvalidInputError, ModelError, ModelNotFoundError, OutputError, models
from toeoff.models import hashes
from video import synthetic_simcc

SIMCC = 'family = "simcc"\nskeleton = "halpe26"\ninput_size = [192, 256]\n'
HEATMAP = 'family = "heatmap"\nskeleton = "coco17"\ninput_size = [192, 256]\n'


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache, and no folder of models."""
    monkeypatch.setenv("TOEOFF_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TOEOFF_MODELS", raising=False)
    return tmp_path / "cache" / "models"


def filled_maps(path, value, shape=(1, 17, 64, 48)):
    """Write a heatmap network that answers one value, whatever the picture."""
    nodes = [
        helper.make_node("ReduceMax", ["input"], ["brightest"], keepdims=0),
        helper.make_node("Mul", ["brightest", "nothing"], ["zero"]),
        helper.make_node("Add", ["filled", "zero"], ["maps"]),
    ]
    constants = {"filled": np.full(shape, value, np.float32), "nothing": np.zeros(1, np.float32)}
    tensor = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "filled_maps",
        [tensor("input", TensorProto.FLOAT, [1, 3, 256, 192])],
        [tensor("maps", TensorProto.FLOAT, list(shape))],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)


def with_weights_outside(path):
    synthetic_simcc.build(path)
    onnx.save(onnx.load(path), path, save_as_external_data=True, location="weights", size_threshold=0)


BAD = [
    pytest.param(SIMCC, lambda p: p.write_bytes(b""), "cannot be opened as an ONNX model", id="empty"),
    pytest.param(SIMCC, lambda p: p.write_bytes(b"hello" * 99), "cannot be opened as an ONNX model", id="text"),
    pytest.param(
        SIMCC,
        lambda p: p.write_bytes(synthetic_simcc.build(p).read_bytes()[:700]),
        "cannot be opened as an ONNX model",
        id="half",
    ),
    pytest.param(SIMCC, with_weights_outside, "weights lie in a second", id="weights outside"),
    pytest.param(HEATMAP, synthetic_simcc.build, "is not of the family heatmap, which needs an output", id="family"),
    pytest.param(
        SIMCC,
        lambda p: synthetic_simcc.build(p, n_keypoints=17),
        r"needs an output simcc_x of shape \(n, 26 keypoints of halpe26, bins\)",
        id="skeleton",
    ),
    pytest.param(
        SIMCC.replace("[192, 256]", "[256, 192]"), synthetic_simcc.build, "but input_size is 256 x 192", id="input size"
    ),
    pytest.param(
        SIMCC.replace("simcc", "blazepose"),
        synthetic_simcc.build,
        "the family blazepose has blazepose33",
        id="odd pair",
    ),
    pytest.param(HEATMAP, lambda p: filled_maps(p, np.nan), "answered NaN or infinite numbers in maps", id="nan"),
    pytest.param(HEATMAP, lambda p: filled_maps(p, np.inf), "answered NaN or infinite numbers in maps", id="infinite"),
]


@pytest.mark.parametrize(("description", "write", "message"), BAD)
def test_a_file_that_is_not_what_it_is_said_to_be_is_refused_and_leaves_nothing(
    tmp_path, cache, description, write, message
):
    write(tmp_path / "net.onnx")
    (tmp_path / "net.toml").write_text(description)
    with pytest.raises(ModelError, match=rf"net\.onnx was not added as 'crowd': .*{message}") as caught:
        models.add(tmp_path / "net.onnx", name="crowd")
    assert ".incoming" not in str(caught.value)
    assert list(cache.iterdir()) == []


def test_a_registered_name_does_not_make_another_network_that_model(tmp_path, cache):
    synthetic_simcc.build(tmp_path / "end2end.onnx", n_keypoints=17)
    with pytest.raises(ModelError, match=r"was not added as 'rtmpose-s-halpe26': .*26 keypoints of halpe26"):
        models.add(tmp_path / "end2end.onnx", name="rtmpose-s-halpe26")
    assert list(cache.iterdir()) == []


def test_a_refused_file_keeps_what_was_there(tmp_path, cache):
    (tmp_path / "net.toml").write_text(HEATMAP)
    filled_maps(tmp_path / "net.onnx", 0.5)
    good = models.add(tmp_path / "net.onnx")
    filled_maps(tmp_path / "net.onnx", np.nan)
    with pytest.raises(ModelError, match="NaN"):
        models.add(tmp_path / "net.onnx")
    assert models.find("net") == good


@pytest.mark.parametrize("name", ["net.onnx", "net.onnx.sha256", "net.toml"])
def test_a_folder_in_the_place_of_a_file_is_told_and_nothing_is_stored(tmp_path, cache, name):
    (tmp_path / "net.toml").write_text(HEATMAP)
    filled_maps(tmp_path / "net.onnx", 0.5)
    (cache / name).mkdir(parents=True)
    with pytest.raises(OutputError, match=f"{name} is a folder where a file of the model cache belongs; remove it"):
        models.add(tmp_path / "net.onnx")
    assert [path.name for path in cache.iterdir()] == [name]


def test_added_own_model_is_found_by_name(tmp_path, cache):
    constant_detector.build(tmp_path / "net.onnx", (0.0, 0.0, 320.0, 240.0))
    added = models.add(tmp_path / "net.onnx", name="crowd")
    assert added.path == cache / "crowd.onnx"
    assert models.find("crowd") == added
    assert models.choose_detector("crowd").card.family == "rtmdet"
    assert sorted(path.name for path in cache.iterdir()) == ["crowd.onnx", "crowd.onnx.sha256", "crowd.toml"]


@pytest.mark.parametrize(
    ("name", "message"), [("rtmdet-nano", "give yours another name"), ("../x", "cannot be a name")]
)
def test_own_model_cannot_take_a_registered_or_an_odd_name(tmp_path, cache, name, message):
    constant_detector.build(tmp_path / "net.onnx", (0.0, 0.0, 320.0, 240.0))
    with pytest.raises(InvalidInputError, match=message):
        models.add(tmp_path / "net.onnx", name=name)
    assert not cache.exists()


def test_model_whose_hash_is_not_on_record_is_added_on_the_users_word(tmp_path, cache):
    synthetic_simcc.build(tmp_path / "end2end.onnx")
    assert models.add(tmp_path / "end2end.onnx", name="rtmpose-s-halpe26").path == cache / "rtmpose-s-halpe26.onnx"
    assert models.find("rtmpose-s-halpe26").sha256 == hashes.file_sha256(tmp_path / "end2end.onnx")


def test_model_whose_bytes_are_certain_is_not_replaced_by_others(tmp_path, cache):
    (tmp_path / "end2end.onnx").write_bytes(b"another detector")
    with pytest.raises(ModelError, match="is not the model 'rtmdet-nano' on record"):
        models.add(tmp_path / "end2end.onnx", name="rtmdet-nano")
    assert not cache.exists()


def test_unknown_file_is_not_added(tmp_path):
    (tmp_path / "net.onnx").write_bytes(b"unknown")
    with pytest.raises(ModelError, match=r"say which with --name.*write net\.toml beside it[^\n]*$"):
        models.add(tmp_path / "net.onnx")
    with pytest.raises(ModelNotFoundError, match="does not exist"):
        models.add(tmp_path / "none.onnx")
    with pytest.raises(ModelNotFoundError, match="is a folder; give the ONNX file in it"):
        models.add(tmp_path)
    (tmp_path / "net.pt").write_bytes(b"weights")
    with pytest.raises(ModelError, match="is not an ONNX file"):
        models.add(tmp_path / "net.pt")


def test_known_file_is_added_by_its_bytes(shared_folder, cache):
    added = models.add(shared_folder / "models" / "pose_pptinypose_coco17_256x192.onnx")
    assert added.path == cache / "pptinypose-256.onnx"
    assert models.find("pptinypose-256") == added


def test_cache_that_cannot_be_made_is_a_clear_error(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("TOEOFF_CACHE", str(tmp_path / "file"))
    (tmp_path / "end2end.onnx").write_bytes(b"from the archive")
    with pytest.raises(OutputError, match=r"cannot be made: .*set TOEOFF_CACHE"):
        models.add(tmp_path / "end2end.onnx", name="rtmpose-s-halpe26")
