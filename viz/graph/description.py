"""A picture in words, for those who do not see it."""

from __future__ import annotations

from autograd.shared.showing import counted
from viz.graph.options import DrawingOptions, shown_equation, shown_name
from viz.graph.view import GraphView, Group, Node
from viz.names import abbreviated, legible

__all__ = ["described", "detailed"]

_MOST_NODES = 60


def described(view: GraphView, precision: int) -> str:
    """The picture in one line.

    >>> described(GraphView((Node("leaf", "x_1", "", "", 2.0, None),), ()), precision=4)
    'computation graph of x₁ = 2: 1 node, 0 edges'
    """
    output = view.nodes[view.output]
    if isinstance(output, Group):
        name = legible(abbreviated(output.name))
    else:
        number = DrawingOptions(precision=precision).number(output.data, is_blank="value" in output.blanks)
        name = shown_equation(output.label, number)
    return f"computation graph of {name}: {counted(len(view.nodes), 'node')}, {counted(len(view.edges), 'edge')}"


def detailed(view: GraphView, precision: int) -> str:
    """The picture node by node, at most 60 of them.

    >>> detailed(GraphView((Node("leaf", "x_1", "", "", 2.0, 0.5),), ()), precision=4)
    'x₁ = 2, gradient 0.5.'
    """
    operands: dict[int, list[int]] = {}
    for edge in view.edges:
        operands.setdefault(edge.head, []).append(edge.tail)
    style = DrawingOptions(precision=precision)
    sentences = [
        _sentence(node, [_name(view.nodes[tail]) for tail in operands.get(place, ())], style)
        for place, node in enumerate(view.nodes[:_MOST_NODES])
    ]
    if len(view.nodes) > _MOST_NODES:
        sentences.append(f"And {counted(len(view.nodes) - _MOST_NODES, 'node')} more.")
    return " ".join(sentences)


def _sentence(node: Node | Group, operands: list[str], style: DrawingOptions) -> str:
    if isinstance(node, Group):
        parts = [_name(node), *(["from " + " and ".join(operands)] if operands else [])]
    else:
        parts = [shown_equation(node.label, style.number(node.data, is_blank="value" in node.blanks))]
        if operands:
            shown = operands if len(operands) <= 8 else [*operands[:7], f"{len(operands) - 7} more"]
            parts[0] += f": {legible(node.symbol).strip()} of {', '.join(shown)}"
        if node.later:
            parts.append(f"later {', '.join(map(style.number, node.later))}")
        if node.grad is not None:
            parts.append(f"gradient {style.number(node.grad, is_blank='gradient' in node.blanks)}")
    return f"{', '.join(parts)}."


def _name(node: Node | Group) -> str:
    if isinstance(node, Group):
        return legible(abbreviated(node.name))
    return shown_name(node.label) or legible(node.symbol).strip() or f"{node.data:g}"
