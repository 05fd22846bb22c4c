"""The edges of a picture, as attributes of DOT."""

from __future__ import annotations

from autograd.shared.showing import counted
from viz.graph.markup import colored, marked_up
from viz.graph.options import BLANK, DrawingOptions
from viz.graph.view import Edge, Group, LocalDerivative, Node

__all__ = ["edge_attributes", "message", "message_attributes", "path_letter"]

_POSITIONS = "①②③"  # an operation that is not on vectors has three operands at most
# With the spaces around them, it keeps the words beside an edge off the line.
_LIFT = '<BR/><FONT POINT-SIZE="5"> </FONT>'


def path_letter(number: int) -> str:
    """The name of a path, of which there are at most six, by its number from 1."""
    return "ABCDEF"[number - 1]


def edge_attributes(edge: Edge, style: DrawingOptions) -> dict[str, str]:
    """An arrow from operand to result, and what stands beside it: its operand's position, its local derivative."""
    if edge.count > 1:
        return {
            "tooltip": counted(edge.count, "edge"),
            "penwidth": "3",
            "label": _label([(f"×{edge.count}", colored(style.colors.text))]),
        }
    words = _path_words(edge, style)
    tooltip = f"operand {edge.position} of {edge.operand_count}"
    plain = [_POSITIONS[edge.position - 1]] if edge.is_ordered else []
    if edge.derivative is not None:
        tooltip += f", local derivative {BLANK if edge.is_blank else edge.derivative}"
        if style.local_derivatives:
            plain.append(style.number(edge.derivative, is_blank=edge.is_blank))
    if plain:
        color = style.colors.undefined if edge.derivative == "undefined" else style.colors.derivative
        words.append((" ".join(plain), colored(color)))
    attributes = {"tooltip": tooltip, **_path_look(edge, style)}
    return {**attributes, "label": _label(words)} if words else attributes


def message_attributes(edge: Edge, head: Node | Group, style: DrawingOptions) -> dict[str, str]:
    """The arrow back, from result to operand, with what the backward pass hands on over it."""
    words = [(style.number(message(edge, head)), colored(style.colors.gradient))]
    tooltip = "adjoint of the result times local derivative"
    return {
        "tooltip": tooltip,
        "dir": "back",
        "style": "dashed",
        "color": style.colors.gradient,
        "label": _label(words),
    }


def message(edge: Edge, head: Node | Group) -> LocalDerivative:
    """What the backward pass hands on to an operand: the adjoint of the result times the local derivative."""
    if isinstance(head, Group) or head.grad is None or edge.derivative is None:
        return None
    return head.grad * edge.derivative if isinstance(edge.derivative, float) else "undefined"


def _path_words(edge: Edge, style: DrawingOptions) -> list[tuple[str, str]]:
    """The letters of the paths over an edge, each in the colour of its path."""
    return [(path_letter(number), colored(style.colors.paths[number - 1])) for number in edge.paths if number]


def _path_look(edge: Edge, style: DrawingOptions) -> dict[str, str]:
    """Side by side, a line for each path over the edge; one bold line where the paths are too many."""
    if not edge.paths:
        return {}
    colors = [style.colors.paths[number - 1] for number in edge.paths if number] or [style.colors.gradient]
    return {"color": ":".join(colors), "penwidth": "3" if len(colors) == 1 else "2.4", "arrowsize": "1"}


def _label(words: list[tuple[str, str]]) -> str:
    shown = "".join(f"\u00a0{marked_up(text, attribute)}" for text, attribute in words)
    return f"<{shown}\u00a0{_LIFT}>"
