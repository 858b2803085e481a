"""Small clips, written on the spot."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

Pictures = list[np.ndarray]


def moving_square(n_frames: int, width: int = 96, height: int = 64) -> Pictures:
    """A white square that goes right by three pixels a frame, on grey."""
    pictures = []
    for i in range(n_frames):
        picture = np.full((height, width, 3), 60, np.uint8)
        picture[20:40, 5 + 3 * i : 17 + 3 * i] = 255
        pictures.append(picture)
    return pictures


def write_clip(path: Path, pictures: Pictures, fps: float = 30.0, codec: str = "mp4v") -> Path:
    """Write pictures to a video file and return its path."""
    height, width = pictures[0].shape[:2]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*codec), fps, (width, height))
    assert writer.isOpened()
    for picture in pictures:
        writer.write(picture)
    writer.release()
    return path
