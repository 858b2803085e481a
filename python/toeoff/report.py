"""What an analysis returns: events, strides, measures with intervals, and what was done to get them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from toeoff.profiles import ProfileReport

__all__ = ["Event", "Measure", "PassReport", "Quality", "Stride"]


@dataclass(frozen=True, slots=True)
class Event:
    """Initial contact or toe-off of one foot.

    Attributes
    ----------
    side : {"left", "right"}
        The runner's side.
    kind : {"initial_contact", "toe_off"}
    time_s : float
        Sub-frame time on the clock of the sequence.
    sigma_s : float
        One standard deviation of the timing error.
    grade : str
        "A" (sigma up to 8 ms) to "D" (above 20 ms).
    """

    side: str
    kind: str
    time_s: float
    sigma_s: float
    grade: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a pass.

    Attributes
    ----------
    value : float or None
        None when withheld; `reason` then says why.
    low, high : float or None
        Total 95 % interval: strides, event timing, camera, view and pose model together.
    unit : str
    n : int
        Number of strides (or stances) behind the value.
    grade : str or None
        "A" best to "D"; None when withheld.
    reason : str or None
        Reason code when withheld or graded down.
    repeat_low, repeat_high : float or None
        95 % interval of repeatability: where the mean of very many strides of this runner before this camera lies.
        Two passes before one camera differ by up to both half widths, added in squares; differences to a norm are
        judged by `low` and `high`.
    """

    value: float | None
    low: float | None
    high: float | None
    unit: str
    n: int
    grade: str | None
    reason: str | None
    repeat_low: float | None = None
    repeat_high: float | None = None


@dataclass(frozen=True, slots=True)
class Stride:
    """One stance of one foot and the swing after it; a value that could not be told is None.

    Attributes
    ----------
    side : {"left", "right"}
    initial_contact_s, toe_off_s, next_initial_contact_s : float or None
        Times on the clock of the sequence, s.
    reason : str or None
        Why an event, the stride or a value is missing: the recording ends ("too_short"), points are missing ("gaps"),
        or it contradicts the others ("inconsistent_events").
    values : mapping of str to float or None
        Every per-stride value by the name of its measure, plus `stride_time_s`.
    """

    side: str
    initial_contact_s: float | None
    toe_off_s: float | None
    next_initial_contact_s: float | None
    reason: str | None
    values: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Quality:
    """What the pass was like and what was done to it.

    Attributes
    ----------
    travel : {"left_to_right", "right_to_left"} or None
        Direction of travel in the picture; None when it could not be told.
    near_side : {"left", "right"} or None
        The leg nearer to the camera (of an unmirrored picture).
    view_angle_deg, view_sigma_deg : float or None
        Angle between the path and the image plane, with its uncertainty. Angles, lengths and speeds are corrected
        for it.
    height_px : float or None
        Height of the runner in the picture.
    frame_rate_hz : float
        As filmed: where it changes, of the slower quarter of the pass.
    n_frames : int
        Frames at even times that the analysis reads.
    frames_interpolated : int
        Those of them that lie between filmed frames further apart than one: dropped ones, or a rate that falls.
    frames_decoded, frames_detected, frames_posed : int or None
        Of a video, from the first frame of the pass to its last: frames read (repeated ones not counted), those that
        the person detector has seen, and those in which this runner was posed: about five a second of the file of
        someone who is told not to become measurable. None of keypoints from elsewhere.
    frames_hidden : int or None
        Of a video likewise: frames in which another runner hides a leg of this one.
    frames_exchanged : int
        Frames in which left and right leg were exchanged and put right.
    frames_merged, points_outlying, points_filled, points_missing : int
        Frames in which one leg was drawn on the other; landmarks removed as outliers; landmarks interpolated; landmarks
        that stay missing, of joints that are seen in the pass at all.
    roll_deg, roll_sigma_deg : float or None
        Camera roll taken out where the runner is on average, with its uncertainty; None when it was not known.
    roll_slope_deg_per_px : float or None
        How much more was taken out for each px to the right: not 0 where uprights converge before a camera that looks
        up or down, and the background or a calibration tells it.
    scale_m_per_px : float or None
        Scale where the runner runs, when a source of it was stated and tells it.
    scale_source : {"height", "ground", "calibration"} or None
        The stated source that it comes from: of several, the one with the smallest error.
    scale_error : float or None
        One standard deviation of its error, as a part of it.
    scale_reason : str or None
        Reason code: why a stated source was not used ("camera_not_still", "no_scale"), or that two of them contradict
        each other ("scales_disagree").
    reasons : tuple of str
        Reason codes that hold for the whole pass.
    """

    travel: str | None
    near_side: str | None
    view_angle_deg: float | None
    view_sigma_deg: float | None
    height_px: float | None
    frame_rate_hz: float
    n_frames: int
    frames_exchanged: int
    frames_merged: int
    points_outlying: int
    points_filled: int
    points_missing: int
    frames_interpolated: int
    roll_deg: float | None
    roll_sigma_deg: float | None
    roll_slope_deg_per_px: float | None
    scale_m_per_px: float | None
    scale_source: str | None
    scale_error: float | None
    scale_reason: str | None
    reasons: tuple[str, ...]
    frames_decoded: int | None = None
    frames_detected: int | None = None
    frames_posed: int | None = None
    frames_hidden: int | None = None


