"""Where networks run: the devices by name, known without loading a network runtime."""

from __future__ import annotations

from typing import Any

from toeoff.errors import InvalidInputError

__all__ = ["DEVICES", "check_device"]

#: Device name: onnxruntime's execution provider, and the package that brings it.
DEVICES = {
    "cpu": ("CPUExecutionProvider", "onnxruntime"),
    "cuda": ("CUDAExecutionProvider", "onnxruntime-gpu[cuda,cudnn]"),
    "tensorrt": ("TensorrtExecutionProvider", "onnxruntime-gpu[cuda,cudnn] and tensorrt"),
    "openvino": ("OpenVINOExecutionProvider", "onnxruntime-openvino"),
    "coreml": ("CoreMLExecutionProvider", "onnxruntime (on macOS)"),
    "dml": ("DmlExecutionProvider", "onnxruntime-directml (on Windows)"),
}


def check_device(device: Any) -> None:
    """Check that a device is one that there can be; whether this machine has it is known when a network is opened.

    Raises
    ------
    InvalidInputError
        When it is none of `DEVICES`, nor "auto".
    """
    if not isinstance(device, str) or device not in ("auto", *DEVICES):
        raise InvalidInputError(f"device is {device!r}, but must be auto or one of {', '.join(DEVICES)}")
