"""Deviations between strides: pooled over a cohort, and read for the intervals of others."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import toeoff
from cohort_files import one_pass, recording
from toeoff import _core
from toeoff.cohort import MeasureMean, describe_cohort, read_deviations
from toeoff.cohort.deviations import NAMES, load_deviations
from toeoff.cohort.files import write_cohort
from toeoff.cohort.own_times import TIMES, own_deviation
from toeoff.errors import CohortError, InvalidInputError
from toeoff.io import load_keypoints
from toeoff.tables import MEASURES, STRIDE_VALUES

SAMPLE = Path(__file__).parents[1] / "data" / "sample" / "keypoints.csv.gz"
LEAN, KNEE, CONTACT = "trunk_lean_deg", "knee_drive_deg", "contact_time_s"


def strides(name: str, by: float, n: int = 2) -> list[tuple[str, dict[str, float]]]:
    """Strides of either leg, `by` above and below their mean in turn."""
    return [(side, {name: by * (-1) ** i}) for side in ("left", "right") for i in range(n)]


def with_leg(one: dict[str, Any], name: str, n: int, half: float) -> dict[str, Any]:
    """The pass with a mean of the left leg that repeats within `half`."""
    mean = one["measures"][LEAN] | {"value": 0.25, "n": n, "repeat_low": 0.25 - half, "repeat_high": 0.25 + half}
    return one | {"left": {name: mean}}


def written(folder: Path, rows: list[dict[str, Any]], **changed: Any) -> Path:
    content = {"toeoff": "0", "by": ["bib"], "n_analysed": 24, "in_band": [], "runners": [], "measures": rows}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cohort.json").write_text(json.dumps(content | changed))
    return folder


def row(name: str = LEAN, sd: Any = 0.8, freedom: Any = 60, runners: Any = 12) -> dict[str, Any]:
    return {"measure": name, "stride_deviation": sd, "stride_freedom": freedom, "stride_runners": runners}


def test_the_file_and_its_folder_tell_the_deviations_of_the_report(tmp_path: Path) -> None:
    passes = [one_pass(i, {LEAN: (7.0, 1.0)}, strides=strides(LEAN, 1.0, 3)) for i in range(12)]
    report = describe_cohort([recording(tmp_path / "race", passes)])
    (mean,) = (m for m in report.means if m.measure == LEAN)
    assert (mean.stride_freedom, mean.stride_runners) == (48, 12)
    write_cohort(tmp_path / "report", report)
    found = read_deviations(tmp_path / "report")
    assert found == read_deviations(str(tmp_path / "report" / "cohort.json")) == {LEAN: mean.stride_deviation}
    assert found[LEAN] == pytest.approx(np.std([1, -1, 1], ddof=1))
    (sequence, *_) = load_keypoints(SAMPLE, frame_rate_hz=60).sequences
    measured = toeoff.analyze(sequence, stride_sd=found).measures[LEAN]
    assert measured.repeat_high is not None
    assert measured.value is not None
    assert measured.repeat_high - measured.value >= 1.95 * found[LEAN] / math.sqrt(measured.n)


def test_what_is_behind_a_deviation_is_counted_by_runner(tmp_path: Path) -> None:
    passes = [one_pass(i, {LEAN: (7.0, 1.0)}, strides=strides(LEAN, 1.0, n)) for i, n in enumerate((2, 3, 1, 4))]
    folder = recording(tmp_path / "race", passes, columns={"bib": ["1", "1", "2", "3"]})

    def counted(**by: Any) -> tuple[int, int]:
        (mean,) = (m for m in describe_cohort([folder], **by).means if m.measure == LEAN)
        return mean.stride_freedom, mean.stride_runners

    assert counted() == (12, 3)
    assert counted(by=["bib"]) == (12, 2)


def test_a_measure_that_is_no_value_of_a_stride_has_no_deviation(tmp_path: Path) -> None:
    assert set(STRIDE_VALUES) - set(NAMES) == {"stride_time_s", "speed_leg_lengths_per_s"}
    given = {"cadence_spm": (180.0, 1.0), "speed_mps": (4.0, 0.1)}
    passes = [one_pass(0, given, strides=strides("stride_time_s", 0.01))]
    means = describe_cohort([recording(tmp_path / "race", passes)]).means
    without = {m.measure for m in means if m.stride_deviation is None and m.stride_freedom == m.stride_runners == 0}
    assert {"cadence_spm", "speed_mps"} <= without


def test_the_deviation_of_a_leg_is_had_back_from_the_interval_of_its_mean() -> None:
    n_legs: dict[str, int] = {}
    # Angles are told as they are; events of three stances and more are drawn together, and contact times with them.
    for name, kept in (("leg_extension_toe_off_deg", 1.0), (CONTACT, 0.6)):
        for sequence in load_keypoints(SAMPLE, frame_rate_hz=60).sequences:
            report = toeoff.analyze(sequence)
            for side, leg in (("left", report.left[name]), ("right", report.right[name])):
                if leg.n < 3 or leg.repeat_low is None or leg.repeat_high is None:
                    continue
                told = [s.values[name] for s in report.strides if s.side == side and s.values[name] is not None]
                found = own_deviation(name, leg.n, (leg.repeat_low, leg.repeat_high), ())
                assert found is not None
                assert found[0] == pytest.approx(float(np.std(np.array(told), ddof=1)) / kept, rel=1e-3)
                assert found[1] == leg.n - 1
                n_legs[name] = n_legs.get(name, 0) + 1
    assert min(n_legs["leg_extension_toe_off_deg"], n_legs[CONTACT]) > 3


@pytest.mark.parametrize(
    ("n", "pooled", "counts"),
    [
        pytest.param(2, {}, False, id="typical"),
        pytest.param(3, {}, True, id="own"),
        pytest.param(11, {CONTACT: 0.005}, False, id="of a cohort"),
        pytest.param(11, {KNEE: 1.5}, True, id="another value of a cohort"),
        pytest.param(12, {CONTACT: 0.005}, True, id="long"),
    ],
)
def test_an_interval_that_is_not_of_the_leg_itself_tells_nothing_of_it(
    tmp_path: Path, n: int, pooled: dict[str, float], counts: bool
) -> None:
    half = _core.student_quantile(0.975, n - 1) * 0.004 / math.sqrt(n)
    one = with_leg(one_pass(0, {CONTACT: (0.25, 0.01)}), CONTACT, n, half)
    settings = {"cohort": {"n_runners": 20, "stride_sd": pooled} if pooled else None}
    report = describe_cohort([recording(tmp_path / "race", [one], settings=settings)])
    (mean,) = (m for m in report.means if m.measure == CONTACT)
    assert mean.stride_freedom == (n - 1 if counts else 0)
    assert mean.stride_deviation == (pytest.approx(0.004) if counts else None)


def test_the_spread_of_drawn_times_is_not_taken_for_their_deviation(tmp_path: Path) -> None:
    assert set(TIMES) < set(NAMES)
    one = one_pass(0, {CONTACT: (0.25, 0.01)}, strides=strides(CONTACT, 0.002, 5))
    (mean,) = (m for m in describe_cohort([recording(tmp_path / "a", [one])]).means if m.measure == CONTACT)
    assert mean.stride_deviation is None


@pytest.mark.parametrize(
    ("one", "message"),
    [
        pytest.param({"left": None}, "'left' is missing or no table", id="leg"),
        pytest.param({"right": {CONTACT: 0.2}}, "measure contact_time_s is no table", id="measure"),
        pytest.param({"left": {CONTACT: {"n": 3, "repeat_low": "a"}}}, "repeat_low of contact_time_s is 'a'", id="end"),
    ],
)
def test_a_broken_leg_is_told(tmp_path: Path, one: dict[str, Any], message: str) -> None:
    (line,) = describe_cohort([recording(tmp_path / "a", [one_pass(0) | one])]).failed
    assert message in line


def test_broken_settings_are_told(tmp_path: Path) -> None:
    (line,) = describe_cohort([recording(tmp_path / "a", [one_pass(0)], settings={"cohort": {}})]).failed
    assert "'stride_sd' is missing or no table" in line


def test_too_little_behind_a_deviation_leaves_it_out(tmp_path: Path) -> None:
    rows = [row(), row(KNEE, freedom=29), row("heel_recovery_deg", 0.0, runners=9), row("hip_bend_deg", None, 0, 0)]
    found = load_deviations(written(tmp_path, [*rows, row("overstride_ratio", 0.01, 30, 10)]))
    assert found.stride_sd == {LEAN: 0.8, "overstride_ratio": 0.01}
    assert found.left_out == tuple(name for name in NAMES if name not in found.stride_sd)
    assert (found.n_runners, found.by) == (24, ("bib",))
    assert "of a cohort of 24 runners, but for hip_bend_deg, " in found.told()
    by_pass = load_deviations(written(tmp_path, [row(name) for name in NAMES], by=[]))
    assert by_pass.told().endswith("of a cohort of 24 runners (each pass taken for one)")


@pytest.mark.parametrize(
    ("rows", "changed", "message"),
    [
        pytest.param([], {"measures": None}, "is of no cohort: 'measures' is missing or no list", id="no measures"),
        pytest.param([row()], {"in_band": 3}, "'in_band' is missing or no list", id="no report"),
        pytest.param([row()], {"n_analysed": True}, "'n_analysed' is missing or no number", id="no number"),
        pytest.param([3], {}, "a measure None, which is not known", id="no table"),
        pytest.param([row("knee")], {}, "a measure 'knee', which is not known", id="unknown"),
        pytest.param([row(), row()], {}, "has trunk_lean_deg twice", id="twice"),
        pytest.param([row("cadence_spm", 2.0)], {}, "between strides of cadence_spm, which no single", id="cadence"),
        pytest.param([{"measure": LEAN}], {}, "does not tell stride_deviation of trunk_lean_deg; run", id="lacking"),
        pytest.param([row(sd=-1.0)], {}, "is -1.0, but must be a number of 0 or more", id="negative"),
        pytest.param([row(sd=0.0)], {}, "no two strides differ in trunk_lean_deg", id="alike"),
        pytest.param([row(sd=math.nan)], {}, "is nan, but must be a number of 0 or more", id="nan"),
        pytest.param([row(sd=10**400)], {}, "but must be a number of 0 or more", id="beyond floats"),
        pytest.param([row(sd="1")], {}, "is '1', but must be a number of 0 or more", id="text"),
        pytest.param([row(freedom=4.5)], {}, "stride_freedom of trunk_lean_deg is 4.5, but must be a whole", id="half"),
        pytest.param([row(runners=True)], {}, "stride_runners of trunk_lean_deg is True", id="bool"),
        pytest.param([row(sd=None)], {}, "tells no deviation between strides: no leg", id="none"),
        pytest.param(
            [row(freedom=18, runners=5), row(KNEE, freedom=12, runners=5)],
            {},
            "30 degrees of freedom .* and 10 runners are needed, and the best, trunk_lean_deg, has 18 from 5",
            id="too little",
        ),
    ],
)
def test_a_file_without_usable_deviations_is_refused(
    tmp_path: Path, rows: list[Any], changed: dict[str, Any], message: str
) -> None:
    with pytest.raises(CohortError, match=message) as told:
        read_deviations(written(tmp_path / "report", rows, **changed))
    assert str(told.value).startswith(str(tmp_path / "report" / "cohort.json"))


def test_what_is_no_file_of_a_cohort_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CohortError, match=r"holds no cohort\.json; give cohort\.json of `toeoff cohort -o FOLDER`"):
        read_deviations(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_deviations(tmp_path / "none")
    with pytest.raises(InvalidInputError, match="path is ''"):
        read_deviations("")
    for content in (b"measure,n\n", b"\xff\xfe", b"[1, 2]", b"[" * 100_000):
        (tmp_path / "measures.csv").write_bytes(content)
        with pytest.raises(CohortError, match=r"measures\.csv(: not whole JSON| is of no cohort)"):
            read_deviations(tmp_path / "measures.csv")


def test_the_names_of_a_cohort_are_those_that_analyze_takes() -> None:
    assert set(NAMES) <= set(_core.STRIDE_VALUES) & set(MEASURES)
    assert {field for field in MeasureMean.__dataclass_fields__ if field.startswith("stride_")} == {
        "stride_deviation",
        "stride_freedom",
        "stride_runners",
    }
