"""Writes small TFLite networks, to try a converter on."""

from __future__ import annotations

import flatbuffers
import numpy as np
import tflite

TYPES = {
    np.dtype(np.float32): tflite.TensorType.FLOAT32,
    np.dtype(np.float16): tflite.TensorType.FLOAT16,
    np.dtype(np.int32): tflite.TensorType.INT32,
    np.dtype(np.int8): tflite.TensorType.INT8,
}


class NetworkWriter:
    """Collects tensors and operators; a tensor is known by the index that its method returns."""

    def __init__(self):
        self._tensors = []
        self._operators = []

    def value(self, name, shape, dtype=np.float32):
        return self._put(name, shape, dtype, None, None)

    def constant(self, name, array):
        return self._put(name, array.shape, array.dtype, array, None)

    def sparse(self, name, array):
        """A constant of which only the values other than zero are stored; the last dimension is the sparse one."""
        return self._put(name, array.shape, array.dtype, array[array != 0], array)

    def operator(self, kind, inputs, output, options=None, **fields):
        self._operators.append((kind, inputs, [output], options, fields))
        return output

    def content(self, inputs, outputs):
        """The file, as bytes."""
        b = flatbuffers.Builder(1 << 14)
        kinds = sorted({kind for kind, *_ in self._operators})
        buffers = [_table(b, "Buffer"), *(self._buffer(b, data) for _, _, _, data, _ in self._tensors)]
        graph = _table(
            b,
            "SubGraph",
            Tensors=_offsets(b, [self._tensor(b, i) for i in range(len(self._tensors))]),
            Inputs=_integers(b, inputs),
            Outputs=_integers(b, outputs),
            Operators=_offsets(b, [self._operator(b, kinds, operator) for operator in self._operators]),
        )
        codes = [getattr(tflite.BuiltinOperator, kind) for kind in kinds]
        model = _table(
            b,
            "Model",
            Version=3,
            OperatorCodes=_offsets(
                b,
                [_table(b, "OperatorCode", DeprecatedBuiltinCode=min(c, 127), BuiltinCode=c, Version=1) for c in codes],
            ),
            Subgraphs=_offsets(b, [graph]),
            Buffers=_offsets(b, buffers),
        )
        b.Finish(model, b"TFL3")
        return bytes(b.Output())

    def _put(self, name, shape, dtype, data, dense):
        self._tensors.append((name, shape, np.dtype(dtype), data, dense))
        return len(self._tensors) - 1

    def _buffer(self, b, data):
        if data is None:
            return _table(b, "Buffer")
        raw = np.ascontiguousarray(data).tobytes()
        b.StartVector(1, len(raw), 16)  # the interpreter wants weights on 16-byte borders
        b.head = b.head - len(raw)
        b.Bytes[b.head : b.head + len(raw)] = raw
        return _table(b, "Buffer", Data=b.EndVector())

    def _tensor(self, b, i):
        name, shape, dtype, _, dense = self._tensors[i]
        fields = {"Name": b.CreateString(name), "Shape": _integers(b, shape)}
        if dense is not None:
            fields["Sparsity"] = _sparsity(b, dense)
        return _table(b, "Tensor", Type=TYPES[dtype], Buffer=i + 1, HasRank=True, **fields)

    def _operator(self, b, kinds, operator):
        kind, inputs, outputs, options, fields = operator
        tables = {"Inputs": _integers(b, inputs), "Outputs": _integers(b, outputs)}
        if options:
            tables["BuiltinOptions"] = _table(b, options, **fields)
            tables["BuiltinOptionsType"] = getattr(tflite.BuiltinOptions, options)
        return _table(b, "Operator", OpcodeIndex=kinds.index(kind), **tables)


def _table(b, kind, **fields):
    getattr(tflite, f"{kind}Start")(b)
    for name, value in fields.items():
        getattr(tflite, f"{kind}Add{name}")(b, value)
    return getattr(tflite, f"{kind}End")(b)


def _offsets(b, offsets):
    b.StartVector(4, len(offsets), 4)
    for offset in reversed(offsets):
        b.PrependUOffsetTRelative(offset)
    return b.EndVector()


def _integers(b, values):
    return b.CreateNumpyVector(np.asarray(values, dtype=np.int32))


def _sparsity(b, dense):
    rows = dense.reshape(-1, dense.shape[-1])
    segments = np.concatenate([[0], np.cumsum((rows != 0).sum(axis=1))])
    levels = [_table(b, "DimensionMetadata", DenseSize=size) for size in dense.shape[:-1]]
    levels.append(
        _table(
            b,
            "DimensionMetadata",
            Format=tflite.DimensionType.SPARSE_CSR,
            ArraySegmentsType=tflite.SparseIndexVector.Int32Vector,
            ArraySegments=_table(b, "Int32Vector", Values=_integers(b, segments)),
            ArrayIndicesType=tflite.SparseIndexVector.Uint8Vector,
            ArrayIndices=_table(b, "Uint8Vector", Values=b.CreateNumpyVector(np.nonzero(rows)[1].astype(np.uint8))),
        )
    )
    order = _integers(b, range(dense.ndim))
    return _table(b, "SparsityParameters", TraversalOrder=order, DimMetadata=_offsets(b, levels))
