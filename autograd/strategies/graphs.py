"""Random expressions: one description, run by the engine, by plain floats, and by any other arithmetic."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TypeAlias

from hypothesis import strategies as st

from autograd.errors import DomainError
from autograd.primitive import PRIMITIVES, Interval, Primitive, Scalar
from autograd.value import Value

__all__ = ["Expression", "expressions"]

Place: TypeAlias = int | float | tuple[int, ...]
"""An operand in an expression: the place of a number computed earlier, a constant, or a vector of such places."""

LARGEST = 4.0
NEAREST_TO_A_KINK = 1e-3


@dataclass(frozen=True)
class Expression:
    """A function of several numbers, made of rows of the table; called with Values, it makes a graph.

    Attributes:
        point: one number an input, where the expression is defined.
        steps: for each number after the inputs, the name of its operation and its operands: the place of an earlier
            number, a constant as a float, or a tuple of places for a vector. The last one is the result.

    >>> product = Expression((2.0, 3.0), (("mul", (0, 1)), ("pow", (2, 2.0))))
    >>> product(2.0, 3.0), product(Value(1.0), 3.0)
    (36.0, Value(9.0, primitive='pow'))
    """

    point: tuple[float, ...]
    steps: tuple[tuple[str, tuple[Place, ...]], ...]

    def __call__(self, *inputs: Scalar) -> Scalar:
        """The result for `inputs`: a number if all are numbers, otherwise a Value."""
        return self.run(inputs)[-1]

    def graph(self) -> tuple[Value, list[Value]]:
        """The result at `point` as a Value, and the leaves that stand for the inputs."""
        leaves = list(map(Value, self.point))
        return self(*leaves), leaves

    def run(
        self, inputs: Sequence[Scalar], function: Callable[[str], Callable[..., Scalar]] = PRIMITIVES.__getitem__
    ) -> list[Scalar]:
        """Every number of the expression: the inputs, then one a step.

        Args:
            inputs: as many as `point` has.
            function: gives the operation of a name; another arithmetic's, to compare with.
        """
        numbers = list(inputs)
        for name, places in self.steps:
            numbers.append(function(name)(*_at(numbers, places)))
        return numbers


def expressions(
    primitives: Iterable[Primitive] | None = None, *, most_inputs: int = 5, most_steps: int = 10
) -> st.SearchStrategy[Expression]:
    """Random expressions, away from kinks, which share subexpressions as graphs do, alone and in vectors.

    An operand that a row might not be defined at is brought into its domain by a sigmoid first; what grows large is
    brought back by a tanh. What no step uses is added to the result, so that all of the graph hangs together.

    Args:
        primitives: the rows that take part; by default all whose derivative is that of their value.
        most_inputs: how many inputs there are at most.
        most_steps: how many rows are drawn at most; sigmoids, hyperbolic tangents and the sum at the end come on top.

    Returns:
        The strategy; an example is an `Expression`, to be called with numbers or Values.

    >>> from hypothesis import given
    >>> @given(expression=expressions(most_inputs=2))
    ... def test_a_graph_has_the_value_of_its_formula(expression):
    ...     output, leaves = expression.graph()
    ...     assert output.data == expression(*expression.point)
    >>> test_a_graph_has_the_value_of_its_formula()
    """
    table = (row for row in PRIMITIVES.values() if not row.stops_gradient)
    chosen = list(table if primitives is None else primitives)

    coordinate = st.integers(-64, 64).map(lambda k: (k + 0.37) / 32)
    points, rows = st.lists(coordinate, min_size=1, max_size=most_inputs), st.sampled_from(chosen)

    @st.composite
    def drawn(draw: st.DrawFn) -> Expression:
        growing = _Growing(draw(points))
        for _ in range(draw(st.integers(1, most_steps))):
            growing.grow(draw, draw(rows))
        return growing.expression()

    return drawn()


class _Growing:
    """An expression while it is drawn, with its numbers at the point."""

    def __init__(self, point: list[float]) -> None:
        self.point = point
        self.numbers: list[float] = list(point)
        self.usable = list(range(len(point)))  # what later steps may take as operands
        self.steps: list[tuple[str, tuple[Place, ...]]] = []

    def grow(self, draw: st.DrawFn, row: Primitive) -> None:
        """Adds one row, unless the point lies at a kink of it, or outside its domain after all."""
        size = draw(st.integers(1, 4))
        places: list[Place] = []
        for interval, is_vector in zip(row.domain, row.vectors):
            chosen = [
                self.usable[-1 - draw(st.integers(0, len(self.usable) - 1))] for _ in range(size if is_vector else 1)
            ]
            if not _takes_everyday_numbers(row):
                chosen = [self.brought_into(interval, place) for place in chosen]
            places.append(tuple(chosen) if is_vector else chosen[0])
        at = _at(self.numbers, tuple(places))
        if not row.is_defined_at(*at) or any(abs(kink) < NEAREST_TO_A_KINK for kink in row.kinks(*at)):
            return
        try:
            last = self.add(row.name, *places)
        except (DomainError, OverflowError):
            return
        self.usable.append(last if abs(self.numbers[last]) <= LARGEST else self.add("tanh", last))

    def brought_into(self, interval: Interval, place: int) -> int:
        """A number between 0 and 1 for the whole line, half-lines from 0 up, and the unit interval; else shifted."""
        inner = self.add("sigmoid", place)
        low, high = interval.low, interval.high
        if math.isfinite(low) and math.isfinite(high) and high - low != 1.0:
            inner = self.add("mul", inner, high - low)
        if math.isfinite(low):
            return self.add("add", inner, low) if low != 0.0 else inner
        return self.add("sub", high, inner) if math.isfinite(high) else inner

    def add(self, name: str, *places: Place) -> int:
        self.numbers.append(PRIMITIVES[name](*_at(self.numbers, places)))
        self.steps.append((name, places))
        return len(self.numbers) - 1

    def expression(self) -> Expression:
        unused = dict.fromkeys(range(len(self.numbers)))
        for place in (place for _, places in self.steps for place in places):
            for k in place if isinstance(place, tuple) else () if isinstance(place, float) else (place,):
                unused.pop(k, None)
        self.add("sum", tuple(unused))
        return Expression(tuple(self.point), tuple(self.steps))


@cache
def _takes_everyday_numbers(row: Primitive) -> bool:
    """Whether a row is defined wherever its operands are such numbers, infinite ones apart."""
    examples = product((-1.5, 0.0, 1.5), repeat=row.arity)
    return all(row.is_defined_at(*([x] if v else x for x, v in zip(xs, row.vectors))) for xs in examples)


def _at(numbers: Sequence[Scalar], places: tuple[Place, ...]) -> list[Scalar]:
    return [
        p if isinstance(p, float) else numbers[p] if isinstance(p, int) else [numbers[k] for k in p] for p in places
    ]
