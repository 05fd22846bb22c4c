"""The numbers of a tensor as Values: a shape, and what stands in it row by row.

| word    | meaning                                                                                |
| ------- | -------------------------------------------------------------------------------------- |
| entry   | a Value, or a number that no derivative is by; of a result, None: what PyTorch computed |
| offset  | how many places after the first one an entry lies                                      |
| stride  | how many places an index of one more leads on                                          |
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from autograd.primitive import Scalar
from autograd.value import Value

__all__ = [
    "Dims",
    "Entries",
    "Row",
    "Shape",
    "along",
    "dims_of",
    "each",
    "has_values",
    "offsets",
    "reduced",
    "rows",
    "strides_of",
]

Shape: TypeAlias = tuple[int, ...]
Row: TypeAlias = list[Scalar]
Dims: TypeAlias = "int | Sequence[int] | None"
"""Axes, counted from the end if negative; None, or none, stand for all."""


@dataclass(frozen=True)
class Entries:
    """What stands in a tensor.

    Attributes:
        shape: how long it is along each axis; () for a single entry.
        flat: the entries, row by row.
    """

    shape: Shape
    flat: Sequence[Scalar]

    def spread(self, shape: Shape) -> Row:
        """The entries of this one repeated so that they fill a larger shape, as PyTorch and NumPy broadcast.

        >>> Entries((2, 1), [1.0, 2.0]).spread((2, 3))
        [1.0, 1.0, 1.0, 2.0, 2.0, 2.0]
        """
        if self.shape == shape:
            return list(self.flat)
        own = (1,) * (len(shape) - len(self.shape)) + self.shape
        strides = [0 if size == 1 else stride for size, stride in zip(own, strides_of(own))]
        return [self.flat[k] for k in offsets(shape, strides)]

    def reshaped(self, shape: Shape) -> Entries:
        """The same entries in another shape of as many."""
        return Entries(shape, self.flat)

    def swapped(self) -> Entries:
        """The matrices in it transposed: its last two axes swapped.

        >>> Entries((2, 2), [1.0, 2.0, 3.0, 4.0]).swapped().flat
        [1.0, 3.0, 2.0, 4.0]
        """
        *outer, height, width = self.shape
        *far, down, right = strides_of(self.shape)
        shape = (*outer, width, height)
        return Entries(shape, [self.flat[k] for k in offsets(shape, (*far, right, down))])


def strides_of(shape: Shape) -> tuple[int, ...]:
    """The strides of a tensor whose entries lie row by row.

    >>> strides_of((2, 3, 4))
    (12, 4, 1)
    """
    return tuple(math.prod(shape[k + 1 :]) for k in range(len(shape)))


def offsets(shape: Sequence[int], strides: Sequence[int], start: int = 0) -> list[int]:
    """Where the entries of a tensor lie, row by row.

    >>> offsets((2, 3), (1, 2))
    [0, 2, 4, 1, 3, 5]
    """
    found = [start]
    for size, stride in zip(shape, strides):
        found = [first + k * stride for first in found for k in range(size)]
    return found


def has_values(row: Iterable[Scalar]) -> bool:
    """Whether a Value is among these entries."""
    return any(isinstance(entry, Value) for entry in row)


def each(function: Callable[..., Scalar], *operands: Entries | float | None) -> Entries:
    """A function of single entries, of tensors that are spread to one shape.

    Args:
        function: of one entry of each; it is not called for numbers alone.
        operands: tensors; or numbers, or None, that are the same for all entries.

    >>> each(lambda a, b: a - b, Entries((2,), [Value(1.0), Value(2.0)]), 0.5).flat
    [Value(0.5, primitive='sub'), Value(1.5, primitive='sub')]
    """
    shape = _common_shape([operand.shape for operand in operands if isinstance(operand, Entries)])
    count = math.prod(shape)
    columns = [o.spread(shape) if isinstance(o, Entries) else [o] * count for o in operands]
    return Entries(shape, [function(*row) if has_values(row) else None for row in zip(*columns)])


def _common_shape(shapes: Iterable[Shape]) -> Shape:
    shape: Shape = ()
    for other in shapes:
        rank = max(len(shape), len(other))
        one, two = (1,) * (rank - len(shape)) + shape, (1,) * (rank - len(other)) + other
        shape = tuple(b if a == 1 else a for a, b in zip(one, two))
    return shape


def dims_of(dim: Dims, rank: int) -> list[int]:
    """Axes, each counted from the first.

    >>> dims_of(-1, 3), dims_of(None, 2), dims_of([], 2)
    ([2], [0, 1], [0, 1])
    """
    if isinstance(dim, int):
        dim = [dim]
    return sorted(k % rank for k in dim) if dim and rank else list(range(rank))


def rows(self: Entries, dims: Sequence[int]) -> list[Row]:
    """The entries that differ in the indices along some axes alone, for each of the other indices."""
    return [[self.flat[k] for k in places] for places in _places(self.shape, dims)]


def reduced(function: Callable[[Row], Scalar], self: Entries, dim: Dims, keepdim: bool = False) -> Entries:
    """One entry for each row along some axes: what `function` gives for it; it is not called for numbers alone.

    >>> reduced(sum, Entries((2, 2), [Value(1.0), Value(2.0), Value(3.0), Value(4.0)]), 0).flat
    [Value(4.0, primitive='add'), Value(6.0, primitive='add')]
    """
    dims = dims_of(dim, len(self.shape))
    shape = [1 if k in dims else size for k, size in enumerate(self.shape) if keepdim or k not in dims]
    return Entries(tuple(shape), [function(row) if has_values(row) else None for row in rows(self, dims)])


def along(function: Callable[[Row], Row], self: Entries, dim: int) -> Entries:
    """As many entries for each row along one axis, in their places; `function` is not called for numbers alone.

    >>> along(lambda row: row[::-1], Entries((2, 2), [Value(1.0), 2.0, 3.0, 4.0]), 1).flat
    [2.0, Value(1.0), None, None]
    """
    flat: Row = [None] * len(self.flat)
    for places in _places(self.shape, dims_of(dim, len(self.shape))):
        row = [self.flat[k] for k in places]
        for k, entry in zip(places, function(row) if has_values(row) else ()):
            flat[k] = entry
    return Entries(self.shape, flat)


def _places(shape: Shape, dims: Sequence[int]) -> list[list[int]]:
    strides = strides_of(shape)
    others = [k for k in range(len(shape)) if k not in dims]
    within = offsets([shape[k] for k in dims], [strides[k] for k in dims])
    starts = offsets([shape[k] for k in others], [strides[k] for k in others])
    return [[start + k for k in within] for start in starts]
