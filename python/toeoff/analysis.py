"""From keypoints to a report: the whole path in one call."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from toeoff import _core
from toeoff.arguments import need_threads, wrong_type
from toeoff.errors import InvalidTypeError
from toeoff.frame_counts import frame_counts
from toeoff.measure_table import MeasureTable
from toeoff.options import Smoothing, Travel, core_options, judge_of
from toeoff.pose import KeypointSequence
from toeoff.report import Event, PassReport, Quality
from toeoff.stride_table import StrideTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from toeoff.calibration import Calibration
    from toeoff.profiles import Profile
    from toeoff.uprights import Uprights

__all__ = ["Smoothing", "analyze", "analyze_many"]


def analyze(
    sequence: KeypointSequence,
    *,
    travel: Travel = "auto",
    capture_fps: float | None = None,
    height_m: float | None = None,
    ground: Sequence[float] | None = None,
    camera_height_m: float | None = None,
    calibration: str | os.PathLike[str] | Calibration | None = None,
    roll_deg: float | Uprights | None = None,
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
        Standing height of the runner: a scale, within 5 %. Without any scale lengths are in leg lengths and speed is
        withheld. Of several stated the one with the smallest error is used, for each runner anew.
    ground : sequence of float, optional
        x and y of two points on level ground, px of the picture, and the metres between them: a scale, of a still
        camera only, without a `camera_path`. Two points along the runners' way, best on the line that they run on.
    camera_height_m : float, optional
        Height of the camera above the ground: tells how `ground` changes for a runner who is nearer or farther. Without
        it anything from half a metre on is allowed for.
    calibration : str, path or Calibration, optional
        `Calib.toml` of the camera as Pose2Sim and Sports2D write it: a scale, of a still camera only,
        without a `camera_path`.
    roll_deg : float or Uprights, optional
        Camera roll where the runner is, + clockwise; taken out of every angle. `Uprights` say it for every place of the
        picture, of a camera that looks up or down; with a `camera_path`, for the steady picture. Left out, that of a
        still camera is told by its `calibration`, or else by the standing feet; an unknown one widens the interval
        (2 deg).
    camera : {"unknown", "still"}
        "still" when the camera stood still, so that displacement in the picture is displacement on the ground; with a
        `camera_path` of the sequence, when displacement in the steady picture is.
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
        Below 12 strides it takes the place of the runner's own in the intervals; `toeoff.cohort.read_deviations` reads
        what `toeoff cohort` wrote.
    source : mapping, optional
        Carried into the report unchanged: recording, track, frames. `frames_decoded`, `frames_detected`,
        `frames_posed` and `frames_hidden` of it are told in `quality` too; where frames in which another runner hides a
        leg explain most of those without one, what they leave untold is "occluded" instead of "gaps".

    Returns
    -------
    PassReport
        Poor data is no error: what cannot be told is withheld with a reason code.

    Raises
    ------
    InvalidInputError
        When an option makes no sense, or `source` tells no number of frames where it should.
    InvalidTypeError
        When `sequence` is no KeypointSequence, `source` no mapping, or an option of a wrong type.
    ProfileError, CalibrationError, FileNotFoundError
        When there is no such profile or calibration, or its file is not one.

    Examples
    --------
    >>> import numpy as np, toeoff
    >>> nobody = toeoff.KeypointSequence(np.full((30, 26, 2), np.nan), np.zeros((30, 26)), np.arange(30) / 60)
    >>> toeoff.analyze(nobody).measures["trunk_lean_deg"].value is None
    True
    """
    arrays = _arrays("sequence", sequence)
    if not (source is None or isinstance(source, Mapping)):
        raise wrong_type("source", source, "a mapping such as {'recording': 'race.mp4'}, or None")
    # Of keypoints without a source, even to ask would take a µs.
    counts = frame_counts(source) if source else {}
    options = core_options(
        travel=travel,
        capture_fps=capture_fps,
        height_m=height_m,
        ground=ground,
        camera_height_m=camera_height_m,
        calibration=calibration,
        roll_deg=roll_deg,
        camera=camera,
        smoothing=smoothing,
        score_minimum=score_minimum,
        stride_sd=stride_sd,
        frames_hidden=counts.get("frames_hidden", 0),
    )
    judged = judge_of(profile, pace, effort)
    return judged(_report(_core.analyze(*arrays, options), source or {}, counts))


