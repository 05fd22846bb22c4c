"""From what a picture shows to its DOT text: a pure function."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from viz.graph_view import Edge, GraphView, LocalDerivative, Node
from viz.names import abbreviated, legible, pretty_name, pretty_number

__all__ = ["Style", "described", "dot_source"]

# The first is in every installation of matplotlib. The others, as wide, serve a browser that does not have it.
_FONT = "DejaVu Sans,Verdana,sans-serif"

# Tints of the palette of Okabe and Ito, which colour-blind people can tell apart; dark text is legible on each.
_LEAF = {
    "shape": "box",
    "style": "rounded,filled",
    "fillcolor": "#DCEEF9",
    "color": "#0072B2",
    "margin": "0.09,0.05",
    "width": "0",
    "height": "0",
}
_OPERATION = {"shape": "ellipse", "margin": "0.03,0.05", "style": "filled", "fillcolor": "#FDEBC8", "color": "#A66F00"}
_CONSTANT = {"shape": "plaintext", "margin": "0.05,0.03", "width": "0", "height": "0"}
_OUTPUT = {"peripheries": "2", "fillcolor": "#D0EDE2", "color": "#00694D"}
_TEXT_COLOR = "#1A1A1A"
_GRADIENT_COLOR = "#9E3A00"
_SYMBOL_SIZE = 20
# Graphviz sets lines of different sizes too close: a thin line between them keeps the tail of a g out of the next one.
_LINE_BREAK = '<BR/><FONT POINT-SIZE="3"> </FONT><BR/>'
# With the spaces around them, it keeps the words beside an edge off the line.
_LIFT = '<BR/><FONT POINT-SIZE="5"> </FONT>'
_DERIVATIVE_COLOR = "#00548A"
_UNDEFINED_COLOR = "#A83C00"

_POSITIONS = "①②③"  # an operation that is not on vectors has three operands at most
_NO_GRADIENT = "—"


@dataclass(frozen=True)
class Style:
    """How a graph is drawn: the parameters of `viz.draw` by these names."""

    direction: str = "LR"
    precision: int = 4
    gradients: bool = True
    local_derivatives: bool = True


def dot_source(view: GraphView, style: Style) -> str:
    """The DOT text of a picture. The same view gives the same text, byte for byte.

    Args:
        view: what to show.
        style: how to show it.

    Returns:
        The text; its first line ends in an opening brace.

    >>> from viz.graph_view import Edge, GraphView, LocalDerivative, Node
    >>> view = GraphView((Node("leaf", "w11", "", "", 0.5, -0.25),), ())
    >>> "w₁₁ = 0.5" in dot_source(view, Style())
    True
    """
    import graphviz  # drawing alone needs it

    graph = graphviz.Digraph(
        _escaped(described(view, style.precision)),
        graph_attr={
            "rankdir": style.direction,
            "bgcolor": "white",
            "pad": "0.15",
            "nodesep": "0.22",
            "ranksep": "0.22",
            "fontname": _FONT,
        },
        node_attr={"fontname": _FONT, "fontsize": "15", "fontcolor": _TEXT_COLOR, "penwidth": "1.4"},
        edge_attr={"fontname": _FONT, "fontsize": "12", "color": "#555555", "penwidth": "1.2", "arrowsize": "0.8"},
    )
    for index, node in enumerate(view.nodes):
        graph.node(f"n{index}", **_node_attributes(node, style, is_output=node is view.nodes[-1]))
    for edge in view.edges:
        graph.edge(f"n{edge.tail}", f"n{edge.head}", **_edge_attributes(edge, style))
    return str(graph.source)


def described(view: GraphView, precision: int) -> str:
    """The picture in words, for those who do not see it.

    >>> described(GraphView((Node("leaf", "x_1", "", "", 2.0, None),), ()), precision=4)
    'computation graph of x₁ = 2: 1 node, 0 edges'
    """
    counts = f"{_counted(len(view.nodes), 'node')}, {_counted(len(view.edges), 'edge')}"
    return f"computation graph of {_equation(view.nodes[-1], precision)}: {counts}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _node_attributes(node: Node, style: Style, *, is_output: bool) -> dict[str, str]:
    look = {"leaf": _LEAF, "constant": _CONSTANT, "operation": _OPERATION}[node.kind]
    if is_output:
        look = {**look, **_OUTPUT}
    lines = _node_lines(node, style)
    if node.kind == "operation":
        look = {**look, "height": f"{_height(lines):.2f}"}
    label = _LINE_BREAK.join(_marked_up(text, attribute) for text, attribute in lines)
    return {"label": f"<{label}>", "tooltip": _escaped_twice(_node_tooltip(node)), **look}


def _height(lines: Sequence[tuple[str, str]]) -> float:
    """An ellipse that is given some height to spare is narrower, and width is what a slide runs out of."""
    return 0.3 * len(lines) + 0.042 * min(max(len(text) for text, _ in lines), 16)


def _node_lines(node: Node, style: Style) -> list[tuple[str, str]]:
    """The lines of a node, each with the attribute that it is written in."""
    symbol = legible(node.symbol).strip()
    # A sign is drawn large; a word or a formula, which is legible anyway, is not, or it would widen the picture.
    size = f'POINT-SIZE="{_SYMBOL_SIZE}"' if len(symbol) <= 4 else _color(_TEXT_COLOR)
    lines = [(symbol, size)] if symbol else []
    lines.append((_equation(node, style.precision), _color(_TEXT_COLOR)))
    if style.gradients and node.kind != "constant":
        grad = _NO_GRADIENT if node.grad is None else pretty_number(node.grad, style.precision)
        lines.append((f"grad {grad}", _color(_GRADIENT_COLOR)))
    return lines


def _marked_up(text: str, attribute: str) -> str:
    r"""Text as Graphviz's markup shows it: its own markup, entities and escapes such as \N mean nothing."""
    shown = html.escape(text).replace("\\", "\\\\")
    return f"<FONT {attribute}>{shown}</FONT>"


