"""Detectors on networks whose answers are known."""

import numpy as np
import pytest
from stand_in import StandIn
from toeoff.errors import ModelError
from toeoff.video.detect.boxes import overlap, suppress
from toeoff.video.detect.mediapipe import MediapipeDetector, anchors, body_boxes
from toeoff.video.detect.rtmdet import MmdeployDetector, RtmDet
from toeoff.video.detect.yolox import YoloxRaw

IMAGE = np.full((480, 640, 3), 90, np.uint8)
DETS = {"dets": (None, None, None), "labels": (None, None)}


def mmdeploy(dets, labels, shape=(1, 3, 416, 416), adapter=MmdeployDetector):
    answer = {"dets": np.array([dets], np.float32).reshape(1, -1, 5), "labels": np.array([labels], np.int64)}
    session = StandIn({"input": (shape, "f4")}, DETS, lambda _: answer)
    return adapter(session), session


def test_persons_above_the_score_come_back_in_image_pixels_best_first():
    detector, _ = mmdeploy(
        [[13, 26, 65, 130, 0.5], [0, 0, 50, 50, 0.9], [65, 0, 130, 260, 0.8], [1, 1, 9, 9, 0.1]], [0, 2, 0, 0]
    )
    found = detector.detect(IMAGE)
    np.testing.assert_allclose(found.boxes_xyxy, np.array([[65, 0, 130, 260], [13, 26, 65, 130]]) / 0.65, atol=1e-4)
    np.testing.assert_allclose(found.scores, [0.8, 0.5])
    assert found.boxes_xyxy.dtype == np.float64


def test_an_empty_picture_gives_no_detection():
    found = mmdeploy([], [])[0].detect(IMAGE)
    assert (found.boxes_xyxy.shape, found.scores.shape, len(found)) == ((0, 4), (0,), 0)


def test_yolox_gets_plain_bgr_and_rtmdet_normalised_bgr_padded_to_the_stride():
    image = IMAGE.copy()
    image[..., 0] = 200
    detector, session = mmdeploy([], [])
    detector.detect(image)
    assert session.batches[0].shape == (1, 3, 416, 416)
    assert session.batches[0][0, :, 10, 10].tolist() == [200, 90, 90]
    assert session.batches[0][0, :, -1, -1].tolist() == [114, 114, 114]
    detector, session = mmdeploy([], [], (None, 3, None, None), RtmDet)
    detector.detect(image)
    assert session.batches[0].shape == (1, 3, 256, 320)
    want = (np.array([200, 90, 90]) - [103.53, 116.28, 123.675]) / [57.375, 57.12, 58.395]
    np.testing.assert_allclose(session.batches[0][0, :, 10, 10], want, atol=1e-5)


def test_raw_yolox_cells_are_decoded_and_suppressed():
    # 64 x 64: grids of 8 x 8, 4 x 4 and 2 x 2 cells; (column 2, row 3) of the second is cell 64 + 3 * 4 + 2.
    raw = np.zeros((1, 84, 85), np.float32)
    raw[0, 78, :6] = [0.5, 0.25, np.log(1.0), np.log(2.0), 0.9, 0.8]
    raw[0, 77, :6] = [1.5, 0.25, np.log(1.0), np.log(2.0), 0.9, 0.5]  # the same box, from the cell beside it
    raw[0, 0, :6] = [0.5, 0.5, 0.0, 0.0, 0.9, 0.1]  # weak
    raw[0, 5, 4] = raw[0, 5, 7] = 1.0  # another class
    session = StandIn({"images": ((1, 3, 64, 64), "f4")}, {"output": (1, 84, 85)}, lambda _: {"output": raw})
    found = YoloxRaw(session).detect(np.zeros((128, 128, 3), np.uint8))
    centre, size = np.array([2.5, 3.25]) * 16, np.array([16.0, 32.0])
    np.testing.assert_allclose(
        found.boxes_xyxy, [np.concatenate([centre - size / 2, centre + size / 2]) * 2], atol=1e-4
    )
    np.testing.assert_allclose(found.scores, [0.72], atol=1e-6)
    raw[:] = 0
    assert len(YoloxRaw(session).detect(IMAGE)) == 0


