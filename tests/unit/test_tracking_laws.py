"""The tracker against a slow twin, and what holds of any traffic."""

import numpy as np
import pytest
import toeoff
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import tracking as slow

WIDTH = 1920.0
SWING = np.random.default_rng(0).uniform(-0.4, 0.4, (4, 7, 2))


@st.composite
def traffic(draw, most_frames=60):
    """Frames of (time, boxes, scores, poses) as a detector may give them, and whether there are poses.

    Runners of both directions and any speed, near and far, that cover each other; boxes that jitter, jump and are
    missed, false boxes, unsure ones, frames without any.
    """
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, fps = draw(st.integers(1, most_frames)), draw(st.sampled_from([25.0, 30.0, 60.0]))
    times = np.cumsum(rng.uniform(0.7, 1.3, n) / fps) if draw(st.booleans()) else np.arange(n) / fps
    people = draw(st.integers(1, 5))
    height = rng.uniform(90, 400) * rng.uniform(0.9, 1.1, people)
    start, way = rng.uniform(0, WIDTH, people), rng.choice([-1, 1], people)
    speed = way * rng.uniform(0.8, 2.5, people) * height
    if draw(st.booleans()):  # a group that starts in one place
        start, speed = start[0] + rng.normal(0, 0.5, people) * height, np.abs(speed)
    phase, y = rng.uniform(0, 6.3, people), rng.uniform(300, 340, people)
    missed, jitter = draw(st.sampled_from([0.0, 0.05, 0.2])), draw(st.sampled_from([0.5, 3.0, 12.0]))
    unsure, false = draw(st.sampled_from([0.0, 0.2])), draw(st.sampled_from([0.0, 0.1]))
    hidden = draw(st.sampled_from([(0, 0), (10, 25), (20, 55)]))
    # Some come out from where they were hidden at another speed; a box may jump by half its height.
    later, jumps = rng.normal(0, draw(st.sampled_from([0.0, 0.3])), people) * height, draw(st.sampled_from([0.0, 0.05]))
    frames = []
    for f, time_s in enumerate(times):
        rows, poses = [], []
        for i in range(people):
            if rng.random() < missed or hidden[0] <= f < hidden[1]:
                continue
            wide = height[i] * (0.4 + 0.1 * np.sin(9 * time_s + phase[i]))
            since = max(time_s - times[min(hidden[0], n - 1)], 0.0)
            x, up = (
                start[i] + speed[i] * time_s + later[i] * since,
                y[i] + 0.02 * height[i] * np.sin(17.6 * time_s + phase[i]),
            )
            box = np.array([x - wide / 2, up - height[i] / 2, x + wide / 2, up + height[i] / 2])
            if rng.random() < jumps:
                box[rng.integers(2) * 2] += rng.choice([-1, 1]) * height[i] / 2
            rows.append([*(box + rng.normal(0, jitter, 4)), rng.uniform(0.3, 0.59) if rng.random() < unsure else 0.9])
            pose = [x, up] + height[i] * SWING[i % 4] + rng.normal(0, jitter, (7, 2))
            poses.append(np.column_stack([pose, rng.uniform(0.1, 1.0, 7)]))
        if rng.random() < false:
            x, up = rng.uniform([0, 200], [WIDTH, 400])
            rows.append([x - 40, up - 100, x + 40, up + 100, rng.uniform(0.05, 0.95)])
            poses.append(np.column_stack([rng.uniform(0, WIDTH, (7, 2)), np.full(7, 0.9)]))
        order = rng.permutation(len(rows))
        table = np.array(rows).reshape(-1, 5)[order]
        frames.append((float(time_s), table[:, :4], table[:, 4], np.array(poses).reshape(-1, 7, 3)[order]))
    return frames, draw(st.booleans())


def follow(tracker, frames, with_poses):
    """Ids of the boxes of every frame."""
    return [
        list(tracker.update(boxes, scores, time_s, *([poses] if with_poses else [])))
        for time_s, boxes, scores, poses in frames
    ]


@settings(max_examples=120, deadline=None)
@given(case=traffic(), confirm=st.integers(1, 4), lost_after_s=st.sampled_from([0.3, 1.0]))
def test_ids_equal_those_of_plain_matrices_and_scipys_assignment(case, confirm, lost_after_s):
    options = {"confirm_boxes": confirm, "lost_after_s": lost_after_s}
    assert follow(toeoff.Tracker(**options), *case) == follow(slow.Tracker(**options), *case)


@settings(max_examples=150, deadline=None)
@given(case=traffic())
def test_an_id_is_one_box_a_frame_given_in_order_and_never_again_once_it_has_ended(case):
    frames, with_poses = case
    tracker, ended, highest = toeoff.Tracker(lost_after_s=0.3), [], -1
    for time_s, boxes, scores, poses in frames:
        ids = tracker.update(boxes, scores, time_s, *([poses] if with_poses else []))
        told = [i for i in ids.tolist() if i != -1]
        assert ids.shape == scores.shape
        assert len(set(told)) == len(told)
        gone = tracker.ended()
        assert not set(told) & {*ended, *gone}
        ended += gone
        # Withheld while in doubt, an id may come late, but no id comes from nowhere.
        assert min(told, default=0) >= 0
        highest = max([highest, *told])
    ended += tracker.finish()
    assert len(set(ended)) == len(ended)
    # All that were ever given have ended, and none was skipped.
    assert sorted(ended) == list(range(len(ended)))
    assert highest < len(ended)


