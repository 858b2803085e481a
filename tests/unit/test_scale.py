"""Metres from a ground distance and a calibration file: against a slow twin, and on rendered runners of known speed."""

import json
import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import toeoff
from hypothesis import assume, given
from hypothesis import strategies as st
from reference import scale as slow
from scipy.spatial.transform import Rotation
from toeoff import _core
from toeoff.calibration import Calibration, load_calibration
from toeoff.errors import CalibrationError
from toeoff.io import load_keypoints
from toeoff.picture import check_picture
from toeoff.scale_notes import ScaleNotes, ScaleSummary

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
METRES = {"speed_mps", "step_length_m", "vertical_oscillation_m", "leg_stiffness", "vertical_stiffness"}


def camera(place, turned_rad, distortions):
    """A camera in a world with z up that looks along y: turned right, up and clockwise."""
    yaw, pitch, roll = turned_rad
    ahead = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
    turn = Rotation.from_euler("ZXY", [-roll, -pitch, -yaw]).as_matrix() @ ahead
    return (
        (1500.0, 1515.0),
        (960.0, 540.0),
        tuple(distortions),
        tuple(Rotation.from_matrix(turn).as_rotvec()),
        tuple(-turn @ place),
    )


@given(
    start=st.tuples(st.floats(50, 900), st.floats(500, 900)),
    along=st.tuples(st.floats(60, 1000), st.floats(-50, 50)),
    metres=st.floats(1, 12),
    camera_m=st.one_of(st.none(), st.floats(0.3, 6)),
    foot=st.tuples(st.floats(0, 1900), st.floats(300, 1080), st.floats(0, 0.1)),
    roll=st.one_of(st.none(), st.floats(-0.2, 0.2)),
)
def test_a_ground_distance_agrees_with_its_twin(start, along, metres, camera_m, foot, roll):  # noqa: PLR0917 - by name
    marks = (*start, start[0] + along[0], start[1] + along[1], metres)
    seen = (camera_m, foot[:2], foot[2], roll)
    expected, found = slow.ground(marks, *seen), _core.ground_scale(marks, *seen)
    if expected is None:
        assert found is None
    elif expected[1] < 1.0:  # beside the horizon the sums differ by more than a part of nothing
        assert found == pytest.approx(expected, rel=1e-4)


@given(
    place=st.tuples(st.floats(-3, 3), st.floats(-15, -5), st.floats(0.5, 5)),
    turned=st.tuples(st.floats(-0.4, 0.4), st.floats(-0.4, 0.1), st.floats(-0.2, 0.2)),
    k=st.tuples(st.floats(-0.1, 0.1), st.floats(-0.02, 0.02), st.floats(-1e-3, 1e-3), st.floats(-1e-3, 1e-3)),
    spot=st.tuples(st.floats(-2, 2), st.floats(-1, 4)),
    up=st.floats(0, 0.1),
)
def test_a_calibrated_camera_agrees_with_its_twin(place, turned, k, spot, up):
    calibration = camera(place, turned, (*k, 0.0))
    foot = slow.camera(calibration)[0](np.array([*spot, up]))
    assume(0 <= foot[0] <= 1919 and 0 <= foot[1] <= 1079)
    expected = slow.calibrated(calibration, foot, up, spot)
    assert _core.camera_place(calibration) == pytest.approx(place, abs=1e-9)
    assert _core.calibrated_scale(calibration, tuple(foot), up) == pytest.approx(expected, rel=1e-4)


# The sample's camera: level, 1.25 m above the ground, 11 m in front of the middle of the road (scene.toml).
HEIGHT_M, AWAY_M, SIZE = 1.25, 11.0, (1280, 720)
FOCAL = SIZE[0] / 2 / math.tan(math.radians(38.8 / 2))
CENTRE = ((SIZE[0] - 1) / 2, (SIZE[1] - 1) / 2)


def on_ground(x_m, z_m):
    return FOCAL * x_m / (AWAY_M - z_m) + CENTRE[0], FOCAL * HEIGHT_M / (AWAY_M - z_m) + CENTRE[1]


