"""A session that answers from a function instead of a network."""

import numpy as np
from toeoff.video.session import TensorSpec


class StandIn:
    """Behaves as `toeoff.video.session.Session`; `answer` turns the input batch into the outputs."""

    def __init__(self, inputs, outputs, answer=None, name="stand-in"):
        self.name = name
        self.device = "cpu"
        self.inputs = {k: TensorSpec(shape, np.dtype(dtype)) for k, (shape, dtype) in inputs.items()}
        self.outputs = {k: TensorSpec(shape) for k, shape in outputs.items()}
        self.batches = []
        self._answer = answer

    def run(self, feeds):
        (batch,) = feeds.values()
        self.batches.append(batch.copy())
        return self._answer(batch)


def session_of(card, answer=None):
    """A stand-in with the inputs and outputs that the card's family has."""
    width, height = card.input_size
    k = {"halpe26": 26, "coco17": 17, "blazepose33": 33}.get(card.skeleton)
    cells = sum((width // s) * (height // s) for s in (8, 16, 32))
    first, last = ((None, 3, height, width), "f4"), ((None, height, width, 3), "f4")
    dets = {"dets": (None, None, None), "labels": (None, None)}
    inputs, outputs = {
        "simcc": (first, {"simcc_x": (None, k, 2 * width), "simcc_y": (None, k, 2 * height)}),
        "heatmap": (first, {"maps": (None, k, height // 4, width // 4)}),
        "blazepose": (last, {"a": (None, 195), "b": (None, 1), "c": (None, 64, 64, 39)}),
        "movenet": (((1, height, width, 3), "u1"), {"a": (1, 1, 17, 3)}),
        "rtmdet": (((None, 3, None, None), "f4"), dets),
        "yolox": (first, dets),
        "yolox_raw": (first, {"output": (None, cells, 85)}),
        "mediapipe_detector": (last, {"a": (None, 2254, 12), "b": (None, 2254, 1)}),
    }[card.family]
    return StandIn({"input": inputs}, outputs, answer)


def empty_answers(card, session):
    """Answers of zeros to the last batch: of the card's shapes, open dimensions filled in."""
    n_labels = 4
    fill = {"dets": (1, n_labels, 5), "labels": (1, n_labels)}
    shapes = {k: fill.get(k, (len(session.batches[-1]), *spec.shape[1:])) for k, spec in session.outputs.items()}
    return {k: np.zeros(shape, np.int64 if k == "labels" else np.float32) for k, shape in shapes.items()}
