"""The strides of a pass in time order, built when they are read."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING, overload

from toeoff import _core
from toeoff.report import Stride

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["StrideTable"]


class StrideTable(Sequence[Stride]):
    """Read-only sequence of `Stride`, equal to the tuple or list of the same strides.

    A stride has 23 numbers with names, and most callers read the measures alone: to build the strides takes a tenth of
    what it takes to measure a pass of ten seconds.

    Parameters
    ----------
    sides : list of str
    reasons : list of str or None
    numbers : ndarray, shape (n_strides, 23)
        Contact, toe-off, next contact, then the values in the order of the core; NaN where not told.
    """

    __slots__ = ("_built", "_columns")

    def __init__(self, sides: list[str], reasons: list[str | None], numbers: NDArray[np.float64]) -> None:
        self._columns = sides, reasons, numbers
        self._built: tuple[Stride, ...] | None = None

    def _strides(self) -> tuple[Stride, ...]:
        if self._built is None:
            sides, reasons, numbers = self._columns
            built = []
            for side, reason, row in zip(sides, reasons, numbers.tolist(), strict=True):
                contact, toe_off, following, *values = [None if isnan(v) else v for v in row]
                named = dict(zip(_core.STRIDE_VALUES, values, strict=True))
                built.append(Stride(side, contact, toe_off, following, reason, named))
            self._built = tuple(built)
        return self._built

    @overload
    def __getitem__(self, index: int) -> Stride: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Stride, ...]: ...
    def __getitem__(self, index: int | slice) -> Stride | tuple[Stride, ...]:
        return self._strides()[index]

    def __len__(self) -> int:
        return len(self._columns[0])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StrideTable | tuple | list):
            return NotImplemented
        return self._strides() == tuple(other)

    # As a tuple of strides, whose values are a dict.
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._strides())
