"""Derivatives as functions: from f to its gradient.

All of them take what people differentiate by: numbers, and numbers side by side in lists, tuples, dictionaries and
arrays, of which the derivative then has the shape.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from autograd.arguments import check_function
from autograd.data import as_whole, hint_of_order
from autograd.graph import NOTHING, Vector
from autograd.primitive import Scalar
from autograd.primitives.vectors import total
from autograd.reverse import added_products, adjoints
from autograd.shared.showing import came
from autograd.structures import Path, entries_of, holds_several, mapped, parameter_names
from autograd.tracing import differentiating, is_differentiating
from autograd.value import Constant, Operand, Value, as_value

if TYPE_CHECKING:
    from autograd.signatures import Argument, Of1, Of2, Of3, OfList, OneOrMore, Pair, Triple

__all__ = ["ArgumentNumbers", "adjoint_numbers", "grad", "gradients", "hessian", "jacobian", "value_and_grad"]

ArgumentNumbers: TypeAlias = "int | Sequence[int] | None"
"""Which positional arguments a derivative is taken by: one, several, or, for None, all."""


@overload
def gradients(output: Value, inputs: Value) -> Value: ...  # a Value is no Iterable


@overload
def gradients(output: Value, inputs: Mapping[str, Value]) -> dict[str, Value]: ...


@overload
def gradients(output: Value, inputs: Iterable[Value]) -> list[Value]: ...


def gradients(output: Value, inputs: Scalar) -> Scalar:
    """The derivative of `output` with respect to each of `inputs`, as graphs that can be differentiated again.

    Args:
        output: what to differentiate.
        inputs: leaves or intermediate Values; one that `output` does not depend on has derivative 0. Several of them,
            or a dictionary of them, as `model.named_parameters()` is, or lists of lists.

    Returns:
        A list of as many Values; a dictionary for a dictionary, and for one Value that Value's derivative.

    Raises:
        TypeError: if `output` or one of `inputs` is not a Value.
        ValueError: if one of `inputs` is a constant, or if data below `output` has changed since it was computed.
        DomainError: where an operation has no derivative.

    >>> x = Value(3.0)
    >>> [slope] = gradients(x**3, [x])
    >>> [curvature] = gradients(slope, [x])
    >>> slope.data, curvature.data
    (27.0, 18.0)
    >>> w, b = Value(2.0), Value(1.0)
    >>> gradients(w * 3.0 + b, {"w": w, "b": b})["w"].data
    3.0
    """
    if not isinstance(output, Value):
        raise TypeError(f"expected output to be a Value, got {came(output)}")
    if not isinstance(inputs, (Value, Mapping)) and not hasattr(inputs, "tolist"):
        if not hasattr(inputs, "__iter__") or isinstance(inputs, (set, frozenset)):
            raise TypeError(f"expected inputs to be Values, got {came(inputs)}{hint_of_order(inputs, 'inputs')}")
        inputs = list(inputs)  # whatever can be gone through
    for value, _ in entries_of(inputs):
        if not isinstance(value, Value):
            raise TypeError(f"expected inputs to be Values, got {came(value)} among them")
        if value.is_constant and value is not output:
            raise ValueError(f"expected inputs to be Values with gradients, got the constant {value!r}")
    adjoint = _by_value(adjoints(output, Constant(1.0), _added_products, _values_at))
    return mapped(lambda value, path: as_value(adjoint.get(value, 0.0)), inputs)


def adjoint_numbers(output: Value) -> dict[Value, float]:
    """The derivative of `output` by every Value below it, as numbers: what `backward` adds to their `grad`.

    Raises:
        TypeError: if `output` is not a Value.
        DomainError: where an operation has no derivative.

    >>> x = Value(3.0)
    >>> adjoint_numbers(x * x)[x], x.grad
    (6.0, None)
    """
    if not isinstance(output, Value):
        raise TypeError(f"expected output to be a Value, got {came(output)}")
    return _by_value(adjoints(output, 1.0, added_products))


@overload
def value_and_grad(f: OneOrMore, argnums: ArgumentNumbers = None) -> Callable[..., Any]: ...


@overload
def value_and_grad(f: Callable[[Argument], Operand], argnums: None = None) -> Of1[Pair[float], Pair[Value]]: ...


@overload
def value_and_grad(
    f: Callable[[Argument, Argument], Operand], argnums: None = None
) -> Of2[tuple[float, Pair[float]], tuple[Value, Pair[Value]]]: ...


@overload
def value_and_grad(
    f: Callable[[Argument, Argument, Argument], Operand], argnums: None = None
) -> Of3[tuple[float, Triple[float]], tuple[Value, Triple[Value]]]: ...


@overload
def value_and_grad(
    f: Callable[[list[Value]], Operand], argnums: None = None
) -> OfList[tuple[float, list[float]], tuple[Value, list[Value]]]: ...


@overload
def value_and_grad(f: Callable[..., Operand], argnums: ArgumentNumbers = None) -> Callable[..., tuple[Any, Any]]: ...


def value_and_grad(f: Callable[..., Operand], argnums: ArgumentNumbers = None) -> Callable[..., tuple[Operand, Scalar]]:
    """The function that gives both what `f` gives and its derivative.

    Derivatives pass through the graph of Values alone. A number that `f` takes out of it by `float(x)`, or by calling a
    function of Python's math, raises an error; one that it looks at, as `x.data`, gives a warning. `x.detach()` says
    that no derivative is meant.

    Args:
        f: a function of one or more Values that returns a Value, or a number if it is constant.
        argnums: which positional arguments the derivative is taken by: one, counted from 0, or several; all by default.
            The others, and those given by keyword, reach `f` as they are.

    Returns:
        A function of as many numbers. It gives (value, derivative): the derivative is a float if it is taken by one
        argument, otherwise a tuple of floats, one an argument. An argument may be a list of numbers, a tuple, a
        dictionary or an array, or such things nested: the derivative by it has its shape. Called within another
        derivative, or with Values, it gives Values in place of floats, so that derivatives nest.

    Raises:
        TypeError: at once, if `f` is no function.
        LostGradientError: when `f` takes a number out of the graph.

    >>> value_and_grad(lambda x, y: x * (x + y))(3.0, 1.0)
    (12.0, (7.0, 3.0))
    >>> value_and_grad(lambda w, x: w[0] * x + w[1], argnums=0)([2.0, 1.0], 3.0)
    (7.0, [3.0, 1.0])
    """
    check_function(f, "f", " to differentiate")

    @wraps(f)
    def value_and_derivative(*arguments: Scalar, **keywords: Scalar) -> tuple[Operand, Scalar]:
        call = _Call(f, argnums, arguments, keywords)
        output = _output(call.result)
        return output if call.is_nested else output.data, call.derivative_of(output)

    return value_and_derivative


@overload
def grad(f: OneOrMore, argnums: ArgumentNumbers = None) -> Callable[..., Any]: ...


@overload
def grad(f: Callable[[Argument], Operand], argnums: None = None) -> Of1[float, Value]: ...


@overload
def grad(f: Callable[[Argument, Argument], Operand], argnums: None = None) -> Of2[Pair[float], Pair[Value]]: ...


@overload
def grad(
    f: Callable[[Argument, Argument, Argument], Operand], argnums: None = None
) -> Of3[Triple[float], Triple[Value]]: ...


@overload
def grad(f: Callable[[list[Value]], Operand], argnums: None = None) -> OfList[list[float], list[Value]]: ...


@overload
def grad(f: Callable[..., Operand], argnums: ArgumentNumbers = None) -> Callable[..., Any]: ...


def grad(f: Callable[..., Operand], argnums: ArgumentNumbers = None) -> Callable[..., Scalar]:
    """The derivative of `f`: `value_and_grad` without the value.

    Args:
        f: a function of Values.
        argnums: which arguments the derivatives are taken by, as for `value_and_grad`.

    Returns:
        A function of as many numbers, which gives the derivative: a number for one argument, a tuple for several.

    >>> grad(lambda x: x**3)(2.0)
    12.0
    >>> grad(grad(lambda x: x**3))(2.0)
    12.0
    >>> grad(lambda x1, x2: x1.log() + x2.log())(4.0, 2.0)
    (0.25, 0.5)
    >>> grad(lambda w: w[0] ** 2 + w[0] * w[1])([1.0, 2.0])
    [4.0, 1.0]

    What `f` closes over counts as constant, and outside of other derivatives the result is a float, which nothing can
    be differentiated through. Call it with a Value, and the result is one that depends on whatever `f` closes over:

    >>> x = Value(1.0)
    >>> y = x * grad(lambda t: x * t)(Value(2.0))
    >>> y.backward()
    >>> x.grad
    2.0
    """
    value_and_derivative: Callable[..., tuple[Operand, Scalar]] = value_and_grad(f, argnums)

    @wraps(f)
    def derivative(*arguments: Scalar, **keywords: Scalar) -> Scalar:
        return value_and_derivative(*arguments, **keywords)[1]

    return derivative


@overload
def jacobian(f: OneOrMore, argnums: ArgumentNumbers = None) -> Callable[..., Any]: ...


@overload
def jacobian(f: Callable[[Argument], Operand], argnums: None = None) -> Of1[float, Value]: ...


@overload
def jacobian(
    f: Callable[[Argument], Sequence[Operand]], argnums: None = None
) -> Of1[tuple[float, ...], tuple[Value, ...]]: ...


@overload
def jacobian(f: Callable[[Argument, Argument], Operand], argnums: None = None) -> Of2[Pair[float], Pair[Value]]: ...


@overload
def jacobian(
    f: Callable[[Argument, Argument], Sequence[Operand]], argnums: None = None
) -> Of2[tuple[Pair[float], ...], tuple[Pair[Value], ...]]: ...


@overload
def jacobian(
    f: Callable[[list[Value]], Sequence[Operand]], argnums: None = None
) -> OfList[tuple[list[float], ...], tuple[list[Value], ...]]: ...


@overload
def jacobian(f: Callable[..., Any], argnums: ArgumentNumbers = None) -> Callable[..., Any]: ...


def jacobian(f: Callable[..., Scalar], argnums: ArgumentNumbers = None) -> Callable[..., Scalar]:
    """The function that gives every derivative of every output of `f`.

    Args:
        f: a function of one or more Values that returns a Value, or a sequence or array of them, or of such sequences;
            a number is a constant.
        argnums: which arguments the derivatives are taken by, as for `value_and_grad`.

    Returns:
        A function of as many numbers, lists or arrays. What it gives has the shape of what `f` gives, tuples for
        sequences, with the derivative of each output, as `grad` would give it, in that output's place. Several outputs
        and several arguments make a tuple of rows: `jacobian(f)(x1, x2)[i][j]` is the derivative of output i with
        respect to argument j. It nests as `grad` does.

    >>> jacobian(lambda x, y: (x * y, x / y))(2.0, 4.0)
    ((4.0, 2.0), (0.25, -0.125))
    >>> jacobian(lambda x: [x, x**2, x**3])(2.0)
    (1.0, 4.0, 12.0)
    """
    check_function(f, "f", " to differentiate")

    @wraps(f)
    def derivatives(*arguments: Scalar, **keywords: Scalar) -> Scalar:
        call = _Call(f, argnums, arguments, keywords)

        def of(output: Scalar) -> Scalar:
            if holds_several(output) and not isinstance(output, Mapping):
                return tuple(map(of, output))
            return call.derivative_of(_output(output))

        return of(call.result)

    return derivatives


@overload
def hessian(f: OneOrMore, argnums: ArgumentNumbers = None) -> Callable[..., Any]: ...


@overload
def hessian(f: Callable[[Argument], Operand], argnums: None = None) -> Of1[float, Value]: ...


@overload
def hessian(
    f: Callable[[Argument, Argument], Operand], argnums: None = None
) -> Of2[Pair[Pair[float]], Pair[Pair[Value]]]: ...


@overload
def hessian(
    f: Callable[[Argument, Argument, Argument], Operand], argnums: None = None
) -> Of3[Triple[Triple[float]], Triple[Triple[Value]]]: ...


@overload
def hessian(
    f: Callable[[list[Value]], Operand], argnums: None = None
) -> OfList[tuple[list[float], ...], tuple[list[Value], ...]]: ...


@overload
def hessian(f: Callable[..., Operand], argnums: ArgumentNumbers = None) -> Callable[..., Any]: ...


def hessian(f: Callable[..., Operand], argnums: ArgumentNumbers = None) -> Callable[..., Scalar]:
    """The function that gives the second derivatives of `f`: `jacobian(grad(f))`.

    They are exact, and symmetric, to rounding.

    Args:
        f: a function of one or more Values that returns a Value, or a number if it is constant.
        argnums: which arguments the derivatives are taken by, as for `value_and_grad`.

    Returns:
        A function of as many numbers: for one argument it gives a float, for several a tuple of rows; for a list or an
        array, a tuple with a row for each of its numbers. `jacobian(hessian(f))` gives the third derivatives.

    >>> hessian(lambda x, y: x**3 * y)(2.0, 5.0)
    ((60.0, 12.0), (12.0, 0.0))
    >>> hessian(lambda w: w[0] ** 2 + w[0] * w[1])([1.0, 2.0])
    ([2.0, 1.0], [1.0, 0.0])

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
    return wraps(f)(jacobian(grad(f, argnums), argnums))


