"""`toeoff validate`: errors against force plates, as tables and a figure."""

from __future__ import annotations

import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toeoff.cli_checks import named_path
from toeoff.cli_errors import told_errors

if TYPE_CHECKING:
    from toeoff.validate import Condition, Runs, Validation

__all__ = ["validate_command"]


class Camera(StrEnum):
    """How the runner moves in the picture."""

    static = "static"
    treadmill = "treadmill"


class Keypoints(StrEnum):
    """Keypoint sets that truth files can fill."""

    halpe26 = "halpe26"
    coco17 = "coco17"
    blazepose33 = "blazepose33"
    body25 = "body25"


FIGURES = (".png", ".svg", ".pdf")
# Without a terminal nothing is cut: wide enough for every column.
PLAIN_WIDTH = 170


def _folder(text: str) -> Path:
    """Read the path of a folder that is there."""
    path = named_path(text)
    if not path.is_dir():
        msg = f"{path} {'is no folder' if path.exists() else 'does not exist'}; give the folder that holds the runs"
        raise typer.BadParameter(msg)
    return path


def _rate(text: str) -> str:
    """Check a frame rate; it stays text, since `native` is one."""
    if text == "native":
        return text
    try:
        is_good = 10 <= float(text) <= 1000
    except ValueError:
        is_good = False
    if not is_good:
        msg = f"{text!r} is no frame rate; write native, or frames per second from 10 to 1000"
        raise typer.BadParameter(msg)
    return text


def _figure_file(path: Path | None) -> Path | None:
    if path is not None and path.suffix.lower() not in FIGURES:
        msg = f"{path} must end in {', '.join(FIGURES)}"
        raise typer.BadParameter(msg)
    return path


