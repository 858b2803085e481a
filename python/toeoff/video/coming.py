"""What moves next: each sighting with the motion of those after it, so that a start is seen from its first frame."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

from toeoff.video.scout import ROUNDING_S, Sighting

__all__ = ["with_coming"]

#: So far ahead, s: who pushes off from the blocks has moved by this before it shows in a small picture. And so many
#: frames at most: they wait in memory.
AHEAD_S, MOST = 0.1, 8


def with_coming(sightings: Iterable[Sighting], slowdown: float = 1.0) -> Iterator[Sighting]:
    """Yield every sighting, `AHEAD_S` of the file late, with what moves in those after it.

    Parameters
    ----------
    sightings : iterable of Sighting
    slowdown : float
        How many times slower the file plays than it was filmed.
    """
    waiting: deque[Sighting] = deque()
    for sighting in sightings:
        waiting.append(sighting)
        while (
            sighting.frame.time_s - waiting[0].frame.time_s >= (AHEAD_S - ROUNDING_S) / slowdown or len(waiting) > MOST
        ):
            yield _first_of(waiting)
    while waiting:
        yield _first_of(waiting)


def _first_of(waiting: deque[Sighting]) -> Sighting:
    first = waiting.popleft()
    return replace(first, coming=tuple(s.foreground for s in waiting if s.is_look and s.foreground is not None))
