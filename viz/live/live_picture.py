"""A picture of a graph as a page takes it: light, and every number in it in a place that the page finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from viz.graph.dot_edges import message
from viz.graph.dot_nodes import node_lines
from viz.graph.options import DrawingOptions
from viz.graph.view import GraphView, GroupPath, with_ancestors

__all__ = ["frames_in", "live_picture"]

_SVG: Final = "http://www.w3.org/2000/svg"
_NUMBER: Final = re.compile(r"-?\d+\.\d+")
_SHAPES: Final = [f"{{{_SVG}}}{shape}" for shape in ("ellipse", "path", "polygon", "polyline")]
# What every element of the picture has alike, the page's style sheet says once.
_SAID_ONCE: Final = ("font-family", "text-anchor", "id", "{http://www.w3.org/XML/1998/namespace}space")
_MEASURES: Final = frozenset(
    ("d", "points", "x", "y", "cx", "cy", "rx", "ry", "viewBox", "transform", "font-size", "stroke-width")
)
_Element = ElementTree.Element


def live_picture(svg: str, view: GraphView, style: DrawingOptions) -> str:
    """The SVG of a graph, as Graphviz drew it, made lighter, its parts and the numbers in them marked.

    A part is a `<g data-part="…">`, named as `page_graph` names it: "n0", "n0-copy1", "n-edge0", "n-message0"; the
    frame of an open group is "n-frame0", counted as by `frames_in`. A number stands at the end of a
    `<text data-tells="…">`: the "value" or "gradient" of a node, the "local" derivative of an edge, what a "message"
    hands on; `data-before` is what stands before the number.
    """
    root = ElementTree.fromstring(svg)
    for element in [*root.iter()]:
        _unwrap_links(element)
    _mark(root, view, style)
    for element in [*root.iter()]:
        _lighten(element)
    for name in ("role", "style", "width", "height"):
        root.attrib.pop(name, None)
    ElementTree.register_namespace("", _SVG)
    return ElementTree.tostring(root, encoding="unicode")


def frames_in(view: GraphView) -> list[GroupPath]:
    """The open groups, in the order that their frames are numbered in."""
    return list(dict.fromkeys(group for node in view.nodes for group in with_ancestors(node.cluster)))


def _unwrap_links(element: _Element) -> None:
    """Takes the content of links, which hold the text on pointing at a part, out of them; and blanks away."""
    content: list[_Element] = []
    for child in element:
        is_link = child.tag == f"{{{_SVG}}}g" and child.find(f"{{{_SVG}}}a") is not None
        content += [part for link in child for part in link] if is_link else [child]
    element[:] = [part for part in content if part.tag != f"{{{_SVG}}}text" or (part.text or "").strip()]


def _mark(root: _Element, view: GraphView, style: DrawingOptions) -> None:
    parts = {group.get("id", "").split("-", 2)[-1]: group for group in root.iter(f"{{{_SVG}}}g")}
    frames = (g for g in root.iter(f"{{{_SVG}}}g") if g.get("class") == "cluster")
    for frame in frames:
        number = int(re.sub(r"\D", "", frame.findtext(f"{{{_SVG}}}title") or "")) - 1
        frame.set("data-part", f"n-frame{number}")
    copies = {(edge.tail, edge.copy) for edge in view.edges if edge.copy}
    for place, copy in [*((place, 0) for place in range(len(view.nodes))), *copies]:
        name = f"n{place}-copy{copy}" if copy else f"n{place}"
        parts[name].set("data-part", name)
        _mark_node(parts[name], view, place, style)
    for k, edge in enumerate(view.edges):
        parts[f"n-edge{k}"].set("data-part", f"n-edge{k}")
        if style.local_derivatives and edge.count == 1 and edge.derivative is not None:
            _tell(_texts(parts[f"n-edge{k}"])[-1], "local", style.number(edge.derivative))
        if f"n-message{k}" in parts:
            parts[f"n-message{k}"].set("data-part", f"n-message{k}")
            handed_on = style.number(message(edge, view.nodes[edge.head]))
            _tell(_texts(parts[f"n-message{k}"])[-1], "message", handed_on)


def _mark_node(part: _Element, view: GraphView, place: int, style: DrawingOptions) -> None:
    """Marks its numbers; where there is a shape, all text stands in its middle, however long it gets."""
    node = view.nodes[place]
    shapes = [child for child in part if child.tag in _SHAPES]
    for text, line in zip(_texts(part), node_lines(node, style)):
        if line.tells:
            name, equals, number = line.text.rpartition("= ") if line.tells == "value" else line.text.rpartition(" ")
            _tell(text, line.tells, number, name + equals)
        if shapes:
            text.set("x", f"{_middle(shapes[0]):.1f}")
            text.set("class", "middle")


def _tell(text: _Element, what: str, number: str, before: str | None = None) -> None:
    written = text.text or ""
    text.set("data-tells", what)
    if before is None:
        before = written.removesuffix(number)
    if before.strip():
        text.set("data-before", before)


def _texts(part: _Element) -> list[_Element]:
    return [text for text in part.iter(f"{{{_SVG}}}text") if (text.text or "").strip()]


def _middle(shape: _Element) -> float:
    if "cx" in shape.attrib:
        return float(shape.attrib["cx"])
    xs = [*map(float, re.findall(r"-?[\d.]+(?=,)", shape.get("d") or shape.get("points") or ""))]
    return (min(xs) + max(xs)) / 2.0


def _lighten(element: _Element) -> None:
    """Takes away what a page has no use for, and digits that nobody sees."""
    element.tail = None
    if len(element):
        element.text = None
    element[:] = [child for child in element if child.tag not in (f"{{{_SVG}}}title", f"{{{_SVG}}}desc")]
    for name in _SAID_ONCE:
        element.attrib.pop(name, None)
    for name, written in _rounded(element):
        element.set(name, written)


def _rounded(element: _Element) -> Iterator[tuple[str, str]]:
    for name, written in [*element.items()]:
        if name in _MEASURES:
            yield name, _NUMBER.sub(lambda found: f"{round(float(found[0]), 1):g}", written)
