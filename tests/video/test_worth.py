"""Who is posed in every frame and who but now and then: people seen head-on, who stay small, before a shaken camera."""

from __future__ import annotations

import numpy as np
import pytest
from stick_runner import COCO, StickDetector, StickPose, joints, scene, with_runner
from toeoff.video.background import Background
from toeoff.video.frames import Frame
from toeoff.video.lately import Lately
from toeoff.video.passes import PassCutter
from toeoff.video.people import PeopleFinder
from toeoff.video.scout import Sighting, scout
from toeoff.video.sway import Sway
from toeoff.video.tracks import Track, TrackBuilder
from toeoff.video.types import Poses
from toeoff.video.worth import Worth

RATE_HZ = 30.0
WIDTH = 480
#: Shoulders of people seen head-on, trunk lengths, and legs that do not swing across the picture.
HEAD_ON = {"frontal": 0.64, "swing": 0.0}
SCORE = np.full(17, 0.9)
#: Turn of the legs from frame to frame, rad: 86 strides a minute.
STRIDE = 0.3


def lately_of(figures, rate_hz=RATE_HZ):
    lately = Lately(COCO)
    for i, figure in enumerate(figures):
        lately.add(figure, np.where(np.isnan(figure).any(axis=1), 0.0, SCORE), i / rate_hz)
    return lately


def side_on(i, height=150):
    return joints(100.0 + 8.0 * i, 60, height, 0.5 * i)


def head_on(i, height=150):
    return joints(240.0, 60, height, 0.5 * i, **HEAD_ON)


@pytest.mark.parametrize(
    ("figure", "n", "rate_hz", "is_head_on"),
    [
        pytest.param(head_on, 15, RATE_HZ, True, id="head-on"),
        pytest.param(head_on, 5, 5.0, True, id="head-on in probes"),
        pytest.param(head_on, 9, RATE_HZ, False, id="not for long"),
        pytest.param(side_on, 15, RATE_HZ, False, id="side-on"),
        pytest.param(side_on, 5, 5.0, False, id="side-on in probes"),
    ],
)
def test_head_on_is_who_shows_both_shoulders_and_no_knee_ahead(figure, n, rate_hz, is_head_on):
    assert lately_of([figure(i) for i in range(n)], rate_hz).is_head_on == is_head_on


def test_one_pose_from_the_side_ends_it():
    assert not lately_of([*map(head_on, range(15)), side_on(15)]).is_head_on


@pytest.mark.parametrize("yaw_deg", [0.0, 20.0, 30.0, 40.0])
def test_who_may_be_measured_soon_is_never_head_on(yaw_deg):
    yaw = np.radians(yaw_deg)
    figures = [joints(240.0, 60, 150, 0.5 * i, frontal=0.64 * np.sin(yaw)) for i in range(40)]
    for figure in figures:
        figure[:, 0] = 240.0 + (figure[:, 0] - 240.0) * np.cos(yaw)
    assert not any(lately_of(figures[:n]).is_head_on for n in range(1, 41))


@pytest.mark.parametrize(
    ("height", "growth", "stays_small"),
    [(60.0, 0.0, True), (70.0, 0.0, True), (60.0, 0.3, False), (76.0, 0.0, False), (150.0, 0.0, False)],
)
def test_small_is_who_does_not_grow_into_being_measured(height, growth, stays_small):
    heights = height * (1.0 + growth * (np.arange(40) / RATE_HZ - 39 / RATE_HZ))
    figures = [side_on(i, tall) for i, tall in enumerate(heights)]
    assert lately_of(figures).stays_small == stays_small
    assert not lately_of(figures[:29]).stays_small, "a stride must be seen first"


@pytest.mark.parametrize("figure", [np.full((17, 2), 150.0), np.full((17, 2), np.nan)], ids=["one point", "nothing"])
def test_what_shows_no_body_is_looked_at_on(figure):
    lately = lately_of([figure] * 40)
    assert not lately.is_head_on
    assert not lately.stays_small


