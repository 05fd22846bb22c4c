"""Exercises on the sum over paths (L8.3)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from autograd import Value
from autograd.graph import paths_between
from viz.classroom.exercises.blank import Blank, Entries, Mistake, Number, Place, Rule, answers_of
from viz.classroom.exercises.graph_blanks import graph_blanks
from viz.classroom.exercises.graph_exercise import graph_exercise, labelled
from viz.classroom.exercises.graph_mistakes import is_one
from viz.classroom.exercises.graph_rules import GraphRules, Use, name_of
from viz.classroom.exercises.graph_text import chained, derivative_latex, name_latex, worked
from viz.classroom.exercises.networks import two_layers
from viz.classroom.exercises.spelling import in_product, typeset
from viz.classroom.exercises.topic import Draft, Draws
from viz.names import pretty_name

__all__ = ["sum_over_paths"]

Path = Sequence[Use]
"""Its edges, from the bottom up."""


def sum_over_paths(draws: Draws, level: int) -> Draft:
    """The product along each path, and their sum: of a product; of two layers with one input, and with two."""
    if level == 1:
        c, d = (float(number) for number in draws.numbers("2 3 4 5", 2))
        x = Value(float(draws.numbers("0.5 1 1.5 2 3", 1)[0]), "x")
        output = labelled(labelled(c * x, "a") * labelled(x + d, "b"), "f")
        return _draft(output, [x], output)
    output = two_layers(draws, level - 1)
    rules = GraphRules(output)
    return _draft(output, [rules.nodes[f"x_{k}"] for k in range(1, level)], rules.nodes["z"])


def _draft(output: Value, leaves: Sequence[Value], join: Value) -> Draft:
    """The exercise on some leaves.

    Args:
        output: the output of the graph.
        leaves: by what it is differentiated.
        join: the node at which all paths have come together, whose gradient is asked for first.
    """
    top = [] if join is output else [Place("gradient", join.label or "")]
    places = [*top, *(Place("gradient", leaf.label or "") for leaf in leaves)]
    rules = GraphRules(output, frozenset(places))
    blanks = list(graph_blanks(output, top))
    lines: list[tuple[Blank, Path]] = []
    for leaf in leaves:
        along = [_along(rules, join, leaf, path, k) for k, path in enumerate(_paths(rules, leaf, join), start=1)]
        lines += zip(along, _paths(rules, leaf, join))
        blanks += [*along, _total(output, leaf, [blank.name for blank in along])]
    names = " and ".join(f"${name_latex(leaf.label or '')}$" for leaf in leaves)
    begin = "" if join is output else f"Fill in the gradient of ${name_latex(join.label or '')}$. "
    far = "its local derivatives" if join is output else f"its local derivatives and the gradient of ${join.label}$"
    task = f"{begin}For each path from {names} to ${name_latex(join.label or '')}$, multiply {far}. Then add up."
    stated = graph_exercise(output, (), task)
    return replace(stated, blanks=tuple(blanks), solution=lambda: tuple(_worked(rules, blanks, lines, join)))


def _paths(rules: GraphRules, leaf: Value, join: Value) -> list[Path]:
    """The paths from a leaf to the node where they have come together."""

    def onward(node: Value) -> list[tuple[Use, Value]]:
        return [(use, use.node) for use in reversed(rules.uses[node])]

    return list(paths_between(leaf, join, onward))


def _along(rules: GraphRules, join: Value, leaf: Value, path: Path, number: int) -> Blank:
    """The product along a path."""

    def product_without(left_out: Use | None, *, whole: bool = True) -> Rule:
        def rule(entries: Entries) -> Number:
            start: Number = rules.gradient(join, entries) if whole else Fraction(1)
            return math.prod([rules.local(use, entries) for use in path if use is not left_out], start=start)

        return rule

    mistakes = [Mistake("forgotten_factor", product_without(use)) for use in path if not is_one(use)]
    if join is not rules.output:
        mistakes.append(Mistake("chain_stopped", product_without(None, whole=False)))
    right = product_without(None)
    mistakes.append(Mistake("sign", lambda entries: -right(entries)))
    labels = [leaf.label or "", *(use.node.label or "" for use in path)]
    name = f"path_{name_of(Place('value', labels[0]))}_{number}"
    asks, latex = " → ".join(map(pretty_name, labels)), r" \to ".join(map(name_latex, labels))
    return Blank(name, f"along {asks}", rf"\text{{along }} {latex}", right, tuple(mistakes), None, len(path))


def _total(output: Value, leaf: Value, names: Sequence[str]) -> Blank:
    """The sum over the paths."""
    mistakes = [Mistake("one_path", lambda entries, name=name: entries[name]) for name in names]  # type: ignore[misc]
    mistakes.append(Mistake("paths_multiplied", lambda entries: math.prod([entries[name] for name in names])))
    place = Place("gradient", leaf.label or "")
    asks = f"∂{pretty_name(output.label or '')}/∂{pretty_name(leaf.label or '')}"
    latex = derivative_latex(output.label or "", leaf.label or "")

    def total(entries: Entries) -> Number:
        return sum((entries[name] for name in names), Fraction(0))

    mistakes.append(Mistake("sign", lambda entries: -total(entries)))
    return Blank(name_of(place), asks, latex, total, tuple(mistakes), place, len(names) - 1)


def _worked(rules: GraphRules, blanks: Sequence[Blank], lines: Sequence[tuple[Blank, Path]], join: Value) -> list[str]:
    answers = answers_of(blanks)
    written = [*worked(rules.output, [blank for blank in blanks if blank.place and blank.place.node == join.label])]
    waiting: list[Number] = []
    along = {blank.name: path for blank, path in lines}
    for blank in blanks:
        if blank.name in along:
            factors = [rules.local(use, answers) for use in along[blank.name][::-1]]
            factors = factors if join is rules.output else [rules.gradient(join, answers), *factors]
            product = r" \cdot ".join(in_product(f, first=k == 0) for k, f in enumerate(factors))
            written.append(chained(blank.latex + "\\text{:} \\quad " + product, typeset(answers[blank.name])))
            waiting.append(answers[blank.name])
        elif waiting:
            total = " + ".join(in_product(n, first=k == 0) for k, n in enumerate(waiting))
            written.append(chained(blank.latex, total, typeset(answers[blank.name])))
            waiting = []
    return written
