from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
from io_files import Points, walker
from toeoff import KeypointFileError, Skeleton
from toeoff.io import load_keypoints

SIZE = (1280, 720)


def wide(path: Path, points: Points, columns: list[str], start: list[str] | None = None) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*(start or []), *columns])
        for i, frame in enumerate(points):
            head = {"frame": i, "time_s": i / 60, "file": "race.mp4", "timestamp_ms": 20 * i}
            cells = ["" if np.isnan(v) else repr(v) for v in frame.ravel().tolist()]
            writer.writerow([*(head[name] for name in start or []), *cells])
    return path


@pytest.mark.parametrize(
    "style",
    [
        pytest.param("{n}_x {n}_y {n}_score", id="snake"),
        pytest.param("{n}.x {n}.y {n}.confidence", id="dots"),
        pytest.param("{N}_x {N}_y {N}_visibility", id="upper case"),
        pytest.param("{n}_X {n}_Y {n}_V", id="upper axis"),
    ],
)
@pytest.mark.parametrize("skeleton", ["coco17", "halpe26", "body25"])
def test_named_columns_are_read_in_every_common_spelling(tmp_path: Path, style: str, skeleton: str) -> None:
    points = walker(5, skeleton)
    points[3, 2] = np.nan
    names = Skeleton.of(skeleton).keypoints
    columns = " ".join(style.format(n=n, N=n.upper()) for n in names).split()
    (seq,) = load_keypoints(wide(tmp_path / "a.csv", points, columns, ["file", "time_s"])).sequences
    by_name = {n: seq.xy[:, i] for i, n in enumerate(seq.skeleton.keypoints)}
    for i, name in enumerate(names):
        np.testing.assert_array_equal(by_name[name], points[:, i, :2])


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param([f"{a}{i}" for i in range(1, 34) for a in "xyzv"], id="x1 y1 z1 v1"),
        pytest.param(
            [f"landmark_{i}_{a}" for i in range(33) for a in ("x", "y", "z", "visibility")], id="landmark_0_x"
        ),
        pytest.param([f"lm_{i}_{a}" for i in range(33) for a in ("x", "y", "z", "vis")], id="lm_0_vis"),
    ],
)
def test_mediapipe_tables_are_scaled_to_px(tmp_path: Path, columns: list[str]) -> None:
    points = walker(5, "blazepose33")
    four = np.concatenate([points[..., :2] / SIZE, np.zeros((5, 33, 1)), points[..., 2:]], axis=2)
    path = wide(tmp_path / "a.csv", four, columns, ["frame", "timestamp_ms"])
    (seq,) = load_keypoints(path, frame_size=SIZE).sequences
    assert seq.skeleton.name == "blazepose33"
    np.testing.assert_allclose(seq.xy, points[..., :2])
    np.testing.assert_allclose(seq.score, points[..., 2])
    np.testing.assert_allclose(seq.time_s, np.arange(5) * 0.02)
    with pytest.raises(KeypointFileError, match="--frame-size"):
        load_keypoints(path)


def test_long_tables_have_a_row_per_landmark(tmp_path: Path) -> None:
    points = walker(4, "blazepose33")
    names = [n.upper().replace("BIG_TOE", "FOOT_INDEX") for n in Skeleton.of("blazepose33").keypoints]
    path = tmp_path / "a.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["frame_id", "landmark_id", "landmark_name", "x", "y", "z", "visibility"])
        for f in range(4):
            for i, name in enumerate(names):
                x, y, s = points[f, i].tolist()
                writer.writerow([f, i, name, x / SIZE[0], y / SIZE[1], 0.0, s])
    (seq,) = load_keypoints(path, frame_rate_hz=25, frame_size=SIZE).sequences
    assert seq.skeleton.name == "blazepose33"
    np.testing.assert_allclose(seq.xy, points[..., :2])
    np.testing.assert_allclose(seq.time_s, np.arange(4) / 25)


