"""`where`: one of two Values, chosen by a condition; `pick`: one of many, chosen by its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from autograd import algebra
from autograd.graph import Vector
from autograd.primitive import Scalar, is_real
from autograd.primitives.piecewise import select
from autograd.primitives.vectors import element
from autograd.shared.flags import is_bool
from autograd.shared.showing import came
from autograd.value import Operand, Value, as_value

__all__ = ["pick", "where"]


def where(condition: Operand | bool, a: Operand | Callable[[], Operand], b: Operand | Callable[[], Operand]) -> Scalar:
    """`a` where the condition holds, otherwise `b`.

    A comparison, as `x > 0`, is a bool: one side is chosen now, and nothing of the other is in the graph. A condition
    that is a Value, as `step(x)`, holds where it is not 0, and becomes part of the graph with both sides: a compiled
    program chooses anew for each sample.

    Args:
        condition: a bool, a number or a Value; a number holds where it is not 0.
        a: a Value or a number; or a function without arguments that gives one. With a bool or a number as condition,
            it is called only if it is chosen, and may do what fails on the other side.
        b: likewise.

    Returns:
        A Value, if the condition or a side is a Value or a function; otherwise a number.

    Raises:
        TypeError: if the condition is none of these, or what is chosen is neither a Value nor a real number.

    >>> x = Value(-2.0)
    >>> where(x > 0.0, lambda: x.log(), 3.0 * x)
    Value(-6.0, primitive='mul')
    >>> where(x.step(), x, 0.0)
    Value(0.0, primitive='select')
    """
    if isinstance(condition, Value):
        chosen: Value = select(condition, *(side() if callable(side) else side for side in (a, b)))
        return chosen
    if is_bool(condition):
        holds = bool(condition)
    elif hasattr(condition, "__float__") and not hasattr(condition, "__len__"):
        holds = bool(condition != 0)
    else:
        raise TypeError(f"expected condition to be a bool, a number or a Value, got {came(condition)}")
    value = as_value(algebra.where(holds, a, b))
    gives_value = any(callable(side) or isinstance(side, Value) for side in (a, b))
    return value if gives_value else value.data


def pick(values: Sequence[Scalar] | Vector, index: Operand) -> Scalar:
    """The element of a vector, or the row of a table, that stands at a place.

    A number picks as `values[index]` does. A Value does as well, and becomes part of the graph: a compiled program
    takes the place as an input, and picks anew for each sample, as the tokens of a text.

    Args:
        values: Values and numbers; or rows of them, all of one length.
        index: the place, a whole number counted from 0.

    Returns:
        The element; or the row, a list if the place is a Value.

    Raises:
        IndexError: if nothing stands at that place.
        TypeError, ValueError: if the place is not a whole number, or there is nothing to pick from; for rows of
            different lengths.

    >>> table = [[Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]]
    >>> pick(table, 1)
    [Value(3.0), Value(4.0)]
    >>> [x.data for x in pick(table, Value(1.0))]
    [3.0, 4.0]
    >>> pick([10.0, 20.0, 30.0], Value(2.0))
    Value(30.0, primitive='element')
    """
    if not hasattr(values, "__len__") or not hasattr(values, "__getitem__") or isinstance(values, Mapping):
        raise TypeError(f"expected values to be a sequence to pick from, got {came(values)}")
    if not len(values):
        raise ValueError("expected values to hold something to pick from, got none")
    place = _place(index, len(values))
    if not isinstance(index, Value):
        return values[place]
    if not hasattr(values[place], "__len__"):
        return element(values, index)
    rows: Sequence[Scalar] = list(values)
    if len({len(row) for row in rows}) > 1:
        lengths = ", ".join(str(len(row)) for row in rows)
        raise ValueError(f"expected values to have rows of one length, to pick one by a Value, got rows of {lengths}")
    return [element(column, index) for column in zip(*rows)]


def _place(index: Operand, count: int) -> int:
    """The place as an int, if it is one of `count` places."""
    number = index._data if isinstance(index, Value) else index
    if not is_real(number):
        raise TypeError(f"expected index to be a whole number, got {came(index)}")
    if number != number // 1:
        raise ValueError(f"expected index to be a whole number, got {number!r}")
    if not 0 <= number < count:
        name = (isinstance(index, Value) and index.label) or "index"
        raise IndexError(f"expected {name} to be a place from 0 to {count - 1}, got {number:g}")
    return int(number)
