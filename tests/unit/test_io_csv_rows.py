from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from io_files import walker
from toeoff import KeypointFileError, Skeleton
from toeoff.io import load_keypoints

NAMES = Skeleton.of("coco17").keypoints
HEADER = ",".join(f"{n}_{a}" for n in NAMES for a in "xy")
CELLS = ",".join(str(float(100 + i)) for i in range(34))


def write(path: Path, header: str, rows: list[str]) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def cells(frame: int, x0: float) -> str:
    return ",".join(map(repr, walker(frame + 1, "coco17", x0=x0)[frame, :, :2].ravel().tolist()))


def test_equal_times_are_one_frame_where_people_share_a_table(tmp_path: Path) -> None:
    rows = [f"{40 * f},{who},{cells(f, x0)}" for f in range(6) for who, x0 in (("ann", 100.0), ("bob", 900.0))]
    del rows[4]  # ann is not seen in the third frame
    path = write(tmp_path / "a.csv", f"timestamp,runner,{HEADER}", rows)
    ann, bob = load_keypoints(path).sequences
    # Milliseconds, told although most rows repeat the time of the row before.
    assert bob.time_s.tolist() == pytest.approx((np.arange(6) * 0.04).tolist())
    assert ann.time_s.tolist() == bob.time_s.tolist()
    assert np.isnan(ann.xy[2]).all()
    assert ann.xy[5, 0].tolist() == [130.0, 250.0]


@pytest.mark.parametrize("column", ["person", "runner", "track_id"])
def test_several_people_without_frames_or_times_are_refused(tmp_path: Path, column: str) -> None:
    rows = [f"{who},{cells(f, 100.0)}" for who in ("ann", "bob", "eve", "joe") for f in range(3)]
    path = write(tmp_path / "a.csv", f"{column},{HEADER}", rows)
    message = r'which frame it belongs to, but holds several people \(ann, bob, eve, \.\.\.\); add a column "frame"'
    with pytest.raises(KeypointFileError, match=message):
        load_keypoints(path, frame_rate_hz=30)
    alone = write(tmp_path / "b.csv", f"{column},{HEADER}", rows[:3])
    assert load_keypoints(alone, frame_rate_hz=30).sequences[0].time_s.tolist() == [0, 1 / 30, 2 / 30]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("1e300", r"line 3 has the frame number 1e\+300, but frame numbers are whole and at most 1e\+12"),
        ("1e19", r"line 3 has the frame number 1e\+19"),
        ("1.5", "line 3 has the frame number 1.5, but frame numbers are whole"),
        ("inf", "line 3 has the frame number inf"),
        ("nan", "line 3 has no frame number"),
        ("", "line 3 has no frame number"),
        ("two", "line 3, column 1: 'two' is not a number"),
        ("1_0", "line 3, column 1: '1_0' is not a number"),
    ],
)
def test_frame_numbers_that_are_none_are_refused(tmp_path: Path, cell: str, message: str) -> None:
    path = write(tmp_path / "a.csv", f"frame,{HEADER}", [f"{f},{CELLS}" for f in ("0", cell, "2.0")])
    with pytest.raises(KeypointFileError, match=message):
        load_keypoints(path, frame_rate_hz=30)