@settings(max_examples=60, deadline=None)
@given(case=traffic(), seed=st.integers(0, 2**32 - 1))
def test_the_order_of_the_boxes_of_a_frame_changes_nothing_but_who_of_several_newcomers_has_which_id(case, seed):
    frames, with_poses = case
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(len(frame[1])) for frame in frames]
    mixed = [(frame[0], *(part[order] for part in frame[1:])) for frame, order in zip(frames, orders, strict=True)]
    straight = follow(toeoff.Tracker(), frames, with_poses)
    expected = [ids[i] for ids, order in zip(straight, orders, strict=True) for i in order]
    found = [i for ids in follow(toeoff.Tracker(), mixed, with_poses) for i in ids]
    pairs = set(zip(expected, found, strict=True))
    assert all((one == -1) == (other == -1) for one, other in pairs)
    assert len(pairs) == len(set(expected)) == len(set(found))


@settings(max_examples=100, deadline=None)
@given(case=traffic())
def test_a_mirrored_picture_has_the_same_ids(case):
    frames, with_poses = case
    mirrored = [
        (t, np.column_stack([WIDTH - b[:, 2], b[:, 1], WIDTH - b[:, 0], b[:, 3]]), s, p * (-1, 1, 1) + (WIDTH, 0, 0))
        for t, b, s, p in frames
    ]
    assert follow(toeoff.Tracker(), mirrored, with_poses) == follow(toeoff.Tracker(), frames, with_poses)


@settings(max_examples=100, deadline=None)
@given(case=traffic(), size=st.sampled_from([0.25, 3.0]), shift=st.sampled_from([0.0, 5000.0]))
def test_neither_size_nor_place_nor_clock_of_the_picture_matters(case, size, shift):
    frames, with_poses = case
    elsewhere = [
        (t + shift / 10, size * b + shift, s, p * (size, size, 1) + (shift, shift, 0)) for t, b, s, p in frames
    ]
    assert follow(toeoff.Tracker(), elsewhere, with_poses) == follow(toeoff.Tracker(), frames, with_poses)


@settings(max_examples=50, deadline=None)
@given(case=traffic(), empty=st.integers(1, 20))
def test_empty_frames_give_nothing_and_only_long_ones_end_anyone(case, empty):
    frames, with_poses = case
    tracker = toeoff.Tracker()
    before = {i for ids in follow(tracker, frames, with_poses) for i in ids if i != -1}
    gone = set(tracker.ended())
    nothing = [(frames[-1][0] + 0.9 * k / empty, np.empty((0, 4)), [], None) for k in range(1, empty + 1)]
    assert follow(tracker, nothing, with_poses=False) == [[]] * empty
    still = before - gone - set(tracker.ended())
    recent = {i for ids in follow_last(frames, with_poses) for i in ids if i != -1}
    assert recent <= still
    assert follow(tracker, [(frames[-1][0] + 2.5, np.empty((0, 4)), [], None)], with_poses=False) == [[]]
    assert still <= set(tracker.ended())
    assert tracker.finish() == []


def follow_last(frames, with_poses):
    """Ids of the last frame alone, of a fresh tracker that saw all."""
    return follow(toeoff.Tracker(), frames, with_poses)[-1:]


ABSURD = [
    pytest.param([[np.nan, 0, 10, 20]], "boxes_xyxy is NaN, but must be finite", id="nan"),
    pytest.param([[0, 0, np.inf, 20]], "boxes_xyxy is inf, but must be finite", id="infinite"),
    pytest.param([[0, 0, 10]], r"boxes_xyxy has shape \(1, 3\), but must be \(n, 4\)", id="three corners"),
    pytest.param([0, 0, 10, 20], r"boxes_xyxy has shape \(4,\), but must be \(n, 4\)", id="a flat box"),
    pytest.param([["left", 0, 10, 20]], "boxes_xyxy", id="text"),
]


@pytest.mark.parametrize(("boxes", "message"), ABSURD)
@settings(max_examples=10, deadline=None)
@given(case=traffic(20))
def test_a_box_that_is_none_is_refused_by_name_and_leaves_no_trace(boxes, message, case):
    frames, with_poses = case
    tracker = toeoff.Tracker()
    expected = follow(toeoff.Tracker(), frames, with_poses)
    for (time_s, *_), frame, ids in zip(frames, frames, expected, strict=True):
        with pytest.raises(toeoff.InvalidInputError, match=message):
            tracker.update(boxes, [0.9], time_s)
        assert follow(tracker, [frame], with_poses) == [ids]


@pytest.mark.parametrize(
    "box",
    [
        pytest.param([10, 10, 10, 50], id="no width"),
        pytest.param([50, 10, 10, 60], id="inside out"),
        pytest.param([10, 60, 50, 10], id="upside down"),
    ],
)
def test_a_box_without_area_is_nobody(box):
    tracker = toeoff.Tracker(confirm_boxes=1)
    for f in range(10):
        runner = [300.0 + 8 * f, 100, 360.0 + 8 * f, 250]
        assert tracker.update([box, runner], [0.9, 0.9], f / 60).tolist() == [-1, 0]
