"""Every measure of the contract is there, with a value or with the reason that fits what is missing."""

import numpy as np
import pytest
import toeoff
from toeoff.tables import MEASURES
from toeoff.validate.trials import find_truth, load_trial
from toeoff.validate.views import PX_PER_M, Condition, views
from unit.test_laws import FPS, HALPE26, RUNS, analyze

TRUNK = {"trunk_lean_deg", "hip_bend_deg", "hip_extension_toe_off_deg"}
FEET = {"foot_strike_angle_deg", "foot_strike"}
METRES = {"speed_mps", "step_length_m", "vertical_oscillation_m", "leg_stiffness", "vertical_stiffness"}
STIFFNESS = {"leg_stiffness", "vertical_stiffness"}
ASYMMETRY = {name for name in MEASURES if name.startswith("asymmetry_")}
AT_EVENT = {name for name in MEASURES if "contact" in name or "toe_off" in name} - ASYMMETRY
AT_EVENT |= {"overstride_ratio", "foot_strike", "foot_strike_angle_deg", "flight_time_s", "swing_time_s", "duty_factor"}
BOTH_LEGS = ASYMMETRY | STIFFNESS | {"flight_time_s", "vertical_oscillation_ratio", "vertical_oscillation_m"}


@pytest.fixture(scope="module")
def seen():
    """A runner of the sample whose right leg is the near one."""
    return RUNS["leaning"]


def without(xy, *words):
    out = xy.copy()
    out[:, [i for i, name in enumerate(HALPE26) if any(word in name for word in words)]] = np.nan
    return out


def withheld(report):
    return {name: m.reason for name, m in report.measures.items() if m.value is None}


def everything(time_s, xy, **options):
    return analyze(time_s, xy, height_m=1.75, camera="still", **options)


def test_all_names_are_there_and_all_told_of_a_runner_seen_well(seen):
    report = everything(*seen)
    assert set(report.measures) == set(MEASURES)
    assert withheld(report) == {}
    assert set(report.left) == set(report.right) >= FEET
    for part in (report.measures, report.left, report.right):
        for name, m in part.items():
            assert m.low <= m.repeat_low <= m.value <= m.repeat_high <= m.high, name
            assert m.low < m.high, name
            assert m.grade in tuple("ABCD"), name
    assert report.foot_strike_class == "rearfoot"
    assert sum(report.foot_strike.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        pytest.param(["shoulder"], dict.fromkeys(TRUNK, "trunk_missing"), id="no trunk"),
        pytest.param(["heel", "toe"], dict.fromkeys(FEET, "feet_missing"), id="no feet"),
        pytest.param(
            [f"left_{joint}" for joint in ("knee", "ankle", "heel", "big_toe", "small_toe")],
            dict.fromkeys(BOTH_LEGS, "occluded"),
            id="one leg",
        ),
    ],
)
def test_what_is_hidden_names_the_reason_and_takes_nothing_else_with_it(seen, hidden, expected):
    time_s, xy = seen
    report = everything(time_s, without(xy, *hidden))
    assert withheld(report) == expected
    if "feet_missing" in expected.values():
        assert report.foot_strike is None
        assert report.foot_strike_class is None


@pytest.mark.parametrize("half_s", [pytest.param(0.1, id="short"), pytest.param(0.3, id="long")])
def test_legs_behind_another_runner_are_told_so_by_who_knows(seen, half_s):
    time_s, xy = seen
    behind = np.abs(time_s - time_s.mean()) < half_s
    xy = np.where(behind[:, None, None], without(xy, "knee", "ankle", "heel", "toe"), xy)
    reports = [everything(time_s, xy, source={"frames_hidden": n}) for n in (0, int(behind.sum()))]
    assert [report.quality.frames_hidden for report in reports] == [0, behind.sum()]
    untold, told = (withheld(report) for report in reports)
    assert "gaps" in untold.values()
    assert not {"occluded", "inconsistent_events"} & set(untold.values())
    assert told == {name: "occluded" if reason == "gaps" else reason for name, reason in untold.items()}
    assert [report.quality.reasons for report in reports] == [(), ()]


def test_a_leg_that_is_not_seen_has_no_values_of_its_own(seen):
    time_s, xy = seen
    report = everything(time_s, without(xy, "left_knee", "left_ankle", "left_heel", "left_big", "left_small"))
    assert {m.value for m in report.left.values()} == {None}
    assert {m.reason for m in report.left.values()} == {"occluded"}
    told = {name for name, m in report.right.items() if m.value is not None}
    assert told == set(report.right) - {"flight_time_s"}


