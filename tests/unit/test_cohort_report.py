"""Runners counted together."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import pytest
from cohort_files import article, one_pass, recording
from toeoff import InvalidInputError, InvalidTypeError
from toeoff.cohort import describe_cohort
from toeoff.cohort.files import write_cohort
from toeoff.profiles import load_profile

TRAIL = load_profile("trail21")
LEAN, THIGH, HIP = "trunk_lean_deg", "thigh_extension_toe_off_deg", "hip_extension_toe_off_deg"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_article_comes_out_as_57_to_98_percent(tmp_path: Path) -> None:
    report = describe_cohort([article(tmp_path / "race")], profile=TRAIL)
    assert (report.n_analysed, report.n_seen) == (27, 27)
    assert report.agreement is not None
    table = report.agreement.tables[0]
    assert (table.measure, table.n, table.table) == (THIGH, 27, ((8, 1), (6, 12)))
    assert table.share_first is not None
    assert (round(100 * table.share_first.low), round(100 * table.share_first.high)) == (57, 98)
    assert table.p == pytest.approx(0.0128, abs=5e-5)
    assert table.odds_ratio is not None
    assert table.odds_ratio.value == pytest.approx(10.90, abs=5e-3)
    assert table.difference is not None
    assert (table.difference.low, table.difference.high) == pytest.approx((0.159, 0.749), abs=5e-4)
    lean = report.agreement.in_band[0]
    assert (lean.in_band, lean.n) == (9, 27)
    assert lean.share is not None
    assert (lean.share.low, lean.share.high) == pytest.approx((0.1864, 0.5218), abs=5e-5)


def test_expected_counts_lie_between_certainty_and_ignorance(tmp_path: Path) -> None:
    sharp = describe_cohort([article(tmp_path / "sharp", u=0.1)], profile=TRAIL)
    vague = describe_cohort([article(tmp_path / "vague", u=4.0)], profile=TRAIL)
    assert sharp.agreement is not None
    assert vague.agreement is not None
    for a, b in zip(sharp.agreement.in_band, vague.agreement.in_band, strict=True):
        if a.n == 0:
            continue
        assert a.expected is not None
        assert b.expected is not None
        assert a.expected.value == pytest.approx(a.in_band, abs=0.05)
        assert b.expected.low <= b.expected.value <= b.expected.high
        assert b.expected.high - b.expected.low > a.expected.high - a.expected.low
        assert b.yes + b.no + b.uncertain == b.n
    assert vague.agreement.in_band[0].can_be_yes == 0
    assert any("no runner is measured sharply enough" in note for note in vague.notes)
    assert not any("sharply" in note for note in sharp.notes)


def test_roll_that_differs_between_recordings_makes_the_two_look_related(tmp_path: Path) -> None:
    def runners(folder: Path, separate: bool) -> list[Path]:
        given = {LEAN: (10.0, 2.8), THIGH: (18.0, 2.8), HIP: (18.0, 2.8)}
        if not separate:
            return [recording(folder, [one_pass(i, given) for i in range(40)])]
        return [recording(folder / str(i), [one_pass(0, given)]) for i in range(40)]

    report = describe_cohort(runners(tmp_path / "many", True), profile=TRAIL)
    assert report.agreement is not None
    by_measure = {table.measure: table for table in report.agreement.tables}

    def excess(measure: str) -> float:
        a, b, c, d = (cell.value for cell in by_measure[measure].expected)
        return a - (a + b) * (a + c) / (a + b + c + d)

    # A lean that rolls further forward leaves the band, a thigh that rolls with it enters: less together than chance.
    assert excess(THIGH) < -1
    assert by_measure[HIP].is_roll_immune
    assert not by_measure[THIGH].is_roll_immune
    together = describe_cohort(runners(tmp_path / "one", False), profile=TRAIL)
    assert together.agreement is not None
    wide, narrow = (r.agreement.in_band[1].expected for r in (together, report) if r.agreement)
    assert wide is not None
    assert narrow is not None
    assert wide.value == pytest.approx(narrow.value)
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)
    assert any("one recording" in note for note in together.notes)


def test_who_is_excluded_is_counted_by_reason(tmp_path: Path) -> None:
    passes = [
        one_pass(0, {LEAN: (7.0, 1.0)}),
        one_pass(1, reason="not_running"),
        one_pass(2, reason="view_oblique"),
        one_pass(3, reason="too_short", reasons=("not_running",)),
    ]
    counts = {"tracks": 9, "standing": 2, "short": 3, "far": 1}
    report = describe_cohort([recording(tmp_path / "a", passes, counts=counts)], profile=TRAIL)
    assert (report.n_analysed, report.n_seen) == (1, 4)
    assert report.excluded == {"not_running": 2, "view_oblique": 1}
    assert report.people == {"tracks": 9, "standing": 2, "short": 3, "far": 1}
    means = {mean.measure: mean for mean in report.means}
    assert (means[LEAN].n, means[LEAN].mean, means[LEAN].low) == (1, 7.0, None)
    assert means[THIGH].withheld == {"too_short": 1}


def test_all_withheld_is_nobody_analysed(tmp_path: Path) -> None:
    report = describe_cohort([recording(tmp_path / "a", [one_pass(0), one_pass(1)])], profile=TRAIL)
    assert (report.n_analysed, report.n_seen, report.excluded) == (0, 2, {"too_short": 2})
    assert report.agreement is not None
    assert report.agreement.tables == []
    assert all(count.n == 0 and count.expected is None for count in report.agreement.in_band)
    json.dumps(report.to_dict(), allow_nan=False)


def test_one_runner_has_no_interval_of_a_mean_but_a_table(tmp_path: Path) -> None:
    given = {LEAN: (7.5, 0.5), THIGH: (25.0, 1.0)}
    report = describe_cohort([recording(tmp_path / "a", [one_pass(0, given)])], profile=TRAIL)
    assert report.agreement is not None
    assert report.agreement.tables[0].table == ((1, 0), (0, 0))
    assert report.agreement.tables[0].difference is None
    assert report.correlations[0].correlation.value is None
    assert any("fewer than 10" in note for note in report.notes)


def test_passes_are_grouped_into_runners_by_a_column(tmp_path: Path) -> None:
    u = {"a": 3.0, "b": 4.0}
    one = recording(
        tmp_path / "start",
        [one_pass(0, {LEAN: (6.0, u["a"])}), one_pass(1, {LEAN: (12.0, 1.0)}), one_pass(2, {LEAN: (1.0, 1.0)})],
        columns={"bib": ["12", "7", ""]},
    )
    two = recording(tmp_path / "finish", [one_pass(0, {LEAN: (9.0, u["b"])})], columns={"bib": ["12"]})
    report = describe_cohort([one, two], profile=TRAIL, by=["bib"])
    assert [runner.name for runner in report.runners] == ["12", "7"]
    assert (report.n_seen, report.n_analysed, report.n_passes) == (3, 2, 4)
    assert report.excluded == {"runner_unknown": 1}
    twelve = report.runners[0].measures[LEAN]
    assert twelve.value == 7.5
    assert twelve.low is not None
    # Errors of model and camera do not average out: the root mean square of 3 and 4.
    assert (7.5 - twelve.low) / 1.96 == pytest.approx(math.sqrt(12.5))
    assert report.runners[0].recordings == [0, 1]
    assert not any("stands for one runner" in note for note in report.notes)
    apart = describe_cohort([one, two], by=["bib", "recording"])
    assert [runner.name for runner in apart.runners] == ["12 start", "7 start", "12 finish"]


def test_without_a_column_each_pass_stands_for_a_runner(tmp_path: Path) -> None:
    given = {LEAN: (7.0, 1.0)}
    report = describe_cohort([recording(tmp_path / "a", [one_pass(0, given), one_pass(1, given)])])
    assert [runner.name for runner in report.runners] == ["a#0", "a#1"]
    assert any("each pass stands for one runner" in note for note in report.notes)


def test_an_unknown_column_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    folder = recording(tmp_path / "a", [one_pass(0)], columns={"bib": ["1"], "bib_reason": ["x"]})
    with pytest.raises(InvalidInputError, match=r"no pass has a column 'shirt'.*among recording, pass, bib$"):
        describe_cohort([folder], by=["shirt"])


def test_stride_scatter_is_taken_off_the_spread_of_runners(tmp_path: Path) -> None:
    def scatter(centre: float) -> list[tuple[str, dict[str, float]]]:
        return [(side, {LEAN: centre + by}) for side in ("left", "right") for by in (-2.0, 2.0)]

    passes = [one_pass(i, {LEAN: (v, 1.0)}, strides=scatter(v)) for i, v in enumerate((4.0, 8.0, 12.0))]
    (mean,) = (m for m in describe_cohort([recording(tmp_path / "a", passes)]).means if m.measure == LEAN)
    assert mean.deviation == pytest.approx(4.0)
    assert mean.stride_deviation == pytest.approx(math.sqrt(8.0))
    # 16 - 8 / 4 strides.
    assert mean.between_deviation == pytest.approx(math.sqrt(14.0))


def test_a_mean_of_probabilities_stays_one(tmp_path: Path) -> None:
    passes = [one_pass(i, {"foot_strike": (p, 0.1)}) for i, p in enumerate((0.8, 0.9))]
    (mean,) = (m for m in describe_cohort([recording(tmp_path / "a", passes)]).means if m.measure == "foot_strike")
    assert mean.mean == pytest.approx(0.85)
    assert mean.low is not None
    assert 0 <= mean.low < 0.85
    assert mean.high == 1


def test_stated_pace_of_the_analysis_moves_the_bands_unless_another_is_stated(tmp_path: Path) -> None:
    folder = recording(tmp_path / "a", [one_pass(0, {LEAN: (7.5, 1.0)})], settings={"effort": "easy", "pace_mps": None})
    report = describe_cohort([folder], profile=TRAIL)
    assert report.agreement is not None
    assert report.agreement.judged[0].pace.effort == "easy"
    assert report.agreement.judged[0].rules["lean"].band_high == 7.5
    stated = describe_cohort([folder], profile=TRAIL, pace_mps=5.0)
    assert stated.agreement is not None
    assert stated.agreement.judged[0].pace.source == "stated"
    assert stated.agreement.judged[0].rules["lean"].band_low == 7.5


def test_every_test_is_adjusted_for_all_of_the_report(tmp_path: Path) -> None:
    report = describe_cohort([article(tmp_path / "race")], profile=TRAIL)
    assert report.agreement is not None
    p = [t.p for t in report.agreement.tables] + [c.correlation.p for c in report.correlations]
    q = [t.q for t in report.agreement.tables] + [c.q for c in report.correlations]
    seen = [(a, b) for a, b in zip(p, q, strict=True) if a is not None]
    assert len(seen) > 3
    assert all(b is not None and b >= a for a, b in seen)


def test_equal_speed_is_held_where_speeds_are_known(tmp_path: Path) -> None:
    passes = [
        one_pass(i, {LEAN: (5 + i % 5, 1.0), THIGH: (15.0 + i, 1.0), "speed_mps": (3 + 0.1 * (i % 7), 0.1)})
        for i in range(14)
    ]
    report = describe_cohort([recording(tmp_path / "a", passes)], profile=TRAIL)
    assert {c.given for c in report.correlations} == {None, "speed_mps"}
    held = next(c for c in report.correlations if c.given and c.second == THIGH)
    assert held.correlation.n == 14
    assert held.correlation.p is not None


def test_each_runner_has_a_place_among_at_least_ten(tmp_path: Path) -> None:
    def passes(n: int, **more: tuple[float, float]) -> list[dict[str, Any]]:
        return [one_pass(i, {LEAN: (5.0 + i, 1.0), "hip_bend_deg": (20.0 - i, 1.0), **more}) for i in range(n)]

    few = describe_cohort([recording(tmp_path / "few", passes(9))], profile=TRAIL)
    assert {p.value for one in few.percentiles for p in one.values()} == {None}
    many = describe_cohort([recording(tmp_path / "many", passes(10))], profile=TRAIL)
    assert [one["lean"].value for one in many.percentiles] == pytest.approx([5 + 10 * i for i in range(10)])
    # A cue has a place as well, a measure that nobody has gives none.
    assert many.percentiles[0]["hips"].value == pytest.approx(95)
    assert many.percentiles[0]["extension"].value is None
    paced = describe_cohort([recording(tmp_path / "paced", passes(10, speed_mps=(4.0, 0.1)))], profile=TRAIL)
    assert {one["lean"].given for one in paced.percentiles} == {"speed_mps"}


def test_the_same_recording_is_counted_once(tmp_path: Path) -> None:
    given = {LEAN: (7.0, 1.0)}
    a = recording(tmp_path / "a", [one_pass(0, given)], source="/videos/race.mp4")
    b = recording(tmp_path / "b", [one_pass(0, given)], source="/videos/race.mp4")
    report = describe_cohort([a, b, a, tmp_path])
    assert (report.n_passes, report.n_recordings) == (1, 1)
    assert [note for note in report.notes if "left out" in note] == [
        f"{b / 'passes.json'}: of the same recording as {a / 'passes.json'}, left out"
    ]


def test_of_copies_the_one_made_from_the_source_itself_is_read(tmp_path: Path) -> None:
    video = {"path": "/videos/race.mp4", "size": 1000, "mtime_ns": 1}
    a = recording(tmp_path / "a", [one_pass(0, {LEAN: (7.0, 1.0)})], source="/out/keypoints.npz", origin=video)
    b = recording(tmp_path / "b", [one_pass(0, {LEAN: (8.0, 1.0)})], source=video, counts={"tracks": 3})
    c = recording(tmp_path / "c", [one_pass(0, {LEAN: (9.0, 1.0)})], source="/o/keypoints.npz", origin=video)
    report = describe_cohort([tmp_path])
    assert report.runners[0].measures[LEAN].value == 8.0
    assert report.people["tracks"] == 3
    assert [note for note in report.notes if "left out" in note] == [
        f"{other / 'passes.json'}: of the same recording as {b / 'passes.json'}, left out" for other in (a, c)
    ]


def test_of_copies_the_one_with_the_column_is_read(tmp_path: Path) -> None:
    video = {"path": "/videos/race.mp4", "size": 1000, "mtime_ns": 1}
    recording(tmp_path / "0", [one_pass(0, {LEAN: (6.0, 1.0)})], columns={"bib": ["7"]})
    recording(tmp_path / "a", [one_pass(0, {LEAN: (7.0, 1.0)})], source=video)
    given = {"source": "/out/keypoints.npz", "origin": video, "columns": {"bib": ["12"]}}
    recording(tmp_path / "b", [one_pass(0, {LEAN: (8.0, 1.0)})], **given)
    report = describe_cohort([tmp_path], by=["bib"])
    assert [(runner.name, runner.measures[LEAN].value) for runner in report.runners] == [("7", 6.0), ("12", 8.0)]
    assert [runner.recordings for runner in report.runners] == [[0], [1]]
    with pytest.raises(InvalidInputError, match=r"no pass has a column 'shirt'.*of the same recording.*left out"):
        describe_cohort([tmp_path], by=["shirt"])


def test_two_recordings_of_one_name_and_place_are_two(tmp_path: Path) -> None:
    card = {"path": "/media/card/IMG_0001.MP4", "size": 1000, "mtime_ns": 1}
    days: list[dict[str, Any]] = [card, card | {"mtime_ns": 2}, card | {"size": 2000}]
    for i, identity in enumerate(days):
        recording(tmp_path / f"day{i}", [one_pass(0, {LEAN: (7.0, 1.0)})], source=identity)
    report = describe_cohort([tmp_path])
    assert (report.n_passes, report.n_recordings) == (3, 3)
    again = recording(tmp_path / "again", [one_pass(0)], source="/out/day1/keypoints.npz", origin=days[1])
    assert describe_cohort([tmp_path]).n_recordings == 3
    assert again.is_dir()


@pytest.mark.parametrize(("path", "message"), [("", "path is ''"), (3, "path is 3")])
def test_what_is_no_path_is_refused_rather_than_taken_for_this_folder(path: Any, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        describe_cohort([path])


@pytest.mark.parametrize(
    ("inputs", "by", "message"),
    [
        pytest.param("out", (), r"inputs is 'out' \(text\), but must be several output folders", id="text"),
        pytest.param(Path("out"), (), "inputs is .*Path.*, but must be several", id="path"),
        pytest.param(None, (), "inputs is None, but must be several", id="none"),
        pytest.param([], "bib", r"by is 'bib' \(text\), but must be several names of columns in a list", id="by"),
        pytest.param([], None, "by is None, but must be several", id="by none"),
    ],
)
def test_a_single_input_or_column_is_told_from_several(inputs: Any, by: Any, message: str) -> None:
    with pytest.raises(InvalidTypeError, match=message):
        describe_cohort(inputs, by=by)


def test_unfinished_folders_are_not_read(tmp_path: Path) -> None:
    recording(tmp_path / "out" / "a", [one_pass(0)])
    recording(tmp_path / "out" / ".b.partial-host-1-x", [one_pass(0)])
    assert describe_cohort([tmp_path / "out"]).n_passes == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("{", "not whole JSON", id="cut off"),
        pytest.param("[]", "'recording' is missing", id="list"),
        pytest.param('{"recording": {}, "settings": {}, "passes": 3}', "'passes' is missing or no list", id="passes"),
        pytest.param('{"recording": {}, "settings": {}, "passes": [1]}', "a pass is no table", id="pass"),
        pytest.param('{"recording": {}, "settings": {}, "passes": [{}]}', "'quality' is missing", id="empty pass"),
        pytest.param(
            '{"recording": {}, "settings": {}, "passes": [{"quality": {}, "strides": [], "measures": {"x": 1}}]}',
            "measure x is no table",
            id="measure",
        ),
        pytest.param(
            '{"recording": {}, "settings": {}, "passes": '
            '[{"quality": {}, "strides": [], "measures": {"x": {"value": "7"}}}]}',
            "value of x is '7' instead of a number",
            id="text",
        ),
        pytest.param(
            '{"recording": {}, "settings": {}, "passes": '
            '[{"quality": {}, "strides": [], "measures": {"x": {"value": NaN}}}]}',
            "value of x is nan instead of a number",
            id="not finite",
        ),
        pytest.param(
            '{"recording": {}, "settings": {}, "passes": '
            '[{"quality": {"reasons": []}, "strides": [3], "measures": {}}]}',
            "'values' is missing",
            id="stride",
        ),
        pytest.param(
            '{"recording": {}, "settings": {}, "passes": '
            '[{"quality": {"reasons": []}, "strides": [{"values": {"trunk_lean_deg": "x"}}], "measures": {}}]}',
            "trunk_lean_deg is 'x' instead of a number",
            id="stride value",
        ),
        pytest.param(
            '{"recording": {}, "settings": {"effort": "jog"}, '
            '"passes": [{"quality": {}, "strides": [], "measures": {}}]}',
            "effort 'jog' is none of easy",
            id="effort",
        ),
        pytest.param(
            '{"recording": {"counts": {"tracks": "many"}}, "settings": {}, "passes": []}',
            "count tracks is 'many'",
            id="counts",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_the_rest_is_read(tmp_path: Path, content: str, message: str) -> None:
    recording(tmp_path / "good", [one_pass(0, {LEAN: (7.0, 1.0)})])
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "passes.json").write_text(content)
    report = describe_cohort([tmp_path])
    assert (report.n_passes, len(report.failed)) == (1, 1)
    assert report.failed[0].startswith(str(tmp_path / "bad" / "passes.json"))
    assert message in report.failed[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"recording;pass;bib\na;0;1\n", "no column 'pass'", id="semicolons"),
        pytest.param(b"", "no column 'pass'", id="empty"),
        pytest.param(b"recording,pass,bib\na,0,\xff\n", "not a CSV table in UTF-8", id="bytes"),
    ],
)
def test_a_table_that_a_user_has_broken_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    folder = recording(tmp_path / "a", [one_pass(0, {LEAN: (7.0, 1.0)})])
    (folder / "passes.csv").write_bytes(content)
    assert describe_cohort([folder]).failed == []
    (line,) = describe_cohort([folder], by=["bib"]).failed
    assert line.startswith(f"{folder / 'passes.csv'}: ")
    assert message in line


def test_files_hold_what_the_report_holds(tmp_path: Path) -> None:
    report = describe_cohort([article(tmp_path / "race")], profile=TRAIL)
    written = write_cohort(tmp_path / "report", report)
    assert sorted(p.name for p in (tmp_path / "report").iterdir()) == sorted(p.name for p in written)
    saved = json.loads((tmp_path / "report" / "cohort.json").read_text())
    assert saved == json.loads(json.dumps(report.to_dict()))
    (first, *_) = rows(tmp_path / "report" / "two_by_two.csv")
    assert [first[c] for c in ("both", "first_only", "second_only", "neither")] == ["8", "1", "6", "12"]
    assert float(first["share_first_low"]) == pytest.approx(0.5650, abs=5e-5)
    runners = rows(tmp_path / "report" / "runners.csv")
    assert len(runners) == 27
    assert runners[0]["lean_verdict"] == "yes"
    assert {row["hips_reason"] for row in runners} == {"too_short"}
    lean = next(row for row in rows(tmp_path / "report" / "measures.csv") if row["measure"] == LEAN)
    mean = next(mean for mean in report.means if mean.measure == LEAN)
    assert (float(lean["mean"]), lean["n"]) == (mean.mean, "27")
    again = write_cohort(tmp_path / "report", describe_cohort([tmp_path / "race"]))
    assert [p.name for p in again] == ["cohort.json", "measures.csv", "runners.csv"]
    assert not (tmp_path / "report" / "two_by_two.csv").exists()
