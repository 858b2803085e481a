"""The files of one recording in its folder, and whether they are complete."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toeoff import __version__
from toeoff.added_columns import TABLES, need_no_added_columns
from toeoff.atomic import output_errors, whole_files
from toeoff.errors import InvalidInputError, OutputError
from toeoff.io import KeypointArchiveWriter, is_keypoint_path
from toeoff.json_text import json_text
from toeoff.models import choose_detector, choose_pose
from toeoff.output_names import KEYPOINTS, PASSES, RECORD, files_of, owner_of
from toeoff.output_names import RESULTS as FILES
from toeoff.passes_json import read_head, read_passes
from toeoff.recording_job import process_recording
from toeoff.recording_summary import RecordingSummary
from toeoff.recording_tables import RecordingTables
from toeoff.resume import hashes, is_changed, is_complete, make_record, source_identity

if TYPE_CHECKING:
    from collections.abc import Callable

    from toeoff.pose import KeypointSequence
    from toeoff.report import PassReport
    from toeoff.settings import Settings

__all__ = ["ANNOTATED", "FILES", "Job", "Outcome", "run_job"]

ANNOTATED = "annotated.mp4"


@dataclass(frozen=True, slots=True)
class Job:
    """One input and where its files go.

    Attributes
    ----------
    source : Path
        Video, keypoint file or folder.
    folder : Path
        Final folder of its files; its name is the recording's name in the tables.
    """

    source: Path
    folder: Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job.

    Attributes
    ----------
    job : Job
    status : str
        "done", "skipped" (was complete already) or "failed".
    error : str
        One line on what went wrong, when failed.
    trace : str
        Where in the program it went wrong, when that is a defect of the program.
    summary : RecordingSummary
        Counts over the passes, and the first of them; all are in `passes.json` of the folder.
    info : dict
        What is known of the recording: kind, frames, models and the devices that they ran on.
    notes : list of str
        What a reader of the results must know, and which edited tables were written again.
    files : list of Path
        What was written, or found complete.
    """

    job: Job
    status: str
    error: str = ""
    trace: str = ""
    summary: RecordingSummary = field(default_factory=RecordingSummary)
    info: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)


def run_job(
    job: Job,
    settings: Settings,
    *,
    resume: bool = False,
    on_progress: Callable[[int, int | None], None] | None = None,
) -> Outcome:
    """Analyse one recording and write its files, all or none.

    Parameters
    ----------
    job : Job
    settings : Settings
    resume : bool, default False
        Whether to leave a folder alone that is complete for the same input, models and settings.
    on_progress : callable, optional
        As in `process_recording`.

    Returns
    -------
    Outcome
        "done" or "skipped".

    Raises
    ------
    ToeoffError, OSError
        When the recording cannot be read or the files cannot be written, or a table there has columns that a user has
        added: these would be lost.
    """
    # What the record says is taken before the analysis: an input that changes meanwhile is not taken for this one.
    identity = source_identity(job.source)
    record = make_record(identity, settings.to_dict(), _models(job.source, settings))
    if resume and is_complete(job.folder, record) and (saved := _saved(job.folder)) is not None:
        files = [job.folder / name for name in FILES if (job.folder / name).is_file()]
        head, summary = saved
        return Outcome(job, "skipped", summary=summary, info=head["recording"], notes=head["notes"], files=files)

    need_no_added_columns(job.folder)

    rewritten: list[str] = []

    def check_folder() -> None:
        # Added while the analysis ran.
        need_no_added_columns(job.folder)
        if owner_of(job.folder) not in (None, identity["path"]):
            msg = f"{job.folder} was written by another run meanwhile, for another input; run this input again"
            raise OutputError(msg)
        changed = [name for name in TABLES if is_changed(job.folder, name)]
        rewritten.extend(f"{name} was changed since it was written; it is written again" for name in changed)

    with whole_files(job.folder, RECORD, stale=lambda: files_of(job.folder), before_replacing=check_folder) as partial:
        result = _written(partial, job, settings, identity, on_progress)
        with output_errors(job.folder):
            written = hashes(partial)
            _write_json(partial / RECORD, record | {"files": written})
    files = [job.folder / name for name in FILES if name in written]
    return replace(result, files=files, notes=[*result.notes, *rewritten])


def _written(
    partial: Path,
    job: Job,
    settings: Settings,
    identity: dict[str, Any],
    on_progress: Callable[[int, int | None], None] | None,
) -> Outcome:
    """Analyse a recording and write what it holds into a temporary folder, each pass as soon as it closes."""
    summary = RecordingSummary()
    wants_video = settings.video and not is_keypoint_path(job.source)
    with ExitStack() as stack:
        archive = stack.enter_context(KeypointArchiveWriter(partial / KEYPOINTS))
        with output_errors(job.folder):
            tables = stack.enter_context(RecordingTables(partial, job.folder.name, settings.profile))

        def take(index: int, report: PassReport, sequence: KeypointSequence) -> None:
            with output_errors(job.folder):
                archive.add(sequence, report.source)
                summary.add(tables.add(index, report))

        result = process_recording(
            job.source,
            settings,
            take,
            name=job.folder.name,
            annotated=partial / ANNOTATED if wants_video else None,
            on_progress=on_progress,
        )
        with output_errors(job.folder):
            # Of keypoints of ours, what they were made from goes on.
            origin = result.info.get("origin") or identity
            archive.finish({"name": result.name, **result.info, "origin": origin})
            tables.finish(
                {
                    "toeoff": __version__,
                    "recording": {"name": result.name, "source": str(job.source), **result.info},
                    "settings": settings.to_dict(),
                    "notes": result.notes,
                }
            )
    return Outcome(job, "done", summary=summary, info=result.info, notes=result.notes)


def _saved(folder: Path) -> tuple[dict[str, Any], RecordingSummary] | None:
    """Results of an earlier run; None when the file is damaged, and the recording has to be analysed again."""
    summary = RecordingSummary()
    try:
        head = read_head(folder / PASSES)
        for one in read_passes(folder / PASSES):
            summary.add(one)
    except (OSError, ValueError):
        return None
    return (head, summary) if {"recording", "notes"} <= set(head) else None


def _models(source: Path, settings: Settings) -> list[dict[str, Any]]:
    """Name and hash of the models that a video will be analysed with; keypoint files need none."""
    if is_keypoint_path(source):
        return []
    if source.is_dir():
        msg = f"{source} is a folder without OpenPose's JSON files; name the videos in it, for example {source}/*.mp4"
        raise InvalidInputError(msg)
    files = (*choose_pose(settings.model), choose_detector(settings.detector))
    return [{"name": file.name, "sha256": file.sha256} for file in files]


def _write_json(path: Path, value: object) -> None:
    path.write_text(json_text(value) + "\n", encoding="utf-8")
