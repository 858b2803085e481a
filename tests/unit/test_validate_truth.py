"""Truth files and views: what is read, what is refused, what stands between the runner and the keypoints."""

from __future__ import annotations

import importlib.util
import json
import warnings
from pathlib import Path

import numpy as np
import pytest
from toeoff import InvalidInputError, TruthFileError
from toeoff.validate.matching import match
from toeoff.validate.trials import Trial, Truth, find_truth, load_trial
from toeoff.validate.views import Condition, correlated, exchanged_frames, frame_times, resampled, views
from truth_files import run_contacts, write_run, write_truth


def load(path: Path) -> Trial:
    return load_trial(Truth(path, path.parent.name, 0))


def rewrite(path: Path, **changed: object) -> Path:
    """Change arrays of an archive; None takes one out."""
    with np.load(path) as archive:
        arrays = {name: archive[name] for name in archive.files} | changed
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})
    return path


def test_a_folder_of_data_sets_is_read_set_by_set(tmp_path: Path) -> None:
    found = find_truth(write_truth(tmp_path))
    assert [(truth.dataset, truth.path.stem, truth.number) for truth in found] == [
        ("lab", "A_run3", 0),
        ("lab", "A_run4", 1),
        ("lab", "B_run3", 2),
    ]
    trials = [load_trial(truth) for truth in found]
    assert [(trial.runner, trial.speed_mps, trial.height_m) for trial in trials] == [
        ("lab/A", 3.0, 1.7),
        ("lab/A", 4.0, 1.7),
        ("lab/B", 3.0, None),
    ]
    assert trials[0].strike == {"left": "rearfoot", "right": "rearfoot"}
    assert trials[2].strike == {"left": "midfoot", "right": "forefoot"}
    for contact, (foot, start, end) in zip(trials[2].contacts, run_contacts(4.0, 0.70), strict=True):
        assert ("LR"[contact.side], *contact[1:]) == (foot, pytest.approx(start), pytest.approx(end))
    assert find_truth(tmp_path / "lab") == found


def test_the_name_tells_the_speed_where_the_events_do_not(tmp_path: Path) -> None:
    path = write_run(tmp_path, "RBDS7runT35")
    events = path.with_name("RBDS7runT35_events.json")
    events.write_text(json.dumps({"contacts": json.loads(events.read_text())["contacts"]}))
    assert (load(path).speed_mps, load(path).runner) == (3.5, f"{tmp_path.name}/RBDS7")


def test_a_height_in_metres_is_no_height_in_centimetres(tmp_path: Path) -> None:
    (tmp_path / "foot_strike_labels.csv").write_text("subject,height_cm\nA,1.75\n")
    with pytest.raises(TruthFileError, match=r"height_cm of A is '1\.75'; it must be from 50 to 270"):
        load(write_run(tmp_path, "A_run3"))


def test_contacts_at_50_newton_come_first_and_those_without_a_time_are_left_out(tmp_path: Path) -> None:
    path = write_run(tmp_path, "A_run3")
    events = path.with_name("A_run3_events.json")
    contacts = [
        {"foot": c["foot"], "fs20": 0, "fs50": c["fs"], "to50": c["to"]}
        for c in json.loads(events.read_text())["contacts"]
    ]
    contacts[1]["to50"] = None
    events.write_text(json.dumps({"speed_mps": 3, "contacts": contacts}))
    assert len(load(path).contacts) == len(contacts) - 1
    assert load(path).contacts[0].initial_contact_s == pytest.approx(0.1)


