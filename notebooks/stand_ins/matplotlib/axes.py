"""Axes: what is drawn between them is kept in order, and becomes SVG once their limits are known."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, NamedTuple

from matplotlib import contours, marks, rcParams, ticker
from matplotlib.colors import cividis
from matplotlib.missing import missing

__all__ = ["Axes", "ScaleAxes"]

_GAP = 5.0
"""Points between things that stand side by side."""


class Place(NamedTuple):
    """Where between the axes, in points, a pair of coordinates is."""

    box: tuple[float, float, float, float]
    x_at: Callable[[float], float]
    y_at: Callable[[float], float]

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        return self.x_at(x), self.y_at(y)


@dataclass
class Text:
    """What is written, and in which colour."""

    __getattr__ = missing

    text: str = ""
    color: Any = None

    def get_text(self) -> str:
        return self.text

    def get_color(self) -> Any:
        return self.color

    def set_color(self, color: Any) -> None:
        self.color = color


@dataclass
class Axis:
    """One of the two axes: its limits, its scale, and its marks."""

    __getattr__ = missing

    limits: tuple[float | None, float | None] = (None, None)
    scale: str = "linear"
    label: Text = field(default_factory=lambda: Text("", rcParams["axes.labelcolor"]))
    most: int = 8
    integer: bool = False
    length: float = 3.5
    fixed: Sequence[float] | None = None
    names: Sequence[str] | None = None
    formatter: ticker.Formatter | None = None
    seen: list[float] = field(default_factory=list)
    sticky: list[float] = field(default_factory=list)
    inverted: bool = False
    labelpad: float = 4.0

    def get_major_locator(self) -> Axis:
        return self

    def set_params(self, integer: bool = False) -> None:
        self.integer = integer

    def set_major_formatter(self, formatter: ticker.Formatter) -> None:
        self.formatter = formatter

    def set_minor_formatter(self, formatter: ticker.Formatter) -> None:
        """There are no minor marks."""

    def see(self, numbers: Iterable[float], *, sticky: bool = False) -> None:
        self.seen += [x for x in map(float, numbers) if math.isfinite(x)]
        if sticky:
            self.sticky += [min(self.seen), max(self.seen)]

    def ends(self) -> tuple[float, float]:
        """The limits, as they were set or around all that is seen."""
        seen = [x for x in self.seen if x > 0.0] if self.scale == "log" else self.seen
        low, high = (self._unit(x) for x in (min(seen, default=0.1), max(seen, default=1.0)))
        margin = 0.05 * (high - low) or 0.5
        low = low if min(seen, default=0.0) in self.sticky else low - margin
        high = high if max(seen, default=0.0) in self.sticky else high + margin
        low, high = (self._unit(x) if x is not None else own for x, own in zip(self.limits, (low, high)))
        return (low, high) if high > low else (low - 0.5, high + 0.5)

    def ticks(self) -> list[tuple[float, str]]:
        low, high = map(self.number, self.ends())
        if self.fixed is not None:
            names = self.names or ticker.written(self.fixed)
            return list(zip(self.fixed, map(str, names)))
        if self.scale == "log":
            at = ticker.log_ticks(low, high, 6)
            return [(x, (self.formatter or ticker.power)(x)) for x in at]
        at = ticker.linear_ticks(low, high, self.most, integer=self.integer)
        return list(zip(at, map(self.formatter, at) if self.formatter else ticker.written(at)))

    def _unit(self, x: float) -> float:
        return math.log10(x) if self.scale == "log" else float(x)

    def number(self, unit: float) -> float:
        return 10.0**unit if self.scale == "log" else unit

    def between(self, start: float, end: float) -> Callable[[float], float]:
        """From a number to its place between two points."""
        low, high = self.ends()
        start, end = (end, start) if self.inverted else (start, end)

        def place(x: float) -> float:
            if not math.isfinite(x) or (self.scale == "log" and x <= 0.0):
                return math.nan
            return start + (self._unit(x) - low) / (high - low) * (end - start)

        return place


class Spines:
    """The four sides of the frame, which look alike."""

    __getattr__ = missing

    def __init__(self) -> None:
        self.visible, self.color = True, rcParams["axes.edgecolor"]

    def __getitem__(self, which: Any) -> Spines:
        return self

    def values(self) -> list[Spines]:
        return [self]

    def set_visible(self, visible: bool) -> None:
        self.visible = visible

    def set_edgecolor(self, color: Any) -> None:
        self.color = color


@dataclass(frozen=True)
class _Legend:
    """What the lines and markers mean, in so many columns."""

    __getattr__ = missing

    entries: list[tuple[str, Callable[[float, float], str]]]
    loc: str
    anchor: tuple[float, float] | None
    size: float
    columns: int
    ground: Any

    def get_texts(self) -> list[Text]:
        return [Text(label) for label, _ in self.entries]

    def _widths(self) -> list[float]:
        wide = [marks.width(label, self.size) + 54.0 for label, _ in self.entries]
        return [max(wide[k :: self.columns]) for k in range(min(self.columns, len(wide)))]

    def _heights(self) -> list[float]:
        high = [self.size * (marks.LINE_HEIGHT * label.count("\n") + 1.6) for label, _ in self.entries]
        return [max(high[k : k + self.columns]) for k in range(0, len(high), self.columns)]

    def extent(self) -> tuple[float, float]:
        """How wide and how high it is."""
        return sum(self._widths()), sum(self._heights()) + 4.0

    def drawn(self, x: float, y: float, color: Any) -> str:
        wide, high = self.extent()
        parts = [marks.rectangle(x, y, wide, high, self.ground, 0.8)] if self.ground != "none" else []
        widths, heights = self._widths(), self._heights()
        for k, (label, handle) in enumerate(self.entries):
            row, column = divmod(k, self.columns)
            left, middle = x + sum(widths[:column]) + 6.0, y + 2.0 + sum(heights[:row]) + heights[row] / 2
            parts.append(handle(left, middle))
            parts.append(marks.letters(label, left + 36.0, middle, size=self.size, color=color, va="center"))
        return "".join(parts)


class Axes:
    """What is drawn on, in a part of a figure."""

    __getattr__ = missing

    def __init__(self, figure: Any, part: tuple[float, float, float, float]) -> None:
        self.figure, self.part = figure, part
        self.xaxis, self.yaxis = Axis(), Axis()
        self.title = Text("", rcParams["text.color"])
        self.containers: list[Any] = []
        self.texts: list[Text] = []
        self.colorbar: Any = None
        self.spines = Spines()
        self._facecolor = rcParams["axes.facecolor"]
        self._tick_color, self._label_size = rcParams["xtick.color"], marks.points(rcParams["axes.labelsize"])
        self._title_size, self._size = marks.points(rcParams["axes.titlesize"]), marks.points(None)
        self._tick_size = self._size
        self._artists: list[tuple[float, bool, Callable[[Place], str]]] = []
        self._labelled: list[tuple[str, Callable[[float, float], str]]] = []
        self._legend: _Legend | None = None
        self._aspect, self._off = "auto", False
        self._grid: tuple[str, float, Any] | None = None

    # What is said of the axes

    def set(self, **what: Any) -> None:
        for name, value in what.items():
            getattr(self, f"set_{name}")(*(value if name in ("xlim", "ylim") else (value,)))

    def set_xlim(self, left: float | None = None, right: float | None = None) -> None:
        self.xaxis.limits = (left, right)

    def set_ylim(self, bottom: float | None = None, top: float | None = None) -> None:
        self.yaxis.limits = (bottom, top)

    def set_xscale(self, scale: str) -> None:
        self.xaxis.scale = scale

    def set_yscale(self, scale: str) -> None:
        self.yaxis.scale = scale

    def get_yscale(self) -> str:
        return self.yaxis.scale

    def set_xlabel(self, text: str) -> None:
        self.xaxis.label.text = text

    def set_ylabel(self, text: str) -> None:
        self.yaxis.label.text = text

    def set_title(self, text: str) -> None:
        self.title.text = text

    def get_xlabel(self) -> str:
        return self.xaxis.label.text

    def get_ylabel(self) -> str:
        return self.yaxis.label.text

    def get_title(self) -> str:
        return self.title.text

    def set_xticks(self, ticks: Sequence[float], names: Sequence[str] | None = None, *, minor: bool = False) -> None:
        if not minor:  # there are none here
            self.xaxis.fixed, self.xaxis.names = list(ticks), names

    def set_yticks(self, ticks: Sequence[float], names: Sequence[str] | None = None) -> None:
        self.yaxis.fixed, self.yaxis.names = list(ticks), names

    def get_yticklabels(self) -> list[Text]:
        return [Text(name) for _, name in self.yaxis.ticks()]

    def locator_params(self, nbins: int) -> None:
        self.xaxis.most = self.yaxis.most = nbins

    def set_aspect(self, aspect: str) -> None:
        self._aspect = aspect

    def set_axis_off(self) -> None:
        self._off = True

    def set_axisbelow(self, below: bool) -> None:
        """The grid is always below."""

    def invert_yaxis(self) -> None:
        self.yaxis.inverted = not self.yaxis.inverted

    def set_facecolor(self, color: Any) -> None:
        self._facecolor = color

    def get_facecolor(self) -> Any:
        return self._facecolor

    def tick_params(
        self,
        axis: str = "both",
        length: float | None = None,
        labelsize: Any = None,
        colors: Any = None,
        which: str = "both",
    ) -> None:
        for name, one in (("x", self.xaxis), ("y", self.yaxis)):
            if axis in (name, "both") and length is not None:
                one.length = length
        self._tick_size = self._tick_size if labelsize is None else marks.points(labelsize)
        self._tick_color = self._tick_color if colors is None else colors

    def grid(self, axis: str = "both", alpha: float = 1.0) -> None:
        self._grid = (axis, alpha, rcParams["grid.color"])

    def get_position(self) -> Any:
        """The share of the figure that the axes have before they are laid out."""
        margins = self.figure.subplotpars
        return SimpleNamespace(
            width=self.part[2] * (margins.right - margins.left), height=self.part[3] * (margins.top - margins.bottom)
        )

    # What is drawn

    def plot(
        self, x: Iterable[float] = (), y: Iterable[float] = (), form: Any = "-", *, color: Any = None,
        linestyle: Any = None, linewidth: float | None = None, marker: str | None = None, markersize: float = 6.0,
        alpha: float | None = None, label: str | None = None, zorder: float = 2.0, clip_on: bool = True,
        solid_capstyle: str = "butt",
    ) -> None:  # fmt: skip
        x, y = list(map(float, x)), list(map(float, y))
        self.xaxis.see(x)
        self.yaxis.see(y)
        if isinstance(form, str) and form[0] in "os":
            marker, form = form[0], form[1:]
        dashes = form if linestyle is None else linestyle
        wide = rcParams["lines.linewidth"] if linewidth is None else linewidth
        ink = rcParams["text.color"] if color is None else color

        def line(places: Sequence[tuple[float, float]]) -> str:
            return marks.stroke(places, ink, wide, dashes, alpha)

        def dots(places: Iterable[tuple[float, float]]) -> str:
            shown = [place for place in places if all(map(math.isfinite, place))] if marker else []
            return "".join(marks.marker(marker or "o", *place, markersize, ink) for place in shown)

        self._draw(zorder, lambda place: line(list(map(place, x, y))))
        self._draw(zorder, lambda place: dots(map(place, x, y)), clipped=False)
        self._label(label, lambda x, y: line([(x, y), (x + 28.0, y)]) + dots([(x + 14.0, y)]))

    def scatter(
        self, x: Any, y: Any, s: float = 36.0, *, color: Any = None, facecolors: Any = None, edgecolors: Any = None,
        linewidths: float = 1.0, marker: str = "o", label: str | None = None, zorder: float = 1.0,
    ) -> None:  # fmt: skip
        across, up = (list(map(float, v)) if hasattr(v, "__iter__") else [float(v)] for v in (x, y))
        self.xaxis.see(across)
        self.yaxis.see(up)
        fill = color if facecolors is None else facecolors
        edge = fill if edgecolors is None else edgecolors

        def dot(x: float, y: float) -> str:
            return marks.marker(marker, x, y, math.sqrt(s), fill, edge, linewidths)

        self._draw(zorder, lambda place: "".join(dot(*place(*at)) for at in zip(across, up)), clipped=False)
        self._label(label, lambda x, y: dot(x + 14.0, y))

    def axvline(self, x: float, **look: Any) -> None:
        self._rule(lambda place: [(place.x_at(x), place.box[side]) for side in (1, 3)], **look)

    def axhline(self, y: float, **look: Any) -> None:
        self.yaxis.see([y])
        self._rule(lambda place: [(place.box[side], place.y_at(y)) for side in (0, 2)], **look)

    def _rule(
        self, ends: Callable[[Place], list[tuple[float, float]]], *, color: Any, linestyle: str = "-",
        linewidth: float | None = None, label: str | None = None, zorder: float = 2.0,
    ) -> None:  # fmt: skip
        look = (color, rcParams["lines.linewidth"] if linewidth is None else linewidth, linestyle)
        self._draw(zorder, lambda place: marks.stroke(ends(place), *look))
        self._label(label, lambda x, y: marks.stroke([(x, y), (x + 28.0, y)], *look))

    def contourf(
        self,
        across: Sequence[float],
        up: Sequence[float],
        grid: Any,
        *,
        levels: Any,
        colors: Any = None,
        cmap: Any = None,
    ) -> list[tuple[float, float, Any]]:
        bands = _bands(grid, levels, colors)
        self.xaxis.see(across, sticky=True)
        self.yaxis.see(up, sticky=True)
        for low, high, color in bands:
            shapes = contours.areas(across, up, grid, low, high)
            self._draw(1.0, _polygons(shapes, color))
        return bands

    def contour(
        self,
        across: Sequence[float],
        up: Sequence[float],
        grid: Any,
        *,
        levels: Any,
        colors: Any,
        linewidths: float | None = None,
    ) -> None:
        wide = rcParams["lines.linewidth"] if linewidths is None else linewidths
        color = colors if isinstance(colors, str) else colors[0]
        for level in levels if isinstance(levels, list) else [low for low, *_ in _bands(grid, levels, None)][1:]:
            self._draw(2.0, _segments(contours.lines(across, up, grid, level), color, wide))

    def imshow(self, fields: Any, aspect: str = "equal") -> None:
        rows = [[list(color) for color in row] for row in fields]
        self._aspect = aspect
        self.set(xlim=(-0.5, len(rows[0]) - 0.5), ylim=(-0.5, len(rows) - 0.5))
        self.invert_yaxis()
        for i, row in enumerate(rows):
            for j, color in enumerate(row):
                corners = [(j - 0.5, i - 0.5), (j + 0.5, i - 0.5), (j + 0.5, i + 0.5), (j - 0.5, i + 0.5)]
                self._draw(0.0, _polygons([corners], color))

    def barh(
        self, places: Sequence[int], numbers: Collection[float], height: float, color: Any, tick_label: Sequence[str]
    ) -> list[tuple[int, float]]:
        bars = list(zip(places, numbers))
        self.set_yticks(places, tick_label)
        self.yaxis.see([-height / 2, len(places) - 1 + height / 2])
        self.xaxis.see(numbers)
        for k, number in bars:
            self._draw(1.0, lambda p, k=k, number=number: marks.polygons(
                [[(p.box[0], p.y_at(k - height / 2)), (p.x_at(number), p.y_at(k - height / 2)),
                  (p.x_at(number), p.y_at(k + height / 2)), (p.box[0], p.y_at(k + height / 2))]], color))  # fmt: skip
        self.containers.append(bars)
        return bars

    def bar_label(self, bars: Sequence[tuple[int, float]], labels: Sequence[str], padding: float) -> None:
        for (k, number), label in zip(bars, labels):
            self.annotate(label, (number, k), xytext=(padding, 0), textcoords="offset points", va="center")

    def add_patch(self, circle: Any) -> None:
        def drawn(place: Place) -> str:
            (x, y), (edge, _) = place(*circle.xy), place(circle.xy[0] + circle.radius, circle.xy[1])
            return marks.marker("o", x, y, 2 * abs(edge - x), circle.facecolor, circle.edgecolor, circle.linewidth)

        self._draw(circle.zorder, drawn)

    def text(self, x: float, y: float, text: str, *, zorder: float = 3.0, **look: Any) -> None:
        self.annotate(text, (x, y), zorder=zorder, **look)

    def annotate(
        self, text: str, xy: tuple[float, float], xytext: tuple[float, float] = (0.0, 0.0), *, textcoords: str = "",
        arrowprops: Any = None, ha: str = "left", va: str = "baseline", fontsize: Any = None, color: Any = None,
        path_effects: Sequence[Any] = (), bbox: Any = None, linespacing: float = marks.LINE_HEIGHT,
        zorder: float = 3.0, clip_on: bool = False,
    ) -> None:  # fmt: skip
        self.texts.append(Text(text))
        size, ink = marks.points(fontsize), rcParams["text.color"] if color is None else color
        if arrowprops is not None:
            look = (arrowprops["color"], arrowprops["lw"])
            self._draw(zorder, lambda place: marks.arrow(place(*xytext), place(*xy), *look))
            return
        across, up = xytext

        def drawn(place: Place) -> str:
            x, y = place(*xy)
            halo = path_effects[0] if path_effects else None
            look = {"ha": ha, "va": va, "halo": halo, "box": bbox, "spacing": linespacing}
            return marks.letters(text, x + across, y - up, size=size, color=ink, **look)

        self._draw(zorder, drawn, clipped=False)

    def legend(
        self, loc: str = "best", bbox_to_anchor: tuple[float, float] | None = None, fontsize: Any = None,
        ncols: int = 1, borderaxespad: float = 0.5,
    ) -> None:  # fmt: skip
        ground = self._facecolor if rcParams["legend.frameon"] else "none"
        self._legend = _Legend(self._labelled, loc, bbox_to_anchor, marks.points(fontsize), ncols, ground)

    def get_legend(self) -> _Legend | None:
        return self._legend

    def get_legend_handles_labels(self) -> tuple[list[Any], list[str]]:
        return [handle for _, handle in self._labelled], [label for label, _ in self._labelled]

    def _draw(self, zorder: float, artist: Callable[[Place], str], *, clipped: bool = True) -> None:
        self._artists.append((zorder, clipped, artist))

    def _label(self, label: str | None, handle: Callable[[float, float], str]) -> None:
        if label is not None and not label.startswith("_"):
            self._labelled.append((label, handle))

    # What it looks like

    def drawn(self, wide: float, high: float, margins: Sequence[float], number: int) -> str:
        """The axes and what is on them, as elements of SVG, on a figure of so many points."""
        left, top = self.part[0] * wide, self.part[1] * high
        room = (left, top, left + self.part[2] * wide, top + self.part[3] * high)
        box = self._box(room, margins)
        place = Place(box, self.xaxis.between(box[0], box[2]), self.yaxis.between(box[3], box[1]))
        frame = (box[0], box[1], box[2] - box[0], box[3] - box[1])
        clip = f'<clipPath id="axes{number}">{marks.rectangle(*frame, "black")}</clipPath>'
        parts = [clip, marks.rectangle(*frame, self._facecolor)]
        parts += [] if self._off else [self._frame(place)]
        for _, clipped, artist in sorted(self._artists, key=lambda artist: artist[0]):
            drawn = artist(place)
            parts.append(f'<g clip-path="url(#axes{number})">{drawn}</g>' if clipped and drawn else drawn)
        x, title = (box[0] + box[2]) / 2, {"size": self._title_size, "color": self.title.color}
        parts.append(marks.letters(self.title.text, x, box[1] - 8.0, ha="center", va="bottom", **title))
        parts += [self._color_scale(box)] if self.colorbar else []
        parts += [self._legend_at(self._legend, place, room)] if self._legend and self._legend.entries else []
        return "".join(parts)

    def margins(self) -> tuple[float, float, float, float]:
        """The room that marks, names, title and legend take: left, above, right and below, in points."""
        left = above = right = below = 8.0
        if not self._off:
            marked = max((marks.width(text, self._tick_size) for _, text in self.yaxis.ticks()), default=0.0)
            left += marked + 2 * _GAP + (self._label_size + 2 * _GAP if self.yaxis.label.text else 0.0)
            below += self._tick_size + 2 * _GAP + (self._label_size + 2 * _GAP if self.xaxis.label.text else 0.0)
            right += sum(marks.width(text, self._tick_size) / 2 for _, text in self.xaxis.ticks()[-1:])
        if self.title.text:
            above += marks.LINE_HEIGHT * self._title_size * (self.title.text.count("\n") + 1) + 4.0
        if self.colorbar:
            right += 75.0
        if self._legend and self._legend.anchor:
            wide, high = self._legend.extent()
            right += wide + 12.0 if self._legend.anchor[0] > 1.0 else 0.0
            below += high + 4.0 if self._legend.anchor[1] < 0.0 else 0.0
        return left, above, right, below

    def _box(self, room: Sequence[float], margins: Sequence[float]) -> tuple[float, float, float, float]:
        """The frame between the axes."""
        left, top, right, bottom = (edge + sign * by for edge, sign, by in zip(room, (1, 1, -1, -1), margins))
        if self._aspect != "equal":
            return left, top, right, bottom
        (x0, x1), (y0, y1) = self.xaxis.ends(), self.yaxis.ends()
        scale = min((right - left) / (x1 - x0), (bottom - top) / (y1 - y0))
        x, y = (left + right) / 2, (top + bottom) / 2
        half_x, half_y = scale * (x1 - x0) / 2, scale * (y1 - y0) / 2
        return x - half_x, y - half_y, x + half_x, y + half_y

    def _frame(self, place: Place) -> str:
        left, top, right, bottom = place.box
        size, ink = self._tick_size, self._tick_color
        parts = []
        across = [(place.x_at(at), text) for at, text in self.xaxis.ticks()]
        up = [(place.y_at(at), text) for at, text in self.yaxis.ticks()]
        if self._grid is not None:
            axis, alpha, color = self._grid
            lines = [[(x, top), (x, bottom)] for x, _ in across] if axis != "y" else []
            lines += [[(left, y), (right, y)] for y, _ in up] if axis != "x" else []
            parts += [marks.stroke(line, color, 0.8, "-", alpha) for line in lines]
        for x, text in across:
            parts.append(marks.stroke([(x, bottom), (x, bottom + self.xaxis.length)], ink, 0.8))
            parts.append(marks.letters(text, x, bottom + _GAP + 2.0, size=size, color=ink, ha="center", va="top"))
        for y, text in up:
            parts.append(marks.stroke([(left - self.yaxis.length, y), (left, y)], ink, 0.8))
            parts.append(marks.letters(text, left - _GAP - 2.0, y, size=size, color=ink, ha="right", va="center"))
        if self.spines.visible:
            parts.append(marks.stroke([(left, top), (left, bottom), (right, bottom)], self.spines.color, 0.8))
        marked = max((marks.width(text, size) for _, text in up), default=0.0)
        label = {"size": self._label_size, "ha": "center"}
        x, y = self.xaxis.label, self.yaxis.label
        below = bottom + size + 3 * _GAP
        parts.append(marks.letters(x.text, (left + right) / 2, below, color=x.color, va="top", **label))
        at = (left - marked - 3 * _GAP, (top + bottom) / 2)
        parts.append(marks.letters(y.text, *at, color=y.color, va="baseline", turned=True, **label))
        return "".join(parts)

    def _color_scale(self, box: tuple[float, float, float, float]) -> str:
        """The heights of the areas beside the frame, by colour."""
        bands, label = self.colorbar
        _, top, right, bottom = box
        low, high = bands[0][0], bands[-1][1]
        scale = Axis(limits=(low, high))
        y_at, x = scale.between(bottom, top), right + 14.0
        parts = [
            marks.polygons([[(x, y_at(a)), (x + 14, y_at(a)), (x + 14, y_at(b)), (x, y_at(b))]], color)
            for a, b, color in bands
        ]
        look = {"size": 0.85 * self._size, "color": self._tick_color}
        parts += [marks.letters(text, x + 18.0, y_at(at), va="center", **look) for at, text in scale.ticks()]
        parts.append(marks.letters(label, x + 7.0, top - 6.0, ha="center", **look))
        return "".join(parts)

    def _legend_at(self, legend: _Legend, place: Place, room: Sequence[float]) -> str:
        left, top, right, bottom = place.box
        wide, high = legend.extent()
        if legend.anchor is None:
            x, y = min(self._corners(place, wide, high), key=lambda corner: self._hidden(place, *corner, wide, high))
        elif legend.anchor[1] < 0.0:
            x, y = (room[0] + room[2] - wide) / 2, room[3] - high - 4.0
        else:
            x, y = left + legend.anchor[0] * (right - left), bottom - legend.anchor[1] * (bottom - top)
        return legend.drawn(x, y, self.title.color)

    def _corners(self, place: Place, wide: float, high: float) -> list[tuple[float, float]]:
        left, top, right, bottom = place.box
        ways = (right - wide - 4.0, left + 6.0, (left + right - wide) / 2)
        return [(x, y) for y in (top + 4.0, bottom - high - 4.0, (top + bottom - high) / 2) for x in ways]

    def _hidden(self, place: Place, x: float, y: float, wide: float, high: float) -> int:
        """How many points of lines a legend here would hide."""
        if len(self.xaxis.seen) != len(self.yaxis.seen):
            return 0
        seen = map(place, self.xaxis.seen, self.yaxis.seen)
        return sum(x - 4 <= a <= x + wide + 4 and y - 4 <= b <= y + high + 4 for a, b in seen)


class ScaleAxes(Axes):
    """The axes of a colour scale, which those beside it draw."""

    def margins(self) -> tuple[float, float, float, float]:
        return 0.0, 0.0, 0.0, 0.0

    def drawn(self, wide: float, high: float, margins: Sequence[float], number: int) -> str:
        return ""


def _polygons(shapes: Sequence[Sequence[tuple[float, float]]], color: Any) -> Callable[[Place], str]:
    return lambda place: marks.polygons([[place(*at) for at in shape] for shape in shapes], color)


def _segments(lines: Sequence[Sequence[tuple[float, float]]], color: Any, wide: float) -> Callable[[Place], str]:
    return lambda place: "".join(marks.stroke([place(*end) for end in line], color, wide) for line in lines)


def _bands(grid: Any, levels: Any, colors: Any) -> list[tuple[float, float, Any]]:
    """From level to level, each with its colour."""
    if not isinstance(levels, list):
        heights = [float(x) for row in grid for x in row if math.isfinite(x)]
        low, high = min(heights), max(heights)
        inner = ticker.linear_ticks(low, high, levels)
        step = inner[1] - inner[0] if len(inner) > 1 else (high - low) or 1.0
        levels = [
            *([inner[0] - step] if inner[0] > low else []),
            *inner,
            *([inner[-1] + step] if inner[-1] < high else []),
        ]
    pairs = list(pairwise(levels))
    palette = colors or [cividis(k / max(len(pairs) - 1, 1)) for k in range(len(pairs))]
    return [(low, high, color) for (low, high), color in zip(pairs, palette)]
