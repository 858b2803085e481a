"""The tables of one recording, written row by row as its passes close."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from toeoff.passes_json import PassesJsonWriter
from toeoff.tables import EVENT_COLUMNS, STRIDE_COLUMNS, CsvTable, event_rows, pass_columns, pass_row, stride_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from toeoff.profiles import Profile
    from toeoff.report import PassReport

__all__ = ["RecordingTables"]


class RecordingTables:
    """Writes `passes.csv`, `strides.csv`, `events.csv` and `passes.json`; no pass stays in memory.

    Parameters
    ----------
    folder : Path
        Written in place: give a temporary folder and rename it when all is finished.
    name : str
        Name of the recording in every table.
    profile : Profile or None
        What the passes are judged by; decides the columns.
    """

    def __init__(self, folder: Path, name: str, profile: Profile | None = None) -> None:
        self._name = name
        self._passes = CsvTable(folder / "passes.csv", pass_columns(profile))
        self._strides = CsvTable(folder / "strides.csv", STRIDE_COLUMNS)
        self._events = CsvTable(folder / "events.csv", EVENT_COLUMNS)
        self._json = PassesJsonWriter(folder / "passes.json")

    def __enter__(self) -> Self:
        return self

    def add(self, index: int, report: PassReport) -> dict[str, Any]:
        """Append the rows of one pass; return it as `passes.json` has it."""
        row = pass_row(self._name, index, report)
        self._passes.add([row])
        self._strides.add(stride_rows(self._name, index, report))
        self._events.add(event_rows(self._name, index, report))
        one = {key: row[key] for key in ("pass", "start_s", "end_s")} | report.to_dict()
        self._json.add(one)
        return one

    def finish(self, head: Mapping[str, Any]) -> None:
        """Close the tables; `head` is what `passes.json` tells besides the passes."""
        for table in (self._passes, self._strides, self._events):
            table.close()
        self._json.finish(head)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Where it was not finished, an error is on its way: what a full disk says about the rest adds nothing to it.
        for table in (self._passes, self._strides, self._events):
            with suppress(OSError):
                table.close()
        self._json.close()
