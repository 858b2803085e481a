"""The files of one recording in its folder, and whether they are complete."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toeoff import __version__
from toeoff.added_columns import TABLES, need_no_added_columns
from toeoff.atomic import output_errors, whole_files
from toeoff.errors import InvalidInputError, OutputError
from toeoff.io import KeypointArchiveWriter, is_keypoint_path
from toeoff.json_text import json_text, read_json
from toeoff.models import choose_detector, choose_pose
from toeoff.output_names import KEYPOINTS, RECORD, files_of, owner_of
from toeoff.output_names import RESULTS as FILES
from toeoff.recording_job import RecordingResult, process_recording
from toeoff.resume import hashes, is_changed, is_complete, make_record, source_identity
from toeoff.tables import EVENT_COLUMNS, STRIDE_COLUMNS, pass_columns, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable

    from toeoff.pose import KeypointSequence
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
    reports : list of dict
        Every pass as `PassReport.to_dict`.
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
    reports: list[dict[str, Any]] = field(default_factory=list)
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
        info, notes = saved["recording"], saved["notes"]
        return Outcome(job, "skipped", reports=saved["passes"], info=info, notes=notes, files=files)

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

    wants_video = settings.video and not is_keypoint_path(job.source)
    with whole_files(job.folder, RECORD, stale=lambda: files_of(job.folder), before_replacing=check_folder) as partial:
        with KeypointArchiveWriter(partial / KEYPOINTS) as archive:

            def keep(sequence: KeypointSequence, source: dict[str, Any]) -> None:
                with output_errors(job.folder):
                    archive.add(sequence, source)

            result = process_recording(
                job.source,
                settings,
                name=job.folder.name,
                keep_keypoints=keep,
                annotated=partial / ANNOTATED if wants_video else None,
                on_progress=on_progress,
            )
            with output_errors(job.folder):
                # Of keypoints of ours, what they were made from goes on.
                origin = result.info.get("origin") or identity
                archive.finish({"name": result.name, **result.info, "origin": origin})
        with output_errors(job.folder):
            _write_tables(partial, job, settings, result)
            written = hashes(partial)
            _write_json(partial / RECORD, record | {"files": written})
    files = [job.folder / name for name in FILES if name in written]
    notes = [*result.notes, *rewritten]
    return Outcome(job, "done", reports=result.reports, info=result.info, notes=notes, files=files)


def _saved(folder: Path) -> dict[str, Any] | None:
    """Results of an earlier run; None when the file is damaged, and the recording has to be analysed again."""
    try:
        saved = read_json(folder / "passes.json")
    except (OSError, ValueError):
        return None
    is_whole = isinstance(saved, dict) and {"recording", "notes", "passes"} <= set(saved)
    return saved if is_whole else None


def _write_tables(folder: Path, job: Job, settings: Settings, result: RecordingResult) -> None:
    write_csv(folder / "passes.csv", pass_columns(settings.profile), result.passes)
    write_csv(folder / "strides.csv", STRIDE_COLUMNS, result.strides)
    write_csv(folder / "events.csv", EVENT_COLUMNS, result.events)
    everything = {
        "toeoff": __version__,
        "recording": {"name": result.name, "source": str(job.source), **result.info},
        "settings": settings.to_dict(),
        "notes": result.notes,
        "passes": result.reports,
    }
    _write_json(folder / "passes.json", everything)


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