def marked(z_m=0.0, metres=6.0):
    return (*on_ground(-metres / 2, z_m), *on_ground(metres / 2, z_m), metres)


CAMERA = Calibration(
    name="sample",
    size_px=SIZE,
    focal_px=(FOCAL, FOCAL),
    centre_px=CENTRE,
    distortions=(0.0,) * 5,
    rotation_rad=tuple(Rotation.from_matrix([[1, 0, 0], [0, 0, -1], [0, 1, 0]]).as_rotvec()),
    translation_m=(0.0, HEIGHT_M, AWAY_M),
)


# The same camera as calibrated with frames that were not turned as the video is shown.
TURNED = Rotation.from_rotvec([0, 0, -math.pi])
UPSIDE_DOWN = replace(
    CAMERA,
    rotation_rad=tuple((TURNED * Rotation.from_rotvec(CAMERA.rotation_rad)).as_rotvec()),
    translation_m=tuple(TURNED.apply(CAMERA.translation_m)),
)


@pytest.fixture(scope="module")
def runners():
    recording = load_keypoints(SAMPLE / "keypoints.csv.gz", frame_rate_hz=60)
    truth = {one["name"]: one for one in json.loads((SAMPLE / "truth.json").read_text())["runners"]}
    return [(sequence, truth[name]) for sequence, name in zip(recording.sequences, recording.people, strict=True)]


@pytest.mark.parametrize(
    ("options", "source", "within"),
    [
        pytest.param({"ground": marked()}, "ground", 0.03, id="marks in the middle of the road"),
        pytest.param({"ground": marked(), "camera_height_m": HEIGHT_M}, "ground", 0.01, id="camera height stated"),
        # 3 m behind the middle: 20 to 40 % farther away than the runners.
        pytest.param({"ground": marked(-3.0), "camera_height_m": HEIGHT_M}, "ground", 0.015, id="marks far behind"),
        pytest.param({"calibration": CAMERA}, "calibration", 0.01, id="calibration"),
    ],
)
def test_runners_of_five_lanes_are_as_fast_as_they_were_made(runners, options, source, within):
    for sequence, truth in runners:
        report = toeoff.analyze(sequence, camera="still", **options)
        assert report.quality.scale_source == source
        assert report.quality.scale_reason is None
        assert 0.01 < report.quality.scale_error < 0.15
        for name in ("speed_mps", "step_length_m"):
            measure, true = report.measures[name], truth["measures"][name]
            assert abs(measure.value / true - 1) < within, truth["name"]
            assert measure.low <= true <= measure.high
        assert report.measures["vertical_oscillation_m"].value is not None


def test_a_runner_beside_the_line_of_marks_is_less_sure_and_right_within_it(runners):
    errors = []
    for z_m in (0.0, -1.5, -3.0):
        for sequence, truth in runners:
            report = toeoff.analyze(sequence, camera="still", ground=marked(z_m))
            quality, speed = report.quality, report.measures["speed_mps"]
            errors.append(1.0 if quality.scale_error is None else quality.scale_error)
            if quality.scale_source is not None:
                assert speed.low <= truth["measures"]["speed_mps"] <= speed.high
    middle, behind, far = np.reshape(errors, (3, 5)).mean(axis=1)
    assert middle < behind < far


def test_roll_is_taken_out_of_marks_and_feet(runners):
    """The picture turned about its middle, as by a camera that is rolled clockwise."""
    roll = math.radians(6)
    turn = np.array([[math.cos(roll), math.sin(roll)], [-math.sin(roll), math.cos(roll)]])
    rolled = (np.array(marked()[:4]).reshape(2, 2) - CENTRE) @ turn.T + CENTRE
    for sequence, _ in runners[:2]:
        xy = (sequence.xy - CENTRE) @ turn.T + CENTRE
        turned = toeoff.KeypointSequence(xy, sequence.score, sequence.time_s, sequence.skeleton)
        told = toeoff.analyze(turned, camera="still", roll_deg=6, ground=(*rolled.ravel(), 6.0)).quality
        level = toeoff.analyze(sequence, camera="still", roll_deg=0, ground=marked()).quality
        assert told.scale_m_per_px == pytest.approx(level.scale_m_per_px, rel=1e-4)
        assert told.scale_error == pytest.approx(level.scale_error, rel=0.02)  # the view's blocks differ
        assert told.scale_error < toeoff.analyze(sequence, camera="still", ground=marked()).quality.scale_error


