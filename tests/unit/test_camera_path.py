"""Steady coordinates: a shaken camera whose way is known measures what one on a stand measures."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
import toeoff
from toeoff import camera_path
from toeoff.io import load_keypoints
from toeoff.io.keypoint_archive import KeypointArchiveWriter
from toeoff.view import measurable

SAMPLE = Path(__file__).parents[1] / "data" / "sample" / "keypoints.csv.gz"
FPS, MIDDLE = 60.0, (640.0, 360.0)
# Values in their units. The 0.8 Hz filter of the events loses ten digits.
EXACT = 1e-3
SAME = (1.0, 0.0, 0.0, 0.0)


def matrices(path):
    """The path as 3x3 matrices, by another road than the core's."""
    a, b, x, y = np.asarray(path, float).T
    out = np.zeros((len(a), 3, 3))
    out[:, 0], out[:, 1] = np.stack([a, -b, x], axis=1), np.stack([b, a, y], axis=1)
    out[:, 2, 2] = 1.0
    return out


def numbers(maps):
    return np.stack([maps[:, 0, 0], maps[:, 1, 0], maps[:, 0, 2], maps[:, 1, 2]], axis=1)


def moved(xy, maps):
    whole = np.concatenate([xy, np.ones((*xy.shape[:2], 1))], axis=2)
    return np.einsum("nij,nkj->nki", maps, whole)[..., :2]


def shaken(n):
    """What takes a picture on a stand to that of a hand that sways, pans, turns and comes nearer by a little."""
    t = np.arange(n) / FPS
    scale, turn = np.exp(0.02 * np.sin(5.0 * t)), np.radians(1.5) * np.sin(11.0 * t + 1.0)
    across, down = 120.0 * t + 40.0 * np.sin(9.0 * t), 25.0 * np.sin(13.0 * t)
    return matrices(np.stack([scale * np.cos(turn), scale * np.sin(turn), across, down], axis=1))


