"""Rows of numbers where they lie, in memory or in a file mapped into it: each becomes a list when it is asked for.

As lists of Python's own numbers, data take some 50 bytes a number; where they lie, what they take there already.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Any, Final, overload

__all__ = ["BLOCK", "Stored"]

FORMATS: Final = {**{letter: letter for letter in "bBhHiIlLqQfd"}, "?": "B"}
"""The numbers that can lie in a buffer, by the letters of `struct`, and how an array holds them."""
GIVING_BUFFERS: Final = ("to_numpy", "numpy")
"""pandas and Polars; PyTorch and TensorFlow."""
BLOCK: Final = 4096
"""How many rows are read at once, where all are gone through."""


class Stored(Sequence[Any]):
    """Rows of numbers, or single numbers, as a list has them, read from where they lie.

    Args:
        view: a buffer with one or two dimensions, of a format among `FORMATS`.

    Attributes:
        width: how many numbers a row has; None for single numbers.

    >>> rows = Stored(memoryview(array("d", [0.5, 1.0, 1.5, 2.0])).cast("B").cast("d", [2, 2]))
    >>> rows[1], list(rows), rows.width
    ([1.5, 2.0], [[0.5, 1.0], [1.5, 2.0]], 2)
    >>> rows[1:]
    <Stored: 1 rows of 2>
    """

    def __init__(self, view: memoryview[Any], *, is_column: bool = False) -> None:
        self._view, self._is_column = view, is_column
        shape: tuple[int, ...] = view.shape or ()
        self.width = shape[1] if len(shape) == 2 and not is_column else None

    @classmethod
    def of(cls, data: Any) -> Stored | None:
        """What lies in a buffer, or in one that the data give of themselves; None for whatever else.

        >>> Stored.of(array("f", [0.5, 2.0])), Stored.of([0.5, 2.0])
        (<Stored: 2 numbers>, None)
        """
        if isinstance(data, cls):
            return data
        view = _view_of(data)
        if view is None or view.format not in FORMATS or view.ndim not in (1, 2) or 0 in (view.shape or ()):
            return None
        return cls(view)

    @classmethod
    def rows(cls, numbers: array[float] | memoryview[float], width: int) -> Stored:
        """Doubles, so many a row, one row after the other."""
        flat: memoryview[Any] = memoryview(numbers)
        return cls(flat.cast("B").cast("d", [len(numbers) // width, width]))

    def without_brackets(self) -> Stored:
        """Rows of one number each as these numbers; others as they are."""
        return Stored(self._view, is_column=True) if self.width == 1 else self

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return len(self) * (self.width or 1)

    @property
    def are_doubles(self) -> bool:
        """Whether a program can read them where they lie."""
        return self._view.format == "d" and not any(stride % 8 for stride in self._view.strides or ())

    def doubles(self) -> memoryview[Any]:
        """All numbers as doubles: where they lie if they are such, otherwise copied."""
        if self.are_doubles:
            return self._view
        flat: memoryview[Any] = memoryview(self.numbers())
        return flat if self.width is None else flat.cast("B").cast("d", [len(self), self.width])

    def __repr__(self) -> str:
        return f"<Stored: {len(self)} {'numbers' if self.width is None else f'rows of {self.width}'}>"

    def __reduce__(self) -> tuple[object, ...]:
        view = self._view
        return _unpickled, (view.tobytes(), view.format, view.shape, self._is_column)

    def __len__(self) -> int:
        return len(self._view)

    @overload
    def __getitem__(self, index: int) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> Stored: ...

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return Stored(self._view[index], is_column=self._is_column)
        place = range(len(self))[index]
        return self._listed(self._view[place : place + 1])[0]

    def __iter__(self) -> Iterator[Any]:
        for first in range(0, len(self), BLOCK):
            yield from self._listed(self._view[first : first + BLOCK])

    def _listed(self, part: memoryview[Any]) -> list[Any]:
        found: list[Any] = part.tolist()
        if self._is_column:
            found = [number for (number,) in found]
        if part.format != "?":
            return found
        return list(map(int, found)) if self.width is None else [list(map(int, row)) for row in found]

    def numbers(self) -> array[float]:
        """All numbers, as doubles."""
        return self._doubles(self._view.tobytes())

    def chosen(self, order: Sequence[int]) -> list[Any]:
        """Some rows in any order, as a list has them."""
        view = self._view
        if view.ndim == 2 or view.format == "?":
            return [self[k] for k in order]
        return [view[k] for k in order]

    def taken(self, order: Sequence[int]) -> array[float]:
        """The numbers of some rows in any order, as doubles."""
        view, found = self._view, array("d")
        for first in range(0, len(order), BLOCK):
            raw = b"".join([view[k : k + 1].tobytes() for k in order[first : first + BLOCK]])
            found.extend(self._doubles(raw))
        return found

    def _doubles(self, raw: bytes) -> array[float]:
        found: array[Any] = array(FORMATS[self._view.format])
        found.frombytes(raw)
        return found if found.typecode == "d" else array("d", found)


def _unpickled(raw: bytes, kind: str, shape: tuple[int, ...], is_column: bool) -> Stored:
    flat: memoryview[Any] = memoryview(raw)
    return Stored(flat.cast(kind, shape), is_column=is_column)  # type: ignore[call-overload]  # a kind of many


def _view_of(data: Any) -> memoryview[Any] | None:
    """The buffer of data; None where they have none."""
    if isinstance(data, (str, bytes, bytearray)):
        return None
    try:
        return memoryview(data)
    except (TypeError, ValueError):  # NumPy has types that no buffer has
        pass
    method = next((name for name in GIVING_BUFFERS if callable(getattr(type(data), name, None))), None)
    if method is None:
        return None
    try:
        return memoryview(getattr(data, method)())
    except Exception:  # a tensor with a gradient, say, gives none: what gives lists will tell
        return None