class _Call:
    """A function called on Values in place of numbers, and what is needed to differentiate what it gave.

    Attributes:
        result: what it gave.
        is_nested: whether its derivatives must be Values too.
    """

    def __init__(
        self,
        f: Callable[..., Scalar],
        argnums: ArgumentNumbers,
        arguments: Sequence[Scalar],
        keywords: Mapping[str, Scalar],
    ) -> None:
        chosen = _chosen(argnums, len(arguments))
        self._inputs: list[Value] = []
        self._is_single = len(chosen) == 1 and not isinstance(argnums, Sequence)
        everything = (*arguments, *keywords.values()) if keywords else arguments
        self.is_nested = is_differentiating() or any(map(_holds_a_value, everything))

        def name(value: Value) -> str | None:
            names = parameter_names(f, len(arguments))
            places = {v: names[k] + _written(p) for k, s in zip(chosen, self._structures) for v, p in entries_of(s)}
            return places.get(value)

        with differentiating(name) as followed:
            self._structures = [mapped(self._leaf, arguments[k]) for k in chosen]
            followed.update(self._inputs)
            passed = dict(zip(chosen, self._structures))
            self.result = f(*[passed.get(k, argument) for k, argument in enumerate(arguments)], **keywords)

    def _leaf(self, entry: Operand, path: Path) -> Value:
        # An argument that is a Value already gets a node of its own: it may be passed twice, and each place counts.
        try:
            leaf = entry * 1.0 if isinstance(entry, Value) else Value(entry)
        except TypeError:
            raise TypeError(f"expected numbers to differentiate by, got {came(entry)}") from None
        self._inputs.append(leaf)
        return leaf

    def derivative_of(self, output: Value) -> Scalar:
        """The derivative of one output, in the shape of the arguments that it is taken by."""
        if self.is_nested:
            adjoint: dict[Value, Scalar] = dict(zip(self._inputs, gradients(output, self._inputs)))
        else:
            adjoint = adjoint_numbers(output)
        derivatives = [mapped(lambda leaf, path: adjoint.get(leaf, 0.0), structure) for structure in self._structures]
        return derivatives[0] if self._is_single else tuple(derivatives)