def test_metres_need_a_height_and_speed_a_still_camera(seen):
    assert withheld(analyze(*seen, camera="still")) == dict.fromkeys(METRES, "no_scale")
    moving = withheld(analyze(*seen, height_m=1.75))
    assert moving == dict.fromkeys(METRES - {"vertical_oscillation_m"}, "no_scale")


def test_few_frames_a_second_grade_down_what_is_read_at_an_event(seen):
    time_s, xy = seen
    report = everything(time_s[::2], xy[::2])
    assert report.quality.frame_rate_hz == pytest.approx(30)
    assert withheld(report) == dict.fromkeys(STIFFNESS, "frame_rate_low")
    low = {name for name, m in report.measures.items() if m.reason == "frame_rate_low" and m.value is not None}
    assert low - ASYMMETRY == AT_EVENT
    assert {report.measures[name].grade for name in low} == {"C"}


def test_a_known_roll_narrows_what_is_measured_against_the_vertical(seen):
    unknown, known = (analyze(*seen, height_m=1.75, roll_deg=roll) for roll in (None, 0.0))
    assert set(withheld(unknown)) == METRES - {"vertical_oscillation_m"}
    for name, m in unknown.measures.items():
        if m.value is None:
            continue  # those that were just named
        narrower = known.measures[name].high - known.measures[name].low < m.high - m.low - 1e-6
        vertical = name in (
            "trunk_lean_deg",
            "thigh_extension_toe_off_deg",
            "thigh_extension_peak_deg",
            "leg_extension_toe_off_deg",
            "knee_drive_deg",
            "shank_angle_contact_deg",
            "overstride_ratio",
        )
        assert narrower == vertical, name
    # Both legs are turned alike.
    assert unknown.measures["asymmetry_knee_drive_deg"] == known.measures["asymmetry_knee_drive_deg"]


def test_an_unknown_roll_keeps_a_long_pass_from_the_best_grade():
    time_s, xy = RUNS["drawn"]
    unknown, known = analyze(time_s, xy).measures, analyze(time_s, xy, roll_deg=0.0).measures
    assert unknown["knee_drive_deg"].n >= 7
    assert (unknown["knee_drive_deg"].grade, unknown["knee_drive_deg"].reason) == ("C", "roll_unknown")
    assert known["knee_drive_deg"].grade == "A"
    assert unknown["heel_recovery_deg"].grade == "A"


def test_a_far_leg_seen_worse_is_told_with_less_confidence(seen):
    time_s, xy = seen
    score = np.ones(xy.shape[:2])
    score[:, [i for i, name in enumerate(HALPE26) if name.startswith("left_")]] = 0.6
    report = toeoff.analyze(toeoff.KeypointSequence(xy, score, time_s))
    assert report.quality.near_side == "right"
    whole = analyze(*seen)
    for name, m in report.left.items():
        assert m.grade == max(whole.left[name].grade, "C"), name
        assert m.reason == ("occluded" if whole.left[name].grade < "C" else whole.left[name].reason), name
    assert report.right == whole.right
    assert report.measures["knee_drive_deg"].n == report.right["knee_drive_deg"].n


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(lambda t, xy: (t, 0.1 * xy), "too_small", id="small"),
        pytest.param(lambda t, xy: (t * 4, xy), "slow_motion_suspected", id="slow motion"),
        pytest.param(lambda t, xy: (t, without(xy, "knee")), "gaps", id="no knees"),
    ],
)
def test_a_pass_that_cannot_be_measured_says_why(seen, change, reason):
    report = analyze(*change(*seen))
    assert reason in report.quality.reasons
    free_of_speed = {"trunk_lean_deg", "knee_drive_deg", "heel_recovery_deg"} if "slow" in reason else set()
    told = {name for name, m in report.measures.items() if m.value is not None}
    assert told <= free_of_speed
    assert all(m.reason for m in report.measures.values())


