"""A camera that is turned or tilted: what is stated of it, and what the standing feet tell, against slow twins."""

import numpy as np
import pytest
import toeoff
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import roll as slow
from toeoff import _core
from unit.test_events import truth_run
from unit.test_laws import FPS, HALPE26, RUNS, analyze
from unit.test_view_twin import PLACES

ROLLS = st.floats(-15, 15)
SLOPES = st.sampled_from([0.0, 0.004, -0.012, 0.02])


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(sorted(RUNS)), roll_deg=ROLLS, slope_deg=SLOPES, at=st.tuples(*[st.floats(0, 1500)] * 2))
def test_stated_uprights_level_a_run_as_their_homography_does(name, roll_deg, slope_deg, at):
    time_s, whole_feet = RUNS[name]
    xy = np.full_like(whole_feet, np.nan)
    xy[:, PLACES] = landmarks(whole_feet)
    uprights = np.radians(roll_deg), np.radians(slope_deg), at
    place = slow_place(xy)
    h = slow.told_at_level_of(place, *uprights)
    travel = {"travel": analyze(time_s, xy).quality.travel}
    report = analyze(time_s, xy, roll_deg=toeoff.Uprights(roll_deg, slope_deg, at), **travel)
    level = analyze(time_s, slow.moved(h, xy), roll_deg=0.0, **travel)
    whole = slow.homography(*uprights)
    assert report.quality.roll_deg == pytest.approx(np.degrees(slow.lean_left(whole, place)), abs=1e-9)
    for angle, series in level.angles.items():
        np.testing.assert_allclose(report.angles[angle], series, rtol=0, atol=1e-8, err_msg=angle)
    back = slow.moved(np.linalg.inv(h), level.landmarks)
    np.testing.assert_allclose(report.landmarks, back, rtol=0, atol=1e-7)


SMALL_TOES = [HALPE26.index(f"{side}_small_toe") for side in ("left", "right")]


def landmarks(xy):
    """`(n_frames, 12, 2)`: the toe is the middle of both, where both are seen."""
    body, small = xy[:, PLACES], xy[:, SMALL_TOES]
    body[:, [5, 11]] = np.where(np.isnan(small), body[:, [5, 11]], (body[:, [5, 11]] + small) / 2)
    return body


def slow_place(xy):
    """Where the hips are on average."""
    return np.nanmean(xy[:, [HALPE26.index("left_hip"), HALPE26.index("right_hip")]].mean(axis=1), axis=0)


def assert_told_from_feet(time_s, xy):
    """The roll of a run before a still camera is that of the twin; returns it and its error, deg, or None twice."""
    score = np.isfinite(xy).all(axis=2).astype(float)
    skeleton = _core.Skeleton("halpe26", HALPE26)
    view = _core.assess_view(np.ascontiguousarray(xy), score, time_s, skeleton, None, True)
    report = analyze(time_s, xy, camera="still")
    quality = report.quality
    assert not quality.reasons
    # The twin repairs nothing.
    repairs = quality.frames_exchanged, quality.frames_merged, quality.points_outlying, quality.points_filled
    assert repairs == (0, 0, 0, 0)
    across = np.cos(np.radians(view["angle_deg"])) * (1 if view["travel"] == "left_to_right" else -1)
    body = landmarks(xy) * (1 / across, -1)
    rows = _core.detect_events(time_s, np.ascontiguousarray(body), True)
    stances = [(int(row[0]), row[2], row[7]) for row in rows if np.isfinite(row[[2, 7]]).all()]
    body = slow.smooth(body, 1 / np.median(np.diff(time_s)))
    rad, sigma_rad = slow.from_feet(slow.standing_feet(time_s, body, stances), body, across)
    if not sigma_rad < np.radians(2):
        assert quality.roll_deg is None
        return None, None
    assert quality.roll_deg == pytest.approx(np.degrees(rad), abs=1e-7)
    assert quality.roll_sigma_deg == pytest.approx(np.degrees(sigma_rad), abs=1e-7)
    return quality.roll_deg, quality.roll_sigma_deg


@pytest.mark.parametrize("roll_deg", [-5.0, 0.0, 3.0])
@pytest.mark.parametrize("name", sorted(RUNS))
def test_the_roll_of_standing_feet_equals_that_of_a_slow_twin(name, roll_deg):
    time_s, xy = RUNS[name]
    told, sigma = assert_told_from_feet(time_s, xy @ slow.turn(np.radians(roll_deg)))
    straight, _ = assert_told_from_feet(time_s, xy)
    assert (told is None) == (straight is None)
    if told is not None:
        # The view angle, told from the picture as it is, goes into the length of the way.
        assert told - straight == pytest.approx(roll_deg, abs=0.5)
        assert sigma < 2


@pytest.mark.parametrize("nearer", [0.0, 0.02])
def test_the_roll_of_force_plate_runners_equals_that_of_a_slow_twin(shared_folder, nearer):
    told = []
    for path in sorted((shared_folder / "truth" / "hamner2013").glob("*.npz"))[::5]:
        t, body, _ = truth_run(path.parent, path.stem)
        speed = {"2": 2.0, "3": 3.0, "4": 4.0, "5": 5.0}[path.stem[-1]]
        at = np.arange(t[0] + 0.3, t[0] + 2.0, 1 / FPS)
        body = np.stack([np.interp(at, t, c) for c in body.reshape(len(t), -1).T], axis=1).reshape(len(at), 12, 2)
        body[..., 0] += 250 * speed * (at - at[0])[:, None]
        along = (body[..., 0] - body[..., 0].mean()) / 250
        # Who comes nearer grows, about a horizon 1.1 m above the ground.
        body = np.stack([body[..., 0], body[..., 1] - 275], axis=2) * (1 + nearer * along)[..., None]
        xy = np.full((len(at), 26, 2), np.nan)
        xy[:, PLACES] = body * (1, -1)
        told.append(assert_told_from_feet(at, xy)[0])
    known = [roll for roll in told if roll is not None]
    assert len(known) >= 4
    assert np.abs(known).max() < 3
