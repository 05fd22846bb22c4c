"""An arithmetic expression, as a person types it: read into a graph, and never run as a program.

Numbers, names, + − * / **, parentheses and the functions of the table are understood; Python's own parser finds the
structure, and everything else it may find is an error that points at its column.

>>> y = parse("sigmoid(w1*x1 + w2*x2)", {"w1": 0.5, "x1": 2.0, "w2": -0.25, "x2": 1.0})
>>> f"{y:.4f}"
'0.6792'
>>> try:
...     parse("2 * log(x + )", {"x": 1.0})
... except ExpressionError as error:
...     print(error)
invalid syntax
  2 * log(x + )
              ^
"""

from __future__ import annotations

import ast
import difflib
import math
import unicodedata
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

from autograd import PRIMITIVES, DomainError, Primitive, Value
from autograd.primitive import Scalar
from autograd.value import as_value
from viz.names import legible

__all__ = ["EvaluationError", "ExpressionError", "parse", "variables"]

_LONGEST = 10_000  # characters
_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Pow: "pow",
}
_SIGNS = str.maketrans({"−": "-", "·": "*", "×": "*", "⋅": "*", "÷": "/"})
_MARKS = frozenset("+-*/().,[]_")


class ExpressionError(ValueError):
    """What is wrong with an expression, and where.

    Attributes:
        message: what is wrong.
        source: the expression.
        column: the character of it where that is, from 0.
    """

    def __init__(self, message: str, source: str, column: int) -> None:
        self.message = message
        self.source = source
        self.column = column
        super().__init__(message, source, column)

    def __str__(self) -> str:
        before = max(0, self.column - 60)  # of a long line, what is around the place
        shown = "".join(legible(character) for character in self.source[before : before + 100])
        return f"{self.message}\n  {shown}\n  {' ' * (self.column - before)}^"


class EvaluationError(ExpressionError):
    """An expression has no value at its numbers."""


def variables(source: str) -> list[str]:
    """The names in an expression that stand for numbers, each once, in the order in which they are read.

    They are in the form that Unicode calls NFKC, as Python has them: ℓ is l.

    Raises:
        ExpressionError: if it is no expression.

    >>> variables("exp(w*x) + w")
    ['w', 'x']
    """
    tree = _tree(source)
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node not in called]
    return list(dict.fromkeys(node.id for node in sorted(names, key=lambda node: node.col_offset)))


def parse(source: str, numbers: Mapping[str, float]) -> Value:
    """The graph of an expression. Each name is one leaf, however often it is used.

    Args:
        source: the expression.
        numbers: what its names stand for.

    Raises:
        ExpressionError: if it is no expression, or uses something else than numbers, names that stand for one,
            arithmetic and the functions of the table.
        EvaluationError: where an operation is not defined, or the result too large.
    """
    leaves = {unicodedata.normalize("NFKC", name): Value(number, name) for name, number in numbers.items()}
    try:
        return as_value(_Reader(source, leaves).read(_tree(source)))
    except RecursionError:
        raise ExpressionError("the expression is nested too deeply", source, 0) from None


def _tree(source: str) -> ast.expr:
    plain = "".join(" " if character.isspace() else character for character in source.translate(_SIGNS))
    if len(plain) > _LONGEST:
        raise ExpressionError(f"the expression has more than {_LONGEST} characters", source, _LONGEST)
    if not plain.strip():
        raise ExpressionError("the expression is empty", source, 0)
    for column, character in enumerate(plain):
        if not (character.isspace() or character in _MARKS or ("_" + character).isidentifier()):
            hint = ": a power is written **" if character == "^" else ""
            raise ExpressionError(f"{legible(character)!r} has no meaning here{hint}", source, column)
    indent = len(plain) - len(plain.lstrip())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's remarks on what it takes for a program
            tree = ast.parse(plain.strip(), mode="eval").body
    except SyntaxError as error:
        message = (error.msg or "invalid syntax").partition(". Perhaps")[0]
        # Offset 0, or another line, is Python's word for the end, where more was expected.
        column = indent + error.offset - 1 if error.offset and error.lineno == 1 else len(plain)
        raise ExpressionError(message, source, min(column, len(plain.rstrip()))) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError("the parentheses are too many", source, 0) from None
    _move(tree, plain.strip(), indent)
    return tree


