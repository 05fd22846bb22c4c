"""From a row of the table to the machine code of its two cases: forward on a block of lanes, and backward.

A case is a function `(values, adjoints, theta, gradient, words, status)`; `words` are the step's own, laid out as said
beside each writer. Slot k of `values` and of `adjoints` is a lane of `LANES` doubles; `theta` and `gradient` hold one
double a parameter, the same for all samples. `status` is laid out in `Status`.
"""

from __future__ import annotations

import ctypes
import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

from autograd.compiler import elementary, jit
from autograd.compiler.ir import Code
from autograd.compiler.lanes import BOOLEANS, DOUBLES, LANES, Lane, Mask
from autograd.compiler.lowerings import LOWERINGS, Lowering, Slots
from autograd.primitive import Primitive, Scalar

__all__ = [
    "CASE",
    "COPY",
    "FIRST_OPERAND",
    "SQUARE",
    "CaseCode",
    "Operation",
    "Status",
    "backward_text",
    "forward_text",
    "nothing_text",
    "operation_of",
]

CASE = [("ptr", name) for name in ("values", "adjoints", "theta", "gradient", "words", "status")]
FIRST_OPERAND = 4
"""Where in a step's words its operands begin: after two addresses, the count and the slot of the first result."""


class Status(IntEnum):
    """What a block's steps share: 64-bit integers."""

    SUSPECTS = 0
    """One bit a lane: something there is not finite, which the eager engine may refuse."""
    DIVERGED = 1
    """One bit a lane: a recorded comparison came out otherwise."""
    VALID = 2
    """How many lanes hold a sample."""
    SCRATCH = 3
    """Where steps may write what they need for themselves."""


@dataclass(frozen=True)
class Operation:
    """A row as the generator of code sees it.

    Attributes:
        name: the row's name.
        vectors: for each operand, whether it is a vector.
        value: the result from Lanes and Slots.
        partials: one an operand, from the operands and the result.
    """

    name: str
    vectors: tuple[bool, ...]
    value: Callable[..., Lane]
    partials: tuple[Callable[..., Scalar], ...]


COPY = Operation("copy", (False,), lambda x: x, (lambda x, y: 1.0,))
"""Brings operands together that a step wants side by side."""
SQUARE = Operation("square", (False,), lambda x: x * x, (lambda x, y: 2.0 * x,))
"""x², for a power whose exponent is the constant 2."""


@cache
def operation_of(primitive: Primitive) -> Operation:
    """The row's lowering by name; for a user's own operation, its own formulas run on Lanes, or called lane by lane."""
    lowering = LOWERINGS.get(primitive.name) or _own_lowering(primitive)
    partials = tuple(lowering.partials.get(k, partial) for k, partial in enumerate(primitive.partials))
    return Operation(primitive.name, primitive.vectors, lowering.value, partials)


def _own_lowering(primitive: Primitive) -> Lowering:
    if any(primitive.vectors):
        # Python is not called back with vectors: the samples go to the eager engine.
        unknown = {k: _unknown_element if v else _unknown for k, v in enumerate(primitive.vectors)}
        return Lowering(_unknown, unknown)
    value: Callable[..., Any] = primitive.value
    if not _runs_on_lanes(value, primitive.arity):
        value = _called_back(value)
    partials = {
        k: _called_back(partial)
        for k, partial in enumerate(primitive.partials)
        if not _runs_on_lanes(partial, primitive.arity + 1)
    }
    return Lowering(value, partials)


def _unknown(*operands: Lane | Slots) -> Lane:
    return operands[0].code.constant(math.nan)


def _unknown_element(*operands: Lane | Slots) -> Callable[..., Lane]:
    return lambda place, *elements: place * math.nan


def _runs_on_lanes(formula: Callable[..., Scalar], arity: int) -> bool:
    code = CaseCode("trial")
    try:
        code.lane(formula(*[code.constant(0.5)] * arity))
    except Exception:  # whatever a user's formula makes of a Lane, it is not a number
        return False
    return True


_callbacks: list[object] = []
_numbered = itertools.count()


def _called_back(formula: Callable[..., float]) -> Callable[..., Lane]:
    """The formula as a C function, called one lane after the other; what it raises becomes NaN."""

    def guarded(*numbers: float) -> float:
        try:
            return float(formula(*numbers))
        except Exception:  # raised again, and explained, when the eager engine computes the sample
            return math.nan

    symbol = f"python_{next(_numbered)}"

    def lowered(*operands: Lane) -> Lane:
        if symbol not in known:
            pointer = ctypes.CFUNCTYPE(ctypes.c_double, *[ctypes.c_double] * len(operands))(guarded)
            _callbacks.append(pointer)  # lives as long as the code that calls it
            jit.make_known(symbol, ctypes.cast(pointer, ctypes.c_void_p).value or 0)
            known.add(symbol)
        return elementary.from_library(symbol, *operands)

    known: set[str] = set()
    return lowered


