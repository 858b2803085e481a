"""From keypoints to a report: the whole path in one call."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from toeoff import _core
from toeoff.errors import InvalidInputError
from toeoff.measure_table import MeasureTable
from toeoff.pose import KeypointSequence
from toeoff.report import Event, PassReport, Quality
from toeoff.stride_table import StrideTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from toeoff.profiles import Profile

__all__ = ["Smoothing", "analyze", "analyze_many"]

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
        8 and 10 Hz keep the largest shank angle of a fast runner within 0.4 deg.
    """

    method: str = "butterworth"
    trunk_cutoff_hz: float = 8.0
    foot_cutoff_hz: float = 10.0


def analyze(
    sequence: KeypointSequence,
    *,
    travel: Travel = "auto",
    capture_fps: float | None = None,
    height_m: float | None = None,
    roll_deg: float | None = None,
    camera: Literal["unknown", "still"] = "unknown",
    profile: str | os.PathLike[str] | Profile | None = None,
    pace: str | float | None = None,
    effort: str | None = None,
    smoothing: Smoothing | str | None = None,
    score_minimum: float = 0.3,
    stride_sd: Mapping[str, float] | None = None,
    source: Mapping[str, Any] | None = None,
) -> PassReport:
    """Measure one runner's pass.

    Parameters
    ----------
    sequence : KeypointSequence
        Keypoints of one runner, seen from the side.
    travel : {"auto", "left_to_right", "right_to_left"}
        Direction of travel in the picture; "auto" tells it from displacement, feet and knees.
    capture_fps : float, optional
        Frames per second of the camera, for slow-motion footage that plays slower than it was filmed.
        All times of the report are then real seconds.
    height_m : float, optional
        Standing height of the runner: the scale. Without it lengths are in leg lengths and speed is withheld.
    roll_deg : float, optional
        Camera roll, + clockwise; taken out of every angle. Unknown roll widens the interval (2 deg).
    camera : {"unknown", "still"}
        "still" when the camera stood still, so that displacement in the picture is displacement on the ground.
    profile : str, path or Profile, optional
        Rule set that judges the measures: "trail21", or a TOML file of one's own; the verdicts are in `profile` of the
        report.
    pace : str or float, optional
        Pace that the profile's bands go by, such as "4:30/km", or a number in m/s; default the measured speed.
    effort : str, optional
        The same by a label (`profiles.EFFORTS`), such as "marathon"; goes before a pace.
    smoothing : Smoothing or str, optional
        A filter with its cutoffs, or its method alone; default `Smoothing()`.
    score_minimum : float, default 0.3
        Keypoints below this score are missing.
    stride_sd : mapping of str to float, optional
        Standard deviation between strides of one runner, pooled over a cohort, by the name of the per-stride value.
        Below 12 strides it takes the place of the runner's own in the intervals.
    source : mapping, optional
        Carried into the report unchanged: recording, track, frames.

    Returns
    -------
    PassReport
        Poor data is no error: what cannot be told is withheld with a reason code.

    Raises
    ------
    InvalidInputError
        When an option makes no sense.
    ProfileError, FileNotFoundError
        When there is no such profile, or its file is not one.

    Examples
    --------
    >>> import numpy as np, toeoff
    >>> nobody = toeoff.KeypointSequence(np.full((30, 26, 2), np.nan), np.zeros((30, 26)), np.arange(30) / 60)
    >>> toeoff.analyze(nobody).measures["trunk_lean_deg"].value is None
    True
    """
    options = _options(
        travel=travel,
        capture_fps=capture_fps,
        height_m=height_m,
        roll_deg=roll_deg,
        camera=camera,
        smoothing=smoothing,
        score_minimum=score_minimum,
        stride_sd=stride_sd,
    )
    judged = _judge_of(profile, pace, effort)
    columns = _core.analyze(*_arrays(sequence), options)
    return judged(_report(columns, source or {}))


