"""Vectors of lanes: what a formula goes through with `each` and `fold` while its length is not known yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograd.compiler.codegen.ir import Code
from autograd.compiler.codegen.lanes import DOUBLES, Lane
from autograd.primitive import Primitive, Scalar

__all__ = ["LaneVector", "Slots"]


class LaneVector:
    """A vector whose elements are computed where they are asked for.

    Args:
        code: the function being written.
        count: how many elements there are, an i64.
        element: gives the element at an index, an i64, whose place as a number comes with it.
    """

    def __init__(self, code: Code, count: str, element: Callable[[str, Lane], Lane]) -> None:
        self.code, self.count, self.element = code, count, element

    @staticmethod
    def apply_primitive(primitive: Primitive, operands: Sequence[Scalar]) -> Lane:
        code = next(operand.code for operand in operands if isinstance(operand, (LaneVector, Lane)))
        return code.applied(primitive, operands)

    def each(self, function: Callable[..., Scalar], *others: LaneVector) -> LaneVector:
        def element(index: str, place: Lane) -> Lane:
            elements = [vector.element(index, place) for vector in (self, *others)]
            return self.code.lane(function(place, *elements))

        return LaneVector(self.code, self.count, element)

    def fold(
        self, start: Sequence[Scalar], step: Callable[..., Sequence[Scalar]], *others: LaneVector
    ) -> Sequence[Lane]:
        code = self.code
        carried = [code.variable(DOUBLES, code.lane(number).name) for number in start]
        with code.loop(self.count) as index:
            place = code.place(index)
            before = [Lane(code, variable.get()) for variable in carried]
            after = step(*before, place, *(vector.element(index, place) for vector in (self, *others)))
            for variable, lane in zip(carried, after):
                variable.set(code.lane(lane).name)
        return [Lane(code, variable.get()) for variable in carried]

    def length(self) -> Lane:
        return self.code.place(self.count)

    def __len__(self) -> int:
        raise TypeError("a vector's length is not known while code is generated")


class Slots(LaneVector):
    """A vector operand: its elements stand in slots.

    Args:
        code: the function being written.
        values: the pointer to all lanes.
        count: how many elements there are, an i64.
        slot: gives the slot of the element at an index, both i64.
    """

    def __init__(self, code: Code, values: str, count: str, slot: Callable[[str], str]) -> None:
        super().__init__(code, count, lambda index, _: code.load(values, slot(index)))
        self.slot = slot
