from __future__ import annotations

from pathlib import Path

import pytest
from toeoff import KeypointFileError
from toeoff.io import is_keypoint_path, load_keypoints


@pytest.mark.parametrize(
    ("name", "is_keypoints"),
    [
        ("a.npz", True),
        ("a.CSV", True),
        ("a.trc", True),
        ("a.json", True),
        ("a.csv.gz", True),
        ("a.gz", False),
        ("a.mp4", False),
        ("a", False),
    ],
)
def test_the_ending_says_whether_a_file_holds_keypoints(tmp_path: Path, name: str, is_keypoints: bool) -> None:
    assert is_keypoint_path(tmp_path / name) is is_keypoints


def test_a_folder_holds_keypoints_when_it_holds_json(tmp_path: Path) -> None:
    assert not is_keypoint_path(tmp_path)
    (tmp_path / "a_000_keypoints.json").write_text("{}")
    assert is_keypoint_path(tmp_path)


def test_a_missing_file_and_an_unknown_ending_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"a\.json: no such file"):
        load_keypoints(tmp_path / "a.json")
    (tmp_path / "a.xyz").write_text("1 2 3")
    with pytest.raises(KeypointFileError, match=r"\.xyz is no keypoint format; use \.npz"):
        load_keypoints(tmp_path / "a.xyz")
