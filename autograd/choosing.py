"""`where`: one of two Values, chosen by a condition."""

from __future__ import annotations

from collections.abc import Callable

from autograd import algebra
from autograd.primitive import Scalar
from autograd.primitives.piecewise import select
from autograd.value import Operand, Value, as_value

__all__ = ["where"]


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
    if type(condition).__name__.startswith("bool"):  # Python's and NumPy's
        holds = bool(condition)
    elif hasattr(condition, "__float__") and not hasattr(condition, "__len__"):
        holds = float(condition) != 0.0
    else:
        raise TypeError(f"expected a bool, a number or a Value as condition, got {condition!r}")
    value = as_value(algebra.where(holds, a, b))
    gives_value = any(callable(side) or isinstance(side, Value) for side in (a, b))
    return value if gives_value else value.data
