"""Where the circles and lines of a network diagram stand: plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from viz.plots.models import UnitNumbers

__all__ = ["RADIUS", "Circle", "Gap", "Line", "NetworkLayout", "network_layout"]

Point = tuple[float, float]

RADIUS = 0.48
"""That of a circle, in the units of the coordinates."""

_ROW, _STUB, _BESIDE = 1.3, 0.76, 0.34
_NARROWEST, _WIDEST, _MARGIN = 2.4, 3.8, 0.9
_NUMBER_WIDTH, _NUMBER_HEIGHT = 0.95, 0.3


@dataclass(frozen=True)
class Circle:
    """An input or a unit.

    Attributes:
        layer: 0 for the inputs.
        unit: its number in the layer, from 0.
        at: its centre.
    """

    layer: int
    unit: int
    at: Point


@dataclass(frozen=True)
class Line:
    """A weight, from circle to circle; or a bias, from above.

    Attributes:
        start: where it begins.
        end: where it ends.
        weight: its number.
        text_at: the middle of that number.
    """

    start: Point
    end: Point
    weight: float
    text_at: Point


@dataclass(frozen=True)
class Gap:
    """The place of units that are not drawn."""

    at: Point
    left_out: int


@dataclass(frozen=True)
class NetworkLayout:
    """All that a diagram shows, and the ranges of its coordinates.

    Attributes:
        bias_words: where it is written, in each layer once, that the line from above is the bias.
    """

    circles: tuple[Circle, ...]
    lines: tuple[Line, ...]
    gaps: tuple[Gap, ...]
    bias_words: tuple[Point, ...]
    columns: tuple[float, ...]
    across: Point
    up: Point


def network_layout(layers: Sequence[Sequence[UnitNumbers]], most_units: int, names_width: float = 0.0) -> NetworkLayout:
    """Places the units of a net, of each layer at most `most_units`.

    Args:
        layers: the units.
        most_units: of each layer.
        names_width: how much room the names of the inputs take, to the left of them.

    >>> layout = network_layout([[UnitNumbers((0.5, -0.25), 0.1, "sigmoid")]], most_units=6)
    >>> [circle.layer for circle in layout.circles], [line.weight for line in layout.lines]
    ([0, 0, 1], [0.5, -0.25, 0.1])
    """
    sizes = [len(layers[0][0].weights), *map(len, layers)]
    height = _ROW * (max(min(size, most_units) for size in sizes) - 1) / 2 + 1.05
    # As wide as a slide, if that leaves the circles neither apart nor too close.
    column = min(_WIDEST, max(_NARROWEST, (2 * height * 16 / 9 - 2 * _MARGIN) / len(layers)))
    columns = tuple(column * layer for layer in range(len(sizes)))
    circles, gaps = [], []
    for layer, size in enumerate(sizes):
        shown = _shown(size, most_units)
        top = _ROW * (len(shown) - 1) / 2
        for row, unit in enumerate(shown):
            at = (columns[layer], top - _ROW * row)
            if unit is None:
                gaps.append(Gap(at, size - len(shown) + 1))
            else:
                circles.append(Circle(layer, unit, at))
    highest = {circle.layer: circle.at for circle in reversed(circles) if circle.layer}
    bias_words = [(x - _BESIDE, y + 0.9 * _STUB) for x, y in highest.values()]
    lines: list[Line] = []
    for circle in circles:
        if circle.layer:
            lines += _lines_into(circle, circles, layers, [*bias_words, *(line.text_at for line in lines)])
    across, up = (-_MARGIN - names_width, columns[-1] + _MARGIN), (-height, height)
    return NetworkLayout(tuple(circles), tuple(lines), tuple(gaps), tuple(bias_words), columns, across, up)


def _shown(size: int, most: int) -> list[int | None]:
    """The units that are drawn, from 0; None where some are left out."""
    if size <= most:
        return list(range(size))
    return [*range(most - 2), None, size - 1]


def _lines_into(
    circle: Circle, circles: Sequence[Circle], layers: Sequence[Sequence[UnitNumbers]], taken: Sequence[Point]
) -> list[Line]:
    """The weights and the bias of a unit, their numbers clear of each other and of those at the places taken."""
    unit = layers[circle.layer - 1][circle.unit]
    x, y = circle.at
    lines = [Line((x, y + _STUB), circle.at, unit.bias, (x + _BESIDE, y + 0.9 * _STUB))]
    for other in circles:
        if other.layer == circle.layer - 1:
            places = _places_along(other.at, circle.at)
            others = [*taken, *(line.text_at for line in lines)]
            text_at = max(places, key=lambda place: min(_clearance(place, other) for other in others))
            lines.append(Line(other.at, circle.at, unit.weights[other.unit], text_at))
    return [*lines[1:], lines[0]]


def _places_along(start: Point, end: Point) -> list[Point]:
    """Where the number of a line may stand: clear of both circles."""
    nearest = (RADIUS + _NUMBER_WIDTH / 2) / (end[0] - start[0])
    return [_between(start, end, nearest + (1.0 - 2.0 * nearest) * k / 30) for k in range(31)]


def _clearance(place: Point, other: Point) -> float:
    """How clear numbers at two places are of each other: overlapping below 1, clear enough at 1.5."""
    across, up = abs(place[0] - other[0]) / _NUMBER_WIDTH, abs(place[1] - other[1]) / _NUMBER_HEIGHT
    return min(max(across, up), 1.5)


def _between(start: Point, end: Point, part: float) -> Point:
    return (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))
