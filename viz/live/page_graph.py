"""A computed graph as plain data for a page: what `engine.js` runs, with the ids of the parts of its picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from autograd import Primitive, Value, Vector, topological_order
from autograd.graph import changes, number_used
from autograd.shared.showing import counted
from viz.graph.building import Grouping
from viz.graph.drawing import grouping_of, view_of
from viz.graph.options import DrawingOptions, refuse
from viz.graph.view import GraphView, Group
from viz.live.javascript import RowsScript, rows_script

__all__ = ["PageGraph", "page_graph", "primitives_of"]

Data: TypeAlias = dict[str, Any]
"""What JSON can hold."""


@dataclass(frozen=True, repr=False)
class PageGraph:
    """A graph, ready for a page.

    Attributes:
        data: `nodes`, each after its operands, and `output`, a place among them. A node has

            - `kind`: "leaf", "constant" or "operation",
            - `label`: "" for none,
            - `number`,
            - `shown`: the ids of what shows it in the picture: a node, or the closed group it is in, and their copies,
            - `row`: for an operation, the row's key,
            - `inputs`: for an operation, one entry an operand: a node's place, or for a vector a list of places,
            - `arrows`: for each operand, those within vectors one by one, the number k of the arrow that shows it, with
              the ids "n-edge<k>" and "n-message<k>"; None for one within a closed group,
            - `locals`: for an operation that the page cannot compute, its local derivatives; None for a constant.
        rows: the rows of its operations, as JavaScript.
        values: the Values that the nodes stand for.
        view: what the picture shows.
    """

    data: Data
    rows: RowsScript
    values: tuple[Value, ...]
    view: GraphView

    def place(self, value: Value) -> int:
        """Where the node of a Value stands among `data["nodes"]`."""
        return next(i for i, v in enumerate(self.values) if v is value)

    def __repr__(self) -> str:
        return f"<PageGraph: {counted(len(self.values), 'node')}>"


def page_graph(value: Value, options: DrawingOptions | None = None, rows: RowsScript | None = None) -> PageGraph:
    """The graph that computed `value`, as data for a page.

    Args:
        value: the output.
        options: those of the picture that the ids are to match; `unfold` is not among them.
        rows: where a page has several graphs, the rows of all of them; those of this graph alone otherwise.

    Raises:
        TypeError, ValueError: as `viz.draw` does.

    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> product = page_graph(w * x).data["nodes"][2]
    >>> product["row"], product["inputs"], product["shown"], product["arrows"]
    ('mul', [0, 1], ['n2'], [0, 1])
    """
    options = options or DrawingOptions()
    refuse(options, "a live page", "unfold")
    view = view_of(value, options)
    order = topological_order(value)
    rows = rows or rows_script(primitives_of(order))
    drawn = _places_drawn(order, grouping_of(value, options.fold, options.opened))
    shown, arrows = _ids(view), _arrows(order, drawn, view)
    places = {v: i for i, v in enumerate(order)}
    changed = changes(order)
    nodes = [
        {
            "kind": "constant" if v.is_constant else "leaf" if v.primitive is None else "operation",
            "label": v.label or "",
            "number": number_used(v, changed),
            "shown": shown[drawn[v]],
            **_operation(v, places, arrows, rows),
        }
        for v in order
    ]
    return PageGraph({"nodes": nodes, "output": len(order) - 1}, rows, tuple(order), view)


def primitives_of(values: Iterable[Value]) -> list[Primitive]:
    """The operations that computed Values, each once."""
    return list(dict.fromkeys(v.primitive for v in values if v.primitive is not None))


def _operation(value: Value, places: dict[Value, int], arrows: dict[Value, list[int | None]], rows: RowsScript) -> Data:
    """What the node of an operation says of it; nothing for a leaf."""
    if value.primitive is None:
        return {}
    inputs = [[places[v] for v in node] if isinstance(node, Vector) else places[node] for node in value.inputs]
    computed = {"row": rows.keys[value.primitive], "inputs": inputs, "arrows": arrows[value]}
    return {**computed, "locals": list(value.local_derivatives())} if value.primitive in rows.refused else computed


def _places_drawn(order: Sequence[Value], grouping: Grouping) -> dict[Value, int]:
    """Where each Value stands in the view: Values of one closed group at one place."""
    places: dict[object, int] = {}
    drawn = {}
    for value in order:
        closed = grouping.closed(grouping.paths.get(value, ()))
        drawn[value] = places.setdefault(value if closed is None else closed, len(places))
    return drawn


def _ids(view: GraphView) -> list[list[str]]:
    """The ids of each node of the view, and of its copies."""
    ids = [[f"n{place}"] for place in range(len(view.nodes))]
    for tail, copy in dict.fromkeys((edge.tail, edge.copy) for edge in view.edges if edge.copy):
        ids[tail].append(f"n{tail}-copy{copy}")
    return ids


def _arrows(order: Sequence[Value], drawn: dict[Value, int], view: GraphView) -> dict[Value, list[int | None]]:
    """For each operation, the arrow that each of its operands comes over.

    A view has an arrow for each operand, node after node; behind these, one for all that leads from or to a group.
    """
    is_group = [isinstance(node, Group) for node in view.nodes]
    bundles = {
        (edge.tail, edge.head): k for k, edge in enumerate(view.edges) if is_group[edge.tail] or is_group[edge.head]
    }
    single = iter(range(len(view.edges)))
    return {
        value: [
            bundles.get((drawn[operand], drawn[value]))
            if is_group[drawn[operand]] or is_group[drawn[value]]
            else next(single)
            for operand in value.operands
        ]
        for value in order
        if value.primitive is not None
    }
