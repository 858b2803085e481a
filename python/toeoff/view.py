"""From where a runner is seen: which stretches of a track can be measured."""

from __future__ import annotations

from typing import cast

import numpy as np

from toeoff import _core
from toeoff.pose import KeypointSequence

__all__ = ["measurable"]


def measurable(sequence: KeypointSequence, *, camera_is_still: bool = False) -> list[slice]:
    """Find the stretches in which a runner is seen side-on, large and complete enough.

    Parameters
    ----------
    sequence : KeypointSequence
        One person over time, seen from anywhere.
    camera_is_still : bool, default False
        Whether displacement in the picture is displacement on the ground.

    Returns
    -------
    list of slice
        Frames, half-open, in time order; empty when no stretch can be measured.

    Notes
    -----
    The view angle is told from the widths of shoulders and hips over the trunk's length, and from how far thighs and
    shanks swing in the picture, averaged over a stride. A stretch ends where the angle passes 30 deg or cannot be told.
    """
    xy, score, time_s = (np.ascontiguousarray(part) for part in (sequence.xy, sequence.score, sequence.time_s))
    seen = _core.assess_view(xy, score, time_s, sequence.skeleton.compiled, sequence.camera_path, camera_is_still)
    windows = cast("list[tuple[int, int, float, float]]", seen["windows"])
    return [slice(start, end) for start, end, *_ in windows]
