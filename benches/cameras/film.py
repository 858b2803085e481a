"""A scene as a video file: rendered, put through a codec, stored."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scene import Scene

Pictures = list[NDArray[np.uint8]]
#: The mean of what a picture may be, about which its contrast is lowered.
GREY = 128.0


@dataclass(frozen=True)
class Codec:
    """What the pictures go through: MPEG-4 as OpenCV writes it, unless something else is said.

    OpenCV's wheel has no encoder of H.264, and its MPEG-4 takes neither bit rate nor quality. `kept_contrast` makes it
    rougher: what is left of the contrast before it, and given back after it, so that it rounds that much more coarsely.
    `jpeg_quality` makes a JPEG of each picture instead.
    """

    is_lossless: bool = False
    kept_contrast: float = 1.0
    jpeg_quality: int | None = None


@dataclass(frozen=True)
class Film:
    """A file, the truth of its first runner, and what the codec left of the pictures."""

    path: Path
    runner: dict[str, Any]
    bits_per_pixel: float
    #: Peak signal to noise against what was rendered; infinite without loss.
    psnr_db: float


def film(renderer: Path, text: str, scene: Scene, folder: Path, codec: Codec) -> Film:
    """Render a scene into a video file. What a JPEG or a rougher MPEG-4 left is stored without loss."""
    pictures, runner = _rendered(renderer, text, scene)
    rate_hz, lossless = scene.frame_rate_hz, folder / "clip.avi"
    if codec.is_lossless:
        path = _written(pictures, lossless, "FFV1", rate_hz)
        n_bytes = path.stat().st_size
    elif codec.jpeg_quality is not None:
        quality = [cv2.IMWRITE_JPEG_QUALITY, codec.jpeg_quality]
        coded = [cv2.imencode(".jpg", picture, quality)[1] for picture in pictures]
        n_bytes = sum(len(one) for one in coded)
        path = _written([cv2.imdecode(one, cv2.IMREAD_COLOR) for one in coded], lossless, "FFV1", rate_hz)
    else:
        flat = pictures if codec.kept_contrast == 1.0 else [_spread(p, codec.kept_contrast) for p in pictures]
        path = _written(flat, folder / "clip.mp4", "mp4v", rate_hz)
        n_bytes = path.stat().st_size
        if codec.kept_contrast != 1.0:
            path = _written([_spread(p, 1.0 / codec.kept_contrast) for p in _read(path)], lossless, "FFV1", rate_hz)
    error = float(
        np.mean([np.mean(np.square(a - b.astype(float))) for a, b in zip(_read(path), pictures, strict=True)])
    )
    psnr_db = 10.0 * float(np.log10(255.0**2 / error)) if error > 0.0 else float("inf")
    return Film(path, runner, 8.0 * n_bytes / (len(pictures) * scene.width * scene.height), psnr_db)


@lru_cache(maxsize=1)  # The same scene goes through several codecs, and to render it takes longer than all else.
def _rendered(renderer: Path, text: str, scene: Scene) -> tuple[Pictures, dict[str, Any]]:
    """The pictures of a scene, and the truth of its first runner."""
    pictures, frame_bytes = [], 3 * scene.width * scene.height
    with tempfile.TemporaryDirectory() as folder:
        file, truth = Path(folder) / "scene.toml", Path(folder) / "truth.json"
        file.write_text(text, encoding="utf-8")
        command = [str(renderer), str(file), "--truth", str(truth), "--raw"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            while len(data := process.stdout.read(frame_bytes)) == frame_bytes:
                rgb = np.frombuffer(data, dtype=np.uint8).reshape(scene.height, scene.width, 3)
                pictures.append(np.ascontiguousarray(rgb[..., ::-1]))
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        return pictures, json.loads(truth.read_text(encoding="utf-8"))["runners"][0]


def _written(pictures: Pictures, path: Path, fourcc: str, rate_hz: float) -> Path:
    height, width = pictures[0].shape[:2]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*fourcc), rate_hz, (width, height))
    if not writer.isOpened():
        msg = f"OpenCV cannot write {fourcc} on this machine; install opencv-python-headless from PyPI"
        raise RuntimeError(msg)
    for picture in pictures:
        writer.write(picture)
    writer.release()
    return path


def _read(path: Path) -> Pictures:
    capture, pictures = cv2.VideoCapture(str(path)), []
    while (got := capture.read())[0]:
        pictures.append(got[1])
    return pictures


def _spread(picture: NDArray[np.uint8], by: float) -> NDArray[np.uint8]:
    """The picture with its contrast times `by`."""
    return np.clip(np.rint(GREY + (picture - GREY) * by), 0, 255).astype(np.uint8)
