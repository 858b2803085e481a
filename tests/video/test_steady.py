"""The way of a camera that turns where it stands, from its pictures to steady coordinates."""

from __future__ import annotations

import numpy as np
import pytest
from clips import write_clip
from stick_runner import StickDetector, StickPose, scene, with_runner
from test_camera_kind import FOCAL, HEIGHT, NO, SWAY, TIMES, WIDTH, points_of_a_street, seen
from toeoff.io.keypoint_archive import KeypointArchiveWriter
from toeoff.keypoint_passes import KeypointPasses
from toeoff.settings import Settings
from toeoff.video.annotate import _is_one_picture
from toeoff.video.background import MIN_POINTS, motion_of_points
from toeoff.video.camera_log import CameraLog
from toeoff.video.recording import Models, Recording
from toeoff.video.steady import LARGEST_ERROR, VIEW_DEG, camera_way, way_error
from toeoff.video.tracks import Track

SIZE = (4 * WIDTH, 4 * HEIGHT)
MIDDLE = (WIDTH / 2.0, HEIGHT / 2.0)


def turned(turn_rad, seed=1, **options):
    street = points_of_a_street(seed)
    return motion_of_points(seen(street), seen(street, turn_rad, **options), WIDTH, HEIGHT)


@pytest.mark.parametrize("deg", [0.2, 0.5, -1.0])
def test_the_middle_of_the_picture_moves_by_the_turn_and_the_whole_of_it_by_more(deg):
    steps = [turned(np.radians(deg), seed) for seed in range(20)]
    true = -FOCAL * np.tan(np.radians(deg))
    assert np.mean([step.middle[2] for step in steps]) == pytest.approx(true, rel=0.005)
    assert np.mean([step.shift[0] for step in steps]) / true > 1.02
    assert np.mean([step.middle[:2] for step in steps], axis=0) == pytest.approx((1.0, 0.0), abs=1e-3)


def test_a_roll_and_growth_of_the_middle_are_told():
    rng = np.random.default_rng(4)
    before = rng.uniform([0, 0], [WIDTH, HEIGHT], (60, 2))
    a, b = 1.01 * np.cos(0.02), 1.01 * np.sin(0.02)
    after = (before - MIDDLE) @ np.array([[a, -b], [b, a]]).T + MIDDLE + [3.0, -1.0]
    told = motion_of_points(before.astype(np.float32), after.astype(np.float32), WIDTH, HEIGHT)
    assert told.middle == pytest.approx((a, b, 3.0, -1.0), abs=1e-3)


def grid(step=20):
    return np.stack(np.meshgrid(np.arange(10.0, WIDTH, step), np.arange(10.0, HEIGHT, step)), axis=-1).reshape(-1, 2)


def test_points_on_people_do_not_steer_the_motion():
    before = grid()
    crowd = np.array([[40.0, 20.0, 280.0, 178.0]])
    inside = ((before >= crowd[0, :2]) & (before <= crowd[0, 2:])).all(axis=1)
    assert inside.mean() > 0.6
    assert (~inside).sum() >= MIN_POINTS
    # The background goes left, and the crowd, who are most of the points, right.
    after = before + np.where(inside[:, None], [5.0, 0.0], [-3.0, 0.0])
    points = before.astype(np.float32), after.astype(np.float32)
    assert motion_of_points(*points, WIDTH, HEIGHT, crowd).middle == pytest.approx((1, 0, -3, 0), abs=1e-3)
    assert motion_of_points(*points, WIDTH, HEIGHT).middle == pytest.approx((1, 0, 5, 0), abs=1e-3)


def test_where_people_fill_the_picture_nothing_steadies_it():
    before = grid()
    everyone = np.array([[0.0, 0.0, WIDTH, HEIGHT]])
    after = before + np.array([5.0, 0.0])
    told = motion_of_points(before.astype(np.float32), after.astype(np.float32), WIDTH, HEIGHT, everyone)
    assert told.is_agreed
    assert told.middle is None


