"""KeypointSequence and Skeleton: what they accept and how they refuse."""

import numpy as np
import pytest
import toeoff

LEGS = tuple(f"{s}_{j}" for s in ("left", "right") for j in ("hip", "knee", "ankle"))


def frames(n=4, k=26):
    return np.zeros((n, k, 2)), np.ones((n, k)), np.arange(n) / 60


def test_lists_float32_and_fortran_order_become_float64_in_c_order():
    xy, score, time_s = frames()
    seq = toeoff.KeypointSequence(np.asfortranarray(xy.astype("f4")), score.tolist(), list(time_s))
    assert seq.xy.dtype == np.float64
    assert seq.xy.flags.c_contiguous
    assert seq.n_frames == len(seq) == 4
    assert seq.frame_rate_hz == pytest.approx(60)


def test_float64_arrays_are_not_copied_and_input_stays_as_it_was():
    xy, score, time_s = frames()
    xy.flags.writeable = False
    seq = toeoff.KeypointSequence(xy, score, time_s)
    assert np.shares_memory(seq.xy, xy)
    toeoff.analyze(seq)
    assert not xy.any()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"xy": np.zeros((4, 26))}, r"xy has 2 dimensions", id="rank"),
        pytest.param({"xy": np.zeros((4, 17, 2))}, r"26 keypoints in skeleton 'halpe26'", id="wrong skeleton"),
        pytest.param({"score": np.ones((3, 26))}, r"score has shape \(3, 26\)", id="score shape"),
        pytest.param({"time_s": [0, 1, 1, 2]}, r"frame 2 is at 1.0 s after 1.0 s", id="repeated time"),
        pytest.param({"time_s": [0, 1, -1, 2]}, r"frame 2 is at -1.0 s", id="time going back"),
        pytest.param({"time_s": [0, 1, np.nan, 2]}, r"time_s\[2\] is nan", id="time missing"),
        pytest.param({"xy": np.zeros((4, 26, 2), complex)}, r"xy holds complex numbers", id="complex"),
        pytest.param({"xy": "abc"}, r"xy holds text", id="not numbers"),
        pytest.param({"xy": [[[1, 2]], [[1]]]}, r"xy cannot be read as numbers", id="ragged"),
        pytest.param({"xy": [[[10**400, 0]]]}, r"xy cannot be read as numbers", id="beyond any float"),
        pytest.param({"time_s": np.arange(4).astype("M8[s]")}, r"time_s holds dates", id="dates"),
        pytest.param({"score": np.full((4, 26), 90.0)}, r"score\[0, 0\] is 90.*percentages", id="percent"),
        pytest.param({"score": np.full((4, 26), np.inf)}, r"score\[0, 0\] is inf", id="endless score"),
        pytest.param({"skeleton": "coco18"}, r"coco18.*halpe26", id="unknown skeleton"),
        pytest.param({"skeleton": 7}, r"skeleton is 7", id="skeleton of a wrong type"),
    ],
)
def test_misuse_is_refused_with_what_is_allowed(change, message):
    xy, score, time_s = frames()
    arguments = {"xy": xy, "score": score, "time_s": time_s} | change
    with pytest.raises(toeoff.InvalidInputError, match=message):
        toeoff.KeypointSequence(**arguments)


@pytest.mark.parametrize("name", ["xy", "score", "time_s"])
@pytest.mark.parametrize("value", [None, 3.0, {1.0}, "abc"], ids=repr)
def test_what_is_no_array_is_a_type_error_that_names_the_argument(name, value):
    arguments = dict(zip(("xy", "score", "time_s"), frames(), strict=True)) | {name: value}
    with pytest.raises(
        toeoff.InvalidTypeError, match=rf"^{name} (is .*, but must be an array of shape \(n_|holds text)"
    ):
        toeoff.KeypointSequence(**arguments)


def test_what_is_masked_is_missing():
    xy, score, time_s = frames()
    masked = np.ma.array(xy, mask=np.zeros_like(xy, dtype=bool))
    masked[1, 3] = np.ma.masked
    seq = toeoff.KeypointSequence(masked, score, time_s)
    assert np.isnan(seq.xy[1, 3]).all()
    assert np.isnan(seq.xy).sum() == 2


def test_a_slice_is_a_sequence_and_an_index_is_not():
    seq = toeoff.KeypointSequence(*frames(10))
    assert seq[2:5].time_s.tolist() == seq.time_s[2:5].tolist()
    assert seq[2:5] == seq[2:5]
    assert seq != seq[2:5]
    with pytest.raises(toeoff.InvalidInputError, match="slice"):
        seq[3]


def test_a_skeleton_of_ones_own_needs_hips_knees_and_ankles():
    assert not toeoff.Skeleton("legs", LEGS).has_feet
    with pytest.raises(toeoff.InvalidInputError, match="right_ankle"):
        toeoff.Skeleton("legs", LEGS[:-1])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param((None, LEGS), "name is None, but must be text: any name for the set", id="no name"),
        pytest.param(("legs", None), "keypoints is None, but must be the names of the keypoints in", id="none"),
        pytest.param(("legs", "left_hip"), r"keypoints is 'left_hip' \(text\), but must be the names", id="one text"),
        pytest.param(("legs", set(LEGS)), r"keypoints is .*of type set.*, but must be the names", id="set"),
        pytest.param(("legs", frozenset(LEGS)), r"keypoints is .*of type frozenset.*, but must be the", id="frozenset"),
        pytest.param(("legs", (*LEGS, 7)), r"keypoints\[6\] is 7, but must be text: the name of", id="number"),
    ],
)
def test_a_skeleton_of_other_types_is_a_type_error_that_names_the_argument(arguments, message):
    with pytest.raises(TypeError, match=message) as caught:
        toeoff.Skeleton(*arguments)
    assert isinstance(caught.value, toeoff.InvalidInputError)


def test_a_skeleton_with_two_keypoints_of_one_name_is_refused():
    with pytest.raises(ValueError, match='"legs" has two keypoints called "left_knee"; give every keypoint a name of'):
        toeoff.Skeleton("legs", (*LEGS, "left_knee"))
