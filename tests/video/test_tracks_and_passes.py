"""Tracks from poses, and passes from tracks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import toeoff
from stick_runner import COCO, joints
from toeoff.video.bodies import Joints
from toeoff.video.following import Following
from toeoff.video.passes import PassCutter
from toeoff.video.people import People
from toeoff.video.tracks import LONGEST_S, Track, TrackBuilder
from toeoff.video.types import Poses

RATE_HZ = 30.0
#: Of a picture that cuts nobody off, px.
WIDTH = 2000
JOINTS = Joints.of(COCO)


def frame_of(*figures):
    xy = np.stack(figures) if figures else np.empty((0, 17, 2))
    score = np.where(np.isnan(xy).any(axis=2), 0.0, 0.9)
    return Poses(xy, score, np.full(len(xy), 0.9))


def people_of(boxes, poses):
    """Nobody hidden, nobody spared."""
    return People(boxes, poses, np.zeros(len(poses), dtype=bool), np.zeros(len(poses), dtype=np.int64))


def build(frames, times_s=None, every=1):
    """Tracks that ended, each with the frame at which it was handed on; -1: at the end. Every n-th frame is new."""
    builder, following, ended = TrackBuilder(), Following(JOINTS), []
    for i, poses in enumerate(frames):
        time_s = i / RATE_HZ if times_s is None else times_s[i]
        boxes = following.update(np.tile([0.0, 0.0, 1.0, 1.0], (len(poses), 1)), poses, time_s)
        ended += [(i, t) for t in builder.add(every * i, time_s, people_of(boxes, poses), camera_is_still=True)]
    return ended + [(-1, t) for t in builder.finish()], builder


def track_of(figures, times_s=None, order=None):
    xy = np.stack(figures)
    n = len(xy)
    return Track(
        id=0,
        frames=np.arange(n),
        order=np.arange(n) if order is None else order,
        time_s=np.arange(n) / RATE_HZ if times_s is None else times_s,
        xy=xy,
        score=np.where(np.isnan(xy).any(axis=2), 0.0, 0.9),
        boxes_xyxy=np.tile([0.0, 0.0, 50.0, 100.0], (n, 1)),
        hidden=np.zeros(n, dtype=bool),
        n_behind=np.zeros(n, dtype=np.int64),
        camera_still=np.ones(n, dtype=bool),
        rolls=np.full((n, 4), np.nan),
        n_spared=np.zeros(n, dtype=np.int64),
    )


def running(n, **figure):
    return [joints(100.0 + 8.0 * i, 60, 100, 0.55 * i, **figure) for i in range(n)]


def cut(track):
    cutter = PassCutter(COCO, WIDTH)
    return cutter.cut(track), cutter


def test_two_who_cross_keep_their_tracks():
    frames = [
        frame_of(joints(60.0 + 8.0 * i, 60, 100, 0.5 * i), joints(560.0 - 8.0 * i, 80, 110, 0.5 * i)) for i in range(60)
    ]
    ended, builder = build(frames)
    assert builder.n_tracks == 2
    assert [len(track) for _, track in ended] == [60, 60]
    for _, track in ended:
        assert np.all(np.abs(np.diff(track.xy[:, 11, 0])) < 12.0)


def test_track_is_handed_on_soon_after_its_runner_has_gone():
    frames = [frame_of(figure) for figure in running(20)] + [frame_of()] * 60
    ended, _ = build(frames)
    assert len(ended) == 1
    handed_on, track = ended[0]
    assert 20 + 0.7 * RATE_HZ < handed_on < 20 + 1.2 * RATE_HZ
    assert track.frames.tolist() == list(range(20))


def test_a_track_that_turns_round_is_two_passes_before_a_still_camera_only():
    there = running(40)
    # Mirrored, so that hips which ran from 100 to 412 run from 412 to 100.
    back = [np.array([512.0, 0.0]) + figure * np.array([-1.0, 1.0]) for figure in running(40)]
    track = track_of(there + back)
    passes, _ = cut(track)
    assert [(one.frames[0], one.frames[-1]) for one in passes] == [(0, 38), (39, 79)]
    moving = replace(track, camera_still=np.zeros(80, dtype=bool))
    assert len(cut(moving)[0]) == 1


def test_runner_behind_a_pole_stays_one_track():
    frames = [frame_of(figure) for figure in running(40)]
    frames[15:22] = [frame_of()] * 7
    ended, _ = build(frames)
    assert [len(track) for _, track in ended] == [33]


def test_track_without_end_is_handed_on_in_pieces():
    n = int(2.2 * LONGEST_S)
    standing = frame_of(joints(100.0, 60, 100, 0.0))
    ended, builder = build([standing] * n, times_s=np.arange(n) * 0.5)
    assert builder.n_tracks == 1
    assert max(track.time_s[-1] - track.time_s[0] for _, track in ended) <= LONGEST_S
    assert sum(len(track) for _, track in ended) == n


@pytest.mark.parametrize(("top", "n_hidden"), [(60, 4), (190, 0)], ids=["in front", "beside"])
def test_frames_in_which_a_runner_is_lost_behind_another_are_counted(top, n_hidden):
    one = [joints(60.0 + 8.0 * i, 60, 100, 0.5 * i) for i in range(40)]
    other = [joints(380.0 - 8.0 * i, top, 110, 0.5 * i) for i in range(40)]
    frames = [frame_of(b) if 18 <= i < 22 else frame_of(a, b) for i, (a, b) in enumerate(zip(one, other, strict=True))]
    lost, whole = sorted((track for _, track in build(frames)[0]), key=len)
    assert (len(lost), lost.n_hidden) == (36, n_hidden)
    assert (len(whole), whole.n_hidden) == (40, 0)
    assert lost[:18].n_hidden == 0
    # The frames before a part are not of it.
    assert lost[18:].n_hidden == 0


def test_uprights_are_those_that_most_frames_show_while_the_camera_keeps_its_roll():
    builder = TrackBuilder()
    converging = toeoff.Uprights(roll_deg=3.0, slope_deg_per_px=-0.00390625, at_px=(500.0, 300.0))
    for i in range(40):
        person = frame_of(joints(400.0 + 5.0 * i, 60, 100, 0.55 * i))
        box = np.array([[375.0 + 5.0 * i, 60.0, 425.0 + 5.0 * i, 160.0]])
        seen = converging if i >= 10 else None
        builder.add(i, i / RATE_HZ, people_of(box, person), camera_is_still=True, uprights=seen)
    (track,) = builder.finish()
    assert track.uprights == converging
    assert track[:15].uprights is None
    assert track[10:].uprights == converging
    turning = track.rolls.copy()
    turning[:, 0] += np.linspace(0.0, 6.0, 40)
    assert replace(track, rolls=turning).uprights is None


def test_runner_seen_from_the_side_is_one_pass():
    passes, _ = cut(track_of(running(40)))
    assert [len(part) for part in passes] == [40]


def test_frames_without_a_whole_leg_are_cut_off_the_ends_alone():
    figures = running(40)
    for i in (0, 1, 2, 20, 38, 39):
        figures[i][[13, 14]] = np.nan
    passes, _ = cut(track_of(figures))
    assert [(int(part.frames[0]), int(part.frames[-1])) for part in passes] == [(3, 37)]


def test_runner_whose_feet_are_below_the_picture_is_a_pass_of_the_rest():
    figures = running(40)
    for figure in figures:
        figure[[15, 16]] = np.nan
    passes, _ = cut(track_of(figures))
    assert [len(part) for part in passes] == [40]


def test_one_leg_outside_the_picture_does_not_end_a_pass():
    figures = running(40)
    for figure in figures[20:26]:
        figure[15] = np.nan
    passes, _ = cut(track_of(figures))
    assert [len(part) for part in passes] == [40]


def test_short_track_is_dropped_and_counted():
    passes, cutter = cut(track_of(running(19)))
    assert (passes, cutter.n_short) == ([], 1)


def test_body_seen_now_and_then_is_dropped_and_counted():
    times_s = np.arange(20) * 4 / RATE_HZ
    passes, cutter = cut(track_of(running(20), times_s, order=np.arange(20) * 4))
    assert (passes, cutter.n_short) == ([], 1)


def spared(track, every):
    """The track with but one frame in so many, the others not looked for."""
    rows = np.arange(0, len(track), every)
    sparse = track_of(list(track.xy[rows]), track.time_s[rows], rows)
    return replace(sparse, frames=rows, n_spared=np.r_[0, np.diff(rows) - 1])


def test_who_is_not_looked_for_is_not_unseen():
    passes, cutter = cut(spared(track_of(running(90, frontal=0.6, swing=0.4)), 6))
    assert [(one.frames[0], one.frames[-1]) for one in passes] == [(0, 84)]
    assert cutter.n_short == 0


def test_legs_hidden_in_two_probes_end_no_pass():
    figures = running(90, frontal=0.6, swing=0.4)
    for figure in figures[30:37]:
        figure[[13, 14]] = np.nan
    for track in (track_of(figures), spared(track_of(figures), 6)):
        (one,), _ = cut(track)
        assert one.frames[0] == 0
        assert one.frames[-1] >= 84


def test_who_is_spared_is_not_seen_from_the_side():
    figures = running(40, frontal=0.7) + [joints(100.0 + 8.0 * i, 60, 100, 0.55 * i) for i in range(40, 90)]
    rows = np.r_[np.arange(40), np.arange(40, 90, 3)]
    sparse = track_of([figures[row] for row in rows], rows / RATE_HZ, rows)
    (from_side,), _ = cut(sparse)
    assert from_side.frames[0] >= 35
    (whole,), _ = cut(replace(sparse, n_spared=np.r_[0, np.diff(rows) - 1]))
    assert len(whole) == len(rows)


def test_body_seen_in_every_picture_of_a_file_that_repeats_each_four_times_is_a_pass():
    [(_, track)], _ = build([frame_of(figure) for figure in running(20)], np.arange(20) * 4 / RATE_HZ, every=4)
    passes, _ = cut(track)
    assert [part.frames.tolist() for part in passes] == [list(range(0, 80, 4))]


@pytest.mark.parametrize(("seconds", "n"), [(0.4, 60), (0.55, 17)])
def test_a_side_on_part_shorter_than_a_stride_is_handed_on_and_a_glimpse_is_none(seconds, n, monkeypatch):
    monkeypatch.setattr(
        "toeoff.video.passes.measurable", lambda *_, **__: [slice(10, 10 + round(seconds * RATE_HZ) + 1)]
    )
    passes, _ = cut(track_of(running(60)))
    assert [len(one) for one in passes] == [n]


@pytest.mark.parametrize("frontal", [0.0, 0.7], ids=["side", "front"])
def test_someone_who_stands_is_dropped_and_counted(frontal):
    rng = np.random.default_rng(2)
    still = joints(100.0, 60, 100, 0.3, frontal=frontal, swing=0.05)
    passes, cutter = cut(track_of([still + rng.normal(0.0, 1.0, still.shape) for _ in range(60)]))
    assert (passes, cutter.n_standing) == ([], 1)


@pytest.mark.parametrize(("is_still", "n"), [(True, 1), (False, 0)])
def test_who_goes_somewhere_before_a_still_camera_does_not_stand_however_little_the_legs_swing(is_still, n):
    figures = [joints(100.0 + 2.0 * i, 60, 100, 0.5 * i, frontal=0.7, swing=0.05) for i in range(60)]
    passes, cutter = cut(replace(track_of(figures), camera_still=np.full(60, is_still)))
    assert (len(passes), cutter.n_standing) == (n, 1 - n)


def test_joints_that_lie_in_one_point_stand_wherever_it_goes():
    for place in (np.full(90, 200.0), 4.0 * np.arange(90.0)):
        passes, cutter = cut(track_of([np.full((17, 2), x) for x in place]))
        assert (passes, cutter.n_standing) == ([], 1)


@pytest.mark.parametrize(
    ("waits", "runs", "first", "last"),
    [
        pytest.param((40, 1.0), (40, 8.0, 0.55), (33, 40), 79, id="as filmed"),
        pytest.param((250, 0.5), (400, 1.0, 0.06), (180, 260), 649, id="slow motion"),
    ],
)
def test_waiting_before_running_off_is_cut_away(waits, runs, first, last):
    (n_waits, jitter_px), (n_runs, step_px, step_rad) = waits, runs
    rng = np.random.default_rng(4)
    waiting = joints(100.0, 60, 100, 0.3, swing=0.4)
    figures = [waiting + rng.normal(0.0, jitter_px, waiting.shape) for _ in range(n_waits)]
    figures += [joints(100.0 + step_px * i, 60, 100, 0.3 + step_rad * i) for i in range(n_runs)]
    passes, _ = cut(track_of(figures))
    assert len(passes) == 1
    assert first[0] <= passes[0].frames[0] <= first[1]
    assert passes[0].frames[-1] == last


def test_waiting_that_was_spared_is_cut_away_at_the_same_frame():
    still = [joints(100.0, 60, 100, 0.3)] * 40
    track = track_of(still + [joints(100.0 + 8.0 * i, 60, 100, 0.3 + 0.55 * i) for i in range(60)])
    rows = np.r_[np.arange(0, 40, 6), np.arange(40, 100)]
    sparse = track_of(list(track.xy[rows]), track.time_s[rows], rows)
    sparse = replace(sparse, frames=rows, n_spared=np.r_[0, np.diff(rows) - 1])
    (whole,), (some,) = cut(track)[0], cut(sparse)[0]
    assert abs(whole.frames[0] - 40) <= 3
    assert some.frames[0] == min(row for row in rows if row >= whole.frames[0])


def test_running_in_slow_motion_is_not_waiting():
    figures = [joints(100.0 + 1.0 * i, 60, 100, 0.06 * i) for i in range(400)]
    passes, _ = cut(track_of(figures))
    assert [len(part) for part in passes] == [400]


def test_a_foot_that_hardly_moves_for_a_second_of_slow_motion_is_not_waiting():
    # One stance of 54 frames; the stick figure's legs stand still at the ends of their swing.
    steps = np.arange(600) * np.pi / 54.0
    figures = [joints(100.0 + 0.5 * i, 60, 100, step + 0.5 * np.sin(2.0 * step)) for i, step in enumerate(steps)]
    passes, _ = cut(track_of(figures))
    assert [len(part) for part in passes] == [600]


def test_only_the_part_from_the_side_is_kept():
    figures = running(40, frontal=0.7)
    figures += [joints(100.0 + 8.0 * i, 60, 100, 0.55 * i) for i in range(40, 90)]
    passes, _ = cut(track_of(figures))
    assert len(passes) == 1
    assert 35 <= passes[0].frames[0] <= 55
    assert passes[0].frames[-1] == 89


def test_runner_never_seen_from_the_side_is_kept_whole_for_the_analysis_to_refuse():
    passes, _ = cut(track_of(running(60, frontal=0.7)))
    assert [len(part) for part in passes] == [60]


def test_view_survives_a_network_that_exchanges_the_sides():
    figures = running(60, frontal=0.3)
    for figure in figures[::2]:
        figure[[5, 6, 11, 12]] = figure[[6, 5, 12, 11]]
    passes, _ = cut(track_of(figures))
    assert [len(part) for part in passes] == [60]


def test_foot_never_seen_is_no_error():
    figures = running(40)
    for figure in figures:
        figure[[15]] = np.nan
    passes, _ = cut(track_of(figures))
    assert [len(part) for part in passes] == [40]
