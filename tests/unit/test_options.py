"""Options of a wrong type: told with the type that is wanted, before any work."""

from __future__ import annotations

import os
from fractions import Fraction

import numpy as np
import pytest
import toeoff
from toeoff.arguments import THREADS_MAX
from toeoff.options import check_options

NOBODY = toeoff.KeypointSequence(np.full((30, 26, 2), np.nan), np.zeros((30, 26)), np.arange(30) / 60)

WRONG_TYPES = [
    ({"height_m": "1.8"}, r"height_m is '1\.8' \(text\), but must be a number in metres, or None; pass a plain number"),
    ({"height_m": True}, "height_m is True, but must be a number in metres"),
    ({"height_m": np.True_}, "height_m is .*True"),
    ({"roll_deg": "2"}, "roll_deg is '2' .text., but must be a number in degrees"),
    ({"roll_deg": np.zeros(2)}, "roll_deg is array.*of type ndarray"),
    ({"roll_deg": (2.0, 0.01)}, "roll_deg is .2.0, 0.01. .of type tuple., but must be a number in degrees, Up"),
    ({"capture_fps": [240]}, "capture_fps is .240. .of type list., but must be a number of frames per second"),
    ({"score_minimum": None}, "score_minimum is None, but must be a number from 0 to 1"),
    ({"travel": None}, "travel is None, but must be text: auto, left_to_right or right_to_left"),
    ({"smoothing": toeoff.Smoothing("whittaker", "8")}, "trunk_cutoff_hz is '8' .text., but must be a number in Hz"),
    ({"smoothing": toeoff.Smoothing("whittaker", 8, False)}, "foot_cutoff_hz is False, but must be a number in Hz"),
    ({"smoothing": 3}, "smoothing is 3, but must be a Smoothing or the name of a method"),
    ({"ground": 3}, r"ground is 3, but must be an array of shape \(5,\)"),
    ({"calibration": 3}, "calibration is 3, but must be a path or a Calibration"),
    ({"smoothing": toeoff.Smoothing(4)}, "smoothing method is 4, but must be text"),
    ({"stride_sd": 0.1}, "stride_sd is 0.1, but must be a mapping of names"),
    ({"stride_sd": {"contact_time_s": "0.01"}}, "stride_sd of contact_time_s is '0.01' .text., but must be a number"),
    ({"profile": 21}, "profile is 21, but must be a name such as trail21"),
    ({"profile": "trail21", "pace": True}, "pace is True, but must be a number in m/s or text such as 4:30/km"),
    ({"profile": "trail21", "effort": 3}, "effort is 3, but must be text: such as marathon"),
]


@pytest.mark.parametrize(("options", "message"), WRONG_TYPES)
def test_an_option_of_the_wrong_type_is_told_with_the_type_that_is_wanted(options, message):
    with pytest.raises(toeoff.InvalidTypeError, match=message):
        toeoff.analyze(NOBODY, **options)
    with pytest.raises(toeoff.InvalidTypeError, match=message):
        check_options(**options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"roll_deg": 10**400}, "roll_deg is 1000"),
        ({"travel": "up"}, "left_to_right"),
        ({"height_m": 180}, "between 0.5 and 2.7 m"),
        ({"roll_deg": toeoff.Uprights(50, 0, (0, 0))}, "roll_deg is 50, but must be between -45 and 45 degrees"),
        ({"roll_deg": toeoff.Uprights(0, 0.6, (0, 0))}, "slope_deg_per_px is 0.6, but must be between -0.5 and 0.5"),
        ({"roll_deg": toeoff.Uprights(0, 0, (0, np.nan))}, "at_px is NaN, but must be a point of the picture"),
        ({"capture_fps": -1.0}, "between 1 and 10000 frames per second"),
        ({"smoothing": toeoff.Smoothing("butterworth", -1.0)}, "cutoff_hz is -1"),
        ({"smoothing": toeoff.Smoothing("whittaker", foot_cutoff_hz=4.0)}, "cutoff_hz is 4, but must be between 5"),
        ({"stride_sd": {"contact": 0.01}}, "contact_time_s"),
        ({"pace": 4.0}, "give a profile as well"),
    ],
)
def test_values_are_checked_without_a_pass(options, message):
    with pytest.raises(toeoff.InvalidInputError, match=message) as caught:
        check_options(**options)
    assert not isinstance(caught.value, TypeError)


@pytest.mark.parametrize("height", [2, 1.75, np.float32(1.75), np.int64(2), np.array(1.75), Fraction(7, 4)], ids=repr)
def test_numbers_of_every_kind_are_taken(height):
    assert toeoff.analyze(NOBODY, height_m=height).quality.reasons
    check_options(height_m=height)


@pytest.mark.parametrize("threads", [0, -1, THREADS_MAX + 1, 1e5, 2.0, True, "2", float("nan")], ids=repr)
def test_threads_that_are_no_sensible_whole_number_are_refused(threads):
    message = rf"threads is .*, but must be a whole number from 1 to {THREADS_MAX}; leave it out for one per core"
    with pytest.raises(toeoff.InvalidInputError, match=message) as caught:
        toeoff.analyze_many([NOBODY], threads=threads)
    assert isinstance(caught.value, TypeError) == (type(threads) is not int)


@pytest.mark.parametrize("threads", [None, 1, np.int64(2)], ids=repr)
def test_threads_may_be_left_out_or_counted(threads):
    assert len(toeoff.analyze_many([NOBODY] * 3, threads=threads)) == 3


def test_one_sequence_in_place_of_many_is_told():
    with pytest.raises(toeoff.InvalidInputError, match="pass it in a list, or call analyze"):
        toeoff.analyze_many(NOBODY)


def test_the_time_of_a_tracker_is_a_number():
    with pytest.raises(toeoff.InvalidInputError, match=r"time_s is '0\.1' .text., but must be a time in seconds"):
        toeoff.Tracker().update(np.empty((0, 4)), [], "0.1")


@pytest.mark.parametrize("option", ["score_low", "score_high", "confirm_boxes", "lost_after_s"])
@pytest.mark.parametrize("value", ["1", True, None], ids=repr)
def test_options_of_the_tracker_are_numbers(option, value):
    with pytest.raises(toeoff.InvalidInputError, match=rf"{option} is .*, but must be a"):
        toeoff.Tracker(**{option: value})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
@pytest.mark.parametrize("name", ["profile", "calibration"])
def test_a_pipe_is_no_file_to_read_rules_or_a_calibration_from(tmp_path, name):
    os.mkfifo(tmp_path / "rules.toml")
    with pytest.raises(toeoff.ToeoffError, match="no path of a TOML file"):
        check_options(**{name: tmp_path / "rules.toml"})