def test_a_folder_without_truth_files_says_what_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "lab").mkdir()
    with pytest.raises(InvalidInputError, match=r"holds no truth files; NAME\.npz and NAME_events\.json"):
        find_truth(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(None, "no such file; the contacts of the run belong there", id="missing"),
        pytest.param("{", "cannot be read as JSON", id="broken"),
        pytest.param("[]", "no list named contacts", id="no object"),
        pytest.param('{"contacts": []}', "fewer than 2 contacts lie within the motion", id="no contacts"),
        pytest.param(
            '{"contacts": [{"foot": "L", "fs": 1}, {"foot": "L", "fs": "x", "to": 2}]}', "contact 1 is", id="no time"
        ),
        pytest.param('{"contacts": [{"foot": "?", "fs": 1, "to": 2}]}', "it needs foot", id="no foot"),
        pytest.param(
            '{"contacts": [{"foot": "L", "fs": 2, "to": 1}]}', "left foot overlap, or end before", id="reversed"
        ),
        pytest.param(
            '{"contacts": [{"foot": "R", "fs": 1, "to": 2}, {"foot": "R", "fs": 1.1, "to": 2.1}]}',
            "right foot overlap",
            id="too near",
        ),
        pytest.param(
            '{"contacts": [{"foot": "L", "fs": 90.1, "to": 90.3}, {"foot": "R", "fs": 90.4, "to": 90.6}]}',
            "both files must be on one clock",
            id="another clock",
        ),
        pytest.param(
            '{"contacts": [{"foot": "L", "fs": 1.1, "to": 1.3}, {"foot": "R", "fs": 1.4, "to": 1.6}]}',
            "speed_mps is None",
            id="no speed",
        ),
    ],
)
def test_broken_events_are_told_with_their_file(tmp_path: Path, text: str | None, message: str) -> None:
    path = write_run(tmp_path, "A_run3")
    events = path.with_name("A_run3_events.json")
    events.unlink() if text is None else events.write_text(text)
    with pytest.raises(TruthFileError, match=r"A_run3_events\.json: ") as error:
        load(path)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        pytest.param({"xyz": None}, "it must hold t, keypoints, xyz", id="no xyz"),
        pytest.param({"xyz": np.zeros((600, 2, 3))}, r"\(600, 14, 3\) is needed", id="shape"),
        pytest.param({"t": np.zeros(600)}, "strictly increasing", id="time stands still"),
        pytest.param({"keypoints": np.array([f"point{i}" for i in range(14)])}, "l_hip, l_knee", id="no hips"),
        pytest.param({"t": np.array(["soon"] * 600)}, "must be numbers", id="words for times"),
        pytest.param({"keypoints": np.array(7)}, "keypoints names", id="no list of names"),
        pytest.param({"keypoints": np.array([None])}, "cannot be read as an .npz archive", id="objects"),
    ],
)
def test_broken_motion_is_told_with_its_file(tmp_path: Path, changed: dict[str, object], message: str) -> None:
    path = rewrite(write_run(tmp_path, "A_run3"), **changed)
    with pytest.raises(TruthFileError, match=message) as error:
        load(path)
    assert str(path) in str(error.value)


def test_a_file_that_is_no_archive_is_told(tmp_path: Path) -> None:
    path = write_run(tmp_path, "A_run3")
    for content in (b"PK\x03\x04 cut short", b"", b"text"):
        path.write_bytes(content)
        with pytest.raises(TruthFileError, match=r"cannot be read as an \.npz archive"):
            load(path)
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(TruthFileError, match=r"a single array"):
        load(path)


def test_each_true_event_takes_the_nearest_found_within_80_ms() -> None:
    truth = np.array([1.0, 2.0, 3.0, 4.0])
    found = np.array([3.079, 1.02, 0.99, 2.081, np.nan])
    assert match(found, truth).tolist() == [2, -1, 0, -1]
    assert match([], truth).tolist() == [-1] * 4


def test_noise_is_that_of_the_recursion_and_keeps_its_deviation() -> None:
    white = np.random.default_rng(1).normal(0, 0.008, (20_000, 2))
    keep = np.exp(-(1 / 60) / 0.030)
    slow = white.copy()
    for i in range(1, 400):
        slow[i] = keep * slow[i - 1] + np.sqrt(1 - keep**2) * slow[i]
    noise = correlated(white, 1 / 60)
    np.testing.assert_allclose(noise[:400], slow[:400], atol=1e-15)
    assert noise.std() == pytest.approx(0.008, rel=0.02)
    assert np.corrcoef(noise[1:, 0], noise[:-1, 0])[0, 1] == pytest.approx(keep, abs=0.02)


def test_the_share_of_exchanged_frames_is_kept() -> None:
    frames = exchanged_frames(100_000, 0.25, 1 / 60, np.random.default_rng(2))
    assert len(frames) / 100_000 == pytest.approx(0.25, abs=0.01)
    assert len(exchanged_frames(100, 0.0, 1 / 60, np.random.default_rng(2))) == 0


def test_frames_keep_their_rate_and_start_at_a_random_phase() -> None:
    time_s = np.arange(0, 4, 0.01)
    times = frame_times(time_s, 60.0, np.random.default_rng(3))
    assert np.diff(times) == pytest.approx(1 / 60)
    assert 0 < times[0] < 1 / 60
    assert frame_times(time_s, None, np.random.default_rng(3)).tolist() == time_s.tolist()


def test_gaps_stay_gaps() -> None:
    time_s = np.arange(0, 1, 0.01)
    points = np.column_stack([time_s, 2 * time_s])
    points[40:45] = np.nan
    at_s = np.arange(0.005, 0.99, 0.02)
    seen = resampled(time_s, points, at_s)
    hidden = (at_s > 0.39) & (at_s < 0.45)
    assert np.isnan(seen[hidden]).all()
    np.testing.assert_allclose(seen[~hidden], np.column_stack([at_s, 2 * at_s])[~hidden], atol=1e-12)
    assert np.isnan(resampled(time_s, np.where(time_s[:, None] < 0.05, points, np.nan), at_s)).all()


