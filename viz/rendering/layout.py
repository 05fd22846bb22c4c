"""Where the parts of a picture are, and of which strokes Graphviz makes them: for those who draw some of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias
from xml.etree import ElementTree

__all__ = ["Layout", "Letters", "Outline", "Part", "Point", "layout_of"]

_SVG = "{http://www.w3.org/2000/svg}"
_Element = ElementTree.Element

Point: TypeAlias = tuple[float, float]
"""In points of 1/72 inch, from the left and from the bottom."""

_Kind: TypeAlias = Literal["curve", "ellipse", "line"]
_Place: TypeAlias = Callable[[float, float], Point]
_ANCHORS: dict[str, Literal["left", "center", "right"]] = {"start": "left", "middle": "center", "end": "right"}


@dataclass(frozen=True)
class Outline:
    """A line, open or closed.

    Attributes:
        kind: how it goes through its points: straight, or as Bézier curves; an ellipse has two, the ends of the
            diagonal of the box around it.
        points: in their order.
        color: that of the line; "none" for an inside alone.
        fill: that of its inside; "none" for a line alone.
        width: of the line, in points.
        is_dashed: whether the line is.
    """

    kind: _Kind
    points: tuple[Point, ...]
    color: str
    fill: str
    width: float
    is_dashed: bool


@dataclass(frozen=True)
class Letters:
    """A text on one line.

    Attributes:
        text: what it says.
        place: a point on its baseline.
        anchor: its left end, middle or right end: which of them the place is.
        size: of the letters, in points.
        color: theirs.
    """

    text: str
    place: Point
    anchor: Literal["left", "center", "right"]
    size: float
    color: str


@dataclass(frozen=True)
class Part:
    """A node, an arrow or a frame, with its words.

    Attributes:
        id: what the DOT text calls it; "" for what stands below the graph.
        strokes: what it is made of, the lowest first.
    """

    id: str
    strokes: tuple[Outline | Letters, ...]


@dataclass(frozen=True)
class Layout:
    """A picture in its parts, the lowest first; its width and height in points."""

    width: float
    height: float
    parts: tuple[Part, ...]


def layout_of(svg: str) -> Layout:
    """The parts of a picture, read from the SVG that Graphviz writes, and `Picture.svg`.

    >>> import viz
    >>> from autograd import Value
    >>> layout = layout_of(viz.draw(Value(2.0, label="x").exp()).svg())
    >>> [part.id for part in layout.parts]
    ['', 'n0', 'n1', 'n-edge0']
    >>> [stroke.kind for stroke in layout.parts[2].strokes if isinstance(stroke, Outline)]
    ['ellipse', 'ellipse']
    """
    root = ElementTree.fromstring(svg)
    _, _, width, height = map(float, root.get("viewBox", "").split())
    [graph] = root.findall(f"{_SVG}g")
    left, top = map(float, re.findall(r"translate\((\S+) (\S+)\)", graph.get("transform", ""))[0])

    def place(x: float, y: float) -> Point:
        return x + left, height - top - y  # SVG counts from the top

    below = [child for child in graph if child.tag not in (f"{_SVG}title", f"{_SVG}g")]
    if below and below[0].tag == f"{_SVG}polygon":  # the ground
        del below[0]
    parts = [Part("", tuple(_strokes(below, place)))]
    for group in graph.findall(f"{_SVG}g"):
        name = re.sub("^picture-[0-9a-f]+-", "", group.get("id", ""))
        parts.append(Part(name, tuple(_strokes(group.iter(), place))))
    return Layout(width, height, tuple(parts))


def _strokes(elements: Iterable[_Element], place: _Place) -> Iterator[Outline | Letters]:
    for element in elements:
        match element.tag.removeprefix(_SVG):
            case "text" if (element.text or "").strip():
                yield _letters(element, place)
            case "path":
                yield _outline("curve", element, _pairs(element.get("d", "")), place)
            case "polygon" | "polyline":
                yield _outline("line", element, _pairs(element.get("points", "")), place)
            case "ellipse":
                x, y, across, up = (float(element.get(name, "")) for name in ("cx", "cy", "rx", "ry"))
                yield _outline("ellipse", element, [(x - across, y + up), (x + across, y - up)], place)


def _pairs(numbers: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([-\d.e]+),([-\d.e]+)", numbers)]


def _outline(kind: _Kind, element: _Element, points: Iterable[tuple[float, float]], place: _Place) -> Outline:
    return Outline(
        kind,
        tuple(place(x, y) for x, y in points),
        color=element.get("stroke", "none"),
        fill=element.get("fill", "#000000"),
        width=float(element.get("stroke-width", "1")),
        is_dashed="stroke-dasharray" in element.attrib,
    )


def _letters(element: _Element, place: _Place) -> Letters:
    return Letters(
        element.text or "",
        place(float(element.get("x", "")), float(element.get("y", ""))),
        anchor=_ANCHORS[element.get("text-anchor", "start")],
        size=float(element.get("font-size", "")),
        color=element.get("fill", "#000000"),
    )
