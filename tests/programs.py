"""Random expression graphs: one description, run by the engine, by plain floats, and by mpmath.

A program is a list of steps over a growing list of numbers. Any number may be used any number of times, alone and in
vectors, so that the graphs share what graphs share. Every row of the table takes part: what a row may not be given is
squashed by a sigmoid first, and what grows large by a tanh after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from autograd import PRIMITIVES, Interval, Primitive, Value
from tests.oracles import ORACLES, rows

__all__ = ["Program", "programs"]

Place = int | tuple[int, ...]
Step = tuple[str, tuple[Place, ...]]
LARGEST = 4.0
NEAREST_TO_A_KINK = 1e-3


@dataclass(frozen=True)
class Program:
    """A function of several numbers.

    Args:
        point: where it is evaluated.
        steps: for each number after those of the point, its operation and the places of the operands.
    """

    point: tuple[float, ...]
    steps: tuple[Step, ...]

    def run(self, inputs: Sequence[Any], function: Callable[[str], Callable[..., Any]]) -> list[Any]:
        """Every number of the program; `function` gives the operation of a name."""
        numbers = list(inputs)
        for name, places in self.steps:
            operands = [numbers[p] if isinstance(p, int) else [numbers[k] for k in p] for p in places]
            numbers.append(function(name)(*operands))
        return numbers

    def graph(self) -> tuple[Value, list[Value]]:
        """The engine's result, and its leaves."""
        leaves = list(map(Value, self.point))
        return self.run(leaves, PRIMITIVES.__getitem__)[-1], leaves

    def in_floats(self, inputs: Sequence[float]) -> float:
        return float(self.run(inputs, PRIMITIVES.__getitem__)[-1])

    def in_mpmath(self, inputs: Sequence[Any]) -> Any:
        return self.run(inputs, lambda name: ORACLES[name].value)[-1]


@st.composite
def programs(draw: st.DrawFn, *, most_steps: int = 10) -> Program:
    """Programs of up to five inputs, away from kinks."""
    point = draw(st.lists(st.integers(-64, 64).map(lambda k: (k + 0.37) / 32), min_size=1, max_size=5))
    numbers: list[float] = list(point)
    usable = list(range(len(point)))
    steps: list[Step] = []

    def add(name: str, *places: Place) -> int:
        operands = [numbers[p] if isinstance(p, int) else [numbers[k] for k in p] for p in places]
        numbers.append(PRIMITIVES[name](*operands))
        steps.append((name, places))
        return len(numbers) - 1

    for _ in range(draw(st.integers(1, most_steps))):
        row = draw(st.sampled_from(rows()))
        size = draw(st.integers(1, 4))
        places: list[Place] = []
        for interval, is_vector in zip(row.domain, row.vectors):
            chosen = [usable[-1 - draw(st.integers(0, len(usable) - 1))] for _ in range(size if is_vector else 1)]
            if row.condition is not None or interval != Interval():
                chosen = [add("sigmoid", place) for place in chosen]
            places.append(tuple(chosen) if is_vector else chosen[0])
        if _is_near_a_kink(row, [numbers[p] for p in places if isinstance(p, int)]):
            continue
        last = add(row.name, *places)
        usable.append(last if abs(numbers[last]) <= LARGEST else add("tanh", last))
    # What no step has used yet is added to the result, lest most of the graph hang loose.
    used = {k for _, places in steps for p in places for k in ((p,) if isinstance(p, int) else p)}
    add("sum", tuple(k for k in range(len(numbers)) if k not in used))
    return Program(tuple(point), tuple(steps))


def _is_near_a_kink(row: Primitive, operands: Sequence[float]) -> bool:
    return row.branch is not None and abs(row.branch(*operands)) < NEAREST_TO_A_KINK