def _move(tree: ast.expr, line: str, indent: int) -> None:
    """Python counts a part's column in the bytes of UTF-8; we count characters, the spaces before it too."""
    encoded = line.encode()
    for node in ast.walk(tree):
        if isinstance(node, ast.expr):
            node.col_offset = indent + len(encoded[: node.col_offset].decode())
            node.end_col_offset = indent + len(encoded[: node.end_col_offset].decode())


@dataclass(frozen=True)
class _Reader:
    """What the names in an expression stand for, and what reads it."""

    source: str
    leaves: Mapping[str, Value]

    def error(self, message: str, node: ast.expr) -> ExpressionError:
        return ExpressionError(message, self.source, node.col_offset)

    def read(self, node: ast.expr) -> Scalar:
        """The number or the Value that a part of the expression stands for."""
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            return self.number(node)
        if isinstance(node, ast.Name):
            return self.leaf(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.UAdd, ast.USub)):
            operand = self.read(node.operand)
            return self.applied(PRIMITIVES["neg"], [operand], node) if isinstance(node.op, ast.USub) else operand
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            operands = [self.read(node.left), self.read(node.right)]
            return self.applied(PRIMITIVES[_OPERATORS[type(node.op)]], operands, node)
        if isinstance(node, ast.Call):
            return self.called(node)
        raise self.error("expected numbers, names, + − * / ** and functions, and this is something else", node)

    def number(self, node: ast.Constant) -> float:
        try:
            number = float(node.value)  # type: ignore[arg-type]  # an int or a float
        except OverflowError:
            number = math.inf
        if math.isinf(number):
            raise self.error("this number is too large for a float", node)
        return number

    def leaf(self, node: ast.Name) -> Value:
        if node.id in self.leaves:
            return self.leaves[node.id]
        if node.id in PRIMITIVES:
            raise self.error(f"{node.id} is a function, and needs parentheses", node)
        raise self.error(f"{node.id} has no value: add {node.id}=NUMBER", node)

    def called(self, node: ast.Call) -> Scalar:
        if not isinstance(node.func, ast.Name):
            raise self.error("expected the name of a function before the parentheses; a product is written *", node)
        name = node.func.id
        if name not in PRIMITIVES:
            near = difflib.get_close_matches(name, PRIMITIVES, n=1)
            hint = f": did you mean {near[0]}?" if near else f"; the functions are {', '.join(sorted(PRIMITIVES))}"
            what = f"{name} is a number, not a function" if name in self.leaves else f"there is no function {name}"
            raise self.error(what + ("; a product is written *" if name in self.leaves else hint), node)
        if node.keywords:
            raise self.error("expected values separated by commas", node.keywords[0].value)
        primitive = PRIMITIVES[name]
        if len(node.args) > primitive.arity:
            raise self.error(f"{name} takes {primitive.arity} operands at most, got {len(node.args)}", node)
        return self.applied(primitive, list(map(self.argument, node.args, primitive.vectors)), node)

    def argument(self, node: ast.expr, is_vector: bool) -> Scalar:
        """An argument of a function: a number, or several in brackets for one that takes a vector."""
        if not is_vector:
            return self.read(node)
        if not isinstance(node, ast.List):
            raise self.error("expected values in brackets, such as [x1, x2]", node)
        return list(map(self.read, node.elts))

    def applied(self, primitive: Primitive, operands: list[Scalar], node: ast.expr) -> Scalar:
        try:
            return primitive(*operands)
        except (DomainError, OverflowError) as error:
            raise EvaluationError(str(error), self.source, node.col_offset) from error
        except (TypeError, ValueError) as error:
            raise self.error(str(error), node) from error
