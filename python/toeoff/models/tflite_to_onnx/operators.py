"""How each TFLite operator is said in ONNX.

A function takes the walk and the operator, and puts the result among the values (or the constants) of the walk.
Numbers of paddings and activations are those of TFLite's schema.fbs.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from toeoff.errors import ModelError
from toeoff.models.tflite_to_onnx.read import Operator
from toeoff.models.tflite_to_onnx.walk import Translation, Value

__all__ = ["OPERATORS"]

_PADDING_SAME = 0
_ACTIVATION_NONE, _ACTIVATION_RELU, _ACTIVATION_RELU6 = 0, 1, 3
# Where the dimensions (batch, height, width, channels) lie with channels first.
_CHANNELS_FIRST_AXIS = (0, 2, 3, 1)


def _convolution(walk: Translation, op: Operator) -> None:
    picture, kernel_index, *bias = op.inputs
    kernel = walk.constants[kernel_index].astype(np.float32)
    size = kernel.shape[1:3]
    # TFLite: (out, height, width, in), depthwise (1, height, width, out). ONNX: (out, in of the group, height, width).
    depthwise = op.kind == "DEPTHWISE_CONV_2D"
    kernel = kernel.transpose(3, 0, 1, 2) if depthwise else kernel.transpose(0, 3, 1, 2)
    stride = (op.options["StrideH"], op.options["StrideW"])
    dilation = (op.options["DilationHFactor"], op.options["DilationWFactor"])
    inputs = [walk.channels_first(picture), walk.build.weight(kernel)]
    inputs += [walk.build.weight(walk.constants[i].astype(np.float32)) for i in bias if i >= 0]
    result = walk.build.node(
        "Conv",
        *inputs,
        kernel_shape=size,
        strides=stride,
        dilations=dilation,
        group=walk.shape(picture)[3] if depthwise else 1,
        pads=_pads(walk.shape(picture), op, size, stride, dilation),
    )
    _put_picture(walk, op, result)


def _pool(walk: Translation, op: Operator) -> None:
    size = (op.options["FilterHeight"], op.options["FilterWidth"])
    stride = (op.options["StrideH"], op.options["StrideW"])
    result = walk.build.node(
        "MaxPool" if op.kind == "MAX_POOL_2D" else "AveragePool",
        walk.channels_first(op.inputs[0]),
        kernel_shape=size,
        strides=stride,
        pads=_pads(walk.shape(op.inputs[0]), op, size, stride, (1, 1)),
    )
    _put_picture(walk, op, result)


def _pads(
    shape: tuple[int, ...], op: Operator, size: tuple[int, ...], stride: tuple[int, int], dilation: tuple[int, int]
) -> list[int]:
    """ONNX pads (top, left, bottom, right); an odd pixel of SAME goes to the bottom or right."""
    if op.options["Padding"] != _PADDING_SAME:
        return [0, 0, 0, 0]
    before, after = [], []
    for axis in (0, 1):
        length = shape[1 + axis]
        n_steps = -(-length // stride[axis])
        total = max((n_steps - 1) * stride[axis] + (size[axis] - 1) * dilation[axis] + 1 - length, 0)
        before.append(total // 2)
        after.append(total - total // 2)
    return [*before, *after]


def _add(walk: Translation, op: Operator) -> None:
    def operand(index: int) -> str:
        if index not in walk.constants:
            return walk.channels_first(index)
        constant = walk.constants[index].astype(np.float32)
        # TFLite lines shapes up at the last dimension, the channels.
        aligned = constant.reshape((1,) * (4 - constant.ndim) + constant.shape)
        return walk.build.constant(aligned.transpose(0, 3, 1, 2))

    _put_picture(walk, op, walk.build.node("Add", operand(op.inputs[0]), operand(op.inputs[1])))


def _elementwise(walk: Translation, op: Operator) -> None:
    value = walk.values[op.inputs[0]]
    result = walk.build.node({"RELU": "Relu", "LOGISTIC": "Sigmoid"}[op.kind], value.name)
    walk.values[op.outputs[0]] = Value(result, value.channels_first)


def _pad(walk: Translation, op: Operator) -> None:
    pads = walk.constants[op.inputs[1]].astype(np.int64)[[0, 3, 1, 2]]
    amounts = walk.build.constant(np.concatenate([pads[:, 0], pads[:, 1]]))
    _put_picture(walk, op, walk.build.node("Pad", walk.channels_first(op.inputs[0]), amounts))


def _resize_bilinear(walk: Translation, op: Operator) -> None:
    _, height, width, _ = walk.shape(op.inputs[0])
    _, new_height, new_width, _ = walk.shape(op.outputs[0])
    mode = "asymmetric"
    if op.options["AlignCorners"]:
        mode = "align_corners"
    elif op.options["HalfPixelCenters"]:
        mode = "half_pixel"
    # Factors rather than sizes: the batch stays dynamic. The empty name stands for the region of interest, not used.
    factors = walk.build.constant(np.array([1, 1, new_height / height, new_width / width], dtype=np.float32))
    picture = walk.channels_first(op.inputs[0])
    result = walk.build.node("Resize", picture, "", factors, mode="linear", coordinate_transformation_mode=mode)
    _put_picture(walk, op, result)


def _depth_to_space(walk: Translation, op: Operator) -> None:
    picture = walk.channels_first(op.inputs[0])
    _put_picture(walk, op, walk.build.node("DepthToSpace", picture, blocksize=op.options["BlockSize"], mode="DCR"))


def _concatenation(walk: Translation, op: Operator) -> None:
    axis = op.options["Axis"] % len(walk.shape(op.outputs[0]))
    if all(walk.values[i].channels_first for i in op.inputs):
        parts = [walk.channels_first(i) for i in op.inputs]
        _put_picture(walk, op, walk.build.node("Concat", *parts, axis=_CHANNELS_FIRST_AXIS[axis]))
    else:
        parts = [walk.as_in_tflite(i) for i in op.inputs]
        result = _activated(walk, op, walk.build.node("Concat", *parts, axis=axis))
        walk.values[op.outputs[0]] = Value(result, channels_first=False)


def _reshape(walk: Translation, op: Operator) -> None:
    shape = walk.shape(op.outputs[0])
    if shape[0] != 1:
        raise ModelError(f"RESHAPE to {shape} mixes the pictures of a batch, which is not supported")
    target = walk.build.constant(np.array([-1, *shape[1:]], dtype=np.int64))
    result = walk.build.node("Reshape", walk.as_in_tflite(op.inputs[0]), target)
    walk.values[op.outputs[0]] = Value(result, channels_first=False)


def _constant(walk: Translation, op: Operator) -> None:
    # DENSIFY: read dense already. DEQUANTIZE: 16-bit floats are widened where they are used.
    walk.constants[op.outputs[0]] = walk.constants[op.inputs[0]]


def _put_picture(walk: Translation, op: Operator, result: str) -> None:
    walk.values[op.outputs[0]] = Value(_activated(walk, op, result), channels_first=True)


def _activated(walk: Translation, op: Operator, result: str) -> str:
    activation = op.options.get("FusedActivationFunction", _ACTIVATION_NONE)
    if activation == _ACTIVATION_NONE:
        return result
    if activation == _ACTIVATION_RELU:
        return walk.build.node("Relu", result)
    if activation == _ACTIVATION_RELU6:
        low, high = (walk.build.constant(np.array(limit, dtype=np.float32)) for limit in (0, 6))
        return walk.build.node("Clip", result, low, high)
    raise ModelError(f"activation {activation} of {op.kind} is not supported")


#: Functions by kind of operator.
OPERATORS: dict[str, Callable[[Translation, Operator], None]] = {
    "ADD": _add,
    "AVERAGE_POOL_2D": _pool,
    "CONCATENATION": _concatenation,
    "CONV_2D": _convolution,
    "DENSIFY": _constant,
    "DEPTHWISE_CONV_2D": _convolution,
    "DEPTH_TO_SPACE": _depth_to_space,
    "DEQUANTIZE": _constant,
    "LOGISTIC": _elementwise,
    "MAX_POOL_2D": _pool,
    "PAD": _pad,
    "RELU": _elementwise,
    "RESHAPE": _reshape,
    "RESIZE_BILINEAR": _resize_bilinear,
}
