"""Where each number of a graph stands while a program runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograd.compiler.tape.steps import Tape
from autograd.graph import NOTHING, Node
from autograd.value import Value

__all__ = ["Placement"]


class Placement(dict[Node, int]):
    """The slot of each Value. A leaf gets one when it is first asked for.

    Args:
        tape: learns what stands in each slot.
        places: for each parameter its place.
        constants: the numbers of all other leaves but the inputs.
        instead: what stands in the place of Values.

    Attributes:
        spread: the parameters that have slots.
    """

    def __init__(
        self,
        tape: Tape,
        places: Mapping[Value, int],
        constants: Mapping[Value, float],
        instead: Mapping[Value, Value],
    ) -> None:
        super().__init__({NOTHING: 0})
        self.spread: list[Value] = []
        self._tape, self._places, self._constants, self._instead = tape, places, constants, instead
        self._numbers: dict[str, int] = {}

    def place(self, values: Sequence[Value]) -> int:
        """Gives Values slots side by side, and says which is the first."""
        first = len(self._tape.values)
        self.update(zip(values, range(first, first + len(values))))
        self._tape.values.extend(values)
        return first

    def __missing__(self, value: Value) -> int:
        if value in self._instead:
            slot = self[self._instead[value]]
        elif value in self._places:
            slot = self.place([value])
            self.spread.append(value)
        else:
            slot = self._slot_of_number(value)
        self[value] = slot
        return slot

    def _slot_of_number(self, constant: Value) -> int:
        number = self._constants[constant]
        key = number.hex()  # which tells -0.0 from 0.0
        if key not in self._numbers:
            slot = self._numbers[key] = self.place([constant])
            self._tape.constants[slot] = number
        return self._numbers[key]