class CaseCode(Code):
    """A case being written; its formulas may call the operations of the table."""

    def __init__(self, name: str) -> None:
        super().__init__(name, CASE, apply=self._applied)
        self._suspects = self.variable(BOOLEANS, "zeroinitializer")

    def _applied(self, primitive: Primitive, operands: Sequence[Scalar]) -> Lane:
        result = operation_of(primitive).value(*map(self.lane, operands))
        self.suspect(result)
        return result

    def suspect(self, result: Lane) -> None:
        """Notes the samples whose `result` is not finite."""
        unusual = self.value(f"fcmp uge {DOUBLES} {abs(result).name}, {self.constant(math.inf).name}")
        self._suspects.set((Mask(self, self._suspects.get()) | Mask(self, unusual)).name)

    def report(self, where: Status, mask: str) -> None:
        """Adds lanes to those that the block reports."""
        bits = self.value(f"zext i{LANES} {self.value(f'bitcast {BOOLEANS} {mask} to i{LANES}')} to i64")
        place = self.address("%status", where, "i64")
        before = self.value(f"load i64, ptr {place}, align 8")
        self.do(f"store i64 {self.value(f'or i64 {before}, {bits}')}, ptr {place}, align 8")

    def finished(self) -> str:
        """Reports the suspects, and gives the function's text."""
        self.report(Status.SUSPECTS, self._suspects.get())
        self.do("ret void")
        return self.text()


@dataclass(frozen=True)
class _Operands:
    """For each operand of a step its slot and stride, or for a vector the pointer to its slots and its length."""

    code: CaseCode
    pairs: list[tuple[str, str]]

    def slot(self, k: int, index: str) -> str:
        first, stride = self.pairs[k]
        return self.code.value(f"add i64 {first}, {self.code.value(f'mul i64 {stride}, {index}')}")


def _operands(code: CaseCode, operation: Operation) -> _Operands:
    pairs: list[tuple[str, str]] = []
    for k, is_vector in enumerate(operation.vectors):
        first = FIRST_OPERAND + 2 * k
        read = code.pointer if is_vector else code.integer
        pairs.append((read("%words", first), code.integer("%words", first + 1)))
    return _Operands(code, pairs)


def _arguments(code: CaseCode, operation: Operation, operands: _Operands, index: str) -> list[Lane | Slots]:
    return [
        Slots(code, "%values", *operands.pairs[k]) if is_vector else code.load("%values", operands.slot(k, index))
        for k, is_vector in enumerate(operation.vectors)
    ]


def forward_text(operation: Operation, name: str) -> str:
    """The IR of the forward case: `count` results side by side, each operand a stride further each time."""
    code = CaseCode(name)
    count, first = code.integer("%words", 2), code.integer("%words", 3)
    operands = _operands(code, operation)
    with code.loop(count) as index:
        result = code.lane(operation.value(*_arguments(code, operation, operands, index)))
        code.suspect(result)
        code.store("%values", code.value(f"add i64 {first}, {index}"), result)
    return code.finished()


def backward_text(operation: Operation, name: str, wanted: Sequence[bool]) -> str:
    """The IR of the backward case: adds upstream times partial to the adjoint of each wanted operand."""
    code = CaseCode(name)
    count, first = code.integer("%words", 2), code.integer("%words", 3)
    operands = _operands(code, operation)
    with code.loop(count) as index:
        slot = code.value(f"add i64 {first}, {index}")
        upstream = code.load("%adjoints", slot)
        arguments = _arguments(code, operation, operands, index)
        result = code.load("%values", slot)
        partials = [
            partial(*arguments, result) if is_wanted else None for partial, is_wanted in zip(operation.partials, wanted)
        ]
        vectors = [argument for argument in arguments if isinstance(argument, Slots)]
        for k, partial in enumerate(partials):
            if partial is None:
                continue
            argument = arguments[k]
            if isinstance(argument, Slots):
                _add_to_elements(code, argument, vectors, partial, upstream)
            else:
                _add(code, operands.slot(k, index), partial, upstream)
    return code.finished()


def nothing_text(name: str) -> str:
    """The IR of a case that does nothing: backward, where nobody asks for an adjoint."""
    code = CaseCode(name)
    code.do("ret void")
    return code.text()


def _add_to_elements(
    code: CaseCode, vector: Slots, vectors: Sequence[Slots], partial: Callable[..., Scalar], upstream: Lane
) -> None:
    with code.loop(vector.count) as element:
        place = code.spread(code.value(f"sitofp i64 {element} to double"))
        of_element = partial(place, *(v.element(element) for v in vectors))
        _add(code, code.integer(vector.places, element), of_element, upstream)


def _add(code: CaseCode, slot: str, partial: Scalar, upstream: Lane) -> None:
    if isinstance(partial, Lane):
        code.suspect(partial)
    before = code.load("%adjoints", slot)
    if isinstance(partial, Lane):
        after = before + upstream * partial
    elif partial == 1.0:
        after = before + upstream
    elif partial == -1.0:
        after = before - upstream
    else:
        after = before + upstream * partial
    code.store("%adjoints", slot, after)