def test_the_surer_of_two_scales_is_used_and_the_other_may_not_contradict_it(runners):
    sequence, truth = runners[0]
    height = truth["style"]["height_m"]
    both = toeoff.analyze(sequence, camera="still", height_m=height, calibration=CAMERA)
    assert (both.quality.scale_source, both.quality.scale_reason) == ("calibration", None)
    short = (*on_ground(-0.15, 0), *on_ground(0.15, 0), 0.3)
    assert toeoff.analyze(sequence, camera="still", height_m=height, ground=short).quality.scale_source == "height"
    wrong = toeoff.analyze(sequence, camera="still", height_m=1.3, calibration=CAMERA)
    assert wrong.quality.scale_reason == "scales_disagree"
    assert wrong.measures["speed_mps"].value == both.measures["speed_mps"].value
    assert {(wrong.measures[name].grade, wrong.measures[name].reason) for name in METRES} == {("D", "scales_disagree")}


@pytest.mark.parametrize("options", [{"ground": marked()}, {"calibration": CAMERA}], ids=["ground", "calibration"])
def test_marks_and_calibrations_are_of_a_still_camera(runners, options):
    sequence, truth = runners[0]
    report = toeoff.analyze(sequence, **options)
    assert (report.quality.scale_source, report.quality.scale_reason) == (None, "camera_not_still")
    assert {report.measures[name].reason for name in METRES} == {"camera_not_still"}
    assert {report.measures[name].value for name in METRES} == {None}
    tall = toeoff.analyze(sequence, height_m=truth["style"]["height_m"], **options)
    assert (tall.quality.scale_source, tall.quality.scale_reason) == ("height", "camera_not_still")
    assert tall.measures["vertical_oscillation_m"].value is not None


def test_without_feet_the_ankle_stands_for_them(runners):
    sequence, truth = runners[0]
    names = _core.skeleton_keypoints("halpe26")
    keep = [names.index(name) for name in _core.skeleton_keypoints("coco17")]
    coco = toeoff.KeypointSequence(sequence.xy[:, keep], sequence.score[:, keep], sequence.time_s, skeleton="coco17")
    for options in ({"ground": marked()}, {"calibration": CAMERA}):
        speed = toeoff.analyze(coco, camera="still", **options).measures["speed_mps"]
        assert speed.value == pytest.approx(truth["measures"]["speed_mps"], rel=0.04)
        assert speed.low <= truth["measures"]["speed_mps"] <= speed.high