@dataclass(frozen=True)
class PassReport:
    """Everything about one runner passing once.

    Attributes
    ----------
    events : sequence of Event
        In time order.
    strides : sequence of Stride
        In time order.
    measures : mapping of str to Measure
        Every measure of the methods table; withheld ones are there with their reason.
    left, right : mapping of str to Measure
        The same per leg, for measures that belong to a leg.
    foot_strike : mapping of str to float or None
        Probability of rearfoot, midfoot and forefoot strike; None when withheld.
    foot_strike_class : {"rearfoot", "midfoot", "forefoot", "uncertain"} or None
        The class of probability 0.8 or more, else "uncertain"; None when withheld.
    quality : Quality
    time_s : ndarray, shape (n_frames,)
        Clock of `angles` and `landmarks`, s.
    angles : mapping of str to ndarray, shape (n_frames,)
        Angle of each joint and segment in degrees, NaN where not seen.
    landmarks : ndarray, shape (n_frames, 12, 2)
        Repaired and smoothed landmarks in image px: left shoulder, hip, knee, ankle, heel, toe, then right.
    profile : ProfileReport or None
        Agreement with a profile, when one was asked for.
    source : mapping
        Where the pass comes from (recording, track, frames, model); empty for a bare sequence.
    """

    events: Sequence[Event]
    strides: Sequence[Stride]
    measures: Mapping[str, Measure]
    left: Mapping[str, Measure]
    right: Mapping[str, Measure]
    foot_strike: Mapping[str, float] | None
    quality: Quality
    time_s: NDArray[np.float64]
    angles: Mapping[str, NDArray[np.float64]]
    landmarks: NDArray[np.float64]
    profile: ProfileReport | None = None
    source: Mapping[str, Any] = field(default_factory=dict)
    foot_strike_class: str | None = None

    @classmethod
    def made_of(cls, make: Callable[[str], Any], **known: Any) -> PassReport:
        """Return a report whose fields are made when they are first read.

        To make all of them takes longer than to measure a pass of a second, and most callers read a few.

        Parameters
        ----------
        make : callable
            Takes the name of a field without a default, returns its value.
        **known
            The other fields, as far as they differ from their default.
        """
        report = cls.__new__(cls)
        report.__dict__.update(known, _make=make)
        return report

    if not TYPE_CHECKING:  # or every misspelt field would have a type

        def __getattr__(self, name: str) -> Any:
            """Make a field that is read for the first time."""
            make = self.__dict__.get("_make")
            if make is None or name not in type(self).__dataclass_fields__:
                msg = f"{type(self).__name__!r} object has no attribute {name!r}"
                raise AttributeError(msg)
            # The first one stays, so that two threads hold the same object.
            return self.__dict__.setdefault(name, make(name))

    def __reduce__(self) -> tuple[Any, ...]:
        # Pickled and copied by its fields: what makes them stays where it is.
        return type(self), tuple(getattr(self, f.name) for f in fields(self))

    def to_dict(self) -> dict[str, Any]:
        """Return plain Python values, without the time series; ready for JSON."""
        return {
            "source": dict(self.source),
            "quality": asdict(self.quality) | {"reasons": list(self.quality.reasons)},
            "measures": {k: asdict(m) for k, m in self.measures.items()},
            "left": {k: asdict(m) for k, m in self.left.items()},
            "right": {k: asdict(m) for k, m in self.right.items()},
            "foot_strike": dict(self.foot_strike) if self.foot_strike is not None else None,
            "foot_strike_class": self.foot_strike_class,
            "events": [asdict(e) for e in self.events],
            "strides": [asdict(s) | {"values": dict(s.values)} for s in self.strides],
            "profile": self.profile.to_dict() if self.profile is not None else None,
        }

    def to_json(self, indent: int | None = None) -> str:
        """Return `to_dict` as JSON text; withheld values are null, never NaN.

        Parameters
        ----------
        indent : int, optional
            Spaces of indentation; one line when None.
        """
        return json.dumps(self.to_dict(), indent=indent, allow_nan=False, default=_plain)


def _plain(value: object) -> object:
    """NumPy scalars and paths in `source` as JSON values."""
    item = getattr(value, "item", None)
    if callable(item):
        plain = item()
        return None if isinstance(plain, float) and not math.isfinite(plain) else plain
    return str(value)
