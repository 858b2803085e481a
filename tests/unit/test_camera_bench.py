"""The bench of cameras: a departure that the analysis can undo, and one that it has to refuse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LEAN, THIGH = "trunk_lean_deg", "thigh_extension_toe_off_deg"


@pytest.fixture(scope="module")
def renderer() -> Path:
    built = [ROOT / "target" / kind / "toeoff-render" for kind in ("release", "debug")]
    # The newest: the other may be of an older state of the renderer.
    found = max((path for path in built if path.is_file()), key=lambda path: path.stat().st_mtime, default=None)
    if found is None:
        pytest.skip("the renderer is not built: cargo build --release -p toeoff-render")
    return found


def steps(renderer: Path, folder: Path, kind: str) -> dict[tuple[str, str], dict[str, Any]]:
    command = [sys.executable, str(ROOT / "benches/cameras"), "--only", kind, "--out", str(folder)]
    # One thread: the cores are shared with the other tests.
    one = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    subprocess.run([*command, "--renderer", str(renderer)], check=True, env=one)
    assert (folder / "cameras.md").read_text(encoding="utf-8").startswith("# Error of each measure")
    rows = json.loads((folder / "cameras.json").read_text(encoding="utf-8"))["steps"]
    return {(row["step"], row["measure"]): row for row in rows}


def test_stated_roll_is_taken_out(renderer: Path, tmp_path: Path) -> None:
    found = steps(renderer, tmp_path, "roll, stated")
    for step in ("-5 deg", "+5 deg"):
        assert found[step, LEAN]["told"] == 12
        assert found[step, LEAN]["largest_error"] < 2.0
        assert found[step, THIGH]["largest_error"] < 4.0


def test_a_camera_that_moves_beside_an_oblique_runner_tells_nothing_beyond_30_deg(
    renderer: Path, tmp_path: Path
) -> None:
    found = steps(renderer, tmp_path, "moving alongside, turned")
    for step in ("-20 deg", "+20 deg"):
        assert found[step, LEAN]["told"] == 12
        assert found[step, LEAN]["largest_error"] < 2.0
        assert found[step, THIGH]["largest_error"] < 4.0
    for step in ("-40 deg", "+40 deg"):
        assert found[step, LEAN]["told"] == 0
        assert found[step, LEAN]["reasons"] == ["view_oblique"]


def test_a_sway_is_taken_out_and_ruins_metres_where_it_is_not(renderer: Path, tmp_path: Path) -> None:
    name, out = "sway 1 deg, 1 Hz", tmp_path / "steady.md"
    command = [sys.executable, str(ROOT / "benches/cameras/steady.py"), "--only", name, "--out", str(out)]
    one = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    subprocess.run([*command, "--renderer", str(renderer)], check=True, env=one)
    rows = [line.strip("| ").split(" | ") for line in out.read_text(encoding="utf-8").splitlines() if name in line]
    told = {how: [cell.split(" (")[0] for cell in cells] for _, how, *cells in rows}
    steadied = dict(zip(("speed", "step", "oscillation", "lean"), map(float, told["steadied"]), strict=True))
    assert abs(steadied["speed"]) < 1.0
    assert abs(steadied["step"]) < 1.0
    assert abs(steadied["oscillation"]) < 10.0
    assert not any("out" in cell for how, *cells in (row[1:] for row in rows) if how == "steadied" for cell in cells)
    # Without it nothing in metres is told, and who says that such a camera stands is told too much.
    assert told["unknown"][:3] == ["withheld"] * 3
    assert told["taken as still"][2] == "withheld" or float(told["taken as still"][2]) > 30.0