def test_nobody_has_no_scale_and_is_no_error():
    nobody = toeoff.KeypointSequence(np.full((30, 26, 2), np.nan), np.zeros((30, 26)), np.arange(30) / 60)
    quality = toeoff.analyze(nobody, camera="still", ground=marked(), calibration=CAMERA).quality
    assert (quality.scale_m_per_px, quality.scale_source, quality.scale_error) == (None, None, None)
    assert quality.scale_reason == "no_scale"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ground": (1, 2, 3)}, r"ground has the shape \(3,\), but must be five numbers: x1, y1, x2, y2 in px"),
        ({"ground": "1,2,3,4,5"}, r"ground holds text; pass real numbers of shape \(5,\)"),
        ({"ground": (0, 700, 10, 700, 5)}, "the distance of ground in the picture is 10, but must be at least 20 px"),
        ({"ground": (0, 700, 100, 900, 5)}, "the slope of ground in the picture is 63.* not one behind the other"),
        ({"ground": (0, 700, 900, 700, -5)}, "the distance of ground is -5, but must be between 0.1 and 500 m"),
        ({"ground": (0, 700, 900, math.nan, 5)}, "a coordinate of ground is NaN"),
        ({"camera_height_m": 1.4}, "camera_height_m says how ground changes with the distance; give ground as well"),
        ({"ground": (0, 700, 900, 700, 5), "camera_height_m": 140}, "between 0.1 and 30 m"),
        (
            {"ground": (0, 700, 900, 700, 5), "camera_height_m": "1"},
            "camera_height_m is '1' .text., but must be a number",
        ),
        ({"calibration": ""}, "calibration is '', but that is no path of a TOML file"),
        ({"calibration": "a\0b"}, "calibration is 'a.x00b', but that is no path of a TOML file"),
        ({"calibration": "\ud800"}, "but that is no path of a TOML file"),
        ({"calibration": "/"}, "calibration is '/', a folder; give the TOML file in it"),
        ({"calibration": replace(CAMERA, size_px=None)}, "size_px of calibration"),
        ({"calibration": replace(CAMERA, size_px=(1280.5, 720))}, "but must be width and height in whole px"),
        (
            {"calibration": UPSIDE_DOWN},
            "the roll of calibration is -?180.*, but must be between -45 and 45 degrees; calibrate with frames turned",
        ),
        ({"roll_deg": 10**5000}, "roll_deg is int with too many digits to show, but must be a number in degrees"),
        ({"calibration": replace(CAMERA, focal_px="wide")}, r"focal_px of calibration holds text; pass real numbers"),
        (
            {"calibration": replace(CAMERA, distortions=(0.1,))},
            r"distortions of calibration has the shape \(1,\), but must",
        ),
        ({"calibration": replace(CAMERA, translation_m=None)}, "translation_m of calibration"),
    ],
)
def test_nonsense_is_refused_with_what_is_allowed(runners, options, message):
    with pytest.raises(toeoff.InvalidInputError, match=message):
        toeoff.analyze(runners[0][0], camera="still", **options)
    with pytest.raises(toeoff.InvalidInputError, match=message):
        toeoff.analyze_many([runners[0][0]], camera="still", **options)


PLAIN = """
[cam_01]
name = "street"
size = [ 1280.0, 720.0]
matrix = [ [ 1500.0, 0.0, 640.0], [ 0.0, 1510.0, 360.0], [ 0.0, 0.0, 1.0]]
distortions = [ -0.01, 0.02, 0.0001, 0.0002]
rotation = [ 1.5707963267948966, 0.0, 0.0]
translation = [ 0.5, 1.4, 9.0]
fisheye = false

[metadata]
adjusted = false
error = 0.0
"""


def write(folder, text):
    path = folder / "Calib.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_calibration_file_is_read_as_pose2sim_writes_it(tmp_path, runners):
    path = write(tmp_path, PLAIN)
    read = load_calibration(path)
    assert (read.name, read.size_px, read.focal_px) == ("street", (1280, 720), (1500.0, 1510.0))
    assert read.distortions == (-0.01, 0.02, 0.0001, 0.0002, 0.0)
    assert _core.camera_place(read.for_core()) == pytest.approx([-0.5, -9.0, 1.4])
    told = [toeoff.analyze(runners[0][0], camera="still", calibration=c).quality for c in (path, str(path), read)]
    assert told[0] == told[1] == told[2]
    assert told[0].scale_source == "calibration"
    check_picture((1280, 720), calibration=read)
    check_picture(None, calibration=read)
    check_picture([1280, 720], calibration=replace(read, size_px=[1280, 720]))
    with pytest.raises(toeoff.InvalidInputError, match="for a picture of 1280x720 px, but this one is 720x1280"):
        check_picture([720, 1280], calibration=read)
    write(tmp_path, "\ufeff" + PLAIN)  # as editors of Windows save it
    assert load_calibration(path) == read


def test_marks_outside_the_picture_are_refused():
    check_picture((1280, 720), ground=marked())
    check_picture(None, ground=(0, 9000, 100, 9000, 5))
    for mark in ((-1, 700, 900, 700, 5), (0, 700, 1281, 700, 5), (0, 700, 900, 721, 5)):
        with pytest.raises(
            toeoff.InvalidInputError, match="but the picture is 1280x720 px; read the marks off a frame"
        ):
            check_picture((1280, 720), ground=mark)


