"""A person detector without weights that sees one person in a fixed place, whatever the picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def build(path: Path, box_xyxy: tuple[float, float, float, float], size: tuple[int, int] = (320, 320)) -> Path:
    """Write the model with inputs and outputs as mmdeploy exports RTMDet, and its description beside it."""
    constants = {
        "found": np.array([[[*box_xyxy, 0.9]]], dtype=np.float32),
        "persons": np.zeros((1, 1), dtype=np.int64),
        "nothing": np.zeros(1, dtype=np.float32),
    }
    nodes = [
        # Tied to the input, so that no runtime drops it.
        helper.make_node("ReduceMax", ["input"], ["brightest"], keepdims=0),
        helper.make_node("Mul", ["brightest", "nothing"], ["zero"]),
        helper.make_node("Add", ["found", "zero"], ["dets"]),
        helper.make_node("Identity", ["persons"], ["labels"]),
    ]
    tensor = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "constant_detector",
        [tensor("input", TensorProto.FLOAT, [1, 3, size[1], size[0]])],
        [tensor("dets", TensorProto.FLOAT, [1, 1, 5]), tensor("labels", TensorProto.INT64, [1, 1])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    path.with_suffix(".toml").write_text(f'family = "rtmdet"\ninput_size = [{size[0]}, {size[1]}]\n')
    return path
