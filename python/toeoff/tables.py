"""Rows of the tables of one recording: passes, strides, events. Names and order of the columns are a contract."""

from __future__ import annotations

import csv
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from toeoff.profiles import Profile, ProfileReport
    from toeoff.report import PassReport

__all__ = [
    "EVENT_COLUMNS",
    "MEASURES",
    "PASS_COLUMNS",
    "STRIDE_COLUMNS",
    "CsvTable",
    "Row",
    "event_rows",
    "is_pass_column",
    "pass_columns",
    "pass_row",
    "stride_rows",
    "write_csv",
]

Row = dict[str, Any]

# Every measure of a pass, in the order of the columns.
MEASURES = (
    "cadence_spm",
    "trunk_lean_deg",
    "hip_bend_deg",
    "leg_extension_toe_off_deg",
    "thigh_extension_toe_off_deg",
    "thigh_extension_peak_deg",
    "hip_extension_toe_off_deg",
    "knee_drive_deg",
    "heel_recovery_deg",
    "knee_flexion_contact_deg",
    "knee_flexion_stance_deg",
    "shank_angle_contact_deg",
    "overstride_ratio",
    "foot_strike_angle_deg",
    "foot_strike",
    "contact_time_s",
    "flight_time_s",
    "swing_time_s",
    "duty_factor",
    "vertical_oscillation_ratio",
    "vertical_oscillation_m",
    "speed_mps",
    "step_length_m",
    "leg_stiffness",
    "vertical_stiffness",
    "asymmetry_contact_time",
    "asymmetry_flight_time",
    "asymmetry_thigh_extension_toe_off_deg",
    "asymmetry_thigh_extension_peak_deg",
    "asymmetry_knee_drive_deg",
    "asymmetry_heel_recovery_deg",
)
# Values that every stride has a column for.
STRIDE_VALUES = (
    "stride_time_s",
    "contact_time_s",
    "flight_time_s",
    "swing_time_s",
    "duty_factor",
    "trunk_lean_deg",
    "hip_bend_deg",
    "thigh_extension_toe_off_deg",
    "thigh_extension_peak_deg",
    "leg_extension_toe_off_deg",
    "hip_extension_toe_off_deg",
    "knee_drive_deg",
    "heel_recovery_deg",
    "knee_flexion_contact_deg",
    "knee_flexion_stance_deg",
    "shank_angle_contact_deg",
    "overstride_ratio",
    "foot_strike_angle_deg",
    "vertical_oscillation_ratio",
    "speed_leg_lengths_per_s",
)
QUALITY = (
    "travel",
    "near_side",
    "view_angle_deg",
    "view_sigma_deg",
    "height_px",
    "frame_rate_hz",
    "n_frames",
    "frames_decoded",
    "frames_detected",
    "frames_posed",
    "frames_hidden",
    "frames_exchanged",
    "frames_merged",
    "points_outlying",
    "points_filled",
    "points_missing",
    "frames_interpolated",
    "roll_deg",
    "roll_sigma_deg",
    "roll_slope_deg_per_px",
    "scale_m_per_px",
    "scale_source",
    "scale_error",
    "scale_reason",
)
# What each measure has besides its value; the value's own column carries the bare name.
PARTS = ("low", "high", "n", "grade", "reason", "repeat_low", "repeat_high")
STRIKES = ("rearfoot", "midfoot", "forefoot")
KEY = ("recording", "pass")

PASS_COLUMNS = (
    *KEY,
    "track",
    "start_s",
    "end_s",
    "camera_kind",
    *QUALITY,
    "n_strides",
    "reasons",
    *(column for name in MEASURES for column in (name, *(f"{name}_{part}" for part in PARTS))),
    *(f"foot_strike_{strike}" for strike in STRIKES),
    "foot_strike_class",
)
STRIDE_COLUMNS = (
    *KEY,
    "stride",
    "side",
    "initial_contact_s",
    "toe_off_s",
    "next_initial_contact_s",
    "reason",
    *STRIDE_VALUES,
)
# Of the agreement with a profile: once per pass, and once per rule behind `profile_<rule>_`.
PROFILE = ("profile", "profile_pace_source", "profile_speed_mps", "profile_effort")
JUDGEMENT = ("band_low", "band_high", "probability", "verdict", "reason")
EVENT_COLUMNS = (*KEY, "side", "kind", "time_s", "sigma_s", "grade")


