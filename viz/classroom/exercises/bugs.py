"""Exercises on other people's mistakes: one gradient in a filled graph is wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from autograd import Value
from viz.classroom.exercises.blank import Blank, Entries, Mistake, answers_of
from viz.classroom.exercises.fairness import are_apart
from viz.classroom.exercises.graph_blanks import gradient_places, graph_blanks
from viz.classroom.exercises.graph_rules import GraphRules
from viz.classroom.exercises.graph_text import ROUNDING, formulas, worked
from viz.classroom.exercises.misconceptions import MISCONCEPTIONS
from viz.classroom.exercises.networks import two_layers
from viz.classroom.exercises.spelling import spelled, typeset
from viz.classroom.exercises.topic import Draft, Draws
from viz.classroom.exercises.units import loss_of_unit

__all__ = ["find_the_bug"]


def find_the_bug(draws: Draws, level: int) -> Draft:
    """Which gradient is wrong, and what it should be: of one unit, one with two inputs, two layers (L7.3, L8)."""
    output = two_layers(draws, 1) if level == 3 else loss_of_unit(draws, level, bias=False)
    output.zero_grad()
    output.backward()
    blanks = graph_blanks(output, gradient_places(output))
    answers = answers_of(blanks)
    wrong = draws.random.randrange(len(blanks))
    mistakes = [mistake for mistake in blanks[wrong].mistakes if _is_plausible(mistake, answers, blanks[wrong].name)]
    made = draws.one_of(*mistakes) if mistakes else Mistake("sign", lambda entries: -blanks[wrong].rule(entries))
    _node(output, blanks[wrong]).grad = float(made.rule(answers))
    listed = [(blank.asks, answers[blank.name]) for blank in blanks]
    listed[wrong] = (listed[wrong][0], made.rule(answers))
    claims = "; ".join(
        f"{number}. ${blank.latex} = {typeset(claim)}$"
        for number, (blank, (_, claim)) in enumerate(zip(blanks, listed), 1)
    )
    text = (
        f"The graph computes {formulas(output)}.",
        f"Somebody has filled in its gradients: {claims}.",
        f"Exactly one of them is wrong. Which, and what should it be? {ROUNDING}",
    )
    return Draft(text, _asked(blanks, wrong, answers), output, lambda: _solution(output, blanks, wrong, made, answers))


def _is_plausible(mistake: Mistake, answers: Entries, name: str) -> bool:
    number = mistake.rule(answers)
    return math.isfinite(number) and number != 0 and are_apart(number, answers[name])


def _node(output: Value, blank: Blank) -> Value:
    return GraphRules(output).nodes[blank.place.node if blank.place else ""]


def _asked(blanks: Sequence[Blank], wrong: int, answers: Entries) -> tuple[Blank, ...]:
    """Which one is wrong, and the right number: from the gradients above, which are right."""
    own = blanks[wrong]
    before = {blank.name: answers[blank.name] for blank in blanks[:wrong]}
    asks = "number of the wrong gradient"
    which = Blank("which", asks, rf"\text{{{asks}}}", lambda entries: Fraction(wrong + 1), points=len(blanks))
    mistakes = tuple(
        Mistake(each.misconception, lambda entries, rule=each.rule: rule(before))  # type: ignore[misc]
        for each in own.mistakes
    )
    right = Blank("right", "what it should be", r"\text{what it should be}", lambda entries: own.rule(before), mistakes)
    return which, right


def _solution(output: Value, blanks: Sequence[Blank], wrong: int, made: Mistake, answers: Entries) -> tuple[str, ...]:
    own = blanks[wrong]
    line = worked(output, blanks)[wrong]
    return (
        f"Number {wrong + 1} is wrong, {own.asks}: it should be {spelled(answers[own.name])}.",
        line,
        f"What was thought there: {MISCONCEPTIONS[made.misconception].says}",
    )
