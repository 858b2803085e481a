"""Which box is which runner."""

import numpy as np
import pytest
import toeoff


def boxes_at(xs, y=300.0, size=(60.0, 150.0)):
    """Boxes centred on each x."""
    w, h = size
    return np.array([[x - w / 2, y - h / 2, x + w / 2, y + h / 2] for x in xs]).reshape(-1, 4)


def follow(tracker, places, times, score=0.9):
    """Ids over frames; `places[f]` are the x of the boxes in frame f."""
    return [
        tracker.update(boxes_at(xs), np.full(len(xs), score), t).tolist() for xs, t in zip(places, times, strict=True)
    ]


def assert_kept(got, most_withheld):
    """Two ids are right or withheld, whole at the end, and withheld in few frames."""
    assert all(a in (0, -1) and b in (1, -1) for a, b in got)
    assert got[-1] == [0, 1]
    assert np.mean([ids != [0, 1] for ids in got]) <= most_withheld


def test_two_runners_in_one_direction_keep_their_ids_while_one_overtakes():
    times = np.arange(120) / 60
    places = [(100 + 480 * t, 160 + 420 * t) for t in times]
    got = follow(toeoff.Tracker(), places, times)
    assert got[0] == [-1, -1]
    assert_kept(got[1:], most_withheld=0.4)


def test_runners_in_opposite_directions_are_never_exchanged():
    times = np.arange(90) / 30
    places = [(100 + 300 * t, 1000 - 300 * t) for t in times]
    assert_kept(follow(toeoff.Tracker(), places, times)[1:], most_withheld=0.05)


def test_the_order_of_boxes_does_not_matter():
    times = np.arange(60) / 60
    straight = follow(toeoff.Tracker(), [(100 + 400 * t, 400 + 400 * t, 700 + 400 * t) for t in times], times)
    mixed = follow(toeoff.Tracker(), [(700 + 400 * t, 100 + 400 * t, 400 + 400 * t) for t in times], times)
    assert straight[5] == [0, 1, 2]
    assert all(len(set(ids)) == 3 and ids == mixed[1] for ids in mixed[1:])


@pytest.mark.parametrize("frame_rate", [10.0, 25.0, 60.0, 240.0])
def test_frame_rate_does_not_matter(frame_rate):
    times = np.arange(int(2 * frame_rate)) / frame_rate
    places = [(100 + 350 * t, 350 + 420 * t) for t in times]
    assert all(ids == [0, 1] for ids in follow(toeoff.Tracker(), places, times)[1:])


def test_uneven_frame_times_do_not_matter():
    rng = np.random.default_rng(3)
    times = np.cumsum(rng.uniform(0.01, 0.08, 80))
    places = [(100 + 350 * t, 300 + 350 * t) for t in times]
    assert all(ids == [0, 1] for ids in follow(toeoff.Tracker(), places, times)[1:])


def test_a_runner_behind_a_pole_keeps_the_id():
    times = np.arange(120) / 60
    places = [() if 40 <= f < 64 else (100 + 480 * t,) for f, t in enumerate(times)]
    got = follow(toeoff.Tracker(), places, times)
    assert {i for ids in got[2:] for i in ids if i >= 0} == {0}
    assert all(ids == [0] for ids in got[70:])


def test_opposite_runners_who_cross_behind_a_pole_are_not_exchanged():
    times = np.arange(150) / 60
    rng = np.random.default_rng(2)
    got = []
    tracker = toeoff.Tracker()
    for t in times:
        both = np.array([100 + 400 * t, 1100 - 400 * t])
        seen = np.flatnonzero(np.abs(both - 600) > 80)
        boxes = boxes_at(both[seen]) + rng.normal(0, 2, (len(seen), 4))
        got.append((seen.tolist(), tracker.update(boxes, np.full(len(seen), 0.9), t).tolist()))
    assert all(seen == ids for seen, ids in got[1:])
    assert any(not seen for seen, _ in got)


def test_one_runner_who_leaves_and_another_who_enters_there_are_two():
    times = np.arange(80) / 60
    tracker = toeoff.Tracker()
    got = [
        tracker.update(boxes_at([1000 + 10 * f] if f < 40 else [1410 - 10 * (f - 40)]), [0.9], t).tolist()
        for f, t in enumerate(times)
    ]
    assert got[30] == [0]
    assert got[-1] == [1]
    assert {i for ids in got[50:] for i in ids} == {1}


def test_a_box_that_jumps_keeps_its_runner_when_the_pose_is_alike():
    rng = np.random.default_rng(4)
    body = rng.uniform(-60, 60, (17, 2))
    tracker, got = toeoff.Tracker(), []
    for f in range(60):
        x = 100 + 6.0 * f
        box = boxes_at([x])
        if f in (30, 45):
            box[0, 0] -= 150
        pose = np.concatenate([np.add(body, (x, 300)), np.full((17, 1), 0.9)], axis=1)[None]
        got.append(tracker.update(box, [0.9], f / 30, pose).tolist())
    assert all(ids == [0] for ids in got[1:])


