"""Exercises on the graph of one unit and its loss (L7)."""

from __future__ import annotations

from autograd import Constant, Value, binary_cross_entropy, sigmoid
from viz.classroom.exercises.graph_blanks import gradient_places, graph_blanks, value_places
from viz.classroom.exercises.topic import Draft, Draws

__all__ = ["backward_pass", "labelled", "unit"]


def labelled(value: Value, label: str) -> Value:
    """The Value, with this label."""
    value.label = label
    return value


def unit(draws: Draws, inputs: int, *, bias: bool = False) -> Value:
    """The loss of a unit of some inputs, its products and its sum told apart."""
    weights = draws.numbers("0.25 0.5 0.75 1.5 2", inputs)
    given = draws.numbers("0.5 1.5 2 3", inputs)
    products = [
        labelled(Value(float(w), f"w{k}") * Value(float(x), f"x{k}"), f"u{k}")
        for k, (w, x) in enumerate(zip(weights, given), start=1)
    ]
    terms = products + ([Value(float(draws.numbers("0.25 0.5 1.5", 1)[0]), "b")] if bias else [])
    z = labelled(sum(terms[1:], terms[0]), "z") if len(terms) < 3 else _sum_of_three(terms)
    y_hat = labelled(sigmoid(z), "y_hat")
    return labelled(binary_cross_entropy(y_hat, Constant(float(draws.one_of(0, 1)), "y")), "ell")


def _sum_of_three(terms: list[Value]) -> Value:
    return labelled(labelled(terms[0] + terms[1], "s") + terms[2], "z")


def backward_pass(draws: Draws, level: int) -> Draft:
    """The gradients in the graph of one unit (L7.3); at level 3, its values too."""
    output = unit(draws, min(level, 2), bias=level == 3)
    places = gradient_places(output)
    if level == 3:
        places = value_places(output) + places
    output.backward()
    return Draft(("Fill in.",), graph_blanks(output, places), output, ())
