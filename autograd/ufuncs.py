"""NumPy's functions, called on Values: which operation each stands for. Nothing of NumPy is imported here.

NumPy hands a call of one of its functions over to an argument that knows better: to a Value standing alone, or beside
an array. In an array of Values it calls their operators, and methods that have NumPy's names.
"""

from __future__ import annotations

import math
import operator
import sys
from collections.abc import Callable, Mapping, Sequence

from autograd.primitive import PRIMITIVES, Scalar
from autograd.structures import holds_several
from autograd.tracing import in_formula

__all__ = ["LOOKED_FOR", "METHODS", "called", "is_array", "method_for"]

METHODS = {
    "arccos": "acos",
    "arccosh": "acosh",
    "arcsin": "asin",
    "arcsinh": "asinh",
    "arctan": "atan",
    "arctan2": "atan2",
    "arctanh": "atanh",
    "fabs": "abs",
}
"""The rows that NumPy calls otherwise, as methods too, which NumPy looks for in an array of Values."""

_OPERATORS: dict[str, Callable[..., Scalar]] = {
    "absolute": abs,
    "add": operator.add,
    "conjugate": operator.pos,
    "divide": operator.truediv,
    "equal": operator.eq,
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "less": operator.lt,
    "less_equal": operator.le,
    "multiply": operator.mul,
    "negative": operator.neg,
    "not_equal": operator.ne,
    "positive": operator.pos,
    "power": operator.pow,
    "remainder": operator.mod,
    "subtract": operator.sub,
    "true_divide": operator.truediv,
}
"""What NumPy calls itself, entry by entry, in an array of Values."""

_DEGREE = math.pi / 180.0

_FUNCTIONS: dict[str, Callable[..., Scalar]] = {
    "deg2rad": lambda x: x * _DEGREE,
    "degrees": lambda x: x / _DEGREE,
    "float_power": operator.pow,
    "isfinite": lambda x: math.isfinite(in_formula(x)),
    "isinf": lambda x: math.isinf(in_formula(x)),
    "isnan": lambda x: math.isnan(in_formula(x)),
    "logaddexp": lambda a, b: PRIMITIVES["logsumexp"]([a, b]),
    "rad2deg": lambda x: x / _DEGREE,
    "radians": lambda x: x * _DEGREE,
    "reciprocal": lambda x: 1.0 / x,
    "square": lambda x: x * x,
}
"""What stands for other functions and tests that no row is called like."""

LOOKED_FOR = ("deg2rad", "degrees", "rad2deg", "radians", "bit_count", "fmod", "logical_xor", "rint")
"""Methods that NumPy looks for in an array of Values and that are no rows: some refuse, in our words."""


def is_array(operand: Scalar) -> bool:
    """Whether NumPy's operators should take over: an array of one dimension or more, but no single number."""
    return hasattr(operand, "__array_ufunc__") and bool(getattr(operand, "ndim", 0))


def called(ufunc: Scalar, method: str, inputs: Sequence[Scalar], options: Mapping[str, Scalar]) -> Scalar:
    """What a function of NumPy's gives for inputs among which there is a Value: a Value, or an array of them.

    Args:
        ufunc: the function.
        method: how it was called: "__call__", or "reduce" and the like.
        inputs: its arguments.
        options: its options, such as `out`.

    Raises:
        TypeError: if no operation stands for the function.
    """
    name = ufunc.__name__
    function = _function(name)
    if method == "__call__" and not options:
        # Of NumPy's numbers, and arrays without dimensions, what is in them; often passed, by programs on NumPy's data.
        singles = [entry if getattr(entry, "ndim", 1) else entry.tolist() for entry in inputs]
        if not any(map(holds_several, singles)):
            return function(*singles)
    # In a list of one, a Value becomes an array that NumPy spreads over the others.
    arrays = [entry if holds_several(entry) else [entry] for entry in inputs]
    if method == "__call__" and name not in _OPERATORS:
        # For some of these NumPy would ask a float for a method, or choose by comparing, or has no way at all.
        return _numpy_of(ufunc).frompyfunc(function, ufunc.nin, 1)(*arrays, **options)
    return getattr(ufunc, method)(*arrays, **options)


def method_for(name: str) -> Callable[..., Scalar]:
    """The method of a Value that NumPy calls by one of the names of `LOOKED_FOR`.

    Raises:
        TypeError: by the method, if no operation stands for the function.
    """

    def method(self: Scalar, *others: Scalar) -> Scalar:
        return _function(_NUMPYS_NAMES.get(name, name))(self, *others)

    return method


_NUMPYS_NAMES = {"bit_count": "bitwise_count"}


def _numpy_of(ufunc: Scalar) -> Scalar:
    """NumPy itself, which is there where one of its functions is."""
    return sys.modules[type(ufunc).__module__.partition(".")[0]]


def _function(name: str) -> Callable[..., Scalar]:
    function = _OPERATORS.get(name) or _FUNCTIONS.get(name)
    if function is not None:
        return function
    row = PRIMITIVES.get(METHODS.get(name, name))
    if row is None or any(row.vectors):
        raise TypeError(f"expected a function that Values have an operation for, but np.{name} has no row")
    return row
