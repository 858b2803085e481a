"""OpenCV's own lines on stderr, held back where an error of ours says the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import cv2

__all__ = ["quiet_opencv"]


@contextmanager
def quiet_opencv() -> Iterator[None]:
    """Keep OpenCV from writing to stderr until the body ends: in the whole process, as the setting is one for all."""
    level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(level)
