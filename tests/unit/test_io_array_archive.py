from __future__ import annotations

import io
import json
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from io_files import walker
from toeoff import KeypointFileError, KeypointSequence, Skeleton
from toeoff.io import KeypointArchiveWriter, load_keypoints

POINTS = walker(4, "halpe26")
XY, SCORE, TIME = POINTS[..., :2], POINTS[..., 2], np.arange(4) / 60


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        pytest.param({"xy": XY + 1j}, "xy holds complex numbers, but must hold real numbers", id="complex"),
        pytest.param({"xy": XY > 300}, "xy holds true and false", id="flags"),
        pytest.param({"xy": XY.astype(str)}, "xy holds text", id="text"),
        pytest.param({"xy": XY.astype(object)}, "xy holds Python objects", id="objects"),
        pytest.param({"xy": np.zeros(4, dtype=[("x", float), ("y", float)])}, "a table with named columns", id="table"),
        pytest.param({"score": SCORE.astype(str)}, "score holds text", id="text scores"),
        pytest.param({"score": SCORE.astype(object)}, "score holds Python objects", id="object scores"),
        pytest.param({"time_s": TIME.astype(str)}, "time_s holds text, but must hold real numbers", id="text times"),
        pytest.param(
            {"time_s": (TIME * 1e9).astype("m8[ns]")}, "time differences .*; write seconds: times / ", id="timedelta"
        ),
        pytest.param({"time_s": (TIME * 1e9).astype("M8[ns]")}, r"dates .*; write seconds: \(times", id="datetime"),
        pytest.param(
            {"time_s": np.stack([TIME[:2], TIME[2:]])}, r"4 times \(shape \(2, 2\)\) for 4", id="square times"
        ),
        pytest.param(
            {"time_s": [-1.7e308, 0, 1, 1.7e308]}, r"at -1.7e\+305 s, but times are at most 1e\+11 s", id="huge"
        ),
        pytest.param({"time_s": TIME * 1e-3 + 1.7e12}, r"times are at most 1e\+11 s", id="mixed units"),
        pytest.param({"score": SCORE[:, :-1]}, r"score has shape \(4, 1, 25\)", id="fewer scores"),
        pytest.param({"xy": POINTS, "score": SCORE / 2}, "holds scores twice", id="third coordinate"),
        pytest.param({"skeleton": np.array(["a", "b"])}, "skeleton holds 2 texts, but must hold one", id="skeletons"),
        pytest.param({"skeleton": np.array(3)}, "skeleton holds numbers, but must hold text", id="skeleton number"),
    ],
)
def test_arrays_of_another_kind_are_refused_with_what_they_are(
    tmp_path: Path, changed: dict[str, Any], message: str
) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, **({"xy": XY, "score": SCORE, "time_s": TIME} | changed))
    with pytest.raises(KeypointFileError, match=message) as caught:
        load_keypoints(path)
    assert "pickle" not in str(caught.value)


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        pytest.param(np.array([30, 60]), r"states \[30\.0, 60\.0\] as frame rate", id="two"),
        pytest.param("thirty", "fps holds text", id="text"),
        pytest.param(np.nan, "states nan as frame rate, but it must be a number from 1 to 10000", id="nan"),
        pytest.param(np.inf, "states inf", id="inf"),
        pytest.param(0, r"states 0\.0", id="zero"),
        pytest.param(1e-300, "states 1e-300", id="next to nothing"),
    ],
)
def test_a_frame_rate_that_no_video_has_is_refused(tmp_path: Path, rate: Any, message: str) -> None:
    np.savez(tmp_path / "a.npz", xy=XY, fps=rate)
    with pytest.raises(KeypointFileError, match=message):
        load_keypoints(tmp_path / "a.npz")
    # Times of the file's own need no rate.
    np.savez(tmp_path / "a.npz", xy=XY, fps=rate, time_s=TIME)
    assert load_keypoints(tmp_path / "a.npz").sequences[0].time_s.tolist() == TIME.tolist()


@pytest.mark.parametrize("kind", ["f2", "f4", ">f8", "i8", "u2", "g"])
def test_real_numbers_of_any_type_and_order_are_read(tmp_path: Path, kind: str) -> None:
    xy = np.asfortranarray(np.rint(XY)).astype(kind)
    np.savez_compressed(tmp_path / "a.npz", xy=xy, visibility=np.ones((4, 26), dtype=bool), fps=[60])
    (seq,) = load_keypoints(tmp_path / "a.npz").sequences
    assert seq == KeypointSequence(xy.astype(float), np.ones((4, 26)), TIME, "halpe26")


