"""Who is in a frame: detection, following, moving regions, and what the network must say."""

from __future__ import annotations

import numpy as np
import pytest
from stick_runner import COCO, StickDetector, StickPose, joints, scene, with_runner
from toeoff.video.bodies import (
    Joints,
    distinct,
    hips_and_size,
    snapped,
    standing_boxes,
    within_picture,
)
from toeoff.video.following import Following
from toeoff.video.frames import Frame
from toeoff.video.people import PeopleFinder
from toeoff.video.scout import scout
from toeoff.video.types import Detections, Poses

RATE_HZ = 30.0


def pose(*figures, score=0.9):
    xy = np.stack(figures)
    scores = np.where(np.isnan(xy).any(axis=2), 0.0, score)
    return Poses(xy, scores, np.full(len(xy), 0.9))


def people_over(pictures, detector, model, **options):
    finder = PeopleFinder(model)
    frames = (Frame(i, i / RATE_HZ, picture) for i, picture in enumerate(pictures))
    return [finder.find(sighting) for sighting in scout(frames, detector, **options)], finder


def test_runner_is_followed_between_runs_of_the_detector():
    detector = StickDetector()
    people, finder = people_over(
        [with_runner(scene(), 60 + 6 * i) for i in range(30)], detector, StickPose(), detect_every_s=0.2
    )
    assert [len(found) for found in people] == [1] * 30
    # Every 0.2 s, and for the 0.2 s after it is first told what moves: where the runner stood in the first frame is new
    # then.
    assert detector.n_calls == 5 + 5
    assert 30 <= finder.n_posed <= 40  # a moving region that is not covered is looked into as well


@pytest.mark.parametrize("rate_hz", [30.0, 60.0, 120.0])
def test_who_comes_in_is_looked_for_at_once_and_what_is_no_person_not_for_long(monkeypatch, rate_hz):
    n = round(rate_hz / RATE_HZ)
    empty, coming = [scene()] * (21 * n), [with_runner(scene(), 20 + 6 * i / n) for i in range(15 * n)]
    frames = [Frame(i, i / rate_hz, picture) for i, picture in enumerate(empty + coming)]
    sightings = list(scout(iter(frames), StickDetector(), detect_every_s=0.4))
    first = next(i for i, s in enumerate(sightings) if s.detections is not None and len(s.detections.boxes_xyxy))
    assert first == len(empty)
    # For 0.2 s at every look, and once in 0.4 s.
    assert 4 <= sum(s.detections is not None for s in sightings[first + 1 :]) <= 6
    monkeypatch.setattr("toeoff.video.scout.ASKS_MAX", 5)
    detector = StickDetector(blind=True)
    list(scout(iter(frames), detector, detect_every_s=9.0))
    # Those of the 0.2 s after the first frame, one after half a second in which nothing moved, and those of the 0.2 s
    # after it was last asked for.
    assert detector.n_calls == 5 + 1 + 5


@pytest.mark.parametrize(("apart_px", "every"), [(20.0, 1), (90.0, 12)], ids=["hidden", "apart"])
def test_while_one_hides_another_the_detector_looks_at_every_frame(apart_px, every):
    class Two(StickDetector):
        def detect(self, image):
            self.n_calls += 1
            boxes = np.array([[200.0, 60.0, 240.0, 160.0], [200.0 + apart_px, 60.0, 240.0 + apart_px, 160.0]])
            return Detections(boxes, np.full(2, 0.9))

    wide = scene(width=900)
    frames = [Frame(i, i / RATE_HZ, wide[:, 7 * i : 7 * i + 480]) for i in range(48)]
    detector = Two()
    list(scout(iter(frames), detector, detect_every_s=12 / RATE_HZ))
    assert detector.n_calls == 48 // every


def test_runner_whom_the_detector_loses_is_followed_on():
    detector = StickDetector()
    pictures = [with_runner(scene(), 60 + 6 * i) for i in range(30)]

    def going_blind():
        for i, picture in enumerate(pictures):
            detector.blind = i > 5
            yield picture

    people, _ = people_over(going_blind(), detector, StickPose())
    assert [len(found) for found in people] == [1] * 30


