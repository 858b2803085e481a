"""Frames of a video file: right way up, square pixels, true times, decoded in a thread of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

# OpenCV reads this once, when its decoder is first used. What the decoder prints about a damaged file
# reaches the user as one sentence of VideoInfo.problems instead; a value set by the user is kept.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

import cv2
import numpy as np
from numpy.typing import NDArray

from toeoff.errors import InvalidInputError, VideoError
from toeoff.io.stated import stated_path
from toeoff.video.ahead import Ahead
from toeoff.video.quiet_opencv import quiet_opencv
from toeoff.video.repeats import Repeats
from toeoff.video.timestamps import Clock, frame_interval_s

__all__ = ["Frame", "VideoInfo", "VideoReader"]

#: Frames looked at before reading, to learn the time between them.
PROBED_FRAMES = 24
#: Memory that decoded frames may wait in, bytes. Eight frames of 1080p; a tenth of the pipeline's budget.
QUEUE_BYTES = 48_000_000


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a video."""

    #: Place among all frames of the file, from 0; dropped duplicates count.
    index: int
    #: Time in real seconds: the container's stamp, with slow motion undone.
    time_s: float
    #: (height, width, 3) uint8, blue-green-red, right way up, square pixels. To be read only: copy it to draw on it.
    image: NDArray[np.uint8]


@dataclass
class VideoInfo:
    """What is known of a video; the counts and `problems` are complete once all frames were read."""

    path: Path
    #: Size of the frames as delivered, px.
    width: int
    height: int
    #: Usual frame rate of the file as it plays, Hz.
    frame_rate_hz: float
    #: Frame rate at which it was filmed, Hz, where the user said so.
    capture_fps: float | None
    #: Number of frames by the container's own account; None when it gives none.
    n_listed: int | None
    #: Clockwise turn that the file asks for, and that was done, deg.
    rotation_deg: int
    #: Width of a stored pixel over its height; the frames have square pixels whatever it is.
    pixel_aspect: float
    #: Whether times come from the container's stamps; otherwise from the frame rate.
    is_stamped: bool
    n_decoded: int = 0
    n_duplicates: int = 0
    n_jumps_back: int = 0
    #: What a reader of the results must know, one sentence each.
    problems: list[str] = field(default_factory=list)

    @property
    def rate_hz(self) -> float:
        """Frame rate in real time, Hz: `capture_fps` where given."""
        return self.capture_fps or self.frame_rate_hz

    @property
    def slowdown(self) -> float:
        """How many times slower the file plays than it was filmed; 1 for ordinary footage."""
        return self.rate_hz / self.frame_rate_hz


