"""An arithmetic expression, as a person types it: read into a graph, and never run as a program.

Numbers, names, + − * / **, parentheses and the functions of the table are understood, and what is usual elsewhere: ^
for a power, ln and σ, pi and e, max(0, x) without brackets. Everything else is an error that points at its column. The
expression is read once, into steps for a stack: operands first, then what is done with them. No depth of parentheses
and no length of a sum is too much, and every name is one, Python's keywords too.

>>> y = parse("sigmoid(w1*x1 + w2*x2)", {"w1": 0.5, "x1": 2.0, "w2": -0.25, "x2": 1.0})
>>> f"{y:.4f}"
'0.6792'
>>> try:
...     parse("2 * log(x + )", {"x": 1.0})
... except ExpressionError as error:
...     print(error)
invalid syntax: expected a number, a name or a function
  2 * log(x + )
              ^
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from autograd import PRIMITIVES, DomainError, Primitive, Value
from autograd.primitive import Scalar
from autograd.shared.near_names import OPERATIONS_ELSEWHERE, nearest
from autograd.shared.showing import counted
from autograd.value import as_value
from viz.command.spelling import CONSTANTS, OTHER_NAMES, instead_of
from viz.names import legible

__all__ = ["EvaluationError", "Expression", "ExpressionError", "parse", "read", "variables"]

_LONGEST = 10_000  # characters
_SIGNS = str.maketrans({"−": "-", "·": "*", "×": "*", "⋅": "*", "÷": "/"})
_BINARY = {"+": (1, "add"), "-": (1, "sub"), "*": (2, "mul"), "/": (2, "div"), "**": (4, "pow")}
_SIGN_PRECEDENCE = 3  # between a product and a power: −x² is −(x²)
_CLOSING = {"(": ")", "[": "]"}
_NUMBER = re.compile(r"(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][+-]?\d+)?", re.ASCII)
_MARK = re.compile(r"\*\*|[-+*/^(),\[\]]")


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


class _Token(NamedTuple):
    kind: Literal["number", "name", "mark", "end"]
    text: str
    column: int


class _Step(NamedTuple):
    """A number, a name, or what takes the last so many operands: an operation, or a list of them where it is None."""

    what: float | str | Primitive | None
    column: int
    taken: int = 0


@dataclass(frozen=True)
class Expression:
    """An expression that has been read.

    Attributes:
        source: what was typed.
        names: the names in it that stand for numbers, each once, in the order in which they are read, in the form that
            Unicode calls NFKC: ℓ is l.
    """

    source: str
    names: tuple[str, ...]
    _steps: tuple[_Step, ...]

    def value(self, leaves: Mapping[str, Value]) -> Value:
        """The graph of the expression, on a leaf for each name.

        Raises:
            ExpressionError: for a name without a leaf, or operands that do not fit.
            EvaluationError: where an operation is not defined, or the result too large.
        """
        stack: list[Scalar] = []
        for step in self._steps:
            if isinstance(step.what, float):
                stack.append(step.what)
            elif isinstance(step.what, str):
                stack.append(self._leaf(step.what, leaves, step.column))
            else:
                operands = stack[len(stack) - step.taken :]
                del stack[len(stack) - step.taken :]
                stack.append(operands if step.what is None else self._applied(step.what, operands, step.column))
        return as_value(stack[0])

    def _leaf(self, name: str, leaves: Mapping[str, Value], column: int) -> Value:
        if name in leaves:
            return leaves[name]
        if name in PRIMITIVES:
            raise ExpressionError(f"{name} is a function, and needs parentheses", self.source, column)
        meant = nearest(name, leaves.keys() - set(self.names))
        hint = f"; or did you mean {meant}?" if meant else ""
        raise ExpressionError(f"{name} has no value: add {name}=NUMBER{hint}", self.source, column)

    def _applied(self, primitive: Primitive, operands: list[Scalar], column: int) -> Scalar:
        try:
            return primitive(*operands)
        except (DomainError, OverflowError) as error:
            raise EvaluationError(str(error), self.source, column) from error
        except (TypeError, ValueError) as error:
            raise ExpressionError(str(error), self.source, column) from error


def variables(source: str) -> list[str]:
    """The names in an expression that stand for numbers: `read(source).names`.

    >>> variables("exp(w*x) + w")
    ['w', 'x']
    """
    return list(read(source).names)


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
    return read(source, leaves).value(leaves)


def read(source: str, known: Collection[str] = ()) -> Expression:
    """An expression, read: its names, and what has a value at any numbers.

    Args:
        source: the expression.
        known: names that are known to stand for numbers, for what is said where one is called as a function.

    Raises:
        ExpressionError: if it is no expression.

    >>> read("-lambda*t").names
    ('lambda', 't')
    """
    return _Reader(source, known).read()


def _tokens(source: str) -> Iterator[_Token]:
    plain = source.translate(_SIGNS)
    column = 0
    while column < len(plain):
        character = plain[column]
        number, mark = _NUMBER.match(plain, column), _MARK.match(plain, column)
        if character.isspace():
            text = character
        elif number:
            text = number[0]
            yield _Token("number", text, column)
        elif character.isidentifier():
            end = column
            while end < len(plain) and ("_" + plain[end]).isidentifier():
                end += 1
            text = plain[column:end]
            yield _Token("name", unicodedata.normalize("NFKC", text), column)
        elif mark:
            text = mark[0]
            yield _Token("mark", "**" if text == "^" else text, column)
        else:
            raise ExpressionError(f"{legible(character)!r} has no meaning here{instead_of(character)}", source, column)
        column += len(text)
    yield _Token("end", "", len(plain.rstrip()))


@dataclass
class _Open:
    """An opening parenthesis or bracket, or the function before it, and what has been read inside.

    Attributes:
        mark: "(" or "[".
        column: where it is, or where the name before it begins.
        primitive: the function that is called; None for none.
        takes_elements: whether the arguments are the elements of the function's vector, written without brackets.
        count: how many arguments, or elements, are complete.
        signs: the operators inside that wait for what binds more tightly, with their precedence.
    """

    mark: str
    column: int
    primitive: Primitive | None = None
    takes_elements: bool = False
    count: int = 0
    signs: list[tuple[int, str]] = field(default_factory=list)

    @property
    def takes_several(self) -> bool:
        """Whether commas may stand inside: in a list, and after a function's name."""
        return self.mark == "[" or self.primitive is not None