def analyze_many(
    sequences: Iterable[KeypointSequence],
    *,
    threads: int | None = None,
    travel: Travel = "auto",
    capture_fps: float | None = None,
    height_m: float | None = None,
    roll_deg: float | None = None,
    camera: Literal["unknown", "still"] = "unknown",
    profile: str | os.PathLike[str] | Profile | None = None,
    pace: str | float | None = None,
    effort: str | None = None,
    smoothing: Smoothing | str | None = None,
    score_minimum: float = 0.3,
    stride_sd: Mapping[str, float] | None = None,
) -> list[PassReport]:
    """Measure many passes in parallel, order kept.

    Parameters
    ----------
    sequences : iterable of KeypointSequence
    threads : int, optional
        Worker threads; default one per core. The reports do not depend on it.
    travel, capture_fps, height_m, roll_deg, camera, smoothing, score_minimum, stride_sd
        As in `analyze`, for every pass.
    profile, pace, effort
        As in `analyze`, for every pass.

    Returns
    -------
    list of PassReport

    Raises
    ------
    InvalidInputError
        When an option makes no sense or an item is no KeypointSequence.
    ProfileError, FileNotFoundError
        When there is no such profile, or its file is not one.
    """
    if threads is not None and threads < 1:
        msg = f"threads is {threads}, but must be at least 1; leave it out for one per core"
        raise InvalidInputError(msg)
    options = _options(
        travel=travel,
        capture_fps=capture_fps,
        height_m=height_m,
        roll_deg=roll_deg,
        camera=camera,
        smoothing=smoothing,
        score_minimum=score_minimum,
        stride_sd=stride_sd,
    )
    judged = _judge_of(profile, pace, effort)
    passes = [_arrays(s) for s in sequences]
    return [judged(_report(c, {})) for c in _core.analyze_many(passes, options, threads or os.cpu_count())]


def _arrays(
    sequence: KeypointSequence,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], tuple[str, list[str]]]:
    if not isinstance(sequence, KeypointSequence):
        msg = f"a KeypointSequence is needed, not {type(sequence).__name__}; build one from xy, score and time_s"
        raise InvalidInputError(msg)
    skeleton = (sequence.skeleton.name, list(sequence.skeleton.keypoints))
    return sequence.xy, sequence.score, sequence.time_s, skeleton


def _options(
    *,
    travel: str,
    capture_fps: float | None,
    height_m: float | None,
    roll_deg: float | None,
    camera: str,
    smoothing: Smoothing | str | None,
    score_minimum: float,
    stride_sd: Mapping[str, float] | None,
) -> dict[str, Any]:
    smoothing = Smoothing(smoothing) if isinstance(smoothing, str) else smoothing or Smoothing()
    if not isinstance(smoothing, Smoothing):
        msg = f"smoothing is of type {type(smoothing).__name__}, but must be a Smoothing or the name of a method"
        raise InvalidInputError(msg)
    return {
        "travel": travel,
        "capture_fps": capture_fps,
        "height_m": height_m,
        "roll_deg": roll_deg,
        "camera": camera,
        "smoothing": smoothing.method,
        "trunk_cutoff_hz": smoothing.trunk_cutoff_hz,
        "foot_cutoff_hz": smoothing.foot_cutoff_hz,
        "score_minimum": score_minimum,
        "stride_sd": list((stride_sd or {}).items()),
    }


def _judge_of(
    profile: str | os.PathLike[str] | Profile | None, pace: str | float | None, effort: str | None
) -> Callable[[PassReport], PassReport]:
    """Return what adds the agreement with a profile to a report, or what leaves it as it is."""
    if profile is None:
        if pace is not None or effort is not None:
            msg = "pace and effort move the bands of a profile; give a profile as well, or leave them out"
            raise InvalidInputError(msg)
        return lambda report: report
    from toeoff.profiles import Profile, judge, load_profile, pace_mps, stated_effort  # noqa: PLC0415 - loads tomllib

    rules = profile if isinstance(profile, Profile) else load_profile(profile)
    speed = None if pace is None else pace_mps(pace)
    label = None if effort is None else stated_effort(effort)
    return lambda report: replace(report, profile=judge(report.measures, rules, pace_mps=speed, effort=label))


def _report(columns: dict[str, Any], source: Mapping[str, Any]) -> PassReport:
    """Name the columns of the core."""
    quality = columns["quality"]
    strike = columns["foot_strike"]
    return PassReport(
        events=tuple(Event(*row) for row in columns["events"]),
        strides=StrideTable(columns["stride_sides"], columns["stride_reasons"], columns["strides"]),
        measures=MeasureTable(columns["measures"]),
        left=MeasureTable(columns["left"]),
        right=MeasureTable(columns["right"]),
        foot_strike=None if strike is None else dict(zip(("rearfoot", "midfoot", "forefoot"), strike, strict=True)),
        quality=Quality(**quality | {"reasons": tuple(quality["reasons"])}),
        time_s=columns["time_s"],
        angles=dict(zip(_core.ANGLE_NAMES, columns["angles"], strict=True)),
        landmarks=columns["landmarks"].reshape(-1, 12, 2),
        source=dict(source),
        foot_strike_class=columns["foot_strike_class"],
    )
