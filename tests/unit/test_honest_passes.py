"""What a pass lacks is told: frames never filmed, legs drawn on each other or named the wrong way, a hip not seen."""

import numpy as np
import pytest
import toeoff
from scipy.interpolate import CubicSpline
from unit.test_laws import FPS, HALPE26, PAIRS, RUNS, analyze

LEG = ("knee", "ankle", "heel", "big_toe", "small_toe")
LEG_PAIRS = [(left, right) for left, right in PAIRS if HALPE26[left].removeprefix("left_") in LEG]


@pytest.fixture(scope="module")
def run():
    """A runner from left to right, over two seconds: the right leg is the near one."""
    return RUNS["short"]


def exchanged(xy, frames):
    out = xy.copy()
    for left, right in LEG_PAIRS:
        out[frames, left], out[frames, right] = xy[frames, right], xy[frames, left]
    return out


def merged_in_turn(xy):
    """The leg that swings, blurred more than the one that stands, drawn on that one but for every fifth frame."""
    left_swings = xy[:, HALPE26.index("left_ankle"), 1] < xy[:, HALPE26.index("right_ankle"), 1]
    is_seen, merged = np.arange(len(xy)) % 5 == 0, xy.copy()
    for left, right in LEG_PAIRS:
        merged[left_swings & ~is_seen, left] = xy[left_swings & ~is_seen, right] + 0.5
        merged[~left_swings & ~is_seen, right] = xy[~left_swings & ~is_seen, left] + 0.5
    return merged


def events(report):
    return {(e.side, e.kind, round(e.time_s, 3)) for e in report.events}


