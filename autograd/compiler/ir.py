"""The text of LLVM IR: functions built line by line, and arithmetic on lanes written as Python operators.

A lane holds one sample. `LANES` samples travel side by side in one vector of the processor; a `Lane` is such a vector
while code is generated: `a * b + 1.0` emits the two instructions and names their result. The partials of the table run
on Lanes as they run on numbers and on Values. Nothing here permits the processor to fuse or to reorder operations.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar

from autograd.primitive import Primitive, Scalar

__all__ = [
    "BOOLEANS",
    "DOUBLES",
    "INTEGERS",
    "LANES",
    "Bits",
    "Code",
    "Lane",
    "Mask",
    "NotTraceableError",
    "Variable",
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


class Code:
    """One function, as it is being written.

    Args:
        name: what it is called.
        parameters: type and name of each, such as ("ptr", "values").
        result: the type of what it returns.
        apply: gives an operation of the table on Lanes; used where a formula calls one.
    """

    def __init__(
        self,
        name: str,
        parameters: Sequence[tuple[str, str]],
        result: str = "void",
        apply: Callable[[Primitive, Sequence[Scalar]], Lane] | None = None,
    ) -> None:
        listed = ", ".join(f"{kind}{' noalias' if kind == 'ptr' else ''} %{name}" for kind, name in parameters)
        self.head = f"define {result} @{name}({listed}) #0 {{\nentry:"
        self.apply = apply
        self.declarations: set[str] = set()
        self._entry: list[str] = []
        self._lines: list[str] = []
        self._count = 0
        self._block = "start"

    def text(self) -> str:
        """The module: declarations and the function."""
        attributes = f'attributes #0 = {{ nounwind "min-legal-vector-width"="{64 * LANES}" }}'
        body = [*self._entry, "  br label %start", "start:", *self._lines, "}"]
        return "\n".join([*sorted(self.declarations), self.head, *body, attributes, ""])

    def fresh(self) -> str:
        self._count += 1
        return f"%v{self._count}"

    def value(self, instruction: str) -> str:
        """Emits an instruction with a result, and gives the result's name."""
        name = self.fresh()
        self._lines.append(f"  {name} = {instruction}")
        return name

    def do(self, instruction: str) -> None:
        self._lines.append(f"  {instruction}")

    def call(self, result: str, function: str, *arguments: tuple[str, str]) -> str:
        """Calls a function outside, declared as the arguments say; gives its result's name, "" for void."""
        self.declarations.add(f"declare {result} @{function}({', '.join(kind for kind, _ in arguments)})")
        call = f"call {result} @{function}({', '.join(f'{kind} {name}' for kind, name in arguments)})"
        if result == "void":
            self.do(call)
            return ""
        return self.value(call)

    def _start_block(self, label: str) -> None:
        self._lines.append(f"{label}:")
        self._block = label

    @contextmanager
    def loop(self, count: str | int, start: str | int = 0, by: int = 1) -> Iterator[str]:
        """Repeats what is emitted inside for `start`, `start + by`, … below `count`; gives the index's name."""
        self._count += 1
        label = f"loop{self._count}"
        before, index, following = self._block, f"%{label}.index", f"%{label}.next"
        self.do(f"br label %{label}")
        self._start_block(label)
        self._lines.append(f"  {index} = phi i64 [ {start}, %{before} ], [ {following}, %{label}.last ]")
        again = self.value(f"icmp slt i64 {index}, {count}")
        self.do(f"br i1 {again}, label %{label}.body, label %{label}.done")
        self._start_block(f"{label}.body")
        yield index
        self.do(f"br label %{label}.last")
        self._start_block(f"{label}.last")
        self._lines.append(f"  {following} = add i64 {index}, {by}")
        self.do(f"br label %{label}")
        self._start_block(f"{label}.done")

    @contextmanager
    def when(self, condition: str, *, ends: bool = False) -> Iterator[None]:
        """What is emitted inside runs if `condition`, an i1, holds; it returns if `ends` says so."""
        self._count += 1
        label = f"when{self._count}"
        self.do(f"br i1 {condition}, label %{label}, label %{label}.done")
        self._start_block(label)
        yield
        if not ends:
            self.do(f"br label %{label}.done")
        self._start_block(f"{label}.done")

    def variable(self, kind: str, initial: str) -> Variable:
        """A place that code may assign anew, as a loop's running sum."""
        place = self.fresh()
        self._entry.append(f"  {place} = alloca {kind}")
        variable = Variable(self, kind, place)
        variable.set(initial)
        return variable

    def constant(self, number: float) -> Lane:
        """The same number in each lane."""
        return Lane(self, splat(f"double {literal(number)}"))

    def lane(self, number: Scalar) -> Lane:
        return number if isinstance(number, Lane) else self.constant(float(number))

    def address(self, base: str, index: str | int, kind: str = "double") -> str:
        return self.value(f"getelementptr inbounds {kind}, ptr {base}, i64 {index}")

    def integer(self, base: str, index: str | int) -> str:
        """Loads entry `index` of 64-bit integers."""
        return self.value(f"load i64, ptr {self.address(base, index, 'i64')}, align 8")

    def pointer(self, base: str, index: str | int) -> str:
        return self.value(f"inttoptr i64 {self.integer(base, index)} to ptr")

    def load(self, base: str, slot: str | int) -> Lane:
        """The lane in a slot."""
        return Lane(self, self.value(f"load {DOUBLES}, ptr {self.address(base, slot, DOUBLES)}, align {8 * LANES}"))

    def store(self, base: str, slot: str | int, lane: Lane) -> None:
        self.do(f"store {DOUBLES} {lane.name}, ptr {self.address(base, slot, DOUBLES)}, align {8 * LANES}")

    def number(self, base: str, index: str | int) -> str:
        """Loads one double."""
        return self.value(f"load double, ptr {self.address(base, index)}, align 8")

    def spread(self, number: str) -> Lane:
        """One double in each lane."""
        one = self.value(f"insertelement {DOUBLES} poison, double {number}, i64 0")
        return Lane(
            self, self.value(f"shufflevector {DOUBLES} {one}, {DOUBLES} poison, <{LANES} x i32> zeroinitializer")
        )


