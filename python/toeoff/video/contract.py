"""Checking that a network has the inputs and outputs of the family it is said to be of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toeoff.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toeoff.video.session import Session, TensorSpec

__all__ = ["AtLeast", "Pattern", "fits", "image_input", "image_size", "mismatch", "output_like"]


@dataclass(frozen=True)
class AtLeast:
    """A dimension that may be this or larger."""

    n: int

    def __str__(self) -> str:
        return f"at least {self.n}"


#: A dimension of a pattern: a number must be met, None may be anything.
Pattern = tuple[int | AtLeast | None, ...]


def mismatch(session: Session, family: str, needs: str) -> ModelError:
    """Return the error that says what a family needs and what the file has."""
    inputs = "; ".join(f"{name} {spec}" for name, spec in session.inputs.items())
    outputs = "; ".join(f"{name} {spec}" for name, spec in session.outputs.items())
    return ModelError(
        f"model {session.name} is not of the family {family}, which needs {needs}. "
        f"It has inputs [{inputs}] and outputs [{outputs}]; choose the family and skeleton that it was exported for"
    )


def image_input(session: Session, family: str, *, channels_first: bool) -> tuple[str, TensorSpec]:
    """Return the only input, an image batch with three channels.

    Raises
    ------
    ModelError
        When there are several inputs, or it is no such batch.
    """
    pattern: Pattern = (None, 3, None, None) if channels_first else (None, None, None, 3)
    needs = f"one image input of shape {'(n, 3, height, width)' if channels_first else '(n, height, width, 3)'}"
    if len(session.inputs) != 1:
        raise mismatch(session, family, needs)
    name, spec = next(iter(session.inputs.items()))
    if not fits(spec.shape, pattern):
        raise mismatch(session, family, needs)
    return name, spec


def image_size(
    session: Session, family: str, asked: tuple[int, int] | None, *, channels_first: bool
) -> tuple[str, TensorSpec, tuple[int, int]]:
    """Return name and shape of the image input, and the size (width, height) to feed.

    Raises
    ------
    ModelError
        When the file fixes another size than the one asked for, or leaves it open and none is asked for.
    """
    name, spec = image_input(session, family, channels_first=channels_first)
    height, width = spec.shape[2:] if channels_first else spec.shape[1:3]
    if asked is None:
        if width is None or height is None:
            msg = (
                f"model {session.name} leaves its input size open; state input_size (width, height) in its description"
            )
            raise ModelError(msg)
        return name, spec, (width, height)
    if (width or asked[0], height or asked[1]) != tuple(asked):
        msg = (
            f"model {session.name} takes images {width or 'any number of'} px wide and {height or 'any number of'} px "
            f"high, but input_size is {asked[0]} x {asked[1]}; correct its description"
        )
        raise ModelError(msg)
    return name, spec, (asked[0], asked[1])


def output_like(session: Session, family: str, pattern: Pattern, words: str, name: str | None = None) -> str:
    """Return the name of the only output that fits a shape pattern, or of the named one.

    Raises
    ------
    ModelError
        When none fits, or several do.
    """
    fitting = [n for n, spec in session.outputs.items() if fits(spec.shape, pattern) and name in (None, n)]
    if len(fitting) != 1:
        raise mismatch(session, family, f"an output {name + ' ' if name else ''}of shape {words}")
    return fitting[0]


def fits(shape: Sequence[int | None], pattern: Pattern) -> bool:
    """Whether a shape is, or may turn out to be, one of a pattern."""
    return len(shape) == len(pattern) and all(
        want is None or have is None or (have >= want.n if isinstance(want, AtLeast) else have == want)
        for have, want in zip(shape, pattern, strict=True)
    )