def test_runner_whom_the_detector_never_sees_is_found_by_motion():
    pictures = [scene()] * 15 + [with_runner(scene(), 40 + 8 * i) for i in range(30)]
    people, _ = people_over(pictures, StickDetector(blind=True), StickPose())
    assert sum(len(found) for found in people[20:]) >= 24


def test_moving_thing_that_the_network_calls_nobody_is_not_a_person():
    class Nobody(StickPose):
        def estimate(self, image, boxes_xyxy):
            poses = super().estimate(image, boxes_xyxy)
            return Poses(poses.xy, poses.score, np.full(len(poses), 0.1))

    pictures = [scene()] * 15 + [with_runner(scene(), 40 + 8 * i) for i in range(20)]
    people, finder = people_over(pictures, StickDetector(), Nobody())
    assert finder.n_posed > 0
    assert all(len(found) == 0 for found in people)


def test_frame_without_people_is_empty():
    people, _ = people_over([scene()] * 4, StickDetector(), StickPose())
    assert [found.boxes_xyxy.shape for found in people] == [(0, 4)] * 4


def test_people_too_small_to_measure_are_not_posed():
    _, finder = people_over(
        [with_runner(scene(), 60 + 6 * i, height=28) for i in range(10)], StickDetector(), StickPose()
    )
    assert finder.n_posed == 0


def test_keypoints_outside_the_picture_and_on_its_edge_are_withheld():
    figure = joints(1.0, 60, 100, 0.0)
    kept = within_picture(pose(figure), 480, 270)
    is_outside = figure[:, 0] < 0.004 * 480
    assert is_outside[:].any()
    assert np.isnan(kept.xy[0, is_outside]).all()
    assert (kept.score[0, is_outside] == 0).all()
    assert np.array_equal(kept.xy[0, ~is_outside], figure[~is_outside], equal_nan=True)


@pytest.mark.parametrize(
    ("shift_px", "n_kept"), [(0.0, 1), (8.0, 1), (40.0, 2)], ids=["same", "second crop", "overtaking"]
)
def test_second_pose_of_one_person_is_dropped(shift_px, n_kept):
    first, second = joints(100.0, 60, 100, 0.4), joints(100.0 + shift_px, 60, 100, 0.5)
    assert len(distinct(pose(first, second), Joints.of(COCO), np.zeros(2, dtype=bool))) == n_kept


def test_better_of_two_poses_is_kept():
    poses = pose(joints(100.0, 60, 100, 0.4), joints(101.0, 60, 100, 0.4))
    poses.score[1] = 0.95
    assert distinct(poses, Joints.of(COCO), np.zeros(2, dtype=bool)).tolist() == [1]


@pytest.mark.parametrize(("behind", "kept"), [(0.05, 0), (0.15, 1)])
def test_pose_of_the_box_that_followed_someone_is_kept_unless_another_is_clearly_better(behind, kept):
    poses = pose(joints(100.0, 60, 100, 0.4), joints(101.0, 60, 100, 0.4))
    poses.score[:] = [[0.7 - behind], [0.7]]
    assert distinct(poses, Joints.of(COCO), np.array([True, False])).tolist() == [kept]
    assert distinct(poses, Joints.of(COCO), np.array([False, True])).tolist() == [1]
    assert distinct(poses, Joints.of(COCO), np.array([True, True])).tolist() == [1]


def test_size_of_a_body_is_told_whatever_its_limbs_do():
    sizes = [
        hips_and_size(pose(joints(100.0, 60, 100, phase)), Joints.of(COCO))[1][0] for phase in np.arange(0, 6.3, 0.3)
    ]
    assert np.allclose(sizes, 0.779 * 100, rtol=0.01)


def test_standing_box_holds_the_body_in_every_phase():
    for phase in np.arange(0, 6.3, 0.3):
        figure = joints(100.0, 60, 100, phase)
        left, top, right, bottom = standing_boxes(*hips_and_size(pose(figure), Joints.of(COCO)))[0]
        assert top <= np.nanmin(figure[:, 1]) <= np.nanmax(figure[:, 1]) <= bottom
        assert left < np.nanmean(figure[:, 0]) < right