@pytest.mark.parametrize(("noise_px", "band_px"), [(0.07, 15.0), (0.07, 4.0), (0.2, 15.0)])
def test_points_about_a_line_tell_a_still_camera_or_nothing(noise_px, band_px):
    """A horizon, a kerb, a fence: a homography alone turned the picture by 0.2 deg a step, and grew it 180 times."""
    rng = np.random.default_rng(3)
    for _ in range(300):
        along, off = rng.uniform(0.0, WIDTH, 60), rng.normal(0.0, band_px / 2.0, 60)
        before = np.stack([along, HEIGHT / 2.0 + 0.1 * (along - WIDTH / 2.0) + off], axis=1)
        after = before + rng.normal(0.0, noise_px, before.shape)
        told = motion_of_points(before.astype(np.float32), after.astype(np.float32), WIDTH, HEIGHT)
        if told.middle is not None:
            a, b, x, y = told.middle
            assert abs(np.degrees(np.arctan2(b, a))) < 0.15
            assert abs(np.log(np.hypot(a, b))) < 0.004
            assert np.hypot(x, y) < 1.0


@pytest.mark.parametrize("axis", [0, 1])
def test_points_on_one_side_tell_nothing_of_the_middle(axis):
    before = grid(step=10)
    before = before[before[:, axis] > MIDDLE[axis] + 5.0].astype(np.float32)
    told = motion_of_points(before, before + np.float32(2.0), WIDTH, HEIGHT)
    assert told.is_agreed
    assert told.middle is None


def film(turn_rad, pitch_px=None, rate_hz=30.0):
    """Looks of a camera that turns, each step of it seen in another part of the street."""
    log = CameraLog(keep_s=60.0)
    log.add(0.0, None)
    for i in range(1, len(turn_rad)):
        log.add(i / rate_hz, turned(turn_rad[i] - turn_rad[i - 1], seed=i))
    return log


def places(path, turn_rad, far_rad):
    """Where a far place that the camera sees under an angle comes to lie in the steady picture."""
    x = SIZE[0] / WIDTH * (FOCAL * np.tan(far_rad - turn_rad) + MIDDLE[0])
    y = np.full_like(x, SIZE[1] / 2.0)
    a, b, x0, y0 = path.T
    return np.stack([a * x - b * y + x0, b * x + a * y + y0], axis=1)


def test_a_far_place_stays_where_it_is_in_the_steady_picture_of_a_swaying_camera():
    path = film(SWAY, NO).way(TIMES, SIZE)
    steady = places(path, SWAY, 0.05)
    shown = SIZE[0] / WIDTH * FOCAL * np.tan(0.05 - SWAY)
    assert np.ptp(shown) > 60.0
    assert np.ptp(steady, axis=0).max() < 2.0
    # The steady picture is the camera as it looks on average.
    assert np.arctan2(path[:, 1], path[:, 0]).mean() == pytest.approx(0.0, abs=1e-9)


def test_frames_between_and_after_looks_are_where_the_camera_goes_on_to():
    log = film(np.radians(3.0) * TIMES)
    looks = log.way(TIMES, SIZE)
    times = np.arange(10.25, 60.75, 0.5) / 30.0
    path = log.way(times, SIZE)
    expected = [np.interp(times, TIMES, column) for column in looks.T]
    # Another stretch has another average, which moves all of it alike.
    moved = path[:, 2] - expected[2]
    assert np.ptp(moved[:-1]) < 0.1
    # The last frame comes a quarter of a look after the last one.
    assert moved[-1] - moved[0] == pytest.approx(0.25 * (looks[-1, 2] - looks[-2, 2]), abs=0.1)


