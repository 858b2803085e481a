"""A network of RTMPose's exact inputs and outputs that finds one coloured dot per keypoint.

It holds no learnt weights: each keypoint has a colour, a map says how near each pixel is to it, and the maxima over
rows and columns are the two SimCC vectors. With it the whole chain from picture to keypoints is tested against truth.
"""

import itertools

import cv2
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from toeoff.video.pixels import IMAGENET_MEAN, IMAGENET_STD

SIZE = (192, 256)
#: Width of the colour response, in grey levels: neighbouring colours of the palette are 127 apart.
_SIGMA = 18.0
#: Two means over this many pixels make one rounded top of each dot, as long as a dot is not wider.
_POOL = 7


def palette(n_keypoints):
    """RGB colours, (n, 3): the corners, edges and faces of the colour cube but black, which is the background."""
    colours = [c for c in itertools.product((0, 128, 255), repeat=3) if any(c)]
    return np.array(colours[:n_keypoints], dtype=np.float32)


def build(path, n_keypoints=26, batch="n"):
    """Write the model to a file."""
    width, height = SIZE
    colours = palette(n_keypoints)
    constants = {
        "mean": np.array(IMAGENET_MEAN, np.float32).reshape(1, 3, 1, 1),
        "std": np.array(IMAGENET_STD, np.float32).reshape(1, 3, 1, 1),
        "channel": np.array([1], np.int64),
        "minus_twice": (-2 * colours).reshape(n_keypoints, 3, 1, 1),
        "square": (colours**2).sum(axis=1),
        "slope": np.array(-1 / (2 * _SIGMA**2), np.float32),
        "doubled": np.array([1, 1, 2], np.float32),
    }
    pool = {"kernel_shape": [_POOL] * 2, "pads": [_POOL // 2] * 4, "count_include_pad": 1}
    resize = {"mode": "linear", "coordinate_transformation_mode": "asymmetric"}
    nodes = [
        helper.make_node("Mul", ["input", "std"], ["scaled"]),
        helper.make_node("Add", ["scaled", "mean"], ["rgb"]),
        helper.make_node("Mul", ["rgb", "rgb"], ["rgb_squared"]),
        helper.make_node("ReduceSum", ["rgb_squared", "channel"], ["norm"], keepdims=1),
        helper.make_node("Conv", ["rgb", "minus_twice", "square"], ["cross"]),
        helper.make_node("Add", ["cross", "norm"], ["distance_squared"]),
        helper.make_node("Mul", ["distance_squared", "slope"], ["exponent"]),
        helper.make_node("Exp", ["exponent"], ["sharp"]),
        helper.make_node("AveragePool", ["sharp"], ["blurred"], **pool),
        helper.make_node("AveragePool", ["blurred"], ["map"], **pool),
        helper.make_node("ReduceMax", ["map"], ["columns"], axes=[2], keepdims=0),
        helper.make_node("ReduceMax", ["map"], ["rows"], axes=[3], keepdims=0),
        helper.make_node("Resize", ["columns", "", "doubled"], ["simcc_x"], **resize),
        helper.make_node("Resize", ["rows", "", "doubled"], ["simcc_y"], **resize),
    ]  # fmt: skip
    tensor = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "synthetic_simcc",
        [tensor("input", TensorProto.FLOAT, [batch, 3, height, width])],
        [
            tensor("simcc_x", TensorProto.FLOAT, [batch, n_keypoints, 2 * width]),
            tensor("simcc_y", TensorProto.FLOAT, [batch, n_keypoints, 2 * height]),
        ],
        [numpy_helper.from_array(np.ascontiguousarray(v), k) for k, v in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return path


def dotted_image(points, radius_px, size=(640, 480)):
    """BGR picture with one dot per keypoint at `points` (k, 2), whole numbers being pixel centres."""
    image = np.zeros((size[1], size[0], 3), np.uint8)
    for point, rgb in zip(points, palette(len(points)), strict=True):
        centre = tuple(int(v) for v in np.round(point * 16))
        colour = tuple(float(c) for c in rgb[::-1])
        cv2.circle(image, centre, round(radius_px * 16), colour, -1, cv2.LINE_AA, shift=4)
    return image


def scattered_points(rng, box, n_keypoints=26):
    """Points on a jittered grid inside a box, far enough apart for their dots not to touch."""
    left, top, right, bottom = box
    cells = np.array([(c, r) for r in range(7) for c in range(4)])[:n_keypoints]
    jitter = rng.uniform(0.3, 0.7, (n_keypoints, 2))
    return np.array([left, top]) + (cells + jitter) / np.array([4, 7]) * np.array([right - left, bottom - top])