@pytest.mark.parametrize("keypoints", ["halpe26", "coco17", "body25", "blazepose33"])
def test_every_keypoint_set_shows_the_same_disturbed_runner(tmp_path: Path, keypoints: str) -> None:
    trial = load(write_run(tmp_path, "A_run3"))
    (usual,) = views(trial, 0, Condition())
    (view,) = views(trial, 0, Condition(keypoints=keypoints))
    names, own = usual.sequence.skeleton.keypoints, view.sequence.skeleton.keypoints
    for name in ("left_hip", "right_ankle"):
        np.testing.assert_array_equal(view.sequence.xy[:, own.index(name)], usual.sequence.xy[:, names.index(name)])
    assert ("left_heel" in own) == (keypoints != "coco17")
    assert view.sequence.score[:, own.index("nose")].max() == 0


def test_a_static_camera_sees_the_runner_cross_and_a_treadmill_does_not(tmp_path: Path) -> None:
    trial = load(write_run(tmp_path, "A_run3"))
    hip = 11
    for camera, speed in (("static", 3.0), ("treadmill", 0.0)):
        (view,) = views(trial, 0, Condition(None, 0.0, 0.0, camera))
        x, t = view.sequence.xy[:, hip, 0], view.sequence.time_s
        assert (x[-1] - x[0]) / (t[-1] - t[0]) == pytest.approx(250 * speed)


def test_windows_hold_the_contacts_away_from_their_cuts(tmp_path: Path) -> None:
    trial = load(write_run(tmp_path, "A_run3"))
    pieces = list(views(trial, 0, Condition(window_s=1.5)))
    assert [round(piece.end_s - piece.start_s, 9) for piece in pieces] == [1.5, 1.5]
    for piece in pieces:
        assert all(
            piece.start_s + 0.15 < c.initial_contact_s and c.toe_off_s < piece.end_s - 0.15 for c in piece.contacts
        )


def test_points_off_and_roll_leave_the_rest_of_the_disturbance_as_it_was(tmp_path: Path) -> None:
    trial = load(write_run(tmp_path, "A_run3"))
    (usual,) = views(trial, 0, Condition())
    (moved,) = views(trial, 0, Condition(offset_mm=15.0))
    seen = usual.sequence.score[0] > 0
    shift = (moved.sequence.xy - usual.sequence.xy)[:, seen]
    assert shift.std(axis=0).max() < 1e-9
    assert shift[0].std() == pytest.approx(250 * 0.015, rel=0.5)
    (rolled,) = views(trial, 0, Condition(roll_deg=2.0))
    assert np.nanmax(np.abs(rolled.sequence.xy - usual.sequence.xy)) > 1


def test_labels_name_what_is_unusual() -> None:
    assert Condition().label == "60 fps, 8 mm"
    assert Condition(None, 0.0, 0.0).label == "native, 0 mm"
    assert Condition(30.0, 15.0, 0.1, "treadmill", "coco17", 2.0).label == (
        "30 fps, 15 mm, 2 s, 10 % exchanged, coco17, treadmill"
    )


@pytest.mark.parametrize("window_s", [0.0, 2.0])
def test_views_and_true_measures_are_those_of_the_acceptance_protocol(shared_folder: Path, window_s: float) -> None:
    from toeoff.validate.true_measures import true_measures

    spec = importlib.util.spec_from_file_location("score_truth", shared_folder / "score" / "score_truth.py")
    assert spec is not None
    assert spec.loader is not None
    judge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(judge)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        theirs = list(judge.load_trials(str(shared_folder / "truth"), ["hamner2013"]))
    found = find_truth(shared_folder / "truth" / "hamner2013")
    condition = Condition(camera="treadmill", window_s=window_s)
    for number in (0, 6, 20):  # one with gaps among them
        _, name, t, names, xyz, speed, _ = theirs[number]
        trial = load_trial(found[number])
        assert (trial.name, trial.speed_mps) == (name, speed)
        tv, img, score, _ = judge.make_view(
            np.random.default_rng(1000 + number), t, names, xyz, speed, 60, 8, 0.25, "treadmill"
        )
        pieces = list(views(trial, number, condition))
        assert pieces
        for piece in pieces:
            inside = (tv >= piece.start_s) & (tv <= piece.end_s)
            np.testing.assert_allclose(piece.sequence.xy, img[inside], rtol=0, atol=1e-9)
            np.testing.assert_array_equal(piece.sequence.score, score[inside])
            seen = (t >= piece.start_s) & (t <= piece.end_s)
            points = {k: xyz[seen, names.index(k), :2] for k in names}
            expected = judge.truth_measures(t[seen], points, [("lr"[c.side], *c[1:]) for c in piece.contacts])
            measures = true_measures(trial, piece.contacts, piece.start_s, piece.end_s)
            assert {name: measures[name] for name in expected if np.isfinite(expected[name])} == pytest.approx(
                {name: value for name, value in expected.items() if np.isfinite(value)}, abs=1e-9
            )