def test_overlap_and_suppression():
    boxes = np.array([[0.0, 0, 10, 10], [0, 5, 10, 15], [20, 20, 30, 30]])
    np.testing.assert_allclose(overlap(boxes[0], boxes), [1.0, 1 / 3, 0.0])
    scores = np.array([0.5, 0.9, 0.4])
    assert suppress(boxes, scores, score_min=0.3, overlap_max=0.3).tolist() == [1, 2]
    assert suppress(boxes, scores, score_min=0.3, overlap_max=0.4).tolist() == [1, 0, 2]
    assert suppress(boxes[:0], scores[:0], score_min=0.3, overlap_max=0.4).tolist() == []


def test_mediapipe_anchors_are_those_of_its_graph():
    at = anchors()
    assert at.shape == (2254, 2)
    np.testing.assert_allclose(at[[0, 1, 2, 56]], np.array([[0.5, 0.5], [0.5, 0.5], [1.5, 0.5], [0.5, 1.5]]) / 28)
    np.testing.assert_allclose(at[1568], [0.5 / 14, 0.5 / 14])
    np.testing.assert_allclose(at[-1], [6.5 / 7, 6.5 / 7])


def mediapipe(cells):
    regressors, scores = np.zeros((1, 2254, 12), np.float32), np.full((1, 2254, 1), -200.0, np.float32)
    for cell, (logit, *values) in cells.items():
        regressors[0, cell, : len(values)] = values
        scores[0, cell] = logit
    session = StandIn(
        {"input": ((None, 224, 224, 3), "f4")},
        {"a": (None, 2254, 12), "b": (None, 2254, 1)},
        lambda _: {"a": regressors, "b": scores},
    )
    return MediapipeDetector(session), session


def test_a_mediapipe_find_becomes_a_box_about_the_hip_as_long_as_the_body():
    # Cell 812 is row 14, column 14 of the first grid, centre (116, 116); the picture begins 28 px down.
    detector, session = mediapipe({812: (5.0, 0, 0, 30, 30, 0, 20, 0, -30)})
    found = detector.detect(IMAGE)
    hip, half = np.array([116.0, 136.0 - 28]), np.array([30.0, 50.0])
    want = np.concatenate([hip - half, hip + half]) * 640 / 224
    np.testing.assert_allclose(found.boxes_xyxy, [want], atol=1e-3)
    np.testing.assert_allclose(found.scores, [1 / (1 + np.exp(-5.0))], atol=1e-6)
    assert session.batches[0][0, 0, 0].tolist() == [-1.0, -1.0, -1.0]
    np.testing.assert_allclose(session.batches[0][0, 112, 112], (90 - 127.5) / 127.5, atol=1e-6)


def test_mediapipe_finds_of_one_person_are_averaged_and_of_two_kept():
    one = {812: (0.0, 0, 0, 30, 30, 0, 20, 0, -30), 813: (0.0, 0, 0, 30, 30, 0, 40, 0, -30)}
    found = mediapipe(one)[0].detect(IMAGE)
    assert len(found) == 1
    middle = (found.boxes_xyxy[0, 1] + found.boxes_xyxy[0, 3]) / 2
    assert middle == pytest.approx((116 + 30 - 28) * 640 / 224)
    assert len(mediapipe({**one, 30: (1.0, 0, 0, 30, 30)})[0].detect(IMAGE)) == 2
    assert len(mediapipe({})[0].detect(IMAGE)) == 0


def test_the_box_of_a_leaning_body_holds_it():
    hip, top = np.array([[100.0, 100.0]]), np.array([[150.0, 50.0]])
    np.testing.assert_allclose(body_boxes(hip, top), [[20, 20, 180, 180]])


@pytest.mark.parametrize(
    ("adapter", "shape", "outputs", "words"),
    [
        pytest.param(RtmDet, (None, 3, None, None), {"boxes": (None, None, 5)}, "needs an output dets", id="rtmdet"),
        pytest.param(MmdeployDetector, (1, 416, 416, 3), DETS, r"shape \(n, 3, height, width\)", id="channels-last"),
        pytest.param(YoloxRaw, (1, 3, 416, 416), {"output": (1, 100, 85)}, r"\(n, 3549, 5 \+ classes\)", id="yolox"),
        pytest.param(
            MediapipeDetector, (None, 224, 224, 3), {"a": (None, 896, 16)}, r"\(n, 2254, 12\)", id="mediapipe"
        ),
        pytest.param(MediapipeDetector, (None, 128, 128, 3), {}, "takes images 128 px wide", id="mediapipe-size"),
    ],
)
def test_a_network_of_another_family_is_refused(adapter, shape, outputs, words):
    with pytest.raises(ModelError, match=words):
        adapter(StandIn({"input": (shape, "f4")}, outputs))
