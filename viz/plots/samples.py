"""Samples in the plane: checked, spread out on a grid, and drawn by class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from viz.names import pretty_number
from viz.palette import CLASS_MARKERS, PlotColors

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Box", "classes_of", "clipped_line", "draw_samples", "marker_area", "show_plane", "span"]

Box: TypeAlias = tuple[float, float, float, float]
"""Left, right, bottom and top."""


def classes_of(y: Sequence[float], most: int = len(CLASS_MARKERS)) -> list[float]:
    """The classes among the labels, sorted.

    Raises:
        ValueError: if there are more than `most`.
    """
    classes = sorted(set(map(float, y)))
    if len(classes) > most:
        raise ValueError(f"expected at most {most} classes in y, got {len(classes)}: {[f'{c:g}' for c in classes[:8]]}")
    return classes


def span(numbers: Sequence[float], count: int) -> list[float]:
    """`count` numbers from a little below the smallest to a little above the largest."""
    low, high = min(numbers), max(numbers)
    margin = 0.25 * (high - low) or 1.0
    return [low - margin + (high - low + 2 * margin) * i / (count - 1) for i in range(count)]


def marker_area(count: int) -> float:
    """The area of a marker in square points: a data set of hundreds would hide itself behind what suits four."""
    return max(25.0, min(130.0, 4000.0 / count))


def draw_samples(
    axes: Axes,
    points: Sequence[Sequence[float]],
    y: Sequence[float],
    colors: PlotColors,
    name: Callable[[float], str] = lambda label: f"y = {pretty_number(label, 6)}",
) -> None:
    """A marker a sample, its shape and its colour those of its class, and a legend."""
    size = marker_area(len(points))
    for label, color, marker in zip(classes_of(y), colors.classes, CLASS_MARKERS):
        chosen = [point for point, target in zip(points, y) if target == label]
        look = {
            "s": size,
            "color": color,
            "marker": marker,
            "edgecolors": colors.ground,
            "linewidths": 1.2,
            "zorder": 4,
        }
        axes.scatter([p[0] for p in chosen], [p[1] for p in chosen], label=name(label), **look)
    axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), borderaxespad=0.0)


def show_plane(axes: Axes, box: Box, names: tuple[str, str], title: str, *, equal: bool = True) -> None:
    """Limits, names and a title; few enough ticks that their numbers never touch."""
    axes.set(xlim=box[:2], ylim=box[2:], xlabel=names[0], ylabel=names[1], title=title)
    axes.set_aspect("equal" if equal else "auto")
    axes.locator_params(nbins=5)


def clipped_line(weights: Sequence[float], bias: float, box: Box) -> list[tuple[float, float]]:
    """The ends of the line w₁·x₁ + w₂·x₂ + b = 0 within a box; none where it misses the box, or where w = 0.

    Args:
        weights: w₁ and w₂.
        bias: b.
        box: left, right, bottom and top.

    >>> clipped_line((1.0, -1.0), 0.0, (0.0, 2.0, 0.0, 1.0))
    [(0.0, 0.0), (1.0, 1.0)]
    """
    (w1, w2), (left, right, bottom, top) = weights, box
    ends = []
    if w2:
        ends += [(x, -(w1 * x + bias) / w2) for x in (left, right)]
    if w1:
        ends += [(-(w2 * y + bias) / w1, y) for y in (bottom, top)]
    slack_x, slack_y = 1e-9 * (right - left), 1e-9 * (top - bottom)
    inside = [
        (x + 0.0, y + 0.0)
        for x, y in ends
        if left - slack_x <= x <= right + slack_x and bottom - slack_y <= y <= top + slack_y
    ]
    if not inside:
        return []
    first, last = min(inside), max(inside)
    return [first, last] if first != last else []
