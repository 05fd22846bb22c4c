"""`stepper`: the forward and the backward pass over a graph, one step at a time, as one page that needs nothing else.

The picture is the one that `viz.draw` makes; a step is a moment at which some of its parts appear: first the leaves,
then one operation after another with its value; then, from the output back, each operation's gradient times its local
derivatives, handed on to its operands.
"""

from __future__ import annotations

import copy
import html
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from autograd import Value
from autograd.options import taking
from viz.graph.dot_nodes import node_lines
from viz.graph.drawing import picture_of, view_of
from viz.graph.options import DrawingOptions, refuse
from viz.graph.view import GraphView, Node
from viz.rendering.files import save_as

__all__ = ["Stepper", "save_html", "stepper"]

_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_Element = ElementTree.Element


@dataclass(frozen=True, repr=False)
class Stepper:
    """A graph to go through step by step. Jupyter shows it; the arrow keys, a slider and buttons move it.

    Attributes:
        svg: the picture, every part with the number of the step at which it appears, as `data-step`.
        captions: what happens in each step.
    """

    svg: str
    captions: tuple[str, ...]

    @property
    def html(self) -> str:
        """The page: one HTML file, with no address in it."""
        # In a script, what looks like a tag would end it.
        captions = json.dumps(self.captions).replace("<", "\\u003c")
        parts = {"title": _TITLE, "last": str(len(self.captions) - 1), "captions": captions, "svg": self.svg}
        # All at once: what a label says is never taken for a place to fill.
        return re.sub(f"{{({'|'.join(parts)})}}", lambda place: parts[place[1]], _PAGE)

    def _repr_html_(self) -> str:
        page = html.escape(self.html, quote=True)
        return f'<iframe title="{_TITLE}" style="width: 100%; height: 36rem; border: 0" srcdoc="{page}"></iframe>'

    def __repr__(self) -> str:
        return f"<Stepper: {len(self.captions)} steps>"


