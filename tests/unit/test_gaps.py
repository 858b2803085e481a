"""What is read off points that were not seen for long is left out, and says so; what is read elsewhere stays."""

import numpy as np
import pytest
from unit.test_laws import FPS, HALPE26, RUNS, analyze

LEG = ("knee", "ankle", "heel", "big_toe", "small_toe")
STEP = 3  # of the drawn runner's stances: a whole stride in the middle of the pass
#: Each value with the angle whose extreme it is, the angle's sign, and between which times of the row it is looked for.
EXTREMES = {
    "thigh_extension_peak_deg": ("thigh", -1, "initial_contact_s", "next_initial_contact_s"),
    "knee_drive_deg": ("thigh", 1, "toe_off_s", "next_initial_contact_s"),
    "heel_recovery_deg": ("knee_flexion", 1, "toe_off_s", "next_initial_contact_s"),
    "knee_flexion_stance_deg": ("knee_flexion", 1, "initial_contact_s", "toe_off_s"),
}
INSTANTS = {
    "thigh_extension_toe_off_deg": "toe_off_s",
    "leg_extension_toe_off_deg": "toe_off_s",
    "knee_flexion_contact_deg": "initial_contact_s",
    "shank_angle_contact_deg": "initial_contact_s",
    "overstride_ratio": "initial_contact_s",
    "foot_strike_angle_deg": "initial_contact_s",
}


@pytest.fixture(scope="module")
def seen():
    """A runner of eleven stances, both of whose legs are seen at 60 fps."""
    time_s, xy = RUNS["drawn"]
    return time_s, xy, analyze(time_s, xy)


def instant_s(report, row, value):
    """When the value of a row is read."""
    if value in INSTANTS:
        return getattr(row, INSTANTS[value])
    angle, sign, start, end = EXTREMES[value]
    inside = (report.time_s >= getattr(row, start)) & (report.time_s <= getattr(row, end))
    series = np.where(inside, sign * report.angles[f"{row.side}_{angle}"], -np.inf)
    return report.time_s[series.argmax()]


def without(xy, side, joints, frames):
    out = xy.copy()
    out[np.ix_(frames, [HALPE26.index(f"{side}_{joint}") for joint in joints])] = np.nan
    return out


@pytest.mark.parametrize("value", [*EXTREMES, *INSTANTS])
def test_a_value_in_a_filled_gap_of_five_frames_has_no_vote_and_one_of_four_has(seen, value):
    time_s, xy, whole = seen
    row = whole.strides[STEP]
    middle = round((instant_s(whole, row, value) - time_s[0]) * FPS)
    for n_frames, is_told in ((4, True), (5, False)):
        frames = np.arange(middle - n_frames // 2, middle - n_frames // 2 + n_frames)
        report = analyze(time_s, without(xy, row.side, LEG, frames))
        assert report.quality.points_missing == 0
        told = report.strides[STEP]
        assert (told.values[value] is not None) == is_told
        assert (told.reason == "gaps") == (not is_told)
        assert report.measures[value].n == whole.measures[value].n - (not is_told)


@pytest.mark.parametrize("value", EXTREMES)
def test_an_extreme_far_from_a_gap_stays(seen, value):
    time_s, xy, whole = seen
    row = whole.strides[STEP]
    middle = round((instant_s(whole, row, value) - time_s[0]) * FPS)
    report = analyze(time_s, without(xy, row.side, LEG, np.arange(middle + 6, middle + 12)))
    assert report.strides[STEP].values[value] == pytest.approx(row.values[value], abs=0.5)


def test_dropped_frames_are_gaps_too(seen):
    time_s, xy, whole = seen
    row = whole.strides[STEP]
    dropped = abs(time_s - instant_s(whole, row, "heel_recovery_deg")) < 2.6 / FPS
    assert dropped.sum() == 5
    told = analyze(time_s[~dropped], xy[~dropped]).strides[STEP]
    assert (told.values["heel_recovery_deg"], told.reason) == (None, "gaps")


def test_the_bounce_of_a_stride_whose_hips_are_not_seen_for_eight_frames_is_left_out(seen):
    time_s, xy, _ = seen
    for n_frames, expected in ((7, None), (8, "gaps")):
        frames = np.arange(100, 100 + n_frames)
        report = analyze(time_s, without(xy, "left", ["hip"], frames), camera="still")
        (row,) = [r for r in report.strides[:-4] if r.initial_contact_s < time_s[103] < r.toe_off_s]
        assert (row.values["vertical_oscillation_ratio"] is None) == bool(expected)
        assert row.reason == expected


@pytest.mark.parametrize(("n_hidden", "reason"), [(0, "gaps"), (6, "occluded")])
def test_what_no_step_tells_any_more_names_the_gap_or_the_runner_in_front(seen, n_hidden, reason):
    time_s, xy, whole = seen
    for row in whole.strides:
        if row.values["knee_drive_deg"] is not None:
            middle = round((instant_s(whole, row, "knee_drive_deg") - time_s[0]) * FPS)
            xy = without(xy, row.side, LEG, np.arange(middle - 3, middle + 3))
    hidden = n_hidden * len(whole.strides)
    m = analyze(time_s, xy, source={"frames_hidden": hidden}).measures["knee_drive_deg"]
    assert (m.value, m.reason) == (None, reason)


@pytest.mark.parametrize("name", [name for name, (time_s, _) in RUNS.items() if time_s[-1] - time_s[0] > 1.8])
def test_steps_on_either_side_of_a_dropout_of_a_stride_are_told_and_no_stride_across_it(name):
    time_s, xy = RUNS[name]
    lost = abs(time_s - time_s.mean()) < 0.3
    whole, report = analyze(time_s, xy), analyze(time_s[~lost], xy[~lost])
    assert report.quality.reasons == ()
    for measure in ("contact_time_s", "thigh_extension_toe_off_deg", "cadence_spm"):
        m = report.measures[measure]
        assert m.low <= whole.measures[measure].value <= m.high, measure
    strides_s = [r.values["stride_time_s"] for r in report.strides if r.values["stride_time_s"] is not None]
    swings_s = [r.values["swing_time_s"] for r in report.strides if r.values["swing_time_s"] is not None]
    assert max([*strides_s, *swings_s], default=0.0) < 0.8
    assert "inconsistent_events" not in {r.reason for r in report.strides}


@pytest.mark.parametrize(("n_hidden", "reason"), [(0, "gaps"), (60, "occluded")])
def test_a_stance_on_either_side_of_a_long_dropout_is_no_contradiction(n_hidden, reason):
    time_s, xy = RUNS["other_way"]
    lost = abs(time_s - time_s.mean()) < 0.5
    report = analyze(time_s[~lost], xy[~lost], source={"frames_hidden": n_hidden})
    assert report.quality.reasons == (reason,)
    assert {m.reason for m in report.measures.values()} == {reason}