def test_frames_read_between_others_count_for_no_more_than_those(run):
    time_s, xy = run
    half = time_s[len(time_s) // 2]
    kept = (time_s < half) | (np.arange(len(time_s)) % 2 == 0)
    report = analyze(time_s[kept], xy[kept])
    assert report.quality.frame_rate_hz == pytest.approx(FPS / 2)
    assert report.quality.frames_interpolated == pytest.approx((~kept).sum(), abs=1)
    early = {e.grade for e in report.events if e.time_s < half - 0.1}
    late = {e.grade for e in report.events if e.time_s > half + 0.1}
    assert min(early) < "C" == min(late)
    assert report.measures["contact_time_s"].grade >= "C"
    even = analyze(time_s, xy)
    assert (even.quality.frame_rate_hz, even.quality.frames_interpolated) == (pytest.approx(FPS), 0)
    assert even.measures["contact_time_s"].grade == "B"


def test_points_that_stay_missing_are_counted(run):
    time_s, xy = run
    assert analyze(time_s, xy).quality.points_missing == 0
    hole = xy.copy()
    hole[60:90, HALPE26.index("left_ankle")] = np.nan
    short = xy.copy()
    short[60:63, HALPE26.index("left_ankle")] = np.nan
    never = xy.copy()
    never[:, HALPE26.index("left_heel")] = np.nan
    assert [analyze(time_s, x).quality.points_missing for x in (hole, short, never)] == [30, 0, 0]


def test_a_leg_drawn_on_the_other_names_that_as_its_reason(run):
    time_s, xy = run
    merged = xy.copy()
    wrong = np.arange(len(xy)) % 20 < 13
    for left, right in LEG_PAIRS:
        merged[wrong, left] = merged[wrong, right] + 0.5
    report = analyze(time_s, merged)
    assert report.quality.frames_merged > 0.5 * len(xy)
    assert {m.reason for m in report.left.values() if m.value is None} == {"legs_merged"}
    assert report.right["knee_drive_deg"].value is not None


@pytest.mark.parametrize("direction", [1, -1])
def test_legs_named_the_wrong_way_in_all_of_a_pass_are_put_right(run, direction):
    time_s, xy = run
    xy = xy * (direction, 1.0)
    if direction < 0:
        for left, right in PAIRS:
            xy[:, [left, right]] = xy[:, [right, left]]
    near, far = ("right", "left")[::direction]
    score = np.full(xy.shape[:2], 0.9)
    score[:, [i for i, n in enumerate(HALPE26) if n.startswith(far) and n.removeprefix(f"{far}_") in LEG]] = 0.5
    truth = toeoff.analyze(toeoff.KeypointSequence(xy, score, time_s))
    every = np.arange(len(xy))
    of_other = score.copy()
    for left, right in LEG_PAIRS:
        of_other[:, [left, right]] = score[:, [right, left]]
    told = toeoff.analyze(toeoff.KeypointSequence(exchanged(xy, every), of_other, time_s))
    assert truth.quality.near_side == told.quality.near_side == near
    assert (truth.quality.frames_exchanged, told.quality.frames_exchanged) == (0, len(xy))
    assert events(told) == events(truth)
    # The view angle is told before legs are put right: thighs go from hip to hip then.
    for name, m in truth.measures.items():
        assert told.measures[name].value == (m.value and pytest.approx(m.value, abs=0.05)), name


def test_of_two_names_that_of_the_surer_frames_counts(run):
    time_s, xy = run
    wrong = np.arange(len(xy)) < 0.6 * len(xy)
    score = np.full(xy.shape[:2], 0.9)
    score[wrong] = 0.4
    mixed = toeoff.analyze(toeoff.KeypointSequence(exchanged(xy, wrong), score, time_s))
    assert events(mixed) == events(analyze(time_s, xy))
    assert mixed.quality.frames_exchanged == pytest.approx(wrong.sum(), abs=1)


def test_one_hip_stands_in_for_both(run):
    time_s, xy = run
    lost = xy.copy()
    lost[:, HALPE26.index("left_hip")] = np.nan
    both, one = (analyze(time_s, x, camera="still").measures for x in (xy, lost))
    for name in ("overstride_ratio", "vertical_oscillation_ratio"):
        assert one[name].value == pytest.approx(both[name].value, rel=0.1), name


@pytest.mark.parametrize("spm", [150.0, 178.0, 220.0, 265.0])
def test_two_steps_are_enough_for_events_at_any_cadence(run, spm):
    """The runner, who takes 178 steps a minute, played at another pace."""
    time_s, xy = run
    path = CubicSpline(time_s * 178.0 / spm, xy)
    frames_s = np.arange(path.x[0], path.x[-1], 1.0 / FPS)
    whole = analyze(frames_s, path(frames_s))
    told = 0
    for start_s in path.x[0] + np.arange(0.1, 0.5, 0.05):
        two = (frames_s >= start_s) & (frames_s <= start_s + 2.0 * 60.0 / spm + 1.0 / FPS)
        report = analyze(frames_s[two], path(frames_s[two]))
        told += bool(report.events)
        for e in report.events:
            nearest = min(abs(e.time_s - o.time_s) for o in whole.events if (o.side, o.kind) == (e.side, e.kind))
            assert nearest <= 2.0 * e.sigma_s, e
        # Half of that is no stride.
        one = (frames_s >= start_s) & (frames_s <= start_s + 60.0 / spm)
        assert not analyze(frames_s[one], path(frames_s[one])).events
    assert told >= 6


@pytest.mark.parametrize("duration_s", [0.9, 1.3])
def test_legs_drawn_on_each_other_in_turn_are_not_called_walking(run, duration_s):
    at_30_fps = slice(0, int(duration_s * FPS), 2)
    time_s, xy = (x[at_30_fps] for x in run)
    assert analyze(time_s, xy).quality.reasons == ()
    report = analyze(time_s, merged_in_turn(xy))
    assert report.quality.frames_merged > 0.4 * len(xy)
    assert report.quality.reasons == ("legs_merged",)
    assert {m.reason for m in report.measures.values()} == {"legs_merged"}


def test_slow_motion_is_told_of_a_runner_whose_far_leg_is_drawn_on_the_near_one(run):
    time_s, xy = run
    merged, wrong = xy.copy(), np.arange(len(xy)) % 20 < 13
    for left, right in LEG_PAIRS:
        merged[wrong, left] = merged[wrong, right] + 0.5
    report = analyze(1.5 * time_s, merged)
    assert report.quality.frames_merged > 0.5 * len(xy)
    assert report.quality.reasons == ("slow_motion_suspected",)
    assert report.measures["knee_drive_deg"].value is not None


def test_merged_legs_count_in_the_frames_that_were_filmed(run):
    time_s, xy = (x[: int(1.3 * FPS) : 2] for x in run)
    kept = np.arange(len(xy)) % 8 < 6
    report = analyze(time_s[kept], merged_in_turn(xy)[kept])
    assert report.quality.frames_interpolated > 5
    assert report.quality.reasons == ("legs_merged",)
