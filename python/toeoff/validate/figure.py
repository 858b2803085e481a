"""The figure of a validation: events, groups, uncertainty, foot strike, measures and trends on one page."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from toeoff.errors import MissingExtraError

if TYPE_CHECKING:
    from pathlib import Path

    from toeoff.validate.run import Validation

__all__ = ["FORMATS", "require_matplotlib", "save_figure"]

FORMATS = (".png", ".svg", ".pdf")
WIDTH_IN = 13.0
DOTS_PER_INCH = 110
STYLE: dict[str, Any] = {
    "font.size": 8.5,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#888888",
    "xtick.color": "#555555",
    "ytick.color": "#333333",
    "svg.hashsalt": "toeoff",
    "savefig.facecolor": "white",
}


def require_matplotlib() -> None:
    """Check that the figure can be drawn.

    Raises
    ------
    MissingExtraError
        Naming the install command.
    """
    if find_spec("matplotlib") is None:
        msg = 'the figure needs matplotlib, which is not installed; run: pip install "toeoff[validate]"'
        raise MissingExtraError(msg)


def save_figure(validation: Validation, path: Path) -> None:
    """Draw a validation into a file; the ending of its name says which format.

    Parameters
    ----------
    validation : Validation
        With at least one condition scored.
    path : Path
        `.png`, `.svg` or `.pdf`.

    Raises
    ------
    MissingExtraError
        Without matplotlib.
    """
    require_matplotlib()
    from matplotlib import rc_context  # noqa: PLC0415 - an extra
    from matplotlib.figure import Figure  # noqa: PLC0415

    from toeoff.validate import panels  # noqa: PLC0415
    from toeoff.validate.trends import DIRECTIONS  # noqa: PLC0415

    found = validation.to_dict()
    reference = validation.reference
    top_in = 1.6 + 0.34 * len(validation.scores)
    heights = [top_in, 3.6, 2.3, 2.3] if reference is not None else [top_in]
    with rc_context(STYLE):  # type: ignore[arg-type,unused-ignore]  # its keys are literals
        figure = Figure(figsize=(WIDTH_IN, sum(heights) + 1.3), layout="constrained")
        rows = figure.subfigures(len(heights), 1, height_ratios=heights, hspace=0.02, squeeze=False)[:, 0]
        figure.suptitle(_title(found), x=0.012, ha="left", fontsize=10, linespacing=1.4)
        left, right = rows[0].subplots(1, 2, width_ratios=(2.6, 1))
        panels.event_errors(left, validation, found)
        panels.within_sigma(right, found)
        if reference is not None:
            left, middle, right = rows[1].subplots(1, 3, width_ratios=(1.5, 1, 1))
            panels.biases(left, found)
            panels.measured_against_true(middle, reference, validation.trials, "contact_time_s", with_key=True)
            panels.foot_strike(right, found)
            for axes, name in zip(rows[2].subplots(1, 6), panels.MEASURES, strict=True):
                panels.measured_against_true(axes, reference, validation.trials, name)
            for axes, name in zip(rows[3].subplots(1, 6), DIRECTIONS, strict=True):
                panels.trend(axes, reference, validation.trials, name)
        # Without a date in it the same validation gives the same bytes.
        metadata = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(path.suffix.lower())
        figure.savefig(path, dpi=DOTS_PER_INCH, metadata=metadata)


def _title(found: dict[str, Any]) -> str:
    n, seen = found["runs"], len(found["fitted_on"]["runners"])
    runs = f"toeoff {found['toeoff']} against force plates: {n} runs of {found['runners']} runners"
    if not seen:
        return f"{runs}, none of these runners in the fit of the event tables"
    warning = (
        f"{seen} of these runners were in the fit of the event tables: errors of unseen runners are the grey marks"
    )
    return f"{runs}\n{warning}"
