from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from io_files import walker, write_trc
from toeoff import KeypointFileError, Skeleton
from toeoff.io import load_keypoints

# Sports2D's markers and ours.
MARKERS = {"Hip": "mid_hip", "Neck": "neck", "Nose": "nose", "Head": "head"}
for _side, _mark in (("left", "L"), ("right", "R")):
    for _theirs, _ours in (("Hip", "hip"), ("Knee", "knee"), ("Ankle", "ankle"), ("Heel", "heel")):
        MARKERS[f"{_mark}{_theirs}"] = f"{_side}_{_ours}"
    MARKERS |= {f"{_mark}BigToe": f"{_side}_big_toe", f"{_mark}SmallToe": f"{_side}_small_toe"}
    MARKERS |= {f"{_mark}Shoulder": f"{_side}_shoulder"}
TIME = np.arange(6) / 60


def markers() -> tuple[list[str], np.ndarray]:
    points = walker(6, "halpe26")
    names = Skeleton.of("halpe26").keypoints
    xyz = np.zeros((6, len(MARKERS), 3))
    for column, ours in enumerate(MARKERS.values()):
        xyz[:, column, :2] = points[:, names.index(ours), :2]
    return list(MARKERS), xyz


@pytest.mark.parametrize("unit", ["px", "m"])
def test_sports2d_px_files_are_read_whatever_unit_their_header_claims(tmp_path: Path, unit: str) -> None:
    names, xyz = markers()
    xyz[2, 0, :2] = np.nan
    (seq,) = load_keypoints(write_trc(tmp_path / "a.trc", names, TIME, xyz, unit)).sequences
    assert seq.skeleton.name == "halpe26"
    np.testing.assert_array_equal(seq.time_s, TIME)
    by_name = dict(zip(seq.skeleton.keypoints, np.moveaxis(seq.xy, 1, 0), strict=True))
    for column, ours in enumerate(MARKERS.values()):
        np.testing.assert_array_equal(by_name[ours], xyz[:, column, :2])


@pytest.mark.parametrize(("unit", "per_m"), [("m", 1.0), ("mm", 1000.0)])
def test_metres_become_a_picture_with_y_down(tmp_path: Path, unit: str, per_m: float) -> None:
    names, xyz = markers()
    metric = xyz / 250.0 * per_m * np.array([1.0, -1.0, 1.0])
    (seq,) = load_keypoints(write_trc(tmp_path / "a.trc", names, TIME, metric, unit)).sequences
    by_name = dict(zip(seq.skeleton.keypoints, np.moveaxis(seq.xy, 1, 0), strict=True))
    np.testing.assert_allclose(by_name["left_ankle"], xyz[:, names.index("LAnkle"), :2], rtol=1e-12)


def test_files_that_are_no_marker_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.trc"
    path.write_text("hello\n")
    with pytest.raises(KeypointFileError, match="five header lines"):
        load_keypoints(path)
    names, xyz = markers()
    keep = [i for i, n in enumerate(names) if n != "LKnee"]
    write_trc(path, [names[i] for i in keep], TIME, xyz[:, keep], "px")
    with pytest.raises(KeypointFileError, match="no marker for a knee of each side"):
        load_keypoints(path)
    write_trc(path, names, TIME * 0, xyz, "px")
    with pytest.raises(KeypointFileError, match="time repeats at frame 1"):
        load_keypoints(path)
    text = write_trc(path, names, TIME, xyz, "px").read_text()
    path.write_text(text.replace("\n3\t", "\n3\tx"))
    with pytest.raises(KeypointFileError, match=r"line 9, column 2: 'x0\.05' is not a number"):
        load_keypoints(path)


def test_marker_files_that_are_cut_off_or_name_a_marker_twice_are_refused(tmp_path: Path) -> None:
    names, xyz = markers()
    path = write_trc(tmp_path / "a.trc", names, TIME, xyz, "px")
    path.write_text(path.read_text()[:-60])
    with pytest.raises(
        KeypointFileError, match=r"line 11 has \d+ cells, but the header has 56: .* seems to be cut off"
    ):
        load_keypoints(path)
    write_trc(path, ["LHip", *names[1:]], TIME, xyz, "px")
    with pytest.raises(KeypointFileError, match="two markers called LHip"):
        load_keypoints(path)
