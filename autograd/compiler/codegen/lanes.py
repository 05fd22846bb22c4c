"""Arithmetic on lanes, written as Python operators.

A lane holds one sample. `LANES` samples travel side by side in one vector of the processor; a `Lane` is such a vector
while code is generated: `a * b + 1.0` emits the two instructions and names their result. The partials of the table run
on Lanes as they run on numbers and on Values. Nothing here permits the processor to fuse or to reorder operations.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING

from autograd.primitive import Primitive, Scalar
from autograd.primitives.exponentials import power

if TYPE_CHECKING:
    from autograd.compiler.codegen.ir import Code

__all__ = [
    "BOOLEANS",
    "DOUBLES",
    "INTEGERS",
    "LANES",
    "Bits",
    "Lane",
    "Mask",
    "NotTraceableError",
    "everywhere",
    "lanes_below",
    "literal",
    "select",
    "splat",
]

LANES = 8
"""Samples side by side: one vector of AVX-512, two of AVX, four of SSE2 or NEON; the results are the same on all."""

DOUBLES = f"<{LANES} x double>"
INTEGERS = f"<{LANES} x i64>"
BOOLEANS = f"<{LANES} x i1>"


class NotTraceableError(TypeError):
    """A formula asked for the number behind an operand, where there is a lane of them."""


class Lane:
    """One number for each sample of a block."""

    __slots__ = ("code", "name")

    def __init__(self, code: Code, name: str) -> None:
        self.code, self.name = code, name

    @staticmethod
    def apply_primitive(primitive: Primitive, operands: Sequence[Scalar]) -> Lane:
        """A formula of the table calls an operation; `Primitive.__call__` finds this method as it finds Value's."""
        return next(operand.code for operand in operands if isinstance(operand, Lane)).applied(primitive, operands)

    def _binary(self, instruction: str, left: Scalar, right: Scalar) -> Lane:
        a, b = self.code.lane(left), self.code.lane(right)
        return Lane(self.code, self.code.value(f"{instruction} {DOUBLES} {a.name}, {b.name}"))

    def _compare(self, condition: str, other: Scalar) -> Mask:
        b = self.code.lane(other)
        return Mask(self.code, self.code.value(f"fcmp {condition} {DOUBLES} {self.name}, {b.name}"))

    def call(self, function: str) -> Lane:
        """An intrinsic of one lane, such as `sqrt`."""
        name = self.code.call(DOUBLES, f"llvm.{function}.v{LANES}f64", (DOUBLES, self.name))
        return Lane(self.code, name)

    def bits(self) -> Bits:
        return Bits(self.code, self.code.value(f"bitcast {DOUBLES} {self.name} to {INTEGERS}"))

    def __add__(self, other: Scalar) -> Lane:
        return self._binary("fadd", self, other)

    def __radd__(self, other: Scalar) -> Lane:
        return self._binary("fadd", other, self)

    def __sub__(self, other: Scalar) -> Lane:
        return self._binary("fsub", self, other)

    def __rsub__(self, other: Scalar) -> Lane:
        return self._binary("fsub", other, self)

    def __mul__(self, other: Scalar) -> Lane:
        return self._binary("fmul", self, other)

    def __rmul__(self, other: Scalar) -> Lane:
        return self._binary("fmul", other, self)

    def __truediv__(self, other: Scalar) -> Lane:
        return self._binary("fdiv", self, other)

    def __rtruediv__(self, other: Scalar) -> Lane:
        return self._binary("fdiv", other, self)

    def __pow__(self, other: Scalar) -> Lane:
        return self.apply_primitive(power, (self, other))

    def __rpow__(self, other: Scalar) -> Lane:
        return self.apply_primitive(power, (other, self))

    def __neg__(self) -> Lane:
        return Lane(self.code, self.code.value(f"fneg {DOUBLES} {self.name}"))

    def __abs__(self) -> Lane:
        return self.call("fabs")

    def __lt__(self, other: Scalar) -> Mask:
        return self._compare("olt", other)

    def __le__(self, other: Scalar) -> Mask:
        return self._compare("ole", other)

    def __gt__(self, other: Scalar) -> Mask:
        return self._compare("ogt", other)

    def __ge__(self, other: Scalar) -> Mask:
        return self._compare("oge", other)

    def __eq__(self, other: object) -> Mask:  # type: ignore[override]  # a formula's own `x == 0.0`, lane by lane
        return self._compare("oeq", other)

    def __ne__(self, other: object) -> Mask:  # type: ignore[override]
        return self._compare("une", other)

    __hash__ = object.__hash__

    def is_finite(self) -> Mask:
        return abs(self) < math.inf

    def copysign(self, size: Scalar) -> Lane:
        """The number `size` with this one's sign, lane by lane."""
        pair = [(DOUBLES, self.code.lane(size).name), (DOUBLES, self.name)]
        return Lane(self.code, self.code.call(DOUBLES, f"llvm.copysign.v{LANES}f64", *pair))

    def __float__(self) -> float:
        raise NotTraceableError("a lane holds many numbers, not one: choose with `where`")


