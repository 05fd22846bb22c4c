"""Places that are a fixed stride apart, so that the first and the stride say them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["runs", "stride_of"]


def stride_of(numbers: Sequence[int]) -> int | None:
    """How far each number is from the one before, if all are as far; 0 for a single one.

    >>> stride_of([3, 5, 7]), stride_of([4, 4]), stride_of([1, 2, 4])
    (2, 0, None)
    """
    count = len(numbers)
    if count == 1:
        return 0
    first = numbers[0]
    stride = numbers[1] - first
    if stride == 0:
        return 0 if all(number == first for number in numbers) else None
    return stride if list(numbers) == list(range(first, first + stride * count, stride)) else None


def runs(numbers: Sequence[int], stride: int | None = None, least: int = 0) -> Iterator[tuple[int, int]]:
    """Splits numbers into the longest runs in which each is a stride, always the same, after the one before.

    Args:
        numbers: what is split.
        stride: the stride; None for whatever there is.
        least: how far apart numbers of a run are at least.

    >>> list(runs([0, 2, 4, 9])), list(runs([0, 1, 3], 1)), list(runs([0, 2, 4], least=3))
    ([(0, 3), (3, 4)], [(0, 2), (2, 3)], [(0, 1), (1, 2), (2, 3)])
    """
    start = 0
    while start < len(numbers):
        stop = start + 1
        by = stride if stride is not None or stop == len(numbers) else numbers[stop] - numbers[start]
        while stop < len(numbers) and numbers[stop] - numbers[stop - 1] == by and abs(by) >= least:
            stop += 1
        yield start, stop
        start = stop