def sample_runs():
    """Exact keypoints of the sample's runners, who cross before a camera on a stand, large enough for their feet."""
    with gzip.open(SAMPLE, "rt", encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    for name in dict.fromkeys(row[1] for row in rows):
        own = np.array([[row[0], *row[2:]] for row in rows if row[1] == name], float)
        yield (
            name,
            toeoff.KeypointSequence(
                1.5 * own[:, 1:].reshape(len(own), 26, 2), np.ones((len(own), 26)), own[:, 0] / FPS
            ),
        )


RUNS = dict(sample_runs())


@pytest.fixture(params=RUNS)
def still(request):
    return RUNS[request.param]


def film(still, maps, path=None):
    """The same run in the pictures of a camera that moves."""
    return toeoff.KeypointSequence(moved(still.xy, maps), still.score, still.time_s, still.skeleton, camera_path=path)


def analyze(sequence, **options):
    return toeoff.analyze(sequence, camera="still", height_m=1.75, **options)


def values(measures):
    return {name: m.value for name, m in measures.items() if m.value is not None}


def test_a_shaken_camera_whose_way_is_known_measures_as_one_on_a_stand(still):
    maps = shaken(len(still))
    report = analyze(still)
    steadied = analyze(film(still, maps, numbers(np.linalg.inv(maps))))
    assert {"speed_mps", "step_length_m", "vertical_oscillation_m"} <= set(values(report.measures))
    for part in ("measures", "left", "right"):
        assert values(getattr(steadied, part)) == pytest.approx(values(getattr(report, part)), abs=EXACT)
    assert [(e.side, e.kind) for e in steadied.events] == [(e.side, e.kind) for e in report.events]
    assert steadied.quality.roll_deg == pytest.approx(report.quality.roll_deg, abs=1e-6)


def test_without_its_way_a_shaken_camera_measures_something_else(still):
    wrong = values(analyze(film(still, shaken(len(still)))).measures)
    true = values(analyze(still).measures)
    assert abs(wrong.get("speed_mps", 0.0) - true["speed_mps"]) > 0.1
    assert abs(wrong.get("vertical_oscillation_m", 0.0) - true["vertical_oscillation_m"]) > 0.005


def test_what_is_drawn_lies_on_the_runner_in_every_picture(still):
    maps = shaken(len(still))
    report = analyze(still, smoothing="none")
    steadied = analyze(film(still, maps, numbers(np.linalg.inv(maps))), smoothing="none", roll_deg=3.0)
    seen = np.isfinite(report.landmarks).all(axis=2)
    assert seen.mean() > 0.9
    expected = moved(report.landmarks, maps)
    assert np.allclose(steadied.landmarks[seen], expected[seen], atol=1e-6)


def test_uneven_frames_keep_their_way(still):
    maps, kept = shaken(len(still)), np.arange(len(still)) % 7 != 3
    seen = film(still, maps, numbers(np.linalg.inv(maps)))
    lossy = toeoff.KeypointSequence(
        seen.xy[kept], seen.score[kept], seen.time_s[kept], still.skeleton, camera_path=seen.camera_path[kept]
    )
    of_stand = toeoff.KeypointSequence(still.xy[kept], still.score[kept], still.time_s[kept], still.skeleton)
    report, steadied = analyze(of_stand), analyze(lossy)
    assert values(steadied.measures) == pytest.approx(values(report.measures), abs=EXACT)
    assert steadied.landmarks.shape == report.landmarks.shape
    assert len(report.time_s) > kept.sum()
    # Between two frames the way is taken as straight: a sway of 25 px at 2 Hz leaves a px of that.
    expected = moved(report.landmarks, maps[: len(report.time_s)])
    assert np.nanmax(np.abs(steadied.landmarks - expected)) < 1.5


def test_real_times_of_slow_motion_keep_the_way_of_the_camera(still):
    maps = shaken(len(still))
    seen = film(still, maps, numbers(np.linalg.inv(maps)))
    slow = toeoff.KeypointSequence(seen.xy, seen.score, 4 * seen.time_s, seen.skeleton, camera_path=seen.camera_path)
    report, real = analyze(seen), analyze(slow, capture_fps=FPS)
    assert values(real.measures) == pytest.approx(values(report.measures), abs=EXACT)
    assert np.allclose(real.landmarks, report.landmarks, atol=1e-6, equal_nan=True)


def test_a_way_that_leads_nowhere_changes_no_digit(still):
    same = toeoff.KeypointSequence(still.xy, still.score, still.time_s, still.skeleton, camera_path=[SAME] * len(still))
    assert analyze(same).to_json() == analyze(still).to_json()


def test_marks_and_a_calibration_are_of_no_picture_of_a_camera_that_moves(still):
    path = numbers(np.linalg.inv(shaken(len(still))))
    marks = (300.0, 900.0, 1500.0, 900.0, 5.0)
    seen = toeoff.analyze(film(still, shaken(len(still)), path), camera="still", ground=marks)
    assert seen.quality.scale_reason == "camera_not_still"
    assert seen.measures["speed_mps"].value is None
    assert toeoff.analyze(still, camera="still", ground=marks).quality.scale_reason != "camera_not_still"


@pytest.mark.parametrize("share", [0.4, -0.6])
def test_a_steady_picture_that_the_feet_contradict_tells_no_speed(still, share):
    # The path of a camera that moved along with the runner, or against them, and was taken for one that turned.
    hip = still.xy[:, [11, 12], 0].mean(axis=1)
    path = np.tile(SAME, (len(still), 1))
    path[:, 2] = -share * (hip - hip.mean())
    seen = toeoff.KeypointSequence(still.xy, still.score, still.time_s, still.skeleton, camera_path=path)
    assert analyze(still).measures["speed_mps"].value is not None
    assert analyze(seen).measures["speed_mps"].reason == "no_scale"


def test_the_stretches_that_can_be_measured_are_those_of_the_steady_picture(still):
    maps = shaken(len(still))
    seen = film(still, maps, numbers(np.linalg.inv(maps)))
    assert measurable(seen, camera_is_still=True) == measurable(still, camera_is_still=True)


def test_many_are_measured_as_one(still):
    maps = shaken(len(still))
    seen = film(still, maps, numbers(np.linalg.inv(maps)))
    many = toeoff.analyze_many([seen, still], camera="still", height_m=1.75)
    assert [r.to_json() for r in many] == [analyze(seen).to_json(), analyze(still).to_json()]


def test_a_slice_takes_its_part_of_the_way(still):
    seen = film(still, shaken(len(still)), numbers(np.linalg.inv(shaken(len(still)))))
    assert np.array_equal(seen[5:20].camera_path, seen.camera_path[5:20])
    assert seen[5:20] == seen[5:20]
    assert seen != film(still, shaken(len(still)))
    assert still[2:5].camera_path is None


def test_the_archive_gives_the_way_back_bit_for_bit_and_knows_passes_without_one(still, tmp_path):
    seen = film(still, shaken(len(still)), numbers(np.linalg.inv(shaken(len(still)))))
    with KeypointArchiveWriter(tmp_path / "keypoints.npz") as writer:
        writer.add(seen, {"track": 1, "camera": "still"})
        writer.add(still, {"track": 2, "camera": "still"})
        writer.finish({"n_frames": len(still)})
    back = load_keypoints(tmp_path / "keypoints.npz")
    assert back.sequences == (seen, still)
    assert back.sequences[1].camera_path is None


def test_a_damaged_way_in_an_archive_is_refused(still, tmp_path):
    path = np.tile(SAME, (len(still), 1))
    seen = toeoff.KeypointSequence(still.xy, still.score, still.time_s, still.skeleton, camera_path=path)
    path[4] = np.nan
    with KeypointArchiveWriter(tmp_path / "keypoints.npz") as writer:
        writer.add(seen, {"track": 1})
        writer.finish({"n_frames": len(still)})
    with pytest.raises(toeoff.KeypointFileError, match="was changed since toeoff wrote it: camera_path is NaN"):
        load_keypoints(tmp_path / "keypoints.npz")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(np.ones((3, 4)), r"camera_path has shape \(3, 4\), but \(5, 4\) is needed", id="frames"),
        pytest.param(np.ones((5, 3)), r"camera_path has shape \(5, 3\)", id="numbers"),
        pytest.param([SAME] * 4 + [(1, 0, np.nan, 0)], "camera_path is NaN, but must be finite", id="missing"),
        pytest.param([SAME] * 4 + [(0, 0, 0, 0)], "must be a scale between 0.01 and 100", id="no scale"),
        pytest.param([SAME] * 4 + [(1, 0, 1e9, 0)], "at most 10 million px", id="far away"),
        pytest.param("abc", "camera_path holds text", id="text"),
    ],
)
def test_a_path_that_is_none_is_refused(change, message):
    with pytest.raises(toeoff.InvalidInputError, match=message):
        toeoff.KeypointSequence(np.zeros((5, 26, 2)), np.ones((5, 26)), np.arange(5) / 30, camera_path=change)


