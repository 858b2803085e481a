"""`toeoff demo`: the main job on a clip whose true numbers are known, measured beside true."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toeoff.cli_checks import named_path
from toeoff.cli_errors import told_errors
from toeoff.cli_model_options import DetectorOption, DeviceOption, ModelOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toeoff.sample import Comparison

__all__ = ["demo_command"]

# Measure, what the table calls it, factor to that unit, decimals.
SHOWN = (
    ("cadence_spm", "cadence, steps/min", 1, 1),
    ("trunk_lean_deg", "trunk lean, deg", 1, 1),
    ("hip_bend_deg", "hip bend, deg", 1, 1),
    ("leg_extension_toe_off_deg", "leg extension at toe-off, deg", 1, 1),
    ("thigh_extension_toe_off_deg", "thigh extension at toe-off, deg", 1, 1),
    ("contact_time_s", "contact, ms", 1000, 0),
)
# What can be had where only a package index can be reached.
OFFLINE_MODELS = ("mediapipe-detector", "blazepose-full")


def demo_command(
    *,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", parser=named_path, metavar="FOLDER", help="Folder for the results."),
    ] = Path("demo-out"),
    sample: Annotated[
        Path | None,
        typer.Option(
            parser=named_path,
            metavar="FOLDER",
            help="Folder with sample.mp4 and truth.json.",
            show_default=False,
        ),
    ] = None,
    model: ModelOption = "auto",
    detector: DetectorOption = "auto",
    device: DeviceOption = "auto",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Accept the terms of models that are downloaded.")] = False,
) -> None:
    """Measure the sample clip of rendered runners and print each number beside its true value."""
    with told_errors():
        from toeoff.cli_progress import ProgressBar  # noqa: PLC0415 - not for --help
        from toeoff.cli_summary import print_summary  # noqa: PLC0415
        from toeoff.output_names import PASSES  # noqa: PLC0415
        from toeoff.passes_json import read_passes  # noqa: PLC0415
        from toeoff.recording_files import Job, run_job  # noqa: PLC0415
        from toeoff.sample import compare, load_runners, pair, sample_folder  # noqa: PLC0415
        from toeoff.settings import Settings  # noqa: PLC0415

        folder = sample_folder(sample)
        runners = load_runners(folder / "truth.json")
        if model == detector == "auto":
            _get_models(yes)
        job = Job(folder / "sample.mp4", out / "sample")
        with ProgressBar([job], is_wanted=True) as bar:
            outcome = run_job(
                job,
                Settings(model=model, detector=detector, device=device, video=True),
                on_progress=lambda done, total: bar.advance(job, done, total),
            )
        passes = list(read_passes(job.folder / PASSES))
        found = pair(runners, passes)
        _print_comparison(compare(runners, found, [name for name, *_ in SHOWN]))
        missed = [runner.name for runner in runners if runner.name not in found]
        more = len(passes) - len(found)
        typer.echo(f"{len(found)} of {len(runners)} runners found" + (f", not: {', '.join(missed)}" if missed else ""))
        if more:
            typer.echo(f"{more} more passes that are no runner of the clip")
        typer.echo("")
        print_summary([outcome])


def _get_models(yes: bool) -> None:
    """Download what runs everywhere when nothing is on this machine."""
    from toeoff import models  # noqa: PLC0415 - not for --help
    from toeoff.cli_models import accepted, progress_shown  # noqa: PLC0415
    from toeoff.errors import ModelNotFoundError  # noqa: PLC0415

    try:
        models.choose_pose()
        models.choose_detector()
    except ModelNotFoundError:
        for name in OFFLINE_MODELS:
            with progress_shown() as progress:
                models.pull(name, progress, lambda card: accepted(card, yes))


def _print_comparison(rows: Sequence[Comparison]) -> None:
    from rich.console import Console  # noqa: PLC0415 - not for --help
    from rich.table import Table  # noqa: PLC0415

    labels = {name: (label, factor, decimals) for name, label, factor, decimals in SHOWN}
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("runner", "measure", "measured", "95 % interval", "grade", "true", "covered"):
        table.add_column(heading, justify="right" if heading in ("measured", "true") else "left", no_wrap=True)
    last = None
    for row in rows:
        label, factor, decimals = labels[row.measure]
        value, low, high = (row.measured[key] for key in ("value", "low", "high"))
        true = f"{factor * row.true:.{decimals}f}"
        name = row.runner if row.runner != last else ""
        last = row.runner
        if value is None:
            table.add_row(name, label, "-", row.measured["reason"], "", true, "withheld")
        else:
            texts = [f"{factor * number:.{decimals}f}" for number in (value, low, high)]
            covered = "yes" if row.covers else "NO"
            table.add_row(name, label, texts[0], f"{texts[1]} to {texts[2]}", row.measured["grade"], true, covered)
    console = Console()
    (console if console.is_terminal else Console(width=120)).print(table)
    given = [row.covers for row in rows if row.covers is not None]
    typer.echo(f"{sum(given)} of {len(given)} intervals hold the true value")
