"""Exercises on one unit (L3.1), and on the graph of its loss (L7)."""

from __future__ import annotations

from functools import reduce

from autograd import PRIMITIVES, Constant, Value, binary_cross_entropy, sigmoid
from viz.classroom.exercises.graph_blanks import gradient_places, local_places, value_places
from viz.classroom.exercises.graph_exercise import graph_exercise, labelled
from viz.classroom.exercises.topic import Draft, Draws

__all__ = ["backward_pass", "local_derivatives", "loss_of_unit", "output_of_unit", "pre_activation"]

_WEIGHTS, _INPUTS, _BIASES = "0.25 0.5 0.75 1.5", "0.5 1.5 2", "0.25 0.5"


def pre_activation(draws: Draws, inputs: int, *, bias: bool) -> Value:
    """What a unit adds up, its products and its sums told apart: u1 = w_11·x_1, …, z."""
    weights, given = draws.numbers(_WEIGHTS, inputs), draws.numbers(_INPUTS, inputs)
    terms = [
        labelled(Value(float(w), f"w_{k}1") * Value(float(x), f"x_{k}"), f"u_{k}")
        for k, (w, x) in enumerate(zip(weights, given), start=1)
    ]
    terms += [Value(float(b), "b") for b in draws.numbers(_BIASES, int(bias))]
    if len(terms) == 1:
        return labelled(terms[0], "z")
    sums = iter([*(f"s_{k}" for k in range(1, len(terms) - 1)), "z"])
    return reduce(lambda total, term: labelled(total + term, next(sums)), terms)


def loss_of_unit(draws: Draws, inputs: int, *, bias: bool) -> Value:
    """The binary cross-entropy of a sigmoid unit."""
    y_hat = labelled(sigmoid(pre_activation(draws, inputs, bias=bias)), "y_hat")
    return labelled(binary_cross_entropy(y_hat, Constant(float(draws.one_of(0, 1)), "y")), "ell")


def output_of_unit(draws: Draws, level: int) -> Draft:
    """The values on the way to the output of a unit (L1.1, L3.1)."""
    name = ("sigmoid", "sigmoid", "tanh")[level - 1]
    output = labelled(PRIMITIVES[name](pre_activation(draws, max(level, 2), bias=level > 1)), "o")
    return graph_exercise(output, value_places(output), "What is the value of each node?", what="A unit computes")


def local_derivatives(draws: Draws, level: int) -> Draft:
    """The local derivatives on the edges of the graph of one unit (L7.2)."""
    output = loss_of_unit(draws, min(level, 2), bias=level == 3)
    task = "On each edge, write the derivative of the node that it leads to by the node that it comes from."
    return graph_exercise(output, local_places(output), task)


def backward_pass(draws: Draws, level: int) -> Draft:
    """The gradients in the graph of one unit (L7.3); at level 3, its values too."""
    output = loss_of_unit(draws, min(level, 2), bias=level == 3)
    places = [*(value_places(output) if level == 3 else []), *gradient_places(output)]
    first = "Fill in the values, from the leaves to the loss. Then fill in" if level == 3 else "Fill in"
    return graph_exercise(output, places, f"{first} the gradients, from the loss back to the leaves.")
