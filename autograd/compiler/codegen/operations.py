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
from autograd.primitive import Primitive, Scalar, real_number

__all__ = [
    "CASE",
    "COPY",
    "CaseCode",
    "LoweredRow",
    "Status",
    "element_of",
    "nothing_text",
    "operation_of",
]

CASE = [("ptr", name) for name in ("values", "adjoints", "theta", "gradient", "words", "status")]


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
        defaults: the numbers that operands at the end count as when they are left out.
    """

    name: str
    vectors: tuple[bool, ...]
    value: Callable[..., Lane]
    partials: tuple[Callable[..., Scalar], ...]
    defaults: tuple[float, ...] = ()


COPY = LoweredRow("copy", (False,), lambda x: x, (lambda x, y: 1.0,))
"""Brings operands together that a step wants side by side."""


@cache
def operation_of(primitive: Primitive) -> LoweredRow:
    """The row's own formulas run on Lanes, or where one does not, Python called back lane by lane."""
    partials = tuple(
        _lowered(partial, partial, (*primitive.vectors, False), gives_vector=is_vector)
        for partial, is_vector in zip(primitive.partials, primitive.vectors)
    )
    return LoweredRow(primitive.name, primitive.vectors, _value_of(primitive), partials, primitive.defaults)


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
    operands = [Slots(code, "%values", "1", lambda index: index) if v else code.constant(0.5) for v in vectors]
    try:
        result = formula(*operands)
        if gives_vector:
            element_of(code, result, "0", code.constant(0.0))
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
            return real_number(formula(*numbers))
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


def nothing_text(name: str) -> str:
    """The IR of a case that does nothing: backward, where nobody asks for an adjoint."""
    code = CaseCode(name)
    code.do("ret void")
    return code.text()


def element_of(code: CaseCode, vector: Scalar, index: str, place: Lane) -> Scalar:
    """An element of a vector that a formula gave."""
    if not isinstance(vector, LaneVector):
        raise TypeError(f"expected a vector made by `each`, got {type(vector).__name__}")
    return vector.element(index, place)
