"""One recording in, its tables out: the unit of work of one process, a pool of workers or a cluster."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from toeoff.io import is_keypoint_path
from toeoff.keypoint_passes import KeypointPasses
from toeoff.output_names import recording_name
from toeoff.scale_notes import ScaleNotes

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
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

    def __iter__(self) -> Generator[tuple[PassReport, KeypointSequence]]: ...


@dataclass(frozen=True, slots=True)
class RecordingResult:
    """What is known of a recording when its last pass has closed.

    Attributes
    ----------
    name : str
        Name of the recording in every table.
    info : dict
        Kind, frames, models and the like; ready for JSON.
    notes : list of str
        What a reader of the results must know, one sentence each.
    """

    name: str
    info: dict[str, Any]
    notes: list[str]


def process_recording(
    source: Path,
    settings: Settings,
    take: Callable[[int, PassReport, KeypointSequence], None],
    *,
    name: str | None = None,
    annotated: Path | None = None,
    on_progress: Callable[[int, int | None], None] | None = None,
) -> RecordingResult:
    """Analyse one recording: a video, or a keypoint file or folder.

    Writes nothing but the annotated video, prints nothing, and depends on nothing but its arguments: call it in any
    process, on any machine. It keeps no pass: memory does not grow with the number of runners.

    Parameters
    ----------
    source : Path
    settings : Settings
    take : callable
        Takes each pass as soon as it closes: its number, its report, and the keypoints that were analysed.
    name : str, optional
        Name of the recording in the tables; by default the stem of `source` (`recording_name`).
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
    passes = _open(source, settings, annotated, on_progress)
    scales = ScaleNotes(ground=settings.ground is not None, calibration=settings.calibration is not None)
    with closing(iter(passes)) as closed:
        for index, (report, sequence) in enumerate(closed):
            scales.add(report)
            take(index, report, sequence)
    cohort = [] if settings.cohort is None else [settings.cohort.told()]
    notes = [*passes.notes, *scales.told(), *cohort]
    return RecordingResult(name or recording_name(source), dict(passes.info), notes)


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
