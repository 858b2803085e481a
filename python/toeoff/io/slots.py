"""From one row of keypoints per person and frame to a recording with one sequence per person."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toeoff.errors import InvalidInputError
from toeoff.io.names import skeleton_of_size
from toeoff.io.recording import KeypointRecording, bad_file, seen_range
from toeoff.pose import KeypointSequence
from toeoff.skeleton import Skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["Slot", "recording_of_slots", "slots_of"]


class Slot(NamedTuple):
    """One person: name, index of the first frame, and x, y, score in px, shape (n_frames, n_keypoints, 3)."""

    person: str
    start: int
    points: NDArray[np.float64]


def slots_of(points: NDArray[np.float64]) -> list[Slot]:
    """Return the people of an array of shape (n_frames, n_people, n_keypoints, 3), named by their number."""
    return [Slot(str(slot), 0, points[:, slot]) for slot in range(points.shape[1])]


def recording_of_slots(
    path: Path,
    kind: str,
    slots: Sequence[Slot],
    time_s: NDArray[np.float64],
    *,
    skeleton: str | Skeleton | None,
    frame_size: tuple[int, int] | None = None,
    own_rate_hz: float | None = None,
) -> KeypointRecording:
    """Make a recording of people; (0, 0) and whatever is not finite is missing.

    People come in the order in which they appear.

    Raises
    ------
    KeypointFileError
        When no skeleton fits, or every coordinate of the file is missing.
    """
    seen = []
    for person, start, points in slots:
        chosen = _skeleton(path, points.shape[1], skeleton)
        missing = ~np.isfinite(points[..., :2]).all(axis=-1) | (points[..., :2] == 0).all(axis=-1)
        kept = np.where(missing[..., np.newaxis], np.nan, points)
        span = seen_range(kept[..., :2])
        if span is None:
            continue
        times = time_s[start + span.start : start + span.stop]
        score = np.nan_to_num(kept[span, :, 2], nan=0.0)
        seen.append((start + span.start, person, KeypointSequence(kept[span, :, :2], score, times, chosen)))
    if not seen and any(slot.points.size for slot in slots):
        raise bad_file(path, "holds no seen keypoint: every coordinate is NaN or (0, 0)", "write the keypoints again")
    seen.sort(key=lambda one: one[0])
    return KeypointRecording(
        path=path,
        kind=kind,
        sequences=tuple(sequence for _, _, sequence in seen),
        people=tuple(person for _, person, _ in seen),
        first_frames=tuple(start for start, _, _ in seen),
        n_frames=len(time_s),
        frame_size=frame_size,
        own_rate_hz=own_rate_hz,
    )


def _skeleton(path: Path, n_keypoints: int, skeleton: str | Skeleton | None) -> Skeleton:
    try:
        chosen = skeleton_of_size(n_keypoints) if skeleton is None else Skeleton.of(skeleton)
    except InvalidInputError as error:
        raise bad_file(path, str(error), "state the keypoint set (--skeleton NAME)") from error
    if chosen is None or len(chosen.keypoints) != n_keypoints:
        wrong = f"has {n_keypoints} keypoints per person, but "
        wrong += "no built-in set has as many" if chosen is None else f"{chosen.name} has {len(chosen.keypoints)}"
        raise bad_file(path, wrong, "state the keypoint set that the file follows (--skeleton NAME)")
    return chosen
