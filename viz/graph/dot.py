"""From what a picture shows to its DOT text: a pure function."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from viz.graph.description import described
from viz.graph.dot_caption import caption
from viz.graph.dot_edges import edge_attributes, message, message_attributes
from viz.graph.dot_nodes import node_attributes
from viz.graph.dot_text import DotText
from viz.graph.markup import colored, escaped, marked_up
from viz.graph.options import DrawingOptions, shown_name
from viz.graph.rows import rows
from viz.graph.view import GraphView, Group, GroupPath, with_ancestors
from viz.names import legible

__all__ = ["dot_source", "dot_source_of_several"]

# Graphviz looks long for the best way to draw many arrows, which nobody can follow one by one anyway.
_MOST_LEISURELY = 1200
_IN_A_HURRY = {"splines": "line", "nslimit": "0.1", "nslimit1": "0.1", "mclimit": "0.01"}

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
    graph = _graph([view], described(view, style.precision), style)
    if any(isinstance(node, Group) for node in view.nodes):
        # Many edges need room to be told apart, and units the order of their numbers.
        graph.attributes(ranksep="0.6", ordering="in")
    _draw(graph, view, style, "n")
    return graph.source


def dot_source_of_several(views: Sequence[tuple[str, GraphView]], style: DrawingOptions) -> str:
    """The DOT text of a picture with several graphs, each in a frame under its title.

    Args:
        views: titles and graphs, at most 26.
        style: how to show them.
    """
    description = "; ".join(f"{legible(title)}: {described(view, style.precision)}" for title, view in views)
    graph = _graph([view for _, view in views], description, style)
    framed = list(zip("nmopqrstuvwxyzabcdefghijkl", views))
    for letter, (title, view) in reversed(framed) if _turns_frames_round(style) else framed:
        with graph.part(f"cluster_{letter}") as frame:
            frame.attributes(**_frame(title, style), style="rounded")
            _draw(frame, view, style, letter, is_framed=True)
    return graph.source


def _graph(views: Sequence[GraphView], description: str, style: DrawingOptions) -> DotText:
    colors, label = style.colors, caption(views, style)
    attributes = {
        "rankdir": style.direction,
        "bgcolor": "transparent" if style.transparent else colors.ground,
        "pad": "0.15",
        "nodesep": "0.22",
        "ranksep": "0.22",
        "fontname": _FONT,
        "fontsize": "14",
    }
    if sum(len(view.edges) for view in views) * (1 + style.backward) > _MOST_LEISURELY:
        attributes |= _IN_A_HURRY
    return DotText(
        "digraph",
        escaped(description),
        {
            "graph": {**attributes, **({"label": label, "labelloc": "b"} if label else {})},
            "node": {"fontname": _FONT, "fontsize": "15", "fontcolor": colors.text, "penwidth": "1.4"},
            "edge": {
                "fontname": _FONT,
                "fontsize": "12",
                "fontcolor": colors.text,
                "color": colors.edge,
                "penwidth": "1.2",
                "arrowsize": "0.8",
            },
        },
    )


def _draw(graph: DotText, view: GraphView, style: DrawingOptions, letter: str, *, is_framed: bool = False) -> None:
    """Nodes, those of an open group in a frame, and edges; the nodes' names begin with the letter.

    In SVG, node i has the id "n0", its copies "n0-copy1" and so on, edge k the id "n-edge0", and what is handed back
    over it "n-message0".
    """
    members: dict[GroupPath, list[tuple[int, int]]] = {(): []}
    copies = dict.fromkeys((e.tail, e.copy, view.nodes[e.head].cluster) for e in view.edges if e.copy)
    for place, copy, cluster in [*((i, 0, node.cluster) for i, node in enumerate(view.nodes)), *copies]:
        for group in with_ancestors(cluster):
            members.setdefault(group, [])
        members[cluster].append((place, copy))
    _draw_group((), graph, view, style, letter, members, is_turned=is_framed and _turns_frames_round(style))
    has_copies = any(edge.copy for edge in view.edges)
    heads = {edge.head for edge in view.edges}
    for k, edge in enumerate(view.edges):
        ends = (_node_name(letter, edge.tail, edge.copy), _node_name(letter, edge.head))
        weight = {"weight": "8"} if has_copies and not edge.copy and edge.tail in heads else {}
        graph.edge(*ends, id=f"{letter}-edge{k}", **edge_attributes(edge, style), **weight)
        if style.backward and message(edge, view.nodes[edge.head]) is not None:
            graph.edge(*ends, id=f"{letter}-message{k}", **message_attributes(edge, view.nodes[edge.head], style))


def _draw_group(
    path: GroupPath,
    frame: DotText,
    view: GraphView,
    style: DrawingOptions,
    letter: str,
    members: Mapping[GroupPath, Sequence[tuple[int, int]]],
    *,
    is_turned: bool,
) -> None:
    """The nodes that stand in an open group itself, and the frames in it."""
    places = members[path]
    for i, copy in reversed(places) if is_turned else places:
        is_output = i == view.output % len(view.nodes)
        look = node_attributes(view.nodes[i], style, is_output=is_output, is_copy=copy > 0)
        name = _node_name(letter, i, copy)
        frame.node(name, id=name, **look)
    for row in rows(view):
        if view.nodes[row[0]].cluster == path:
            _keep_in_order(frame, [_node_name(letter, i) for i in (reversed(row) if is_turned else row)])
    for number, inner in enumerate(members):
        if inner[:-1] == path and inner:
            with frame.part(f"cluster_{letter}{number}") as inner_frame:
                inner_frame.attributes(**_frame(inner[-1], style), style="rounded,dashed")
                is_inner_turned = _turns_frames_round(style)
                _draw_group(inner, inner_frame, view, style, letter, members, is_turned=is_inner_turned)


def _keep_in_order(graph: DotText, names: Sequence[str]) -> None:
    with graph.part(rank="same") as row:
        for one, next_one in itertools.pairwise(names):
            row.edge(one, next_one, style="invis", minlen="0")


def _node_name(letter: str, place: int, copy: int = 0) -> str:
    return f"{letter}{place}-copy{copy}" if copy else f"{letter}{place}"


def _turns_frames_round(style: DrawingOptions) -> bool:
    """Where arrows run sideways, Graphviz lays out frames, and what is in them, from the bottom to the top."""
    return style.direction in ("LR", "RL")


def _frame(title: str, style: DrawingOptions) -> dict[str, str]:
    text = marked_up(shown_name(title), colored(style.colors.text))
    return {"label": f"<{text}>", "color": style.colors.edge, "margin": "12", "fontsize": "16", "labeljust": "l"}
