"""Exercises on nets: how many parameters there are."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from viz.classroom.exercises.blank import Blank, Mistake, Rule
from viz.classroom.exercises.topic import Draft, Draws

__all__ = ["parameter_count"]

_SIZES = ("2 3 4 5 6", "3 4 5 6 8", "10 12 16 20 28 32")


def parameter_count(draws: Draws, level: int) -> Draft:
    """The weights and biases of a net, layer by layer (L3.5)."""
    sizes = [abs(int(n)) or 1 for n in draws.numbers(_SIZES[level - 1], level + 2)]
    blanks = [_of_layer(k, sizes[k - 1], sizes[k]) for k in range(1, len(sizes))]
    names = [blank.name for blank in blanks]
    mistakes = (_total_without(names[0], names), _total_without(names[-1], names))
    total = Blank("total", "all parameters", r"\text{all parameters}", _sum_of(names), mistakes, points=len(names) - 1)
    inputs, *hidden, outputs = sizes
    layers = "a hidden layer of" if len(hidden) == 1 else "hidden layers of"
    text = (
        f"A net has {inputs} inputs, {layers} {' and '.join(map(str, hidden))} units, and {outputs} outputs. "
        "Each unit has a weight for each number that comes in, and a bias.",
        "How many parameters does each layer have? How many are there in all?",
    )
    lines = [
        rf"Layer {k}: ${n} \cdot {m} + {m} = {n * m + m}$, weights and biases."
        for k, (n, m) in enumerate(pairwise(sizes), start=1)
    ]
    counts = [n * m + m for n, m in pairwise(sizes)]
    lines.append(f"In all: ${' + '.join(map(str, counts))} = {sum(counts)}$.")
    return Draft(text, (*blanks, total), None, tuple(lines))


def _of_layer(number: int, inputs: int, units: int) -> Blank:
    def always(count: int) -> Rule:
        return lambda entries: Fraction(count)

    mistakes = (
        Mistake("biases_forgotten", always(inputs * units)),
        Mistake("one_bias_a_layer", always(inputs * units + 1)),
        Mistake("sizes_added", always(inputs + units)),
    )
    asks = f"parameters of layer {number}"
    return Blank(f"layer_{number}", asks, rf"\text{{{asks}}}", always(inputs * units + units), mistakes, points=2)


def _sum_of(names: list[str]) -> Rule:
    return lambda entries: sum((entries[name] for name in names), Fraction(0))


def _total_without(left_out: str, names: list[str]) -> Mistake:
    return Mistake("layer_forgotten", _sum_of([name for name in names if name != left_out]))