class Variable:
    """A place in memory, which the optimizer turns into registers."""

    def __init__(self, code: Code, kind: str, place: str) -> None:
        self.code, self.kind, self.place = code, kind, place

    def get(self) -> str:
        return self.code.value(f"load {self.kind}, ptr {self.place}")

    def set(self, name: str) -> None:
        self.code.do(f"store {self.kind} {name}, ptr {self.place}")


class Lane:
    """One number for each sample of a block."""

    __slots__ = ("code", "name")

    def __init__(self, code: Code, name: str) -> None:
        self.code, self.name = code, name

    @staticmethod
    def _apply(primitive: Primitive, operands: Sequence[Scalar]) -> Lane:
        """A formula of the table calls an operation; `Primitive.__call__` finds this method as it finds Value's."""
        code = next(operand.code for operand in operands if isinstance(operand, Lane))
        if code.apply is None:
            raise NotTraceableError(f"{primitive.name} has no lowering here")
        result: Lane = code.apply(primitive, operands)
        return result

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
        return self._apply(_row("pow"), (self, other))

    def __rpow__(self, other: Scalar) -> Lane:
        return self._apply(_row("pow"), (other, self))

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

    def equals(self, other: Scalar) -> Mask:
        return self._compare("oeq", other)

    def is_nan(self) -> Mask:
        return self._compare("uno", self)

    def __float__(self) -> float:
        raise NotTraceableError("a lane holds many numbers, not one: choose with `select`")


class Mask:
    """One truth value for each sample of a block."""

    __slots__ = ("code", "name")
    symbols: ClassVar[dict[str, str]] = {"&": "and", "|": "or", "^": "xor"}

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

    def __bool__(self) -> bool:
        raise NotTraceableError("a condition holds for some lanes and not for others: choose with `select`")


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

    def as_number(self) -> Lane:
        return Lane(self.code, self.code.value(f"bitcast {INTEGERS} {self.name} to {DOUBLES}"))


def select(condition: Mask, a: Scalar, b: Scalar) -> Lane:
    """In each lane `a` where `condition` holds, otherwise `b`."""
    code = condition.code
    a, b = code.lane(a), code.lane(b)
    return Lane(code, code.value(f"select {BOOLEANS} {condition.name}, {DOUBLES} {a.name}, {DOUBLES} {b.name}"))


def lanes_below(code: Code, count: str) -> str:
    """The mask of the first `count` lanes."""
    one = code.value(f"insertelement {INTEGERS} poison, i64 {count}, i64 0")
    limit = code.value(f"shufflevector {INTEGERS} {one}, {INTEGERS} poison, <{LANES} x i32> zeroinitializer")
    numbers = ", ".join(f"i64 {k}" for k in range(LANES))
    return code.value(f"icmp slt {INTEGERS} <{numbers}>, {limit}")


def literal(number: float) -> str:
    """A double, exactly."""
    return f"0x{struct.unpack('>Q', struct.pack('>d', number))[0]:016X}"


def splat(scalar: str) -> str:
    return f"<{', '.join([scalar] * LANES)}>"


def _row(name: str) -> Primitive:
    from autograd.primitive import PRIMITIVES

    return PRIMITIVES[name]
