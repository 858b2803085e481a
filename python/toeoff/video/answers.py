"""What a network answered, checked before it is read: of its family's shape, and finite.

A network that answers NaN finds nobody in silence otherwise, for no comparison with NaN holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from toeoff.errors import ModelError
from toeoff.video.contract import fits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from toeoff.video.contract import Pattern
    from toeoff.video.session import Session

__all__ = ["ask", "need_finite"]


def ask(
    session: Session,
    name: str,
    picture_input: str,
    batch: NDArray[Any],
    outputs: Mapping[str, Pattern],
    *,
    n_read: int | None = None,
) -> dict[str, NDArray[Any]]:
    """Run a network on a batch of pictures.

    Parameters
    ----------
    session : Session
    name : str
        Of the model, for messages.
    picture_input : str
        Name of the input.
    batch : ndarray, shape (n, ...)
    outputs : mapping of str to Pattern
        The outputs that are read, and their shapes; the first dimension is that of the batch.
    n_read : int, optional
        Pictures at the start of the batch whose answers are read, where the rest fills it up; all by default.

    Returns
    -------
    dict of str to ndarray
        Every output of the network; those of `outputs` fit their patterns and are finite.

    Raises
    ------
    ModelError
        When one does not: the file leaves its shapes open and fills them otherwise, or its arithmetic fails.
    """
    answers = session.run({picture_input: batch})
    for output, pattern in outputs.items():
        value = answers[output]
        if not fits(value.shape, (len(batch), *pattern[1:])):
            needed = ", ".join(str(d or "any") for d in (len(batch), *pattern[1:]))
            raise ModelError(
                f"model {name} answered {output} of shape {value.shape} to a batch of {len(batch)}, but its family "
                f"needs ({needed}); choose the family that it was exported for"
            )
        need_finite(session, name, output, value[:n_read])
    return answers


def need_finite(session: Session, name: str, output: str, value: NDArray[Any]) -> None:
    """Check that what a network answered, or what was read from it, is finite.

    Raises
    ------
    ModelError
        When it is not.
    """
    if np.isfinite(value).all():
        return
    cure = "export it again, in float32 if it is float16" if session.device == "cpu" else "run it on device cpu"
    raise ModelError(
        f"model {name} answered NaN or infinite numbers in {output} on {session.device}: nobody can be found by them; "
        f"{cure}, or choose another model of `toeoff models list`"
    )
