"""A gradient as it was given beside the one by differences, array by array; and what may be wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograd.checking.black_box.answers import Given
from autograd.checking.black_box.containers import Array

__all__ = ["EVIDENT", "Comparison"]

EVIDENT = 100.0
"""So many times its error bound a number must be, to be evidence of anything."""


@dataclass(frozen=True)
class Comparison:
    """The derivative by one array, as it was given and as it is.

    Attributes:
        array: the array.
        given: the derivative as it was given.
        true: the derivative by differences, by the places of the numbers where they tell it.
        bounds: how far the given one may be from it, by the same places.
    """

    array: Array
    given: Given
    true: Mapping[int, float]
    bounds: Mapping[int, float]

    @property
    def has_its_shape(self) -> bool:
        """Whether what was given has the shape of the array; of a single number, brackets do not matter."""
        return self.given.shape == self.array.shape or (len(self.given.numbers) == 1 == len(self.array.numbers))

    @property
    def is_entrywise(self) -> bool:
        """Whether what was given has a number for each of the array's, in the same order."""
        return [n for n in self.given.shape if n > 1] == [n for n in self.array.shape if n > 1]

    @property
    def is_wrong(self) -> bool:
        """Whether what was given is not the true derivative."""
        return not self.has_its_shape or not self.are_true(self.given.numbers)

    @property
    def is_complete(self) -> bool:
        """Whether the whole derivative is known, and evident somewhere."""
        return len(self.true) == len(self.array.numbers) and bool(self.evident(self.true))

    def are_true(self, numbers: Sequence[float], scale: float = 1.0) -> bool:
        """Whether these numbers, one for each of the array's, are the true derivative as near as can be told.

        Args:
            numbers: row by row.
            scale: by how much the error bounds are to be multiplied.
        """
        return all(abs(numbers[k] - true) <= self.bounds[k] * max(scale, 1.0) for k, true in self.true.items())

    def explain(self, numbers: Sequence[float]) -> bool:
        """Whether these numbers are the true derivative, and it is far enough from 0 for that to be evidence."""
        return self.are_true(numbers) and bool(self.evident(self.true))

    def evident(self, numbers: Mapping[int, float]) -> list[int]:
        """The places where such numbers are far from 0."""
        return [k for k, number in numbers.items() if abs(number) > EVIDENT * self.bounds[k]]
