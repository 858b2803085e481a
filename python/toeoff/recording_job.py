"""One recording in, its tables out: the unit of work of one process, a pool of workers or a cluster."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from toeoff.io import is_keypoint_path
from toeoff.keypoint_passes import KeypointPasses
from toeoff.output_names import recording_name
from toeoff.scale_notes import scale_notes
from toeoff.tables import Row, event_rows, pass_row, stride_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from toeoff.pose import KeypointSequence
    from toeoff.report import PassReport
    from toeoff.settings import Settings

__all__ = ["PassSource", "RecordingResult", "process_recording"]


class PassSource(Protocol):
    """Where the passes of a recording come from: a video or a keypoint file.

    Iterated once, each pass as soon as its runner has left; `info` and `notes` are complete afterwards.
    """

    info: dict[str, Any]
    notes: list[str]

    def __iter__(self) -> Iterator[tuple[PassReport, KeypointSequence]]: ...


@dataclass
class RecordingResult:
    """The tables of one recording.

    Attributes
    ----------
    name : str
        Name of the recording in every table.
    passes, strides, events : list of dict
        Rows of `tables.PASS_COLUMNS`, `STRIDE_COLUMNS`, `EVENT_COLUMNS`.
    reports : list of dict
        Every pass as `PassReport.to_dict`, with its number and its span in seconds.
    info : dict
        What is known of the recording (kind, frames, models); ready for JSON.
    notes : list of str
        What a reader of the results must know, one sentence each.
    """

    name: str
    passes: list[Row] = field(default_factory=list)
    strides: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    info: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def process_recording(
    source: Path,
    settings: Settings,
    *,
    name: str | None = None,
    keep_keypoints: Callable[[KeypointSequence, dict[str, Any]], None] | None = None,
    annotated: Path | None = None,
    on_progress: Callable[[int, int | None], None] | None = None,
) -> RecordingResult:
    """Analyse one recording: a video, or a keypoint file or folder.

    Writes nothing but the annotated video, prints nothing, and depends on nothing but its arguments: call it in any
    process, on any machine.

    Parameters
    ----------
    source : Path
    settings : Settings
    name : str, optional
        Name of the recording in the tables; by default the stem of `source` (`recording_name`).
    keep_keypoints : callable, optional
        Takes the keypoints of each pass, with where they come from, as soon as the pass ends.
    annotated : Path, optional
        Where to write the annotated video; only from a video.
    on_progress : callable, optional
        Takes the number of frames done, and of frames in all where it is known.

    Returns
    -------
    RecordingResult

    Raises
    ------
    ToeoffError, OSError
        When the recording or a model cannot be read, or an option makes no sense.
    """
    result = RecordingResult(name or recording_name(source))
    passes = _open(source, settings, annotated, on_progress)
    for index, (report, sequence) in enumerate(passes):
        result.passes.append(pass_row(result.name, index, report))
        result.strides += stride_rows(result.name, index, report)
        result.events += event_rows(result.name, index, report)
        row = result.passes[-1]
        result.reports.append({key: row[key] for key in ("pass", "start_s", "end_s")} | report.to_dict())
        if keep_keypoints is not None:
            keep_keypoints(sequence, dict(report.source))
    result.info = dict(passes.info)
    stated = {"ground": settings.ground is not None, "calibration": settings.calibration is not None}
    result.notes = [*passes.notes, *scale_notes(result.reports, **stated)]
    return result


def _open(
    source: Path,
    settings: Settings,
    annotated: Path | None,
    on_progress: Callable[[int, int | None], None] | None,
) -> PassSource:
    if is_keypoint_path(source):
        return KeypointPasses(source, settings)
    from toeoff.video_passes import VideoPasses  # noqa: PLC0415 - loads onnxruntime and cv2

    return VideoPasses(source, settings, annotated=annotated, on_progress=on_progress)
