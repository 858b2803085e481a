"""The passes of a keypoint file: the same analysis as behind a video, without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toeoff.analysis import analyze
from toeoff.errors import InvalidInputError
from toeoff.io import load_keypoints
from toeoff.picture import check_picture
from toeoff.uprights import uprights_of
from toeoff.view import measurable

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

    from toeoff.io import KeypointRecording
    from toeoff.pose import KeypointSequence
    from toeoff.report import PassReport
    from toeoff.settings import Settings

__all__ = ["KeypointPasses"]


class KeypointPasses:
    """Loads a keypoint file and analyses one person after the other.

    Parameters
    ----------
    source : Path
        Keypoint file or folder.
    settings : Settings

    Attributes
    ----------
    info : dict
        What is known of the recording; ready for JSON.
    notes : list of str
        What a reader of the results must know, one sentence each.

    Raises
    ------
    FileNotFoundError, KeypointFileError
        As `load_keypoints`.
    InvalidInputError
        When `capture_fps` is stated for keypoints whose times are real already; from the first pass on when the
        calibration or the marks on the ground are of another picture.
    """

    def __init__(self, source: Path, settings: Settings) -> None:
        self._settings = settings
        self._file: KeypointRecording = load_keypoints(
            source,
            frame_rate_hz=settings.frame_rate_hz,
            frame_size=settings.frame_size,
            skeleton=settings.skeleton,
        )
        self._capture_fps = settings.capture_fps
        if self._file.capture_fps is not None:
            if settings.capture_fps not in (None, self._file.capture_fps):
                msg = (
                    f"capture_fps is {settings.capture_fps:g}, but the times in {source} were made real with "
                    f"{self._file.capture_fps:g}; leave it out, or analyse the video again"
                )
                raise InvalidInputError(msg)
            self._capture_fps = None
        self.info: dict[str, Any] = {
            "kind": self._file.kind,
            "n_frames": self._file.n_frames,
            "n_duplicates": self._file.duplicate_frames,
            "frame_size": self._file.frame_size,
            # Of times that are real already: what is stated now changes the report, not the keypoints that are kept.
            "capture_fps": self._file.capture_fps,
            "models": list(self._file.models),
            "origin": self._file.origin,
        }
        self.notes = list(self._file.notes)
        if settings.video:
            self.notes.append("keypoints hold no picture: no annotated video is written; analyse the video for one")

    def __iter__(self) -> Generator[tuple[PassReport, KeypointSequence]]:
        file = self._file
        if file.facts:
            # Our own: passes already, with everything that the analysis knew of each.
            for sequence, facts in zip(file.sequences, file.facts, strict=True):
                yield self._analysed(sequence, facts), sequence
            return
        for sequence, person in zip(file.sequences, file.people, strict=True):
            source = {"recording": str(file.path), "track": int(person) if person.isdigit() else person}
            # Who is never seen from the side is analysed whole, for the report to say so.
            for frames in measurable(sequence) or [slice(None)]:
                yield self._analysed(sequence[frames], source), sequence[frames]

    def _analysed(self, sequence: KeypointSequence, source: Mapping[str, Any]) -> PassReport:
        settings = self._settings
        size_px = source.get("picture", self._file.frame_size)
        check_picture(size_px, ground=settings.ground, calibration=settings.calibration)
        return analyze(
            sequence,
            travel=settings.travel,
            capture_fps=self._capture_fps,
            roll_deg=uprights_of(source) if settings.roll_deg is None else settings.roll_deg,
            camera=source.get("camera", "unknown"),
            source=source,
            **settings.scales(),
            **settings.intervals(),
            **settings.judging(),
        )
