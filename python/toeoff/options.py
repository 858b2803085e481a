"""Options of `analyze`: checked, and put as the core takes them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from toeoff import _core
from toeoff.arguments import need_array, need_number, need_text, wrong_type
from toeoff.errors import InvalidInputError
from toeoff.skeleton import Skeleton
from toeoff.uprights import Uprights

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toeoff.calibration import Calibration
    from toeoff.profiles import Profile
    from toeoff.report import PassReport

__all__ = ["Smoothing", "Travel", "check_options", "core_options", "judge_of"]

Travel = Literal["auto", "left_to_right", "right_to_left"]


@dataclass(frozen=True)
class Smoothing:
    """Low-pass of the coordinates that angles are read from; events have a filter of their own.

    Attributes
    ----------
    method : {"butterworth", "residual", "whittaker", "savitzky_golay", "none"}
        Zero-lag fourth-order Butterworth; the same with cutoffs told by Winter's residual analysis, within 6-12 Hz;
        Whittaker's smoother weighted by the squared scores; a cubic Savitzky-Golay filter; or the repaired coordinates
        as they are.
    trunk_cutoff_hz, foot_cutoff_hz : float
        Cutoff of shoulder, hip and knee, and of ankle, heel and toe: 3 dB down for Butterworth (capped at 0.4 of the
        frame rate) and Savitzky-Golay, 6 dB for Whittaker; "residual" and "none" take no notice of them.
        8 and 10 Hz keep the largest shank angle of a fast runner within 0.4 deg; below 5 Hz they are refused.
    """

    method: str = "butterworth"
    trunk_cutoff_hz: float = 8.0
    foot_cutoff_hz: float = 10.0


def check_options(
    *,
    travel: Travel = "auto",
    capture_fps: float | None = None,
    height_m: float | None = None,
    ground: Sequence[float] | None = None,
    camera_height_m: float | None = None,
    calibration: str | os.PathLike[str] | Calibration | None = None,
    roll_deg: float | Uprights | None = None,
    profile: str | os.PathLike[str] | Profile | None = None,
    pace: str | float | None = None,
    effort: str | None = None,
    smoothing: Smoothing | str | None = None,
    score_minimum: float = 0.3,
    stride_sd: Mapping[str, float] | None = None,
) -> None:
    """Check options of `analyze` without a pass: before a video is opened, hours before its first runner may come.

    Raises
    ------
    InvalidInputError, ProfileError, CalibrationError, FileNotFoundError
        As `analyze`.
    """
    options = core_options(
        travel=travel,
        capture_fps=capture_fps,
        height_m=height_m,
        ground=ground,
        camera_height_m=camera_height_m,
        calibration=calibration,
        roll_deg=roll_deg,
        camera="unknown",
        smoothing=smoothing,
        score_minimum=score_minimum,
        stride_sd=stride_sd,
    )
    # Nobody, seen for half a second: what is checked then depends on the options alone.
    n, skeleton = 30, Skeleton.of("coco17")
    nobody = (np.full((n, 17, 2), np.nan), np.zeros((n, 17)), np.arange(n) / 60.0)
    _core.analyze(*nobody, skeleton.compiled, None, options)
    judge_of(profile, pace, effort)


def core_options(
    *,
    travel: str,
    capture_fps: float | None,
    height_m: float | None,
    ground: Sequence[float] | None,
    camera_height_m: float | None,
    calibration: str | os.PathLike[str] | Calibration | None,
    roll_deg: float | Uprights | None,
    camera: str,
    smoothing: Smoothing | str | None,
    score_minimum: float,
    stride_sd: Mapping[str, float] | None,
    frames_hidden: int = 0,
) -> dict[str, Any]:
    """Return the options under the names that the core knows, of the types that it takes; it checks their values."""
    if smoothing is None:
        smoothing = Smoothing()
    elif isinstance(smoothing, str):
        smoothing = Smoothing(smoothing)
    if not isinstance(smoothing, Smoothing):
        raise wrong_type("smoothing", smoothing, "a Smoothing or the name of a method")
    if stride_sd is not None and not isinstance(stride_sd, Mapping):
        raise wrong_type("stride_sd", stride_sd, "a mapping of names of per-stride values to deviations")
    return {
        "travel": need_text("travel", travel, "auto, left_to_right or right_to_left"),
        "capture_fps": _number_or_none("capture_fps", capture_fps, "a number of frames per second"),
        "height_m": _number_or_none("height_m", height_m, "a number in metres"),
        "ground": None if ground is None else _ground(ground),
        "camera_height_m": _camera_height(camera_height_m, ground),
        "calibration": None if calibration is None else _calibration(calibration),
        "uprights": None if roll_deg is None else _uprights(roll_deg),
        "camera": need_text("camera", camera, "unknown or still"),
        "smoothing": need_text("smoothing method", smoothing.method, "such as butterworth"),
        "trunk_cutoff_hz": need_number("trunk_cutoff_hz", smoothing.trunk_cutoff_hz, "a number in Hz"),
        "foot_cutoff_hz": need_number("foot_cutoff_hz", smoothing.foot_cutoff_hz, "a number in Hz"),
        "score_minimum": need_number("score_minimum", score_minimum, "a number from 0 to 1"),
        "frames_hidden": frames_hidden,
        "stride_sd": [
            (
                need_text("name in stride_sd", name, "a per-stride value"),
                need_number(f"stride_sd of {name}", sd, "a number"),
            )
            for name, sd in (stride_sd or {}).items()
        ],
    }


def _ground(value: Sequence[float]) -> list[float]:
    numbers = need_array("ground", value, "(5,)")
    if numbers.shape != (5,):
        msg = (
            f"ground has the shape {numbers.shape}, but must be five numbers: x1, y1, x2, y2 in px, metres between them"
        )
        raise InvalidInputError(msg)
    return [float(x) for x in numbers]


def _camera_height(value: float | None, ground: Sequence[float] | None) -> float | None:
    height_m = _number_or_none("camera_height_m", value, "a number in metres")
    if height_m is not None and ground is None:
        msg = "camera_height_m says how ground changes with the distance; give ground as well, or leave it out"
        raise InvalidInputError(msg)
    return height_m


def _calibration(value: str | os.PathLike[str] | Calibration) -> tuple[tuple[float, ...], ...]:
    from toeoff.calibration import Calibration, load_calibration  # noqa: PLC0415 - of those who have one

    if not isinstance(value, str | os.PathLike | Calibration):
        raise wrong_type("calibration", value, "a path or a Calibration")
    return (value if isinstance(value, Calibration) else load_calibration(value)).for_core()


def _uprights(roll_deg: float | Uprights) -> tuple[float, float, tuple[float, float]]:
    if isinstance(roll_deg, Uprights):
        return roll_deg.roll_deg, roll_deg.slope_deg_per_px, roll_deg.at_px
    return need_number("roll_deg", roll_deg, "a number in degrees, Uprights, or None"), 0.0, (0.0, 0.0)


def _number_or_none(name: str, value: Any, needed: str) -> float | None:
    return None if value is None else need_number(name, value, f"{needed}, or None")


def judge_of(
    profile: str | os.PathLike[str] | Profile | None, pace: str | float | None, effort: str | None
) -> Callable[[PassReport], PassReport]:
    """Return what adds the agreement with a profile to a report, or what leaves it as it is."""
    if profile is None:
        if pace is not None or effort is not None:
            msg = "pace and effort move the bands of a profile; give a profile as well, or leave them out"
            raise InvalidInputError(msg)
        return lambda report: report
    from toeoff.profiles import Profile, judge, load_profile, pace_mps, stated_effort  # noqa: PLC0415 - loads tomllib

    if not isinstance(profile, str | os.PathLike | Profile):
        raise wrong_type("profile", profile, "a name such as trail21, a path or a Profile")
    rules = profile if isinstance(profile, Profile) else load_profile(profile)
    if pace is not None and not isinstance(pace, str):
        pace = need_number("pace", pace, "a number in m/s or text such as 4:30/km")
    speed = None if pace is None else pace_mps(pace)
    label = None if effort is None else stated_effort(need_text("effort", effort, "such as marathon"))
    return lambda report: replace(report, profile=judge(report.measures, rules, pace_mps=speed, effort=label))
