"""Running a network: onnxruntime behind an interface small enough to stand in for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import onnxruntime as ort
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from toeoff.arguments import need_threads
from toeoff.devices import DEVICES, check_device
from toeoff.errors import ModelError, ModelNotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from os import PathLike

    from numpy.typing import NDArray

__all__ = ["DEVICES", "OnnxSession", "Session", "TensorSpec", "available_devices", "open_session"]

#: Order in which `auto` tries. TensorRT compiles each model for minutes, and Core ML splits models of dynamic shape
#: into pieces, so both wait to be asked for by name.
_AUTO = ("cuda", "dml", "openvino", "cpu")

#: What a model file can make onnxruntime raise: its own exceptions, each straight from Exception, and those that its
#: binding turns into Python's (a message or a name that is no UTF-8, a size that is no number, no memory).
_ORT_ERRORS: tuple[type[Exception], ...] = (
    *(error for error in vars(ort_errors).values() if isinstance(error, type) and issubclass(error, Exception)),
    *(RuntimeError, ValueError, OverflowError, MemoryError),
)

_DTYPES: dict[str, np.dtype[Any]] = {
    "tensor(float)": np.dtype(np.float32),
    "tensor(float16)": np.dtype(np.float16),
    "tensor(double)": np.dtype(np.float64),
    "tensor(uint8)": np.dtype(np.uint8),
    "tensor(int32)": np.dtype(np.int32),
    "tensor(int64)": np.dtype(np.int64),
}


@dataclass(frozen=True)
class TensorSpec:
    """Shape and type of one input or output; None is a dimension that may vary."""

    shape: tuple[int | None, ...]
    dtype: np.dtype[Any] = field(default_factory=lambda: np.dtype(np.float32))

    def __str__(self) -> str:
        return f"{self.dtype} ({', '.join('n' if d is None else str(d) for d in self.shape)})"


class Session(Protocol):
    """What an adapter needs of a network; tests pass a stand-in."""

    @property
    def name(self) -> str:
        """Name for messages and records."""

    @property
    def device(self) -> str:
        """Where it runs, one of `DEVICES`."""

    @property
    def inputs(self) -> Mapping[str, TensorSpec]:
        """Inputs by name."""

    @property
    def outputs(self) -> Mapping[str, TensorSpec]:
        """Outputs by name, in the order of the model."""

    def run(self, feeds: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run the network once."""


class OnnxSession:
    """An ONNX model opened on one device.

    Attributes
    ----------
    name : str
        Stem of the file.
    device : str
        The device it runs on, one of `DEVICES`; with `auto`, the one that was picked.
    inputs, outputs : dict of str to TensorSpec
    """

    def __init__(self, path: Path, device: str, session: ort.InferenceSession) -> None:
        self.name = path.stem
        self.path = path
        self.device = device
        self._session = session
        self.inputs = _specs(path, session.get_inputs())
        self.outputs = _specs(path, session.get_outputs())
        self._output_names = list(self.outputs)

    def run(self, feeds: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run the network once.

        Raises
        ------
        ModelError
            When onnxruntime cannot: an operator refuses the shape, the device is out of memory.
        """
        try:
            values = self._session.run(self._output_names, dict(feeds))
        except _ORT_ERRORS as error:
            msg = f"{self.path} failed on {self.device}: {error}"
            raise ModelError(msg) from error
        return dict(zip(self._output_names, values, strict=True))

    def __repr__(self) -> str:
        return f"OnnxSession({str(self.path)!r}, device={self.device!r})"


def available_devices() -> list[str]:
    """Devices that the installed onnxruntime has been built for, `cpu` among them."""
    providers = ort.get_available_providers()
    return [device for device, (provider, _) in DEVICES.items() if provider in providers]


def open_session(path: str | PathLike[str], device: str = "auto", threads: int | None = None) -> OnnxSession:
    """Open an ONNX file on a device.

    Parameters
    ----------
    path : path-like
        The model file.
    device : {"auto", "cpu", "cuda", "tensorrt", "openvino", "coreml", "dml"}, default "auto"
        Where to run. "auto" takes the first of CUDA, DirectML, OpenVINO and the CPU that starts;
        `OnnxSession.device` says which.
    threads : int, optional
        Threads of one inference on the CPU, 1 to 1024; None lets onnxruntime take every physical core.
        Idle threads sleep instead of spinning, since decoding and analysis share the cores.

    Returns
    -------
    OnnxSession

    Raises
    ------
    ModelNotFoundError
        When there is no such file.
    ModelError
        When the file is no ordinary one or no ONNX model, or the device is not available; the message says which are.
    InvalidInputError
        When `device` or `threads` make no sense.
    """
    path = Path(path)
    check_device(device)
    n_threads = need_threads(threads, "every physical core")
    if path.exists() and not (path.is_file() or path.is_dir()):
        msg = f"model {path} is a pipe or a device; write the model to a file and name that"
        raise ModelError(msg)
    if not path.is_file():
        what = "is a folder, not an ONNX file" if path.is_dir() else "does not exist"
        msg = f"model {path} {what}; `toeoff models list` names the known ones, `toeoff models pull NAME` gets one"
        raise ModelNotFoundError(msg)
    available = available_devices()
    if device != "auto" and device not in available:
        msg = (
            f"device {device} is not available: the installed onnxruntime has {', '.join(available)}; "
            f"install {DEVICES[device][1]}, or choose another device"
        )
        raise ModelError(msg)
    for candidate in [d for d in _AUTO if d in available] if device == "auto" else [device]:
        session = _start(path, candidate, n_threads)
        # onnxruntime leaves out a provider whose libraries are missing and goes on without it.
        if DEVICES[candidate][0] in session.get_providers():
            return OnnxSession(path, candidate, session)
    msg = (
        f"device {device} did not start: onnxruntime was built for it, but its libraries or the hardware are missing; "
        f"install {DEVICES[device][1]}, or choose another device"
    )
    raise ModelError(msg)


def _start(path: Path, device: str, threads: int | None) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.intra_op_num_threads = threads or 0  # 0: every physical core
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # fatal only: what goes wrong comes back as an exception or as a missing provider
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    providers = [DEVICES[device][0]] if device == "cpu" else [DEVICES[device][0], DEVICES["cpu"][0]]
    try:
        return ort.InferenceSession(str(path), sess_options=options, providers=providers)
    except _ORT_ERRORS as error:
        msg = (
            f"{path} cannot be opened as an ONNX model on {device}: {error}; "
            "check that the file is whole and is an .onnx file"
        )
        raise ModelError(msg) from error


def _specs(path: Path, tensors: Iterable[Any]) -> dict[str, TensorSpec]:
    try:
        return {tensor.name: _spec(path, tensor) for tensor in tensors}
    except UnicodeDecodeError as error:
        msg = f"{path} has an input or output whose name is no UTF-8; check that the file is whole"
        raise ModelError(msg) from error


def _spec(path: Path, tensor: Any) -> TensorSpec:
    if tensor.type not in _DTYPES:
        known = ", ".join(_DTYPES)
        msg = f"{path} has {tensor.name} of type {tensor.type}, but only {known} are known; export it with one of them"
        raise ModelError(msg)
    return TensorSpec(tuple(d if isinstance(d, int) else None for d in tensor.shape), _DTYPES[tensor.type])
