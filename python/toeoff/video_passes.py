"""The passes of a video, with models that are opened once per process."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from toeoff.video.overlay import write_overlay
from toeoff.video.recording import Models, Recording
from toeoff.video.report_shelf import ReportShelf

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from toeoff.pose import KeypointSequence
    from toeoff.report import PassReport
    from toeoff.settings import Settings

__all__ = ["VideoPasses"]


class VideoPasses:
    """Follows the runners of a video and analyses each pass when it ends.

    Parameters
    ----------
    source : Path
        Video file.
    settings : Settings
    annotated : Path, optional
        Where to write the annotated video.
    on_progress : callable, optional
        Takes the number of frames done, and of frames in all where the file says so.

    Attributes
    ----------
    info : dict
        What is known of the recording; ready for JSON, complete after the last pass.
    notes : list of str
        What a reader of the results must know; complete after the last pass.

    Raises
    ------
    ToeoffError, OSError
        When the video or a model cannot be opened.
    """

    def __init__(
        self,
        source: Path,
        settings: Settings,
        *,
        annotated: Path | None = None,
        on_progress: Callable[[int, int | None], None] | None = None,
    ) -> None:
        options = {"travel": settings.travel, "roll_deg": settings.roll_deg}
        options |= settings.scales() | settings.intervals() | settings.judging()
        self._recording = Recording(
            source,
            _models(settings.model, settings.detector, settings.device, settings.threads),
            capture_fps=settings.capture_fps,
            options=options,
            progress=on_progress,
        )
        self._annotated = annotated
        self.info: dict[str, Any] = {}
        self.notes: list[str] = []

    def __iter__(self) -> Generator[tuple[PassReport, KeypointSequence]]:
        if self._annotated is None:
            for one in self._recording:
                yield one.report, one.sequence
        else:
            with ReportShelf(self._annotated.parent) as shelf:
                for one in self._recording:
                    shelf.add(one.report)
                    yield one.report, one.sequence
                # A second pass over the video: what is drawn when a runner comes in is known when they have left.
                write_overlay(
                    self._recording.path,
                    shelf,
                    self._annotated,
                    capture_fps=self._recording.capture_fps,
                    progress=self._recording.progress,
                )
        video, models = self._recording.info, self._recording.models
        self.info = {
            "kind": "video",
            "n_frames": video.n_decoded,
            "n_duplicates": video.n_duplicates,
            "frame_size": [video.width, video.height],
            "frame_rate_hz": video.frame_rate_hz,
            "capture_fps": video.capture_fps,
            "models": [models.pose.name, models.detector.name],
            "devices": [models.pose.device, models.detector.device],
            "camera_s": {kind: round(s, 2) for kind, s in self._recording.camera_s.items()},
            "counts": asdict(self._recording.counts),
        }
        self.notes = list(video.problems)


@lru_cache(maxsize=1)
def _models(model: str, detector: str, device: str, threads: int | None) -> Models:
    """Open the networks once per process: a worker analyses one recording after another with them."""
    return Models.load(model, detector, device, threads)