def test_a_person_column_makes_several_sequences(tmp_path: Path) -> None:
    names = Skeleton.of("coco17").keypoints
    path = tmp_path / "a.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["frame", "person_id", *(f"{n}_{a}" for n in names for a in "xy")])
        for person, x0 in ((3, 100.0), (8, 900.0)):
            for f, frame in enumerate(walker(6, "coco17", x0=x0)):
                writer.writerow([f, person, *frame[:, :2].ravel().tolist()])
    recording = load_keypoints(path, frame_rate_hz=30)
    assert recording.people == ("3", "8")
    assert [s.n_frames for s in recording.sequences] == [6, 6]


def test_people_may_have_names_and_the_table_may_be_packed(tmp_path: Path) -> None:
    header = ["frame", "runner", *(f"{n}_{a}" for n in Skeleton.of("coco17").keypoints for a in "xy")]
    lines = [",".join(header)]
    for name, x0 in (("bob", 100.0), ("ann", 900.0)):
        for f, frame in enumerate(walker(6, "coco17", x0=x0)):
            lines.append(",".join([str(f), name, *map(repr, frame[:, :2].ravel().tolist())]))
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    recording = load_keypoints(path, frame_rate_hz=30)
    assert recording.people == ("ann", "bob")
    assert [s.xy[0, 0, 0] for s in recording.sequences] == [900.0, 100.0]
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(KeypointFileError, match=r"not a whole \.gz file"):
        load_keypoints(path, frame_rate_hz=30)


def test_without_scores_a_point_that_is_there_counts_as_certain(tmp_path: Path) -> None:
    points = walker(5, "coco17")
    points[1, 0] = np.nan
    columns = [f"{n}_{a}" for n in Skeleton.of("coco17").keypoints for a in "xy"]
    (seq,) = load_keypoints(wide(tmp_path / "a.csv", points[..., :2], columns), frame_rate_hz=30).sequences
    assert seq.score[0, 0] == 1.0
    assert np.isnan(seq.xy[1, 0]).all()


def test_the_hand_digitised_side_is_the_one_that_faces_the_camera(shared_folder: Path) -> None:
    recording = load_keypoints(shared_folder / "keypoints" / "hand_digitised_one_side.csv")
    assert recording.kind == "digitised"
    assert "right side" in recording.notes[0]
    (seq,) = recording.sequences
    xy = dict(zip(seq.skeleton.keypoints, np.moveaxis(seq.xy, 1, 0), strict=True))
    assert np.isfinite(xy["right_knee"]).all()
    assert np.isnan(xy["left_knee"]).all()
    # y points down: the ankle is below the hip. A leg of 0.75 m stands for 187 px.
    assert np.median(xy["right_ankle"][:, 1] - xy["right_hip"][:, 1]) == pytest.approx(170, abs=25)
    # The toe is ahead, to the right.
    assert np.median(xy["right_big_toe"][:, 0] - xy["right_ankle"][:, 0]) > 0


def test_a_toe_that_is_never_seen_does_not_tell_the_side(tmp_path: Path) -> None:
    header = ",".join(["Time (s)", *(f"{a} {j} (m)" for j in ("Hip", "Knee", "Ankle", "Toe") for a in "XY")])
    rows = [f"{i / 30},{i},2,{i},1,{i},0,," for i in range(3)]
    (tmp_path / "a.csv").write_text("\n".join([header, *rows]))
    assert "right side" in load_keypoints(tmp_path / "a.csv").notes[0]


