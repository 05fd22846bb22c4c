"""Exercises on nets: their parameters (L3.5), the forward pass (L3.1), the gradient of two layers (L8)."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from autograd import Constant, Value, binary_cross_entropy, dot, sigmoid
from viz.classroom.exercises.blank import Blank, Mistake, Place, Rule
from viz.classroom.exercises.graph_blanks import gradient_places, value_places
from viz.classroom.exercises.graph_exercise import graph_exercise, labelled
from viz.classroom.exercises.topic import Draft, Draws

__all__ = ["backward_pass", "forward_pass", "parameter_count", "two_layers"]

_SIZES = ("2 3 4 5 6", "3 4 5 6 8", "10 12 16 20 28 32")
_FIRST, _SECOND, _INPUTS = "0.25 0.5 0.75 1 1.5", "0.5 1 1.5 2", "0.5 1 1.5 2"


def parameter_count(draws: Draws, level: int) -> Draft:
    """The weights and biases of a net, layer by layer (L3.5)."""
    sizes = [abs(int(n)) or 1 for n in draws.numbers(_SIZES[level - 1], level + 2)]
    counts = [n * m + m for n, m in pairwise(sizes)]
    blanks = [_of_layer(k, n, m) for k, (n, m) in enumerate(pairwise(sizes), start=1)]
    names = [blank.name for blank in blanks]
    mistakes = (_total_without(names[0], names), _total_without(names[-1], names))
    total = Blank("total", "all parameters", r"\text{all parameters}", _sum_of(names), mistakes, points=len(names) - 1)
    inputs, *hidden, outputs = sizes
    listed = f"a hidden layer of {hidden[0]} units" if len(hidden) == 1 else f"hidden layers of {_listed(hidden)} units"
    text = (
        f"A net has {inputs} inputs, {listed}, and {outputs} outputs. "
        "Each unit has a weight for each number that comes in, and a bias.",
        "How many parameters does each layer have, the output layer being the last one? How many are there in all?",
    )
    lines = [
        rf"Layer {k}: ${n} \cdot {m} = {n * m}$ weights and ${m}$ biases, ${n * m} + {m} = {n * m + m}$ in all."
        for k, (n, m) in enumerate(pairwise(sizes), start=1)
    ]
    lines.append(f"The net: ${' + '.join(map(str, counts))} = {sum(counts)}$ parameters.")
    return Draft(text, (*blanks, total), None, lambda: tuple(lines))


def _listed(numbers: list[int]) -> str:
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}"


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


def two_layers(draws: Draws, inputs: int, *, loss: bool = True) -> Value:
    """Two hidden sigmoid units and a sigmoid output, no biases, named as on the slides; perhaps with the loss (L8)."""
    given = [Value(float(x), f"x_{k}") for k, x in enumerate(draws.numbers(_INPUTS, inputs), start=1)]
    hidden = []
    drawn = iter(draws.numbers(_FIRST, 2 * inputs))  # all different: units that are alike learn alike
    for j in (1, 2):
        weights = [Value(float(next(drawn)), f"w_{k}{j}^(1)") for k in range(1, inputs + 1)]
        hidden.append(labelled(sigmoid(labelled(dot(weights, given), f"z_1{j}")), f"a_1{j}"))
    outer = [Value(float(w), f"w_{j}1^(2)") for j, w in enumerate(draws.numbers(_SECOND, 2), start=1)]
    y_hat = labelled(sigmoid(labelled(dot(outer, hidden), "z")), "y_hat")
    if not loss:
        return y_hat
    return labelled(binary_cross_entropy(y_hat, Constant(float(draws.one_of(0, 1)), "y")), "ell")


def forward_pass(draws: Draws, level: int) -> Draft:
    """The values of a net of two layers (L3.1); from level 3 on, its loss."""
    output = two_layers(draws, min(level, 2), loss=level == 3)
    return graph_exercise(
        output, value_places(output), "Fill in the values, from the inputs on.", what="A net computes"
    )


def backward_pass(draws: Draws, level: int) -> Draft:
    """The gradients in the graph of two layers (L8.1, L8.2): down to the hidden units, to one weight, to all."""
    output = two_layers(draws, min(level, 2))
    every = gradient_places(output)
    wanted = ({"y_hat", "z", "a_11", "a_12"}, {"y_hat", "z", "a_11", "a_12", "z_11", "z_12", "w_11^(1)", "w_12^(1)"})
    places = every if level == 3 else [place for place in every if place.node in wanted[level - 1]]
    task = "Fill in the gradients that are asked for, from the loss back."
    return graph_exercise(output, [place for place in places if not _is_input(place)], task)


def _is_input(place: Place) -> bool:
    return place.node.startswith("x")
