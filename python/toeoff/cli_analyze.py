"""`toeoff analyze`: recordings in, tables out."""

from __future__ import annotations

import re
import sys
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toeoff.cli_checks import checked, named_path, within
from toeoff.cli_cohort_option import CohortOption
from toeoff.cli_errors import told_errors
from toeoff.cli_model_options import DetectorOption, DeviceOption, ModelOption
from toeoff.cli_profile import EffortOption, PaceOption, ProfileOption, need_profile
from toeoff.cli_scale import CalibrationOption, CameraHeightOption, GroundOption, need_ground

if TYPE_CHECKING:
    from toeoff.recording_files import Outcome
    from toeoff.settings import Settings

__all__ = ["analyze_command"]


class Travel(StrEnum):
    """Directions of travel that a user can state."""

    auto = "auto"
    left_to_right = "left_to_right"
    right_to_left = "right_to_left"


def _frame_size(text: str) -> tuple[int, int]:
    # Seven digits: what keypoint files may state, up to 2^20 px.
    match = re.fullmatch(r"(\d{1,7})[xX×](\d{1,7})", text.strip())
    if match is None or not all(1 <= int(side) <= 2**20 for side in match.groups()):
        msg = f"{text!r} is no size; write width x height in px, for example 1920x1080"
        raise typer.BadParameter(msg)
    return int(match[1]), int(match[2])


_metres = within(0.5, 2.7, "height in metres", "0.5 to 2.7, for example 1.75")
_rate = within(1.0, 10000.0, "frame rate", "1 to 10000 Hz, for example 29.97")
_roll = within(-45.0, 45.0, "roll", "-45 to 45 degrees, + clockwise")


def _skeleton(value: str | None) -> str | None:
    if value is not None:
        from toeoff.skeleton import Skeleton  # noqa: PLC0415 - not for --help

        checked(Skeleton.of, value)
    return value


def analyze_command(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            parser=named_path,
            metavar="INPUT",
            help="Videos, keypoint files (.npz .csv .json .trc) or folders of OpenPose files.",
            show_default=False,
        ),
    ],
    *,
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", parser=named_path, metavar="FOLDER", help="Folder that gets one folder per recording."
        ),
    ] = Path("out"),
    model: ModelOption = "auto",
    detector: DetectorOption = "auto",
    device: DeviceOption = "auto",
    height: Annotated[
        float | None,
        typer.Option(
            callback=_metres, help="Standing height of every runner here, in metres: the scale.", show_default=False
        ),
    ] = None,
    ground: GroundOption = None,
    camera_height: CameraHeightOption = None,
    calibration: CalibrationOption = None,
    capture_fps: Annotated[
        float | None,
        typer.Option(callback=_rate, help="Frames per second of filming, for slow-motion footage.", show_default=False),
    ] = None,
    fps: Annotated[
        float | None,
        typer.Option(callback=_rate, help="Frame rate of keypoint files without times.", show_default=False),
    ] = None,
    frame_size: Annotated[
        Any,
        typer.Option(
            parser=_frame_size,
            metavar="WxH",
            help="Picture size of keypoint files in fractions of it.",
            show_default=False,
        ),
    ] = None,
    skeleton: Annotated[
        str | None,
        typer.Option(callback=_skeleton, help="Keypoint set of arrays and numbered columns.", show_default=False),
    ] = None,
    travel: Annotated[Travel, typer.Option(help="Direction of travel in the picture.")] = Travel.auto,
    roll: Annotated[
        float | None,
        typer.Option(
            callback=_roll,
            help="Camera roll in degrees, + clockwise; else told by calibration, background or standing feet.",
            show_default=False,
        ),
    ] = None,
    cohort: CohortOption = None,
    profile: ProfileOption = None,
    pace: PaceOption = None,
    effort: EffortOption = None,
    video: Annotated[bool, typer.Option("--video", help="Write an annotated video as well.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Worker processes.")] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Skip what is complete for the same input, models and settings.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON instead of a table.")] = False,
) -> None:
    """Measure every runner who passes: one row per pass, with intervals, grades and reasons."""
    need_profile(profile, pace, effort)
    need_ground(camera_height, ground)
    with told_errors():
        from toeoff.batch import threads_per_worker  # noqa: PLC0415 - not for --help
        from toeoff.settings import Settings  # noqa: PLC0415

        n_workers = min(jobs, len(inputs))
        settings = Settings(
            model=model,
            detector=detector,
            device=device,
            threads=threads_per_worker(n_workers),
            travel=travel.value,
            capture_fps=capture_fps,
            height_m=height,
            ground=ground,
            camera_height_m=camera_height,
            calibration=calibration,
            roll_deg=roll,
            frame_rate_hz=fps,
            frame_size=frame_size,
            skeleton=skeleton,
            cohort=cohort,
            profile=profile,
            pace_mps=pace,
            effort=effort,
            video=video,
        )
        outcomes = _run(inputs, out, settings, n_workers=n_workers, resume=resume, quiet=quiet)
        if as_json:
            from toeoff.cli_json import print_json  # noqa: PLC0415 - not for --help

            print_json(outcomes)
        elif not quiet:
            from toeoff.cli_summary import print_summary  # noqa: PLC0415 - loads rich

            print_summary(outcomes)
        if any(outcome.status == "failed" for outcome in outcomes):
            raise typer.Exit(1)


def _run(
    inputs: list[Path], out: Path, settings: Settings, *, n_workers: int, resume: bool, quiet: bool
) -> list[Outcome]:
    """Run the jobs with a progress bar; outcomes in the order of the inputs."""
    from toeoff.batch import run_batch  # noqa: PLC0415 - not for --help
    from toeoff.cli_progress import ProgressBar  # noqa: PLC0415
    from toeoff.output_names import output_names, real_path, recording_name  # noqa: PLC0415
    from toeoff.recording_files import Job  # noqa: PLC0415
    from toeoff.recording_summary import keep_shown  # noqa: PLC0415

    sources = list({real_path(path): path for path in inputs}.values())
    names = output_names(sources, out)
    work = [Job(source, out / name) for source, name in zip(sources, names, strict=True)]
    if not quiet:
        for job in work:
            plain = recording_name(job.source)
            if job.folder.name != plain:
                typer.echo(f"toeoff: {job.source} goes to {job.folder}: another input is called {plain}", err=True)
    outcomes: dict[Job, Outcome] = {}
    with ProgressBar(work, is_wanted=not quiet) as bar:
        results = run_batch(work, settings, n_workers=n_workers, resume=resume, on_progress=bar.advance)
        with closing(results):
            for outcome in results:
                outcomes[outcome.job] = outcome
                keep_shown([outcomes[job].summary for job in work if job in outcomes])
                bar.finish(outcome.job)
                _tell(outcome, quiet=quiet)
    return [outcomes[job] for job in work]


def _tell(outcome: Outcome, *, quiet: bool) -> None:
    """Say what a user must know of a recording as soon as it ends: why it failed, or what to mind."""
    source = str(outcome.job.source)
    lines = [outcome.error] if outcome.status == "failed" else [] if quiet else outcome.notes
    # By print: a progress bar takes over sys.stderr, which typer's own echo passes by.
    for line in lines:
        print(f"toeoff: {line if line.startswith(source) else f'{source}: {line}'}", file=sys.stderr)
    if outcome.trace:
        print(outcome.trace, file=sys.stderr)
