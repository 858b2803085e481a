"""A TFLite file as plain arrays and names. The only file that knows its flatbuffer schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import tflite
from numpy.typing import NDArray

from toeoff.errors import ModelError
from toeoff.models.tflite_to_onnx.sparse import DenseLevel, Level, SparseLevel, densify

__all__ = ["Network", "Operator", "Tensor", "read_network"]

_TYPES = {
    tflite.TensorType.FLOAT32: np.dtype(np.float32),
    tflite.TensorType.FLOAT16: np.dtype(np.float16),
    tflite.TensorType.INT32: np.dtype(np.int32),
    tflite.TensorType.INT64: np.dtype(np.int64),
}

_KINDS = {code: name for name, code in vars(tflite.BuiltinOperator).items() if isinstance(code, int)}

# Options table of each operator that has one, and what of it is read.
_POOL = ("Pool2DOptions", ("Padding", "StrideH", "StrideW", "FilterHeight", "FilterWidth", "FusedActivationFunction"))
_CONVOLUTION = ("Padding", "StrideH", "StrideW", "DilationHFactor", "DilationWFactor", "FusedActivationFunction")
_OPTIONS = {
    "CONV_2D": ("Conv2DOptions", _CONVOLUTION),
    "DEPTHWISE_CONV_2D": ("DepthwiseConv2DOptions", _CONVOLUTION),
    "MAX_POOL_2D": _POOL,
    "AVERAGE_POOL_2D": _POOL,
    "ADD": ("AddOptions", ("FusedActivationFunction",)),
    "RESIZE_BILINEAR": ("ResizeBilinearOptions", ("AlignCorners", "HalfPixelCenters")),
    "DEPTH_TO_SPACE": ("DepthToSpaceOptions", ("BlockSize",)),
    "CONCATENATION": ("ConcatenationOptions", ("Axis", "FusedActivationFunction")),
}

_INDEX_VECTORS = {
    tflite.SparseIndexVector.Int32Vector: tflite.Int32Vector,
    tflite.SparseIndexVector.Uint16Vector: tflite.Uint16Vector,
    tflite.SparseIndexVector.Uint8Vector: tflite.Uint8Vector,
}


@dataclass(frozen=True, slots=True)
class Tensor:
    """A value of the network: its shape with batch 1, and its content where it is a constant."""

    name: str
    shape: tuple[int, ...]
    constant: NDArray[Any] | None


@dataclass(frozen=True, slots=True)
class Operator:
    """One step of the network; inputs and outputs are indices of tensors."""

    kind: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: dict[str, int]


@dataclass(frozen=True, slots=True)
class Network:
    """A network, its operators in the order in which they run."""

    tensors: tuple[Tensor, ...]
    operators: tuple[Operator, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


def read_network(content: bytes) -> Network:
    """Read a TFLite file.

    Raises
    ------
    ModelError
        When it is not TFLite, has several graphs, or holds constants of a type that is not float or index.
    """
    if not tflite.Model.ModelBufferHasIdentifier(content, 0):
        raise ModelError("not a TFLite model: the identifier TFL3 is missing")
    model = tflite.Model.GetRootAs(content, 0)
    if model.SubgraphsLength() != 1:
        raise ModelError(f"a TFLite model with {model.SubgraphsLength()} graphs; only one is supported")
    graph = model.Subgraphs(0)
    return Network(
        tensors=tuple(_tensor(model, graph.Tensors(i)) for i in range(graph.TensorsLength())),
        operators=tuple(_operator(model, graph.Operators(i)) for i in range(graph.OperatorsLength())),
        inputs=_integers(graph.InputsAsNumpy()),
        outputs=_integers(graph.OutputsAsNumpy()),
    )


def _integers(array: Any) -> tuple[int, ...]:
    # The schema's accessors give 0 in place of an empty vector.
    return tuple(int(value) for value in np.atleast_1d(array)) if not isinstance(array, int) else ()


def _tensor(model: Any, tensor: Any) -> Tensor:
    name = tensor.Name().decode()
    shape = _integers(tensor.ShapeAsNumpy())
    buffer = model.Buffers(tensor.Buffer())
    if buffer.DataLength() == 0:
        return Tensor(name, shape, None)
    if tensor.Type() not in _TYPES:
        raise ModelError(f"constant {name!r} of the TFLite model has type {tensor.Type()}; only float is supported")
    values = buffer.DataAsNumpy().view(_TYPES[tensor.Type()])
    if tensor.Sparsity() is None:
        return Tensor(name, shape, values.reshape(shape))
    return Tensor(name, shape, _dense(tensor.Sparsity(), values, shape))


def _dense(sparsity: Any, values: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    return densify(
        values,
        shape,
        order=_integers(sparsity.TraversalOrderAsNumpy()),
        block_map=_integers(sparsity.BlockMapAsNumpy()),
        levels=[_level(sparsity.DimMetadata(i)) for i in range(sparsity.DimMetadataLength())],
    )


def _level(metadata: Any) -> Level:
    if metadata.Format() == tflite.DimensionType.DENSE:
        return DenseLevel(metadata.DenseSize())
    return SparseLevel(
        segments=_indices(metadata.ArraySegments(), metadata.ArraySegmentsType()),
        indices=_indices(metadata.ArrayIndices(), metadata.ArrayIndicesType()),
    )


def _indices(table: Any, kind: int) -> NDArray[np.int64]:
    vector = _INDEX_VECTORS[kind]()
    vector.Init(table.Bytes, table.Pos)
    return np.asarray(_integers(vector.ValuesAsNumpy()), dtype=np.int64)


def _operator(model: Any, operator: Any) -> Operator:
    code = model.OperatorCodes(operator.OpcodeIndex())
    # Codes above 127 are in the newer field, others may be in either: the larger one counts (schema.fbs).
    kind = _KINDS[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
    options: dict[str, int] = {}
    if kind in _OPTIONS:
        class_name, fields = _OPTIONS[kind]
        table = getattr(tflite, class_name)()
        table.Init(operator.BuiltinOptions().Bytes, operator.BuiltinOptions().Pos)
        options = {name: int(getattr(table, name)()) for name in fields}
    return Operator(kind, _integers(operator.InputsAsNumpy()), _integers(operator.OutputsAsNumpy()), options)
