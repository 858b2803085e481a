"""The examples of the README run as they stand."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("code", [b for b in BLOCKS if "race.mp4" not in b])
def test_example_runs(code, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    exec(compile(code, "README.md", "exec"), {})
    assert "95 % interval" in capsys.readouterr().out


def test_examples_that_need_a_video_compile():
    videos = [b for b in BLOCKS if "race.mp4" in b]
    assert len(videos) == 1
    compile(videos[0], "README.md", "exec")


def test_every_measure_and_reason_is_in_the_readme():
    import numpy as np
    import toeoff

    nobody = toeoff.KeypointSequence(np.full((9, 26, 2), np.nan), np.zeros((9, 26)), np.arange(9) / 60)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in toeoff.analyze(nobody).measures:
        assert f"`{name}`" in text or name.startswith("asymmetry_"), name