def test_a_runner_unseen_for_longer_than_waited_ends_and_gets_a_new_id():
    tracker = toeoff.Tracker(lost_after_s=0.5)
    follow(tracker, [(100 + 5 * f,) for f in range(10)], np.arange(10) / 60)
    assert tracker.ended() == []
    follow(tracker, [()], [0.8])
    assert tracker.ended() == [0]
    assert tracker.ended() == []
    got = follow(tracker, [(200 + 5 * f,) for f in range(5)], 1 + np.arange(5) / 60)
    assert got[-1] == [1]
    assert tracker.finish() == [1]


def test_unsure_boxes_continue_a_runner_but_start_none():
    tracker = toeoff.Tracker()
    assert follow(tracker, [(100 + 5 * f,) for f in range(10)], np.arange(10) / 60, score=0.4)[-1] == [-1]
    assert follow(tracker, [(500 + 5 * f,) for f in range(10)], 1 + np.arange(10) / 60)[-1] == [0]
    assert follow(tracker, [(550 + 5 * f,) for f in range(10)], 1 + np.arange(10, 20) / 60, score=0.4)[-1] == [0]


def test_a_single_false_box_gets_no_id():
    tracker = toeoff.Tracker()
    times = np.arange(30) / 60
    places = [(100 + 8 * f, 900) if f == 15 else (100 + 8 * f,) for f in range(30)]
    got = follow(tracker, places, times)
    assert got[15] == [0, -1]
    assert got[-1] == [0]


def test_poses_tell_runners_apart_whose_boxes_do_not():
    rng = np.random.default_rng(1)
    shapes = rng.uniform(-70, 70, (2, 17, 2))
    with_poses, swaps = toeoff.Tracker(), 0
    for f in range(60):
        x = 100 + 8.0 * f
        order = [0, 1] if f % 2 == 0 else [1, 0]
        boxes = boxes_at([x, x]) + rng.normal(0, 2, (2, 4))
        poses = np.concatenate([shapes[order] + [x, 300], np.full((2, 17, 1), 0.9)], axis=2)
        ids = with_poses.update(boxes, [0.9, 0.9], f / 60, poses)
        swaps += f > 0 and list(ids) != order
    assert swaps == 0


def test_no_boxes_give_no_ids():
    got = toeoff.Tracker().update(np.empty((0, 4)), [], 0.0)
    assert got.shape == (0,)
    assert got.dtype == np.int64


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param((np.zeros((2, 3)), [1, 1], 0.0), r"boxes_xyxy has shape \(2, 3\)", id="three numbers a box"),
        pytest.param((boxes_at([1]), [1, 1], 0.0), "scores has 2 values, but 1 are needed", id="two scores"),
        pytest.param((boxes_at([1]), [[1]], 0.0), r"scores has shape \(1, 1\)", id="scores 2-D"),
        pytest.param((boxes_at([np.nan]), [1], 0.0), "boxes_xyxy is NaN", id="nan box"),
        pytest.param((boxes_at([1]), [np.inf], 0.0), "scores is inf", id="infinite score"),
        pytest.param((boxes_at([1]), [np.nan], 0.0), "scores is NaN, but must be between 0 and 1", id="nan score"),
        pytest.param((boxes_at([1]), [90], 0.0), "scores is 90, .*; divide percentages by 100", id="percentage"),
        pytest.param((boxes_at([1]), [-0.1], 0.0), "scores is -0.1, but must be between 0 and 1", id="negative score"),
        pytest.param((boxes_at([1]), [1], np.nan), "time_s is NaN", id="nan time"),
        pytest.param((boxes_at([1]), [1], 0.0, np.zeros((1, 17, 2))), r"poses has shape \(1, 17, 2\)", id="pose 2-D"),
        pytest.param((boxes_at([1]), [1], 0.0, np.zeros((2, 17, 3))), r"must be \(1, k, 3\)", id="two poses, one box"),
    ],
)
def test_wrong_input_is_named(arguments, message):
    with pytest.raises(toeoff.InvalidInputError, match=message):
        toeoff.Tracker().update(*arguments)


def test_time_must_increase_and_a_refused_frame_leaves_no_trace():
    tracker = toeoff.Tracker()
    follow(tracker, [(100,), (108,)], [0.0, 0.02])
    with pytest.raises(toeoff.InvalidInputError, match="later than the frame before"):
        tracker.update(boxes_at([116]), [0.9], 0.02)
    assert follow(tracker, [(116,)], [0.04]) == [[0]]


@pytest.mark.parametrize(
    ("option", "value"), [("score_low", 0.9), ("score_high", 1.5), ("confirm_boxes", 0), ("lost_after_s", -1.0)]
)
def test_options_out_of_range_are_named(option, value):
    with pytest.raises(toeoff.InvalidInputError, match=f"{option} is"):
        toeoff.Tracker(**{option: value})


def test_a_crowd_larger_than_the_runners_known_is_matched():
    tracker = toeoff.Tracker()
    follow(tracker, [(100, 300)], [0.0])
    got = follow(tracker, [(100, 300, 500, 700, 900), (100, 300, 500, 700, 900)], [0.02, 0.04])
    assert got == [[0, 1, -1, -1, -1], [0, 1, 2, 3, 4]]
