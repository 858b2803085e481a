"""From a model's card to its adapter."""

from dataclasses import replace

import pytest
from stand_in import session_of
from synthetic_simcc import build
from toeoff import models
from toeoff.errors import InvalidInputError, ModelError
from toeoff.models import REGISTRY
from toeoff.video.load import load_detector, load_pose_model, make_detector, make_pose_model

DETECTORS = [c for c in REGISTRY.values() if c.role == "detector"]
POSES = [c for c in REGISTRY.values() if c.role == "pose"]


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
    other = described.with_name("other.onnx")
    build(other, batch=2)
    other.with_suffix(".toml").write_text(described.with_suffix(".toml").read_text())
    assert load_pose_model(f"{described}+{other}", "cpu", 1).name == "mine+other"
    for twice in (f"{described}+{described}", [models.find(described)] * 2):
        with pytest.raises(InvalidInputError, match=r"is one model twice.*give .* alone, or two different models"):
            load_pose_model(twice, "cpu", 1)
    with pytest.raises(InvalidInputError, match="a detector model is needed"):
        load_detector(str(described))
    with pytest.raises(InvalidInputError, match="0 pose models were given"):
        load_pose_model([])
