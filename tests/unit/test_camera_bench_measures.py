"""What the bench of cameras compares, and with which truth."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
import toeoff
from toeoff.io import load_keypoints

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def compared() -> ModuleType:
    # Benches are no package.
    spec = importlib.util.spec_from_file_location("compared", ROOT / "benches/cameras/compared.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["compared"] = module
    spec.loader.exec_module(module)
    return module


def test_every_measure_but_a_probability_is_compared(compared: ModuleType) -> None:
    recording = load_keypoints(ROOT / "tests/data/sample/keypoints.csv.gz", frame_rate_hz=60)
    told = toeoff.analyze(recording.sequences[0]).measures
    assert set(told) - set(compared.MEASURES) == {"foot_strike"}
    assert set(compared.MEASURES) <= set(told)
    assert all(one.limit > 0.0 and one.why for one in compared.MEASURES.values())


def test_errors_are_in_the_unit_of_the_title(compared: ModuleType) -> None:
    assert compared.MEASURES["contact_time_s"].error(0.212, 0.2) == pytest.approx(12.0)
    assert compared.MEASURES["speed_mps"].error(3.8, 4.0) == pytest.approx(-5.0)
    assert compared.MEASURES["trunk_lean_deg"].error(5.0, 7.0) == pytest.approx(-2.0)


def test_stiffness_is_that_of_a_known_runner(compared: ModuleType) -> None:
    # 60 kg at 5.5 m/s, flight 0.130 s, contact 0.180 s, leg 0.93 m: 8.38 and 33.6 kN/m.
    rest = {name: 0.0 for name in compared.MEASURES if not name.startswith("asymmetry_")}
    known = {"contact_time_s": 0.18, "flight_time_s": 0.13, "speed_mps": 5.5, "leg_length_m": 0.93}
    true = compared.truth_of({"measures": rest | known})
    assert 60.0 * true["leg_stiffness"] / 1000.0 == pytest.approx(8.38, abs=0.06)
    assert 60.0 * true["vertical_stiffness"] / 1000.0 == pytest.approx(33.6, abs=0.06)
    assert true["asymmetry_contact_time"] == 0.0


def test_the_limits_of_the_readme_are_those_of_the_record(compared: ModuleType) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (path,) = set(re.findall(r"\]\((benches/record/[^)]*/cameras\.md)\)", readme))
    record = (ROOT / path).read_text(encoding="utf-8")
    at_a_glance = [line for line in record.split("## ")[0].splitlines() if line.startswith("| `")]
    assert len(at_a_glance) == len(compared.MEASURES)
    assert [line for line in at_a_glance if line not in readme] == []
