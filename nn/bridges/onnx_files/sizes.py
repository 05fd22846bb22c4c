"""How much of a file is anything but numbers: what takes few bytes there may take a hundred times as many once read.

A message of Protocol Buffers is a row of fields: a key, which says the field's number and how its contents are written,
and the contents. Only the few messages that hold a net's numbers are gone into.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

__all__ = ["MOST_BESIDES", "check_bytes"]

MOST_BESIDES: Final = 2**24
"""Bytes that are no numbers of tensors; of empty nodes alone, these fill a gigabyte."""

MOST_FIELDS: Final = 2**20
"""Parts of a large file that are looked at; a net has fewer, and to go through many more takes long."""

GRAPH, INITIALIZER = 7, 5
"""The fields of a model and of a graph that lead to its tensors."""
NUMBERS: Final = frozenset({4, 5, 7, 9, 10, 11})
"""Those of a tensor with its numbers: each a list, or all of them as raw bytes."""
VARINT, EIGHT_BYTES, LENGTH, FOUR_BYTES = 0, 1, 2, 5


def check_bytes(contents: bytes) -> None:
    """Raises ValueError for a file with too much in it that is no number of a tensor.

    One that is no message at all is left to whoever reads it.
    """
    besides = len(contents)
    left = iter(range(MOST_FIELDS))
    try:
        for number, start, end in _entries(contents, 0, len(contents), left):
            if number == GRAPH:
                besides -= _bytes_of_numbers(contents, start, end, left)
    except IndexError:
        return
    if besides > MOST_BESIDES:
        raise ValueError(f"expected at most {MOST_BESIDES:,} bytes besides the numbers of its tensors, got {besides:,}")


def _bytes_of_numbers(contents: bytes, start: int, end: int, left: Iterator[int]) -> int:
    """How many bytes of a graph are numbers of its tensors."""
    tensors = [(a, b) for number, a, b in _entries(contents, start, end, left) if number == INITIALIZER]
    parts = [part for a, b in tensors for part in _entries(contents, a, b, left)]
    return sum(b - a for number, a, b in parts if number in NUMBERS)


def _entries(contents: bytes, start: int, end: int, left: Iterator[int]) -> Iterator[tuple[int, int, int]]:
    """The fields of a message with contents of some length: number, beginning and end; no more than are left."""
    while start < end:
        if next(left, None) is None:
            raise ValueError(f"expected at most {MOST_FIELDS:,} nodes and tensors, got more")
        key, start = _varint(contents, start)
        wire = key & 7
        if wire == VARINT:
            _, start = _varint(contents, start)
        elif wire in (EIGHT_BYTES, FOUR_BYTES):
            start += 8 if wire == EIGHT_BYTES else 4
        elif wire == LENGTH:
            size, start = _varint(contents, start)
            if start + size > end:
                raise IndexError
            yield key >> 3, start, start + size
            start += size
        else:
            raise IndexError


def _varint(contents: bytes, start: int) -> tuple[int, int]:
    """A whole number, seven bits a byte, the lowest first; and where it ends."""
    number = shift = 0
    while True:
        byte = contents[start]
        start += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, start
        shift += 7
        if shift > 63:
            raise IndexError
