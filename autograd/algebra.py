"""The algebra that a row's formulas are written in, beside arithmetic and the operations of the table.

A formula is written once. Numbers, Values, Lanes of machine code and Terms of a derivation interpret it: each has the
operators, is taken by the operations of the table, and what cannot be said with those is said with the functions here.
`where` chooses; `each`, `fold`, `others`, `first_largest` and `length` go through a vector, whose length a program does
not know while its code is written. An interpreter that cannot answer with a number, as `Lane`, brings conditions with a
method `where` and vectors with methods of these names; for all others Python decides, and a vector is a sequence.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import wraps
from typing import TypeVar

from autograd.primitive import Scalar
from autograd.tracing import in_formula

__all__ = [
    "beside_formula",
    "copysign",
    "defined_where",
    "each",
    "equal",
    "first_largest",
    "fold",
    "formula_of",
    "length",
    "limit_of_product",
    "number_behind",
    "others",
    "where",
    "written_as",
]

Function = TypeVar("Function", bound=Callable[..., float])
Partial = TypeVar("Partial", bound=Callable[..., Scalar])


def where(condition: Scalar, a: Scalar, b: Scalar) -> Scalar:
    """`a` where the condition holds, otherwise `b`.

    Args:
        condition: a comparison, or several joined by & and |.
        a: a formula, or a function without arguments that gives one. A program computes both branches and keeps one;
            all others call the one that is chosen alone, so a function may do what fails on the other side.
        b: likewise.

    >>> x = 0.0
    >>> where(x > 0.0, lambda: 1.0 / x, 0.0)
    0.0
    """
    if condition is True or condition is False:
        chosen = a if condition else b
        return chosen() if callable(chosen) else chosen
    return condition.where(a, b)


def defined_where(condition: Scalar, a: Scalar) -> Scalar:
    """`a`, as `where` takes it, where the condition holds; elsewhere there is no number.

    A program computes NaN there, which hands the sample to the engine.

    Raises:
        ValueError: where the condition does not hold.
    """
    if condition is False:
        raise ValueError("not defined")
    return where(condition, a, math.nan)


def limit_of_product(a: Scalar, b: Scalar) -> Scalar:
    """The product, and 0 for 0 times an infinity: what 0·b goes to when b grows."""
    is_zero = (equal(a, 0.0) & (abs(b) >= 0.0)) | (equal(b, 0.0) & (abs(a) >= 0.0))  # NaN is not at least 0
    return where(is_zero, 0.0, lambda: a * b)


def equal(a: Scalar, b: Scalar) -> Scalar:
    """The condition that two numbers are equal; `==` of lanes and terms compares them as objects."""
    return (a <= b) & (a >= b)


def copysign(size: float, sign: Scalar) -> Scalar:
    """The number `size` with the sign of `sign`, which is told from that of 0 and −0 too."""
    return sign.copysign(size) if hasattr(sign, "copysign") else math.copysign(size, _number(sign))


def number_behind(x: Scalar) -> Scalar:
    """The number that `x` has here, as a constant of the formula: no derivative goes through it."""
    return x if type(x) is float or hasattr(x, "copysign") else _number(x)


def _number(x: Scalar) -> float:
    """The number of a Value or of another number."""
    return in_formula(x) if hasattr(x, "_data") else float(x)


def each(function: Callable[..., Scalar], *vectors: Scalar) -> Scalar:
    """The vector of what `function` gives for every place and the elements there, one a vector.

    >>> each(lambda place, w, x: w * x, [1.0, 2.0], [3.0, 4.0])
    [3.0, 8.0]
    """
    if hasattr(vectors[0], "each"):
        return vectors[0].each(function, *vectors[1:])
    return [function(place, *elements) for place, elements in enumerate(zip(*vectors))]


def fold(start: Sequence[Scalar], step: Callable[..., Sequence[Scalar]], *vectors: Scalar) -> Scalar:
    """Goes through vectors of one length, first element to last.

    Args:
        start: what is carried along, before the first element.
        step: from what is carried, the place and the elements there, what is carried on.
        vectors: the vectors.

    >>> fold([0.0], lambda result, place, x: [result * 10.0 + x], [1.0, 2.0, 3.0])
    [123.0]
    """
    if hasattr(vectors[0], "fold"):
        return vectors[0].fold(start, step, *vectors[1:])
    carried = start
    for place, elements in enumerate(zip(*vectors)):
        carried = step(*carried, place, *elements)
    return carried


def others(xs: Scalar, place: Scalar, neutral: float) -> Scalar:
    """The vector without the element at `place`, or with `neutral` there: it must change nothing of what follows."""
    if hasattr(xs, "each") or type(place) is not int:
        return each(lambda k, x: where(k == place, neutral, x), xs)
    return [*xs[:place], *xs[place + 1 :]]


def first_largest(xs: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    """The first of the largest elements, the number behind it, and its place."""
    if hasattr(xs, "fold"):
        top, place = xs.fold([-math.inf, 0.0], lambda top, at, k, x: [where(x > top, x, top), where(x > top, k, at)])
        return top, top, place
    place = max(range(len(xs)), key=lambda k: _number(xs[k]))
    return xs[place], _number(xs[place]), place


def length(xs: Scalar) -> Scalar:
    """How many elements a vector has."""
    return xs.length() if hasattr(xs, "length") else len(xs)


def written_as(formula: Callable[..., Scalar]) -> Callable[[Function], Function]:
    """Puts a formula of the algebra beside a function of Python's that computes the same, faster or more sharply.

    The formula belongs to the function, not to a row: a row that is given another value has another formula.
    """

    def noted(function: Function) -> Function:
        function.formula = formula  # type: ignore[attr-defined]  # the one attribute of a function that is set
        return function

    return noted


def beside_formula(formula: Callable[..., Scalar]) -> Callable[[Partial], Callable[..., Scalar]]:
    """Puts a function of Python's, which is faster, beside a partial's formula: it is taken where all are numbers.

    >>> @beside_formula(lambda x, y: 2.0 * x)
    ... def slope_of_the_square(x, y):
    ...     return x + x
    """

    def chosen(function: Partial) -> Callable[..., Scalar]:
        @wraps(function)
        def either(*operands_and_result: Scalar) -> Scalar:
            if type(operands_and_result[-1]) is float:
                return function(*operands_and_result)
            return formula(*operands_and_result)

        return either

    return chosen


def formula_of(function: Callable[..., float]) -> Callable[..., Scalar]:
    """The formula that stands beside a function; the function itself, which may be one, where none does."""
    formula: Callable[..., Scalar] = getattr(function, "formula", function)
    return formula