def test_one_step_that_nothing_tells_breaks_the_way():
    log = film(SWAY)
    assert log.way(TIMES[5:20], SIZE) is not None
    log.add(61 / 30.0, None)
    log.add(62 / 30.0, turned(0.001))
    assert log.way(np.array([60.0, 61.0, 62.0]) / 30.0, SIZE) is None
    assert log.way(np.array([61.2, 61.6, 62.0]) / 30.0, SIZE) is not None
    assert CameraLog(keep_s=9.0).way(TIMES, SIZE) is None


def pan(total_deg, at_deg):
    """Error of the way of a runner who runs past a panning phone, from one angle beside its axis to another."""
    n, focal = 41, SIZE[0] / 2.0 / np.tan(np.radians(VIEW_DEG / 2.0))
    turn = np.radians(np.linspace(-total_deg / 2.0, total_deg / 2.0, n))
    path = np.stack([np.ones(n), np.zeros(n), focal * turn, np.zeros(n)], axis=1)
    beside = np.radians(np.linspace(-at_deg, at_deg, n))
    return way_error(path, SIZE[0] / 2.0 + focal * np.tan(beside), 300.0, SIZE)


def test_the_turn_of_a_pan_is_a_shorter_way_than_a_plane_shows():
    assert pan(0.0, 25.0) == pytest.approx(0.0, abs=1e-12)
    # tan(17.5 deg) / 17.5 deg = 1.032, and a runner who is shown cos(8.75 deg) = 0.988 as large takes 0.012 of that.
    assert pan(35.0, 0.0) == pytest.approx(0.02, abs=0.001)
    assert pan(50.0, 0.0) < LARGEST_ERROR < pan(60.0, 0.0)
    assert pan(14.0, 25.0) < LARGEST_ERROR < pan(22.0, 25.0)
    assert pan(150.0, 0.0) == np.inf


def test_a_runner_who_stays_where_they_are_is_held_against_their_height():
    nowhere = np.full(41, SIZE[0] / 2.0)
    path = np.tile([1.0, 0.0, 0.0, 0.0], (41, 1))
    assert way_error(path, nowhere, 300.0, SIZE) == 0.0
    assert way_error(path, np.full(41, np.nan), 300.0, SIZE) == np.inf


def shaky(n=60, sway_px=6.0, swing_hz=1.0, pan_px=0.0):
    """Pictures of a runner who crosses before a camera in a hand, and where the camera looks, px."""
    wide, t = scene(width=1500, height=400), np.arange(n) / 30.0
    across = 40 + sway_px + sway_px * np.sin(2 * np.pi * swing_hz * t) + pan_px * np.arange(n)
    down = 20 + sway_px + sway_px * np.sin(2 * np.pi * 1.3 * swing_hz * t)
    look = np.stack([across, down], axis=1).round().astype(int)
    runner = 60.0 + 10.0 * np.arange(n)
    pictures = [
        with_runner(wide[y : y + 270, x : x + 480], r - x, top=80 - y, height=160) if 0 < r - x < 480 else
        np.ascontiguousarray(wide[y : y + 270, x : x + 480])
        for (x, y), r in zip(look, runner, strict=True)
    ]  # fmt: skip
    return pictures, look


@pytest.fixture(scope="module")
def shaken(tmp_path_factory):
    pictures, look = shaky()
    clip = write_clip(tmp_path_factory.mktemp("steady") / "hand.mp4", pictures)
    (one,) = Recording(clip, Models(StickDetector(), StickPose()))
    return one, look[one.track.frames]


def test_a_pass_before_a_camera_in_a_hand_is_measured_in_steady_coordinates(shaken):
    one, look = shaken
    assert one.report.source["camera_kind"] == "handheld"
    assert one.report.source["camera_steadied"]
    assert one.report.source["camera"] == "still"
    path = one.sequence.camera_path
    # What stands goes left as the camera looks right.
    away = path[:, 2:] - look
    assert np.ptp(look, axis=0).min() > 10
    assert np.ptp(away, axis=0).max() < 1.0
    assert np.allclose(path[:, :2], [1.0, 0.0], atol=2e-3)


