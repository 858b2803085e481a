"""Real networks on real frames: joints lie on the body, and detectors find the runner."""

import cv2
import numpy as np
import pytest
from synthetic_simcc import SIZE, dotted_image, scattered_points
from toeoff.models import find
from toeoff.video.load import load_detector, load_pose_model
from toeoff.video.pose.simcc import SimccPose
from toeoff.video.session import open_session

#: Frames looked at, with joints read off the picture in px; every runner here runs to the right.
FRAMES = {
    "treadmill_1080p60.mp4": (
        100,
        (335, 208, 980, 1352),
        {"shoulder": (735, 417), "hip": (745, 765), "front_knee": (875, 990), "rear_knee": (715, 1005)},
        {"front_ankle": (835, 1265), "rear_ankle": (450, 1052)},
    ),
    "static_pass_480p30.mp4": (
        60,
        (346, 215, 545, 478),
        {"shoulder": (456, 267), "hip": (462, 353), "front_knee": (494, 402), "rear_knee": (435, 412)},
        {"front_ankle": (514, 462), "rear_ankle": (370, 394)},
    ),
    "static_sagittal_slowmo_1080p50.mp4": (
        100,
        (540, 367, 921, 931),
        {"shoulder": (792, 473), "hip": (778, 651), "front_knee": (848, 765), "rear_knee": (717, 765)},
        {"front_ankle": (864, 888), "rear_ankle": (590, 755)},
    ),
}
POSES = [
    "pptinypose-256",
    "pptinypose-128",
    "blazepose-full",
    "blazepose-lite",
    "movenet-lightning",
    "pptinypose-256+blazepose-full",
]
DETECTORS = ["rtmdet-nano", "yolox-nano-humanart", "mediapipe-detector"]
#: Farthest that a joint may lie from where it was read off, in heights of the box: the weakest network's rear ankle on
#: the treadmill is 0.066 away, every other joint is nearer.
FAR = 0.075


@pytest.fixture(scope="module")
def frames(shared_folder):
    images = {}
    for name, (index, *_) in FRAMES.items():
        video = cv2.VideoCapture(str(shared_folder / "footage" / name))
        for _ in range(index):
            video.grab()
        read, images[name] = video.read()
        assert read, name
    return images


@pytest.fixture(autouse=True)
def shared_models(shared_folder, monkeypatch):
    monkeypatch.setenv("TOEOFF_MODELS", str(shared_folder / "models"))


def front_and_rear(poses, skeleton, joint):
    sides = poses.xy[0, [skeleton.keypoints.index(f"{side}_{joint}") for side in ("left", "right")]]
    return sides[np.argsort(-sides[:, 0])]


@pytest.mark.parametrize("model_name", POSES)
def test_joints_lie_on_the_body(frames, model_name):
    model = load_pose_model(model_name, "cpu", 2)
    for name, image in frames.items():
        _, box, trunk_and_knees, ankles = FRAMES[name]
        poses = model.estimate(image, np.array([box], dtype=np.float64))
        found = {joint: front_and_rear(poses, model.skeleton, joint) for joint in ("shoulder", "hip", "knee", "ankle")}
        at = {
            "shoulder": found["shoulder"].mean(axis=0),
            "hip": found["hip"].mean(axis=0),
            **{f"{place}_{j}": found[j][i] for i, place in enumerate(("front", "rear")) for j in ("knee", "ankle")},
        }
        for joint, want in {**trunk_and_knees, **ankles}.items():
            distance = np.linalg.norm(at[joint] - want) / (box[3] - box[1])
            assert distance < FAR, f"{name}: {joint} of {model_name} is {distance:.3f} heights away"
        assert poses.presence[0] > 0.5


