"""Samples of several shapes, read: which have which, and their numbers as the machine wants them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

from autograd.compiler.run.buffers import Matrix, address_of_array
from autograd.data import Shape, entries, is_row, plain, shape_of
from autograd.shared.showing import came

__all__ = ["Ragged", "Shapes", "numbers_in"]

Shapes: TypeAlias = tuple[Shape, ...]
"""Of a sample: the shape of each argument."""


@dataclass(frozen=True)
class Ragged:
    """Samples of several shapes.

    Attributes:
        columns: for each argument its entries, one a sample.
        by_shapes: the samples of each shape, by their numbers.
    """

    columns: Sequence[Sequence[Any]]
    by_shapes: dict[Shapes, list[int]]

    @classmethod
    def of(cls, batch: Sequence[Any]) -> Ragged:
        """The samples of a batch, which has an entry an argument.

        Raises:
            TypeError: for no arguments, or what is no sequence of samples.
            ValueError: for no samples, or more of one argument than of another.
        """
        if not batch:
            raise TypeError("expected samples for each argument, got none")
        columns = [entries(plain(data), f"argument {k}", "samples") for k, data in enumerate(batch, start=1)]
        counts = [len(column) for column in columns]
        if len(set(counts)) > 1 or not counts[0]:
            listed = " and ".join(map(str, counts))
            raise ValueError(f"expected as many samples in each argument, at least one, got {listed}")
        by_shapes: dict[Shapes, list[int]] = {}
        for number, sample in enumerate(zip(*columns)):
            by_shapes.setdefault(tuple(map(shape_of, sample)), []).append(number)
        return cls(columns, by_shapes)

    def __len__(self) -> int:
        return len(self.columns[0])

    def sample(self, number: int) -> list[Any]:
        """The entries of a sample, one an argument."""
        return [column[number] for column in self.columns]

    def matrices(self, numbers: Sequence[int]) -> list[Matrix]:
        """Some samples, all of one shape: a matrix an argument, with a row a sample.

        Raises:
            TypeError: for what is no number, saying in which sample.
        """
        return [_matrix([_as_numbers(column[number], number) for number in numbers]) for column in self.columns]

    def padded(self) -> list[Matrix]:
        """All samples: a matrix an argument, with a row a sample, filled up with its first number.

        Raises:
            TypeError: as `matrices`.
        """
        found = []
        for column in self.columns:
            rows = [_as_numbers(entry, number) for number, entry in enumerate(column)]
            width = max(map(len, rows))
            found.append(_matrix([row + row[:1] * (width - len(row)) for row in rows]))
        return found

    def size(self) -> int:
        """How many numbers there are."""
        return sum(len(numbers) * _size(shapes) for shapes, numbers in self.by_shapes.items())

    def padded_size(self) -> int:
        """How many there are in `padded`."""
        return len(self) * sum(max(map(_size, of_argument)) for of_argument in zip(*self.by_shapes))


def numbers_in(nested: Any) -> Iterator[Any]:
    """What stands in a sample, entry by entry."""
    if is_row(nested):
        for entry in nested:
            yield from numbers_in(entry)
    else:
        yield nested


def _size(shape: Shape) -> int:
    if shape is None:
        return 1
    return shape if isinstance(shape, int) else sum(map(_size, shape))


def _as_numbers(entry: Any, number: int) -> list[float]:
    found = list(entry) if isinstance(shape_of(entry), int) else list(numbers_in(entry))
    try:
        return list(map(float, found))
    except (TypeError, ValueError):
        wrong = next(each for each in found if isinstance(each, str) or not hasattr(each, "__float__"))
        raise TypeError(f"expected numbers in sample {number}, got {came(wrong)}") from None


def _matrix(rows: Sequence[Sequence[float]]) -> Matrix:
    numbers = array("d", chain.from_iterable(rows)) or array("d", (0.0,))
    width = len(rows[0])
    return Matrix(address_of_array(numbers), len(rows), width, width, 1, numbers)
