"""From a TFLite network to an ONNX model."""

from __future__ import annotations

from collections.abc import Mapping

from toeoff.errors import ModelError
from toeoff.models.tflite_to_onnx.operators import OPERATORS
from toeoff.models.tflite_to_onnx.read import Network
from toeoff.models.tflite_to_onnx.walk import Translation, Value

__all__ = ["translate"]


def translate(network: Network, outputs: Mapping[str, str]) -> bytes:
    """Say the network as an ONNX file with the outputs that are named; see `toeoff.models.tflite_to_onnx.convert`."""
    walk = Translation(network)
    walk.constants = {i: t.constant for i, t in enumerate(network.tensors) if t.constant is not None}
    if len(network.inputs) != 1 or len(walk.shape(network.inputs[0])) != 4:
        raise ModelError("the TFLite model must have one input, a picture (1, height, width, channels)")
    picture = network.inputs[0]
    walk.values[picture] = Value(walk.build.input("input", walk.shape(picture)), channels_first=False)
    walk.values[picture] = Value(walk.channels_first(picture), channels_first=True)
    for operator in network.operators:
        if operator.kind not in OPERATORS:
            raise ModelError(f"operator {operator.kind} is not supported; supported are {', '.join(sorted(OPERATORS))}")
        OPERATORS[operator.kind](walk, operator)
    by_name = {network.tensors[index].name: index for index in network.outputs}
    for name, wanted in outputs.items():
        if name not in by_name:
            raise ModelError(f"the TFLite model has no output {name!r}; it has {', '.join(by_name)}")
        walk.build.output(walk.as_in_tflite(by_name[name]), wanted, walk.shape(by_name[name]))
    return bytes(walk.build.model().SerializeToString(deterministic=True))