def _equation(node: Node, precision: int) -> str:
    """The value, after the name if there is one."""
    name = abbreviated(legible(pretty_name(node.label)))
    value = pretty_number(node.data, precision)
    return f"{name} = {value}" if name else value


def _node_tooltip(node: Node) -> str:
    name = f"{legible(node.label)} = " if node.label else ""
    grad = "" if node.grad is None else f", grad {node.grad!r}"
    return f"{node.operation or node.kind}: {name}{node.data!r}{grad}"


def _edge_attributes(edge: Edge, style: Style) -> dict[str, str]:
    tooltip = f"operand {edge.position} of {edge.operand_count}"
    words = [_POSITIONS[edge.position - 1]] if edge.is_ordered else []
    if edge.derivative is not None:
        tooltip += f", local derivative {edge.derivative}"
        if style.local_derivatives:
            words.append(_derivative(edge.derivative, style.precision))
    if not words:
        return {"tooltip": tooltip}
    color = _UNDEFINED_COLOR if edge.derivative == "undefined" else _DERIVATIVE_COLOR
    text = f"\u00a0{' '.join(words)}\u00a0"
    return {"tooltip": tooltip, "label": f"<{_marked_up(text, _color(color))}{_LIFT}>"}


def _derivative(derivative: LocalDerivative, precision: int) -> str:
    return pretty_number(derivative, precision) if isinstance(derivative, float) else str(derivative)


def _color(color: str) -> str:
    return f'COLOR="{color}"'


def _escaped(text: str) -> str:
    r"""Text that Graphviz shows as it is: no HTML, no escapes such as \N, no entities such as &amp;."""
    import graphviz

    return graphviz.escape(text.replace("&", "&amp;"))  # type: ignore[no-any-return]


def _escaped_twice(text: str) -> str:
    """Text for a tooltip, which Graphviz searches for its escapes two times."""
    return _escaped(text.replace("\\", "\\\\"))
