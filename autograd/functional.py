"""Derivatives as functions: from f to its gradient."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TypeAlias

from autograd.graph import NOTHING, Vector
from autograd.primitive import Scalar
from autograd.primitives.vectors import total
from autograd.reverse import added_products, adjoints
from autograd.value import Constant, Operand, Value, as_value

__all__ = ["adjoint_numbers", "grad", "gradients", "hessian", "jacobian", "value_and_grad"]

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
    adjoint = _by_value(adjoints(output, Constant(1.0), _values_at, _added_products))
    return [as_value(adjoint.get(value, 0.0)) for value in inputs]


def adjoint_numbers(output: Value) -> dict[Value, float]:
    """The derivative of `output` by every Value below it, as numbers: what `backward` adds to their `grad`.

    Raises:
        DomainError: where an operation has no derivative.

    >>> x = Value(3.0)
    >>> adjoint_numbers(x * x)[x], x.grad
    (6.0, None)
    """
    return _by_value(adjoints(output, 1.0, Value._numbers, added_products))


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
    def value_and_derivative(*arguments: Operand) -> tuple[Operand, Derivative]:
        inputs, result, nested = _evaluated(f, arguments)
        output = _output(result)
        return output if nested else output.data, _derivative(output, inputs, nested)

    return value_and_derivative


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


def jacobian(f: Callable[..., Scalar]) -> Callable[..., Scalar]:
    """The function that gives every derivative of every output of `f`.

    Args:
        f: a function of one or more Values that returns a Value, or a sequence of them, or of such sequences; a
            number is a constant.

    Returns:
        A function of as many numbers. What it gives has the shape of what `f` gives, tuples for sequences, with the
        derivative of each output, as `grad` would give it, in that output's place. Several outputs and several
        arguments make a tuple of rows: `jacobian(f)(x1, x2)[i][j]` is the derivative of output i with respect to
        argument j. It nests as `grad` does.

    >>> jacobian(lambda x, y: (x * y, x / y))(2.0, 4.0)
    ((4.0, 2.0), (0.25, -0.125))
    >>> jacobian(lambda x: [x, x**2, x**3])(2.0)
    (1.0, 4.0, 12.0)
    """

    @wraps(f)
    def derivatives(*arguments: Operand) -> Scalar:
        inputs, result, nested = _evaluated(f, arguments)

        def of(output: Scalar) -> Scalar:
            if isinstance(output, (Sequence, Vector)) and not isinstance(output, (str, bytes)):
                return tuple(map(of, output))
            return _derivative(_output(output), inputs, nested)

        return of(result)

    return derivatives


def hessian(f: Callable[..., Operand]) -> Callable[..., Scalar]:
    """The function that gives the second derivatives of `f`: `jacobian(grad(f))`.

    They are exact, and symmetric, to rounding.

    Args:
        f: a function of one or more Values that returns a Value, or a number if it is constant.

    Returns:
        A function of as many numbers: for one argument it gives a float, for several a tuple of rows.
        `jacobian(hessian(f))` gives the third derivatives, and so on.

    >>> hessian(lambda x, y: x**3 * y)(2.0, 5.0)
    ((60.0, 12.0), (12.0, 0.0))

    Newton's method, on the loss of a logistic regression:

    >>> from autograd import sigmoid_binary_cross_entropy
    >>> samples = [(-1.0, 0.0), (0.0, 1.0), (1.0, 0.0), (2.0, 1.0)]
    >>> def loss(w, b):
    ...     return sum(sigmoid_binary_cross_entropy(w * x + b, target) for x, target in samples) / len(samples)
    >>> w = b = 0.0
    >>> for step in range(4):
    ...     by_w, by_b = grad(loss)(w, b)
    ...     (ww, wb), (bw, bb) = hessian(loss)(w, b)
    ...     determinant = ww * bb - wb * bw
    ...     w, b = w - (bb * by_w - wb * by_b) / determinant, b - (ww * by_b - bw * by_w) / determinant
    ...     print(f"{max(map(abs, grad(loss)(w, b))):.0e}")
    2e-02
    9e-04
    1e-06
    4e-12
    """
    return wraps(f)(jacobian(grad(f)))


def _evaluated(f: Callable[..., Scalar], arguments: Sequence[Operand]) -> tuple[list[Value], Scalar, bool]:
    """The Values that stand for `arguments`; what `f` gives for them; whether their derivatives must be Values too."""
    if not callable(f):
        raise TypeError(f"expected a function to differentiate, got {f!r}")
    nested = _depth.get() > 0 or any(isinstance(argument, Value) for argument in arguments)
    # An argument that is a Value already gets a node of its own: it may be passed twice, and each place counts.
    inputs = [argument * 1.0 if isinstance(argument, Value) else Value(argument) for argument in arguments]
    with _one_level_deeper():
        return inputs, f(*inputs), nested


def _output(result: Scalar) -> Value:
    try:
        return as_value(result)
    except TypeError:
        raise TypeError(f"expected the function to return a Value or a number, got {result!r}") from None


def _derivative(output: Value, inputs: list[Value], nested: bool) -> Derivative:
    derivatives: list[Operand]
    if nested:
        derivatives = list(gradients(output, inputs))
    else:
        adjoint = adjoint_numbers(output)
        derivatives = [adjoint.get(value, 0.0) for value in inputs]
    return derivatives[0] if len(inputs) == 1 else tuple(derivatives)


def _by_value(pairs: Iterable[tuple[Iterable[Value], Iterable[Scalar]]]) -> dict[Value, Scalar]:
    return {value: adjoint for values, adjoints in pairs for value, adjoint in zip(values, adjoints)}


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
    node.check_current()
    *numbers, _ = node._numbers()
    arguments: list[Scalar] = []
    for operand, number in zip((node._first, node._second, node._third), numbers):
        is_number = operand is NOTHING or (not isinstance(operand, Vector) and operand.is_constant)
        arguments.append(number if is_number else operand)
    return (*arguments, node)


def _added_products(factors: Sequence[Scalar], others: Sequence[Scalar]) -> Scalar:
    return total(list(map(operator.mul, factors, others)))