class Mask:
    """One truth value for each sample of a block."""

    __slots__ = ("code", "name")

    def __init__(self, code: Code, name: str) -> None:
        self.code, self.name = code, name

    def _binary(self, instruction: str, other: str) -> Mask:
        return Mask(self.code, self.code.value(f"{instruction} {BOOLEANS} {self.name}, {other}"))

    def __and__(self, other: Mask) -> Mask:
        return self._binary("and", other.name)

    def __or__(self, other: Mask) -> Mask:
        return self._binary("or", other.name)

    def __invert__(self) -> Mask:
        return self._binary("xor", splat("i1 true"))

    def where(self, a: Scalar, b: Scalar) -> Lane:
        """In each lane `a` where the condition holds, otherwise `b`."""
        return select(self, self.code.assuming(self, a), self.code.assuming(~self, b))

    def is_anywhere(self) -> str:
        """An i1: whether the condition holds for some lane."""
        bits = self.code.value(f"bitcast {BOOLEANS} {self.name} to i{LANES}")
        return self.code.value(f"icmp ne i{LANES} {bits}, 0")

    def __bool__(self) -> bool:
        raise NotTraceableError("a condition holds for some lanes and not for others: choose with `where`")


class Bits:
    """The 64 bits of each number, as an integer."""

    __slots__ = ("code", "name")

    def __init__(self, code: Code, name: str) -> None:
        self.code, self.name = code, name

    def _binary(self, instruction: str, other: int) -> Bits:
        return Bits(self.code, self.code.value(f"{instruction} {INTEGERS} {self.name}, {splat(f'i64 {other}')}"))

    def __add__(self, other: int) -> Bits:
        return self._binary("add", other)

    def __sub__(self, other: int) -> Bits:
        return self._binary("sub", other)

    def __lshift__(self, other: int) -> Bits:
        return self._binary("shl", other)

    def __rshift__(self, other: int) -> Bits:
        return self._binary("lshr", other)

    def __and__(self, other: int) -> Bits:
        return self._binary("and", other)

    def __or__(self, other: int) -> Bits:
        return self._binary("or", other)

    def differs_from(self, other: Bits) -> Mask:
        return Mask(self.code, self.code.value(f"icmp ne {INTEGERS} {self.name}, {other.name}"))

    def as_number(self) -> Lane:
        return Lane(self.code, self.code.value(f"bitcast {INTEGERS} {self.name} to {DOUBLES}"))


def select(condition: Mask, a: Scalar, b: Scalar) -> Lane:
    """In each lane `a` where `condition` holds, otherwise `b`."""
    code = condition.code
    a, b = code.lane(a), code.lane(b)
    return Lane(code, code.value(f"select {BOOLEANS} {condition.name}, {DOUBLES} {a.name}, {DOUBLES} {b.name}"))


def lanes_below(code: Code, count: str) -> str:
    """The mask of the first `count` lanes."""
    numbers = ", ".join(f"i64 {k}" for k in range(LANES))
    return code.value(f"icmp slt {INTEGERS} <{numbers}>, {everywhere(code, count)}")


def everywhere(code: Code, number: str) -> str:
    """An i64 in each lane."""
    one = code.value(f"insertelement {INTEGERS} poison, i64 {number}, i64 0")
    return code.value(f"shufflevector {INTEGERS} {one}, {INTEGERS} poison, <{LANES} x i32> zeroinitializer")


def literal(number: float) -> str:
    """A double, exactly."""
    return f"0x{struct.unpack('>Q', struct.pack('>d', number))[0]:016X}"


def splat(scalar: str) -> str:
    return f"<{', '.join([scalar] * LANES)}>"
