"""Tables as JSON, and everything as one folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toeoff.atomic import whole_files
from toeoff.json_text import json_text
from toeoff.validate.figure import save_figure
from toeoff.validate.render import markdown
from toeoff.validate.sections import sections

if TYPE_CHECKING:
    from pathlib import Path

    from toeoff.validate.run import Validation

__all__ = ["FIGURE", "REPORT", "TABLES", "tables_json", "write_folder"]

REPORT = "report.md"
TABLES = "validation.json"
FIGURE = "figure.png"
DIGITS = 5  # significant ones: more than the errors of any table


def tables_json(validation: Validation) -> str:
    """Return every table as JSON text, numbers with five significant digits."""
    return json_text(_rounded(validation.to_dict())) + "\n"


def write_folder(validation: Validation, folder: Path, command: str) -> list[Path]:
    """Write the report, the tables and the figure; they appear under their names only when all are whole.

    Parameters
    ----------
    validation : Validation
    folder : Path
    command : str
        What the report says it was made by.

    Returns
    -------
    list of Path

    Raises
    ------
    MissingExtraError
        Without matplotlib.
    OutputError
        When something cannot be written.
    """
    with whole_files(folder, TABLES) as partial:
        text = markdown(sections(validation), command=command, figure=FIGURE)
        (partial / REPORT).write_text(text, encoding="utf-8")
        (partial / TABLES).write_text(tables_json(validation), encoding="utf-8")
        save_figure(validation, partial / FIGURE)
    return [folder / name for name in (REPORT, TABLES, FIGURE)]


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
