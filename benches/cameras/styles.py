"""Six ways of running, from a slow, bent jog to a fast, upright race."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """Settings of the renderer's runner, named as in a scene file."""

    name: str
    height_m: float
    speed_mps: float
    cadence_spm: float
    contact_time_s: float
    trunk_lean_deg: float
    hip_bend_deg: float
    thigh_extension_toe_off_deg: float


STYLES = (
    Style("leaning", 1.78, 4.0, 180.0, 0.215, 8.0, 23.0, 23.0),
    Style("short", 1.72, 3.3, 178.0, 0.210, 5.0, 20.5, 11.5),
    Style("even", 1.75, 3.7, 174.0, 0.225, 6.0, 23.0, 22.0),
    Style("bent", 1.80, 3.0, 168.0, 0.280, 6.5, 35.5, 13.0),
    Style("fast", 1.82, 5.0, 192.0, 0.190, 4.5, 22.5, 26.0),
    Style("steep", 1.68, 4.2, 184.0, 0.205, 12.0, 32.0, 20.0),
)
TRAVELS = ("left_to_right", "right_to_left")
