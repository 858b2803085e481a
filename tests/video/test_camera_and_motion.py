"""Still or moving camera, and moving regions before a still one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from toeoff.video.background import background_motion
from toeoff.video.camera import SMALL_PX, Camera, small_grey
from toeoff.video.motion import MotionModel


def landscape(width=700, height=240, seed=3):
    """Blurred noise: corners everywhere."""
    rng = np.random.default_rng(seed)
    noise = cv2.GaussianBlur(rng.integers(0, 255, (height, width), np.uint8), (0, 0), 2.0)
    return cv2.normalize(noise, None, 0, 255, cv2.NORM_MINMAX)


def view(scene, x):
    """What a camera at x sees, 320 px wide."""
    return np.ascontiguousarray(scene[:, round(x) : round(x) + SMALL_PX])


def with_runner(picture, x):
    picture = picture.copy()
    cv2.rectangle(picture, (x - 8, 100), (x + 8, 170), 0, -1)
    return picture


def test_small_copy_has_the_stated_longer_side():
    assert small_grey(np.zeros((1080, 1920, 3), np.uint8)).shape == (180, SMALL_PX)
    assert small_grey(np.zeros((1920, 1080, 3), np.uint8)).shape == (SMALL_PX, 180)
    assert small_grey(np.zeros((100, 200, 3), np.uint8)).shape == (100, 200)


def test_shift_of_the_background_is_told_in_spite_of_a_runner():
    scene = landscape()
    told = background_motion(with_runner(view(scene, 100), 60), with_runner(view(scene, 103), 90))
    assert told.is_agreed
    assert told.shift == pytest.approx((-3.0, 0.0), abs=0.3)


def test_nothing_to_follow_tells_nothing():
    assert background_motion(np.zeros((180, 320), np.uint8), np.zeros((180, 320), np.uint8)) is None


@pytest.mark.parametrize(("px_per_frame", "is_still"), [(0.0, True), (1.0, False), (6.0, False)])
def test_pan_is_told_from_a_still_camera(px_per_frame, is_still):
    camera, scene = Camera(), landscape()
    for i in range(20):
        camera.update(with_runner(view(scene, px_per_frame * i), 20 + 8 * i), i / 30.0)
    assert camera.is_still is is_still


@pytest.mark.parametrize(("per_s", "is_still"), [(0.02, True), (0.10, False), (-0.10, False)])
def test_a_zoom_is_told_from_a_still_camera(per_s, is_still):
    camera, scene = Camera(), view(landscape(), 100)
    for i in range(20):
        zoom = cv2.getRotationMatrix2D((SMALL_PX / 2.0, scene.shape[0] / 2.0), 0.0, np.exp(per_s * i / 30.0))
        camera.update(cv2.warpAffine(scene, zoom, scene.shape[::-1], borderMode=cv2.BORDER_REFLECT), i / 30.0)
    assert camera.is_still is is_still


def test_first_frame_tells_nothing():
    camera = Camera()
    assert camera.update(view(landscape(), 0), 0.0) is False


def test_runner_before_a_still_camera_is_proposed():
    scene, model = landscape(), MotionModel()
    for i in range(40):
        boxes = model.update(with_runner(view(scene, 0), 20 + 6 * i), scale=2.0)
    assert len(boxes) == 1
    left, top, right, bottom = boxes[0] / 2.0
    assert left - 6 <= 20 + 6 * 39 <= right + 6
    assert top == pytest.approx(100, abs=8)
    assert bottom == pytest.approx(170, abs=8)


def test_nothing_is_proposed_while_the_background_is_unknown():
    scene, model = landscape(), MotionModel()
    for i in range(6):
        assert len(model.update(with_runner(view(scene, 0), 20 + 6 * i), scale=1.0)) == 0


def test_change_of_the_whole_picture_proposes_nothing():
    scene, model = landscape(), MotionModel()
    for _ in range(30):
        model.update(view(scene, 0), scale=1.0)
    assert len(model.update(view(scene, 300), scale=1.0)) == 0


def test_reset_forgets_the_background():
    scene, model = landscape(), MotionModel()
    for _ in range(30):
        model.update(view(scene, 0), scale=1.0)
    model.reset()
    assert len(model.update(with_runner(view(scene, 0), 100), scale=1.0)) == 0
