"""How what stands upright leans in the picture: before a camera that looks up or down more the farther aside."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from toeoff.arguments import need_array, need_number
from toeoff.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Uprights", "uprights_fact", "uprights_of"]


@dataclass(frozen=True, slots=True)
class Uprights:
    """Lean of uprights all over a picture: a roll, and how it changes across.

    Attributes
    ----------
    roll_deg : float
        Roll of the camera, + clockwise: what stands upright in the middle of the picture leans left by it.
    slope_deg_per_px : float
        How much more it leans for each px to the right; above 0 the camera looks up, 0 is that of one that looks level.
    at_px : tuple of float
        Middle of the picture, x and y, px.

    Raises
    ------
    InvalidInputError
        When one is no number; `analyze` checks their values.
    """

    roll_deg: float
    slope_deg_per_px: float
    at_px: tuple[float, float]

    def __post_init__(self) -> None:
        at_px = need_array("at_px", self.at_px, "(2,)")
        if at_px.shape != (2,):
            msg = f"at_px has the shape {at_px.shape}, but must be x and y of the middle of the picture, px"
            raise InvalidInputError(msg)
        roll_deg = need_number("roll_deg", self.roll_deg, "a number in degrees")
        slope = need_number("slope_deg_per_px", self.slope_deg_per_px, "a number in degrees per px")
        object.__setattr__(self, "roll_deg", roll_deg)
        object.__setattr__(self, "slope_deg_per_px", slope)
        object.__setattr__(self, "at_px", (float(at_px[0]), float(at_px[1])))


def uprights_fact(uprights: Uprights | None) -> dict[str, Any]:
    """Return what a pass's source says of uprights, ready for JSON."""
    return {"uprights": None if uprights is None else asdict(uprights)}


def uprights_of(source: Mapping[str, Any]) -> Uprights | None:
    """Return the uprights that a pass's source tells; None where it tells none.

    Raises
    ------
    InvalidInputError, TypeError
        When what it tells are no uprights.
    """
    told = source.get("uprights")
    return None if told is None else Uprights(**told)
