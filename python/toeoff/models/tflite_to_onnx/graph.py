"""Builds an ONNX graph node by node."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

__all__ = ["GraphBuilder"]

# Opset 17 and its format version: read by every onnxruntime from 1.12 on.
_OPSET = 17
_IR_VERSION = 8


class GraphBuilder:
    """Collects nodes and constants; every value is known by a name of its own."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, NDArray[Any]] = {}
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []

    def input(self, name: str, shape: tuple[int, ...]) -> str:
        """Declare an input; its first dimension becomes the dynamic batch."""
        self._inputs.append(_value_info(name, shape))
        return name

    def output(self, value: str, name: str, shape: tuple[int, ...]) -> None:
        """Give a value out under a name; its first dimension is the dynamic batch."""
        self._nodes.append(helper.make_node("Identity", [value], [name], name=name))
        self._outputs.append(_value_info(name, shape))

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Add a node with one output and return the name of that output."""
        name = f"{operator.lower()}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, list(inputs), [name], name=name, **attributes))
        return name

    def constant(self, array: NDArray[Any]) -> str:
        """Add a constant and return its name."""
        name = f"constant_{len(self._constants)}"
        self._constants[name] = np.ascontiguousarray(array)
        return name

    def weight(self, array: NDArray[np.float32]) -> str:
        """Add a constant that is stored in 16 bits where that loses nothing; onnxruntime widens it once, at loading."""
        halved = array.astype(np.float16)
        if not np.array_equal(halved.astype(np.float32), array):
            return self.constant(array)
        return self.node("Cast", self.constant(halved), to=onnx.TensorProto.FLOAT)

    def model(self) -> onnx.ModelProto:
        """Return the checked model, without what no output needs."""
        needed = {output.name for output in self._outputs}
        nodes = []
        for node in reversed(self._nodes):
            if needed.intersection(node.output):
                nodes.append(node)
                needed.update(node.input)
        constants = [numpy_helper.from_array(a, name) for name, a in self._constants.items() if name in needed]
        graph = helper.make_graph(nodes[::-1], "network", self._inputs, self._outputs, constants)
        opset = helper.make_opsetid("", _OPSET)
        model = helper.make_model(graph, opset_imports=[opset], producer_name="toeoff", ir_version=_IR_VERSION)
        onnx.checker.check_model(model)
        return model


def _value_info(name: str, shape: tuple[int, ...]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["N", *shape[1:]])
