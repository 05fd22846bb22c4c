"""The few functions of NumPy that our plots call, in plain Python.

For a page: NumPy's own wheel for Pyodide is in no registry.

An array is a list of numbers, row after row, with a place to begin and a shape; a row of it shares its numbers.
"""

from __future__ import annotations

import functools
import itertools
import math
import operator
from collections.abc import Callable, Iterator
from typing import Any

from . import linalg as linalg

__version__ = "0+stand.in"


class ndarray:
    """Numbers in rows and columns, or in more dimensions."""

    __array_priority__ = 1.0

    def __getattr__(self, name: str) -> Any:
        return _missing("ndarray", name)

    def __init__(self, numbers: list[Any], shape: tuple[int, ...], start: int = 0) -> None:
        self._all, self._start, self.shape = numbers, start, shape

    @property
    def size(self) -> int:
        return math.prod(self.shape)

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def flat(self) -> list[Any]:
        return self._all[self._start : self._start + self.size]

    @property
    def T(self) -> ndarray:
        if self.ndim < 2:
            return self
        rows, columns = self.shape
        flat = self.flat
        return ndarray([flat[i * columns + j] for j in range(columns) for i in range(rows)], (columns, rows))

    def tolist(self) -> Any:
        if not self.shape:
            return self.flat[0]
        return [part.tolist() if isinstance(part, ndarray) else part for part in self]

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, int) or hasattr(key, "__index__"):
            return self._row(int(key))
        if not isinstance(key, tuple):
            key = (key,)
        return _picked(self, key)

    def _row(self, number: int) -> Any:
        if not -len(self) <= number < len(self):
            raise IndexError(f"index {number} is out of bounds for axis 0 with size {len(self)}")
        rest = self.shape[1:]
        start = self._start + number % len(self) * math.prod(rest)
        return ndarray(self._all, rest, start) if rest else self._all[start]

    def __setitem__(self, key: Any, values: Any) -> None:
        if self.ndim != 1:
            raise NotImplementedError("this stand-in for NumPy sets numbers in one dimension alone")
        places = range(len(self))[key] if isinstance(key, slice) else key if isinstance(key, list) else [key]
        for place, value in zip(places, _spread(asarray(values), (len(places),))):
            self._all[self._start + place] = value

    def _with(self, other: Any, function: Callable[[Any, Any], Any]) -> ndarray:
        return _elementwise(function, self, other)

    __add__ = __radd__ = functools.partialmethod(_with, function=operator.add)
    __mul__ = __rmul__ = functools.partialmethod(_with, function=operator.mul)
    __sub__ = functools.partialmethod(_with, function=operator.sub)
    __rsub__ = functools.partialmethod(_with, function=lambda a, b: b - a)
    __truediv__ = functools.partialmethod(_with, function=operator.truediv)
    __rtruediv__ = functools.partialmethod(_with, function=lambda a, b: b / a)
    __pow__ = functools.partialmethod(_with, function=operator.pow)
    __gt__ = functools.partialmethod(_with, function=operator.gt)
    __lt__ = functools.partialmethod(_with, function=operator.lt)

    def __abs__(self) -> ndarray:
        return ndarray([abs(x) for x in self.flat], self.shape)

    def __matmul__(self, other: ndarray) -> Any:
        rows = self if self.ndim == 2 else self[None]
        columns = other.T if other.ndim == 2 else other[None]
        found = [sum(map(operator.mul, row, column)) for row in map(_flat, rows) for column in map(_flat, columns)]
        shape = self.shape[:-1] + (other.shape[1:] if other.ndim == 2 else ())
        return ndarray(found, shape) if shape else found[0]

    def _folded(self, function: Callable[[list[Any]], Any], axis: int | None, keepdims: bool = False) -> Any:
        if axis is None:
            return function(self.flat)
        axis %= self.ndim
        after = math.prod(self.shape[axis + 1 :])
        flat, length = self.flat, self.shape[axis]
        found = [
            function(flat[block + k : block + k + length * after : after])
            for block in range(0, len(flat), length * after)
            for k in range(after)
        ]
        kept = (1,) if keepdims else ()
        shape = self.shape[:axis] + kept + self.shape[axis + 1 :]
        return ndarray(found, shape) if shape else found[0]

    def min(self, axis: int | None = None) -> Any:
        return self._folded(min, axis)

    def sum(self, axis: int | None = None, keepdims: bool = False) -> Any:
        return self._folded(math.fsum, axis, keepdims)

    def mean(self, axis: int | None = None) -> Any:
        return self._folded(lambda numbers: math.fsum(numbers) / len(numbers), axis)

    def any(self) -> bool:
        return any(self.flat)

    def argmax(self) -> int:
        flat = self.flat
        return max(range(len(flat)), key=flat.__getitem__)

    def __repr__(self) -> str:
        return f"array({self.tolist()!r})"


