"""Step time from how the legs repeat their motion: against a slow twin, and on force-plate runs."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.repetition import step_repetition
from synthetic_runner import runner
from toeoff import _core


def told(time_s, xy):
    return _core.step_repetition(np.ascontiguousarray(time_s), np.ascontiguousarray(xy))


@given(
    fps=st.sampled_from([24.0, 30.0, 60.0, 120.0, 240.0]),
    seconds=st.floats(0.3, 4.0),
    stride_s=st.floats(0.45, 1.0),
    noise_px=st.sampled_from([0.0, 3.0, 20.0]),
    gaps=st.floats(0.0, 0.3),
    seed=st.integers(0, 99),
)
@settings(max_examples=60, deadline=None)
def test_equals_the_slow_twin(*, fps, seconds, stride_s, noise_px, gaps, seed):
    time_s, xy = runner(int(seconds * fps), fps, stride_s, noise_px=noise_px, seed=seed)
    xy[np.random.default_rng(seed).random(xy.shape[:2]) < gaps] = np.nan
    fast, slow = told(time_s, xy), step_repetition(time_s, xy)
    assert (fast is None) == (slow is None)
    if fast is not None:
        # The grid of tried lags is a fiftieth of a frame: two equal values may fall on either side.
        assert fast[0] == pytest.approx(slow[0], abs=0.021 * max(1 / fps, 1 / 60))
        assert fast[1] == pytest.approx(slow[1], abs=1e-6)


def test_short_views_of_force_plate_runs_give_their_cadence(shared_folder):
    errors, mismatches = [], []
    for path in sorted((shared_folder / "truth" / "rbds").glob("*T35.npz")):
        trial = np.load(path)
        contacts = json.loads(path.with_name(path.stem + "_events.json").read_text())["contacts"]
        names, time, xyz = [str(k) for k in trial["keypoints"]], trial["t"], trial["xyz"]
        per_foot = [sorted(c.get("fs50", c.get("fs")) for c in contacts if c["foot"][0].upper() == f) for f in "LR"]
        stride_s = np.mean(np.concatenate([np.diff(feet) for feet in per_foot]))
        at = np.arange(time[0] + 1.0, time[0] + 1.8, 1 / 30)
        xy = np.full((len(at), 12, 2), np.nan)
        for side, letter in enumerate("lr"):
            for joint, name in ((1, "hip"), (2, "knee"), (3, "ankle")):
                for d in range(2):
                    point = xyz[:, names.index(f"{letter}_{name}"), d]
                    xy[:, 6 * side + joint, d] = np.interp(at, time, point)
        step_s, mismatch = told(at, xy)
        errors.append(60 / step_s - 120 / stride_s)
        mismatches.append(mismatch)
    assert len(errors) >= 20
    assert np.sqrt(np.mean(np.square(errors))) < 2.5
    assert max(mismatches) < 0.06
