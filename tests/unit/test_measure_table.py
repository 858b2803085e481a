"""A table of measures is a mapping like any other, and builds each measure once."""

import copy
import pickle
from collections.abc import Mapping

import pytest
from toeoff.measure_table import MeasureTable
from toeoff.report import Measure

ROWS = [
    ("cadence_spm", 180.0, 178.0, 182.0, "spm", 4, "A", None, 179.0, 181.0),
    ("speed_mps", None, None, None, "m/s", 0, None, "no_scale", None, None),
]
BUILT = {row[0]: Measure(*row[1:]) for row in ROWS}


def test_it_equals_the_dict_of_its_measures():
    table = MeasureTable(ROWS)
    assert isinstance(table, Mapping)
    assert table == BUILT
    assert dict(table.items()) == BUILT
    assert (list(table), len(table)) == (list(BUILT), 2)
    assert table != MeasureTable(ROWS[:1])
    assert repr(BUILT) in repr(table)


def test_a_measure_is_the_same_object_whenever_it_is_read():
    table = MeasureTable(ROWS)
    assert table["cadence_spm"] is table["cadence_spm"]
    assert next(iter(table.values())) is table["cadence_spm"]


def test_what_is_not_there_is_told_as_by_a_dict():
    table = MeasureTable(ROWS)
    assert "speed_mps" in table
    assert "lean" not in table
    assert table.get("lean") is None
    with pytest.raises(KeyError, match="lean"):
        table["lean"]
    with pytest.raises(TypeError):
        table["lean"] = BUILT["speed_mps"]


def test_copies_and_pickles_are_equal():
    table = MeasureTable(ROWS)
    assert table["speed_mps"].reason == "no_scale"
    assert copy.deepcopy(table) == table
    assert pickle.loads(pickle.dumps(table)) == BUILT
