"""Formulas as JavaScript: one more interpreter of the algebra that the table's rows are written in.

A `Phrase` stands where a formula expects a number. Operators make larger phrases of it, and remember in which block
they were made: the body of the function, a branch, or what a loop repeats. `viz.live.statements` writes them down.

>>> from viz.live.statements import function_text
>>> function_text(lambda z: 1.0 / (1.0 + abs(z)), ["z"], [False])
'(z) => 1 / nonzero(1 + Math.abs(z))'
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from autograd.primitive import Primitive, Scalar
from autograd.primitives.exponentials import power

if TYPE_CHECKING:
    from viz.live.body import Body

__all__ = ["ATOM", "BRANCH", "SIGN", "Block", "Choice", "Condition", "NotWritableError", "Part", "Phrase", "Variable"]

# How tightly JavaScript binds: what stands in an operator's place needs at least the operator's own number.
BRANCH, OR, AND, COMPARISON, SUM, PRODUCT, SIGN, ATOM = 1, 2, 3, 4, 5, 6, 7, 9


class NotWritableError(TypeError):
    """A formula asked for a number, or did what JavaScript cannot be told; the message says what it did."""


class Block:
    """A piece of code: all that is made in it, in order.

    Attributes:
        outer: the block it stands in; None for the body of a function.
        is_repeated: whether a loop runs it again and again.
        parts: what was made in it.
    """

    def __init__(self, outer: Block | None = None, *, is_repeated: bool = False) -> None:
        self.outer, self.is_repeated = outer, is_repeated
        self.parts: list[Part] = []


class Part:
    """Something that a formula made: text with a place, {}, for each of its operands.

    Args:
        body: the function that is being written.
        text: the template.
        binding: how tightly it binds.
        operands: what stands in its places, each with how tightly it must bind there.
        may_refuse: whether it may find that there is no number.
    """

    def __init__(
        self,
        body: Body,
        text: str,
        binding: int,
        operands: Sequence[tuple[Part, int]] = (),
        *,
        may_refuse: bool = False,
    ) -> None:
        self.body, self.text, self.binding, self.operands = body, text, binding, operands
        self.may_refuse: bool = may_refuse or any(operand.may_refuse for operand, _ in operands)
        self.block = body.block
        self.block.parts.append(self)

    @property
    def is_short(self) -> bool:
        """Whether it is a number: repeated rather than named."""
        return not self.operands and _is_number(self.text)

    def is_same_as(self, other: Part) -> bool:
        """Whether it is the same part, or the same number."""
        return self is other or (self.is_short and other.is_short and self.text == other.text)

    @staticmethod
    def apply_primitive(primitive: Primitive, operands: Sequence[Scalar]) -> Phrase:
        """A formula of the table calls an operation; `Primitive.__call__` finds this method as it finds Value's."""
        body = _body_among(operands)
        return body.apply(primitive, [body.part(operand) for operand in operands])


def _is_number(text: str) -> bool:
    return text.removeprefix("-")[0].isdigit() or text in ("NaN", "Infinity", "-Infinity")


def _body_among(operands: Sequence[Scalar]) -> Body:
    scalars = (x for operand in operands for x in (operand if isinstance(operand, (list, tuple)) else (operand,)))
    return next(x.body for x in scalars if isinstance(x, Part))


