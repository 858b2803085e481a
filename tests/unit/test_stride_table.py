"""A table of strides is a sequence like a tuple of them, and builds them once."""

import copy
import pickle
from collections.abc import Sequence

import numpy as np
import pytest
from toeoff import _core
from toeoff.report import Stride
from toeoff.stride_table import StrideTable

NUMBERS = np.arange(69, dtype=float).reshape(3, 23)
NUMBERS[1, 2] = NUMBERS[2, 5] = np.nan
SIDES, REASONS = ["left", "right", "left"], [None, "too_short", None]


def table():
    return StrideTable(SIDES, REASONS, NUMBERS.copy())


def test_each_stride_has_its_row_and_what_was_not_told_is_none():
    strides = table()
    assert isinstance(strides, Sequence)
    assert [s.side for s in strides] == SIDES
    assert [s.reason for s in strides] == REASONS
    assert (strides[0].initial_contact_s, strides[0].toe_off_s, strides[0].next_initial_contact_s) == (0.0, 1.0, 2.0)
    assert strides[1].next_initial_contact_s is None
    assert list(strides[0].values.items()) == list(zip(_core.STRIDE_VALUES, NUMBERS[0, 3:], strict=True))
    assert strides[-1].values[_core.STRIDE_VALUES[2]] is None


def test_it_reads_and_compares_as_a_tuple():
    strides = table()
    plain = tuple(strides)
    assert all(isinstance(s, Stride) for s in plain)
    assert strides[0] is plain[0]
    assert strides[1:] == plain[1:]
    assert strides == plain
    assert strides == list(plain)
    assert strides == table()
    assert strides != plain[:2]
    assert strides != "strides"
    assert (len(strides), repr(strides)) == (3, repr(plain))
    assert StrideTable([], [], np.empty((0, 23))) == ()
    with pytest.raises(IndexError):
        strides[3]
    with pytest.raises(TypeError, match="unhashable"):
        hash(strides)


def test_copies_and_pickles_are_equal():
    strides = table()
    assert copy.deepcopy(strides) == strides
    assert pickle.loads(pickle.dumps(strides)) == tuple(strides)
