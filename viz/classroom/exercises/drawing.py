"""The graph of an exercise as a picture: with question marks for what is asked, or filled in."""

from __future__ import annotations

import copy
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from autograd.arguments import check_flag
from viz.classroom.exercises.blank import Place
from viz.classroom.exercises.spelling import DIGITS
from viz.graph.drawing import picture_of, view_of
from viz.graph.options import DrawingOptions
from viz.graph.view import Edge, GraphView, Group, Node
from viz.rendering.picture import Picture

if TYPE_CHECKING:
    from viz.classroom.exercises.exercise import Exercise

__all__ = ["drawn", "with_blanks"]

_FILLED = DrawingOptions(precision=DIGITS)
_PARTS: tuple[Literal["value", "gradient"], ...] = ("value", "gradient")


def drawn(exercise: Exercise, *, solved: bool = False) -> Picture:
    """The graph of an exercise.

    Args:
        exercise: one that has a graph.
        solved: whether all values, local derivatives and gradients stand in it, the right ones; otherwise there is a
            question mark for each that is asked, and only such kinds of derivatives are shown as are asked for; of an
            exercise that asks for nothing within the graph, all that is claimed.

    Returns:
        The picture, its numbers to three significant digits.

    Raises:
        TypeError: if `solved` is neither True nor False.
        ValueError: if the exercise has no graph.

    >>> from viz.classroom.exercises.topics import exercise
    >>> unit = exercise("backward pass of one unit")
    >>> drawn(unit).source.count(">grad ?<"), drawn(unit, solved=True).source.count(">grad ?<")
    (4, 0)
    """
    solved = check_flag(solved, "solved")
    if exercise.graph is None:
        raise ValueError(f"expected an exercise with a graph, got {exercise!r}")
    places = {blank.place for blank in exercise.blanks if blank.place}
    if solved:
        graph = copy.deepcopy(exercise.graph)
        graph.zero_grad()
        graph.backward()
        return picture_of(view_of(graph, _FILLED), _FILLED)
    if not places:
        return picture_of(view_of(exercise.graph, _FILLED), _FILLED)
    asked = {place.kind for place in places}
    options = replace(_FILLED, gradients="gradient" in asked, local_derivatives="local" in asked)
    return picture_of(with_blanks(view_of(exercise.graph, options), places), options)


def with_blanks(view: GraphView, places: Collection[Place]) -> GraphView:
    """What a picture shows, with blanks at some places, and derivatives only of the kinds that are asked for.

    Args:
        view: all that there is to show.
        places: where the blanks are.
    """
    at = {(place.kind, place.node, place.operand) for place in places}

    shows_locals = any(place.kind == "local" for place in places)

    def node_with_blanks(node: Node | Group) -> Node | Group:
        if isinstance(node, Group):
            return node
        blanks = tuple(kind for kind in _PARTS if (kind, node.label, -1) in at)
        is_told = "gradient" in blanks or node is view.nodes[view.output]
        return replace(node, blanks=blanks, grad=node.grad if is_told else None)

    def edge_with_blanks(edge: Edge) -> Edge:
        if not shows_locals:
            return replace(edge, derivative=None)  # which is told on pointing at the edge, too
        head = view.nodes[edge.head]
        return replace(edge, is_blank=isinstance(head, Node) and ("local", head.label, edge.position - 1) in at)

    return replace(view, nodes=tuple(map(node_with_blanks, view.nodes)), edges=tuple(map(edge_with_blanks, view.edges)))
