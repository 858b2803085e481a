"""Lines, marks and words on a picture, of the same apparent size at every resolution."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["BLACK", "WHITE", "Box", "Canvas", "Colour"]

#: Blue, green, red.
Colour = tuple[int, int, int]
BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
#: Shorter side at which a line is one px wide, and the height of letters there as a share of OpenCV's 22 px font.
UNIT_PX, LETTERS = 480.0, 0.5
FONT = cv2.FONT_HERSHEY_SIMPLEX
#: How much of the picture shows through the ground of a label.
SHADE = 0.45

#: Edges of other labels that a label is tried at, in each direction.
EDGES = 40

Point = Sequence[float] | NDArray[np.float64]
#: Left, top, right, bottom, px.
Box = tuple[int, int, int, int]


class Canvas:
    """A copy of a picture to draw on.

    Parameters
    ----------
    picture : ndarray, shape (height, width, 3)

    Attributes
    ----------
    image : ndarray, shape (height, width, 3)
        The result, words above all that is drawn.
    unit : float
        Thickness of a thin line, px.
    """

    def __init__(self, picture: NDArray[np.uint8]) -> None:
        self._drawn = picture.copy()
        self.height: int
        self.width: int
        self.height, self.width = picture.shape[:2]
        self.unit: float = max(1.0, min(self.height, self.width) / UNIT_PX)
        #: Left, top, right, bottom of what labels keep clear of.
        self._taken: list[Box] = []
        self._labels: list[tuple[Box, Sequence[tuple[str, Colour]]]] = []

    @property
    def image(self) -> NDArray[np.uint8]:
        """What was drawn, with the words above it."""
        image = self._drawn.copy()
        scale, thickness = self._letters()
        for (left, top, right, bottom), lines in self._labels:
            ground = image[top:bottom, left:right]
            ground[:] = (ground * SHADE).astype(np.uint8)
            for row, (text, colour) in enumerate(lines):
                corner = (left + 4.0 * self.unit, top + self.line_height() * (row + 0.8))
                cv2.putText(image, text, _px(corner), FONT, scale, colour, thickness, cv2.LINE_AA)
        return image

    def line(self, a: Point, b: Point, colour: Colour, weight: float = 1.0) -> None:
        """Draw a line between two points in px; nothing when one is NaN."""
        if np.isfinite([*a, *b]).all():
            thickness = max(1, round(weight * self.unit))
            # A dark rim keeps the line apart from whatever is behind it.
            cv2.line(self._drawn, _px(a), _px(b), BLACK, thickness + max(2, round(self.unit)), cv2.LINE_AA)
            cv2.line(self._drawn, _px(a), _px(b), colour, thickness, cv2.LINE_AA)

    def dashes(self, a: Point, b: Point, colour: Colour, weight: float = 1.0, n: int = 6) -> None:
        """Draw a dashed line."""
        ends = np.linspace(a, b, 2 * n)
        for i in range(0, 2 * n, 2):
            self.line(ends[i], ends[i + 1], colour, weight)

    def dot(self, at: Point, colour: Colour, radius: float = 2.0) -> None:
        """Draw a disc."""
        if np.isfinite(at).all():
            cv2.circle(self._drawn, _px(at), max(1, round((radius + 1.0) * self.unit)), BLACK, -1, cv2.LINE_AA)
            cv2.circle(self._drawn, _px(at), max(1, round(radius * self.unit)), colour, -1, cv2.LINE_AA)

    def bar(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """Draw a filled rectangle that labels keep clear of."""
        self._taken.append((math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)))
        cv2.rectangle(self._drawn, _px((left, top)), _px((right, bottom)), colour, -1)

    def line_height(self) -> float:
        """Return the distance between lines of text, px."""
        return 32.0 * LETTERS * self.unit

    def letter_width(self) -> float:
        """Return the usual width of a letter, px."""
        return 17.0 * LETTERS * self.unit

    def words(self, at: Point, text: str, colour: Colour = WHITE) -> None:
        """Write one line on a shaded ground, its lower left corner at a point; it makes room downwards first."""
        self.label(at, [(text, colour)], rises=False)

    def label(
        self, at: Point, lines: Sequence[tuple[str, Colour]], *, rises: bool = True, clear_of: Sequence[Box] = ()
    ) -> None:
        """Write lines on a shaded ground, its lower left corner at a point.

        It is moved aside, up (`rises`) or down, to the nearest place in the picture where it covers no other label or
        bar and nothing that it should keep `clear_of`; where there is none, it covers that, and nothing moves it where
        all is taken.
        """
        if not lines or not np.isfinite(at).all():
            return
        scale, thickness = self._letters()
        width = max(cv2.getTextSize(text, FONT, scale, thickness)[0][0] for text, _ in lines) + 8.0 * self.unit
        height = self.line_height() * len(lines) + 3.0 * self.unit
        # Whole pixels, so that side by side is told from overlapping.
        width, height = math.ceil(width), math.ceil(height)
        wanted, size = (round(at[0]), round(at[1]) - height), (width, height)
        left, top = (
            self._free_place(wanted, size, [*self._taken, *clear_of], rises=rises)
            or self._free_place(wanted, size, self._taken, rises=rises)
            or self._inside(wanted, size)
        )
        place = (left, top, left + width, top + height)
        self._taken.append(place)
        self._labels.append((place, lines))

    def _letters(self) -> tuple[float, int]:
        """Scale and thickness of the letters."""
        return LETTERS * self.unit, max(1, round(0.8 * self.unit))

    def _inside(self, wanted: tuple[int, int], size: tuple[int, int]) -> tuple[int, int]:
        """Left and top of the nearest place in the picture."""
        rightmost, lowest = max(0, self.width - size[0]), max(0, self.height - size[1])
        return min(max(wanted[0], 0), rightmost), min(max(wanted[1], 0), lowest)

    def _free_place(
        self, wanted: tuple[int, int], size: tuple[int, int], taken: Sequence[Box], *, rises: bool
    ) -> tuple[int, int] | None:
        """Left and top of the nearest free place: beside, above (`rises`) or below what is in the way."""
        (left, top), (width, height) = self._inside(wanted, size), size
        xs = _nearest(left, [x for box in taken for x in (box[0] - width, box[2])])
        ys = _nearest(top, [y for box in taken for y in (box[1] - height, box[3])])

        def cost(place: tuple[int, int]) -> int:
            down = place[1] - top
            return abs(place[0] - left) + (2 if (down > 0) == rises else 1) * abs(down)

        def is_free(place: tuple[int, int]) -> bool:
            x, y = place
            return self._inside(place, size) == place and all(
                x + width <= a or c <= x or y + height <= b or d <= y for a, b, c, d in taken
            )

        return next(filter(is_free, sorted(((x, y) for x in xs for y in ys), key=cost)), None)


def _nearest(wanted: int, edges: list[int]) -> list[int]:
    """Return the wanted coordinate and those at which others begin or end, as far as they are near."""
    return [wanted, *sorted(edges, key=lambda edge: abs(edge - wanted))[:EDGES]]


def _px(at: Point) -> tuple[int, int]:
    return round(float(at[0])), round(float(at[1]))