def test_a_calibration_tells_the_roll_and_a_stated_one_may_not_contradict_it(runners):
    """The picture turned about its middle, and the calibration of a camera that is rolled clockwise by as much."""
    roll = math.radians(6)
    turn = np.array([[math.cos(roll), math.sin(roll)], [-math.sin(roll), math.cos(roll)]])
    ahead = Rotation.from_rotvec([0, 0, -roll]) * Rotation.from_rotvec(CAMERA.rotation_rad)
    place = Rotation.from_rotvec([0, 0, -roll]).apply(CAMERA.translation_m)
    rolled = replace(CAMERA, rotation_rad=tuple(ahead.as_rotvec()), translation_m=tuple(place))
    sequence, truth = runners[0]
    xy = (sequence.xy - CENTRE) @ turn.T + CENTRE
    turned = toeoff.KeypointSequence(xy, sequence.score, sequence.time_s, sequence.skeleton)
    level = toeoff.analyze(sequence, camera="still", calibration=CAMERA)
    told = toeoff.analyze(turned, camera="still", calibration=rolled)
    assert (level.quality.roll_deg, told.quality.roll_deg) == (pytest.approx(0, abs=1e-9), pytest.approx(6, abs=1e-6))
    assert told.measures["trunk_lean_deg"].value == pytest.approx(level.measures["trunk_lean_deg"].value, abs=0.02)
    assert told.measures["speed_mps"].value == pytest.approx(truth["measures"]["speed_mps"], rel=0.01)
    # A roll that contradicts it: the camera was moved since, and the calibration tells no scale.
    knocked = toeoff.analyze(turned, camera="still", calibration=rolled, roll_deg=-30)
    assert (knocked.quality.scale_source, knocked.quality.scale_reason) == (None, "no_scale")
    near = toeoff.analyze(turned, camera="still", calibration=rolled, roll_deg=5)
    assert (near.quality.scale_source, near.quality.roll_deg) == ("calibration", pytest.approx(5))
    # Before a camera that moves the calibration says nothing.
    assert toeoff.analyze(turned, calibration=rolled).quality.roll_deg is None
    assert toeoff.analyze(turned, calibration=rolled, roll_deg=-2).quality.roll_deg == pytest.approx(-2)


@pytest.mark.parametrize("half", [slice(None, 55), slice(-55, None)], ids=["first half", "second half"])
def test_before_a_camera_that_looks_down_the_roll_is_that_of_where_the_runner_is(runners, half):
    """The sample's runner as a figure in the plane of the path, seen from 2.5 m, 12 degrees down, on one side alone."""
    sequence, truth = runners[0]
    down = math.radians(12)
    turn = Rotation.from_rotvec([down, 0, 0]) * Rotation.from_rotvec(CAMERA.rotation_rad)
    place = np.array([0.0, -AWAY_M, 2.5])
    pitched = replace(CAMERA, rotation_rad=tuple(turn.as_rotvec()), translation_m=tuple(-turn.apply(place)))
    scale = toeoff.analyze(sequence, camera="still", calibration=CAMERA).quality.scale_m_per_px
    ground_px = np.nanmax(sequence.xy[..., 1])
    plane = (sequence.xy - (CENTRE[0], ground_px)) * scale
    world = np.stack([plane[..., 0], np.zeros(plane.shape[:2]), -plane[..., 1]], axis=-1)
    seen = turn.apply((world - place).reshape(-1, 3)).reshape(world.shape)
    xy = FOCAL * seen[..., :2] / seen[..., 2:] + CENTRE
    part = toeoff.KeypointSequence(xy[half], sequence.score[half], sequence.time_s[half], sequence.skeleton)
    report = toeoff.analyze(part, camera="still", calibration=pitched)
    assert abs(report.quality.roll_deg) > 1.0
    assert report.measures["trunk_lean_deg"].value == pytest.approx(truth["measures"]["trunk_lean_deg"], abs=1.0)
    assert report.quality.roll_sigma_deg == pytest.approx(0.5)
    assert report.quality.roll_slope_deg_per_px == pytest.approx(-math.degrees(math.tan(down)) / FOCAL, rel=0.03)
    level = toeoff.analyze(sequence[half], camera="still", roll_deg=0.0)
    leans = [[stride.values["trunk_lean_deg"] for stride in r.strides] for r in (report, level)]
    assert leans[0] == pytest.approx(leans[1], abs=0.3)