def analyze_many(
    sequences: Iterable[KeypointSequence],
    *,
    threads: int | None = None,
    travel: Travel = "auto",
    capture_fps: float | None = None,
    height_m: float | None = None,
    ground: Sequence[float] | None = None,
    camera_height_m: float | None = None,
    calibration: str | os.PathLike[str] | Calibration | None = None,
    roll_deg: float | Uprights | None = None,
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
        Worker threads, 1 to 1024; default one per core. The reports do not depend on it.
    travel, capture_fps, height_m, ground, camera_height_m, calibration, roll_deg, camera, smoothing
        As in `analyze`, for every pass.
    score_minimum, stride_sd
        As in `analyze`, for every pass.
    profile, pace, effort
        As in `analyze`, for every pass.

    Returns
    -------
    list of PassReport

    Raises
    ------
    InvalidInputError
        When an option or one of the sequences makes no sense; the message has the index of the sequence.
    InvalidTypeError
        When `sequences` is no iterable or a single one, an item no KeypointSequence, or an option of a wrong type.
    ProfileError, CalibrationError, FileNotFoundError
        When there is no such profile or calibration, or its file is not one.
    """
    n_threads = need_threads(threads, "one per core") or os.cpu_count()
    options = core_options(
        travel=travel,
        capture_fps=capture_fps,
        height_m=height_m,
        ground=ground,
        camera_height_m=camera_height_m,
        calibration=calibration,
        roll_deg=roll_deg,
        camera=camera,
        smoothing=smoothing,
        score_minimum=score_minimum,
        stride_sd=stride_sd,
    )
    judged = judge_of(profile, pace, effort)
    if isinstance(sequences, KeypointSequence):
        msg = "sequences is one KeypointSequence, but must be several; pass it in a list, or call analyze"
        raise InvalidTypeError(msg)
    try:
        several = iter(sequences)
    except TypeError as error:
        raise wrong_type("sequences", sequences, "several KeypointSequence in a list or another iterable") from error
    passes = [_arrays(f"sequences[{i}]", sequence) for i, sequence in enumerate(several)]
    return [judged(_report(a, {}, {})) for a in _core.analyze_many(passes, options, n_threads)]


def _arrays(
    name: str, sequence: KeypointSequence
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], _core.Skeleton, NDArray[np.float64] | None]:
    if not isinstance(sequence, KeypointSequence):
        raise wrong_type(name, sequence, "a KeypointSequence; build one from xy, score and time_s")
    return sequence.xy, sequence.score, sequence.time_s, sequence.skeleton.compiled, sequence.camera_path


def _report(analysis: _core.Analysis, source: Mapping[str, Any], counts: dict[str, int]) -> PassReport:
    """Name what the core found, each part when it is first read."""
    return PassReport.made_of(
        lambda name: _quality(analysis, counts) if name == "quality" else _PARTS[name](analysis),
        source=dict(source),
        foot_strike_class=analysis.foot_strike_class,
    )


def _foot_strike(analysis: _core.Analysis) -> dict[str, float] | None:
    strike = analysis.foot_strike
    return None if strike is None else dict(zip(("rearfoot", "midfoot", "forefoot"), strike, strict=True))


def _quality(analysis: _core.Analysis, counts: dict[str, int]) -> Quality:
    quality = analysis.quality
    return Quality(**quality | {"reasons": tuple(quality["reasons"])} | counts)


#: How the fields of a report are made of what the core found; `quality` is told by the source as well.
_PARTS: dict[str, Callable[[_core.Analysis], Any]] = {
    "events": lambda a: tuple(Event(*row) for row in a.events),
    "strides": lambda a: StrideTable(a.stride_sides, a.stride_reasons, a.strides),
    "measures": lambda a: MeasureTable(a.measures),
    "left": lambda a: MeasureTable(a.left),
    "right": lambda a: MeasureTable(a.right),
    "foot_strike": _foot_strike,
    "time_s": lambda a: a.time_s,
    "angles": lambda a: dict(zip(_core.ANGLE_NAMES, a.angles, strict=True)),
    "landmarks": lambda a: a.landmarks.reshape(-1, 12, 2),
}
