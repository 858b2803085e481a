"""Progress of recordings on a terminal: frames done, speed, time left. Silent where there is no terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from toeoff.recording_files import Job

__all__ = ["ProgressBar"]


class _Speed(ProgressColumn):
    """Frames per second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None or "frames" not in task.fields else f"{speed:.1f} frames/s")


class ProgressBar:
    """One line per recording under way, and one for all when there are several.

    Parameters
    ----------
    jobs : sequence of Job
    is_wanted : bool
        False keeps it silent on a terminal too.
    """

    def __init__(self, jobs: Sequence[Job], *, is_wanted: bool) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Speed(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not (is_wanted and console.is_terminal),
        )
        self._tasks: dict[Job, TaskID] = {}
        self._all = self._progress.add_task("recordings", total=len(jobs)) if len(jobs) > 1 else None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def advance(self, job: Job, done: int, total: int | None) -> None:
        """Show that `done` frames of a recording are through, of `total` where that is known."""
        if job not in self._tasks:
            self._tasks[job] = self._progress.add_task(job.folder.name, total=total, frames=True)
        self._progress.update(self._tasks[job], completed=done, total=total)

    def finish(self, job: Job) -> None:
        """Take the line of a recording away."""
        task = self._tasks.pop(job, None)
        if task is not None:
            self._progress.remove_task(task)
        if self._all is not None:
            self._progress.advance(self._all)