def _chosen(argnums: ArgumentNumbers, count: int) -> list[int]:
    """The places of the arguments that a derivative is taken by, of `count` there are."""
    if not count:
        raise TypeError("expected at least one argument to differentiate by, not given by keyword, got none")
    if argnums is None:
        return list(range(count))
    chosen = []
    for number in argnums if isinstance(argnums, Sequence) else [argnums]:
        whole = as_whole(number)
        if whole is None:
            raise TypeError(f"expected argnums to be a whole number or several, got {came(argnums)}")
        if not -count <= whole < count:
            raise ValueError(f"expected argnums to be below {count}, the number of positional arguments, got {number}")
        chosen.append(whole % count)
    return chosen


def _holds_a_value(argument: Scalar) -> bool:
    if isinstance(argument, Value):
        return True
    return (
        type(argument) is not float
        and holds_several(argument)
        and any(isinstance(entry, Value) for entry, _ in entries_of(argument))
    )


def _written(path: Path) -> str:
    return "".join(f"[{key!r}]" for key in path)


def _output(result: Scalar) -> Value:
    try:
        return as_value(result)
    except TypeError:
        raise TypeError(f"expected the function to return a Value or a number, got {came(result)}") from None


def _by_value(pairs: Iterable[tuple[Iterable[Value], Iterable[Scalar]]]) -> dict[Value, Scalar]:
    return {value: adjoint for values, adjoints in pairs for value, adjoint in zip(values, adjoints)}


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
