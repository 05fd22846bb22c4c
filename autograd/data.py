"""Data as people have it, made plain once, at the door: whatever container it comes in, and always by position.

Nothing is imported to know a container: arrays, tensors and tables have a method that gives lists, and whatever else
can be gone through becomes one. A pandas Series is read in its order, whatever its index says.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence, Set
from typing import Any, Final, Protocol, TypeAlias

from autograd.graph import Vector
from autograd.shared.flags import is_bool
from autograd.shared.showing import came
from autograd.structures import DEEPEST
from autograd.value import Value

__all__ = [
    "NUMBERS",
    "Array",
    "Shape",
    "as_whole",
    "entries",
    "hint_of_order",
    "holds_finite_rows",
    "is_row",
    "plain",
    "shape_of",
    "without_brackets",
]

NUMBERS: Final = frozenset({int, float})
GIVING_LISTS: Final = ("tolist", "to_numpy", "toarray", "numpy")
"""NumPy, array, memoryview, PyTorch, pandas.Series; pandas.DataFrame, Polars; SciPy's sparse matrices; TensorFlow."""


class Array(Protocol):
    """Numbers in a container of another library, which is no `Sequence`: an array, a tensor, a table."""

    @property
    def shape(self) -> Any: ...

    def __len__(self) -> int: ...


Shape: TypeAlias = "int | tuple[Shape, ...] | None"
"""Of a sample: None for a number, how many there are for a sequence of numbers, the shapes of its entries otherwise."""


def plain(data: Any) -> Any:
    """The data as lists of Python's own numbers, bools as 0 and 1; as they are, where they are that already.

    What is no number (text, None) stays what it is, and so do Values.

    >>> from array import array
    >>> plain(array("f", [0.5, 2.0])), plain(range(3)), plain([(0.0, True), (x for x in [1, 2])])
    ([0.5, 2.0], [0, 1, 2], [[0.0, 1], [1, 2]])
    >>> rows = [[0.0, 1.0], [1, 0]]
    >>> plain(rows) is rows
    True
    """
    return _plain(data, 0)


def _plain(data: Any, depth: int) -> Any:
    found = _opened(data)
    if found is True or found is False:
        return int(found)
    if not isinstance(found, (list, tuple)) or depth == DEEPEST or NUMBERS.issuperset(map(type, found)):
        return found
    converted = [_plain(entry, depth + 1) for entry in found]
    return found if all(map(operator.is_, found, converted)) else converted


def _opened(data: Any) -> Any:
    """A container as a list, what an array holds included; itself, where it is one already, or no container."""
    kind = type(data)
    if kind in NUMBERS or isinstance(data, (list, tuple, str, bytes, bytearray, Value, Vector, Mapping, Set)):
        return data
    method = next((name for name in GIVING_LISTS if callable(getattr(kind, name, None))), None)
    if method is not None:
        given = getattr(data, method)()
        return given if type(given) is kind else _opened(given)  # NumPy's long double gives itself
    if hasattr(kind, "__iter__") or (hasattr(kind, "__getitem__") and hasattr(kind, "__len__")):
        return list(data)
    return data


def entries(data: Any, name: str, of: str = "entries") -> Sequence[Any]:
    """What a container holds, in its order: what stands in a list stays what it is, arrays become lists.

    Args:
        data: the container.
        name: what to call it in an error.
        of: what it should hold.

    Raises:
        TypeError: if it is none, or has no order.
    """
    return _checked_sequence(_opened(data), name, of)


def _checked_sequence(found: Any, name: str, of: str) -> Sequence[Any]:
    if isinstance(found, (list, tuple, Vector)):
        return found  # type: ignore[return-value]  # a vector has a length, an order and entries too
    is_table = isinstance(found, Mapping) and of == "samples"
    hint = f": of columns by name, the rows are list(zip(*{name}.values()))" if is_table else hint_of_order(found, name)
    raise TypeError(f"expected {name} to be a sequence of {of}, got {came(found)}{hint}")


def hint_of_order(given: object, name: str) -> str:
    """What to write where a set or a dictionary came in place of a sequence.

    >>> hint_of_order({1.0, 2.0}, "x"), hint_of_order({"height": 1.0}, "x")
    (': a set has no order', ': its entries are list(x.values())')
    """
    if isinstance(given, Mapping):
        return f": its entries are list({name}.values())"
    return ": a set has no order" if isinstance(given, Set) else ""


def holds_finite_rows(data: Any, width: int | None) -> bool:
    """Whether an array may be read where it lies: rows of so many doubles, one after the other, all finite."""
    try:
        view: Any = memoryview(data)
    except (TypeError, ValueError):
        return False
    fits = view.format == "d" and view.ndim == 2 and view.c_contiguous and view.shape[1] == width
    return fits and 0 not in view.shape and math.isfinite(sum(view.cast("B").cast("d")))


def as_whole(number: object) -> int | None:
    """A whole number of Python's, of NumPy's, or of whatever else can be an index; None for anything else, and a bool.

    >>> as_whole(3), as_whole(3.0), as_whole(True)
    (3, None, None)
    """
    if is_bool(number):
        return None
    try:
        return operator.index(number)  # type: ignore[arg-type]  # that is asked
    except TypeError:
        return None


def is_row(entry: Any) -> bool:
    """Whether a plain sample, or target, is a row of numbers."""
    return isinstance(entry, (list, tuple, Vector))


def without_brackets(y: Sequence[Any]) -> Sequence[Any]:
    """Targets that come as one column, a row of one number each, as these numbers; others as they are.

    >>> without_brackets([[0.0], [1.0]]), without_brackets([[0, 1], [1, 0]])
    ([0.0, 1.0], [[0, 1], [1, 0]])
    """
    return [row[0] for row in y] if all(is_row(row) and len(row) == 1 for row in y) else y


def shape_of(sample: Any) -> Shape:
    """The shape of a plain sample.

    >>> shape_of(3.0), shape_of([3, 1, 4]), shape_of([[0.0, 1.0], [2.0]])
    (None, 3, (2, 1))
    """
    if not is_row(sample):
        return None
    return tuple(map(shape_of, sample)) if len(sample) and is_row(sample[0]) else len(sample)
