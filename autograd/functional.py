"""Derivatives as functions: from f to its gradient."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TypeAlias

from autograd.graph import NOTHING, Vector
from autograd.primitive import Scalar
from autograd.primitives import total
from autograd.reverse import adjoints
from autograd.value import Constant, Operand, Value, as_value

__all__ = ["grad", "gradients", "value_and_grad"]

Derivative: TypeAlias = Operand | tuple[Operand, ...]

_depth: ContextVar[int] = ContextVar("depth of nested derivatives", default=0)


def gradients(output: Value, inputs: Sequence[Value]) -> list[Value]:
    """The derivative of `output` with respect to each of `inputs`, as graphs that can be differentiated again.

    Args:
        output: what to differentiate.
        inputs: leaves or intermediate Values; one that `output` does not depend on has derivative 0.

    Raises:
        TypeError: if `output` or one of `inputs` is not a Value.
        ValueError: if one of `inputs` is a constant, or if data below `output` has changed since it was computed.
        DomainError: where an operation has no derivative.

    >>> x = Value(3.0)
    >>> [slope] = gradients(x**3, [x])
    >>> [curvature] = gradients(slope, [x])
    >>> slope.data, curvature.data
    (27.0, 18.0)
    """
    for value in (output, *inputs):
        if not isinstance(value, Value):
            raise TypeError(f"expected Values, got {value!r}")
        if value.is_constant and value is not output:
            raise ValueError(f"{value!r} is a constant and has no gradient")
    pairs = adjoints(output, Constant(1.0), _values_at, _added_products)
    adjoint = {value: amount for values, amounts in pairs for value, amount in zip(values, amounts)}
    return [as_value(adjoint.get(value, 0.0)) for value in inputs]


def value_and_grad(f: Callable[..., Operand]) -> Callable[..., tuple[Operand, Derivative]]:
    """The function that gives both what `f` gives and its derivative.

    Args:
        f: a function of one or more Values that returns a Value, or a number if it is constant.

    Returns:
        A function of as many numbers. It gives (value, derivative): the derivative is a float if `f` has one argument,
        otherwise a tuple of floats, one an argument. Called within another derivative, or with Values, it gives Values
        in place of floats, so that derivatives nest.

    >>> value_and_grad(lambda x, y: x * (x + y))(3.0, 1.0)
    (12.0, (7.0, 3.0))
    """

    @wraps(f)
    def derivative_of_f(*arguments: Operand) -> tuple[Operand, Derivative]:
        nested = _depth.get() > 0 or any(isinstance(argument, Value) for argument in arguments)
        # An argument that is a Value already gets a node of its own: it may be passed twice, and each place counts.
        inputs = [argument * 1.0 if isinstance(argument, Value) else Value(argument) for argument in arguments]
        with _one_level_deeper():
            result = f(*inputs)
        try:
            output = as_value(result)
        except TypeError:
            raise TypeError(f"expected the function to return a Value or a number, got {result!r}") from None
        derivatives: list[Operand]
        if nested:
            derivatives = list(gradients(output, inputs))
            return output, derivatives[0] if len(arguments) == 1 else tuple(derivatives)
        output.backward()
        derivatives = [0.0 if value.grad is None else value.grad for value in inputs]
        return output.data, derivatives[0] if len(arguments) == 1 else tuple(derivatives)

    return derivative_of_f


def grad(f: Callable[..., Operand]) -> Callable[..., Derivative]:
    """The derivative of `f`: `value_and_grad` without the value.

    >>> grad(lambda x: x**3)(2.0)
    12.0
    >>> grad(grad(lambda x: x**3))(2.0)
    12.0
    >>> grad(lambda x1, x2: x1.log() + x2.log())(4.0, 2.0)
    (0.25, 0.5)
    """

    @wraps(f)
    def derivative(*arguments: Operand) -> Derivative:
        return value_and_grad(f)(*arguments)[1]

    return derivative


@contextmanager
def _one_level_deeper() -> Iterator[None]:
    token = _depth.set(_depth.get() + 1)
    try:
        yield
    finally:
        _depth.reset(token)


def _values_at(node: Value) -> tuple[Scalar, ...]:
    """What the partials are evaluated at to give Values: the operands and the result themselves.

    A constant stays a number: else the exponent of x³ would ask for the logarithm of x in the next derivative.
    """
    arity = node.primitive.arity if node.primitive is not None else 0
    operands = (node._first, node._second, node._third)[:arity]
    numbers = (node._first_number, node._second_number, node._third_number)
    arguments: list[Scalar] = []
    for operand, number in zip(operands, numbers):
        if operand is not NOTHING and [operand._data] != [number]:  # in lists, a NaN equals itself
            raise ValueError(f"the operands of {node!r} have changed since it was computed: call recompute() first")
        is_number = operand is NOTHING or (not isinstance(operand, Vector) and operand.is_constant)
        arguments.append(number if is_number else operand)
    return (*arguments, node)


def _added_products(factors: Sequence[Scalar], others: Sequence[Scalar]) -> Scalar:
    return total(list(map(operator.mul, factors, others)))