class VideoReader:
    """Reads a video file frame by frame; a context manager and, once, an iterator of `Frame`.

    Decoding runs in a thread of its own, a bounded number of frames ahead. Frames that repeat the picture or the
    timestamp before them are dropped and counted. A file that breaks off gives the frames before the break;
    `info.problems` then says so.

    Parameters
    ----------
    path : str or path-like
        The video file.
    capture_fps : float, optional
        Frame rate of filming, Hz, for footage that plays in slow motion: times are divided by how much slower the file
        plays. Default: the file plays as it was filmed.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    VideoError
        If it is a folder, a pipe or a device, is empty, is not a video, or holds no frame that can be decoded.
    InvalidInputError
        If the path is none, or `capture_fps` is not a positive number.
    """

    def __init__(self, path: str | os.PathLike[str], capture_fps: float | None = None) -> None:
        self._path = _checked(stated_path(path))
        if capture_fps is not None and not 0.0 < capture_fps < 1e6:
            raise InvalidInputError(
                f"capture_fps is {capture_fps}; give the frame rate of filming in frames per second, for example 240"
            )
        self.info, self._clock = _probe(self._path, capture_fps)
        frame_bytes = 3 * self.info.width * self.info.height
        self._size = max(2, min(16, QUEUE_BYTES // frame_bytes))
        self._ahead: Ahead[Frame] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[Frame]:
        if self._ahead is not None:
            raise InvalidInputError("a VideoReader is read once; open the file again to read it again")
        self._ahead = Ahead(self._frames(), self._size, f"decode {self._path.name}")
        return self._ahead

    def close(self) -> None:
        """Stop decoding and free the frames that wait."""
        if self._ahead is not None:
            self._ahead.close()

    def _frames(self) -> Iterator[Frame]:
        info, repeats = self.info, Repeats()
        for frame in repeats.sift(self._decoded()):
            yield replace(frame, image=_squared(frame.image, info))
        info.n_duplicates += repeats.n
        info.n_jumps_back = self._clock.n_jumps_back
        info.problems += _problems(info)

    def _decoded(self) -> Iterator[Frame]:
        """Every frame that has a time, its pixels as they are stored."""
        info = self.info
        capture = _opened(self._path)
        try:
            while True:
                is_read, picture = capture.read()
                if not is_read:
                    break
                image = np.asarray(picture, dtype=np.uint8)
                index = info.n_decoded
                info.n_decoded += 1
                time_s = self._clock.time_s(index, capture.get(cv2.CAP_PROP_POS_MSEC))
                if time_s is None:
                    info.n_duplicates += 1
                    continue
                yield Frame(index, time_s, image)
        finally:
            capture.release()


def _checked(path: Path) -> Path:
    """Refuse what is no file at all, in words that OpenCV does not have."""
    if not path.exists():
        raise FileNotFoundError(f"no such file: {path}")
    if path.is_dir():
        raise VideoError(f"{path} is a folder; name a video file")
    if not path.is_file():
        raise VideoError(f"{path} is a pipe or a device, but a video is read more than once; write it to a file first")
    if path.stat().st_size == 0:
        raise VideoError(f"{path} is empty (0 bytes)")
    # OpenCV does not tell a file that may not be read from one that is no video.
    with path.open("rb"):
        pass
    return path


def _opened(path: Path) -> cv2.VideoCapture:
    with quiet_opencv():
        capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    if not capture.isOpened():
        raise VideoError(
            f"{path} cannot be read as a video: it is not one, it is damaged, or its format is unknown to OpenCV"
        )
    capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
    return capture


def _probe(path: Path, capture_fps: float | None) -> tuple[VideoInfo, Clock]:
    """Learn size and timing from the first frames."""
    capture = _opened(path)
    stamps_ms: list[float] = []
    try:
        is_read, picture = capture.read()
        while is_read and len(stamps_ms) < PROBED_FRAMES:
            stamps_ms.append(capture.get(cv2.CAP_PROP_POS_MSEC))
            is_read = capture.grab()
        if not stamps_ms:
            raise VideoError(f"{path} holds no frame that can be decoded")
        image = np.asarray(picture, dtype=np.uint8)
        numerator, denominator = capture.get(cv2.CAP_PROP_SAR_NUM), capture.get(cv2.CAP_PROP_SAR_DEN)
        interval_s, stamped = frame_interval_s(stamps_ms, capture.get(cv2.CAP_PROP_FPS), path.name)
        n_listed = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
        info = VideoInfo(
            path=path,
            width=image.shape[1],
            height=image.shape[0],
            frame_rate_hz=1.0 / interval_s,
            capture_fps=capture_fps,
            n_listed=n_listed if n_listed > 0 else None,
            rotation_deg=round(capture.get(cv2.CAP_PROP_ORIENTATION_META)) % 360,
            # 0/1 is how a container says nothing.
            pixel_aspect=numerator / denominator if numerator > 0.0 and denominator > 0.0 else 1.0,
            is_stamped=stamped,
        )
    finally:
        capture.release()
    info.height, info.width = _squared(image, info).shape[:2]
    return info, Clock(interval_s, stamped, info.slowdown)


def _squared(image: NDArray[np.uint8], info: VideoInfo) -> NDArray[np.uint8]:
    """Give a picture square pixels, by stretching the side that loses nothing.

    The stated aspect is that of stored pixels; a picture turned by a quarter has it the other way round.
    """
    aspect = info.pixel_aspect if info.rotation_deg % 180 == 0 else 1.0 / info.pixel_aspect
    if aspect == 1.0:
        return image
    height, width = image.shape[:2]
    size = (round(width * aspect), height) if aspect > 1.0 else (width, round(height / aspect))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _problems(info: VideoInfo) -> list[str]:
    problems = []
    if info.n_listed is not None and info.n_decoded < info.n_listed:
        problems.append(
            f"the file lists {info.n_listed} frames, {info.n_decoded} could be decoded: "
            "it is cut off, damaged or trimmed"
        )
    if info.n_duplicates:
        problems.append(f"{info.n_duplicates} of {info.n_decoded} frames repeat the one before and were left out")
    if info.n_jumps_back:
        problems.append(f"the timestamps go back {info.n_jumps_back} times; times run on from the frame before")
    if not info.is_stamped:
        problems.append(f"the file has no timestamps; frames are taken to be 1/{info.frame_rate_hz:g} s apart")
    return problems
