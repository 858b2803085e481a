"""What is known of the ONNX graph while walking over the operators of a TFLite network."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from toeoff.errors import ModelError
from toeoff.models.tflite_to_onnx.graph import GraphBuilder
from toeoff.models.tflite_to_onnx.read import Network

__all__ = ["Translation", "Value"]

_TO_CHANNELS_FIRST = (0, 3, 1, 2)
_TO_CHANNELS_LAST = (0, 2, 3, 1)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the ONNX graph: pictures inside are channels first, everything else lies as in TFLite."""

    name: str
    channels_first: bool


@dataclass(slots=True)
class Translation:
    """What is known while walking over the operators, by index of tensor."""

    network: Network
    build: GraphBuilder = field(default_factory=GraphBuilder)
    constants: dict[int, NDArray[np.generic]] = field(default_factory=dict)
    values: dict[int, Value] = field(default_factory=dict)

    def shape(self, index: int) -> tuple[int, ...]:
        """Shape as in TFLite: batch 1, channels last."""
        return self.network.tensors[index].shape

    def channels_first(self, index: int) -> str:
        """Name of a picture with its channels first."""
        value = self.values[index]
        if value.channels_first:
            return value.name
        if len(self.shape(index)) != 4:
            raise ModelError(
                f"{self.network.tensors[index].name!r} is used as a picture, but has shape {self.shape(index)}"
            )
        return self.build.node("Transpose", value.name, perm=_TO_CHANNELS_FIRST)

    def as_in_tflite(self, index: int) -> str:
        """Name of a value that lies as in TFLite."""
        value = self.values[index]
        if not value.channels_first:
            return value.name
        return self.build.node("Transpose", value.name, perm=_TO_CHANNELS_LAST)
