"""Profiles: what they say, what they refuse, and how they judge."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy.stats
import toeoff
from hypothesis import given, settings
from hypothesis import strategies as st
from io_files import walker
from toeoff import InvalidInputError, Measure, PassReport, _core
from toeoff.errors import ProfileError
from toeoff.io import load_keypoints
from toeoff.profiles import (
    EFFORTS,
    PROFILES,
    Band,
    Pace,
    judge,
    load_profile,
    pace_mps,
    probability_in_band,
    stated_effort,
)
from toeoff.tables import MEASURES

SAMPLE = Path(__file__).parents[1] / "data" / "sample" / "keypoints.csv.gz"
TRAIL = load_profile("trail21")


def measure(value: float, u: float) -> Measure:
    return Measure(value, value - 1.96 * u, value + 1.96 * u, "deg", 5, "B", None)


def withheld(reason: str) -> Measure:
    return Measure(None, None, None, "deg", 0, None, reason)


@pytest.fixture(scope="module")
def runner() -> PassReport:
    sequences = load_keypoints(SAMPLE, frame_rate_hz=60).sequences
    return toeoff.analyze(sequences[3], profile="trail21", effort="marathon")


@pytest.mark.parametrize(
    ("name", "value", "u", "probability"),
    [("lean", 7.5, 2, 0.79), ("lean", 9.9, 2, 0.51), ("extension", 21, 3, 0.84)],
)
def test_probabilities_are_the_published_ones(name: str, value: float, u: float, probability: float) -> None:
    report = judge({TRAIL.rule(name).measure: measure(value, u)}, TRAIL)
    assert report.rules[name].probability == pytest.approx(probability, abs=5e-3)


def test_any_measure_has_a_probability_in_any_band() -> None:
    assert probability_in_band(measure(7.5, 2), 5, 10) == pytest.approx(0.79, abs=5e-3)
    assert probability_in_band(measure(21, 3), low=18) == pytest.approx(0.84, abs=5e-3)
    assert probability_in_band(measure(21, 3), high=18) == pytest.approx(0.16, abs=5e-3)
    assert probability_in_band(measure(21, 3)) == 1
    assert probability_in_band(measure(18, 0), low=18) == 1
    assert probability_in_band(withheld("gaps"), 5, 10) is None
    with pytest.raises(InvalidInputError, match="low is 10, but must be below high"):
        probability_in_band(measure(7, 1), 10, 5)


@settings(deadline=None)
@given(st.floats(-50, 50), st.floats(0.01, 20), st.floats(-30, 30), st.floats(0.1, 40))
def test_probability_is_that_of_the_normal(value: float, u: float, low: float, width: float) -> None:
    probability, verdict, best = _core.judge_band(value, u, low, low + width)
    # The tail on the band's own side of the value keeps SciPy's difference exact.
    sign = 1 if value > low else -1
    ends = sign * np.array([low - value, low + width - value]) / u
    assert probability == pytest.approx(abs(np.diff(scipy.stats.norm.cdf(ends))[0]), abs=1e-12)
    assert verdict == ("yes" if probability >= 0.8 else "no" if probability <= 0.2 else "uncertain")
    assert probability <= best + 1e-12


def test_probabilities_are_calibrated_where_no_value_is_likelier_than_another() -> None:
    random = np.random.default_rng(7)
    true = random.uniform(-20, 40, 40_000)
    sigma = random.uniform(0.5, 4, true.size)
    measured = true + sigma * random.normal(size=true.size)
    told = np.array([_core.judge_band(v, u, 5, 10)[0] for v, u in zip(measured, sigma, strict=True)])
    inside = (true >= 5) & (true <= 10)
    for low in np.arange(0.1, 0.9, 0.1):
        group = (told >= low) & (told < low + 0.1)
        # Four standard errors of a proportion.
        allowed = 4 * math.sqrt(0.25 / group.sum())
        assert inside[group].mean() == pytest.approx(told[group].mean(), abs=allowed)


@settings(deadline=None)
@given(st.floats(0, 30), st.floats(0.1, 5), st.floats(0, 5))
def test_a_wider_interval_never_turns_a_no_into_a_yes(value: float, u: float, more: float) -> None:
    verdicts = {_core.judge_band(value, width, 18, math.inf)[1] for width in (u, u + more)}
    assert verdicts != {"yes", "no"}


def test_a_sharp_value_is_judged_and_an_unsharp_one_cannot_be_a_yes() -> None:
    def lean(value: float, u: float) -> tuple[str | None, float | None]:
        rule = judge({"trunk_lean_deg": measure(value, u)}, TRAIL).rules["lean"]
        return rule.verdict, rule.best_probability

    assert lean(7.5, 1)[0] == "yes"
    assert lean(13, 1)[0] == "no"
    verdict, best = lean(7.5, 2.9)
    assert verdict == "uncertain"
    assert best is not None
    assert best < 0.8


def test_a_withheld_measure_has_no_verdict_and_keeps_its_reason() -> None:
    measures = {"trunk_lean_deg": withheld("trunk_missing"), "thigh_extension_toe_off_deg": withheld("not_running")}
    report = judge(measures, TRAIL)
    assert [report.rules[name].reason for name in ("lean", "extension")] == ["trunk_missing", "not_running"]
    assert {rule.verdict for rule in report.rules.values()} == {None}
    assert {rule.probability for rule in report.rules.values()} == {None}


def test_hip_bend_is_a_cue_and_never_judged() -> None:
    cue = judge({"hip_bend_deg": measure(24, 1)}, TRAIL).rules["hips"]
    assert (cue.value, cue.verdict, cue.reason) == (24, None, "no_threshold")


def test_other_readings_stand_beside_and_the_peak_is_not_judged_by_a_limit_for_toe_off() -> None:
    measures = {rule: measure(25, 1) for rule in MEASURES}
    beside = {other.measure: other for other in judge(measures, TRAIL).beside["extension"]}
    assert {name: other.verdict for name, other in beside.items()} == {
        "leg_extension_toe_off_deg": "yes",
        "hip_extension_toe_off_deg": "yes",
        "thigh_extension_peak_deg": None,
    }


@pytest.mark.parametrize(
    ("pace", "band"),
    [
        (Pace.of(None, None, None), (5, 10)),
        (Pace.of("easy", None, None), (5, 7.5)),
        (Pace.of("marathon", None, None), (5, 10)),
        (Pace.of("12k", None, None), (7.5, 10)),
        (Pace.of("5k", 3.0, 3.0), (7.5, 10)),
        (Pace.of(None, 2.0, 5.0), (5, 7.5)),
        (Pace.of(None, None, 4.0), (5, 10)),
        (Pace.of(None, None, 4.6), (6.5, 10)),
        (Pace.of(None, None, 6.0), (7.5, 10)),
    ],
)
def test_the_lean_moves_with_the_pace_within_5_to_10(pace: Pace, band: tuple[float, float]) -> None:
    found = TRAIL.rule("lean").band(pace)
    assert found is not None
    assert (found.low, found.high) == pytest.approx(band)


def test_extension_asks_18_at_marathon_pace_and_harder_and_nothing_of_easy_running() -> None:
    rule = TRAIL.rule("extension")
    assert rule.band(Pace.of("easy", None, None)) is None
    for effort in EFFORTS[1:]:
        assert rule.band(Pace.of(effort, None, None)) == Band(18, None)
    assert rule.band(Pace.of(None, None, 2.9)) == Band(18, None)
    easy = judge({"thigh_extension_toe_off_deg": measure(30, 1)}, TRAIL, effort="easy").rules["extension"]
    assert (easy.verdict, easy.reason) == (None, "not_asked_at_this_effort")


def test_pace_goes_by_effort_then_by_what_is_stated_then_by_what_is_measured() -> None:
    speed = {"speed_mps": Measure(4.0, 3.8, 4.2, "m/s", 5, "B", None)}
    assert judge(speed, TRAIL).pace == Pace("measured", None, 4.0)
    assert judge(speed, TRAIL, pace_mps=3.0).pace == Pace("stated", None, 3.0)
    assert judge(speed, TRAIL, pace_mps=3.0, effort="10k").pace == Pace("effort", "10k", 3.0)
    assert judge({"speed_mps": withheld("no_scale")}, TRAIL).pace == Pace("unknown", None, None)


@pytest.mark.parametrize(
    ("text", "mps"),
    [("4:10", 4), ("4:10/km", 4), ("4:10 min/km", 4), ("3.7m/s", 3.7), ("3.7 mps", 3.7), ("14.4 km/h", 4), (4, 4)],
)
def test_paces_are_read(text: str | float, mps: float) -> None:
    assert pace_mps(text) == pytest.approx(mps)


@pytest.mark.parametrize(
    "text", ["fast", "4", "4:70", "0:00", "30:00/km", "1:00", "99m/s", "-3m/s", "nan m/s", math.nan]
)
def test_paces_of_nobody_are_refused(text: str | float) -> None:
    with pytest.raises(InvalidInputError, match="pace is"):
        pace_mps(text)


def test_efforts_are_labels() -> None:
    assert stated_effort(" Half-Marathon") == "half_marathon"
    with pytest.raises(InvalidInputError, match="easy, marathon, half_marathon, 12k, 10k, 5k"):
        stated_effort("jog")


def test_every_built_in_profile_reads_and_says_its_source() -> None:
    for name in PROFILES:
        profile = load_profile(name)
        assert profile.name == name
        assert "http" in profile.source
        assert "efficien" not in profile.title


OWN = """
name = "club"
[rules.cadence]
measure = "cadence_spm"
low = 170.0
target_by_speed = [[3.0, 165.0], [5.0, 185.0]]
[rules.knee]
measure = "knee_flexion_contact_deg"
high = 30
target_by_effort = { easy = 28, 5k = 25.0 }
"""


def test_a_profile_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "club.toml").write_text(OWN)
    club = load_profile(tmp_path / "club.toml")
    assert (club.title, club.source, club.association) == ("agreement with profile club", "not stated", None)
    assert club.rule("cadence").band(Pace.of(None, None, None)) == Band(170, None)
    assert club.rule("cadence").band(Pace.of(None, 4.0, None)) == Band(175, None)
    assert club.rule("knee").band(Pace.of("easy", None, None)) == Band(None, 28)
    assert club.rule("knee").band(Pace.of("10k", None, None)) == Band(None, 30)


LEAN = 'name = "a"\n[rules.lean]\nmeasure = "trunk_lean_deg"\nlow = 5\nhigh = 10\n'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("name =", "not TOML", id="not TOML"),
        pytest.param("name = " + "[" * 100_000, "not TOML", id="nested too deeply"),
        pytest.param(LEAN + "colour = 3", r"rules.lean.colour is not known; allowed are measure, low", id="key"),
        pytest.param("speed = 1\n" + LEAN, "speed is not known; allowed are name, title", id="top key"),
        pytest.param(
            LEAN.replace("trunk_lean_deg", "lean"), r"measure is 'lean'; allowed are cadence_spm", id="measure"
        ),
        pytest.param(LEAN.replace("low = 5", "low = 11"), r"low is 11; it must be below high, 10", id="order"),
        pytest.param(LEAN.replace("low = 5", 'low = "x"'), r"low is 'x'; it must be a number", id="text"),
        pytest.param(LEAN.replace("low = 5", "low = nan"), r"low is nan; it must be a number", id="nan"),
        pytest.param('name = "a"', "rules is missing", id="no rule"),
        pytest.param(LEAN.replace('name = "a"', ""), "name is missing", id="no name"),
        pytest.param(LEAN + "tolerance = 1", "tolerance has nothing to do", id="tolerance alone"),
        pytest.param(LEAN + "target_by_speed = [[3, 6]]", "tolerance is missing", id="targets alone"),
        pytest.param(LEAN + "tolerance = 1\ntarget_by_speed = [[3, 6], [3, 7]]", "rising speeds", id="repeated speed"),
        pytest.param(LEAN + "tolerance = 1\ntarget_by_speed = [[3, 16]]", "target of 16 is outside", id="outside"),
        pytest.param(
            LEAN + "tolerance = 1\ntarget_by_effort = { jog = 6 }", "allowed are numbers for easy", id="effort"
        ),
        pytest.param(LEAN + 'beside = ["lean"]', "holds 'lean'; allowed are cadence_spm", id="beside"),
        pytest.param(LEAN + 'beside = "hip_bend_deg"', "must be a list", id="no list"),
        pytest.param(LEAN.replace("[rules.lean]", '[rules."my lean"]'), "is no name of a rule", id="rule name"),
        pytest.param(
            LEAN + '[association]\nfirst = "lean"\nsecond = "leg"', "second is 'leg'; allowed are lean", id="pair"
        ),
        pytest.param(
            LEAN + '[association]\nfirst = "lean"\nsecond = "lean"', "compare two different rules", id="same pair"
        ),
        pytest.param(
            LEAN
            + '[rules.leg]\nmeasure = "leg_extension_toe_off_deg"\nlow = 18\n'
            + '[association]\nfirst = "lean"\nsecond = "leg"\nroll_immune = "leg_extension_toe_off_deg"',
            "camera roll adds to it",
            id="not immune",
        ),
    ],
)
def test_a_file_that_is_no_profile_is_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(content)
    with pytest.raises(ProfileError, match=message) as caught:
        load_profile(path)
    assert str(caught.value).startswith(str(path))


def test_unknown_names_and_missing_files_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="no profile is called 'trail22'; allowed are trail21"):
        load_profile("trail22")
    with pytest.raises(FileNotFoundError):
        load_profile(tmp_path / "none.toml")
    with pytest.raises(InvalidInputError, match="a folder; give the TOML file in it"):
        load_profile(tmp_path)
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ProfileError, match="UTF-8"):
        load_profile(tmp_path / "bytes.toml")


def test_analysis_carries_the_agreement_into_the_report_and_its_json(runner: PassReport) -> None:
    assert runner.profile is not None
    saved = json.loads(runner.to_json())["profile"]
    assert saved["name"] == "trail21"
    assert saved["pace"] == {"source": "effort", "effort": "marathon", "speed_mps": None}
    rule = saved["rules"]["lean"]
    lean = runner.measures["trunk_lean_deg"]
    assert (rule["value"], rule["band_low"], rule["band_high"]) == (lean.value, 5, 10)
    assert rule["probability"] == runner.profile.rules["lean"].probability
    assert saved["rules"]["extension"]["band_high"] is None
    beside = {other["measure"]: other for other in saved["rules"]["extension"]["beside"]}
    assert beside["leg_extension_toe_off_deg"]["value"] == runner.measures["leg_extension_toe_off_deg"].value


def test_without_a_profile_nothing_is_judged(runner: PassReport) -> None:
    sequences = load_keypoints(SAMPLE, frame_rate_hz=60).sequences
    plain = toeoff.analyze(sequences[3])
    assert plain.profile is None
    assert plain.to_dict()["profile"] is None
    assert dict(plain.measures) == dict(runner.measures)
    (many,) = toeoff.analyze_many([sequences[3]], profile=TRAIL, effort="marathon")
    assert many.profile == runner.profile


def test_a_figure_that_does_not_run_agrees_with_nothing() -> None:
    points = walker(60, "halpe26")
    sequence = toeoff.KeypointSequence(points[..., :2], points[..., 2], np.arange(60) / 60)
    report = toeoff.analyze(sequence, profile="trail21")
    assert report.profile is not None
    for rule in report.profile.rules.values():
        assert (rule.verdict, rule.value) == (None, None)
        assert rule.reason == report.measures[rule.measure].reason


@pytest.mark.parametrize("options", [{"pace": "4:00"}, {"effort": "easy"}])
def test_a_pace_without_a_profile_is_refused(options: dict[str, str]) -> None:
    points = walker(5, "halpe26")
    sequence = toeoff.KeypointSequence(points[..., :2], points[..., 2], np.arange(5) / 60)
    with pytest.raises(InvalidInputError, match="give a profile"):
        toeoff.analyze(sequence, **options)


def test_a_stated_roll_narrows_exactly_the_measures_that_roll_reaches() -> None:
    sequence = load_keypoints(SAMPLE, frame_rate_hz=60).sequences[3]
    unknown, stated = toeoff.analyze(sequence), toeoff.analyze(sequence, roll_deg=0.0)

    def width(report: PassReport, name: str) -> float:
        found = report.measures[name]
        return math.nan if found.low is None or found.high is None else found.high - found.low

    # Roll cancels in the difference of two legs.
    angles = [name for name in MEASURES if not name.startswith("asymmetry_")]
    seen = [name for name in angles if unknown.measures[name].value is not None]
    narrowed = {name for name in seen if width(stated, name) < width(unknown, name) - 1e-9}
    reached = {name for name in seen if _core.shared_gains(name)[0] != 0}
    assert {"trunk_lean_deg", "thigh_extension_toe_off_deg", "knee_drive_deg"} <= narrowed
    # Of the ankle ahead of the hip it is a share too small to ask for.
    assert narrowed - {"overstride_ratio"} == reached - {"overstride_ratio"}


def test_import_loads_no_profile() -> None:
    code = "import sys, toeoff; print([m for m in ('tomllib', 'toeoff.profiles', 'toeoff.cohort') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
