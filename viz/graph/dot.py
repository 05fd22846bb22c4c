"""From what a picture shows to its DOT text: a pure function."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from viz.graph.description import described
from viz.graph.dot_caption import caption
from viz.graph.dot_edges import edge_attributes, message, message_attributes
from viz.graph.dot_nodes import node_attributes
from viz.graph.markup import colored, escaped, marked_up
from viz.graph.options import DrawingOptions
from viz.graph.view import GraphView, Group
from viz.names import abbreviated, legible

if TYPE_CHECKING:
    from graphviz import Digraph

__all__ = ["dot_source", "dot_source_of_several"]

# The first is in every installation of matplotlib. The others, as wide, serve a browser that does not have it.
_FONT = "DejaVu Sans,Verdana,sans-serif"


def dot_source(view: GraphView, style: DrawingOptions) -> str:
    """The DOT text of a picture. The same view gives the same text, byte for byte.

    Args:
        view: what to show.
        style: how to show it.

    Returns:
        The text; its first line ends in an opening brace.

    >>> from viz.graph.view import Node
    >>> view = GraphView((Node("leaf", "w11", "", "", 0.5, -0.25),), ())
    >>> "w₁₁ = 0.5" in dot_source(view, DrawingOptions())
    True
    """
    graph = _graph(described(view, style.precision), caption(view.sums, style), style)
    if any(isinstance(node, Group) for node in view.nodes):
        # Many edges need room to be told apart, and units the order of their numbers.
        graph.attr(ranksep="0.6", ordering="in")
    _draw(graph, view, style, "n")
    return str(graph.source)


def dot_source_of_several(views: Sequence[tuple[str, GraphView]], style: DrawingOptions) -> str:
    """The DOT text of a picture with several graphs, each in a frame under its title.

    Args:
        views: titles and graphs, at most 26.
        style: how to show them.
    """
    description = "; ".join(f"{legible(title)}: {described(view, style.precision)}" for title, view in views)
    graph = _graph(description, caption([], style), style)
    framed = list(zip("nmopqrstuvwxyzabcdefghijkl", views))
    for letter, (title, view) in reversed(framed) if _turns_frames_round(style) else framed:
        with graph.subgraph(name=f"cluster_{letter}") as frame:
            frame.attr(**_frame(title, style), style="rounded")
            _draw(frame, view, style, letter, is_framed=True)
    return str(graph.source)


def _graph(description: str, label: str, style: DrawingOptions) -> Digraph:
    import graphviz  # drawing alone needs it

    colors = style.colors
    attributes = {
        "rankdir": style.direction,
        "bgcolor": colors.ground,
        "pad": "0.15",
        "nodesep": "0.22",
        "ranksep": "0.22",
        "fontname": _FONT,
        "fontsize": "14",
    }
    return graphviz.Digraph(
        escaped(description),
        graph_attr={**attributes, **({"label": label, "labelloc": "b"} if label else {})},
        node_attr={"fontname": _FONT, "fontsize": "15", "fontcolor": colors.text, "penwidth": "1.4"},
        edge_attr={
            "fontname": _FONT,
            "fontsize": "12",
            "fontcolor": colors.text,
            "color": colors.edge,
            "penwidth": "1.2",
            "arrowsize": "0.8",
        },
    )


def _draw(graph: Digraph, view: GraphView, style: DrawingOptions, letter: str, *, is_framed: bool = False) -> None:
    """Nodes, those of an open group in a frame, and edges; the nodes' names begin with the letter.

    In SVG, node i has the id "n0", edge k the id "n-edge0", and what is handed back over it "n-message0".
    """
    output = view.output % len(view.nodes)
    members: dict[str, list[int]] = {}
    for i, node in enumerate(view.nodes):
        members.setdefault(node.cluster, []).append(i)
    for number, (cluster, places) in enumerate(members.items()):
        with graph.subgraph(name=f"cluster_{letter}{number}") if cluster else nullcontext(graph) as frame:
            if cluster:
                frame.attr(**_frame(cluster, style), style="rounded,dashed")
            for i in reversed(places) if (cluster or is_framed) and _turns_frames_round(style) else places:
                frame.node(
                    f"{letter}{i}", id=f"{letter}{i}", **node_attributes(view.nodes[i], style, is_output=i == output)
                )
    for k, edge in enumerate(view.edges):
        ends = (f"{letter}{edge.tail}", f"{letter}{edge.head}")
        graph.edge(*ends, id=f"{letter}-edge{k}", **edge_attributes(edge, style))
        if style.backward and message(edge, view.nodes[edge.head]) is not None:
            graph.edge(*ends, id=f"{letter}-message{k}", **message_attributes(edge, view.nodes[edge.head], style))


def _turns_frames_round(style: DrawingOptions) -> bool:
    """Where arrows run sideways, Graphviz lays out frames, and what is in them, from the bottom to the top."""
    return style.direction in ("LR", "RL")


def _frame(title: str, style: DrawingOptions) -> dict[str, str]:
    text = marked_up(abbreviated(legible(title)), colored(style.colors.text))
    return {"label": f"<{text}>", "color": style.colors.edge, "margin": "12", "fontsize": "16", "labeljust": "l"}
