"""Pose adapters on networks whose answers are known."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stand_in import StandIn
from synthetic_simcc import SIZE, build, dotted_image, scattered_points
from toeoff.errors import InvalidInputError, ModelError
from toeoff.video.pose.blazepose import BlazePose, refine
from toeoff.video.pose.heatmap import HeatmapPose, dark, quarter_shift
from toeoff.video.pose.movenet import MovenetPose
from toeoff.video.pose.simcc import SimccPose, peak
from toeoff.video.session import open_session

IMAGE = np.full((480, 640, 3), 90, np.uint8)
BOXES = np.array([[100.0, 50, 220, 350], [300, 100, 420, 460], [10, 10, 60, 90]])


@pytest.fixture(scope="module")
def dots(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    return {batch: build(folder / f"dots_{batch}.onnx", batch=batch) for batch in ("n", 1, 2)}


def bells(at, n):
    """Gaussians of width 2 along the last axis, centred at `at`."""
    return np.exp(-((np.arange(n) - np.asarray(at)[..., None]) ** 2) / 8).astype(np.float32)


def crop_to_image(xy, boxes, size):
    """The crop convention, written out: the centre of the box is the point (width / 2, height / 2) of the crop."""
    width = np.maximum(boxes[:, 2] - boxes[:, 0], (boxes[:, 3] - boxes[:, 1]) * size[0] / size[1]) * 1.25
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2
    return centre[:, None] + (xy - np.array(size) / 2) * (width / size[0])[:, None, None]


# SimCC


def test_simcc_finds_drawn_dots_within_a_crop_pixel(dots):
    model = SimccPose(open_session(dots["n"], "cpu", threads=1))
    rng = np.random.default_rng(5)
    for _ in range(10):
        height = rng.uniform(120, 420)
        width = height * rng.uniform(0.4, 0.75)
        left, top = rng.uniform(5, 630 - width), rng.uniform(5, 470 - height)
        box = np.array([left, top, left + width, top + height])
        step = max(width, height * 0.75) * 1.25 / SIZE[0]
        points = scattered_points(rng, box)
        poses = model.estimate(dotted_image(points, 3 * step), box[None])
        assert np.linalg.norm(poses.xy[0] - points, axis=1).max() / step < 1.0
        assert poses.xy.dtype == np.float64
        assert poses.score.min() > 0


@pytest.mark.parametrize("batch", ["n", 1, 2])
def test_a_batch_of_people_equals_single_people_whatever_the_batch_size_of_the_file(dots, batch):
    rng = np.random.default_rng(6)
    points = [scattered_points(rng, box) for box in BOXES]
    image = np.maximum.reduce([dotted_image(p, 3.0) for p in points])
    model = SimccPose(open_session(dots[batch], "cpu", threads=1))
    together = model.estimate(image, BOXES)
    assert len(together) == 3
    for row, box in enumerate(BOXES):
        alone = model.estimate(image, box[None])
        np.testing.assert_allclose(together.xy[row], alone.xy[0], atol=1e-3)
        np.testing.assert_allclose(together.score[row], alone.score[0], atol=1e-5)


def test_no_boxes_give_no_poses_and_the_network_is_not_run():
    session = StandIn({"input": ((None, 3, 256, 192), "f4")}, {"maps": (None, 17, 64, 48)})
    poses = HeatmapPose(session).estimate(IMAGE, np.empty((0, 4)))
    assert (poses.xy.shape, poses.score.shape, poses.presence.shape) == ((0, 17, 2), (0, 17), (0,))
    assert session.batches == []


def test_all_people_of_a_frame_go_in_one_batch_of_rgb_unless_told_otherwise():
    blue = np.zeros((480, 640, 3), np.uint8)
    blue[..., 0] = 255
    for bgr, channel in ((False, 2), (True, 0)):
        session = StandIn(
            {"input": ((None, 3, 256, 192), "f4")},
            {"maps": (None, 17, 64, 48)},
            lambda batch: {"maps": np.ones((len(batch), 17, 64, 48), np.float32)},
        )
        HeatmapPose(session, mean=(0, 0, 0), std=(255, 255, 255), bgr=bgr).estimate(blue, BOXES[:2])
        (batch,) = session.batches
        assert (batch.shape, batch.dtype) == ((2, 3, 256, 192), np.float32)
        assert [c for c in range(3) if batch[0, c, 128, 96] == 1] == [channel]


@pytest.mark.parametrize(("device", "batches"), [("cpu", [8, 8, 4]), ("cuda", [20])])
def test_a_cpu_is_given_a_crowd_in_parts_and_everyone_gets_the_pose_of_their_own_crop(device, batches):
    def brightest(batch):
        maps = np.zeros((len(batch), 17, 64, 48), np.float32)
        maps[np.arange(len(batch)), :, 20, (40 * batch.mean(axis=(1, 2, 3))).astype(int)] = 1.0
        return {"maps": maps}

    ramp = np.repeat(np.linspace(0, 255, 640).astype(np.uint8)[None, :, None], 480, axis=0).repeat(3, axis=2)
    boxes = np.array([[40.0 + 25 * i, 200.0, 70.0 + 25 * i, 260.0] for i in range(20)])
    session = StandIn({"input": ((None, 3, 256, 192), "f4")}, {"maps": (None, 17, 64, 48)}, brightest)
    session.device = device
    model = HeatmapPose(session, mean=(0, 0, 0), std=(255, 255, 255))
    together = model.estimate(ramp, boxes)
    assert [len(batch) for batch in session.batches] == batches
    assert len(np.unique(together.xy[:, 0, 0] - boxes[:, 0])) > 10
    alone = np.concatenate([model.estimate(ramp, box[None]).xy for box in boxes])
    assert np.array_equal(together.xy, alone)


@settings(deadline=None)
@given(st.floats(2.0, 97.0), st.floats(3.0, 8.0))
def test_a_simcc_peak_is_found_to_a_part_of_a_bin(at, width):
    place, height = peak(np.exp(-((np.arange(100) - at) ** 2) / (2 * width**2))[None])
    assert abs(place[0] - at) < 0.05
    assert 0.9 < height[0] <= 1.0


@pytest.mark.parametrize("at", [0, 99])
def test_a_simcc_peak_at_an_end_is_the_end(at):
    assert peak(bells([at], 100))[0] == [at]


def test_simcc_scores_are_the_lower_of_both_axes_and_a_point_without_any_is_missing():
    x, y = bells(np.full((1, 26), 100), 384), bells(np.full((1, 26), 200), 512)
    x[0, 3] *= 0.4
    y[0, 4] = -1.0
    session = StandIn(
        {"input": ((None, 3, 256, 192), "f4")},
        {"simcc_x": (None, 26, 384), "simcc_y": (None, 26, 512)},
        lambda _: {"simcc_x": x, "simcc_y": y},
    )
    poses = SimccPose(session).estimate(IMAGE, BOXES[:1])
    np.testing.assert_allclose(poses.xy[0, 0], crop_to_image(np.array([[[50.0, 100.0]]]), BOXES[:1], (192, 256))[0, 0])
    assert poses.score[0, 3] == pytest.approx(0.4)
    assert poses.score[0, 4] == 0
    assert np.isnan(poses.xy[0, 4]).all()


# Heatmaps


@settings(deadline=None)
@given(st.floats(6.0, 41.0), st.floats(6.0, 57.0))
def test_dark_finds_a_gaussian_to_a_twentieth_of_a_cell(x, y):
    maps = (bells([y], 64)[:, :, None] * bells([x], 48)[:, None, :]).astype(np.float32)
    best = np.array([[round(x), round(y)]])
    np.testing.assert_allclose(dark(maps, best)[0], [x, y], atol=0.05)
    assert np.abs(quarter_shift(maps, best)[0] - [x, y]).max() <= 0.2501


def test_dark_falls_back_to_the_quarter_shift_where_the_map_has_no_top():
    flat = np.ones((1, 64, 48), np.float32)
    best = np.array([[20, 30]])
    np.testing.assert_array_equal(dark(flat, best), quarter_shift(flat, best))
    np.testing.assert_array_equal(dark(flat, best), best)


def test_heatmap_cells_become_image_pixels():
    cells = np.random.default_rng(0).uniform(8, 40, (2, 17, 2))
    maps = bells(cells[..., 1], 64)[..., :, None] * bells(cells[..., 0], 48)[..., None, :]
    session = StandIn({"x": ((None, 3, 256, 192), "f4")}, {"y": (None, 17, 64, 48)}, lambda _: {"y": maps})
    poses = HeatmapPose(session).estimate(IMAGE, BOXES[:2])
    np.testing.assert_allclose(poses.xy, crop_to_image(cells * 4, BOXES[:2], (192, 256)), atol=0.3)
    np.testing.assert_allclose(poses.presence, poses.score.mean(axis=1))


def test_an_unknown_heatmap_decoder_is_refused():
    session = StandIn({"x": ((None, 3, 256, 192), "f4")}, {"y": (None, 17, 64, 48)})
    with pytest.raises(InvalidInputError, match="decoder is 'mean', but must be one of dark, quarter_shift"):
        HeatmapPose(session, decoder="mean")


# BlazePose


def blazepose(rows, heatmap, presence=0.9):
    outputs = {"Identity": rows.reshape(len(rows), -1), "flag": np.full((len(rows), 1), presence), "map": heatmap}
    shapes = {"Identity": (None, 195), "flag": (None, 1), "map": (None, 64, 64, 39)}
    return BlazePose(StandIn({"in": ((None, 256, 256, 3), "f4")}, shapes, lambda _: outputs))


def test_blazepose_landmarks_become_image_pixels_counted_from_pixel_centres():
    rows = np.zeros((1, 39, 5), np.float32)
    rows[..., :2] = np.random.default_rng(0).uniform(40, 200, (39, 2))
    rows[..., 3] = np.log(3.0)  # sigmoid: three quarters
    poses = blazepose(rows, np.full((1, 64, 64, 39), -9.0, np.float32)).estimate(IMAGE, BOXES[:1])
    np.testing.assert_allclose(poses.xy, crop_to_image(rows[:, :33, :2] - 0.5, BOXES[:1], (256, 256)), atol=1e-3)
    np.testing.assert_allclose(poses.score, 0.75, atol=1e-6)
    assert poses.presence == pytest.approx([0.9])


def test_refinement_moves_a_landmark_to_the_confident_cells_about_it_and_no_other():
    heatmap = np.full((1, 64, 64, 3), -30.0)
    heatmap[0, 20, 31, 0] = 30.0  # two cells right of the first landmark
    heatmap[0, 40, 40, 1] = -1.0  # below the confidence
    heatmap[0, 50, 60, 2] = 30.0  # outside the window of the third
    cells = np.array([[[29.5, 20.5], [40.5, 40.5], [50.5, 50.5]]])
    moved = refine(cells, heatmap)
    np.testing.assert_allclose(moved[0, 0], [31.0, 20.0], atol=1e-6)
    np.testing.assert_array_equal(moved[0, 1:], cells[0, 1:])


def test_refinement_leaves_landmarks_outside_the_map_and_copes_with_its_edge():
    heatmap = np.full((1, 64, 64, 2), -30.0)
    heatmap[0, 0, 1, 1] = 30.0
    cells = np.array([[[-1e9, 1e12], [0.4, 0.4]]])
    moved = refine(cells, heatmap)
    np.testing.assert_array_equal(moved[0, 0], cells[0, 0])
    np.testing.assert_allclose(moved[0, 1], [1.0, 0.0], atol=1e-6)


# MoveNet


@pytest.mark.parametrize("dtype", ["u1", "i4"])
def test_movenet_is_fed_whole_numbers_one_person_at_a_time(dtype):
    points = np.random.default_rng(0).uniform(0.2, 0.8, (17, 3)).astype(np.float32)
    session = StandIn(
        {"input": ((1, 192, 192, 3), dtype)}, {"output_0": (1, 1, 17, 3)}, lambda _: {"output_0": points[None, None]}
    )
    poses = MovenetPose(session).estimate(IMAGE, BOXES)
    assert [b.shape for b in session.batches] == [(1, 192, 192, 3)] * 3
    assert session.batches[0].dtype == np.dtype(dtype)
    assert session.batches[0][0, 96, 96].tolist() == [90, 90, 90]
    want = crop_to_image(np.repeat(points[None, :, [1, 0]], 3, axis=0) * 192, BOXES, (192, 192))
    np.testing.assert_allclose(poses.xy, want, atol=1e-3)
    np.testing.assert_allclose(poses.score[1], points[:, 2], atol=1e-6)


# What is refused

RGB = {"input": ((None, 3, 256, 192), "f4")}
LAST = {"input": ((None, 256, 256, 3), "f4")}


@pytest.mark.parametrize(
    ("build_model", "inputs", "outputs", "words"),
    [
        pytest.param(SimccPose, RGB, {"maps": (None, 26, 64, 48)}, "needs an output simcc_x", id="simcc-heatmap"),
        pytest.param(
            SimccPose, RGB, {"simcc_x": (None, 17, 384), "simcc_y": (None, 17, 512)}, "26 keypoints of halpe26", id="k"
        ),
        pytest.param(SimccPose, LAST, {}, r"shape \(n, 3, height, width\)", id="simcc-channels-last"),
        pytest.param(
            HeatmapPose, RGB, {"simcc_x": (None, 17, 384)}, "17 keypoints of coco17, rows, columns", id="heat"
        ),
        pytest.param(HeatmapPose, {**RGB, "b": ((1,), "f4")}, {}, "one image input", id="two-inputs"),
        pytest.param(BlazePose, LAST, {"a": (None, 195), "b": (None, 1)}, "rows, columns, 39", id="no-heatmap"),
        pytest.param(BlazePose, RGB, {}, r"shape \(n, height, width, 3\)", id="blazepose-channels-first"),
        pytest.param(MovenetPose, LAST, {"a": (1, 1, 17, 3)}, "type uint8 or int32", id="movenet-float"),
        pytest.param(
            MovenetPose, {"i": ((1, 192, 192, 3), "u1")}, {"a": (1, 6, 56)}, r"\(n, 1, 17, 3\)", id="movenet-multi"
        ),
    ],
)
def test_a_network_of_another_family_is_refused_with_what_it_needs_and_has(build_model, inputs, outputs, words):
    with pytest.raises(ModelError, match=words) as caught:
        build_model(StandIn(inputs, outputs, name="mine"))
    message = str(caught.value)
    assert message.startswith("model mine is not of the family")
    assert all(name in message for name in (*inputs, *outputs))


def test_the_input_size_is_the_files_or_the_stated_one_and_they_must_agree():
    outputs = {"simcc_x": (None, 26, 384), "simcc_y": (None, 26, 512)}
    with pytest.raises(ModelError, match="192 px wide and 256 px high, but input_size is 288 x 384"):
        SimccPose(StandIn(RGB, outputs), input_size=(288, 384))
    with pytest.raises(ModelError, match="leaves its input size open"):
        SimccPose(StandIn({"input": ((None, 3, None, None), "f4")}, outputs))
    assert SimccPose(StandIn({"input": ((None, 3, None, None), "f4")}, outputs), input_size=SIZE).name == "stand-in"


def test_an_image_that_is_none_and_boxes_that_are_none_are_refused(dots):
    model = SimccPose(open_session(dots["n"], "cpu", threads=1))
    with pytest.raises(InvalidInputError, match="image is"):
        model.estimate(IMAGE[..., 0], BOXES)
    with pytest.raises(InvalidInputError, match="boxes_xyxy"):
        model.estimate(IMAGE, BOXES[0])


def test_the_image_is_left_as_it_was(dots):
    image = cv2.GaussianBlur(np.random.default_rng(0).integers(0, 256, (480, 640, 3), dtype=np.uint8), (0, 0), 2)
    before = image.copy()
    SimccPose(open_session(dots["n"], "cpu", threads=1)).estimate(image, BOXES)
    np.testing.assert_array_equal(image, before)
