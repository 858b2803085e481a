"""From the people of each frame to one sequence per person."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from toeoff import Tracker
from toeoff.io.recording import seen_range
from toeoff.pose import KeypointSequence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Person", "people_of_frames", "repeated_frames"]

# One person in one frame: x, y, score for each keypoint; shape (n_keypoints, 3), x and y NaN where not seen.
Person: TypeAlias = "NDArray[np.float64]"

# A frame repeats the one before it when half of the keypoints stay within this distance, px. A picture encoded twice
# moves keypoints by 0.01-0.02 px (OpenPose on a re-timed video); a person who stands still jitters by about 1 px.
REPEAT_PX = 0.05
# Mean score of the seen keypoints from which a pose may start a new person: the threshold from which the demos of
# RTMPose and PP-TinyPose draw a keypoint. OpenPose gives 0.6-0.9 to a runner in full view.
SCORE_OF_A_PERSON = 0.3
# The tracker's own rule (ByteTrack, Zhang et al. 2022): who is seen in one frame only is a flicker of the network,
# such as a face that enters the picture before its body.
LEAST_SIGHTINGS = 2


def repeated_frames(frames: Sequence[Sequence[Person]]) -> NDArray[np.bool_]:
    """Tell which frames show the same picture as the frame before; frames without people never do."""
    repeats = np.zeros(len(frames), dtype=bool)
    for index in range(1, len(frames)):
        before, now = frames[index - 1], frames[index]
        if now and len(before) == len(now):
            repeats[index] = all(_is_repeat(a, b) for a, b in zip(before, now, strict=True))
    return repeats


def _is_repeat(before: Person, now: Person) -> bool:
    seen = np.isfinite(before[:, 0]), np.isfinite(now[:, 0])
    if not seen[1].any() or (seen[0] != seen[1]).any():
        return False
    return bool(np.median(np.abs(now[seen[1], :2] - before[seen[1], :2])) < REPEAT_PX)


def people_of_frames(
    frames: Sequence[Sequence[Person]],
    time_s: NDArray[np.float64],
    skeleton: str,
    ids: Sequence[Sequence[int]] | None = None,
) -> tuple[list[KeypointSequence], list[str], list[int]]:
    """Follow each person through the frames.

    Parameters
    ----------
    frames : sequence of sequences of Person
        The people of each frame, in any order.
    time_s : ndarray, shape (n_frames,)
        Strictly increasing.
    skeleton : str
        Keypoint set of every person.
    ids : sequence of sequences of int, optional
        Identity of each person where the file says it; otherwise the tracker tells.

    Returns
    -------
    sequences, names, first frames
        One entry per person, in the order in which they appear; frames in which the person is not seen are NaN.
    """
    least = 1
    if ids is None:
        ids, least = _tracked(frames, time_s), LEAST_SIGHTINGS
    rows: dict[int, list[tuple[int, Person]]] = {}
    for frame, (people, names) in enumerate(zip(frames, ids, strict=True)):
        for person, name in zip(people, names, strict=True):
            if name >= 0:
                rows.setdefault(int(name), []).append((frame, person))
    sequences: list[KeypointSequence] = []
    people_names: list[str] = []
    first_frames: list[int] = []
    for name, seen in rows.items():
        if len(seen) < min(least, len(frames)):
            continue
        start, end = seen[0][0], seen[-1][0] + 1
        block = np.full((end - start, *seen[0][1].shape), np.nan)
        for frame, person in seen:
            block[frame - start] = person
        span = seen_range(block[..., :2])
        if span is None:
            continue
        score = np.nan_to_num(block[span, :, 2], nan=0.0)
        sequences.append(KeypointSequence(block[span, :, :2], score, time_s[start:end][span], skeleton))
        people_names.append(str(name))
        first_frames.append(start + span.start)
    return sequences, people_names, first_frames


def _tracked(frames: Sequence[Sequence[Person]], time_s: NDArray[np.float64]) -> list[list[int]]:
    """Identity of each person by the tracker of the video path; -1 where it is not sure of one."""
    # All frames are at hand: who is seen again gets the first sighting too, and a single one is dropped afterwards.
    tracker = Tracker(score_low=0.0, score_high=SCORE_OF_A_PERSON, confirm_boxes=1)
    ids: list[list[int]] = []
    for people, time in zip(frames, time_s, strict=True):
        boxes = np.empty((len(people), 4))
        scores = np.empty(len(people))
        for row, person in enumerate(people):
            points = person[np.isfinite(person[:, 0])]
            boxes[row] = (*points[:, :2].min(axis=0), *points[:, :2].max(axis=0))
            scores[row] = points[:, 2].mean()
        poses = np.stack(people) if people else None
        ids.append([int(i) for i in tracker.update(boxes, scores, float(time), poses)])
    return ids
