"""Which camera filmed, from synthetic motion of the background."""

from __future__ import annotations

import numpy as np
import pytest
from toeoff.video.background import Background, background_motion, motion_of_points
from toeoff.video.camera_kind import camera_kind
from toeoff.video.camera_log import CameraLog

WIDTH, HEIGHT, FOCAL = 320, 180, 300.0


def points_of_a_street(seed=1, n=80):
    """Places before the camera, m: x right, y down, z ahead; a road 1.4 m below, and houses 30 m away."""
    rng = np.random.default_rng(seed)
    ahead = rng.uniform(5.0, 12.0, n // 2)
    road = np.stack([rng.uniform(-0.5, 0.5, n // 2) * ahead, np.full(n // 2, 1.4), ahead], axis=1)
    houses = np.stack([rng.uniform(-15, 15, n // 2), rng.uniform(-8.5, 0.0, n // 2), np.full(n // 2, 30.0)], axis=1)
    return np.concatenate([road, houses])


def seen(points, turn_rad=0.0, aside_m=0.0, zoom=1.0):
    """Pixels of the places for a camera that has turned to the right, moved to the right and zoomed in."""
    x, y, z = (points - [aside_m, 0.0, 0.0]).T
    cos, sin = np.cos(turn_rad), np.sin(turn_rad)
    right, ahead = cos * x - sin * z, sin * x + cos * z
    focal = zoom * FOCAL
    return np.stack([focal * right / ahead + WIDTH / 2, focal * y / ahead + HEIGHT / 2], axis=1).astype(np.float32)


def film(turn_rad, aside_m, rate_hz=30.0, zoom=1.0):
    """How the background moves over poses of a camera, looked at anew in each step as far as points stay in sight."""
    log = CameraLog(keep_s=60.0)
    log.add(0.0, None)
    for i in range(1, len(turn_rad)):
        # The street goes on: what is before the camera always looks the same, so only the step counts.
        street = points_of_a_street(seed=i)
        before, after = seen(street), seen(street, turn_rad[i] - turn_rad[i - 1], aside_m[i] - aside_m[i - 1], zoom)
        log.add(i / rate_hz, motion_of_points(before, after, WIDTH, HEIGHT))
    log.finish()
    return log


TIMES = np.arange(61) / 30.0
NO = np.zeros(61)
SWAY = np.radians(1.5) * np.sin(2 * np.pi * 1.5 * TIMES)


@pytest.mark.parametrize(
    ("turn_rad", "aside_m", "kind"),
    [
        (NO, NO, "static"),
        (np.radians(0.05) * np.sin(2 * np.pi * 3 * TIMES), NO, "static"),
        (SWAY, NO, "handheld"),
        (np.radians(30) * TIMES, NO, "panning"),
        (np.radians(-12) * TIMES, NO, "panning"),
        (np.radians(30) * TIMES + SWAY / 3, NO, "panning"),
        (NO, 4.0 * TIMES, "alongside"),
        (NO, -2.5 * TIMES, "alongside"),
        (SWAY / 3, 4.0 * TIMES, "alongside"),
        (SWAY * 30, NO, "unknown"),
    ],
)
def test_camera_is_recognised_from_what_it_sees_of_a_street(turn_rad, aside_m, kind):
    log = film(turn_rad, aside_m)
    assert log.over(0.0, 2.0)[0] == kind
    assert log.seconds == {kind: pytest.approx(2.0)}


@pytest.mark.parametrize("rate_hz", [24.0, 30.0, 50.0])
def test_kind_does_not_hang_on_the_frame_rate(rate_hz):
    times = np.arange(round(2 * rate_hz) + 1) / rate_hz
    assert film(np.radians(30) * times, 0 * times, rate_hz).over(0.0, 2.0)[0] == "panning"
    assert film(0 * times, 4 * times, rate_hz).over(0.0, 2.0)[0] == "alongside"


def test_each_pass_has_its_own_camera():
    turn = np.concatenate([NO[:-1], np.radians(30) * TIMES])
    log = film(turn, np.zeros(len(turn)))
    assert log.over(0.0, 1.9)[0] == "static"
    assert log.over(2.1, 4.0)[0] == "panning"
    assert log.seconds == {"static": pytest.approx(2.0), "panning": pytest.approx(2.0)}


@pytest.mark.parametrize(("per_s", "kind"), [(0.02, "static"), (0.10, "unknown"), (-0.10, "unknown")])
def test_a_camera_that_stands_and_zooms_is_not_static(per_s, kind):
    assert film(NO, NO, zoom=np.exp(per_s / 30.0)).over(0.0, 2.0)[0] == kind
    assert film(np.radians(30) * TIMES, NO, zoom=np.exp(per_s / 30.0)).over(0.0, 2.0)[0] == "panning"


def test_nothing_to_follow_is_unknown():
    log = CameraLog(keep_s=60.0)
    for i in range(61):
        log.add(i / 30.0, None)
    assert log.over(0.0, 2.0) == ("unknown", None)
    assert camera_kind(np.empty(0), np.empty((0, 2)), *np.empty((3, 0))) == "unknown"


def test_inliers_are_counted_and_a_turn_and_growth_are_told():
    rng = np.random.default_rng(4)
    before = rng.uniform([0, 0], [WIDTH, HEIGHT], (60, 2)).astype(np.float32)
    turn, centre = np.radians(2.0), np.array([WIDTH / 2, HEIGHT / 2])
    matrix = 1.03 * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    after = ((before - centre) @ matrix.T + centre + [3.0, -1.0]).astype(np.float32)
    after[:12] += 9.0
    told = motion_of_points(before, after, WIDTH, HEIGHT)
    assert (told.n_points, told.n_inliers) == (60, 48)
    assert told.shift == pytest.approx((3.0, -1.0), abs=0.05)
    assert told.angle_deg == pytest.approx(2.0, abs=0.05)
    assert told.scale == pytest.approx(1.03, abs=0.002)


def test_people_tell_no_parallax():
    before = np.stack(np.meshgrid(np.arange(10, 320, 30), np.arange(10, 180, 20)), axis=-1).reshape(-1, 2)
    before = before.astype(np.float32)
    after = before - np.array([6.0, 0.0], dtype=np.float32)
    runner = np.array([[60.0, 100.0, 260.0, 180.0]])
    inside = ((before >= runner[0, :2]) & (before <= runner[0, 2:])).all(axis=1)
    after[inside] = before[inside]
    after = after.astype(np.float32)
    assert motion_of_points(before, after, WIDTH, HEIGHT, runner).lower == pytest.approx(-6.0)
    assert motion_of_points(before, after, WIDTH, HEIGHT).lower == pytest.approx(0.0)


def test_memory_of_the_camera_does_not_grow():
    log = CameraLog(keep_s=10.0)
    still = Background((0.0, 0.0), 0.0, 1.0, 80, 80, 0.0, 0.0, WIDTH)
    for i in range(3000):
        log.add(i / 30.0, still)
    assert len(log._rows) <= 302
    log.finish()
    assert log.seconds["static"] == pytest.approx(2999 / 30.0)


def test_flat_pictures_tell_no_motion():
    flat = np.full((HEIGHT, WIDTH), 90, np.uint8)
    assert background_motion(flat, flat) is None