def test_what_is_not_asked_for_is_not_read(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", xy=XY, time_s=TIME, header=np.array([{"a": 1}], dtype=object), extra=np.array("x"))
    assert load_keypoints(tmp_path / "a.npz").sequences[0].n_frames == 4


def npy(shape: tuple[int, ...], data: bytes = b"") -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": shape})
    return file.getvalue() + data


def pack(path: Path, members: list[tuple[str, bytes]], how: int = zipfile.ZIP_DEFLATED) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", how) as archive:
        warnings.simplefilter("ignore", UserWarning)  # zipfile warns of names that are there twice
        for name, data in members:
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("xy", "message"),
    [
        pytest.param(npy((10**12, 26, 2)), r"claims the shape \(1000000000000, 26, 2\)", id="petabytes"),
        pytest.param(npy((10**400, 26, 2)), "claims the shape", id="beyond any integer type"),
        pytest.param(npy((-1, 26, 2)), r"claims the shape \(-1, 26, 2\)", id="negative"),
        pytest.param(npy((4, 26, 2), XY.tobytes()[:-8]), "does not hold as many", id="cut off"),
        pytest.param(b"\x93NUMPY\x01\x00\x05\x00" + b"{'a':", "xy is no array that NumPy wrote", id="half a header"),
        pytest.param(b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 65535, "no array that NumPy wrote", id="nested header"),
        pytest.param(b"\x93NUMPY\x09\x00", "xy is no array that NumPy wrote", id="version 9"),
        pytest.param(b"hello", "xy is no array that NumPy wrote", id="text"),
    ],
)
def test_headers_that_claim_what_is_not_there_are_refused_before_memory_is_taken(
    tmp_path: Path, xy: bytes, message: str
) -> None:
    with pytest.raises(KeypointFileError, match=message) as caught:
        load_keypoints(pack(tmp_path / "a.npz", [("xy.npy", xy)]))
    assert "pickle" not in str(caught.value)


def test_archives_that_are_not_packed_as_numpy_packs_are_refused(tmp_path: Path) -> None:
    xy = npy((4, 26, 2), XY.tobytes())
    with pytest.raises(KeypointFileError, match="two arrays called xy"):
        load_keypoints(pack(tmp_path / "twice.npz", [("xy.npy", xy), ("xy.npy", xy)]))
    with pytest.raises(KeypointFileError, match="packed in a way"):
        load_keypoints(pack(tmp_path / "bzip.npz", [("xy.npy", xy)], zipfile.ZIP_BZIP2))
    path = pack(tmp_path / "damaged.npz", [("xy.npy", xy)])
    data = bytearray(path.read_bytes())
    data[60:90] = bytes(30)
    path.write_bytes(data)
    with pytest.raises(KeypointFileError, match="not a whole NumPy archive"):
        load_keypoints(path, frame_rate_hz=60)


def test_a_single_array_under_the_name_of_an_archive_is_told(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", XY)
    (tmp_path / "a.npy").rename(tmp_path / "a.npz")
    with pytest.raises(KeypointFileError, match=r"a single array \(\.npy\), not an archive .*numpy\.savez"):
        load_keypoints(tmp_path / "a.npz")


WITH_COUNT = {
    "skeleton": {"name": "halpe26", "keypoints": list(Skeleton.of("halpe26").keypoints)},
    "source": {"frames_posed": "many"},
}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        pytest.param("0/xy", None, "has lost its array 0/xy", id="no positions"),
        pytest.param("0/score", SCORE[:-1], r"was changed since .*score has shape \(3, 26\)", id="fewer scores"),
        pytest.param("0/time_s", TIME * np.nan, "frame 0 has no time", id="no times"),
        pytest.param("passes", [{"skeleton": {}}], "was changed since toeoff wrote it", id="no skeleton"),
        pytest.param("passes", [WITH_COUNT], "frames_posed is 'many', but it must be a number", id="count of frames"),
        pytest.param("recording", {"frame_size": [0, 9]}, r"states \[0, 9\] as size of the picture", id="size"),
        pytest.param("recording", {"capture_fps": "fast"}, "states 'fast' as frame rate", id="capture rate"),
    ],
)
def test_our_own_archive_is_refused_when_it_was_changed(tmp_path: Path, name: str, value: Any, message: str) -> None:
    path = tmp_path / "keypoints.npz"
    with KeypointArchiveWriter(path) as writer:
        writer.add(KeypointSequence(XY, SCORE, TIME, "halpe26"), {"track": 1})
        writer.finish({"n_frames": 4})
    with np.load(path) as archive:
        arrays: dict[str, Any] = dict(archive)
    if name in arrays:
        arrays[name] = value
    else:
        arrays["header"] = np.array(json.dumps(json.loads(str(arrays["header"])) | {name: value}))
    np.savez(path, **{k: v for k, v in arrays.items() if v is not None})
    with pytest.raises(KeypointFileError, match=message):
        load_keypoints(path)
