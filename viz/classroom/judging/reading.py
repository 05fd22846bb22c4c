"""A number as a student writes it, read and never run as a program."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from numbers import Rational, Real
from typing import Final

from autograd.shared.showing import brief, came
from viz.classroom.exercises.blank import Number

__all__ = ["entered", "number_of"]

_LONGEST: Final = 200  # characters
_PLAIN: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_COMMA: Final = re.compile(r"(?<=\d),(?=\d)")
_SIGNS: Final = str.maketrans({"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "÷": "/", "⁄": "/", ":": "/"})
_OPERATIONS: Final[Mapping[type[ast.operator], Callable[[Number, Number], Number]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def number_of(text: str, known: Mapping[str, Number] | None = None) -> Number | None:
    """The number that a text says: a decimal, with a point or a comma, a fraction, or arithmetic with these.

    Args:
        text: what was written.
        known: what names in it stand for; none without.

    Returns:
        The number, exact; None for no answer: nothing, `...` or `None`.

    Raises:
        ValueError: if it says no finite number.

    >>> [str(number_of(text)) for text in ("0.25", "−0,5", "1/3", "2/3*0.5", "...")]
    ['1/4', '-1/2', '1/3', '1/3', 'None']
    >>> number_of("about 3")
    Traceback (most recent call last):
        ...
    ValueError: expected a number such as -0.25 or 2/3, got 'about 3'
    """
    plain = _COMMA.sub(".", text.strip().translate(_SIGNS))
    if plain in ("", "...", "…", "None"):
        return None
    try:
        if len(plain) > _LONGEST:
            raise ValueError
        number = _exactly(plain) if _PLAIN.fullmatch(plain) else _worked_out(ast.parse(plain, mode="eval").body, known)
        return _finite(number)
    except (ArithmeticError, MemoryError, RecursionError, SyntaxError, ValueError):
        raise ValueError(f"expected a number such as -0.25 or 2/3, got {brief(text)}") from None


def entered(entry: object) -> Number | None:
    """An entry given to a function: a number, a text that says one, or None and `...` for no answer.

    Raises:
        TypeError: if it is something else.
        ValueError: if it is not finite, or a text that says no number.
    """
    if entry is None or entry is ...:
        return None
    if isinstance(entry, str):
        return number_of(entry)
    if isinstance(entry, bool) or not isinstance(entry, Real):
        raise TypeError(f"expected a number, got {came(entry)}")
    try:
        return _finite(Fraction(entry) if isinstance(entry, Rational) else _exactly(repr(float(entry))))
    except (OverflowError, ValueError):
        raise ValueError(f"expected a finite number, got {came(entry)}") from None


def _exactly(decimal: str) -> Fraction:
    if not math.isfinite(float(decimal)):  # else 1e999 would be a number of a thousand digits
        raise ValueError(decimal)
    return Fraction(decimal)


def _finite(number: Number) -> Number:
    float(number)  # raises OverflowError for what no float can hold
    return number


def _worked_out(node: ast.expr, known: Mapping[str, Number] | None) -> Number:
    """The value of an expression of numbers, known names, signs and the four operations."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return _exactly(repr(node.value))
    if isinstance(node, ast.Name) and known is not None and node.id in known:
        return known[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.UAdd, ast.USub)):
        number = _worked_out(node.operand, known)
        return -number if isinstance(node.op, ast.USub) else number
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_worked_out(node.left, known), _worked_out(node.right, known))
    raise ValueError(ast.dump(node))
