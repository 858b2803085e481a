"""One recording in, its tables out: the unit of work of a machine, a pool of workers or a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from toeoff.analysis import analyze
from toeoff.io import is_keypoint_path, load_keypoints
from toeoff.tables import Row, event_rows, pass_row, stride_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from toeoff.io import KeypointRecording
    from toeoff.pose import KeypointSequence
    from toeoff.report import PassReport
    from toeoff.settings import Settings

__all__ = ["KeypointSink", "RecordingResult", "process_recording"]
