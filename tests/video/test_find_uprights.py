"""What stands upright tells the camera's roll; what does not is not believed."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from toeoff.video.find_uprights import find_uprights, fit_uprights

WIDTH, HEIGHT = 1280, 720
NOBODY = np.empty((0, 4))


def uprights(roll_deg, slope_deg=0.0, n=16, length=60.0, noise=0.3):
    """Lines that stand upright before a rolled camera; half of them drawn from below."""
    rng = np.random.default_rng(1)
    x, y = rng.uniform(20, WIDTH - 20, n), rng.uniform(150, 500, n)
    tilt = np.radians(roll_deg + slope_deg * (x / WIDTH - 0.5))
    half = length / 2.0 * np.stack([np.sin(tilt), np.cos(tilt)], axis=1)
    middle = np.stack([x, y], axis=1)
    lines = np.concatenate([middle - half, middle + half], axis=1) + rng.normal(0.0, noise, (n, 4))
    lines[::2] = lines[::2][:, [2, 3, 0, 1]]
    return lines


def clutter(n, seed=2, length=40.0):
    rng = np.random.default_rng(seed)
    middle = rng.uniform([20, 20], [WIDTH - 20, HEIGHT - 20], (n, 2))
    tilt = np.radians(rng.uniform(-90.0, 90.0, n))
    half = length / 2.0 * np.stack([np.sin(tilt), np.cos(tilt)], axis=1)
    return np.concatenate([middle - half, middle + half], axis=1)


@pytest.mark.parametrize("roll", [-10.0, -3.0, 0.0, 2.0, 5.0])
@pytest.mark.parametrize("slope", [-5.0, 0.5, 6.0])
def test_roll_and_convergence_are_found_among_clutter(roll, slope):
    found = fit_uprights(np.concatenate([uprights(roll, slope), clutter(60)]), WIDTH, HEIGHT)
    assert found is not None
    assert found.roll_deg == pytest.approx(roll, abs=0.35)
    assert WIDTH * found.slope_deg_per_px == pytest.approx(slope, abs=1.5)
    assert found.at_px == (WIDTH / 2, HEIGHT / 2)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(np.empty((0, 4)), id="none"),
        pytest.param(uprights(2.0, n=6), id="too few"),
        pytest.param(clutter(200), id="legs of a crowd"),
        pytest.param(uprights(2.0) * [0.1, 1, 0.1, 1], id="all in one place"),
        pytest.param(uprights(2.0, length=16.0), id="too short"),
        pytest.param(np.concatenate([uprights(35.0)]), id="far from upright"),
        pytest.param(uprights(0.0, noise=0.1), id="perhaps drawn into the picture"),
        pytest.param(np.concatenate([uprights(0.0, noise=0.1, n=40), uprights(3.0)]), id="outnumbered by drawn ones"),
    ],
)
def test_what_does_not_agree_is_not_believed(lines):
    assert fit_uprights(lines, WIDTH, HEIGHT) is None


@pytest.mark.parametrize("roll", [-4.0, 3.0])
@pytest.mark.parametrize("scale", [1.0, 1.7])
def test_posts_of_a_picture_tell_the_roll_and_people_do_not(roll, scale):
    picture = np.full((HEIGHT, WIDTH, 3), 120, np.uint8)
    for i, x in enumerate(range(60, WIDTH, 110)):
        cv2.rectangle(picture, (x, 200 + 10 * (i % 3)), (x + 14, 420), (60, 70, 90 + 10 * i), -1)
    # The camera turns clockwise, the picture the other way.
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), roll, 1.0)
    turned = cv2.warpAffine(picture, turn, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
    turned = cv2.resize(turned, None, fx=scale, fy=scale)
    found = find_uprights(turned, NOBODY)
    assert found is not None
    assert found.roll_deg == pytest.approx(roll, abs=0.2)
    everybody = np.array([[0.0, 0.0, scale * WIDTH, scale * HEIGHT]])
    assert find_uprights(turned, everybody) is None
    assert find_uprights(np.full((240, 320, 3), 90, np.uint8), NOBODY) is None


def test_a_level_camera_that_looks_down_is_told_by_uprights_that_converge():
    found = fit_uprights(np.concatenate([uprights(0.0, -6.0), uprights(0.0, noise=0.1, n=4)]), WIDTH, HEIGHT)
    assert found is not None
    assert found.roll_deg == pytest.approx(0.0, abs=0.35)
    assert WIDTH * found.slope_deg_per_px == pytest.approx(-6.0, abs=1.5)


def framed(picture):
    for x in (10, WIDTH - 10):
        cv2.line(picture, (x, 0), (x, HEIGHT), (20, 20, 20), 20)


def gridded(picture):
    for x in range(WIDTH // 4, WIDTH, WIDTH // 4):
        cv2.line(picture, (x, 0), (x, HEIGHT), (255, 255, 255), 2)


def with_a_picture_in_it(picture):
    picture[30:230, 40:380] = cv2.resize(picture, (340, 200))
    cv2.rectangle(picture, (39, 29), (380, 230), (255, 255, 255), 2)


@pytest.mark.parametrize("draw", [framed, gridded, with_a_picture_in_it])
@pytest.mark.parametrize("roll", [-4.7, 3.0])
@pytest.mark.parametrize("posts", [0, 4, 11])
def test_lines_drawn_into_the_picture_are_no_uprights(draw, roll, posts):
    rng = np.random.default_rng(3)
    picture = np.full((HEIGHT, WIDTH, 3), 120, np.uint8)
    for x in np.linspace(60, WIDTH - 74, posts).astype(int).tolist():
        cv2.rectangle(picture, (x, 200), (x + 14, 420), (60, 70, 90), -1)
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), roll, 1.0)
    turned = cv2.warpAffine(picture, turn, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
    draw(turned)
    noisy = np.clip(turned + rng.normal(0.0, 2.0, turned.shape), 0, 255).astype(np.uint8)
    found = find_uprights(noisy, NOBODY)
    assert found is None or found.roll_deg == pytest.approx(roll, abs=0.5)
    # With four posts either is right: columns are few, and a picture in the picture has four more.
    assert posts == 4 or (found is not None) == (posts == 11)
