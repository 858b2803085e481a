"""Turns float TFLite networks, such as those of MediaPipe, into ONNX.

The pictures stay in NHWC at the inputs and outputs, as their users know them; inside it is NCHW, which onnxruntime runs
faster. The batch dimension is dynamic. Weights that are kept in 16 bits without loss are stored so.
The packages `onnx` and `tflite` (extra `convert`) are loaded on the first call.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping

from toeoff.errors import MissingExtraError

__all__ = ["convert", "require_converter"]


def require_converter() -> None:
    """Raise MissingExtraError when the packages that the converter needs are not installed."""
    missing = [name for name in ("onnx", "tflite") if importlib.util.find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"turning the model into ONNX needs {' and '.join(missing)}: python -m pip install 'toeoff[convert]'"
        )


def convert(content: bytes, *, outputs: Mapping[str, str]) -> bytes:
    """Write an ONNX model that computes what a TFLite model computes.

    Parameters
    ----------
    content : bytes
        The TFLite file: one graph, float32 activations, float32 or float16 weights, dense or sparse.
    outputs : mapping
        Names of the wanted outputs, each with its name in the ONNX model; what only the others need is left out.

    Returns
    -------
    bytes
        The ONNX file, opset 17. Its only input is called `input`, (N, height, width, channels) float32.

    Raises
    ------
    MissingExtraError
        When the packages of the extra `convert` are missing.
    ModelError
        When the model has an operator, a type or an output name that is not known here.
    """
    require_converter()
    from toeoff.models.tflite_to_onnx.read import read_network  # noqa: PLC0415 - loads tflite
    from toeoff.models.tflite_to_onnx.translate import translate  # noqa: PLC0415 - loads onnx

    return translate(read_network(content), outputs)
