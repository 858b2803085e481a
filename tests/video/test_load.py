"""From a model's card to its adapter."""

from dataclasses import replace

import pytest
from stand_in import StandIn
from synthetic_simcc import build
from toeoff.errors import InvalidInputError, ModelError
from toeoff.models import REGISTRY
from toeoff.video.load import load_detector, load_pose_model, make_detector, make_pose_model

DETECTORS = [c for c in REGISTRY.values() if c.role == "detector"]
POSES = [c for c in REGISTRY.values() if c.role == "pose"]


def session_of(card):
    """A stand-in with the inputs and outputs that the card's family has."""
    width, height = card.input_size
    k = {"halpe26": 26, "coco17": 17, "blazepose33": 33}.get(card.skeleton)
    cells = sum((width // s) * (height // s) for s in (8, 16, 32))
    first, last = ((None, 3, height, width), "f4"), ((None, height, width, 3), "f4")
    dets = {"dets": (None, None, None), "labels": (None, None)}
    inputs, outputs = {
        "simcc": (first, {"simcc_x": (None, k, 2 * width), "simcc_y": (None, k, 2 * height)}),
        "heatmap": (first, {"maps": (None, k, height // 4, width // 4)}),
        "blazepose": (last, {"a": (None, 195), "b": (None, 1), "c": (None, 64, 64, 39)}),
        "movenet": (((1, height, width, 3), "u1"), {"a": (1, 1, 17, 3)}),
        "rtmdet": (((None, 3, None, None), "f4"), dets),
        "yolox": (first, dets),
        "yolox_raw": (first, {"output": (None, cells, 85)}),
        "mediapipe_detector": (last, {"a": (None, 2254, 12), "b": (None, 2254, 1)}),
    }[card.family]
    return StandIn({"input": inputs}, outputs)


@pytest.mark.parametrize("card", DETECTORS, ids=lambda c: c.name)
def test_every_registered_detector_has_an_adapter_of_its_name(card):
    assert make_detector(card, session_of(card)).name == card.name


@pytest.mark.parametrize("card", POSES, ids=lambda c: c.name)
def test_every_registered_pose_model_has_an_adapter_of_its_name_and_skeleton(card):
    model = make_pose_model(card, session_of(card))
    assert (model.name, model.skeleton.name) == (card.name, card.skeleton)


def test_roles_and_skeletons_that_do_not_fit_are_refused():
    with pytest.raises(InvalidInputError, match="a detector is of rtmdet, yolox, yolox_raw, mediapipe_detector"):
        make_detector(POSES[0], session_of(POSES[0]))
    with pytest.raises(InvalidInputError, match="a pose model is one of simcc, heatmap, blazepose, movenet"):
        make_pose_model(DETECTORS[0], session_of(DETECTORS[0]))
    card = replace(REGISTRY["blazepose-full"], skeleton="halpe26")
    with pytest.raises(InvalidInputError, match="has skeleton halpe26, but the family blazepose has blazepose33"):
        make_pose_model(card, session_of(card))


@pytest.fixture
def described(tmp_path):
    build(tmp_path / "mine.onnx")
    text = 'family = "simcc"\nskeleton = "halpe26"\ninput_size = [192, 256]\n'
    (tmp_path / "mine.toml").write_text(text)
    return tmp_path / "mine.onnx"


def test_a_file_of_ones_own_is_loaded_by_its_description(described):
    model = load_pose_model(str(described), "cpu", 1)
    assert (model.name, model.skeleton.name, model.device) == ("mine", "halpe26", "cpu")
    described.with_suffix(".toml").write_text('family = "heatmap"\nskeleton = "halpe26"\ninput_size = [192, 256]\n')
    with pytest.raises(ModelError, match="mine is not of the family heatmap"):
        load_pose_model(str(described), "cpu", 1)


def test_a_pair_needs_feet_and_a_detector_is_no_pose_model(described):
    assert load_pose_model(f"{described}+{described}", "cpu", 1).name == "mine+mine"
    with pytest.raises(InvalidInputError, match="a detector model is needed"):
        load_detector(str(described))
    with pytest.raises(InvalidInputError, match="0 pose models were given"):
        load_pose_model([])