@taking(DrawingOptions, backward=True, max_nodes=100)
def stepper(value: Value, options: DrawingOptions) -> Stepper:
    r"""The forward and the backward pass over the graph that computed `value`, step by step.

    The gradients shown are those of `value`, whatever `backward` has been called on; nothing of the graph is changed.

    Args:
        value: the output of the graph.
        options: by name, those of `viz.DrawingOptions`, but for `fold`, `opened`, `highlight` and `slide`.

    Returns:
        The stepper; `.html` is the page.

    Raises:
        TypeError, ValueError: as `viz.draw` does.
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
    if not isinstance(value, Value):
        raise TypeError(f"expected a Value to step through, got {value!r} of type {type(value).__name__}")
    refuse(options, "stepper", "fold", "opened", "highlight", "slide")
    own = copy.deepcopy(value)
    own.zero_grad()
    own.backward()
    view = view_of(own, options)
    steps = _Steps.of(view)
    root = ElementTree.fromstring(picture_of(view, options).svg())
    steps.mark(root, view, options)
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _LINK)
    return Stepper(ElementTree.tostring(root, encoding="unicode"), tuple(steps.captions(view, options)))


def save_html(value: Value, path: str | os.PathLike[str], *, overwrite: bool = False, **options: Any) -> Path:
    """Writes `stepper(value)` as one HTML file that works without a network.

    Args:
        value: the output of the graph.
        path: the file, ending in .html; its folder must exist.
        overwrite: whether a file that is there already is replaced.
        options: as in `stepper`.

    Returns:
        The path.

    Raises:
        ValueError: for another suffix.
        FileNotFoundError: if there is no such folder.
        FileExistsError: if the file exists and is not to be overwritten.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_html(Value(2.0, label="x").exp(), f"{folder}/steps.html").name
    'steps.html'
    """

    def page() -> bytes:
        return stepper(value, **options).html.encode()

    return save_as(path, {".html": page}, overwrite=overwrite)


@dataclass(frozen=True)
class _Steps:
    """When the parts of a graph appear.

    Attributes:
        forward: for each computed node, by its place in the view, the step at which it is computed.
        backward: the step at which it hands its gradient on.
        arrival: for each node, the step at which its gradient is complete.
    """

    forward: dict[int, int]
    backward: dict[int, int]
    arrival: list[int]

    @classmethod
    def of(cls, view: GraphView) -> _Steps:
        order = sorted({edge.head for edge in view.edges})
        backward = {node: len(order) + 2 + step for step, node in enumerate(reversed(order))}
        arrival = [len(order) + 1] * len(view.nodes)
        for edge in view.edges:
            arrival[edge.tail] = max(arrival[edge.tail], backward[edge.head])
        return cls({node: step for step, node in enumerate(order, start=1)}, backward, arrival)

    def mark(self, root: _Element, view: GraphView, style: DrawingOptions) -> None:
        """Writes its step into each part of the picture, which the ids tell apart."""
        parts = {group.get("id", "").split("-", 2)[-1]: group for group in root.iter(f"{{{_SVG}}}g")}
        for i, node in enumerate(view.nodes):
            parts[f"n{i}"].set("data-step", str(self.forward.get(i, 0)))
            texts = [text for text in parts[f"n{i}"].iter(f"{{{_SVG}}}text") if (text.text or "").strip()]
            for text, line in zip(texts, node_lines(node, style)):
                if line.is_gradient:
                    text.set("data-step", str(self.arrival[i]))
        for tail, number in {(edge.tail, edge.copy) for edge in view.edges if edge.copy}:
            parts[f"n{tail}-copy{number}"].set("data-step", str(self.forward.get(tail, 0)))
        for k, edge in enumerate(view.edges):
            parts[f"n-edge{k}"].set("data-step", str(self.forward[edge.head]))
            if f"n-message{k}" in parts:
                parts[f"n-message{k}"].set("data-step", str(self.backward[edge.head]))

    def captions(self, view: GraphView, style: DrawingOptions) -> list[str]:
        """What happens in each step."""
        lines = {i: node_lines(view.nodes[i], style) for i in self.forward}
        said = {i: " ".join(line.text for line in lines[i] if not line.is_gradient) for i in lines}
        grad = {i: style.number(node.grad) for i, node in enumerate(view.nodes) if isinstance(node, Node)}
        return [
            "the inputs",
            *(f"forward: {said[i]}" for i in self.forward),
            "backward: the gradient of the output is 1",
            *(f"backward from {said[i]}: its gradient {grad[i]} times each local derivative" for i in self.backward),
        ]


_TITLE = "forward and backward pass, step by step"
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body { font-family: "DejaVu Sans", Verdana, sans-serif; color: #1a1a1a; background: white; margin: 1rem; }
svg { width: 100%; height: auto; max-height: 70vh; }
[data-step] { transition: opacity 0.2s; }
[data-step].later { opacity: 0; visibility: hidden; }
[data-step].now > g ellipse, [data-step].now > g path { stroke-width: 3; }
button { font: inherit; padding: 0.3rem 0.8rem; }
input { width: min(30rem, 90%); vertical-align: middle; }
output { display: block; min-height: 1.5em; margin: 0.7rem 0; font-size: 1.2rem; }
@media (prefers-reduced-motion: reduce) { [data-step] { transition: none; } }
</style>
</head>
<body>
<main>
<div role="group" aria-label="steps">
<button type="button" data-to="first" aria-label="first step">|◀</button>
<button type="button" data-to="back" aria-label="one step back">◀</button>
<button type="button" data-to="on" aria-label="one step on">▶</button>
<button type="button" data-to="last" aria-label="last step">▶|</button>
<input type="range" min="0" max="{last}" value="0" aria-label="step">
</div>
<output aria-live="polite"></output>
{svg}
</main>
<script>
"use strict";
const captions = {captions};
const slider = document.querySelector("input");
const parts = [...document.querySelectorAll("[data-step]")];
function show(step) {
  slider.value = Math.min(Math.max(step, 0), captions.length - 1);
  const now = Number(slider.value);
  for (const part of parts) {
    part.classList.toggle("later", Number(part.dataset.step) > now);
    part.classList.toggle("now", Number(part.dataset.step) === now);
  }
  document.querySelector("output").textContent = `${now + 1} of ${captions.length}: ${captions[now]}`;
}
const moves = { first: () => 0, back: n => n - 1, on: n => n + 1, last: () => captions.length - 1 };
const keys = { Home: "first", ArrowLeft: "back", ArrowRight: "on", End: "last" };
const go = where => show(moves[where](Number(slider.value)));
for (const button of document.querySelectorAll("button")) button.onclick = () => go(button.dataset.to);
slider.oninput = () => show(Number(slider.value));
document.onkeydown = event => {
  if (event.key in keys) { event.preventDefault(); go(keys[event.key]); }
};
show(Number(location.hash.slice(1)) || 0);
</script>
</body>
</html>
"""
