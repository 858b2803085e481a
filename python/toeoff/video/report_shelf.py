"""Reports of passes put aside on the disk until the frames of the pass come round again."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from toeoff.atomic import output_errors
from toeoff.report import PassReport

__all__ = ["ReportShelf", "numbered"]


class ReportShelf:
    """Takes reports in the order of the tables and gives them back in the order of their time.

    In memory are one number and one place for each; the reports are in a file without a name, which the system forgets
    when the shelf is closed.

    Parameters
    ----------
    folder : Path
        Where the file is: on the disk that the video goes to.

    Raises
    ------
    OutputError
        When nothing can be written there, now or with a report.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._n = 0
        #: First time, s, number of the pass and place in the file.
        self._places: list[tuple[float, int, int]] = []
        with output_errors(folder):
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - open for as long as reports come

    def __enter__(self) -> Self:
        return self

    def add(self, report: PassReport) -> None:
        """Put the next pass aside."""
        if len(report.time_s):
            with output_errors(self._folder):
                self._places.append((float(report.time_s[0]), self._n, self._file.seek(0, 2)))
                pickle.dump(report, self._file)
        self._n += 1

    def __iter__(self) -> Iterator[PassReport]:
        """Yield what has been added in the order of its time, numbered as in the tables; one is read at a time."""
        for _, number, place in sorted(self._places):
            self._file.seek(place)
            report: PassReport = pickle.load(self._file)
            yield numbered(report, number)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Nothing of it is needed any more, written or not.
        with suppress(OSError):
            self._file.close()


def numbered(report: PassReport, number: int) -> PassReport:
    """Return a report whose `source` has the number of its pass."""
    return replace(report, source={**report.source, "pass": number})