def test_feet_that_stand_on_no_one_line_are_less_sure(runners):
    """The left foot as if it stood on a kerb of 6 cm: 2.5 % nearer or farther, each foot by itself."""
    sequence, _ = runners[0]
    xy = sequence.xy.copy()
    names = _core.skeleton_keypoints("halpe26")
    feet = [i for i, name in enumerate(names) if name.split("_", 1)[-1] in ("heel", "big_toe", "small_toe")]
    left = [i for i in feet if names[i].startswith("left_")]
    xy[:, left, 1] -= 0.06 / toeoff.analyze(sequence, camera="still", calibration=CAMERA).quality.scale_m_per_px
    uneven = toeoff.KeypointSequence(xy, sequence.score, sequence.time_s, sequence.skeleton)
    told = [toeoff.analyze(s, camera="still", calibration=CAMERA).quality for s in (sequence, uneven)]
    assert 1.05 * told[0].scale_error < told[1].scale_error < 1.3 * told[0].scale_error


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("fisheye = false", "fisheye = true"), r"\[cam_01\] is a fisheye lens"),
        (("rotation", "rotated"), r"\[cam_01\] lacks rotation: where the camera stands is not told"),
        (("matrix", "K"), r"\[cam_01\] lacks matrix; calibrate intrinsics and extrinsics"),
        (("1.5707963267948966, 0.0, 0.0", "0.0, 0.0, 0.0"), "the height of the camera of calibration is -?[0-9.]+,"),
        (("[ 0.5, 1.4, 9.0]", "[ 500.0, 1400.0, 9000.0]"), "calibrate in metres"),
        (("[ 0.5, 1.4, 9.0]", '"here"'), "translation is here, but must be 3 finite numbers"),
        (("[ 0.5, 1.4, 9.0]", "[ 0.5, 1.4]"), r"translation is \[0.5, 1.4\], but must be 3 finite numbers"),
        (("[ 0.5, 1.4, 9.0]", "[ 0.5, nan, 9.0]"), "must be 3 finite numbers"),
        (
            ("[ 0.5, 1.4, 9.0]", f"[ 0.5, 1{400 * '0'}, 9.0]"),
            r"translation is .{57}\.\.\., but must be 3 finite numbers",
        ),
        (("[ 0.5, 1.4, 9.0]", f"[ 0.5, 1{5000 * '0'}, 9.0]"), "not TOML: Exceeds the limit"),
        (("0.0001, 0.0002]", "0.0001]"), "but must be 4 or 5 finite numbers"),
        (("1.5707963267948966", "90.0"), "write the rotation vector in radians"),
        (("[cam_01]", "[[cam_01]]"), "in single brackets"),
        (("[ 0.5, 1.4, 9.0]", f"[ 0.5, 0x{5000 * 'F'}, 9.0]"), "translation is a number with too many digits to show"),
        (("640.0]", "5640.0]"), "matrix has its centre at 5640,360, outside the size"),
        (("[ 1500.0,", "[ 1e-9,"), "matrix has focal lengths of 1e-09 and 1510 px, but lenses have"),
        (("[cam_01]", f"[{200 * 'c'}]\nsize = 1\n[cam_02]"), r"describes 2 cameras \(c{57}\.\.\.\)"),
        (("[ 1500.0, 0.0, 640.0]", "[ 1500.0, 3.0, 640.0]"), r"must be \[\[fx, 0, cx\], \[0, fy, cy\], \[0, 0, 1\]\]"),
        (("1280.0, 720.0", "1280.5, 720.0"), "must be width and height in px"),
        (("[cam_01]", "[cam_01"), "not TOML"),
        (("[metadata]", "[cam_02]"), r"describes 2 cameras \(cam_01, cam_02\); keep the table of the one that filmed"),
    ],
)
def test_a_wrong_calibration_file_is_told_in_one_line(tmp_path, change, message):
    assert change[0] in PLAIN
    path = write(tmp_path, PLAIN.replace(*change))
    with pytest.raises(CalibrationError, match=message) as error:
        load_calibration(path)
    assert str(error.value).startswith(f"{path}: ")
    assert "\n" not in str(error.value)


