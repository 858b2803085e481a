"""Crops and letterboxes: where pixels land, and the way back."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toeoff.errors import InvalidInputError
from toeoff.video.crop import Cropper, fix_aspect
from toeoff.video.letterbox import Letterbox
from toeoff.video.pixels import IMAGENET_MEAN, IMAGENET_STD, PixelFormat
from toeoff.video.types import check_boxes, check_image

PLAIN = PixelFormat(bgr=True)


def ramp(width, height):
    """An image whose blue is x and whose green is y: it says where each pixel came from."""
    image = np.zeros((height, width, 3), np.uint8)
    image[..., 0] = np.arange(width)
    image[..., 1] = np.arange(height)[:, None]
    return image


@settings(deadline=None)
@given(
    st.floats(40, 120),
    st.floats(40, 120),
    st.floats(20, 60),
    st.floats(20, 60),
    st.sampled_from([(192, 256), (64, 64)]),
)
def test_a_crop_pixel_holds_the_image_at_the_place_that_it_maps_to(x, y, width, height, size):
    box = np.array([[x, y, x + width, y + height]])
    crops = Cropper(size, PLAIN).cut(ramp(250, 250), box)
    columns, rows = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    at = crops.to_image(np.stack([columns.ravel(), rows.ravel()], axis=1)[None])[0]
    inside = ((at >= 0) & (at <= 249)).all(axis=1)
    found = crops.batch[0, :2].reshape(2, -1).T
    assert np.abs(found - at)[inside].max() <= 1.0  # 8-bit rounding and OpenCV's fixed-point weights


def test_the_box_is_grown_to_the_aspect_and_padded_about_its_centre():
    left, top, width, height = fix_aspect(np.array([[10.0, 20.0, 30.0, 100.0]]), 0.75, 1.25)[0]
    assert (left + width / 2, top + height / 2) == pytest.approx((20.0, 60.0))
    assert (width, height) == pytest.approx((75.0, 100.0))
    wide = fix_aspect(np.array([[0.0, 0.0, 90.0, 30.0]]), 0.75, 1.25)[0]
    assert wide[2:] == pytest.approx([112.5, 150.0])


def test_a_crop_equals_the_affine_warp_that_top_down_models_are_trained_with():
    rng = np.random.default_rng(3)
    image = cv2.GaussianBlur(rng.integers(0, 256, (300, 400, 3), dtype=np.uint8), (0, 0), 2)
    box = np.array([[120.3, 40.6, 210.9, 250.2]])
    crops = Cropper((192, 256), PixelFormat(mean=IMAGENET_MEAN, std=IMAGENET_STD)).cut(image, box)
    centre, height = (box[0, :2] + box[0, 2:]) / 2, (box[0, 3] - box[0, 1]) * 1.25
    scale = 256 / height
    warp = np.array([[scale, 0, 96 - scale * centre[0]], [0, scale, 128 - scale * centre[1]]])
    want = cv2.warpAffine(image, warp, (192, 256), flags=cv2.INTER_LINEAR)[..., ::-1]
    want = (want - np.array(IMAGENET_MEAN)) / np.array(IMAGENET_STD)
    difference = np.abs(crops.batch[0].transpose(1, 2, 0) - want)
    assert difference.max() < 1.5 / min(IMAGENET_STD)  # one grey level of rounding
    assert difference.mean() < 0.1 / min(IMAGENET_STD)


@pytest.mark.parametrize("bgr", [True, False])
@pytest.mark.parametrize("channels_first", [True, False])
def test_every_colour_order_and_layout_holds_the_same_numbers(bgr, channels_first):
    image = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    mean, std = (10.0, 20.0, 30.0), (2.0, 4.0, 8.0)
    pixels = PixelFormat(mean=mean, std=std, bgr=bgr, channels_first=channels_first)
    target = np.empty(pixels.shape(1, (40, 40)), np.float32)
    ordered = image if bgr else image[..., ::-1]
    want = (ordered - np.array(mean)) / np.array(std)
    for source in (image, cv2.cvtColor(image, cv2.COLOR_BGR2BGRA)):
        pixels.write(source, target[0])
        found = target[0].transpose(1, 2, 0) if channels_first else target[0]
        np.testing.assert_allclose(found, want, atol=1e-4)


def test_whole_number_inputs_take_no_normalisation():
    with pytest.raises(InvalidInputError, match="cannot apply to an input of type uint8"):
        PixelFormat(mean=(1.0, 0.0, 0.0), dtype=np.uint8)


@pytest.mark.parametrize("replicate", [True, False])
def test_outside_the_image_is_its_edge_or_black(replicate):
    image = np.full((50, 50, 3), 200, np.uint8)
    boxes = np.array([[-400.0, -400.0, -300.0, -300.0], [30.0, 10.0, 90.0, 50.0]])
    batch = Cropper((32, 32), PLAIN, replicate_border=replicate).cut(image, boxes).batch
    assert (batch[0] == (200 if replicate else 0)).all()
    assert batch[1, 0, 16, -1] == (200 if replicate else 0)


def test_a_batch_of_crops_equals_single_crops():
    image = np.random.default_rng(1).integers(0, 256, (200, 300, 3), dtype=np.uint8)
    boxes = np.array([[10.0, 10, 60, 110], [100, 20, 180, 190], [250, 150, 299, 199]])
    cropper = Cropper((48, 64), PLAIN)
    together = cropper.cut(image, boxes).batch.copy()
    for row, box in enumerate(boxes):
        np.testing.assert_array_equal(cropper.cut(image, box[None]).batch[0], together[row])


@pytest.mark.parametrize("centred", [True, False])
@pytest.mark.parametrize("shape", [(90, 160), (160, 90), (64, 64)])
def test_a_letterbox_keeps_shapes_and_maps_back(centred, shape):
    image = np.full((*shape, 3), 250, np.uint8)
    y, x = shape[0] // 2, shape[1] // 4
    image[y - 4 : y + 4, x - 4 : x + 4] = 0
    fitted = Letterbox((128, 96), PLAIN, fill=114, centred=centred).fit(image)
    assert fitted.batch.shape == (1, 3, 96, 128)
    rows, columns = np.nonzero(fitted.batch[0, 0] < 60)
    centre = fitted.to_image(np.array([columns.mean() + 0.5, rows.mean() + 0.5]))
    np.testing.assert_allclose(centre, [x, y], atol=1.0)
    assert (fitted.batch == 114).any() == (shape[0] * 128 != shape[1] * 96)


def test_an_open_input_is_padded_to_the_stride_alone():
    fitted = Letterbox((320, 320), PLAIN, fill=114, multiple=32).fit(np.zeros((1080, 1920, 3), np.uint8))
    assert fitted.batch.shape == (1, 3, 192, 320)


def test_what_is_no_image_or_box_is_refused():
    with pytest.raises(InvalidInputError, match=r"float64 of shape \(4, 4, 3\), but must be a uint8 array"):
        check_image(np.zeros((4, 4, 3)))
    with pytest.raises(InvalidInputError, match="no pixels"):
        check_image(np.zeros((0, 4, 3), np.uint8))
    with pytest.raises(InvalidInputError, match="list, but must be"):
        check_image([[0]])
    with pytest.raises(InvalidInputError, match=r"boxes_xyxy has shape \(4,\)"):
        check_boxes(np.array([0.0, 0, 1, 1]))
    with pytest.raises(InvalidInputError, match=r"boxes_xyxy\[1\] is .* left < right"):
        check_boxes(np.array([[0.0, 0, 1, 1], [5, 0, 5, 1]]))
    with pytest.raises(InvalidInputError, match="must be finite"):
        check_boxes(np.array([[0.0, 0, np.nan, 1]]))
    assert check_boxes(np.empty((0, 4))).shape == (0, 4)
