"""The machine code of a step that does one operation of the table on the operands of several nodes, side by side.

| word    | meaning                                                        |
| ------- | -------------------------------------------------------------- |
| 2       | how many nodes                                                 |
| 3       | slot of the first result; the others follow                    |
| 4       | the length of the nodes' vectors                               |
| 5, 6, 7 | where the first operand is, its stride and step; see `Access`  |
| 8, …    | the same of the others                                         |
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum

from autograd.compiler.codegen.lane_vectors import Slots
from autograd.compiler.codegen.lanes import Lane
from autograd.compiler.codegen.operations import CaseCode, LoweredRow, element_of
from autograd.primitive import Scalar

__all__ = ["Access", "backward_text", "forward_text"]


class Access(IntEnum):
    """How a step finds an operand of its nodes, told by three words: where, stride and step.

    A vector's elements are a step apart, but for those that are scattered.
    """

    SPACED = 0
    """From a slot on, a stride further each time."""
    LISTED = 1
    """In slots from a list, one a node."""
    SCATTERED = 2
    """In slots from a list, one an element, node after node."""
    LEFT_OUT = 3
    """Nowhere: the row's default stands for it."""


class _RowStep:
    """The step's words, read."""

    def __init__(self, code: CaseCode, operation: LoweredRow, access: Sequence[Access]) -> None:
        self.code, self.operation, self.access = code, operation, access
        self.count, self.first, self.length = (code.integer("%words", k) for k in (2, 3, 4))
        self.words: list[tuple[str, str, str]] = []
        for k, kind in enumerate(access):
            read = code.integer if kind is Access.SPACED else code.pointer
            place = 5 + 3 * k
            self.words.append(
                (read("%words", place), code.integer("%words", place + 1), code.integer("%words", place + 2))
            )

    def result(self, node: str) -> str:
        """The slot of a node's result."""
        return self.code.value(f"add i64 {self.first}, {node}")

    def operand(self, k: int, node: str) -> Lane | Slots:
        """Operand `k` of a node."""
        if self.access[k] is Access.LEFT_OUT:
            return self.code.constant(self.operation.defaults[k - len(self.access)])
        if self.operation.vectors[k]:
            return Slots(self.code, "%values", self.length, self._slots(k, node))
        return self.code.load("%values", self.slot(k, node))

    def slot(self, k: int, node: str) -> str:
        """Where a node's operand `k` stands, or a vector begins."""
        where, stride, _ = self.words[k]
        if self.access[k] is Access.SPACED:
            return self.code.value(f"add i64 {where}, {self.code.value(f'mul i64 {stride}, {node}')}")
        return self.code.integer(where, node)

    def _slots(self, k: int, node: str) -> Callable[[str], str]:
        code, (where, _, step) = self.code, self.words[k]
        if self.access[k] is Access.SCATTERED:
            row = code.address(where, code.value(f"mul i64 {self.length}, {node}"), "i64")
            return lambda index: code.integer(row, index)
        start = self.slot(k, node)
        return lambda index: code.value(f"add i64 {start}, {code.value(f'mul i64 {step}, {index}')}")


def forward_text(operation: LoweredRow, name: str, access: Sequence[Access]) -> str:
    """The IR of the forward case: the results of the step's nodes, side by side."""
    code = CaseCode(name)
    step = _RowStep(code, operation, access)
    with code.loop(step.count) as node:
        result = code.lane(operation.value(*(step.operand(k, node) for k in range(len(access)))))
        code.suspect(result)
        code.store("%values", step.result(node), result)
    return code.finished()


def backward_text(operation: LoweredRow, name: str, access: Sequence[Access], wanted: Sequence[bool]) -> str:
    """The IR of the backward case: adds upstream times partial to the adjoint of each wanted operand."""
    code = CaseCode(name)
    step = _RowStep(code, operation, access)
    with code.loop(step.count) as node:
        upstream = code.load("%adjoints", step.result(node))
        operands = [step.operand(k, node) for k in range(len(access))]
        result = code.load("%values", step.result(node))
        partials = [
            partial(*operands, result) if is_wanted else None for partial, is_wanted in zip(operation.partials, wanted)
        ]
        for k, (operand, partial) in enumerate(zip(operands, partials)):
            if partial is None:
                continue
            if isinstance(operand, Slots):
                _add_to_elements(code, operand, partial, upstream)
            else:
                _add(code, step.slot(k, node), partial, upstream)
    return code.finished()


def _add_to_elements(code: CaseCode, vector: Slots, partials: Scalar, upstream: Lane) -> None:
    with code.loop(vector.count) as index:
        partial = element_of(code, partials, index, code.place(index))
        _add(code, vector.slot(index), partial, upstream)


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