def test_kept_keypoints_of_a_steadied_pass_are_measured_as_its_video_was(shaken, tmp_path):
    one, _ = shaken
    with KeypointArchiveWriter(tmp_path / "keypoints.npz") as writer:
        writer.add(one.sequence, dict(one.report.source))
        writer.finish({"n_frames": 60})
    ((again, sequence),) = KeypointPasses(tmp_path / "keypoints.npz", Settings())
    assert sequence == one.sequence
    assert again.to_json() == one.report.to_json()


def test_landmarks_of_a_steadied_pass_lie_where_the_pictures_show_them(shaken):
    one, _ = shaken
    report, rows = one.report, np.searchsorted(one.sequence.time_s, one.report.time_s)
    shown = one.sequence.xy[rows, 11]
    off = np.linalg.norm(report.landmarks[:, 1] - shown, axis=1)
    assert np.nanmedian(off) < 2.0
    assert not _is_one_picture(report)


def cross(path, pictures):
    (one,) = Recording(write_clip(path, pictures), Models(StickDetector(), StickPose()))
    return one


def test_a_pan_that_turns_far_is_steadied_and_does_not_show_the_ground(tmp_path):
    wide = scene(width=900)
    far = [with_runner(wide[:, 7 * i : 7 * i + 480], 60.0 + 6.0 * i, top=50, height=160) for i in range(60)]
    one = cross(tmp_path / "pan.mp4", far)
    assert (one.report.source["camera"], one.report.source["camera_steadied"]) == ("unknown", True)
    assert np.diff(one.sequence.camera_path[:, 2]) == pytest.approx(7.0, abs=0.5)


def test_a_camera_on_a_stand_has_no_way(tmp_path):
    still = [with_runner(scene(), 60.0 + 6.0 * i, top=50, height=160) for i in range(60)]
    one = cross(tmp_path / "still.mp4", still)
    assert (one.report.source["camera"], one.report.source["camera_steadied"]) == ("still", False)
    assert one.sequence.camera_path is None


def track(*, is_still=False):
    """Someone who runs across the picture of a camera that moves."""
    n = len(TIMES)
    xy = np.full((n, 17, 2), 360.0)
    xy[..., 0] = np.linspace(300.0, 900.0, n)[:, None]
    box = np.stack([xy[:, 0, 0] - 60, xy[:, 0, 1] - 180, xy[:, 0, 0] + 60, xy[:, 0, 1] + 180], axis=1)
    of = np.arange(n)
    seen, rolls = np.ones((n, 17)), np.full((n, 4), np.nan)
    never, none = np.zeros(n, dtype=bool), np.zeros(n, dtype=np.int64)
    return Track(0, of, of, TIMES[:n], xy, seen, box, never, none, np.full(n, is_still), rolls, none)


def way(log, kind, **options):
    return camera_way(log, track(**options), kind, (11, 12), SIZE)


def test_only_a_camera_that_turns_where_it_stands_has_a_way():
    log = film(SWAY)
    for kind in ("static", "handheld", "panning"):
        assert way(log, kind).shows_ground
        assert way(log, kind).path.shape == (len(TIMES), 4)
    for kind in ("alongside", "unknown"):
        assert way(log, kind) == (None, False)
    assert way(log, "static", is_still=True) == (None, False)


def test_a_camera_that_zooms_while_it_pans_has_no_way():
    log, zoomed = CameraLog(keep_s=60.0), CameraLog(keep_s=60.0)
    for i, at in enumerate(TIMES):
        log.add(at, turned(np.radians(0.2), seed=i))
        zoomed.add(at, turned(np.radians(0.2), seed=i, zoom=np.exp(0.1 / 30.0)))
    assert way(log, "panning").path is not None
    assert way(zoomed, "panning") == (None, False)
