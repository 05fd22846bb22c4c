"""`stepper`: the forward and the backward pass over a graph, one step at a time: a page that needs nothing else.

A step is a moment at which some parts of the picture appear: first the leaves, then one operation after another with
its value; then, from the output back, each operation's gradient times its local derivatives, handed on to its operands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from autograd import Value, topological_order
from autograd.shared.files import FilePath, file_path
from autograd.shared.options import taking
from autograd.shared.showing import counted
from viz.graph.dot_nodes import node_lines
from viz.graph.view import GraphView
from viz.live.explorer import Explorer, ExploringOptions, explored
from viz.live.foldings import Pictures
from viz.live.step_pictures import StepPictures
from viz.live.still import Bundle
from viz.live.texts import texts_in
from viz.rendering.files import save_as

__all__ = ["Stepper", "stepper"]

_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"


@dataclass(frozen=True, repr=False)
class Stepper:
    """A graph to go through step by step. Jupyter shows it; the arrow keys, a slider and buttons move it.

    Attributes:
        svg: the picture, every part with the number of the step at which it appears, as `data-step`.
        captions: what happens in each step.
        page: the page.
        view: what the picture shows.

    >>> import viz
    >>> from autograd import Value
    >>> steps = viz.stepper(Value(2.0, label="x").exp())
    >>> len(steps.captions)
    4
    """

    svg: str
    captions: tuple[str, ...]
    page: Explorer
    view: GraphView

    @property
    def html(self) -> str:
        """The page: one HTML file that asks no other machine for anything."""
        return self.page.html

    def save(
        self,
        path: FilePath,
        *,
        overwrite: bool = False,
        slide: bool = False,
        dpi: int = 200,
        seconds: float = 1.5,
        hold: float = 4.0,
        progress: bool = True,
    ) -> Path:
        r"""Writes the page, or the steps one by one, node by node, by the suffix of the name.

        Every step shows what is known by then, what is at work in bold lines, and below it the sums that grow.

        Args:
            path: ending in .html, the page; in .pdf, a page for each step, sharp at any size, as Beamer's
                `\includegraphics[page=3]` takes them; in .gif, .webp or .mp4, a film; in .png, with {} where the number
                of the step is to stand, a picture for each: "step-{}.png". The folder must exist.
            overwrite: whether files that are there already are replaced; otherwise nothing is written.
            slide: whether pictures and pages have the size of a slide, 16:9.
            dpi: dots an inch of PNGs, 10 to 1200.
            seconds: how long a film shows a step, at least 0.02.
            hold: how long it shows the last one.
            progress: whether to show a progress bar, where tqdm is installed.

        Returns:
            The path, as it was given.

        Raises:
            TypeError, ValueError: for another suffix; for a PNG without {} in its name; for a number out of range.
            FileNotFoundError: if there is no such folder.
            FileExistsError: if a file exists and is not to be overwritten.
            GraphvizNotFoundError: if there is nothing to draw with.
            RuntimeError: for an MP4, if there is no ffmpeg.

        >>> import tempfile
        >>> from autograd import Value
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     stepper(Value(2.0, label="x").exp()).save(f"{folder}/steps.pdf", progress=False).name
        'steps.pdf'
        """
        if file_path(path).suffix.lower() == ".html":
            return save_as(path, {".html": self.html.encode}, overwrite=overwrite)
        pictures = StepPictures(self.view, self.page.options, self.page.options.language, slide)
        return pictures.save(path, overwrite=overwrite, dpi=dpi, seconds=seconds, hold=hold, progress=progress)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        return {**self.page._repr_mimebundle_(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<Stepper: {counted(len(self.captions), 'step')}>"


@taking(ExploringOptions, backward=True, max_nodes=100, by="node")
def stepper(value: Value, options: ExploringOptions) -> Stepper:
    r"""The forward and the backward pass over the graph that computed `value`, step by step.

    The page is that of `viz.explore`, going through the steps. The gradients shown are those of `value`, whatever
    `backward` has been called on; nothing of the graph is changed.

    Args:
        value: the output of the graph.
        options: by name, those of `viz.explore`; a step is a node, if `by` does not say otherwise.

    Returns:
        The stepper; `.html` is the page. Its `svg` and `captions` go node by node.

    Raises:
        TypeError, ValueError: as `viz.explore` does.
        DomainError: where an operation has no derivative; a ValueError.
        GraphvizNotFoundError: if there is nothing to draw with.

    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> steps = stepper((w * x).sigmoid())
    >>> steps
    <Stepper: 6 steps>
    >>> print(*steps.captions, sep="\n")
    the inputs
    forward: × 1
    forward: σ 0.7311
    backward: the gradient of the output is 1
    backward from σ 0.7311: its gradient 1 times each local derivative
    backward from × 1: its gradient 0.1966 times each local derivative
    """
    page, found = explored(value, options, "step", "stepper")
    steps = _Steps.of(found)
    return Stepper(steps.marked(found, options), tuple(steps.captions(found, options)), page, found.view)


@dataclass(frozen=True)
class _Steps:
    """When the parts of a graph appear.

    Attributes:
        forward: for each operation, by its place in the program, the step at which it is computed.
        backward: the step at which it hands its gradient on.
        arrival: for each node, the step at which its gradient is complete.
    """

    forward: Mapping[int, int]
    backward: Mapping[int, int]
    arrival: Mapping[int, int]

    @classmethod
    def of(cls, found: Pictures) -> _Steps:
        nodes = _program(found)["nodes"]
        order = [i for i, node in enumerate(nodes) if node["kind"] == "operation"]
        backward = {i: len(order) + 2 + step for step, i in enumerate(reversed(order))}
        arrival = dict.fromkeys(range(len(nodes)), len(order) + 1)
        for i in order:
            for operand in _operands(nodes[i]):
                arrival[operand] = max(arrival[operand], backward[i])
        return cls({i: step for step, i in enumerate(order, start=1)}, backward, arrival)

    def marked(self, found: Pictures, options: ExploringOptions) -> str:
        """The picture with its step in each part, which the ids tell apart. A group appears with the first of it."""
        root = ElementTree.fromstring(found.svg)
        parts = {group.get("id", "").split("-", 2)[-1]: group for group in root.iter(f"{{{_SVG}}}g")}
        for name, step in self._appearance(found.pictures[0]):
            if name in parts and "data-step" not in parts[name].attrib:
                parts[name].set("data-step", str(step))
        for i, names in enumerate(found.pictures[0]["shown"]):
            texts = [text for text in parts[names[0]].iter(f"{{{_SVG}}}text") if (text.text or "").strip()]
            for text, line in zip(texts, node_lines(found.view.nodes[int(names[0][1:])], options)):
                if line.tells == "gradient":
                    text.set("data-step", str(max(self.arrival[i], int(text.get("data-step", "0")))))
        ElementTree.register_namespace("", _SVG)
        ElementTree.register_namespace("xlink", _LINK)
        return ElementTree.tostring(root, encoding="unicode")

    def _appearance(self, picture: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
        """The parts of the picture, each with its step, the earlier ones first."""
        for i, names in enumerate(picture["shown"]):
            yield from ((name, self.forward.get(i, 0)) for name in names)
        for i, arrows in enumerate(picture["arrows"]):
            yield from ((f"n-edge{k}", self.forward[i]) for k in arrows)
            yield from ((f"n-message{k}", self.backward[i]) for k in arrows)

    def captions(self, found: Pictures, options: ExploringOptions) -> Iterator[str]:
        """What happens in each step."""
        texts, nodes = texts_in(options.language), _program(found)["nodes"]
        order = topological_order(found.values[found.pictures[0]["program"]])
        said = {i: _said(nodes[i], options.number(nodes[i]["number"])) for i in self.forward}
        yield texts["the inputs"]
        yield from (texts["forward step"].format(node=said[i]) for i in self.forward)
        yield texts["the gradient of the output"]
        for i in self.backward:
            yield texts["backward step"].format(node=said[i], gradient=options.number(order[i].grad))


def _program(found: Pictures) -> dict[str, Any]:
    """The program that the first picture shows."""
    program: dict[str, Any] = found.programs[found.pictures[0]["program"]]
    return program


def _operands(node: dict[str, Any]) -> Iterator[int]:
    for given in node["inputs"]:
        yield from given if isinstance(given, list) else (given,)


def _said(node: dict[str, Any], number: str) -> str:
    """What stands in a node: its sign, its name and its number."""
    equation = f"{node['name']} = {number}" if node["name"] else number
    return f"{node['symbol']} {equation}" if node["symbol"] else equation