@pytest.mark.parametrize("model_name", ["blazepose-full", "pptinypose-256+blazepose-full"])
def test_the_foot_on_the_ground_points_forward_below_its_ankle(frames, model_name):
    model = load_pose_model(model_name, "cpu", 2)
    for name, image in frames.items():
        _, box, *_ = FRAMES[name]
        poses = model.estimate(image, np.array([box], dtype=np.float64))
        ankle, heel, toe = (front_and_rear(poses, model.skeleton, j)[0] for j in ("ankle", "heel", "foot_index"))
        assert toe[0] > ankle[0], name
        assert heel[0] < toe[0], name
        assert min(heel[1], toe[1]) > ankle[1], name


@pytest.mark.parametrize("model_name", ["blazepose-full", "pptinypose-256"])
def test_mirroring_the_picture_exchanges_sides_and_moves_no_joint(frames, model_name):
    model = load_pose_model(model_name, "cpu", 2)
    offsets = []
    for name, image in frames.items():
        left, top, right, bottom = FRAMES[name][1]
        width = image.shape[1]
        poses = model.estimate(image, np.array([[left, top, right, bottom]], dtype=np.float64))
        mirrored_box = np.array([[width - right, top, width - left, bottom]], dtype=np.float64)
        mirrored = model.estimate(np.ascontiguousarray(image[:, ::-1]), mirrored_box)
        # A box edge lies between pixels, a keypoint on pixel centres: mirrored, x becomes width - 1 - x.
        for joint in ("shoulder", "hip", "knee", "ankle"):
            here = front_and_rear(poses, model.skeleton, joint)[:, 0]
            there = width - 1 - front_and_rear(mirrored, model.skeleton, joint)[::-1, 0]
            offsets.extend((here - there) / (bottom - top))
    # A decoding half a crop px off would give 0.005 in every joint; single joints scatter by three times that.
    assert abs(np.median(offsets)) < 0.004


@pytest.mark.parametrize("model_name", ["blazepose-full", "blazepose-lite"])
def test_a_box_without_a_person_has_no_presence(frames, model_name):
    model = load_pose_model(model_name, "cpu", 2)
    wall = np.array([[10.0, 20, 200, 200], [600, 20, 840, 180]])
    assert (model.estimate(frames["static_pass_480p30.mp4"], wall).presence < 0.5).all()


@pytest.mark.parametrize("model_name", DETECTORS)
def test_the_runner_is_found(frames, model_name):
    detector = load_detector(model_name, "cpu", 2)
    for name, image in frames.items():
        want = np.array(FRAMES[name][1])
        found = detector.detect(image)
        middle, centre = (found.boxes_xyxy[0, :2] + found.boxes_xyxy[0, 2:]) / 2, (want[:2] + want[2:]) / 2
        assert np.abs(middle - centre).max() < 0.1 * (want[3] - want[1]), name
        assert 0.8 < (found.boxes_xyxy[0, 3] - found.boxes_xyxy[0, 1]) / (want[3] - want[1]) < 1.3, name


def test_a_picture_without_people_has_none():
    empty = np.full((480, 640, 3), 127, np.uint8)
    for name in DETECTORS:
        assert len(load_detector(name, "cpu", 2).detect(empty)) == 0


def test_the_independent_simcc_file_finds_drawn_dots_within_one_and_a_half_crop_pixels(shared_folder):
    path = shared_folder / "models" / "synthetic_halpe26_simcc_256x192.onnx"
    model = SimccPose(open_session(path, "cpu", threads=1))
    box = np.array([200.0, 60.0, 380.0, 420.0])
    step = 360 * 1.25 / SIZE[1]
    points = scattered_points(np.random.default_rng(2), box)
    poses = model.estimate(dotted_image(points, 2.5 * step), box[None])
    assert np.linalg.norm(poses.xy[0] - points, axis=1).max() / step < 1.5


def test_the_pair_of_the_registry_is_two_files(shared_folder):
    model = load_pose_model([find("pptinypose-256"), find("blazepose-full")], "cpu", 1)
    assert (model.name, model.skeleton.name) == ("pptinypose-256+blazepose-full", "coco17+blazepose33")
