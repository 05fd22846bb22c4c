"""The pictures that a page has of one graph: as it is, in simpler operations, folded, with a group opened again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

from autograd import DomainError, Value, topological_order
from viz.graph.drawing import grouping_of, picture_of, unfolded_ones
from viz.graph.options import DrawingOptions, Fold, shown_name
from viz.graph.view import GraphView, Group, with_ancestors
from viz.live.javascript import RowsScript, rows_script
from viz.live.live_picture import frames_in, live_picture
from viz.live.page_graph import PageGraph, page_graph, primitives_of
from viz.live.simpler import in_simpler_operations
from viz.names import legible

__all__ = ["Folding", "Pictures", "pictures_of"]

_MOST_PARTS: Final = 360
"""Nodes and arrows in all pictures together. A part takes some 280 characters, and Graphviz some 4 ms."""


@dataclass(frozen=True)
class Folding:
    """What a picture shows of which program: how it is folded, and what is opened again, True for all."""

    program: int
    fold: Fold
    opened: bool | tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Its name: "" for the graph as it is, "unfolded", "layer", "layer: layer 1", "neuron: *, unfolded"."""
        fold = "groups" if callable(self.fold) else self.fold or ""
        opened = "*" if self.opened is True else " + ".join(self.opened or ())
        words = (f"{fold}: {opened}" if opened else fold, "unfolded" if self.program else "")
        return ", ".join(word for word in words if word)


@dataclass(frozen=True)
class Pictures:
    """A graph as one or two programs, and the pictures of them.

    Attributes:
        values: the output of each program, after its backward pass.
        programs: the graph as it is and, if it has fused operations, in simpler ones: `nodes` and `output`, as
            `page_graph` describes them, without what belongs to one picture.
        leaves: for each leaf of the graph, its place in each program.
        pictures: the one that was asked for, then the others. Each has a `key`, how it is folded: `fold` and `opened`,
            the number of its `program`, for each node of that the ids of what it is `shown` as, for each of its
            operands the `arrows`; its `groups`, each with its name, the id of its node or frame, and whether it is
            open; and the `drawing`, as `live_picture` describes it.
        rows: the operations of all programs.
        svg: the first picture as it is where nothing moves.
        view: what the first picture shows.
    """

    values: list[Value]
    programs: list[dict[str, Any]]
    leaves: list[list[int]]
    pictures: list[dict[str, Any]]
    rows: RowsScript
    svg: str
    view: GraphView


def pictures_of(value: Value, options: DrawingOptions) -> Pictures:
    """The picture that was asked for, and others that fold and unfold it, as long as the page stays light.

    These are, in this order: the graph as it is; folded as the options say, by layer, by neuron; as they say, with one
    group opened again; in simpler operations; each folding with one group opened again, and with all open, in frames;
    the same in simpler operations. Left out are foldings that the labels do not tell of, pictures of more nodes than
    `max_nodes`, and each with which the pictures would have more than 360 nodes and arrows together.

    Args:
        value: the output of a graph whose backward pass has been run.
        options: those of the first picture.
    """
    drawing = _Drawing(value, options)
    drawing.add(Folding(int(bool(options.unfold) and len(drawing.values) > 1), options.fold, _opened(options)))
    for folding in drawing.foldings():
        with suppress(ValueError):  # too large, or its labels tell of no groups
            drawing.add(folding)
    return drawing.finished()


def _opened(options: DrawingOptions) -> bool | tuple[str, ...]:
    return options.opened if isinstance(options.opened, bool) else tuple(options.opened)


