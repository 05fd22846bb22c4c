"""Axes in space: a surface over a plane, seen from above and aside."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from matplotlib import marks, rcParams
from matplotlib.axes import Axes, Axis
from matplotlib.colors import cividis

__all__ = ["SpaceAxes"]

_AZIMUTH, _ELEVATION = math.radians(-60.0), math.radians(30.0)

Point = tuple[float, float, float]


class SpaceAxes(Axes):
    """What is drawn on in space; the far walls are those seen from the usual place."""

    def __init__(self, figure: Any, part: tuple[float, float, float, float]) -> None:
        super().__init__(figure, part)
        self.zaxis = Axis()
        self._aspects: Sequence[float] = (1.0, 1.0, 0.75)
        self._panes = [rcParams.get(f"axes3d.{axis}axis.panecolor", (0.9, 0.9, 0.9, 0.5)) for axis in "xyz"]
        self._faces: list[tuple[list[Point], Any]] = []
        self._lines: list[tuple[list[Point], Any, float]] = []

    def set_zlabel(self, text: str, labelpad: float = 4.0) -> None:
        self.zaxis.label.text = text

    def set_box_aspect(self, aspects: Sequence[float], zoom: float = 1.0) -> None:
        self._aspects = aspects

    def locator_params(self, nbins: int) -> None:
        super().locator_params(nbins)
        self.zaxis.most = nbins

    def plot_surface(
        self, across: Any, up: Any, heights: Any, *, cmap: str, edgecolor: Any, linewidth: float, zorder: float
    ) -> None:
        rows = [[list(map(float, row)) for row in table] for table in (across, up, heights)]
        known = [z for row in rows[2] for z in row if math.isfinite(z)]
        low, length = min(known), max(known) - min(known) or 1.0
        for axis, table in zip((self.xaxis, self.yaxis, self.zaxis), rows):
            axis.see([x for row in table for x in row])
        for i in range(len(rows[2]) - 1):
            for j in range(len(rows[2][0]) - 1):
                places = ((i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j))
                face = [(rows[0][a][b], rows[1][a][b], rows[2][a][b]) for a, b in places]
                middle = sum(z for _, _, z in face) / 4
                if math.isfinite(middle):
                    self._faces.append((face, cividis((middle - low) / length)))

    def plot(
        self, x: Iterable[float] = (), y: Iterable[float] = (), z: Any = (), *, color: Any = None,
        linewidth: float = 2.0, label: str | None = None, zorder: float = 2.0,
    ) -> None:  # fmt: skip
        self._lines.append((list(zip(x, y, z)), color, linewidth))
        self._label(label, lambda x, y: marks.stroke([(x, y), (x + 28.0, y)], color, linewidth))

    def drawn(self, wide: float, high: float, margins: Sequence[float], number: int) -> str:
        box = (self.part[0] * wide, self.part[1] * high, wide * self.part[2], high * self.part[3])
        ends = [axis.ends() for axis in (self.xaxis, self.yaxis, self.zaxis)]
        title = marks.LINE_HEIGHT * self._title_size + 12.0
        legend = self._legend.extent()[1] if self._legend and self._legend.entries else 0.0
        at = _view(ends, self._aspects, (box[0], box[1] + title, box[2], box[3] - title - legend - 8.0))
        parts = self._walls(ends, at)
        for face, color in sorted(self._faces, key=lambda face: sum(at(point)[2] for point in face[0])):
            corners = [at(point)[:2] for point in face]
            parts.append(marks.polygons([corners], color))
            parts.append(marks.stroke([*corners, corners[0]], "#FFFFFF40", 0.3))
        parts += [marks.stroke([at(p)[:2] for p in line], color, width) for line, color, width in self._lines]
        look = {"size": self._title_size, "color": self.title.color, "ha": "center"}
        parts.append(marks.letters(self.title.text, box[0] + box[2] / 2, 8.0, va="top", **look))
        if self._legend and self._legend.entries:
            x = box[0] + (box[2] - self._legend.extent()[0]) / 2
            parts.append(self._legend.drawn(x, box[1] + box[3] - legend - 4.0, self.title.color))
        return "".join(parts)

    def _walls(self, ends: Sequence[tuple[float, float]], at: Any) -> list[str]:
        """The three walls behind, and marks and names along three edges in front."""
        (x0, x1), (y0, y1), (z0, z1) = ends
        walls = (
            [(x0, y0, z0), (x0, y1, z0), (x0, y1, z1), (x0, y0, z1)],
            [(x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1)],
            [(x0, y0, z0), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0)],
        )
        parts = [marks.polygons([[at(p)[:2] for p in wall]], pane) for wall, pane in zip(walls, self._panes)]
        edges = (
            (self.xaxis, lambda x: (x, y0, z0), (x0, x1), (-0.4, 1.0)),
            (self.yaxis, lambda y: (x1, y, z0), (y0, y1), (1.0, 0.7)),
            (self.zaxis, lambda z: (x1, y1, z), (z0, z1), (1.0, 0.0)),
        )
        for axis, place, (low, high), (right, down) in edges:
            parts.append(marks.stroke([at(place(low))[:2], at(place(high))[:2]], self.spines.color, 0.8))
            look = {"ha": "center", "va": "center"}
            for number, text in axis.ticks():
                x, y, _ = at(place(number))
                marked = (x + 15.0 * right, y + 13.0 * down)
                parts.append(marks.stroke([(x, y), (x + 4.0 * right, y + 4.0 * down)], self.spines.color, 0.8))
                parts.append(marks.letters(text, *marked, size=self._tick_size, color=self._tick_color, **look))
            x, y, _ = at(place((low + high) / 2))
            named = (x + 44.0 * right, y + 34.0 * down)
            parts.append(marks.letters(axis.label.text, *named, size=self._label_size, color=axis.label.color, **look))
        return parts


def _view(ends: Sequence[tuple[float, float]], aspects: Sequence[float], room: Sequence[float]) -> Any:
    """From a point in space to its place in the picture, in points, and how near it is."""
    right = (-math.sin(_AZIMUTH), math.cos(_AZIMUTH), 0.0)
    lift = math.sin(_ELEVATION)
    up = (-lift * math.cos(_AZIMUTH), -lift * math.sin(_AZIMUTH), math.cos(_ELEVATION))
    near = (math.cos(_ELEVATION) * math.cos(_AZIMUTH), math.cos(_ELEVATION) * math.sin(_AZIMUTH), lift)

    def seen(point: Sequence[float]) -> list[float]:
        placed = [((x - low) / (high - low) - 0.5) * a for x, (low, high), a in zip(point, ends, aspects)]
        return [sum(map(float.__mul__, placed, direction)) for direction in (right, up, near)]

    corners = [seen([end[side] for end, side in zip(ends, sides)]) for sides in _CORNERS]
    half_wide, half_high = (max(abs(corner[k]) for corner in corners) for k in (0, 1))
    left, top, wide, high = room
    scale = min((wide - 150.0) / (2 * half_wide), (high - 60.0) / (2 * half_high))

    def at(point: Sequence[float]) -> tuple[float, float, float]:
        x, y, nearness = seen(point)
        return left + wide / 2 + scale * x, top + high / 2 - 10.0 - scale * y, nearness

    return at


_CORNERS = [(i, j, k) for i in (0, 1) for j in (0, 1) for k in (0, 1)]
