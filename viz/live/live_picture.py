"""A picture of a graph as a page takes it: light, and every number in it in a place that the page finds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias
from xml.etree import ElementTree

from viz.graph.dot_edges import message
from viz.graph.dot_nodes import node_lines
from viz.graph.options import DrawingOptions
from viz.graph.view import GraphView, GroupPath, with_ancestors

__all__ = ["frames_in", "live_picture"]

Tree: TypeAlias = "list[Any]"
"""An element: its tag, its attributes, and its content, text or further elements."""

_SVG: Final = "{http://www.w3.org/2000/svg}"
_NUMBER: Final = re.compile(r"-?\d+\.\d+")
_SHAPES: Final = ("ellipse", "path", "polygon", "polyline")
_PARTS: Final = ("node", "edge", "edge message")
_DROPPED: Final = frozenset(
    ("font-family", "text-anchor", "id", "role", "style", "{http://www.w3.org/XML/1998/namespace}space")
)
_MEASURES: Final = frozenset(
    ("d", "points", "x", "y", "cx", "cy", "rx", "ry", "viewBox", "transform", "font-size", "stroke-width")
)
_CORNER: Final = "6"
_Element = ElementTree.Element


def live_picture(svg: str, view: GraphView, style: DrawingOptions) -> Tree:
    """The SVG of a graph, as Graphviz drew it, as data, made lighter, its parts and the numbers in them marked.

    A part is a group with `data-part`, named as `page_graph` names it: "n0", "n0-copy1", "n-edge0", "n-message0"; the
    frame of an open group is "n-frame0", counted as by `frames_in`. A number stands at the end of a text with
    `data-tells`: the "value" or "gradient" of a node, the "local" derivative of an edge, what a "message" hands on;
    `data-before` is what stands before the number. What most parts have alike, such as the width of lines, the page's
    style says once.
    """
    root = ElementTree.fromstring(svg)
    for element in [*root.iter()]:
        _unwrap_links(element)
    _mark(root, view, style)
    for size in ("width", "height"):  # the page knows how large it is
        root.attrib.pop(size, None)
    return _tree(root, dict(_usual_looks(style)))


def frames_in(view: GraphView) -> list[GroupPath]:
    """The open groups, in the order that their frames are numbered in."""
    return list(dict.fromkeys(group for node in view.nodes for group in with_ancestors(node.cluster)))


def _unwrap_links(element: _Element) -> None:
    """Takes the content of links, which hold the text on pointing at a part, out of them; and blanks away."""
    content: list[_Element] = []
    for child in element:
        is_link = child.tag == f"{_SVG}g" and child.find(f"{_SVG}a") is not None
        content += [part for link in child for part in link] if is_link else [child]
    element[:] = [part for part in content if part.tag != f"{_SVG}text" or (part.text or "").strip()]


def _mark(root: _Element, view: GraphView, style: DrawingOptions) -> None:
    parts = {group.get("id", "").split("-", 2)[-1]: group for group in root.iter(f"{_SVG}g")}
    frames = (g for g in root.iter(f"{_SVG}g") if g.get("class") == "cluster")
    for frame in frames:
        number = int(re.sub(r"\D", "", frame.findtext(f"{_SVG}title") or "")) - 1
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
            parts[f"n-message{k}"].set("class", "edge message")
            handed_on = style.number(message(edge, view.nodes[edge.head]))
            _tell(_texts(parts[f"n-message{k}"])[-1], "message", handed_on)


def _mark_node(part: _Element, view: GraphView, place: int, style: DrawingOptions) -> None:
    """Marks its numbers; where there is a shape, all text stands in its middle, however long it gets."""
    node = view.nodes[place]
    ends = next((_ends(child) for child in part if _name(child) in _SHAPES), None)
    for text, line in zip(_texts(part), node_lines(node, style)):
        if line.tells:
            name, equals, number = line.text.rpartition("= ") if line.tells == "value" else line.text.rpartition(" ")
            _tell(text, line.tells, number, name + equals)
        if ends is None:
            text.set("class", "start")
        else:
            text.set("x", f"{(ends[0] + ends[1]) / 2.0:.1f}")


def _tell(text: _Element, what: str, number: str, before: str | None = None) -> None:
    text.set("data-tells", what)
    if before is None:
        before = (text.text or "").removesuffix(number)
    if before.strip():
        text.set("data-before", before)


def _texts(part: _Element) -> list[_Element]:
    return [text for text in part.iter(f"{_SVG}text") if (text.text or "").strip()]


def _name(element: _Element) -> str:
    return element.tag.removeprefix(_SVG)


def _ends(shape: _Element) -> tuple[float, float]:
    """From where to where it reaches, from left to right."""
    if "cx" in shape.attrib:
        middle, half = float(shape.attrib["cx"]), float(shape.attrib["rx"])
        return middle - half, middle + half
    xs = [x for x, _ in _points(shape)]
    return min(xs), max(xs)


def _points(shape: _Element) -> list[tuple[float, float]]:
    found = re.findall(r"(-?[\d.]+),(-?[\d.]+)", shape.get("d") or shape.get("points") or "")
    return [(float(x), float(y)) for x, y in found]


def _usual_looks(style: DrawingOptions) -> Iterator[tuple[tuple[str, str], dict[str, str]]]:
    """What a tag, or a text that tells something, usually looks like in a part of a class."""
    colors = style.colors
    edge, gradient, plain = colors.edge.lower(), colors.gradient.lower(), colors.text.lower()
    for part, size in (("node", "15.00"), ("edge", "12.00"), ("edge message", "12.00")):
        for text, color in (("text", plain), ("value", plain), ("gradient", gradient), ("message", gradient)):
            yield (part, text), {"fill": color, "font-size": size}
        yield (part, "local"), {"fill": colors.derivative.lower(), "font-size": size}
    for shape in (*_SHAPES, "rect"):
        yield ("node", shape), {"stroke-width": "1.4"}
    for part, color in (("edge", edge), ("edge message", gradient)):
        yield (part, "path"), {"fill": "none", "stroke": color, "stroke-width": "1.2", "stroke-dasharray": "5,2"}
        yield (part, "polygon"), {"fill": color, "stroke": color, "stroke-width": "1.2"}


def _tree(element: _Element, usual: Mapping[tuple[str, str], Mapping[str, str]], part: str = "") -> Tree:
    """The element without what is usual, and without digits that nobody sees."""
    name, own = _name(element), element.get("class", "")
    if name == "path" and part == "node":
        return _tree(_rectangle(element), usual, part)
    looks = usual.get((part, element.get("data-tells", name)), usual.get((part, name), {}))
    attributes = {
        key: _NUMBER.sub(_shortened, written) if key in _MEASURES else written
        for key, written in element.items()
        if key not in _DROPPED and looks.get(key) != written and not (key == "class" and own in _PARTS)
    }
    content = [
        _tree(child, usual, own if own in (*_PARTS, "cluster") else part)
        for child in element
        if _is_shown(child, part or own)
    ]
    words = [element.text] if name == "text" and element.text else []
    return [name, attributes, *words, *content]


def _is_shown(element: _Element, part: str) -> bool:
    is_ground = part == "graph" and element.get("stroke") == "none"
    return _name(element) not in ("title", "desc") and not is_ground


def _rectangle(path: _Element) -> _Element:
    """The box with rounded corners that a path goes around."""
    xs, ys = zip(*_points(path))
    left, top = min(xs), min(ys)
    measures = {"x": left, "y": top, "width": max(xs) - left, "height": max(ys) - top}
    looks = {name: written for name, written in path.items() if name != "d"}
    found = ElementTree.Element(f"{_SVG}rect", {**looks, "rx": _CORNER})
    found.attrib |= {name: f"{measure:.1f}" for name, measure in measures.items()}
    return found


def _shortened(number: re.Match[str]) -> str:
    return f"{round(float(number[0]), 1):g}"
