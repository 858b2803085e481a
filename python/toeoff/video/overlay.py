"""The annotated video: a second pass over a recording, with what the first one measured drawn into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toeoff.report import PassReport
from toeoff.video.annotate import draw_passes, draw_stances
from toeoff.video.canvas import WHITE, Canvas
from toeoff.video.frames import VideoReader
from toeoff.video.mp4 import Mp4Writer
from toeoff.video.quiet_opencv import quiet_opencv
from toeoff.video.report_shelf import ReportShelf, numbered

__all__ = ["write_overlay"]


def write_overlay(
    recording: str | PathLike[str],
    reports: Iterable[PassReport],
    output: str | PathLike[str],
    *,
    capture_fps: float | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> Path:
    """Write a copy of a recording in which every number can be checked by eye.

    Each pass shows its skeleton with the near leg thick; the trunk line against the vertical with the lean of the
    moment; the leg at each toe-off, kept for half a second with the values that the table has; a mark on the foot at
    each event; bars of stance along the lower edge; and the measures with their intervals, or the reason why not.

    Parameters
    ----------
    recording : str or path-like
        The video file.
    reports : iterable of PassReport
        Its passes in the order of the tables, with times as `Recording` gives them. Of a `ReportShelf` only those are
        in memory that are being drawn.
    output : str or path-like
        The MP4 file to write. It appears under this name only when it is whole.
    capture_fps : float, optional
        As for the analysis.
    progress : callable, optional
        Called after each frame with the number of frames done and of all frames.

    Returns
    -------
    Path
        `output`.

    Raises
    ------
    OutputError
        When the file cannot be written: no permission, no space.
    FileNotFoundError, VideoError
        When the recording cannot be read.

    Notes
    -----
    The copy has the frame rate of the file and one frame for each of its frames; where the file's frame times are
    uneven, the clock in the corner tells the true time. Pictures of more than 8190 px are made smaller.
    """
    output = Path(output)
    waiting = _in_time_order(reports)
    partial = output.with_name(f".{output.stem}.partial.mp4")
    try:
        with quiet_opencv(), VideoReader(recording, capture_fps) as frames:
            size = (frames.info.width, frames.info.height)
            writer = Mp4Writer(partial, frames.info.frame_rate_hz, size)
            try:
                active: list[PassReport] = []
                coming = next(waiting, None)
                for frame in frames:
                    while coming is not None and coming.time_s[0] <= frame.time_s:
                        active.append(coming)
                        coming = next(waiting, None)
                    active = [r for r in active if r.time_s[-1] >= frame.time_s]
                    writer.write_up_to(frame.index, _drawn(frame.image, active, frame.time_s))
                    if progress is not None:
                        progress(frame.index + 1, frames.info.n_listed)
            finally:
                writer.close()
            writer.check()
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)
    return output


def _in_time_order(reports: Iterable[PassReport]) -> Iterator[PassReport]:
    """Numbered as in the tables."""
    if isinstance(reports, ReportShelf):
        return iter(reports)
    named = [numbered(report, number) for number, report in enumerate(reports) if len(report.time_s)]
    return iter(sorted(named, key=lambda report: float(report.time_s[0])))


def _drawn(picture: NDArray[np.uint8], reports: list[PassReport], time_s: float) -> NDArray[np.uint8]:
    canvas = Canvas(picture)
    # What has its fixed place first: the labels of the runners make room.
    draw_stances(canvas, reports, time_s)
    canvas.words((canvas.width, canvas.line_height()), f"{time_s:.3f} s", WHITE)
    draw_passes(canvas, reports, time_s)
    return canvas.image
