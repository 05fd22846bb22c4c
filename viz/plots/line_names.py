"""Where the names of lines in the plane stand: beside their lines, in the frame, clear of samples and of each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from viz.plots.samples import Box

if TYPE_CHECKING:
    import numpy as np

__all__ = ["LineName", "NamedLine", "Spacing", "places_of_names"]

Point: TypeAlias = tuple[float, float]
Matrix: TypeAlias = "np.ndarray[Any, Any]"

_PARTS = sorted((k / 40 for k in range(1, 40)), key=lambda part: abs(part - 0.5))
"""Where on a line a name is tried, from the middle outwards."""


@dataclass(frozen=True)
class NamedLine:
    """A line segment, and the direction, of length 1, to the side that its arrow points to."""

    start: Point
    end: Point
    towards: Point


@dataclass(frozen=True)
class Spacing:
    """Sizes, in the units of the coordinates: of a name, of an arrow, and of a marker."""

    width: float
    height: float
    arrow: float
    marker: float


@dataclass(frozen=True)
class LineName:
    """Where an arrow begins and ends, and where the middle of the line's name is."""

    foot: Point
    tip: Point
    middle: Point


def places_of_names(
    lines: Sequence[NamedLine], points: Sequence[Sequence[float]], box: Box, spacing: Spacing
) -> list[LineName]:
    """For each line the place of its arrow and its name that is the clearest of all that else is there.

    In the frame and clear of other names and arrows comes first, then clear of the samples, then of other lines.

    Args:
        lines: the lines, all within the box.
        points: where the samples are.
        box: the frame.
        spacing: how large things are.

    >>> line = NamedLine((0.0, 5.0), (10.0, 5.0), (0.0, 1.0))
    >>> samples = [(5.0, 6.0), (5.0, 4.4)]
    >>> [place] = places_of_names([line], samples, (0.0, 10.0, 0.0, 10.0), Spacing(1.0, 1.0, 0.5, 0.2))
    >>> abs(place.middle[0] - 5.0) > 0.7
    True
    """
    import numpy as np

    samples = np.asarray(points, dtype=float)
    places: dict[int, LineName] = {}
    # The shortest line has the fewest places to choose from.
    for number in sorted(range(len(lines)), key=lambda k: math.dist(lines[k].start, lines[k].end)):
        tried = _tried(lines[number], spacing)
        feet, tips, middles = (
            np.array([getattr(place, part) for place in tried]) for part in ("foot", "tip", "middle")
        )
        in_frame = _gap_to_frame(middles, box, spacing.width / 2, spacing.height / 2)
        apart = [_gap_to_name(feet, tips, middles, other, spacing) for other in places.values()]
        clear = _gap_to_points(middles, samples, spacing.width / 2, spacing.height / 2)
        reaches = [_gap_to_points(ends, samples, 0.0, 0.0) for ends in (feet, tips)]
        crossed = [_gap_to_line(middles, line) for k, line in enumerate(lines) if k != number]
        enough = 0.1 * spacing.height  # more than clear is not better
        first = np.minimum(np.min([in_frame, *apart], axis=0), enough)
        second = np.minimum(np.min([clear, *reaches], axis=0) - spacing.marker, enough)
        second = np.minimum(second, _gap_to_frame(tips, box, 0.0, 0.0))
        third = np.minimum(np.min(crossed, axis=0), spacing.width) if crossed else first
        places[number] = tried[max(range(len(tried)), key=lambda k: (first[k], second[k], third[k]))]
    return [places[number] for number in range(len(lines))]


def _tried(line: NamedLine, spacing: Spacing) -> list[LineName]:
    """The name before the arrow or behind it, and farther off where that is crowded; the arrow shorter at an edge."""
    across, up = line.towards
    reach = abs(across) * spacing.width / 2 + abs(up) * spacing.height / 2
    direction = (line.end[0] - line.start[0], line.end[1] - line.start[1])
    tried: list[LineName] = []
    for length in (spacing.arrow, 0.5 * spacing.arrow, 0.25 * spacing.arrow):
        for beyond in (0.0, 0.5 * reach, reach):
            for foot in (_moved(line.start, direction, part) for part in _PARTS):
                tip = _moved(foot, line.towards, length)
                distances = (length + reach + beyond, -1.1 * reach - beyond)
                tried += [LineName(foot, tip, _moved(foot, line.towards, distance)) for distance in distances]
    return tried


def _moved(point: Point, direction: Point, distance: float) -> Point:
    return (point[0] + distance * direction[0], point[1] + distance * direction[1])


def _gap_to_frame(middles: Matrix, box: Box, half_width: float, half_height: float) -> Matrix:
    """How far inside the frame things of this size are; negative where they reach over it."""
    import numpy as np

    left, right, bottom, top = box
    across = np.minimum(middles[:, 0] - left, right - middles[:, 0]) - half_width
    return np.minimum(across, np.minimum(middles[:, 1] - bottom, top - middles[:, 1]) - half_height)


def _gap_to_points(middles: Matrix, points: Matrix, half_width: float, half_height: float) -> Matrix:
    """How far things of this size are from the nearest of the points; negative where it is under them."""
    import numpy as np

    away = np.abs(middles[:, None, :] - points[None, :, :])
    gaps: Matrix = np.maximum(away[..., 0] - half_width, away[..., 1] - half_height).min(axis=1)
    return gaps


def _gap_to_name(feet: Matrix, tips: Matrix, middles: Matrix, other: LineName, spacing: Spacing) -> Matrix:
    """How far names and their arrows are from another name and its arrow; negative where they overlap."""
    import numpy as np

    half_width, half_height = spacing.width / 2, spacing.height / 2
    name, arrow = np.array([other.middle]), np.array([other.foot, other.tip])
    gaps = [
        _gap_to_points(middles, name, spacing.width, spacing.height),
        _gap_to_points(middles, arrow, half_width, half_height),
        _gap_to_points(feet, name, half_width, half_height),
        _gap_to_points(tips, name, half_width, half_height),
    ]
    nearest: Matrix = np.min(gaps, axis=0)
    return nearest


def _gap_to_line(middles: Matrix, line: NamedLine) -> Matrix:
    """How far places are from a straight line."""
    import numpy as np

    distances: Matrix = np.abs((middles - np.array(line.start)) @ np.array(line.towards))
    return distances
