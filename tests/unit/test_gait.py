"""Is it running? Drawn gaits and force-plate runs against a slow twin, and what nobody may be told of walking."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reference import gait as slow
from reference.angles import all_angles
from reference.repetition import step_repetition
from reference.roll import smooth
from toeoff import _core
from unit.test_events import truth_run
from unit.test_laws import PAIRS, RUNS, analyze
from unit.test_roll import landmarks
from unit.test_view_twin import PLACES

GAIT = {"not_running", "too_short", "slow_motion_suspected", "inconsistent_events"}
LEG_PX = 200.0


def figure(
    duration_s,
    fps,
    stride_s,
    *,
    duty,
    thigh_deg,
    knee_deg,
    lean_deg,
    speed,
    apart=0.5,
    change=0.0,
    noise_px=0.0,
    seed=0,
):
    """Times and Halpe-26 keypoints of two legs: the thigh swings by `thigh_deg`, the knee bends to `knee_deg`."""
    t = np.arange(max(int(duration_s * fps), 2)) / fps
    strides, lean = (t - 0.1) / stride_s, np.radians(lean_deg)
    hip = np.column_stack([500 + speed * LEG_PX * t, 300 + 6 * np.cos(4 * np.pi * strides)])
    xy = np.full((len(t), 12, 2), np.nan)
    for side in (0, 1):
        phase = (strides + apart * side + change * strides**2) % 1
        swing = np.clip((phase - duty) / (1 - duty), 0, 1)
        stance = np.clip(phase / duty, 0, 1)
        thigh = np.radians(3 + thigh_deg * np.cos(2 * np.pi * (phase + 0.12)))
        knee = 5 + 12 * np.sin(np.pi * stance) ** 2 + (knee_deg - 5) * np.sin(np.pi * swing) ** 2
        shank = thigh - np.radians(knee)
        foot = np.radians(np.interp(phase, (0, 0.1, 0.6 * duty, duty, 1), (12, 0, 0, -50, 12)))
        own = hip + np.array([2.0 * side, 0])
        at_knee = own + LEG_PX / 2 * np.column_stack([np.sin(thigh), -np.cos(thigh)])
        ankle = at_knee + LEG_PX / 2 * np.column_stack([np.sin(shank), -np.cos(shank)])
        heel = ankle - 12
        toe = heel + 48 * np.column_stack([np.cos(foot), np.sin(foot)])
        shoulder = own + 120 * np.array([np.sin(lean), np.cos(lean)])
        xy[:, 6 * side : 6 * side + 6] = np.stack([shoulder, own, at_knee, ankle, heel, toe], axis=1)
    xy += np.random.default_rng(seed).normal(0, 1, xy.shape) * noise_px
    keypoints = np.full((len(t), 26, 2), np.nan)
    keypoints[:, PLACES] = xy * (1, -1) + np.array([0, 900])
    return t, keypoints


@st.composite
def gaits(draw):
    """Any gait: running, walking, standing, slow motion, sprinting, a bent trunk."""
    # A run, of which one thing or two are otherwise.
    odd = draw(st.sets(st.sampled_from(["time", "stride", "knee", "duty", "lean", "thigh", "steps"]), max_size=2))
    return figure(
        draw(st.floats(0.4, 0.8) if "time" in odd else st.floats(0.9, 2.5)),
        draw(st.sampled_from([30.0, 60.0, 120.0])),
        draw(st.floats(0.34, 1.05) if "stride" in odd else st.floats(0.62, 0.85)),
        duty=draw(st.floats(0.40, 0.60) if "duty" in odd else st.floats(0.28, 0.40)),
        thigh_deg=draw(st.sampled_from([1.0, 18.0, 24.0])) if "thigh" in odd else 30.0,
        knee_deg=draw(st.floats(55, 85) if "knee" in odd else st.floats(85, 110)),
        lean_deg=draw(st.floats(50, 68) if "lean" in odd else st.floats(-3, 15)),
        speed=draw(st.sampled_from([0.0, 2.0, 4.0])),
        apart=draw(st.floats(0.3, 0.5)) if "steps" in odd else 0.5,
        change=draw(st.floats(-0.2, 0.2)) if "steps" in odd else 0.0,
        noise_px=draw(st.sampled_from([0.0, 0.5])),
        seed=draw(st.integers(0, 99)),
    )


def assert_judged_as_by_the_twin(time_s, xy):
    """The reason about the gait is one of the twin's; returns it, None for running, "repaired" where it cannot say."""
    report = analyze(time_s, xy, travel="left_to_right")
    quality = report.quality
    repairs = quality.frames_exchanged, quality.frames_merged, quality.points_outlying, quality.points_filled
    if any(repairs):
        return "repaired"
    view = quality.view_angle_deg
    across = np.cos(np.radians(view)) if view is not None and view <= 30 else 1.0
    body = np.ascontiguousarray(landmarks(xy) * (1 / across, -1))
    _, _, stride_time_s = _core.event_anchors(time_s, body)
    rows = _core.detect_events(time_s, body, False)[:, [0, 1, 2, 7]]
    angles = all_angles(smooth(body, 1 / np.median(np.diff(time_s))))
    expected = slow.judge(time_s, angles, rows, stride_time_s, step_repetition(time_s, body))
    told = GAIT & set(quality.reasons)
    assert told <= expected
    assert bool(told) == bool(expected)
    return next(iter(told), None)