def _flat(array: Any) -> list[Any]:
    return array.flat


def _picked(array: ndarray, key: tuple[Any, ...]) -> Any:
    """What numbers, slices, lists, None and … pick."""
    if Ellipsis in [part for part in key if part is Ellipsis]:
        place = next(k for k, part in enumerate(key) if part is Ellipsis)
        named = sum(part is not None for part in key) - 1
        key = (*key[:place], *[slice(None)] * (array.ndim - named), *key[place + 1 :])
    chosen: list[Any] = []
    shape: list[int] = []
    sizes = iter(array.shape)
    for part in key:
        if part is None:
            shape.append(1)
            continue
        size = next(sizes)
        if isinstance(part, (slice, list)):
            places = list(range(size))[part] if isinstance(part, slice) else [p % size for p in part]
            shape.append(len(places))
        else:
            places = [int(part) % size]
        chosen.append(places)
    for size in sizes:
        chosen.append(range(size))
        shape.append(size)
    steps = [math.prod(array.shape[k + 1 :]) for k in range(array.ndim)]
    flat = array.flat
    found = [flat[sum(map(operator.mul, places, steps))] for places in itertools.product(*chosen)]
    return ndarray(found, tuple(shape)) if shape else found[0]


def _spread(array: ndarray, shape: tuple[int, ...]) -> list[Any]:
    """The numbers of an array as often as a larger shape has them."""
    flat, own = array.flat, (1,) * (len(shape) - array.ndim) + array.shape
    for axis in reversed(range(len(shape))):
        if own[axis] == 1 and shape[axis] != 1:
            block = math.prod(shape[axis + 1 :])
            flat = [x for k in range(0, len(flat), block) for x in flat[k : k + block] * shape[axis]]
        elif own[axis] != shape[axis]:
            raise ValueError(f"operands could not be broadcast together with shapes {array.shape} {shape}")
    return flat


def _elementwise(function: Callable[..., Any], *operands: Any) -> Any:
    arrays = [asarray(operand) for operand in operands]
    sizes = itertools.zip_longest(*(reversed(array.shape) for array in arrays), fillvalue=1)
    shape = tuple(reversed([max(size) if 0 not in size else 0 for size in sizes]))
    found = list(map(function, *(_spread(array, shape) for array in arrays)))
    return ndarray(found, shape) if shape else found[0]


def asarray(data: Any, dtype: type | None = None) -> ndarray:
    """The data as an array, themselves if they are one."""
    if isinstance(data, ndarray):
        return data
    if isinstance(data, (str, int, float)) or not hasattr(data, "__iter__"):
        return ndarray([data if dtype is None else dtype(data)], ())
    parts = [asarray(part, dtype) for part in data]
    if not parts:
        return ndarray([], (0,))
    if len({part.shape for part in parts}) > 1:
        raise ValueError("expected rows of one length")
    return ndarray([x for part in parts for x in part.flat], (len(parts), *parts[0].shape))


def array(data: Any, dtype: type | None = None) -> ndarray:
    """The data as an array of its own."""
    found = asarray(data, dtype)
    return ndarray(list(found.flat), found.shape)


def zeros(count: int) -> ndarray:
    return ndarray([0.0] * count, (count,))


def eye(count: int, dtype: type = float) -> ndarray:
    return ndarray([dtype(i == j) for i in range(count) for j in range(count)], (count, count))


def outer(a: ndarray, b: ndarray) -> ndarray:
    return a[:, None] * b[None, :]


def vstack(parts: list[ndarray]) -> ndarray:
    rows = [row for part in parts for row in (part if part.ndim == 2 else [part])]
    return asarray(rows)


def meshgrid(across: Any, up: Any) -> list[ndarray]:
    return [asarray([list(across) for _ in up]), asarray([[y for _ in across] for y in up])]


minimum = functools.partial(_elementwise, min)
maximum = functools.partial(_elementwise, max)
where = functools.partial(_elementwise, lambda which, a, b: a if which else b)
abs_ = functools.partial(_elementwise, abs)


def _sign(x: float) -> float:
    return float((x > 0) - (x < 0))


sign = functools.partial(_elementwise, _sign)


def _least(data: Any, axis: int | None = None) -> Any:
    return asarray(data).min(axis)


def __getattr__(name: str) -> Any:
    if name == "abs":
        return abs_
    if name == "min":
        return _least
    return _missing("numpy", name)


def _missing(owner: str, name: str) -> Any:
    raise AttributeError(f"this page has the few calls of NumPy that viz makes, and {owner}.{name} is not one of them")
