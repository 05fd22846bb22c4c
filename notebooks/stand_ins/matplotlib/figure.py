"""A figure: axes side by side, written as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from matplotlib import rcParams
from matplotlib.axes import Axes, ScaleAxes
from matplotlib.colors import to_rgba
from matplotlib.marks import rectangle
from matplotlib.missing import missing
from matplotlib.space import SpaceAxes

__all__ = ["Figure"]

_FONT = "DejaVu Sans, Verdana, sans-serif"


@dataclass(frozen=True)
class Margins:
    """Shares of a figure, before anything is laid out."""

    left: float = 0.125
    right: float = 0.9
    bottom: float = 0.11
    top: float = 0.88


class _Grid(list[list[Axes]]):
    @property
    def flat(self) -> Iterator[Axes]:
        return (axes for row in self for axes in row)


class _Canvas:
    def get_supported_filetypes(self) -> dict[str, str]:
        return {"svg": "Scalable Vector Graphics"}


class Figure:
    """What is drawn on, its size in inches."""

    subplotpars = Margins()
    __getattr__ = missing

    def __init__(self, figsize: tuple[float, float] | None = None) -> None:
        self.size = figsize or rcParams["figure.figsize"]
        self.canvas = _Canvas()
        self.axes: list[Axes] = []
        self._facecolor = rcParams["figure.facecolor"]

    def add_subplot(self, projection: str | None = None) -> Axes:
        return self.subplots(projection=projection)[0][0]

    def subplots(self, rows: int = 1, columns: int = 1, squeeze: bool = False, projection: str | None = None) -> _Grid:
        """Axes in rows and columns."""
        kind = SpaceAxes if projection == "3d" else Axes
        grid = _Grid(
            [kind(self, (j / columns, i / rows, 1 / columns, 1 / rows)) for j in range(columns)] for i in range(rows)
        )
        self.axes += grid.flat
        return grid

    def colorbar(self, areas: Any, ax: Axes, label: str) -> None:
        ax.colorbar = (areas, label)
        self.axes.append(ScaleAxes(self, ax.part))
        self.axes[-1].set_ylabel(label)

    def get_size_inches(self) -> tuple[float, float]:
        return self.size

    def get_layout_engine(self) -> str:
        return "constrained"

    def get_facecolor(self) -> tuple[float, float, float, float]:
        return to_rgba(self._facecolor)

    def set_facecolor(self, color: Any) -> None:
        self._facecolor = color

    def savefig(self, stream: Any, format: str, **options: Any) -> None:
        """Writes the figure into a stream of bytes.

        Raises:
            NotImplementedError: for another format than SVG.
        """
        if format != "svg":
            raise NotImplementedError(f"in a page plots are drawn as SVG, not as {format.upper()}: `.svg()`")
        wide, high = (72.0 * inches for inches in self.size)
        margins = [max(sides) for sides in zip(*(axes.margins() for axes in self.axes))]
        drawn = "".join(axes.drawn(wide, high, margins, k) for k, axes in enumerate(self.axes))
        opening = f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}pt" height="{high:g}pt"'
        view = f'viewBox="0 0 {wide:g} {high:g}" font-family="{_FONT}"'
        ground = rectangle(0.0, 0.0, wide, high, self._facecolor)
        stream.write(f"{opening} {view}>{ground}{drawn}</svg>\n".encode())
