"""Which broken backward pass of the zoo gives a gradient, where no slip at that one place does."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from autograd import Value, topological_order
from autograd.zoo import BUGS
from viz.classroom.exercises.blank import Blank, Number
from viz.classroom.exercises.exercise import Exercise
from viz.classroom.exercises.misconceptions import MISCONCEPTIONS
from viz.classroom.judging.numbers import is_near

__all__ = ["held_all_the_way"]


def held_all_the_way(exercise: Exercise, blank: Blank, entry: Number) -> tuple[str, ...]:
    """The misconceptions that give this gradient to whoever holds them on every edge from the output on.

    Where an exercise asks for the gradients on the way, each is told at its own place. Where it does not, as in a sum
    over paths, a factor that is always forgotten, or a rule that is always wrong, shows in the last number alone.

    >>> from viz.classroom.exercises.topics import exercise
    >>> drawn = exercise("sum over paths", level=2, seed=1)
    >>> held_all_the_way(drawn, drawn.blanks[-1], 0)
    ('nothing_handed_on',)
    """
    place, graph = blank.place, exercise.graph
    if graph is None or place is None or place.kind != "gradient":
        return ()
    held = [name for name, number in _gradients(graph, place.node) if is_near(entry, number)]
    return tuple(dict.fromkeys(held))


def _gradients(graph: Value, label: str) -> Iterator[tuple[str, float]]:
    """What each broken pass that has a misconception's name makes of the gradient of a node."""
    for misconception in MISCONCEPTIONS.values():
        for bug in misconception.bugs:
            order = topological_order(copy.deepcopy(graph))
            for node in order:
                node.grad = None
            BUGS[bug].backward(order[-1])
            [found] = [node for node in order if node.label == label]
            yield misconception.name, found.grad or 0.0
