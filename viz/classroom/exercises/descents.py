"""Exercises on gradient descent (L6.1, L6.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from autograd import PRIMITIVES, Constant, Value
from viz.classroom.exercises.blank import Blank, Mistake, Place, answers_of
from viz.classroom.exercises.graph_blanks import gradient_places, value_places
from viz.classroom.exercises.graph_exercise import graph_exercise, labelled
from viz.classroom.exercises.graph_rules import GraphRules, name_of
from viz.classroom.exercises.graph_text import chained, derivative_latex, name_latex
from viz.classroom.exercises.spelling import in_product, typeset
from viz.classroom.exercises.topic import Draft, Draws

__all__ = ["descent_step"]


def descent_step(draws: Draws, level: int) -> Draft:
    """A step of a linear unit with the squared error: of its weight; of its bias too; over a batch of two samples."""
    w, b = (Value(float(n), name) for n, name in zip(draws.numbers("0.5 1 1.5 2 3", 2), "wb"))
    count = 2 if level == 3 else 1
    inputs, targets = draws.numbers("2 3 4", count), draws.numbers("1 2 3 4 5", count)
    losses = [
        _loss(w, None if level == 1 else b, x, y, f"_{k}" if count > 1 else "")
        for k, (x, y) in enumerate(zip(inputs, targets), start=1)
    ]
    output = losses[0] if count == 1 else labelled(PRIMITIVES["mean"](losses), "L")
    rate = Fraction(draws.one_of("0.1", "0.5", "0.2", "0.05"))
    parameters = [w] if level == 1 else [w, b]
    gradients = [place for place in gradient_places(output) if not place.node.startswith("x")]
    places = [*value_places(output), *gradients]
    rules = GraphRules(output, frozenset(places))
    steps = [_step(rules, parameter, rate) for parameter in parameters]
    names = " and ".join(f"${parameter.label}$" for parameter in parameters)
    task = (
        f"Fill in the values and the gradients, and then {names} after a step of descent, $\\alpha = {typeset(rate)}$."
    )
    draft = graph_exercise(output, places, task, further=steps, extra=_not_averaged)
    return replace(draft, solution=lambda: (*draft.solution(), *_lines(draft, rules, parameters, rate)))


def _loss(w: Value, b: Value | None, x: Fraction, y: Fraction, suffix: str) -> Value:
    z = w * Value(float(x), f"x{suffix}")
    if b is not None:
        z = labelled(z, f"u{suffix}") + b
    r = labelled(labelled(z, f"z{suffix}") - Constant(float(y), f"y{suffix}"), f"r{suffix}")
    return labelled(PRIMITIVES["square"](r), f"ell{suffix}")


def _step(rules: GraphRules, parameter: Value, rate: Fraction) -> Blank:
    """The parameter after the step."""
    start = rules.value(parameter, {})
    mistakes = (
        Mistake("climbed", lambda entries: start + rate * rules.gradient(parameter, entries)),
        Mistake("rate_forgotten", lambda entries: start - rules.gradient(parameter, entries)),
        Mistake("step_alone", lambda entries: -rate * rules.gradient(parameter, entries)),
    )
    label = parameter.label or ""
    return Blank(
        f"new_{label}",
        f"{label} after the step",
        rf"{label} \text{{ after the step}}",
        lambda entries: start - rate * rules.gradient(parameter, entries),
        mistakes,
        points=2,
    )


def _not_averaged(rules: GraphRules, place: Place) -> Iterator[Mistake]:
    """For the gradient of a parameter, where the loss is a mean: the sum over the batch."""
    count = len(rules.output.operands)
    if place.kind == "gradient" and place.node in ("w", "b") and count > 1:
        parameter = rules.nodes[place.node]
        yield Mistake("not_averaged", lambda entries: count * rules.gradient_worked_out(parameter, entries))


def _lines(draft: Draft, rules: GraphRules, parameters: list[Value], rate: Fraction) -> list[str]:
    answers = answers_of(draft.blanks)
    lines = []
    for parameter in parameters:
        label = parameter.label or ""
        gradient = answers[name_of(Place("gradient", label))]
        start = rules.value(parameter, {})
        lines.append(
            chained(
                rf"{name_latex(label)} \text{{ after the step}}",
                rf"{label} - \alpha \cdot {derivative_latex(rules.output.label or '', label)}",
                rf"{typeset(start)} - {typeset(rate)} \cdot {in_product(gradient)}",
                typeset(answers[f"new_{label}"]),
            )
        )
    return lines