def test_two_who_cross_are_both_followed_through_one_box():
    followed = Following(Joints.of(COCO))
    for i in range(5):
        figures = joints(60.0 + 6.0 * i, 60, 100, 0.3 * i), joints(160.0 - 6.0 * i, 60, 100, 0.3 * i)
        followed.update(np.zeros((2, 4)), pose(*figures), i / RATE_HZ)
    for i in range(5, 12):  # one pose for both, as a network gives it where they hide each other
        followed.update(np.zeros((1, 4)), pose(joints(60.0 + 6.0 * i, 60, 100, 0.3 * i)), i / RATE_HZ)
    boxes = followed.boxes(12 / RATE_HZ)
    assert sorted((boxes[:, 0] + boxes[:, 2]) / 2.0) == pytest.approx([160.0 - 72.0, 60.0 + 72.0], abs=6.0)


def test_someone_found_again_is_as_fast_as_the_way_since_they_were_lost():
    followed = Following(Joints.of(COCO))

    def at(i):  # 3 px a frame, and 4 while nobody sees it
        return 60.0 + 3.0 * i + max(0.0, i - 9.0)

    for i in range(10):
        followed.update(np.zeros((1, 4)), pose(joints(at(i), 60, 100, 0.3)), i / RATE_HZ)
    for i in range(10, 15):
        followed.update(np.empty((0, 4)), Poses.none(17), i / RATE_HZ)
    followed.update(np.zeros((1, 4)), pose(joints(at(15), 60, 100, 0.3)), 15 / RATE_HZ)
    expected = [np.mean(followed.boxes(i / RATE_HZ)[0, [0, 2]]) for i in (15, 16)]
    # Half of what the speed is off by: the weight of a new one.
    assert expected[1] - expected[0] == pytest.approx(3.5, abs=0.05)


def test_someone_gone_is_not_looked_for_for_long():
    followed = Following(Joints.of(COCO))
    followed.update(np.zeros((1, 4)), pose(joints(60.0, 60, 100, 0.3)), 0.0)
    nobody = Poses.none(17)
    for i in range(1, 15):
        followed.update(np.empty((0, 4)), nobody, i / RATE_HZ)
    assert len(followed.boxes(0.5)) == 0


def test_joints_in_one_point_are_followed_by_their_box():
    followed = Following(Joints.of(COCO))
    box = np.array([[100.0, 50.0, 200.0, 250.0]])
    for i in range(3):
        (standing,) = followed.update(box, pose(np.full((17, 2), 150.0)), i / RATE_HZ)
        assert standing[3] - standing[1] == pytest.approx(200.0)


def test_boxes_a_little_apart_are_cut_alike_in_a_picture_and_in_its_mirror_image():
    rng = np.random.default_rng(2)
    middles, heights = rng.uniform(100.0, 380.0, (200, 2)), rng.uniform(60.0, 300.0, 200)
    half = np.stack([heights / 4.0, heights / 2.0], axis=1)
    boxes = np.concatenate([middles - half, middles + half], axis=1)
    cut = snapped(boxes, 480, 270)
    moved = np.abs((cut[:, :2] + cut[:, 2:]) / 2.0 - middles).max(axis=1)
    assert (moved <= 1.02 * heights / 128.0 + 1e-9).all()
    assert (np.abs(np.log((cut[:, 3] - cut[:, 1]) / heights)) <= np.log(1.04) / 2.0 + 1e-9).all()
    # A tenth of a pixel seldom makes a difference; raw boxes would differ always.
    assert np.isclose(snapped(boxes + 0.1, 480, 270), cut, atol=1e-9).all(axis=1).mean() > 0.85
    turned = np.stack([479 - boxes[:, 2], boxes[:, 1], 479 - boxes[:, 0], boxes[:, 3]], axis=1)
    back = snapped(turned, 480, 270)
    assert np.allclose(np.stack([479 - back[:, 2], back[:, 1], 479 - back[:, 0], back[:, 3]], axis=1), cut)