@pytest.mark.parametrize(
    ("turn", "jitter_px", "rate_hz", "swings"),
    [
        pytest.param(STRIDE, 0.0, RATE_HZ, True, id="running"),
        pytest.param(STRIDE / 10.0, 0.0, RATE_HZ, True, id="ten times slower"),
        pytest.param(6.0 * STRIDE / 10.0, 0.0, RATE_HZ / 6.0, True, id="ten times slower, in probes"),
        pytest.param(0.0, 3.0, RATE_HZ, False, id="standing"),
        pytest.param(0.0, 3.0, RATE_HZ / 6.0, False, id="standing, in probes"),
    ],
)
def test_legs_that_swing_slowly_are_told_from_those_that_stand(turn, jitter_px, rate_hz, swings):
    rng, n = np.random.default_rng(4), round(5.0 * rate_hz)
    figures = [joints(240.0, 60, 150, turn * i) + rng.normal(0.0, jitter_px, (17, 2)) for i in range(3 * n)]
    # The seconds in which slow legs turn round as well.
    told = {lately_of(figures[start : start + n], rate_hz).swings for start in range(0, 2 * n, n // 5)}
    assert told == {swings}


def moved(x, y=0.0):
    return Background((x, y), 0.0, 1.0, 80, 80, 0.0, 0.0, 320.0)


def test_a_steady_pan_does_not_sway_and_a_jerk_does_for_a_second():
    sway = Sway()
    for i in range(40):
        sway.add(moved(3.0), 640, 360, i / RATE_HZ)
    assert sway.px == pytest.approx(0.0, abs=1e-9)
    sway.add(moved(3.0, 5.0), 640, 360, 40 / RATE_HZ)
    assert sway.px == pytest.approx(10.0)
    for i in range(41, 80):
        sway.add(moved(3.0), 640, 360, i / RATE_HZ)
    assert sway.px == pytest.approx(0.0, abs=1e-9)


def test_a_background_that_nothing_tells_may_sway_by_any_length():
    sway = Sway()
    for i in range(10):
        sway.add(None if i == 5 else moved(0.0), 640, 360, i / RATE_HZ)
    assert sway.px == np.inf


def test_who_is_seen_in_another_box_after_all_is_not_counted_as_spared():
    worth, box, number = Worth(StickPose()), np.array([[200.0, 50.0, 280.0, 210.0]]), np.array([0])
    chosen, counts = [], []
    for i in range(20):
        sighting = Sighting(Frame(i, i / RATE_HZ, scene()), False, None, np.empty((0, 4)))
        chosen.append(bool(worth.choose(box, number, sighting)[0]))
        pose = Poses(head_on(i)[None], np.where(np.isnan(head_on(i)).any(axis=1), 0.0, SCORE)[None], np.array([0.9]))
        counts.append(int(worth.learn(number, pose, i / RATE_HZ)[0]))
    assert not all(chosen)
    assert counts == [0] * 20


def test_who_may_leave_the_picture_is_posed_in_full():
    def is_in_full(overhang_px):
        worth, number = Worth(StickPose()), np.array([0])
        bottom = scene().shape[0] + overhang_px
        box, chosen = np.array([[200.0, bottom - 160.0, 280.0, bottom]]), []
        for i in range(40):
            sighting = Sighting(Frame(i, i / RATE_HZ, scene()), False, None, np.empty((0, 4)))
            chosen.append(bool(worth.choose(box, number, sighting)[0]))
            if chosen[-1]:
                score = np.where(np.isnan(head_on(i)).any(axis=1), 0.0, SCORE)
                worth.learn(number, Poses(head_on(i)[None], score[None], np.array([0.9])), i / RATE_HZ)
        return all(chosen)

    assert not is_in_full(-20.0)
    assert is_in_full(5.0)


@pytest.mark.parametrize(("lost", "shows_foot"), [([], True), ([15], True), ([15, 16], False)])
def test_feet_are_shown_while_an_ankle_is(lost, shows_foot):
    lately, score = Lately(COCO), SCORE.copy()
    lately.add(head_on(0), score, 0.0)
    score[lost] = 0.1
    lately.add(head_on(1), score, 1.0 / RATE_HZ)
    assert lately.shows_foot == shows_foot


def track_over(pictures, pose, **options):
    """The tracks of a scene, and its finder."""
    finder, builder = PeopleFinder(pose, **options), TrackBuilder()
    frames = (Frame(i, i / RATE_HZ, picture) for i, picture in enumerate(pictures))
    tracks: list[Track] = []
    for sighting in scout(frames, StickDetector()):
        people = finder.find(sighting)
        frame = sighting.frame
        tracks += builder.add(frame.index, frame.time_s, people, camera_is_still=sighting.camera_is_still)
    return tracks + builder.finish(), finder


def panned(n, x=240.0, height=160, step=5):
    """Someone who stays in the middle of a panning picture."""
    wide = scene(width=480 + step * n)
    return [with_runner(wide[:, step * i : step * i + 480], x, top=50, height=height) for i in range(n)]


def test_who_is_seen_head_on_gets_a_probe_alone_and_stays_one_pass_that_is_refused():
    pose = StickPose(**HEAD_ON)
    (track,), finder = track_over(panned(90), pose)
    (whole,), full = track_over(panned(90), pose, everything=True)
    assert len(whole) == full.n_posed == 90
    assert full.n_resting == 0
    # In full for 0.35 s at first, then five times a second.
    assert 22 <= len(track) <= 30
    assert finder.n_posed + finder.n_resting == 90
    assert (track.frames[0], track.frames[-1]) == (0, 84)
    assert np.diff(track.frames).max() <= 6
    assert track.n_spared.sum() + len(track) == track.frames[-1] + 1


class Turning(StickPose):
    """Comes head-on and turns side-on at a frame."""

    def __init__(self, turns_at):
        super().__init__(**HEAD_ON)
        self.turns_at, self.n_frames = turns_at, 0

    def estimate(self, image, boxes_xyxy):
        poses = super().estimate(image, boxes_xyxy)
        at = self.frame_of(image)
        if at >= self.turns_at:
            for row in range(len(poses)):
                poses.xy[row] = joints(240.0, 50, 160, 0.5 * at)
        return poses

    def frame_of(self, image):
        return int(image[0, 0, 0])


def numbered(pictures):
    for i, picture in enumerate(pictures):
        picture[0, 0] = i
    return pictures


@pytest.mark.parametrize("turns_at", [40, 42, 44])
def test_who_turns_is_posed_in_every_frame_from_the_next_probe_on(turns_at):
    (track,), _ = track_over(numbered(panned(90)), Turning(turns_at))
    first = int(np.searchsorted(track.frames, turns_at))
    assert track.frames[first] - turns_at <= 5
    np.testing.assert_array_equal(track.frames[first:], np.arange(track.frames[first], 90))
    assert len(track) - first < first + 50


def test_before_a_camera_that_sways_everyone_is_posed():
    wide, rng = scene(width=700), np.random.default_rng(3)
    ways = np.cumsum(5 + rng.integers(-4, 5, 40))
    pictures = [with_runner(wide[:, x : x + 480], 240.0, top=50, height=160) for x in ways]
    (track,), finder = track_over(pictures, StickPose(**HEAD_ON))
    assert finder.n_resting <= 4
    assert len(track) >= 36


def test_beside_someone_seen_from_the_side_who_is_seen_head_on_is_posed_too():
    class Pair(StickPose):
        """The right one is seen from the side."""

        def estimate(self, image, boxes_xyxy):
            poses = super().estimate(image, boxes_xyxy)
            for row, xy in enumerate(poses.xy):
                if xy[11, 0] > 250.0:
                    poses.xy[row] = joints(xy[11:13, 0].mean(), 50, 160, 0.5 * int(image[0, 0, 0]))
            return poses

    def spared(apart_px):
        pictures = [with_runner(p, 200.0 + apart_px, top=50, height=160) for p in panned(60, x=200.0)]
        return track_over(numbered(pictures), Pair(**HEAD_ON))[1].n_resting

    # Boxes of people 160 px tall are 80 px wide.
    assert spared(120.0) > 30
    assert spared(70.0) == 0


def test_a_small_runner_is_one_pass_of_the_stretch_that_was_posed_in_full():
    pictures = [with_runner(scene(), 30.0 + 3.0 * i, top=100, height=60) for i in range(120)]
    (track,), finder = track_over(pictures, StickPose())
    assert finder.n_resting > 50
    assert np.diff(track.frames).max() <= 6
    cutter = PassCutter(COCO, WIDTH)
    (one,) = cutter.cut(track)
    assert 0.9 < one.time_s[-1] - one.time_s[0] < 1.3
    assert (np.diff(one.frames) == 1).all()


class Slowed(StickPose):
    """Swings its legs ten times slower than a runner, whatever the picture."""

    def estimate(self, image, boxes_xyxy):
        poses = super().estimate(image, boxes_xyxy)
        poses.xy[:] = joints(240.0, 50, 160, STRIDE / 10.0 * int(image[0, 0, 0]))
        return poses


def test_a_runner_in_slow_motion_is_posed_in_full_though_no_frame_shows_a_move():
    pictures = numbered([with_runner(scene(), 240.0, top=50, height=160) for _ in range(180)])
    (standing,), spared = track_over(pictures, StickPose())
    (track,), finder = track_over(pictures, Slowed())
    assert spared.n_resting > 130
    assert finder.n_resting < 90
    assert np.diff(track.frames[track.frames > 105]).max() == 1
    assert len(standing) < len(track)


class Passing(StickPose):
    """Comes from in front, turns by so much a second, and is seen from the side from then on."""

    def __init__(self, deg_per_s, waits_s):
        super().__init__()
        self.deg_per_s, self.waits_s = deg_per_s, waits_s

    def estimate(self, image, boxes_xyxy):
        poses = super().estimate(image, boxes_xyxy)
        at = int(image[0, 0, 0])
        yaw = np.radians(np.clip(85.0 - self.deg_per_s * (at / RATE_HZ - self.waits_s), 0.0, 85.0))
        for row in range(len(poses)):
            xy = joints(0.0, 50, 160, STRIDE * at)
            xy[:, 0] *= np.cos(yaw)
            # Left of who comes towards the camera is on the right of the picture.
            for side, sign in ((0, 1.0), (1, -1.0)):
                xy[[5 + side, 7 + side, 9 + side], 0] += sign * 0.32 * 0.288 * 160 * np.sin(yaw)
                xy[[11 + side, 13 + side, 15 + side], 0] += sign * 0.17 * 0.288 * 160 * np.sin(yaw)
            poses.xy[row] = xy + np.array([240.0, 0.0])
        return poses


@pytest.mark.parametrize("deg_per_s", [20.0, 40.0, 80.0])
@pytest.mark.parametrize("waits_s", [1.0, 1.1])
def test_a_runner_who_turns_loses_no_frame_from_the_side(deg_per_s, waits_s):
    n = round((waits_s + 85.0 / deg_per_s + 1.0) * RATE_HZ)
    pose, cutter = Passing(deg_per_s, waits_s), PassCutter(COCO, WIDTH)
    (track,), finder = track_over(numbered(panned(n)), pose)
    (whole,), _ = track_over(numbered(panned(n)), pose, everything=True)
    (some,), (all_,) = cutter.cut(track), cutter.cut(whole)
    assert finder.n_resting > 10
    assert all_.frames[0] > waits_s * RATE_HZ
    assert abs(some.frames[0] - all_.frames[0]) <= 2
    np.testing.assert_array_equal(some.frames, np.arange(some.frames[0], n))
