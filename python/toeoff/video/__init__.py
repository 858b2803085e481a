"""From a video file to keypoints: the only part of the package that loads onnxruntime and cv2."""

from __future__ import annotations

from importlib.util import find_spec

from toeoff.errors import MissingExtraError

for _module, _package in (("onnxruntime", "onnxruntime"), ("cv2", "opencv-python-headless")):
    if find_spec(_module) is None:
        _msg = f"toeoff.video needs {_module}, which is not installed; run: pip install {_package}"
        raise MissingExtraError(_msg)

from toeoff.video.recording import Models, Recording, RunnerPass, analyze  # noqa: E402 - after the check above

__all__ = ["Models", "Recording", "RunnerPass", "analyze"]
