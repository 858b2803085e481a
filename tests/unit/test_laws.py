"""Laws of the subject: what must not change when the same run is seen otherwise, and what must change with it."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
import toeoff
from scipy.interpolate import CubicSpline
from synthetic_runner import runner
from toeoff import _core

SAMPLE = Path(__file__).parents[1] / "data" / "sample" / "keypoints.csv.gz"
HALPE26 = _core.skeleton_keypoints("halpe26")
PAIRS = [(i, HALPE26.index(n.replace("left", "right", 1))) for i, n in enumerate(HALPE26) if n.startswith("left_")]
JOINTS = ["shoulder", "hip", "knee", "ankle", "heel", "big_toe"]
FPS = 60
EXACT = 2e-4  # values in their units; at 60 fps the detector's 0.8 Hz filter loses ten digits: 1e-6 s, 3e-4 deg at most
OTHER = {"left": "right", "right": "left", "left_to_right": "right_to_left", "right_to_left": "left_to_right"}
# What a picture's size, a camera's place or the leg that is called left cannot change.
FREE_OF_SCALE = ("deg", "s", "steps/min", "", "leg lengths", "%", "probability of rearfoot")


def sample_runs():
    """Exact keypoints of the sample's runners, enlarged so that no foot is too small; time, xy."""
    with gzip.open(SAMPLE, "rt", encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    for name in dict.fromkeys(row[1] for row in rows):
        own = np.array([[row[0], *row[2:]] for row in rows if row[1] == name], float)
        yield name, own[:, 0] / FPS, 1.5 * own[:, 1:].reshape(len(own), 26, 2)


def drawn_run():
    """The synthetic runner of the events' tests as keypoints, x right and y down."""
    time_s, landmarks = runner(240, FPS)
    xy = np.full((len(time_s), 26, 2), np.nan)
    for side, word in enumerate(("left", "right")):
        for j, joint in enumerate(JOINTS):
            xy[:, HALPE26.index(f"{word}_{joint}")] = landmarks[:, 6 * side + j] * (1, -1) + (0, 900)
    return "drawn", time_s, xy


RUNS = {name: (time_s, xy) for name, time_s, xy in [*sample_runs(), drawn_run()]}


@pytest.fixture(params=RUNS)
def run(request):
    return RUNS[request.param]


def analyze(time_s, xy, **options):
    score = np.where(np.isfinite(xy).all(axis=2), 1.0, 0.0)
    return toeoff.analyze(toeoff.KeypointSequence(xy, score, time_s, skeleton="halpe26"), **options)


def values(measures, unit=None):
    return {k: m.value for k, m in measures.items() if m.value is not None and unit in (None, m.unit)}


def events(report):
    return [(e.side, e.kind) for e in report.events], np.array([e.time_s for e in report.events])


def same_measures(report, other):
    assert len(values(report.measures)) >= 18
    for part in ("measures", "left", "right"):
        assert values(getattr(other, part)) == pytest.approx(values(getattr(report, part)), abs=EXACT)
        for name, m in getattr(report, part).items():
            assert getattr(other, part)[name].reason == m.reason, name


def test_a_mirror_exchanges_direction_and_sides_and_keeps_every_value(run):
    time_s, xy = run
    mirrored = xy.copy()
    mirrored[..., 0] = 1920 - mirrored[..., 0]
    for left, right in PAIRS:
        mirrored[:, [left, right]] = mirrored[:, [right, left]]
    report, other = analyze(time_s, xy), analyze(time_s, mirrored)
    assert other.quality.travel == OTHER[report.quality.travel]
    assert other.quality.near_side == OTHER[report.quality.near_side]
    assert values(other.left) == pytest.approx(values(report.right), abs=EXACT)
    assert values(other.right) == pytest.approx(values(report.left), abs=EXACT)
    signed = {
        k: -v if k.startswith("asymmetry") and k.endswith("deg") else v for k, v in values(other.measures).items()
    }
    assert signed == pytest.approx(values(report.measures), abs=EXACT)
    (kinds, times), (other_kinds, other_times) = events(report), events(other)
    assert [(OTHER[side], kind) for side, kind in other_kinds] == kinds
    assert other_times == pytest.approx(times, abs=EXACT)


@pytest.mark.parametrize(
    ("factor", "shift"),
    [
        pytest.param(1.0, (-350.0, 120.0), id="moved"),
        pytest.param(1.7, (0.0, 0.0), id="larger"),
        pytest.param(3.1, (900.0, -40.0), id="larger and moved"),
    ],
)
def test_where_and_how_large_a_runner_is_seen_changes_nothing_but_px(run, factor, shift):
    time_s, xy = run
    report, other = analyze(time_s, xy, height_m=1.75), analyze(time_s, xy * factor + shift, height_m=1.75)
    assert {m.unit for m in report.measures.values() if m.value is not None} >= set(FREE_OF_SCALE)
    assert values(other.measures) == pytest.approx(values(report.measures), abs=EXACT)
    assert events(other)[0] == events(report)[0]
    assert events(other)[1] == pytest.approx(events(report)[1], abs=EXACT)
    assert other.quality.height_px == pytest.approx(factor * report.quality.height_px)
    assert other.quality.scale_m_per_px == pytest.approx(report.quality.scale_m_per_px / factor)


def test_footage_played_at_half_speed_is_undone_by_its_capture_rate(run):
    time_s, xy = run
    same_measures(analyze(time_s, xy), analyze(2 * time_s, xy, capture_fps=FPS))


def test_times_shrink_with_the_capture_rate_that_they_are_divided_by(run):
    time_s, xy = run
    report, faster = analyze(time_s, xy), analyze(time_s, xy, capture_fps=1.1 * FPS)
    ratio = faster.measures["cadence_spm"].value / report.measures["cadence_spm"].value
    # The detector's tables know how long strides take, so that events shift a little; strides do not.
    assert ratio == pytest.approx(1.1, abs=0.005)
    for name in ("contact_time_s", "swing_time_s"):
        assert faster.measures[name].value == pytest.approx(report.measures[name].value / 1.1, rel=0.05)
    for name in ("heel_recovery_deg", "knee_drive_deg"):
        assert faster.measures[name].value == pytest.approx(report.measures[name].value, abs=1.0)


@pytest.mark.parametrize("roll_deg", [-6.0, 4.0])
def test_a_rolled_camera_is_undone_by_its_roll(run, roll_deg):
    time_s, xy = run
    roll = np.radians(roll_deg)
    # A camera turned clockwise shows the scene turned the other way: x right, y down.
    turned = xy @ np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    report, other = analyze(time_s, xy, roll_deg=0.0), analyze(time_s, turned, roll_deg=roll_deg)
    assert values(other.measures) == pytest.approx(values(report.measures), abs=EXACT)
    unaware = analyze(time_s, turned)
    lean = unaware.measures["trunk_lean_deg"].value - report.measures["trunk_lean_deg"].value
    # The view angle, told from the picture as it is, is another by some degrees.
    assert abs(lean) == pytest.approx(abs(roll_deg), abs=0.2)


@pytest.mark.parametrize("pitch_deg", [-8.0, 5.0])
def test_a_camera_that_looks_up_or_down_is_undone_by_its_uprights(run, pitch_deg):
    """Its picture is that of a level one through a homography; what its uprights do not tell is a stretch of 1 %."""
    time_s, xy = run
    focal, middle = 1500.0, np.array([960.0, 540.0])
    pitch = np.radians(pitch_deg)
    x, y = np.moveaxis(xy - np.nanmean(xy, axis=(0, 1)), 2, 0)
    ahead = focal * np.cos(pitch) - y * np.sin(pitch)
    down = y * np.cos(pitch) + focal * np.sin(pitch)
    seen = focal * np.stack([x, down], axis=2) / ahead[..., None] + middle
    uprights = toeoff.Uprights(0.0, np.degrees(np.tan(pitch)) / focal, tuple(middle))
    level, unaware = analyze(time_s, xy, roll_deg=0), analyze(time_s, seen)
    told = analyze(time_s, seen, roll_deg=uprights)

    def leans(report):
        return [v for s in report.strides if (v := s.values["trunk_lean_deg"]) is not None]

    assert leans(told) == pytest.approx(leans(level), abs=0.2)
    assert np.ptp(leans(unaware)) > np.ptp(leans(level)) + 0.5
    angles = [name for name, m in level.measures.items() if m.unit == "deg" and m.value is not None]
    assert len(angles) > 8
    for name in angles:
        # A stretch of 1 % of an angle; a threshold in the picture's px may fall on a neighbouring frame besides.
        assert told.measures[name].value == pytest.approx(level.measures[name].value, rel=0.02, abs=0.4)


def test_twice_the_frames_give_the_same_times_and_angles(run):
    time_s, xy = run
    twice_s = time_s[0] + np.arange(2 * len(time_s) - 1) / (2 * FPS)
    seen = np.isfinite(xy).all(axis=(0, 2))
    twice = np.full((len(twice_s), 26, 2), np.nan)
    twice[:, seen] = CubicSpline(time_s, xy[:, seen])(twice_s)
    report, other = analyze(time_s, xy), analyze(twice_s, twice)
    assert events(other)[0] == events(report)[0]
    assert events(other)[1] == pytest.approx(events(report)[1], abs=0.004)
    for name, value in values(report.measures, "deg").items():
        assert values(other.measures)[name] == pytest.approx(value, abs=1.5), name
    assert other.measures["cadence_spm"].value == pytest.approx(report.measures["cadence_spm"].value, abs=0.3)


def test_a_hole_changes_only_what_touches_it(run):
    time_s, xy = run
    holed, middle = xy.copy(), len(time_s) // 2
    hole = slice(middle, middle + FPS // 4)
    gone = [HALPE26.index(f"left_{joint}") for joint in ("knee", "ankle", "heel", "big_toe", "small_toe")]
    holed[hole, gone] = np.nan
    # The direction is stated, so that no evidence for it is lost with the leg.
    travel = analyze(time_s, xy).quality.travel
    report, other = analyze(time_s, xy, travel=travel), analyze(time_s, holed, travel=travel)
    away = np.abs(time_s - time_s[hole].mean()) > 0.5
    for name, series in report.angles.items():
        whole, rest = series[away], other.angles[name][away]
        assert (np.isfinite(whole) == np.isfinite(rest)).all(), name
        np.testing.assert_allclose(rest, whole, rtol=0, atol=0.05, err_msg=name)
        if name.startswith("right_") and "hip" not in name:
            # All that is seen tells the view angle, and it shortens every angle.
            np.testing.assert_allclose(other.angles[name], series, rtol=0, atol=0.02, err_msg=name)


def test_a_run_backwards_in_time_has_its_angles_backwards(run):
    # A filter run forth and back is not quite the same run back and forth, at its ends.
    time_s, xy = run
    travel = analyze(time_s, xy).quality.travel
    report, other = analyze(time_s, xy, travel=travel), analyze(time_s, xy[::-1], travel=travel)
    for name, series in report.angles.items():
        backwards = other.angles[name][::-1]
        np.testing.assert_allclose(backwards[6:-6], series[6:-6], rtol=0, atol=1e-4, err_msg=name)
        np.testing.assert_allclose(backwards, series, rtol=0, atol=0.01, err_msg=name)


def test_a_run_backwards_in_time_has_its_mid_stances_backwards_with_contact_before_and_toe_off_behind(run):
    # Contact and toe-off do not change places: they are read from how runners land and push off, which are not each
    # other's mirror image. The film of a run backwards, turned so that it goes forwards, has them up to 0.1 s off.
    time_s, xy = run
    forward = 1 if analyze(time_s, xy).quality.travel == "left_to_right" else -1
    body = xy[:, [HALPE26.index(f"{side}_{joint}") for side in ("left", "right") for joint in JOINTS]] * (forward, -1)
    backwards = body[::-1] * (-1, 1)
    (side, mid_s, stride_s), (other_side, other_mid_s, other_stride_s) = (
        _core.event_anchors(time_s, np.ascontiguousarray(b)) for b in (body, backwards)
    )
    assert len(side) >= 5
    np.testing.assert_array_equal(other_side[::-1], side)
    np.testing.assert_allclose((time_s[0] + time_s[-1] - other_mid_s)[::-1], mid_s, rtol=0, atol=2e-5)
    assert other_stride_s == pytest.approx(stride_s, abs=1e-6)
    events = [_core.detect_events(time_s, np.ascontiguousarray(b), False) for b in (body, backwards)]
    contact_s, toe_off_s = (np.array([rows[:, i] for rows in events]) for i in (2, 7))
    told = np.isfinite(contact_s) & np.isfinite(toe_off_s)
    assert told.sum(axis=1).min() >= 3
    between = np.array([rows[:, 1] for rows in events])
    assert ((contact_s < between) & (between < toe_off_s))[told].all()


def test_a_film_played_backwards_tells_nothing(run):
    time_s, xy = run
    report = analyze(time_s, xy[::-1])
    assert not values(report.measures)
    assert not report.events
    assert "inconsistent_events" in report.quality.reasons


def test_a_later_clock_moves_times_and_nothing_else(run):
    time_s, xy = run
    report, later = analyze(time_s, xy), analyze(time_s + 1000, xy)
    same_measures(report, later)
    assert events(later)[1] - 1000 == pytest.approx(events(report)[1], abs=EXACT)


def test_less_time_than_a_stride_tells_nothing(run):
    time_s, xy = run
    glimpse = time_s < time_s[0] + 0.6
    report = analyze(time_s[glimpse], xy[glimpse])
    assert not values(report.measures)
    assert not report.events
    assert "too_short" in report.quality.reasons