@settings(max_examples=200, deadline=None)
@given(gaits())
def test_a_gait_is_judged_as_by_a_slow_twin(case):
    assume(assert_judged_as_by_the_twin(*case) != "repaired")


def test_runs_played_slower_or_faster_are_judged_as_by_a_slow_twin():
    reasons = {slower: [] for slower in (0.7, 1.0, 1.2, 1.7)}
    for time_s, xy in RUNS.values():
        to_the_right = mirrored(xy) if analyze(time_s, xy).quality.travel == "right_to_left" else xy
        for slower, told in reasons.items():
            told.append(assert_judged_as_by_the_twin(slower * time_s, to_the_right))
    assert set(reasons[1.0]) == {None}
    assert set(reasons[1.7]) == {"slow_motion_suspected"}
    assert len({reason for told in reasons.values() for reason in told} - {"repaired"}) >= 3


def test_force_plate_runs_are_judged_as_by_a_slow_twin(shared_folder):
    reasons = {slower: [] for slower in (0.55, 1.0, 1.5)}
    for path in sorted((shared_folder / "truth").glob("*/*.npz"))[::5]:
        t, body, _ = truth_run(path.parent, path.stem)
        xy = np.full((300, 26, 2), np.nan)
        xy[:, PLACES] = body[:300] * (1, -1)
        for slower, told in reasons.items():
            told.append(assert_judged_as_by_the_twin(slower * (t[:300] - t[0]), xy))
    assert set(reasons[1.0]) - {"repaired"} == {None}
    assert reasons[1.0].count(None) >= 10
    assert "slow_motion_suspected" in reasons[1.5]
    assert "inconsistent_events" in reasons[0.55]


def mirrored(xy):
    out = xy * (-1, 1) + np.array([1920, 0])
    for left, right in PAIRS:
        out[:, [left, right]] = out[:, [right, left]]
    return out


@st.composite
def walks(draw):
    """Walkers, slow and brisk, and people who stand."""
    stands = draw(st.booleans())
    stride_s = draw(st.floats(0.85, 1.4))
    return figure(
        draw(st.floats(0.3, 4.0)),
        draw(st.sampled_from([25.0, 30.0, 60.0, 120.0])),
        stride_s,
        duty=draw(st.floats(0.55, 0.66)),
        thigh_deg=draw(st.floats(0.0, 3.0)) if stands else draw(st.floats(15.0, 28.0)),
        knee_deg=draw(st.floats(5.0, 20.0)) if stands else draw(st.floats(50.0, 62.0)),
        lean_deg=draw(st.floats(-5, 15)),
        speed=0.0 if stands else 1.4 / stride_s,
        noise_px=draw(st.sampled_from([0.0, 1.0, 3.0])),
        seed=draw(st.integers(0, 99)),
    )


@settings(max_examples=200, deadline=None)
@given(walks(), st.sampled_from(["auto", "left_to_right", "right_to_left"]), st.sampled_from(["still", "unknown"]))
def test_who_walks_or_stands_is_never_told_to_run(case, travel, camera):
    report = analyze(*case, travel=travel, camera=camera)
    assert GAIT & set(report.quality.reasons)
    assert not report.events
    assert all(m.value is None for part in (report.measures, report.left, report.right) for m in part.values())
    assert report.foot_strike is None


@settings(max_examples=100, deadline=None)
@given(gaits(), st.sampled_from([0.7, 2.5]), st.tuples(*[st.floats(-500, 500)] * 2))
def test_neither_mirror_nor_size_nor_place_changes_the_judgement(case, factor, shift):
    time_s, xy = case
    reasons = analyze(time_s, xy).quality.reasons
    assert analyze(time_s, mirrored(xy)).quality.reasons == reasons
    assert analyze(time_s, factor * xy + shift).quality.reasons == reasons
