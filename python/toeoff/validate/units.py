"""The units that measures are printed in."""

from __future__ import annotations

__all__ = ["printed_in"]


def printed_in(name: str) -> tuple[float, str, int]:
    """Factor, unit and decimals that a measure is printed with."""
    if name.startswith("asymmetry_") and not name.endswith("_deg"):
        return 1, "%", 1
    for ending, scale in (
        ("_deg", (1, "deg", 2)),
        ("_s", (1000, "ms", 1)),
        ("_spm", (1, "steps/min", 2)),
        ("_mps", (1, "m/s", 3)),
        ("_ratio", (1, "leg lengths", 4)),
        ("_m", (1000, "mm", 1)),
        ("_stiffness", (1, "N/m/kg", 1)),
    ):
        if name.endswith(ending):
            return scale
    return 1, "", 4
