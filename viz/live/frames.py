"""The forward and the backward pass, moment by moment: what is known in each, what is at work, and what it computes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from viz.graph.dot_edges import message
from viz.graph.dot_nodes import node_lines
from viz.graph.options import DrawingOptions, shown_name
from viz.graph.view import Edge, GraphView, Group, Node

__all__ = ["Frame", "frames_of"]

_MOST_SUMS = 4  # of running sums, a caption has room for


@dataclass(frozen=True)
class Frame:
    """One moment.

    Attributes:
        caption: what happens, and below it the sums that grow, line by line.
        known: the ids of the parts of the picture that are there.
        lit: those of the parts at work.
        gradients: for each node that a gradient has reached, what stands in it; a sum that will grow ends with "+ …".
    """

    caption: tuple[str, ...]
    known: frozenset[str]
    lit: frozenset[str]
    gradients: Mapping[str, str]


def frames_of(view: GraphView, style: DrawingOptions, texts: Mapping[str, str]) -> list[Frame]:
    r"""First what was put in, then one operation after another; then the gradient of the output, and who hands it on.

    Args:
        view: a graph with its gradients.
        style: how its picture is drawn.
        texts: what the captions say, by the keys of `viz.live.texts`.

    >>> from autograd import Value
    >>> from viz.graph.drawing import view_of
    >>> from viz.live.texts import texts_in
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> y = (w * x).tanh()
    >>> y.backward()
    >>> for frame in frames_of(view_of(y, DrawingOptions(backward=True)), DrawingOptions(), texts_in("en")):
    ...     print(*frame.caption, sep="\n    ")
    the inputs
    forward: × 1
    forward: tanh 0.7616
    backward: the gradient of the output is 1
    backward from tanh 0.7616: its gradient 1 times each local derivative
        grad × 1: 1 · 0.4200 = 0.4200
    backward from × 1: its gradient 0.4200 times each local derivative
        grad w: 0.4200 · 2 = 0.8399
        grad x: 0.4200 · 0.5 = 0.2100
    """
    return list(_Passes(view, style, texts).frames())


@dataclass
class _Passes:
    """Both passes, under way."""

    view: GraphView
    style: DrawingOptions
    texts: Mapping[str, str]
    known: set[str] = field(default_factory=set)
    sums: dict[int, float] = field(default_factory=dict)
    awaited: dict[int, int] = field(default_factory=dict)

    def frames(self) -> Iterator[Frame]:
        into: dict[int, list[int]] = {}
        for k, edge in enumerate(self.view.edges):
            into.setdefault(edge.head, []).append(k)
            self.awaited[edge.tail] = self.awaited.get(edge.tail, 0) + 1
        given = [node for node in range(len(self.view.nodes)) if node not in into]
        yield self.frame([self.texts["the inputs"]], appear=[part for node in given for part in self.ids(node)])
        for node in sorted(into):
            arrows = [f"n-edge{k}" for k in into[node]]
            yield self.frame([self.texts["forward step"].format(node=self.said(node))], [*self.ids(node), *arrows])
        output = self.view.output % len(self.view.nodes)
        self.sums[output] = 1.0
        yield self.frame([self.texts["the gradient of the output"]], lit=self.ids(output))
        for node in sorted(into, reverse=True):
            self.reached(node)
            sums = [line for k in into[node] for line in self.handed_on(self.view.edges[k])]
            messages = [f"n-message{k}" for k in into[node]]
            yield self.frame([self.handing_on(node), *_shortened(sums)], messages, [*self.ids(node), *messages])

    def frame(self, caption: list[str], appear: list[str] | None = None, lit: list[str] | None = None) -> Frame:
        """This moment; what appears is at work, unless other parts are."""
        self.known.update(appear or ())
        at_work = frozenset((appear if lit is None else lit) or ())
        gradients = {f"n{node}": self.gradient(node) + " + …" * self.will_grow(node) for node in self.sums}
        return Frame(tuple(caption), frozenset(self.known), at_work, gradients)

    def ids(self, node: int) -> list[str]:
        """The ids of a node and of its copies."""
        copies = dict.fromkeys(edge.copy for edge in self.view.edges if edge.tail == node and edge.copy)
        return [f"n{node}", *(f"n{node}-copy{copy}" for copy in copies)]

    def reached(self, node: int) -> None:
        """Of what messages are not told, since they come from groups, or stay within one, the sum is known now."""
        shown = self.view.nodes[node]
        whole = shown.gradient if isinstance(shown, Group) else shown.grad
        if whole is not None:
            self.sums.setdefault(node, whole)

    def handed_on(self, edge: Edge) -> Iterator[str]:
        """Adds to the sum of an operand what its result hands on to it, and writes it out."""
        before = f"{self.gradient(edge.tail)} + " if edge.tail in self.sums else ""
        self.awaited[edge.tail] -= 1
        sent = message(edge, self.view.nodes[edge.head])
        if not isinstance(sent, float) or not isinstance(edge.derivative, float):
            if not self.awaited[edge.tail]:
                self.reached(edge.tail)
            return  # to a constant, or from a group
        adjoint, local = self.gradient(edge.head), self.style.number(edge.derivative)
        self.sums[edge.tail] = self.sums.get(edge.tail, 0.0) + sent
        product = f"{_in_sum(adjoint) if before else adjoint} · {_in_sum(local)}"
        yield f"grad {self.name(edge.tail)}: {before}{product} = {self.gradient(edge.tail)}"

    def gradient(self, node: int) -> str:
        """How far its sum has come."""
        shown = self.view.nodes[node]
        if isinstance(shown, Group) or self.will_grow(node):
            return self.style.number(self.sums[node])
        return self.style.number(shown.grad)  # as the engine has summed it

    def will_grow(self, node: int) -> bool:
        return self.awaited.get(node, 0) > 0 and isinstance(self.view.nodes[node], Node)

    def handing_on(self, node: int) -> str:
        if isinstance(self.view.nodes[node], Group):
            return self.texts["backward group"].format(node=self.said(node))
        return self.texts["backward step"].format(node=self.said(node), gradient=self.gradient(node))

    def name(self, node: int) -> str:
        """What a sum is the gradient of."""
        shown = self.view.nodes[node]
        return (isinstance(shown, Node) and shown_name(shown.label)) or self.said(node)

    def said(self, node: int) -> str:
        """Its sign, name and value; of a group, what it is called."""
        shown = self.view.nodes[node]
        if isinstance(shown, Group):
            return shown_name(shown.name)
        return " ".join(line.text for line in node_lines(shown, self.style) if line.tells != "gradient")


def _in_sum(number: str) -> str:
    return f"({number})" if number.startswith("−") else number


def _shortened(lines: list[str]) -> list[str]:
    return lines if len(lines) <= _MOST_SUMS else [*lines[: _MOST_SUMS - 1], "…"]
