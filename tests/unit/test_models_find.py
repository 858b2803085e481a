"""Finding models on this machine, and choosing among them."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest
from toeoff import InvalidInputError, ModelError, ModelNotFoundError, models
from toeoff.errors import UnknownModelError
from toeoff.models import hashes

DESCRIPTION = 'family = "simcc"\nskeleton = "halpe26"\ninput_size = [192, 256]\n'
DETECTOR = 'family = "yolox"\ninput_size = [416, 416]\n'


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache, and no folder of models."""
    monkeypatch.setenv("TOEOFF_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TOEOFF_MODELS", raising=False)
    return tmp_path / "cache" / "models"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    path = tmp_path / "mine"
    path.mkdir()
    monkeypatch.setenv("TOEOFF_MODELS", str(path))
    return path


def put(folder, name, content=b"a network"):
    """A file of a registered model, with its hash on record beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    hashes.write_sidecar(path, hashes.file_sha256(path), name)
    return path


def test_absent_model_says_what_to_run_and_where_it_was_looked_for(cache):
    with pytest.raises(ModelNotFoundError) as caught:
        models.find("blazepose-full")
    assert "toeoff models pull blazepose-full" in str(caught.value)
    assert "a package index" in str(caught.value)
    assert "TOEOFF_MODELS" in str(caught.value)
    assert str(cache) in str(caught.value)
    assert not cache.exists()


def test_absent_model_without_a_download_says_how_to_add_it():
    with pytest.raises(ModelNotFoundError, match=r"toeoff models add FILE --name pptinypose-256") as caught:
        models.find("pptinypose-256")
    assert "models pull" not in str(caught.value)


def test_model_is_found_in_the_cache(cache):
    path = put(cache, "rtmpose-s-halpe26.onnx")
    found = models.find("rtmpose-s-halpe26")
    assert (found.path, found.name, found.sha256) == (path, "rtmpose-s-halpe26", hashes.file_sha256(path))


def test_named_folder_comes_before_the_cache(cache, folder):
    put(cache, "rtmpose-s-halpe26.onnx")
    mine = put(folder, "rtmpose-s-halpe26.onnx", b"another")
    assert models.find("rtmpose-s-halpe26").path == mine


def test_several_folders_may_be_named(tmp_path, monkeypatch):
    second = put(tmp_path / "b", "rtmdet-nano.onnx")
    (tmp_path / "a").mkdir()
    monkeypatch.setenv("TOEOFF_MODELS", os.pathsep.join([str(tmp_path / "a"), str(tmp_path / "b")]))
    assert models.find("rtmdet-nano").path == second


def test_folder_that_is_none_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("TOEOFF_MODELS", str(tmp_path / "nowhere"))
    with pytest.raises(ModelError, match=r"TOEOFF_MODELS names .*nowhere, which is not a folder"):
        models.find("rtmdet-nano")


def test_file_with_a_known_name_but_other_bytes_is_refused_naming_both_hashes(folder):
    path = folder / "det_rtmdet_nano_person_320.onnx"
    path.write_bytes(b"not the detector")
    with pytest.raises(ModelError) as caught:
        models.find("rtmdet-nano")
    assert hashes.file_sha256(path) in str(caught.value)
    assert models.REGISTRY["rtmdet-nano"].sha256[0] in str(caught.value)
    assert str(path) in str(caught.value)


def test_file_that_rotted_since_it_was_stored_is_refused(cache):
    path = put(cache, "rtmpose-s-halpe26.onnx")
    path.write_bytes(b"a netwOrk")
    with pytest.raises(ModelError, match="not the model 'rtmpose-s-halpe26' on record"):
        models.find("rtmpose-s-halpe26")


def test_hash_of_a_large_file_is_remembered_until_the_file_changes(cache, monkeypatch):
    monkeypatch.setattr(hashes, "_MEMO_FROM_BYTES", 0)
    path = put(cache, "rtmpose-s-halpe26.onnx")
    first = models.find("rtmpose-s-halpe26")
    with monkeypatch.context() as patch:
        patch.setattr(hashes, "file_sha256", lambda path: pytest.fail("hashed again"))
        assert models.find("rtmpose-s-halpe26") == first
    path.write_bytes(b"changed since")
    with pytest.raises(ModelError, match="on record"):
        models.find("rtmpose-s-halpe26")


def test_path_needs_a_file(tmp_path):
    with pytest.raises(UnknownModelError, match="does not exist; give an ONNX file or a name"):
        models.find(tmp_path / "none.onnx")
    with pytest.raises(InvalidInputError, match="a name or a path, not None"):
        models.find(None)
    with pytest.raises(ModelError, match="is a folder; give an ONNX file or a name"):
        models.find(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
@pytest.mark.parametrize("read", [models.find, models.add], ids=["find", "add"])
def test_a_pipe_is_told_as_what_it_is(tmp_path, read):
    os.mkfifo(tmp_path / "net.onnx")
    with pytest.raises(ModelError, match=r"net\.onnx is a pipe or a device; ") as caught:
        read(tmp_path / "net.onnx")
    assert not isinstance(caught.value, FileNotFoundError)


def test_path_of_an_unknown_file_asks_for_a_description_and_shows_one(tmp_path):
    (tmp_path / "net.onnx").write_bytes(b"unknown")
    with pytest.raises(ModelError, match=r"; write net\.toml beside it, .*family = \"simcc\"[^\n]*halpe26[^\n]*$"):
        models.find(tmp_path / "net.onnx")


def test_path_of_a_described_file_gives_its_card(tmp_path):
    (tmp_path / "net.onnx").write_bytes(b"mine")
    (tmp_path / "net.toml").write_text(DESCRIPTION)
    card = models.find(str(tmp_path / "net.onnx")).card
    assert (card.name, card.family, card.skeleton, card.input_size) == ("net", "simcc", "halpe26", (192, 256))


def test_description_that_is_not_toml_is_an_error(tmp_path):
    (tmp_path / "net.onnx").write_bytes(b"mine")
    (tmp_path / "net.toml").write_text("family simcc")
    with pytest.raises(ModelError, match=r"net\.toml is not TOML"):
        models.find(tmp_path / "net.onnx")


def test_own_model_in_a_named_folder_is_found_by_name(folder):
    (folder / "net.onnx").write_bytes(b"mine")
    (folder / "net.toml").write_text(DESCRIPTION)
    assert models.find("net").path == folder / "net.onnx"
    assert models.names()[-1] == "net"


def test_description_without_its_model_is_an_error(folder):
    (folder / "net.toml").write_text(DESCRIPTION)
    with pytest.raises(ModelNotFoundError, match=r"net\.onnx is not beside it"):
        models.find("net")


def test_shared_models_are_found_by_name_and_by_path(shared_folder, monkeypatch):
    monkeypatch.setenv("TOEOFF_MODELS", str(shared_folder / "models"))
    found = models.find("blazepose-full")
    assert found.path.name == "pose_blazepose_full_33kpt_256.onnx"
    assert models.find(found.path).card is found.card
    assert [m.name for m in models.choose_pose()] == ["pptinypose-256", "blazepose-full"]
    assert models.choose_detector().name == "rtmdet-nano"


def test_copy_of_a_known_file_under_another_name_is_known_by_its_bytes(shared_folder, tmp_path):
    copy = tmp_path / "renamed.onnx"
    copy.write_bytes((shared_folder / "models" / "det_rtmdet_nano_person_320.onnx").read_bytes())
    assert models.find(copy).name == "rtmdet-nano"


# ---- choosing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("present", "chosen"),
    [
        (["blazepose-full"], ["blazepose-full"]),
        (["blazepose-full", "rtmpose-s-halpe26"], ["rtmpose-s-halpe26"]),
        (["rtmpose-s-halpe26", "rtmpose-m-halpe26"], ["rtmpose-m-halpe26"]),
        (["blazepose-full", "pptinypose-256", "rtmpose-m-halpe26"], ["pptinypose-256", "blazepose-full"]),
    ],
)
def test_auto_takes_the_best_that_is_present(cache, present, chosen):
    for name in present:
        put(cache, f"{name}.onnx")
    assert [model.name for model in models.choose_pose("auto")] == chosen


def test_auto_never_takes_a_model_without_feet(cache):
    put(cache, "pptinypose-256.onnx")
    with pytest.raises(ModelNotFoundError, match=r"toeoff models pull rtmdet-nano rtmpose-s-halpe26.*package index"):
        models.choose_pose()


def test_auto_does_not_pass_over_a_damaged_model(cache):
    put(cache, "rtmdet-nano.onnx").write_bytes(b"rotten")
    put(cache, "mediapipe-detector.onnx")
    with pytest.raises(ModelError, match="rtmdet-nano"):
        models.choose_detector()


def test_auto_detector_without_any_says_how_to_get_one():
    with pytest.raises(ModelNotFoundError, match="toeoff models pull rtmdet-nano"):
        models.choose_detector()


def test_pair_is_taken_apart_in_order(cache):
    put(cache, "movenet-lightning.onnx")
    put(cache, "blazepose-lite.onnx", b"another")
    pair = models.choose_pose("movenet-lightning+blazepose-lite")
    assert [model.name for model in pair] == ["movenet-lightning", "blazepose-lite"]


@pytest.mark.parametrize("model", ["a+b+c", "blazepose-full+", ""])
def test_what_is_no_pair_is_refused(model):
    with pytest.raises(InvalidInputError, match=re.escape("give one pose model, or a pair as A+B")):
        models.choose_pose(model)


def test_pair_is_of_two_models_the_second_with_feet(cache):
    put(cache, "movenet-lightning.onnx")
    lite = put(cache, "blazepose-lite.onnx", b"another")
    for model in ("blazepose-lite+blazepose-lite", f"blazepose-lite+{lite}"):
        with pytest.raises(InvalidInputError, match=r"is one model twice.*give blazepose-lite alone, or two different"):
            models.choose_pose(model)
    with pytest.raises(InvalidInputError, match=r"movenet-lightning has no heels and toes \(coco17\).*feet last"):
        models.choose_pose("blazepose-lite+movenet-lightning")


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("blazepose-full+blazepose-full", "is one model twice"),
        ("blazepose-full+nonsense", "no model is called 'nonsense'"),
        ("blazepose-full+rtmdet-nano", "rtmdet-nano is a detector model"),
    ],
)
def test_what_is_wrong_with_a_pair_is_told_before_what_is_missing(model, message):
    with pytest.raises((InvalidInputError, UnknownModelError), match=message):
        models.choose_pose(model)


def test_unknown_name_is_told_with_every_name_there_is(folder):
    (folder / "crowd.toml").write_text(DETECTOR)
    with pytest.raises(UnknownModelError, match=r"called 'nonsense'; known are blazepose-full, .*detector, crowd$"):
        models.find("nonsense")
    with pytest.raises(UnknownModelError, match="did you mean crowd"):
        models.choose_detector("crowds")
    with pytest.raises(UnknownModelError, match="no model is called"):
        models.find("n" * 5000)


@pytest.mark.parametrize("place", ["cache", "named folder"])
def test_folder_that_cannot_be_read_is_told_by_name(cache, folder, monkeypatch, place):
    closed = cache if place == "cache" else folder
    closed.mkdir(parents=True, exist_ok=True)
    may_stat, may_list = Path.stat, Path.iterdir

    def stat(path, **options):
        if closed in path.parents:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return may_stat(path, **options)

    def iterdir(path):
        if path == closed:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return may_list(path)

    monkeypatch.setattr(Path, "stat", stat)
    monkeypatch.setattr(Path, "iterdir", iterdir)
    message = re.escape(f"the model folder {closed} cannot be read: Permission denied; make it readable")
    for ask in (models.names, lambda: models.find("blazepose-full"), lambda: models.find("mine"), models.choose_pose):
        with pytest.raises(ModelError, match=message):
            ask()


def test_closed_cache_does_not_keep_from_what_is_in_a_named_folder(cache, folder, monkeypatch):
    path = put(folder, "blazepose-full.onnx")
    cache.parent.write_bytes(b"a file in the way")
    assert models.find("blazepose-full").path == path
    with pytest.raises(ModelError, match=r"cannot be read: Not a directory; .*TOEOFF_CACHE"):
        models.names()


@pytest.mark.parametrize("content", [b"", b"0123  net.onnx\n", "é".encode()], ids=["empty", "short", "no ascii"])
def test_hash_file_that_holds_none_is_told(cache, content):
    path = put(cache, "rtmpose-s-halpe26.onnx")
    hashes.sidecar(path).write_bytes(content)
    with pytest.raises(ModelError, match=r"onnx.sha256 does not hold a SHA-256.*pull or add the model again"):
        models.find("rtmpose-s-halpe26")


def test_home_folder_that_is_not_known_is_told(monkeypatch):
    monkeypatch.setenv("TOEOFF_CACHE", "~nobody-of-that-name/cache")
    with pytest.raises(ModelError, match=r"~nobody-of-that-name/cache names a home folder that is not known"):
        models.find("rtmdet-nano")


def test_role_is_checked(cache):
    put(cache, "rtmdet-nano.onnx")
    put(cache, "blazepose-full.onnx")
    with pytest.raises(InvalidInputError, match="rtmdet-nano is a detector model; a pose model is needed"):
        models.choose_pose("rtmdet-nano")
    with pytest.raises(InvalidInputError, match="blazepose-full is a pose model; a detector model is needed"):
        models.choose_detector("blazepose-full")