class _Reader:
    """Reads an expression from left to right, by operator precedence; nothing of it recurses."""

    def __init__(self, source: str, known: Collection[str]) -> None:
        self.source, self.known = source, known
        self.steps: list[_Step] = []
        self.names: dict[str, None] = {}
        self.starts: list[int] = []  # where each operand begins that waits on the stack
        self.open = [_Open("", 0)]

    def read(self) -> Expression:
        if len(self.source) > _LONGEST:
            raise self.error(f"the expression has more than {_LONGEST} characters", _LONGEST)
        if not self.source.strip():
            raise self.error("the expression is empty", 0)
        tokens = list(_tokens(self.source))
        before, wants_operand = tokens[-1], True
        for token, following in zip(tokens, [*tokens[1:], tokens[-1]]):
            wants_operand = self.operand(token, before, following) if wants_operand else self.operator(token, before)
            before = token
        return Expression(self.source, tuple(self.names), tuple(self.steps))

    def error(self, message: str, column: int) -> ExpressionError:
        return ExpressionError(message, self.source, column)

    def operand(self, token: _Token, before: _Token, following: _Token) -> bool:
        """Reads what may begin an operand; whether one is still wanted afterwards."""
        self.check_start_of_argument(token, before)
        if token.kind == "number":
            self.push(_Step(self.number(token), token.column))
        elif token.kind == "name" and following.text == "(":
            self.open.append(_Open("(", token.column, self.function(token), takes_elements=token.text == "min"))
            return True
        elif token.text in CONSTANTS and token.text not in self.known:
            self.push(_Step(CONSTANTS[token.text], token.column))
        elif token.kind == "name":
            self.names.setdefault(token.text)
            self.push(_Step(token.text, token.column))
        elif token.text in ("+", "-"):
            self.open[-1].signs.append((_SIGN_PRECEDENCE, token.text))
            self.starts.append(token.column)
            return True
        elif token.text == "(":
            if before.kind != "name" or self.open[-1].column != before.column:  # else the function's own
                self.open.append(_Open("(", token.column))
            return True
        elif token.text == "[" and before.text in ("(", ","):
            self.open.append(_Open("[", token.column))
            return True
        elif token.text in (")", "]") and before.text == self.open[-1].mark and self.open[-1].takes_several:
            self.close(token)
        else:
            self.check_closed(token)
            raise self.error("invalid syntax: expected a number, a name or a function", token.column)
        return False

    def operator(self, token: _Token, before: _Token) -> bool:
        """Reads what may follow an operand; whether another is wanted then."""
        inside = self.open[-1]
        if token.text in _BINARY:
            precedence, _ = _BINARY[token.text]
            self.reduce(precedence + (token.text == "**"))  # powers are read from the right
            inside.signs.append((precedence, token.text))
            return True
        if token.text == "," and inside.takes_several:
            self.reduce(0)
            inside.count += 1
            return True
        if token.text in (")", "]"):
            self.reduce(0)
            inside.count += 1
            self.close(token)
            return False
        if token.kind == "end":
            self.check_closed(token)
            self.reduce(0)
            return False
        if token.text == "(":
            message = "expected the name of a function before the parentheses; a product is written *"
            raise self.error(message, self.starts[-1])
        if before.kind == "number" and token.kind == "name":
            raise self.error(f"a product is written *: write {before.text}*{token.text}", token.column)
        raise self.error(f"invalid syntax: expected an operator before {legible(token.text)!r}", token.column)

    def push(self, step: _Step) -> None:
        self.steps.append(step)
        self.starts.append(step.column)

    def reduce(self, precedence: int) -> None:
        """Applies the operators that bind at least as tightly to what has been read."""
        signs = self.open[-1].signs
        while signs and signs[-1][0] >= max(precedence, 1):
            bound, text = signs.pop()
            self.starts.pop()  # what is left is where the operation begins
            if bound != _SIGN_PRECEDENCE:
                self.steps.append(_Step(PRIMITIVES[_BINARY[text][1]], self.starts[-1], 2))
            elif text == "-":
                self.steps.append(_Step(PRIMITIVES["neg"], self.starts[-1], 1))

    def close(self, token: _Token) -> None:
        """Ends parentheses or brackets, and applies the function before them."""
        inside = self.open[-1]
        if not inside.mark:
            raise self.error(f"unmatched {token.text!r}", token.column)
        if token.text != _CLOSING[inside.mark]:
            raise self.error(f"{token.text!r} does not close {inside.mark!r}", token.column)
        self.open.pop()
        if inside.takes_several:
            if inside.primitive is not None and inside.takes_elements:
                self.join_elements(inside.primitive, inside)
                return
            if inside.primitive is not None and inside.count > inside.primitive.arity:
                name, most = inside.primitive.name, counted(inside.primitive.arity, "operand")
                raise self.error(f"{name} takes {most} at most, got {inside.count}", inside.column)
            del self.starts[len(self.starts) - inside.count :]
            self.push(_Step(inside.primitive, inside.column, inside.count))
        else:
            self.starts[-1] = inside.column

    def join_elements(self, primitive: Primitive, inside: _Open) -> None:
        """Applies a function to its arguments as to one vector; one of two operands again and again."""
        if not inside.count:
            raise self.error("expected at least one value in the parentheses", inside.column)
        del self.starts[len(self.starts) - inside.count :]
        self.starts.append(inside.column)
        if primitive.vectors[0]:
            self.steps += [_Step(None, inside.column, inside.count), _Step(primitive, inside.column, 1)]
        else:
            self.steps += [_Step(primitive, inside.column, 2)] * (inside.count - 1)

    def check_start_of_argument(self, token: _Token, before: _Token) -> None:
        """A function of a vector takes brackets there, or the elements, another one doesn't."""
        inside = self.open[-1]
        if inside.primitive is not None and inside.primitive.vectors == (True,) and before.text == "(":
            inside.takes_elements = token.text not in ("[", ")", "")
        if inside.takes_elements and token.text != "[":
            return
        if (
            inside.takes_elements
            or inside.primitive is None
            or before.text not in ("(", ",")
            or inside.count >= inside.primitive.arity
        ):
            if token.text == "[":
                raise self.error("invalid syntax: brackets are for the functions of a vector", token.column)
        elif inside.primitive.vectors[inside.count] != (token.text == "[") and token.text not in (")", ""):
            takes = "values in brackets, such as [x1, x2]" if token.text != "[" else "one value here, no brackets"
            raise self.error(f"expected {takes}", token.column)

    def check_closed(self, token: _Token) -> None:
        if token.kind == "end" and self.open[-1].mark:
            opened = self.open[-1]
            column = self.source.index("(", opened.column) if opened.mark == "(" else opened.column
            raise self.error(f"{opened.mark!r} was never closed", column)

    def number(self, token: _Token) -> float:
        number = float(token.text.replace("_", ""))
        if math.isinf(number):
            raise self.error("this number is too large for a float", token.column)
        return number

    def function(self, token: _Token) -> Primitive:
        name = token.text
        if name in PRIMITIVES:
            return PRIMITIVES[name]
        if name in self.known:
            raise self.error(f"{name} is a number, not a function; a product is written *", token.column)
        if name in OTHER_NAMES:
            return PRIMITIVES[OTHER_NAMES[name]]
        near = nearest(name, PRIMITIVES, OPERATIONS_ELSEWHERE)
        hint = f": did you mean {near}?" if near else f"; the functions are {', '.join(sorted(PRIMITIVES))}"
        raise self.error(f"there is no function {name}{hint}", token.column)
