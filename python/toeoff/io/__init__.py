"""Keypoints of other tools, read as sequences that `toeoff.analyze` takes."""

from __future__ import annotations

from toeoff.io.detect import is_keypoint_path, load_keypoints
from toeoff.io.keypoint_archive import KeypointArchiveWriter
from toeoff.io.recording import KeypointRecording

__all__ = ["KeypointArchiveWriter", "KeypointRecording", "is_keypoint_path", "load_keypoints"]
