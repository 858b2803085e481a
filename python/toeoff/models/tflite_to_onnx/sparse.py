"""Sparse weights as TFLite stores them, made dense.

A tensor is a tree with one level per dimension (and one per block dimension), in the order in which it is traversed.
A dense level has all its indices; a sparse level lists those that are there, as in compressed sparse rows.
Source: Chou, Kjolstad, Amarasinghe 2018, Format abstraction for sparse tensor algebra compilers, doi:10.1145/3276493,
which TFLite's schema.fbs (SparsityParameters) follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["DenseLevel", "Level", "SparseLevel", "densify"]


@dataclass(frozen=True, slots=True)
class DenseLevel:
    """Every index below `size` is there."""

    size: int


@dataclass(frozen=True, slots=True)
class SparseLevel:
    """Under the node p of the level above are the indices `indices[segments[p]:segments[p + 1]]`."""

    segments: NDArray[np.int64]
    indices: NDArray[np.int64]


Level = DenseLevel | SparseLevel


def densify(
    values: NDArray[Any],
    shape: tuple[int, ...],
    *,
    order: Sequence[int],
    block_map: Sequence[int],
    levels: Sequence[Level],
) -> NDArray[Any]:
    """Make a sparse tensor dense.

    Parameters
    ----------
    values : ndarray, shape (n,)
        What is stored, in the order of traversal.
    shape : tuple of int
        Shape of the dense tensor.
    order : sequence of int
        Dimension of each level; from `len(shape)` on they are block dimensions.
    block_map : sequence of int
        Which dimension each block dimension divides.
    levels : sequence
        One per entry of `order`.

    Returns
    -------
    ndarray, `shape`
        Zero where nothing is stored.
    """
    # Per node of the level reached so far: its index in each dimension of `order`.
    nodes = np.zeros(1, dtype=np.int64)
    index = np.zeros((len(order), 1), dtype=np.int64)
    for depth, level in enumerate(levels):
        if isinstance(level, DenseLevel):
            parent = np.repeat(np.arange(nodes.size), level.size)
            own = np.tile(np.arange(level.size), nodes.size)
            below = nodes[parent] * level.size + own
        else:
            first, count = level.segments[nodes], level.segments[nodes + 1] - level.segments[nodes]
            parent = np.repeat(np.arange(nodes.size), count)
            # Position within the parent's run: a running number less the number at which its run begins.
            within = np.arange(parent.size) - np.repeat(np.cumsum(count) - count, count)
            below = first[parent] + within
            own = level.indices[below]
        index = index[:, parent]
        index[order[depth]] = own
        nodes = below
    place = [index[dimension] for dimension in range(len(shape))]
    for block, dimension in enumerate(block_map):
        size = levels[list(order).index(len(shape) + block)]
        assert isinstance(size, DenseLevel), "blocks are dense inside"
        place[dimension] = place[dimension] * size.size + index[len(shape) + block]
    dense = np.zeros(shape, dtype=values.dtype)
    dense[tuple(place)] = values
    return dense
