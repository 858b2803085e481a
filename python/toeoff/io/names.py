"""Names of keypoints in other tools' files, and the built-in set that fits them best."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toeoff.skeleton import FOOT, Skeleton

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["best_skeleton", "canonical_name", "is_measured", "skeleton_of_size"]

# Joints of one side. OpenSim, Sports2D and MediaPipe spellings (letters and digits only) -> our name.
SIDED = {
    "shoulder": "shoulder",
    "elbow": "elbow",
    "wrist": "wrist",
    "hip": "hip",
    "knee": "knee",
    "ankle": "ankle",
    "heel": "heel",
    "bigtoe": "big_toe",
    "toe": "big_toe",
    "footindex": "foot_index",
    "smalltoe": "small_toe",
    "eye": "eye",
    "ear": "ear",
    "eyeinner": "eye_inner",
    "eyeouter": "eye_outer",
    "pinky": "pinky",
    "index": "index",
    "thumb": "thumb",
}
MIDDLE = {
    "nose": "nose",
    "neck": "neck",
    "head": "head",
    "hip": "mid_hip",
    "midhip": "mid_hip",
    "pelvis": "mid_hip",
    "mouthleft": "mouth_left",
    "leftmouth": "mouth_left",
    "mouthright": "mouth_right",
    "rightmouth": "mouth_right",
}
# Keypoints that measures are read from, without their side.
MEASURED = ("shoulder", "hip", "knee", "ankle", *FOOT)
# Order of preference where several sets hold all names of a file.
BY_SIZE = {26: "halpe26", 17: "coco17", 25: "body25", 33: "blazepose33", 16: "mpii16"}


def canonical_name(name: str) -> str | None:
    """Return our name of a keypoint ("LHip", "left hip", "hip_l", "LEFT_HIP" are all "left_hip"); None when unknown."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    if plain in MIDDLE:
        return MIDDLE[plain]
    for side, marks in (("left", ("left", "l")), ("right", ("right", "r"))):
        for mark in marks:
            for joint in (plain.removeprefix(mark), plain.removesuffix(mark)):
                if joint != plain and joint in SIDED:
                    return f"{side}_{SIDED[joint]}"
    return None


def is_measured(name: str) -> bool:
    """Whether measures are read from a keypoint of that name of ours."""
    side, _, part = name.partition("_")
    return side in ("left", "right") and part in MEASURED


def best_skeleton(names: Collection[str]) -> Skeleton:
    """Return the built-in set that holds most of the names that are measured by, then of all; then the smaller one."""
    sets = [Skeleton.of(name) for name in BY_SIZE.values()]
    measured = [name for name in names if is_measured(name)]

    def rank(skeleton: Skeleton) -> tuple[int, int, int]:
        held, of_all = (sum(n in skeleton.keypoints for n in some) for some in (measured, names))
        return held, of_all, -len(skeleton.keypoints)

    return max(sets, key=rank)


def skeleton_of_size(n_keypoints: int) -> Skeleton | None:
    """Return the built-in set with that many keypoints; None when there is none."""
    return Skeleton.of(BY_SIZE[n_keypoints]) if n_keypoints in BY_SIZE else None
