from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from toeoff.output_names import ALWAYS, RECORD
from toeoff.resume import hashes, is_complete, make_record, source_identity
from toeoff.settings import Settings

MODELS = [{"name": "pose", "sha256": "ab"}]


def record_of(source: Path, settings: dict[str, Any], models: list[dict[str, str]]) -> dict[str, Any]:
    return make_record(source_identity(source), settings, models)


def finished(tmp_path: Path, **settings: Any) -> tuple[Path, Path]:
    source, folder = tmp_path / "race.mp4", tmp_path / "out" / "race"
    source.write_bytes(b"video")
    folder.mkdir(parents=True)
    for name in ALWAYS:
        (folder / name).write_text("pass\n")
    record = record_of(source, Settings(**settings).to_dict(), MODELS)
    (folder / RECORD).write_text(json.dumps(record | {"files": hashes(folder)}))
    return source, folder


def test_the_same_input_models_and_settings_are_complete(tmp_path: Path) -> None:
    source, folder = finished(tmp_path, height_m=1.8, frame_size=(1920, 1080), threads=1)
    record = make_record(
        source_identity(source), Settings(height_m=1.8, frame_size=(1920, 1080), threads=4).to_dict(), MODELS
    )
    assert is_complete(folder, record)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda s, f: s.write_bytes(b"other video"), id="input"),
        pytest.param(lambda s, f: (f / "passes.csv").unlink(), id="missing file"),
        pytest.param(lambda s, f: (f / RECORD).unlink(), id="missing record"),
        pytest.param(lambda s, f: (f / RECORD).write_text("{"), id="broken record"),
        pytest.param(lambda s, f: (f / RECORD).write_text("[]"), id="other record"),
    ],
)
def test_anything_changed_is_not_complete(tmp_path: Path, changed: Any) -> None:
    source, folder = finished(tmp_path)
    changed(source, folder)
    assert not is_complete(folder, record_of(source, Settings().to_dict(), MODELS))


def test_other_settings_or_models_are_not_complete(tmp_path: Path) -> None:
    source, folder = finished(tmp_path)
    assert not is_complete(folder, record_of(source, Settings(travel="left_to_right").to_dict(), MODELS))
    assert not is_complete(folder, record_of(source, Settings().to_dict(), [{"name": "pose", "sha256": "cd"}]))


def test_a_folder_of_keypoints_is_known_by_its_files(tmp_path: Path) -> None:
    source = tmp_path / "poses"
    source.mkdir()
    (source / "a_0_keypoints.json").write_text("{}")
    before = record_of(source, {}, [])
    assert record_of(source, {}, []) == before
    (source / "a_1_keypoints.json").write_text("{}")
    assert record_of(source, {}, []) != before


def test_a_missing_input_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"race\.mp4: no such file or folder"):
        source_identity(tmp_path / "race.mp4")