def test_steps_put_together_lead_to_one_picture():
    maps = shaken(50)
    steps = numbers(maps[1:] @ np.linalg.inv(maps[:-1]))
    path = matrices(camera_path.chain(steps, MIDDLE))
    posts = np.array([[0.0, 0.0], [640.0, 360.0], [1300.0, 700.0]])
    steady = moved(moved(np.tile(posts, (50, 1, 1)), maps), path)
    assert np.ptp(steady, axis=0).max() < 1e-9
    # The middle of the picture stays on average, and so do its size and its turn.
    middles = moved(np.tile([MIDDLE], (50, 1, 1)), path)
    assert middles.mean(axis=(0, 1)) == pytest.approx(MIDDLE)
    assert np.log(np.linalg.det(path)).mean() == pytest.approx(0.0, abs=1e-12)
    assert np.arctan2(path[:, 1, 0], path[:, 0, 0]).mean() == pytest.approx(0.0, abs=1e-12)


def test_steps_of_no_camera_are_refused():
    with pytest.raises(toeoff.InvalidInputError, match=r"steps has shape \(3, 3\), but must be \(n, 4\)"):
        camera_path.chain(np.ones((3, 3)), MIDDLE)
    with pytest.raises(toeoff.InvalidInputError, match="steps is NaN, but must be finite"):
        camera_path.chain([(1.0, 0.0, np.nan, 0.0)], MIDDLE)
    assert camera_path.chain([], MIDDLE).tolist() == [list(SAME)]
