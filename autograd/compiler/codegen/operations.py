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

from autograd.compiler.codegen import elementary, jit
from autograd.compiler.codegen.ir import Code
from autograd.compiler.codegen.kernels import on_lanes
from autograd.compiler.codegen.lane_vectors import LaneVector, Slots
from autograd.compiler.codegen.lanes import BOOLEANS, LANES, Lane, Mask
from autograd.primitive import Primitive, Scalar

__all__ = [
    "CASE",
    "COPY",
    "FIRST_OPERAND",
    "CaseCode",
    "LoweredRow",
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
    """What a block's steps share: 64-bit integers, those of the next block after them."""

    SUSPECTS = 0
    """One bit a lane: something there is not finite, which the eager engine may refuse."""
    DIVERGED = 1
    """One bit a lane: a recorded comparison came out otherwise."""
    VALID = 2
    """How many lanes hold a sample."""
    SCRATCH = 3
    """Where steps may write what they need for themselves."""
    BLOCKS = 4
    """How many blocks run together; a step that takes all at once finds it in the first."""
    APART = 5
    """How many slots the blocks are apart."""


@dataclass(frozen=True)
class LoweredRow:
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


COPY = LoweredRow("copy", (False,), lambda x: x, (lambda x, y: 1.0,))
"""Brings operands together that a step wants side by side."""


@cache
def operation_of(primitive: Primitive) -> LoweredRow:
    """The row's own formulas run on Lanes, or where one does not, Python called back lane by lane."""
    partials = tuple(
        _lowered(partial, partial, (*primitive.vectors, False), gives_vector=is_vector)
        for partial, is_vector in zip(primitive.partials, primitive.vectors)
    )
    return LoweredRow(primitive.name, primitive.vectors, _value_of(primitive), partials)


@cache
def _value_of(primitive: Primitive) -> Callable[..., Lane]:
    """The row's value on Lanes. It stands on other rows' values alone; their partials may stand on this row's."""
    return _lowered(on_lanes(primitive.value), primitive.value, primitive.vectors, gives_vector=False)


def _lowered(
    formula: Callable[..., Scalar], function: Callable[..., Any], vectors: Sequence[bool], *, gives_vector: bool
) -> Callable[..., Scalar]:
    if _runs_on_lanes(formula, vectors, gives_vector):
        return formula
    if any(vectors):
        # Python is not called back with vectors: the samples go to the eager engine.
        return _unknown_elements if gives_vector else _unknown
    return _called_back(function)


def _unknown(*operands: Lane | LaneVector) -> Lane:
    return operands[0].code.constant(math.nan)


def _unknown_elements(*operands: Lane | LaneVector) -> LaneVector:
    vector = next(operand for operand in operands if isinstance(operand, LaneVector))
    return vector.each(lambda place, element: math.nan)


def _runs_on_lanes(formula: Callable[..., Scalar], vectors: Sequence[bool], gives_vector: bool) -> bool:
    code = CaseCode("trial")
    operands = [Slots(code, "%values", "%words", "1") if v else code.constant(0.5) for v in vectors]
    try:
        result = formula(*operands)
        if gives_vector:
            _element(code, result, "0", code.constant(0.0))
        else:
            code.lane(result)
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
        given = [o if v else self.lane(o) for o, v in zip(operands, primitive.vectors)]
        left_out = primitive.defaults[len(given) - primitive.arity + len(primitive.defaults) :]
        result = self.lane(_value_of(primitive)(*given, *map(self.constant, left_out)))
        self.suspect(result)
        return result

    def suspect(self, result: Lane) -> None:
        """Notes the samples whose `result` is not finite."""
        unusual = ~result.is_finite()
        if self.conditions:  # in the other lanes, this branch is not the one that is taken
            unusual = unusual & self.conditions[-1]
        self._suspects.set((Mask(self, self._suspects.get()) | unusual).name)

    def report(self, where: Status, mask: str, status: str = "%status") -> None:
        """Adds lanes to those that the block of this status reports."""
        bits = self.value(f"zext i{LANES} {self.value(f'bitcast {BOOLEANS} {mask} to i{LANES}')} to i64")
        place = self.address(status, where, "i64")
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


def _operands(code: CaseCode, operation: LoweredRow) -> _Operands:
    pairs: list[tuple[str, str]] = []
    for k, is_vector in enumerate(operation.vectors):
        first = FIRST_OPERAND + 2 * k
        read = code.pointer if is_vector else code.integer
        pairs.append((read("%words", first), code.integer("%words", first + 1)))
    return _Operands(code, pairs)


def _arguments(code: CaseCode, operation: LoweredRow, operands: _Operands, index: str) -> list[Lane | LaneVector]:
    return [
        Slots(code, "%values", *operands.pairs[k]) if is_vector else code.load("%values", operands.slot(k, index))
        for k, is_vector in enumerate(operation.vectors)
    ]


def forward_text(operation: LoweredRow, name: str) -> str:
    """The IR of the forward case: `count` results side by side, each operand a stride further each time."""
    code = CaseCode(name)
    count, first = code.integer("%words", 2), code.integer("%words", 3)
    operands = _operands(code, operation)
    with code.loop(count) as index:
        result = code.lane(operation.value(*_arguments(code, operation, operands, index)))
        code.suspect(result)
        code.store("%values", code.value(f"add i64 {first}, {index}"), result)
    return code.finished()


def backward_text(operation: LoweredRow, name: str, wanted: Sequence[bool]) -> str:
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
        for k, partial in enumerate(partials):
            if partial is None:
                continue
            argument = arguments[k]
            if isinstance(argument, Slots):
                _add_to_elements(code, argument, partial, upstream)
            else:
                _add(code, operands.slot(k, index), partial, upstream)
    return code.finished()


def nothing_text(name: str) -> str:
    """The IR of a case that does nothing: backward, where nobody asks for an adjoint."""
    code = CaseCode(name)
    code.do("ret void")
    return code.text()


def _add_to_elements(code: CaseCode, vector: Slots, partials: Scalar, upstream: Lane) -> None:
    with code.loop(vector.count) as index:
        partial = _element(code, partials, index, code.place(index))
        _add(code, code.integer(vector.places, index), partial, upstream)


def _element(code: CaseCode, vector: Scalar, index: str, place: Lane) -> Scalar:
    """An element of a vector that a formula gave."""
    if not isinstance(vector, LaneVector):
        raise TypeError(f"expected a vector made by `each`, got {type(vector).__name__}")
    return vector.element(index, place)


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
