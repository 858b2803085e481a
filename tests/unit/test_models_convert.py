"""The converter computes what the reference interpreter computes."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
import pytest
from tflite_writer import NetworkWriter
from toeoff import ModelError
from toeoff.models.tflite_to_onnx import convert
from toeoff.models.tflite_to_onnx.sparse import DenseLevel, SparseLevel, densify

SAME, VALID = 0, 1
RELU, RELU6 = 1, 3


def small_network(*, half_pixel=True, align_corners=False):
    """Every operator that is supported, on sizes that make SAME padding lopsided."""
    random = np.random.default_rng(7)

    def weights(*shape, dtype=np.float32):
        return random.normal(0, 0.5, shape).astype(dtype)

    w = NetworkWriter()
    picture = w.value("picture", (1, 7, 9, 3))
    amounts = w.constant("amounts", np.array([[0, 0], [1, 0], [0, 2], [0, 0]], np.int32))
    padded = w.operator("PAD", [picture, amounts], w.value("padded", (1, 8, 11, 3)), "PadOptions")

    half = w.constant("kernel16", weights(8, 3, 3, 3, dtype=np.float16))
    kernel = w.operator("DEQUANTIZE", [half], w.value("kernel", (8, 3, 3, 3)), "DequantizeOptions")
    bias = w.constant("bias", weights(8))
    first = w.operator(
        "CONV_2D",
        [padded, kernel, bias],
        w.value("first", (1, 4, 6, 8)),
        "Conv2DOptions",
        Padding=SAME,
        StrideH=2,
        StrideW=2,
        DilationHFactor=1,
        DilationWFactor=1,
        FusedActivationFunction=RELU6,
    )
    depthwise = w.operator(
        "DEPTHWISE_CONV_2D",
        [first, w.constant("depthwise_kernel", weights(1, 3, 3, 8)), w.constant("depthwise_bias", weights(8))],
        w.value("depthwise", (1, 4, 6, 8)),
        "DepthwiseConv2DOptions",
        Padding=SAME,
        StrideH=1,
        StrideW=1,
        DepthMultiplier=1,
        DilationHFactor=2,
        DilationWFactor=2,
        FusedActivationFunction=RELU,
    )

    thinned = weights(8, 1, 1, 8, dtype=np.float16) * (random.random((8, 1, 1, 8)) < 0.4)
    sparse = w.sparse("sparse16", thinned.astype(np.float16))
    dense = w.operator("DENSIFY", [sparse], w.value("dense16", (8, 1, 1, 8), np.float16), "DensifyOptions")
    pointwise = w.operator("DEQUANTIZE", [dense], w.value("pointwise", (8, 1, 1, 8)), "DequantizeOptions")
    second = w.operator(
        "CONV_2D",
        [depthwise, pointwise, w.constant("second_bias", np.zeros(8, np.float32))],
        w.value("second", (1, 4, 6, 8)),
        "Conv2DOptions",
        Padding=VALID,
        StrideH=1,
        StrideW=1,
        DilationHFactor=1,
        DilationWFactor=1,
    )
    summed = w.operator("ADD", [second, first], w.value("summed", (1, 4, 6, 8)), "AddOptions")
    offset = w.constant("offset", weights(8))
    shifted = w.operator(
        "ADD", [summed, offset], w.value("shifted", (1, 4, 6, 8)), "AddOptions", FusedActivationFunction=RELU
    )
    pool = {"FilterHeight": 2, "FilterWidth": 2, "StrideH": 2, "StrideW": 2, "Padding": VALID}
    largest = w.operator("MAX_POOL_2D", [shifted], w.value("largest", (1, 2, 3, 8)), "Pool2DOptions", **pool)
    pool = {"FilterHeight": 3, "FilterWidth": 3, "StrideH": 1, "StrideW": 1, "Padding": SAME}
    mean = w.operator("AVERAGE_POOL_2D", [largest], w.value("mean", (1, 2, 3, 8)), "Pool2DOptions", **pool)
    resized = w.operator(
        "RESIZE_BILINEAR",
        [mean, w.constant("size", np.array([4, 6], np.int32))],
        w.value("resized", (1, 4, 6, 8)),
        "ResizeBilinearOptions",
        HalfPixelCenters=half_pixel,
        AlignCorners=align_corners,
    )
    stacked = w.operator(
        "CONCATENATION", [resized, shifted], w.value("stacked", (1, 4, 6, 16)), "ConcatenationOptions", Axis=3
    )
    spread = w.operator(
        "DEPTH_TO_SPACE", [stacked], w.value("spread", (1, 8, 12, 4)), "DepthToSpaceOptions", BlockSize=2
    )
    cut = w.operator("RELU", [spread], w.value("cut", (1, 8, 12, 4)))
    shape = w.constant("shape", np.array([1, 96, 4], np.int32))
    rows = w.operator("RESHAPE", [spread, shape], w.value("rows", (1, 96, 4)), "ReshapeOptions")
    chance = w.operator("LOGISTIC", [rows], w.value("chance", (1, 96, 4)))
    joined = w.operator("CONCATENATION", [rows, chance], w.value("joined", (1, 96, 8)), "ConcatenationOptions", Axis=-1)
    return w.content([picture], [cut, joined, first])


OUTPUTS = {"cut": "heatmap", "joined": "scores"}


def run_onnx(content, pictures):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {"input": pictures}), strict=True))


def run_reference(content, pictures):
    """Outputs of the reference interpreter by name, one picture at a time."""
    interpreter = pytest.importorskip("ai_edge_litert.interpreter", reason="the reference interpreter is not installed")
    network = interpreter.Interpreter(model_content=content, num_threads=1)
    network.allocate_tensors()
    collected = []
    for picture in pictures:
        network.set_tensor(network.get_input_details()[0]["index"], picture[None])
        network.invoke()
        collected.append({d["name"]: network.get_tensor(d["index"])[0] for d in network.get_output_details()})
    return {name: np.stack([one[name] for one in collected]) for name in collected[0]}


@pytest.mark.parametrize(
    "resize",
    [
        pytest.param({"half_pixel": True}, id="half pixel"),
        pytest.param({"half_pixel": False}, id="asymmetric"),
        pytest.param({"half_pixel": False, "align_corners": True}, id="corners aligned"),
    ],
)
def test_small_network_computes_what_the_interpreter_computes(resize):
    content = small_network(**resize)
    pictures = np.random.default_rng(1).random((3, 7, 9, 3), dtype=np.float32)
    converted = run_onnx(convert(content, outputs=OUTPUTS), pictures)
    expected = run_reference(content, pictures)
    assert list(converted) == ["heatmap", "scores"]
    for name, wanted in OUTPUTS.items():
        assert np.ptp(expected[name]) > 0.5
        np.testing.assert_allclose(converted[wanted], expected[name], rtol=1e-5, atol=1e-5)


def test_batch_is_dynamic_and_unwanted_outputs_are_left_out():
    model = onnx.load_from_string(convert(small_network(), outputs={"first": "first"}))
    assert [v.name for v in model.graph.output] == ["first"]
    assert model.graph.input[0].type.tensor_type.shape.dim[0].dim_param == "N"
    assert [node.op_type for node in model.graph.node].count("Conv") == 1
    assert model.opset_import[0].version == 17


def test_weights_that_were_16_bit_stay_16_bit():
    model = onnx.load_from_string(convert(small_network(), outputs=OUTPUTS))
    half = [t for t in model.graph.initializer if t.data_type == onnx.TensorProto.FLOAT16]
    assert {tuple(t.dims) for t in half} >= {(8, 3, 3, 3), (8, 8, 1, 1)}


def test_conversion_is_the_same_each_time():
    assert convert(small_network(), outputs=OUTPUTS) == convert(small_network(), outputs=OUTPUTS)


def one_operator(kind, dtype=np.float32):
    w = NetworkWriter()
    picture = w.value("picture", (1, 4, 4, 2))
    other = w.constant("other", np.ones((1, 4, 4, 2), dtype))
    return w.content([picture], [w.operator(kind, [picture, other], w.value("result", (1, 4, 4, 2)))])


@pytest.mark.parametrize(
    ("content", "outputs", "message"),
    [
        pytest.param(b"PK\x03\x04 and more bytes", {}, "not a TFLite model", id="another file"),
        pytest.param(one_operator("SUB"), {"result": "r"}, "operator SUB is not supported; supported are ADD", id="op"),
        pytest.param(one_operator("ADD", np.int8), {"result": "r"}, "constant 'other' .*only float", id="quantised"),
        pytest.param(small_network(), {"masks": "m"}, "no output 'masks'; it has cut, joined, first", id="output"),
    ],
)
def test_what_cannot_be_converted_is_refused_with_the_reason(content, outputs, message):
    with pytest.raises(ModelError, match=message):
        convert(content, outputs=outputs)


# ---- sparse weights -------------------------------------------------------------------------------------------------


def densify_slowly(values, shape, order, block_map, levels):
    """The tree walked node by node, as the format is defined."""
    dense = np.zeros(shape, values.dtype)
    left = list(values)
    index = [0] * len(order)

    def visit(depth, node):
        if depth == len(levels):
            place = {order[i]: index[i] for i in range(len(order))}
            for block, dimension in enumerate(block_map):
                size = levels[list(order).index(len(shape) + block)].size
                place[dimension] = place[dimension] * size + place[len(shape) + block]
            dense[tuple(place[d] for d in range(len(shape)))] = left.pop(0)
            return
        level = levels[depth]
        if isinstance(level, DenseLevel):
            for i in range(level.size):
                index[depth] = i
                visit(depth + 1, node * level.size + i)
        else:
            for child in range(level.segments[node], level.segments[node + 1]):
                index[depth] = int(level.indices[child])
                visit(depth + 1, child)

    visit(0, 0)
    assert not left
    return dense


def sparse_level(random, n_parents, size):
    chosen = [np.flatnonzero(random.random(size) < 0.5) for _ in range(n_parents)]
    segments = np.concatenate([[0], np.cumsum([len(c) for c in chosen])])
    return SparseLevel(segments.astype(np.int64), np.concatenate(chosen).astype(np.int64))


@pytest.mark.parametrize("seed", range(5))
def test_sparse_weights_are_unpacked_as_the_format_is_defined(seed):
    random = np.random.default_rng(seed)
    # Two dimensions traversed second first, rows in blocks of 4: (columns, row blocks, rows of a block).
    last = sparse_level(random, 5, 3)
    levels = [DenseLevel(5), last, DenseLevel(4)]
    values = random.random(last.indices.size * 4) + 1
    got = densify(values, (12, 5), order=(1, 0, 2), block_map=(0,), levels=levels)
    np.testing.assert_array_equal(got, densify_slowly(values, (12, 5), (1, 0, 2), (0,), levels))
    assert np.count_nonzero(got) == values.size