def validate_command(
    truth: Annotated[
        Path,
        typer.Argument(
            parser=_folder,
            metavar="TRUTH",
            help="Folder of runs with NAME.npz and NAME_events.json, directly or one folder for each data set.",
            show_default=False,
        ),
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            *("--out", "-o"),
            parser=named_path,
            metavar="FOLDER",
            help="Folder for report, tables and figure.",
            show_default=False,
        ),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option(
            "--json", parser=named_path, metavar="FILE", help="File for the tables as JSON.", show_default=False
        ),
    ] = None,
    figure: Annotated[
        Path | None,
        typer.Option(
            parser=named_path,
            callback=_figure_file,
            metavar="FILE",
            help="File for the figure: .png, .svg or .pdf.",
            show_default=False,
        ),
    ] = None,
    fps: Annotated[
        list[str] | None,
        typer.Option(parser=_rate, metavar="RATE", help="Frame rate, or native; may be repeated.", show_default=False),
    ] = None,
    noise_mm: Annotated[
        list[float] | None,
        typer.Option(min=0.0, max=100.0, help="Noise of the keypoints; may be repeated.", show_default=False),
    ] = None,
    swaps: Annotated[
        list[float] | None,
        typer.Option(
            min=0.0, max=1.0, help="Share of frames with exchanged legs; may be repeated.", show_default=False
        ),
    ] = None,
    camera: Annotated[
        list[Camera] | None,
        typer.Option(help="How the runner moves in the picture; may be repeated.", show_default=False),
    ] = None,
    keypoints: Annotated[
        list[Keypoints] | None, typer.Option(help="Keypoint set; may be repeated.", show_default=False)
    ] = None,
    window_s: Annotated[
        float | None,
        typer.Option(min=1.0, max=600.0, help="Cut runs into pieces of so many seconds.", show_default=False),
    ] = None,
    offset_mm: Annotated[
        float | None,
        typer.Option(
            min=0.0, max=100.0, help="Displace each point of the body by so much (SD) in a run.", show_default=False
        ),
    ] = None,
    roll: Annotated[
        float | None,
        typer.Option(min=0.0, max=20.0, help="Roll the camera by so many degrees (SD) in a run.", show_default=False),
    ] = None,
    tell_camera: Annotated[
        bool, typer.Option("--tell-camera", help="Tell the analysis that a static camera stands still.")
    ] = False,
    runner: Annotated[
        list[str] | None, typer.Option(help="Only this runner, such as RBDS001; may be repeated.", show_default=False)
    ] = None,
    trials: Annotated[
        int | None, typer.Option(min=1, help="Only so many runs of each data set.", show_default=False)
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Score events, contact time and measures against force plates and motion capture.

    Without options about the view, the conditions of the protocol; with some of them, every combination of those given
    (else 60 fps, 8 mm, a quarter of the frames with exchanged legs, a static camera, halpe26).
    """
    with told_errors():
        from toeoff.errors import InvalidInputError  # noqa: PLC0415 - not for --help
        from toeoff.validate import read_runs  # noqa: PLC0415
        from toeoff.validate.figure import require_matplotlib  # noqa: PLC0415

        if out is not None or figure is not None:
            require_matplotlib()
        chosen = {
            "frame_rate_hz": [None if rate == "native" else float(rate) for rate in fps or ()],
            "noise_mm": noise_mm,
            "exchanged": swaps,
            "camera": [view.value for view in camera or ()],
            "keypoints": [points.value for points in keypoints or ()],
            "window_s": None if window_s is None else [window_s],
            "offset_mm": None if offset_mm is None else [offset_mm],
            "roll_deg": None if roll is None else [roll],
            "camera_is_told": [True] if tell_camera else None,
        }
        conditions = _grid({name: values for name, values in chosen.items() if values})
        try:
            runs = read_runs(truth, runners=runner or (), trials_per_set=trials)
        except InvalidInputError as error:
            raise typer.BadParameter(str(error), param_hint="TRUTH") from error
        for failure in runs.failures:
            typer.echo(f"toeoff: {failure.run}: {failure.reason}", err=True)
        if not runs.numbered:
            typer.echo(f"toeoff: no run of {truth} could be read; nothing is written", err=True)
            raise typer.Exit(1)
        validation = _score(runs, conditions, quiet=quiet)
        if not quiet:
            _print(validation)
        for path in _write(validation, out=out, json=json, figure=figure):
            if not quiet:
                typer.echo(path)
        if validation.failures:
            raise typer.Exit(1)


def _grid(chosen: dict[str, Any]) -> list[Condition] | None:
    """Every combination of the values given, the usual ones for the others; None when none are given."""
    from itertools import product  # noqa: PLC0415 - not for --help

    from toeoff.validate import Condition  # noqa: PLC0415

    if not chosen:
        return None
    grid = [Condition(**dict(zip(chosen, values, strict=True))) for values in product(*chosen.values())]
    return list(dict.fromkeys(grid))


def _score(runs: Runs, conditions: list[Condition] | None, *, quiet: bool) -> Validation:
    """Score with a line on the terminal that names the condition at work."""
    from rich.console import Console  # noqa: PLC0415 - not for --help

    from toeoff.validate import score_runs  # noqa: PLC0415

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        return score_runs(runs, conditions)
    with console.status("scoring") as status:
        return score_runs(runs, conditions, lambda condition: status.update(f"scoring {condition.label}"))


def _print(validation: Validation) -> None:
    from rich.console import Console  # noqa: PLC0415 - not for --help

    from toeoff.validate.render import print_sections  # noqa: PLC0415
    from toeoff.validate.sections import sections  # noqa: PLC0415

    console = Console()
    print_sections(sections(validation), console if console.is_terminal else Console(width=PLAIN_WIDTH))


def _write(validation: Validation, *, out: Path | None, json: Path | None, figure: Path | None) -> list[Path]:
    """Write what was asked for; each file appears when it is whole."""
    from toeoff.atomic import whole_file  # noqa: PLC0415 - not for --help
    from toeoff.validate.figure import save_figure  # noqa: PLC0415
    from toeoff.validate.write import tables_json, write_folder  # noqa: PLC0415

    written = []
    if json is not None:
        with whole_file(json) as partial:
            partial.write_text(tables_json(validation), encoding="utf-8")
        written.append(json)
    if figure is not None:
        with whole_file(figure) as partial:
            save_figure(validation, partial)
        written.append(figure)
    if out is not None:
        command = shlex.join(["toeoff", *sys.argv[1:]])
        written += write_folder(validation, out, command)
    return written