@pytest.mark.parametrize(
    ("header", "rows", "message"),
    [
        pytest.param(HEADER, [CELLS, "1,2,3", CELLS], "line 3 has 3 cells, but the header has 34; give", id="fewer"),
        pytest.param(
            HEADER, [CELLS, f"0,{CELLS}", CELLS], "line 3 has 35 cells, but the header has 34; give", id="more"
        ),
        pytest.param(HEADER, [CELLS, CELLS[:60]], "line 3 .*: the file seems to be cut off; write it again", id="cut"),
        pytest.param(f"NOSE_X,{HEADER}", [f"1,{CELLS}"], "two columns called 'nose_x'", id="same name"),
        pytest.param(f"LHip_x,{HEADER}", [f"1,{CELLS}"], "for one thing, 'lhip_x' and 'left_hip_x'", id="same thing"),
        pytest.param(
            f"frame,runner,{HEADER}",
            [f"{f},{who},{CELLS}" for f, who in ("0a", "0b", "1a", "1b", "0b")],
            "lines 3 and 6 are of the same frame and person",
            id="repeated row",
        ),
        pytest.param(
            f"frame,{HEADER}",
            [f"{f},{CELLS}" for f in "0011"],
            'several people apart by a column "person"',
            id="nobody",
        ),
        pytest.param(
            "frame,landmark,x,y", ["0,0,5,5", "0,16,5,5", "0,0,6,6"], "lines 2 and 4 are of the same frame", id="long"
        ),
        pytest.param(
            f"frame,time_s,runner,{HEADER}",
            [f"{cell},{CELLS}" for cell in ("0,0.0,a", "0,0.0,b", "1,0.1,a", "1,0.2,b")],
            "lines 4 and 5 are both frame 1, but at 0.1 and 0.2 s",
            id="two times",
        ),
        pytest.param(
            f"time_s,runner,{HEADER}",
            [f"0,a,{CELLS}", f"0,b,{CELLS}", f",a,{CELLS}"],
            "line 4 has no time",
            id="no time",
        ),
        pytest.param(
            f"frame,runner,{HEADER}", [f"0,a,{CELLS}", f"1,nan,{CELLS}"], "line 3 does not say which", id="nan"
        ),
        pytest.param(f"{HEADER},label", [f'{CELLS},"run', f"{CELLS},x"], "line 3: .*quotation marks", id="open quote"),
        pytest.param(HEADER, [CELLS, "", f"{CELLS}x"], "line 4, column 34: '133.0x' is not a number", id="empty line"),
    ],
)
def test_tables_that_are_damaged_or_say_things_twice_are_refused(
    tmp_path: Path, header: str, rows: list[str], message: str
) -> None:
    with pytest.raises(KeypointFileError, match=message):
        load_keypoints(write(tmp_path / "a.csv", header, rows), frame_rate_hz=30, frame_size=(1280, 720))


def test_empty_cells_beyond_the_header_and_empty_lines_at_the_end_are_no_damage(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"{HEADER},", [CELLS, f"{CELLS},,", f'{CELLS},""', "", "," * 34, ""])
    assert load_keypoints(path, frame_rate_hz=30).n_frames == 3


def test_an_empty_row_is_a_frame_where_rows_are_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", HEADER, [CELLS, "," * 33, CELLS])
    (seq,) = load_keypoints(path, frame_rate_hz=30).sequences
    assert seq.time_s.tolist() == [0, 1 / 30, 2 / 30]
    assert np.isnan(seq.xy[1]).all()
    path = write(tmp_path / "b.csv", f"frame,{HEADER}", [f"0,{CELLS}", "," * 34, f"1,{CELLS}"])
    assert load_keypoints(path, frame_rate_hz=30).n_frames == 2


def test_long_tables_in_milliseconds_are_told(tmp_path: Path) -> None:
    rows = [f"{40 * f},{k},{300 + f},{20 * k + 5}" for f in range(5) for k in range(17)]
    (seq,) = load_keypoints(write(tmp_path / "a.csv", "timestamp,keypoint,x,y", rows)).sequences
    assert seq.time_s.tolist() == pytest.approx([0, 0.04, 0.08, 0.12, 0.16])


def test_a_person_in_every_row_takes_no_more_memory_than_the_rows(tmp_path: Path) -> None:
    rows = [f"{i},{i},{CELLS}" for i in range(20_000)]
    # One array of people by frames would be 160 GB.
    recording = load_keypoints(write(tmp_path / "a.csv", f"frame,track_id,{HEADER}", rows), frame_rate_hz=30)
    assert len(recording.sequences) == 20_000
