"""The first poses of someone are made again, and no frame is lost or comes out of its turn."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from stick_runner import StickDetector, StickPose, scene, with_runner
from toeoff.video import second_look
from toeoff.video.bodies import Joints
from toeoff.video.crop import Cropper
from toeoff.video.following import Following
from toeoff.video.frames import Frame
from toeoff.video.people import PeopleFinder
from toeoff.video.pixels import PixelFormat
from toeoff.video.scout import scout
from toeoff.video.second_look import FEWEST_POSES, SETTLED_POSES, SecondLook
from toeoff.video.types import Detections, Poses

RATE_HZ = 30.0
HEIGHT = 160


class GenerousDetector(StickDetector):
    """Draws boxes a third too large."""

    def detect(self, image):
        boxes = super().detect(image).boxes_xyxy
        grown = np.array([-1.0, -1.0, 1.0, 1.0]) * np.tile(boxes[:, 2:] - boxes[:, :2], 2) / 6.0
        return Detections(boxes + grown, np.full(len(boxes), 0.9))


class CropPose(StickPose):
    """Poses that move to the right with the size of the box: 20 px where it is twice the runner's."""

    def estimate(self, image, boxes_xyxy):
        poses = super().estimate(image, boxes_xyxy)
        too_large = (boxes_xyxy[:, 3] - boxes_xyxy[:, 1]) / HEIGHT
        return Poses(poses.xy + [20.0, 0.0] * np.log2(too_large)[:, None, None], poses.score, poses.presence)


def run(pictures, model, rate_hz=RATE_HZ, detector=None):
    """The people of each frame as they were first found and as they settled, and what each frame waited for."""
    finder, later = PeopleFinder(model), SecondLook(model)
    found, settled, late = [], [], []
    for sighting in scout((Frame(i, i / rate_hz, p) for i, p in enumerate(pictures)), detector or GenerousDetector()):
        found.append(finder.find(sighting))
        for one in later.add(sighting, found[-1]):
            settled.append(one)
            late.append(sighting.frame.index - one.index)
    rest = list(later.finish())
    assert [one.index for one in settled + rest] == list(range(len(pictures)))
    return found, [one.people for one in settled + rest], late, later


def running(n, first=60.0, step=8.0):
    return [with_runner(scene(960), first + step * i, top=50, height=HEIGHT) for i in range(n)]


def off(people, row=0):
    """How far the hips lie to the right of where the settled crop puts them; the runner is where the shoulders are."""
    return np.array([one.poses.xy[row, [11, 12], 0].mean() for one in people])


def test_first_poses_are_made_again_as_the_later_ones_are():
    found, settled, late, later = run(running(40), CropPose())
    hips = 60.0 + 8.0 * np.arange(40)
    first, told = off(found) - hips, off(settled) - hips
    assert first[0] - first[-1] > 5.0
    assert np.ptp(told) < 2.0
    # Those after it are as they were.
    assert np.array_equal(told[SETTLED_POSES - 1 :], first[SETTLED_POSES - 1 :])
    assert 0 < later.n_posed < SETTLED_POSES
    assert max(late) == SETTLED_POSES - 1
    # The boxes by which the tracker tells people apart are those of the poses.
    middles = np.array([one.boxes_xyxy[0, [0, 2]].mean() for one in settled])
    assert np.allclose(middles, off(settled), atol=1.0)


def test_whose_crops_were_right_at_once_is_not_posed_again():
    _, _, _, later = run(running(40), StickPose(), detector=StickDetector())
    found, settled, _, later = run(running(40), StickPose())
    assert all(np.array_equal(a.poses.xy, b.poses.xy, equal_nan=True) for a, b in zip(found, settled, strict=True))
    assert later.n_posed < SETTLED_POSES


@pytest.mark.parametrize("figure", [{"frontal": 1.2, "swing": 0.0}, {"swing": 0.0}])
def test_who_comes_towards_the_camera_or_stands_is_left_as_found(figure):
    found, settled, _, later = run(running(40, step=0.0), CropPose(**figure))
    assert later.n_posed == 0
    assert all(np.array_equal(a.poses.xy, b.poses.xy, equal_nan=True) for a, b in zip(found, settled, strict=True))