def pass_columns(profile: Profile | None) -> tuple[str, ...]:
    """Return the columns of `passes.csv`: `PASS_COLUMNS`, then those of the profile's rules."""
    if profile is None:
        return PASS_COLUMNS
    return (*PASS_COLUMNS, *PROFILE, *(f"profile_{rule.name}_{part}" for rule in profile.rules for part in JUDGEMENT))


def is_pass_column(name: str) -> bool:
    """Tell whether `passes.csv` may have such a column, by whatever profile."""
    if name in PASS_COLUMNS or name in PROFILE:
        return True
    return name.startswith("profile_") and name.endswith(tuple(f"_{part}" for part in JUDGEMENT))


def _profile_cells(profile: ProfileReport) -> Row:
    pace = profile.pace
    row: Row = dict(zip(PROFILE, (profile.name, pace.source, pace.speed_mps, pace.effort), strict=True))
    for name, judgement in profile.rules.items():
        row |= {f"profile_{name}_{part}": getattr(judgement, part) for part in JUDGEMENT}
    return row


def pass_row(recording: str, index: int, report: PassReport) -> Row:
    """Return the row of one pass in `passes.csv`: withheld values are None and carry their reason."""
    row: Row = {"recording": recording, "pass": index, "track": report.source.get("track")}
    row |= {"start_s": float(report.time_s[0]), "end_s": float(report.time_s[-1])}
    row["camera_kind"] = report.source.get("camera_kind")
    row |= {name: getattr(report.quality, name) for name in QUALITY}
    if report.profile is not None:
        row |= _profile_cells(report.profile)
    n_whole = sum(stride.reason is None for stride in report.strides)
    row |= {"n_strides": n_whole, "reasons": " ".join(report.quality.reasons)}
    for name, measure in report.measures.items():
        row[name] = measure.value
        row |= {f"{name}_{part}": getattr(measure, part) for part in PARTS}
    if report.foot_strike is not None:
        row |= {f"foot_strike_{strike}": report.foot_strike[strike] for strike in STRIKES}
    row["foot_strike_class"] = report.foot_strike_class
    return row


def stride_rows(recording: str, index: int, report: PassReport) -> list[Row]:
    """Return the rows of one pass in `strides.csv`, in time order.

    What the pass withholds because it cannot be seen is withheld of each stride too; what it withholds because too few
    strides show it (`too_short`) is told where it is shown.
    """
    withheld = [name for name, m in report.measures.items() if m.value is None and m.reason != "too_short"]
    return [
        {
            "recording": recording,
            "pass": index,
            "stride": number,
            "side": stride.side,
            "initial_contact_s": stride.initial_contact_s,
            "toe_off_s": stride.toe_off_s,
            "next_initial_contact_s": stride.next_initial_contact_s,
            "reason": stride.reason,
            **stride.values,
            **{name: None for name in withheld if name in stride.values},
        }
        for number, stride in enumerate(report.strides)
    ]


def event_rows(recording: str, index: int, report: PassReport) -> list[Row]:
    """Return the rows of one pass in `events.csv`, in time order."""
    return [
        {
            "recording": recording,
            "pass": index,
            "side": event.side,
            "kind": event.kind,
            "time_s": event.time_s,
            "sigma_s": event.sigma_s,
            "grade": event.grade,
        }
        for event in report.events
    ]


class CsvTable:
    """A table that takes rows as they come (UTF-8, a comma, a point); None becomes an empty cell.

    Numbers keep every digit (`repr`), so that reading them back gives the same numbers.

    Parameters
    ----------
    path : Path
    columns : sequence of str
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.DictWriter(self._file, columns, restval="", lineterminator="\n")
        self._writer.writeheader()

    def add(self, rows: Iterable[Row]) -> None:
        """Append rows.

        Raises
        ------
        ValueError
            When a row has a column that is not in `columns`.
        """
        self._writer.writerows(rows)

    def close(self) -> None:
        """Write what is still held back, and close the file."""
        self._file.close()


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows as a `CsvTable`.

    Raises
    ------
    ValueError
        When a row has a column that is not in `columns`.
    """
    with closing(CsvTable(path, columns)) as table:
        table.add(rows)
