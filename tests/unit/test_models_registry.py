"""The registry is complete, and every download in it is pinned."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys

import pytest
from toeoff import ModelError, ModelNotFoundError, _core, models
from toeoff.models.choose import AUTO_DETECTORS, AUTO_POSES
from toeoff.models.tables import card_from_table

CARDS = list(models.REGISTRY.values())
DOWNLOADS = [card for card in CARDS if card.source is not None]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_card_is_complete(card):
    assert card.title
    assert card.licence
    assert card.file_names[0] == f"{card.name}.onnx"
    assert models.FAMILIES[card.family].role == card.role
    assert (card.skeleton is None) == (card.role == "detector")
    assert all(re.fullmatch("[0-9a-f]{64}", sha256) for sha256 in card.sha256)


@pytest.mark.parametrize("card", DOWNLOADS, ids=lambda card: card.name)
def test_every_download_is_pinned_by_a_hash_and_encrypted(card):
    pins = [card.source.sha256, card.source.member_sha256]
    assert any(pin and re.fullmatch("[0-9a-f]{64}", pin) for pin in pins)
    assert bool(card.source.urls) != bool(card.source.wheel)
    assert all(url.startswith("https://") for url in card.source.urls)


@pytest.mark.parametrize("card", [c for c in CARDS if c.source is None], ids=lambda card: card.name)
def test_card_without_a_download_says_how_to_get_the_model(card):
    assert "toeoff models add FILE" in card.note


def test_models_of_one_wheel_have_the_same_terms():
    terms = {}
    for card in DOWNLOADS:
        if card.source.wheel:
            terms.setdefault(card.source.wheel, set()).add((card.licence, card.caveat))
    assert [len(found) for found in terms.values()] == [1]


def test_names_that_auto_chooses_from_are_registered_with_the_right_role():
    assert {models.REGISTRY[part].role for name in AUTO_POSES for part in name.split("+")} == {"pose"}
    assert {models.REGISTRY[name].role for name in AUTO_DETECTORS} == {"detector"}


def test_no_two_models_share_a_file_name_or_a_hash():
    names = [name for card in CARDS for name in card.file_names]
    hashes = [sha256 for card in CARDS for sha256 in card.sha256]
    assert len(set(names)) == len(names)
    assert len(set(hashes)) == len(hashes)


def test_skeletons_of_descriptions_are_those_of_the_core():
    for skeleton in ("coco17", "halpe26", "blazepose33", "body25", "mpii16"):
        card = card_from_table("own", {"family": "simcc", "skeleton": skeleton, "input_size": [192, 256]}, "own.toml")
        assert card.skeleton == skeleton
        assert _core.skeleton_keypoints(skeleton)


def test_unknown_name_suggests_similar_ones():
    with pytest.raises(ModelNotFoundError, match=r"no model is called 'blazepose'; did you mean blazepose-.*known are"):
        models.lookup("blazepose")


def test_family_supplies_what_a_description_leaves_out():
    card = card_from_table("own", {"family": "rtmdet", "input_size": [320, 320]}, "own.toml")
    assert card.role == "detector"
    assert card.colour == "bgr"
    assert card.mean == models.FAMILIES["rtmdet"].mean
    assert card.licence == "not stated"


GOOD = {"family": "simcc", "skeleton": "halpe26", "input_size": [192, 256]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            {"famly": "simcc"}, "own.toml: famly is not known; allowed are family, input_size", id="unknown key"
        ),
        pytest.param({"family": "yolov8"}, "family is 'yolov8'; allowed are simcc, blazepose", id="unknown family"),
        pytest.param({"family": None}, "family is missing; allowed are simcc", id="no family"),
        pytest.param({"skeleton": "ape"}, "skeleton is 'ape'; allowed are coco17", id="unknown skeleton"),
        pytest.param({"skeleton": None}, "skeleton is missing", id="pose without skeleton"),
        pytest.param({"input_size": [float("nan"), 256]}, "input_size is .*it must be 2 numbers", id="no number"),
        pytest.param({"input_size": [192]}, "input_size is .*it must be 2 numbers", id="one size"),
        pytest.param({"input_size": [0, 256]}, "width and height in px, whole and positive", id="zero width"),
        pytest.param({"input_size": None}, "input_size is missing", id="no size"),
        pytest.param({"mean": ["a", "b", "c"]}, "mean is .*it must be 3 numbers", id="mean of text"),
        pytest.param({"std": [1, 0, 1]}, "std is .*every value must be above zero", id="zero std"),
        pytest.param({"colour": "grey"}, "colour is 'grey'; allowed are rgb, bgr", id="colour"),
        pytest.param({"role": "detector"}, "family 'simcc' have role 'pose'", id="role against family"),
        pytest.param({"title": 3}, "title is 3; it must be text", id="title"),
    ],
)
def test_wrong_description_is_refused_with_what_is_allowed(change, message):
    table = {key: value for key, value in {**GOOD, **change}.items() if value is not None}
    with pytest.raises(ModelError, match=message):
        card_from_table("own", table, "own.toml")


def test_example_description_is_a_good_one(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(models.EXAMPLE)
    card = models.read_description(path)
    assert (card.name, card.skeleton, card.input_size) == ("mine", "halpe26", (192, 256))
    assert card.mean == models.FAMILIES["simcc"].mean


def test_files_of_the_shared_folder_are_recognised_by_name_and_bytes(shared_folder):
    recognised = {name: card for card in CARDS for name in card.file_names}
    files = [path for path in (shared_folder / "models").glob("*.onnx") if not path.name.startswith("synthetic")]
    assert len(files) == 8
    for path in files:
        assert hashlib.sha256(path.read_bytes()).hexdigest() in recognised[path.name].sha256


def test_import_loads_no_converter_and_no_network_runtime():
    heavy = ("onnx", "onnxruntime", "tflite", "cv2", "typer", "rich")
    code = f"import sys, toeoff.models; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