class Phrase(Part):
    """A number, as JavaScript computes it."""

    def _infix(self, operator: str, binding: int, left: Scalar, right: Scalar, *, looser: bool = False) -> Phrase:
        parts = [(self.body.part(left), binding), (self.body.part(right), binding if looser else binding + 1)]
        return Phrase(self.body, f"{{}} {operator} {{}}", binding, parts)

    def _compare(self, operator: str, other: Scalar) -> Condition:
        parts = [(self, SUM), (self.body.part(other), SUM)]
        return Condition(self.body, f"{{}} {operator} {{}}", COMPARISON, parts)

    def _over(self, left: Scalar, right: Scalar) -> Phrase:
        """Python refuses to divide by 0, where JavaScript makes an infinity."""
        if not isinstance(right, Part) and right:
            return self._infix("/", PRODUCT, left, right)
        return self._infix("/", PRODUCT, left, self.body.call("nonzero", right))

    def __add__(self, other: Scalar) -> Phrase:
        return self._infix("+", SUM, self, other)

    def __radd__(self, other: Scalar) -> Phrase:
        return self._infix("+", SUM, other, self)

    def __sub__(self, other: Scalar) -> Phrase:
        return self._infix("-", SUM, self, other)

    def __rsub__(self, other: Scalar) -> Phrase:
        return self._infix("-", SUM, other, self)

    def __mul__(self, other: Scalar) -> Phrase:
        return self._infix("*", PRODUCT, self, other)

    def __rmul__(self, other: Scalar) -> Phrase:
        return self._infix("*", PRODUCT, other, self)

    def __truediv__(self, other: Scalar) -> Phrase:
        return self._over(self, other)

    def __rtruediv__(self, other: Scalar) -> Phrase:
        return self._over(other, self)

    def __pow__(self, other: Scalar) -> Phrase:
        return self.apply_primitive(power, (self, other))

    def __rpow__(self, other: Scalar) -> Phrase:
        return self.apply_primitive(power, (other, self))

    def __neg__(self) -> Phrase:
        return Phrase(self.body, "-{}", SIGN, [(self, SIGN + 1)])

    def __pos__(self) -> Phrase:
        return self

    def __abs__(self) -> Phrase:
        return self.body.call("Math.abs", self, may_refuse=False)

    def __lt__(self, other: Scalar) -> Condition:
        return self._compare("<", other)

    def __le__(self, other: Scalar) -> Condition:
        return self._compare("<=", other)

    def __gt__(self, other: Scalar) -> Condition:
        return self._compare(">", other)

    def __ge__(self, other: Scalar) -> Condition:
        return self._compare(">=", other)

    def __eq__(self, other: object) -> Condition:  # type: ignore[override]  # a formula's own `k == place`
        return self._compare("===", other)

    def __ne__(self, other: object) -> Condition:  # type: ignore[override]
        return self._compare("!==", other)

    __hash__ = object.__hash__

    def copysign(self, size: Scalar) -> Phrase:
        """The number `size` with this one's sign."""
        return self.body.call("copysign", size, self, may_refuse=False)

    def __float__(self) -> float:
        raise NotWritableError(
            "it asks for the number behind an operand, as functions of Python's math do: autograd.sin(x) or x.sin() "
            "can be written for a page, math.sin(x) cannot"
        )

    def __bool__(self) -> bool:
        raise NotWritableError("it asks whether an operand is 0: autograd.algebra.where can be written for a page")


class Condition(Part):
    """A truth value, as JavaScript computes it."""

    def __and__(self, other: Condition) -> Condition:
        is_mirrored = {self.text, other.text} == {"{} <= {}", "{} >= {}"}  # as `equal` says it
        if is_mirrored and all(a.is_same_as(b) for (a, _), (b, _) in zip(self.operands, other.operands)):
            return Condition(self.body, "{} === {}", COMPARISON, self.operands)
        return Condition(self.body, "{} && {}", AND, [(self, AND), (other, AND)])

    def __or__(self, other: Condition) -> Condition:
        return Condition(self.body, "{} || {}", OR, [(self, OR), (other, OR)])

    def where(self, a: Scalar, b: Scalar) -> Phrase:
        """`a` where the condition holds, otherwise `b`; the one that is chosen is computed alone."""
        return Choice(self.body, self, self.body.branch(a), self.body.branch(b))

    def __bool__(self) -> bool:
        raise NotWritableError(
            "it chooses with Python's own if, and, or, max: autograd.algebra.where, & and | can be written for a page"
        )


class Choice(Phrase):
    """One of two phrases."""

    def __init__(self, body: Body, condition: Condition, yes: tuple[Block, Part], no: tuple[Block, Part]) -> None:
        super().__init__(body, "{} ? {} : {}", BRANCH, [(condition, BRANCH + 1)])
        self.condition, self.branches = condition, (yes, no)
        self.may_refuse = condition.may_refuse or any(result.may_refuse for _, result in self.branches)


class Variable(Phrase):
    """A number that has a name: a parameter, an element in a loop, what a loop carries along."""

    def __init__(self, body: Body, hint: str) -> None:
        super().__init__(body, hint, ATOM)