def test_a_pooled_deviation_stands_in_for_that_of_few_strides(seen):
    plain = everything(*seen)
    pooled = everything(*seen, stride_sd={"knee_drive_deg": 4.0})
    knee, other = plain.measures["knee_drive_deg"], pooled.measures["knee_drive_deg"]
    assert other.value == knee.value
    assert other.repeat_high - other.value == pytest.approx(1.96 * 4.0 / np.sqrt(knee.n), rel=1e-3)
    assert other.high - other.value > knee.high - knee.value
    assert pooled.measures["heel_recovery_deg"] == plain.measures["heel_recovery_deg"]
    with pytest.raises(toeoff.InvalidInputError, match="knee_drive_deg"):
        everything(*seen, stride_sd={"knee": 4.0})
    with pytest.raises(toeoff.InvalidInputError, match="0 or more"):
        everything(*seen, stride_sd={"knee_drive_deg": -1.0})


def test_one_stride_is_enough_for_a_value_of_the_lowest_grade(seen):
    time_s, xy = seen
    cut = slice(0, int(1.15 * FPS))
    report = everything(time_s[cut], xy[cut])
    one = [m for m in report.measures.values() if m.n == 1 and m.grade is not None]
    assert one
    assert {m.grade for m in one} <= {"C", "D"}
    assert all(m.repeat_high > m.repeat_low for m in one)


def test_feet_before_a_still_camera_tell_the_roll_less_surely_than_a_user(seen):
    time_s, xy = seen
    roll = np.radians(4.0)
    # A camera turned clockwise shows the scene turned the other way: x right, y down.
    rolled = xy @ np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    told = everything(time_s, rolled)
    assert told.quality.roll_deg == pytest.approx(4.0, abs=0.5)
    assert 1.0 < told.quality.roll_sigma_deg < 2.0
    lean, upright = (report.measures["trunk_lean_deg"] for report in (told, everything(*seen, roll_deg=0.0)))
    assert lean.value == pytest.approx(upright.value, abs=0.5)
    assert everything(time_s, rolled, roll_deg=told.quality.roll_deg).measures["trunk_lean_deg"].value == lean.value
    assert analyze(time_s, rolled).quality.roll_deg is None


@pytest.mark.parametrize("name", ["leaning", "short", "other_way", "fast"])
@pytest.mark.parametrize(("legs", "hz"), [(0.1, 1.0), (0.1, 2.0), (0.15, 3.0)])
def test_the_bounce_of_a_shaken_picture_is_withheld(name, legs, hz):
    # 3 Hz is about a shake a step: every stance finds the ground at the same height.
    time_s, xy = RUNS[name]
    assert analyze(time_s, xy).measures["vertical_oscillation_ratio"].value is not None
    leg_px = 0.49 * analyze(time_s, xy).quality.height_px
    for phase in (0.0, 1.5, 3.0, 4.5):
        shaken = xy.copy()
        shaken[..., 1] += legs * leg_px * np.sin(2.0 * np.pi * hz * time_s + phase)[:, None]
        for told in ("vertical_oscillation_ratio", "vertical_oscillation_m"):
            m = analyze(time_s, shaken, height_m=1.75).measures[told]
            # A shake that the ground does not show leads the events astray as well.
            assert m.value is None
            assert m.reason == "camera_not_still" or hz == 3.0


def test_the_bounce_told_before_a_camera_that_shakes_is_within_its_interval(shared_folder):
    """Shakes, in radians of a camera 9 m away and Hz, of 3 s of force-plate runners, said to stand or not."""
    held = {"unknown": [], "still": []}
    quiet = 0
    for i, found in enumerate(find_truth(shared_folder / "truth")[::6]):
        trial = load_trial(found)
        clean, noisy = (
            next(iter(views(trial, i, Condition(noise_mm=noise_mm, exchanged=0.0, window_s=3.0)))).sequence
            for noise_mm in (0.0, 8.0)
        )
        true = bounce(clean, camera="still").value
        for radians, hz in [(0.0, 1.0), (0.001, 2.0), (0.002, 1.3), (0.002, 3.0), (0.006, 3.0), (0.01, 2.0)]:
            shake = radians * np.sin(2.0 * np.pi * hz * noisy.time_s + i)
            shaken = noisy.xy + 9.0 * PX_PER_M * shake[:, None, None] * (0.0, 1.0)
            for camera in ("unknown", "still"):
                m = bounce(toeoff.KeypointSequence(shaken, noisy.score, noisy.time_s), camera=camera)
                held[camera] += [] if m.value is None else [m.low <= true <= m.high]
                quiet += m.value is not None and radians <= 0.001
    for camera, own in held.items():
        assert np.mean(own) >= 0.93, camera
    # A picture that hardly shakes is told of.
    assert quiet >= 55


def bounce(sequence, **options):
    return toeoff.analyze(sequence, **options).measures["vertical_oscillation_ratio"]
