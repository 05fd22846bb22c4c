"""The machine code that hands parameters to steps other than layers: spread over lanes, or picked by a whole number.

What is computed of parameters alone, as the sum of their squares, is the same in every lane, and is computed once.

A step that is told of parameters has their places in `theta`, which are those of their gradients as well. Adjoints are
added there sample after sample.
"""

from __future__ import annotations

import math

from autograd.compiler.codegen.lanes import (
    BOOLEANS,
    DOUBLES,
    INTEGERS,
    LANES,
    Lane,
    everywhere,
    lanes_below,
    literal,
    select,
    splat,
)
from autograd.compiler.codegen.operations import CaseCode, Status

__all__ = [
    "inner_backward_text",
    "inner_forward_text",
    "pick_backward_text",
    "pick_forward_text",
    "spread_backward_text",
    "spread_forward_text",
]


# Spread. Words: 2 how many parameters, 3 the pointer to their slots, 4 the pointer to their places in theta.


def spread_forward_text(name: str) -> str:
    """The IR that puts each parameter into all lanes of a slot."""
    code = CaseCode(name)
    slots, places = code.pointer("%words", 3), code.pointer("%words", 4)
    with code.loop(code.integer("%words", 2)) as k:
        number = code.spread(code.number("%theta", code.integer(places, k)))
        code.suspect(number)
        code.store("%values", code.integer(slots, k), number)
    return code.finished()


def spread_backward_text(name: str) -> str:
    """The IR that adds up each parameter's adjoints."""
    code = CaseCode(name)
    slots, places = code.pointer("%words", 3), code.pointer("%words", 4)
    mask = lanes_below(code, code.integer("%status", Status.VALID))
    with code.loop(code.integer("%words", 2)) as k:
        place = code.address("%gradient", code.integer(places, k))
        before = code.value(f"load double, ptr {place}, align 8")
        total = _with_adjoints(code, before, code.integer(slots, k), mask)
        code.do(f"store double {total}, ptr {place}, align 8")
    return code.finished()


def _with_adjoints(code: CaseCode, before: str, slot: str, mask: str) -> str:
    """A number, and to it added the adjoints of a slot, in the lanes of the mask."""
    adjoint, nothing = code.load("%adjoints", slot).name, splat(f"double {literal(0.0)}")
    valid = code.value(f"select {BOOLEANS} {mask}, {DOUBLES} {adjoint}, {DOUBLES} {nothing}")
    return code.call("double", f"llvm.vector.reduce.fadd.v{LANES}f64", ("double", before), (DOUBLES, valid))


# Inner products. Words: 2 how many products, 3 and 4 the pointers to the places in theta of the factors, 5 the slot of
# the sum.


def inner_forward_text(name: str) -> str:
    """The IR that adds up products of parameters."""
    code = CaseCode(name)
    factors = code.pointer("%words", 3), code.pointer("%words", 4)
    total = code.variable("double", literal(0.0))
    with code.loop(code.integer("%words", 2)) as k:
        numbers = [("double", code.number("%theta", code.integer(places, k))) for places in factors]
        total.set(code.call("double", "llvm.fmuladd.f64", *numbers, ("double", total.get())))
    result = code.spread(total.get())
    code.suspect(result)
    code.store("%values", code.integer("%words", 5), result)
    return code.finished()


def inner_backward_text(name: str) -> str:
    """The IR that adds to the gradient of each factor."""
    code = CaseCode(name)
    first, second = code.pointer("%words", 3), code.pointer("%words", 4)
    mask = lanes_below(code, code.integer("%status", Status.VALID))
    upstream = _with_adjoints(code, literal(0.0), code.integer("%words", 5), mask)
    with code.loop(code.integer("%words", 2)) as k:
        for own, other in ((first, second), (second, first)):
            place = code.address("%gradient", code.integer(own, k))
            before = code.value(f"load double, ptr {place}, align 8")
            more = code.value(f"fmul double {upstream}, {code.number('%theta', code.integer(other, k))}")
            code.do(f"store double {code.value(f'fadd double {before}, {more}')}, ptr {place}, align 8")
    return code.finished()


class _Pick:
    """A row of a table of parameters, or some columns of it, picked by a number that each sample has of its own.

    Words: 2 how many columns, 3 the slot of the first result, 4 the place in theta of the first column's first
    parameter, which those of the other columns follow, 5 how many rows the table has, 6 how far they are apart, 7 the
    slot of the number.
    """

    def __init__(self, name: str) -> None:
        self.code = code = CaseCode(name)
        self.columns, self.first, self.place, self.rows, self.stride, self.number = (
            code.integer("%words", k) for k in range(2, 8)
        )
        self.row_count = code.value(f"sitofp i64 {self.rows} to double")

    def result(self, column: str) -> str:
        return self.code.value(f"add i64 {self.first}, {column}")


def pick_forward_text(name: str) -> str:
    """The IR that reads the parameters; a number outside the table gives NaN, and reads nothing."""
    pick = _Pick(name)
    code = pick.code
    number = code.load("%values", pick.number)
    is_there = (number >= 0.0) & (number < code.spread(pick.row_count))
    safe = select(is_there, number, 0.0).name
    rows = code.value(f"fptosi {DOUBLES} {safe} to {INTEGERS}")
    offsets = code.value(f"mul {INTEGERS} {rows}, {everywhere(code, pick.stride)}")
    missing = code.constant(math.nan).name
    with code.loop(pick.columns) as column:
        base = code.address("%theta", code.value(f"add i64 {pick.place}, {column}"))
        places = code.value(f"getelementptr inbounds double, ptr {base}, {INTEGERS} {offsets}")
        arguments = ((f"<{LANES} x ptr>", places), ("i32", "8"), (BOOLEANS, is_there.name), (DOUBLES, missing))
        found = Lane(code, code.call(DOUBLES, f"llvm.masked.gather.v{LANES}f64.v{LANES}p0", *arguments))
        code.suspect(found)
        code.store("%values", pick.result(column), found)
    return code.finished()


def pick_backward_text(name: str, *, wants_number: bool) -> str:
    """The IR that adds the adjoints to the gradients of the parameters that were picked."""
    pick = _Pick(name)
    code = pick.code
    if wants_number:
        with code.loop(pick.columns) as column:
            after = code.load("%adjoints", pick.number) + 0.0 * code.load("%adjoints", pick.result(column))
            code.store("%adjoints", pick.number, after)
    with code.loop(code.integer("%status", Status.VALID)) as sample:
        number_place = code.value(f"add i64 {code.value(f'mul i64 {pick.number}, {LANES}')}, {sample}")
        chosen = code.number("%values", number_place)
        is_not_low = code.value(f"fcmp oge double {chosen}, {literal(0.0)}")
        is_not_high = code.value(f"fcmp olt double {chosen}, {pick.row_count}")
        with code.when(code.value(f"and i1 {is_not_low}, {is_not_high}")):
            row = code.value(f"fptosi double {chosen} to i64")
            base = code.address("%gradient", code.value(f"mul i64 {row}, {pick.stride}"))
            with code.loop(pick.columns) as column:
                place = code.address(base, code.value(f"add i64 {pick.place}, {column}"))
                lane_place = code.value(f"add i64 {code.value(f'mul i64 {pick.result(column)}, {LANES}')}, {sample}")
                total = code.value(f"fadd double {code.number('%adjoints', lane_place)}, {code.number(place, 0)}")
                code.do(f"store double {total}, ptr {place}, align 8")
    return code.finished()