@pytest.mark.parametrize(("n", "is_posed"), [(FEWEST_POSES - 1, False), (12, True)])
def test_who_leaves_soon_is_looked_at_again_then(n, is_posed):
    found, settled, late, later = run(running(n) + [scene(960)] * 20, CropPose())
    seen = [i for i, one in enumerate(found) if len(one)]
    assert (later.n_posed > 0) == is_posed
    assert [i for i, one in enumerate(settled) if len(one)] == seen
    # Until it is sure that no one comes out from behind something.
    assert max(late) <= n + 0.5 * RATE_HZ
    if is_posed:
        hips = 60.0 + 8.0 * np.arange(n)
        assert np.ptp(off(settled[:n]) - hips) < np.ptp(off(found[:n]) - hips) / 2.0


def test_frame_without_anybody_new_does_not_wait():
    _, _, late, _ = run([scene(960)] * 10, StickPose())
    assert late == [0] * 10
    _, _, late, _ = run(running(60), StickPose())
    assert late[-1] == 0


def test_pictures_kept_take_no_more_memory_than_is_said(monkeypatch):
    held = []
    add = SecondLook.add

    def weighed(self, *arguments):
        yield from add(self, *arguments)
        held.append(sum(look.picture.nbytes for young in self._young.values() for look in young.looks))

    monkeypatch.setattr(SecondLook, "add", weighed)
    late = run(running(40), CropPose())[2]
    assert max(held) > 3_000_000
    monkeypatch.setattr(second_look, "PICTURES_BYTES", 3_000_000)
    held.clear()
    _, _, sooner, later = run(running(40), CropPose())
    assert 0 < max(held) <= 3_000_000
    assert later.n_posed > 0
    assert max(sooner) < max(late)


class ElsewherePose(CropPose):
    """Sees someone else, a body's width away, wherever it is shown a part of the picture."""

    def estimate(self, image, boxes_xyxy):
        poses = super().estimate(image, boxes_xyxy)
        is_part = image.shape[1] < 960
        return Poses(poses.xy + np.array([100.0 * is_part, 0.0]), poses.score, poses.presence)


def test_who_is_not_found_again_is_left_as_found():
    found, settled, _, later = run(running(40), ElsewherePose())
    assert later.n_posed == 1
    assert all(np.array_equal(a.poses.xy, b.poses.xy, equal_nan=True) for a, b in zip(found, settled, strict=True))


def test_crop_of_the_part_that_is_kept_is_that_of_the_whole_picture():
    rng = np.random.default_rng(8)
    picture = rng.integers(0, 255, (270, 480, 3), np.uint8)
    cropper = Cropper((96, 96), PixelFormat(dtype=np.uint8, channels_first=False))
    n_covered = 0
    for _ in range(300):
        middle, height = rng.uniform((0, 0), (480, 270)), rng.uniform(60, 250)
        asked = np.concatenate([middle, middle]) + height * np.array([-0.25, -0.5, 0.25, 0.5])
        moved = np.concatenate([middle, middle]) + rng.uniform(0.85, 1.25) * (asked - np.tile(middle, 2))
        box = moved + np.tile(rng.uniform(-0.15, 0.15, 2) * height, 2)
        look = kept_part(picture, asked)
        if not look.covers(box):
            continue
        n_covered += 1
        whole = cropper.cut(picture, box[None]).batch.copy()
        part = cropper.cut(look.picture, box[None] - np.tile(look.left_top, 2)).batch
        assert np.abs(whole.astype(int) - part).max() <= 1
    assert 100 < n_covered < 280


def kept_part(picture, asked):
    frame = SimpleNamespace(size_px=(picture.shape[1], picture.shape[0]))
    found = SimpleNamespace(asked_xyxy=asked[None], asked_left=np.array([False]))
    return second_look._look(frame, 0, found, picture)


def test_someone_turned_round_is_expected_where_they_came_from():
    following, model = Following(Joints.of(StickPose.skeleton)), StickPose()
    pictures, boxes = running(20), []
    for i, picture in enumerate(pictures):
        asked = np.array([[20.0 + 8.0 * i, 50.0, 100.0 + 8.0 * i, 210.0]])
        boxes.append(following.update(asked, model.estimate(picture, asked), i / RATE_HZ))
    back, number = following.turned_round(0), following.numbers[0]
    for i in range(18, -1, -1):
        expected = back.boxes(-i / RATE_HZ)
        assert np.allclose(expected, boxes[i], atol=1.5)
        back.update(expected, model.estimate(pictures[i], expected), -i / RATE_HZ)
        assert back.numbers[0] == number
    assert following.numbers[0] == number
    assert len(following.numbers) == 1