def test_a_foot_index_is_kept_whatever_else_a_table_has(tmp_path: Path) -> None:
    joints = ("shoulder", "hip", "knee", "ankle", "heel", "foot_index")
    names = [*(f"{side}_{joint}" for side in ("left", "right") for joint in joints), "neck", "mid_hip", "head"]
    columns = [f"{name}_{axis}" for name in names for axis in "xy"]
    points = np.random.default_rng(3).uniform(100, 500, (5, len(names), 2))
    recording = load_keypoints(wide(tmp_path / "a.csv", points, columns), frame_rate_hz=30)
    (seq,) = recording.sequences
    assert (seq.skeleton.name, recording.notes) == ("blazepose33", ())
    np.testing.assert_allclose(seq.xy[:, seq.skeleton.keypoints.index("left_foot_index")], points[:, 5])
    # Where a set has toes, a foot index beside them is left out, and said so.
    both = [
        *columns,
        *(f"{side}_{toe}_{axis}" for side in ("left", "right") for toe in ("big_toe", "small_toe") for axis in "xy"),
    ]
    points = np.random.default_rng(3).uniform(100, 500, (5, len(both) // 2, 2))
    recording = load_keypoints(wide(tmp_path / "b.csv", points, both), frame_rate_hz=30)
    assert recording.sequences[0].skeleton.name == "halpe26"
    (note,) = recording.notes
    assert "has no left_foot_index, right_foot_index" in note


@pytest.mark.parametrize("is_long", [False, True], ids=["wide", "long"])
def test_named_keypoints_that_a_stated_set_does_not_hold_are_told(tmp_path: Path, is_long: bool) -> None:
    points, path = walker(5, "halpe26"), tmp_path / "a.csv"
    names = Skeleton.of("halpe26").keypoints
    if is_long:
        rows = [f"{i},{n},{x},{y}" for i, frame in enumerate(points) for n, (x, y, _) in zip(names, frame, strict=True)]
        path.write_text("\n".join(["frame,keypoint,x,y", *rows]))
    else:
        wide(path, points, [f"{n}_{a}" for n in names for a in ("x", "y", "score")])
    plain = load_keypoints(path, frame_rate_hz=60)
    assert (plain.notes, plain.sequences[0].skeleton.name) == ((), "halpe26")
    stated = load_keypoints(path, frame_rate_hz=60, skeleton="coco17")
    left_out = "9 of 26 named keypoints were left out: the keypoint set coco17 has no "
    assert stated.notes == (left_out + ", ".join(names[17:]),)
    np.testing.assert_array_equal(stated.sequences[0].xy, points[:, :17, :2])


NAMED = ",".join(f"{n}_{a}" for n in Skeleton.of("coco17").keypoints for a in "xy")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "is empty", id="zero bytes"),
        pytest.param("a,b\n", "header but no rows", id="header only"),
        pytest.param("a,b\n1,2\n", "no columns of keypoints", id="other table"),
        pytest.param("x0,y0,x1,y1\n1,2,3,4\n", "2 numbered keypoints", id="too few points"),
        pytest.param(f"{NAMED}\n" + ",".join(["oops"] * 34), "line 2, column 1: 'oops'", id="text cell"),
        pytest.param(f"{NAMED}\n" + ",".join(["nan"] * 34), "no seen keypoint", id="all NaN"),
        pytest.param(f"time_s,{NAMED}\n0{',5' * 34}\n0{',5' * 34}\n", "time repeats at frame 1", id="repeated time"),
        pytest.param(f"time_s,{NAMED}\n0{',5' * 34}\n-1{',5' * 34}\n", "goes back at frame 1", id="negative time"),
        pytest.param('"X Hip (m)","Y Hip (m)"\n1,2\n', "no column of times", id="digitised, no time"),
        pytest.param('"Time (s)","X Hip (m)","Y Hip (m)"\n0,1,2\n', "has no knee", id="digitised, no knee"),
    ],
)
def test_tables_that_cannot_be_used_are_refused_with_what_is_wrong(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content)
    with pytest.raises(KeypointFileError, match=message) as caught:
        load_keypoints(path, frame_rate_hz=30)
    assert str(path) in str(caught.value)


def test_a_binary_file_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(KeypointFileError, match="not a text file"):
        load_keypoints(path)
