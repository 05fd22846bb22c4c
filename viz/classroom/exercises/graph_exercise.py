"""An exercise on a graph: what it computes, what is asked of it, and the way to the answers, all from the graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autograd import Value
from viz.classroom.exercises.blank import Blank, Place
from viz.classroom.exercises.graph_blanks import Extra, graph_blanks, no_more
from viz.classroom.exercises.graph_text import ROUNDING, formulas, given, worked
from viz.classroom.exercises.topic import Draft

__all__ = ["graph_exercise", "labelled"]


def labelled(value: Value, label: str) -> Value:
    """The Value, with this label."""
    value.label = label
    return value


def graph_exercise(
    output: Value,
    places: Iterable[Place],
    task: str,
    *,
    what: str = "The graph computes",
    further: Sequence[Blank] = (),
    extra: Extra = no_more,
) -> Draft:
    """An exercise that asks for numbers of a graph.

    Args:
        output: the output of the graph, every node of which has a label; its gradients are filled in.
        places: where the blanks are, each after those that it follows from.
        task: what is asked, in a sentence or two.
        what: how the formulas are introduced.
        further: blanks that follow from those, and stand nowhere in the graph.
        extra: further wrong answers at a place.
    """
    output.zero_grad()
    output.backward()
    blanks = (*graph_blanks(output, places, extra), *further)
    text = (f"{what} {formulas(output)}.", f"Given: {given(output)}.", f"{task} {ROUNDING}")
    return Draft(text, blanks, output, lambda: worked(output, blanks))