class _Drawing:
    """The pictures drawn so far."""

    def __init__(self, value: Value, options: DrawingOptions) -> None:
        self.options = replace(options, unfold=False)
        self.values = [value]
        self.leaves = [[v] for v in topological_order(value) if v.primitive is None and not v.is_constant]
        self._add_simpler(value, options.unfold)
        self.rows = rows_script(primitives_of(chain.from_iterable(map(topological_order, self.values))))
        self.pictures: list[dict[str, Any]] = []
        self.parts = 0
        self.svg, self.view = "", GraphView((), ())

    def _add_simpler(self, value: Value, unfold: bool | Collection[str]) -> None:
        """The second program, if there is anything to unfold. What is asked for must go; what is extra need not."""
        is_unfolded = unfolded_ones(unfold or True)
        if any(p.definition is not None and is_unfolded(p) for p in primitives_of(topological_order(value))):
            try:
                simpler, places = in_simpler_operations(value, is_unfolded)
                simpler.backward()
            except DomainError:
                if unfold:
                    raise
                return
            self.values.append(simpler)
            self.leaves = [[leaf, places[leaf]] for [leaf] in self.leaves]

    def foldings(self) -> Iterator[Folding]:
        """What else there is to show, the most telling first."""
        folds = list(dict.fromkeys(fold for fold in (self.options.fold, "layer", "neuron") if fold is not None))
        yield Folding(0, None)
        yield from (Folding(0, fold) for fold in folds)
        yield from (Folding(0, self.options.fold, (group,)) for group in self._groups(self.options.fold))
        programs = range(len(self.values))
        yield from (Folding(program, None) for program in programs[1:])
        for program in programs:
            # A function in `fold` knows the Values of the graph itself, and of no other.
            known = [fold for fold in folds if program == 0 or isinstance(fold, str)]
            yield from (Folding(program, fold, (group,)) for fold in known for group in self._groups(fold))
            yield from (Folding(program, fold, opened=True) for fold in known)

    def _groups(self, fold: Fold) -> list[str]:
        try:
            paths = grouping_of(self.values[0], fold, ()).paths.values()
        except ValueError:  # labels that tell of no groups
            return []
        return list(dict.fromkeys(".".join(group) for path in paths for group in with_ancestors(path)))

    def add(self, folding: Folding) -> None:
        """Draws it, unless it is there already, or is too large."""
        style = replace(self.options, fold=folding.fold, opened=folding.opened)
        graph = page_graph(self.values[folding.program], style, self.rows)
        parts = len(graph.view.nodes) + len(graph.view.edges) * (1 + style.backward)
        is_first = not self.pictures
        if any(picture["key"] == folding.key for picture in self.pictures):
            return
        if not is_first and self.parts + parts > _MOST_PARTS:
            return
        self.parts += parts
        drawn = picture_of(graph.view, style).svg()
        if is_first:
            self.svg, self.view = drawn, graph.view
        self.pictures.append(
            {
                "key": folding.key,
                "fold": "groups" if callable(folding.fold) else folding.fold,
                "opened": [folding.opened] if folding.opened is True else list(folding.opened or ()),
                "program": folding.program,
                "shown": [node["shown"] for node in graph.data["nodes"]],
                "arrows": [node.get("arrows", []) for node in graph.data["nodes"]],
                "groups": _groups_shown(graph),
                "drawing": live_picture(drawn, graph.view, style),
            }
        )

    def finished(self) -> Pictures:
        orders = [{v: i for i, v in enumerate(topological_order(value))} for value in self.values]
        leaves = [[order[v] for order, v in zip(orders, twins)] for twins in self.leaves]
        programs = [_program(value, self.rows) for value in self.values]
        return Pictures(self.values, programs, leaves, self.pictures, self.rows, self.svg, self.view)


def _program(value: Value, rows: RowsScript) -> dict[str, Any]:
    """A graph without a picture, with the signs and names of its nodes."""
    graph = page_graph(value, DrawingOptions(max_nodes=None), rows)
    nodes = [
        {
            **{name: told for name, told in node.items() if name not in ("shown", "arrows")},
            "symbol": legible(shown.symbol).strip() if not isinstance(shown, Group) else "",
            "name": shown_name(node["label"]).strip(),
        }
        for node, shown in zip(graph.data["nodes"], graph.view.nodes, strict=True)
    ]
    return {"nodes": nodes, "output": graph.data["output"]}


def _groups_shown(graph: PageGraph) -> list[dict[str, Any]]:
    """The groups in a picture: name, title, the part that shows it, and whether it is open."""
    closed = [(f"n{place}", node.path) for place, node in enumerate(graph.view.nodes) if isinstance(node, Group)]
    opened = [(f"n-frame{number}", path) for number, path in enumerate(frames_in(graph.view))]
    return [
        {"name": ".".join(path), "title": shown_name(path[-1]), "part": part, "open": is_open}
        for is_open, parts in ((False, closed), (True, opened))
        for part, path in parts
    ]