def test_intrinsics_alone_no_camera_and_no_file_are_told(tmp_path):
    zero = PLAIN.replace("1.5707963267948966", "0.0").replace("0.5, 1.4, 9.0", "0.0, 0.0, 0.0")
    with pytest.raises(CalibrationError, match="all 0, so where the camera stands is not told; calibrate extrinsics"):
        load_calibration(write(tmp_path, zero))
    with pytest.raises(CalibrationError, match="describes no camera"):
        load_calibration(write(tmp_path, PLAIN[PLAIN.index("[metadata]") :]))
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CalibrationError, match="not a text file in UTF-8"):
        load_calibration(tmp_path / "binary.toml")
    with pytest.raises(FileNotFoundError):
        load_calibration(tmp_path / "none.toml")


def quality(source=None, error=None, reason=None):
    return {"scale_source": source, "scale_error": error, "scale_reason": reason, "reasons": ()}


def notes_on(passes, **stated):
    notes = ScaleNotes(**stated)
    for facts, source in passes:
        notes.add(SimpleNamespace(quality=SimpleNamespace(**facts), source=source))
    return notes.told()


def summary_of(qualities):
    summary = ScaleSummary()
    for one in qualities:
        summary.add(one)
    return summary


def test_the_summary_says_what_metres_come_from_and_notes_say_what_is_wrong():
    assert summary_of([quality(), quality()]).line() is None
    assert notes_on([(quality(), {})]) == []
    seen = [quality("ground", 0.031), quality("ground", 0.058), quality("height", 0.05), quality(reason="no_scale")]
    told_of_seen = (
        "scale: ground distance in 2 passes (error 3-6 %), stated height in 1 pass (error 5 %), none in 1 pass"
    )
    assert summary_of(seen).line() == told_of_seen
    useless = quality("height", 0.05, "no_scale")
    assert notes_on([(useless, {})]) == []  # of a height that goes with it nothing need be done
    (told,) = notes_on([(useless, {})], ground=True)
    assert told.startswith("1 of 1 passes: the ground distance tells too little here")
    assert "--camera-height" in told
    assert "stood as it was calibrated" in notes_on([(useless, {})], calibration=True)[0]
    assert notes_on([(useless | {"reasons": ("view_oblique",)}, {})], ground=True) == []
    wrong = [
        (quality("ground", 0.03, "scales_disagree"), {}),
        (quality(reason="camera_not_still"), {}),
        (quality(reason="camera_not_still"), {"camera": "unknown"}),
    ]
    first, second, third = notes_on(wrong, ground=True, calibration=True)
    assert first.startswith("1 of 3 passes: stated scales differ by more than their errors allow")
    assert second.startswith(
        "1 of 3 passes: the camera is not known to stand still, so the ground distance and the cal"
    )
    assert "analyse the video" in second
    assert third.startswith("1 of 3 passes: the camera was not seen to stand still")
    assert "analyse the video" not in third


def test_the_summary_of_two_recordings_is_that_of_all_their_passes():
    seen = [quality("ground", 0.031), quality("height", 0.05), quality("ground", 0.058), quality(reason="no_scale")]
    both = summary_of(seen[:2])
    both.merge(summary_of(seen[2:]))
    assert both == summary_of(seen)
    assert both.errors["ground"] == pytest.approx((2, 3.1, 5.8))
