"""Keypoint sets: which index is which joint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from toeoff import _core
from toeoff.arguments import need_text, wrong_type

__all__ = ["FOOT", "Skeleton"]

#: Keypoints of a foot, without their side.
FOOT = ("heel", "big_toe", "small_toe", "foot_index")


@dataclass(frozen=True)
class Skeleton:
    """A named keypoint set.

    Parameters
    ----------
    name : str
        Any name for a set of one's own.
    keypoints : tuple of str
        Names in the order of the arrays. Recognised are `left_` and `right_` with `shoulder`, `hip`, `knee`,
        `ankle`, `heel`, `big_toe` and `small_toe`; others are carried along. Both hips, knees and ankles are needed.
        BlazePose's `foot_index` stands for a toe where there is none: it slides towards the ball of the foot as the
        heel rises, so that events are then read from knees and ankles.

    Raises
    ------
    InvalidInputError
        When a needed keypoint is missing, or two have the same name.
    InvalidTypeError
        When the name or a keypoint is no text, or the keypoints have no order, as in a set.
    """

    name: str
    keypoints: tuple[str, ...]

    def __post_init__(self) -> None:
        need_text("name", self.name, "any name for the set")
        # A set has no order, or another one in every process.
        if isinstance(self.keypoints, str | set | frozenset) or not isinstance(self.keypoints, Iterable):
            raise wrong_type("keypoints", self.keypoints, "the names of the keypoints in a tuple or a list")
        names = (need_text(f"keypoints[{i}]", one, "the name of a keypoint") for i, one in enumerate(self.keypoints))
        object.__setattr__(self, "keypoints", tuple(names))
        # Not a field: it is made of the fields, and follows from them.
        object.__setattr__(self, "_compiled", _core.Skeleton(self.name, list(self.keypoints)))

    @property
    def compiled(self) -> _core.Skeleton:
        """The same set as the core reads it."""
        found: _core.Skeleton = self.__dict__["_compiled"]
        return found

    @property
    def has_feet(self) -> bool:
        """Whether heel and a toe are in the set on both sides."""
        heel, *toes = FOOT
        has = self.keypoints.__contains__
        return all(has(f"{s}_{heel}") and any(has(f"{s}_{toe}") for toe in toes) for s in ("left", "right"))

    @classmethod
    def of(cls, skeleton: str | Skeleton) -> Skeleton:
        """Return a skeleton itself, or the built-in one of that name.

        Raises
        ------
        InvalidInputError
            When there is no built-in set of that name.
        InvalidTypeError
            When it is neither a set nor a name.
        """
        if isinstance(skeleton, cls):
            return skeleton
        if not isinstance(skeleton, str):
            raise wrong_type("skeleton", skeleton, f"a name ({', '.join(_core.SKELETON_NAMES)}) or a toeoff.Skeleton")
        return cls(skeleton, tuple(_core.skeleton_keypoints(skeleton)))
