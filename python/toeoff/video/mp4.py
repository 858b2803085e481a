"""Writing an MP4 file, and making sure that it is whole."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from toeoff.errors import OutputError

__all__ = ["Mp4Writer"]

#: MPEG-4 part 2 has 13 bits for width and height (ISO/IEC 14496-2, 6.2.3); larger pictures are made smaller.
LARGEST_PX = 8190


class Mp4Writer:
    """An MP4 file in the codec that every build of OpenCV has.

    Parameters
    ----------
    path : Path
        The file; its folder exists.
    frame_rate_hz : float
    size : tuple of int
        Width and height of the pictures, px. The file's are even, and at most 8190.

    Raises
    ------
    OutputError
        When the file cannot be opened for writing.
    """

    def __init__(self, path: Path, frame_rate_hz: float, size: tuple[int, int]) -> None:
        self._path = path
        self._n_written = 0
        if not path.parent.is_dir():
            raise OutputError(f"cannot write {path.parent / 'video'}: no such folder: {path.parent}")
        shrink = min(1.0, LARGEST_PX / max(size))
        #: Width and height in the file: even, as the codec stores colours for two pixels at a time.
        self._size = (_even(size[0] * shrink), _even(size[1] * shrink))
        self._is_shrunk = shrink < 1.0
        self._writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), frame_rate_hz, self._size)
        if not self._writer.isOpened():
            raise OutputError(
                f"no annotated video of {self._size[0]}x{self._size[1]} px can be written: "
                "check that the output folder can be written to and has space, or leave the video out"
            )

    def write_up_to(self, index: int, image: NDArray[np.uint8]) -> None:
        """Write a frame as often as needed for it to be number `index`: repeated frames of the file are repeated."""
        width, height = self._size
        if self._is_shrunk:
            image = np.asarray(cv2.resize(image, self._size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        while self._n_written <= index:
            self._writer.write(image[:height, :width])
            self._n_written += 1

    def close(self) -> None:
        """End the file."""
        self._writer.release()

    def check(self) -> None:
        """Count the frames of the closed file: OpenCV does not tell when the disk is full.

        Raises
        ------
        OutputError
        """
        capture = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        n_listed = int(capture.get(cv2.CAP_PROP_FRAME_COUNT)) if capture.isOpened() else 0
        capture.release()
        if n_listed < self._n_written:
            raise OutputError(
                f"the annotated video could not be written whole: {n_listed} of {self._n_written} frames went into "
                "it; free space in the output folder, or choose another one"
            )


def _even(size: float) -> int:
    return max(2, int(size) // 2 * 2)
