"""Where a model draws its line in the plane, and where its hidden units draw theirs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, SupportsFloat, TypeAlias

from autograd.samples import samples_and_labels
from viz.palette import CLASS_AREAS, GUIDE, INK
from viz.plots.models import layers_of
from viz.plots.samples import Box, classes_of, clipped_line, draw_samples, show_plane, span
from viz.plots.styling import axes_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["decision_boundary"]

Scores: TypeAlias = SupportsFloat | Iterable[SupportsFloat]
Grid: TypeAlias = list[list[float]]

_MOST_LINES = 12


def decision_boundary(
    model: Callable[[list[float]], Scores],
    X: Sequence[Sequence[float]],
    y: Sequence[float],
    *,
    threshold: float = 0.5,
    hidden_lines: bool = False,
    resolution: int = 60,
    ax: Axes | None = None,
) -> Figure:
    """Draws what a model with two inputs decides over the plane, and the samples it learned from.

    Args:
        model: gives the score of a point, and then decides for the larger label if the score is above `threshold`; or
            a score for each class 0, 1, …, and then decides for the class with the largest. Its method `predict`, if
            it has one, is given all points at once.
        X: the samples, two coordinates each, in any container.
        y: their labels: with one score, at most two numbers; with a score a class, the numbers of the classes.
        threshold: the score on the boundary, where there is one score: 0.5 for probabilities, 0 for logits.
        hidden_lines: whether the units of the first layer, at most 12, show the line on which their sum `w·x + b` is 0,
            with an arrow to the side on which it is positive.
        resolution: how many points the grid has in each direction, at least 2.
        ax: the Matplotlib axes to draw on; none for a figure of its own.

    Returns:
        The Matplotlib figure.

    Raises:
        TypeError: for hidden lines of a model without units.
        ValueError: for no samples, samples without exactly two coordinates, more or fewer labels than samples, labels
            that are not as the scores ask, too many classes or lines, or a resolution below 2.

    >>> figure = decision_boundary(lambda x: x[0] * x[1], [[0, 0], [1, 1]], [0, 1], resolution=4)
    >>> figure.axes[0].get_xlabel()
    'x₁'
    """
    X, y = samples_and_labels(X, y, width=2, owner="a plane")
    if resolution < 2:
        raise ValueError(f"expected resolution to be at least 2, got {resolution!r}")
    units = layers_of(model)[0] if hidden_lines else []
    if len(units) > _MOST_LINES:
        raise ValueError(
            f"expected at most {_MOST_LINES} units in the first layer to draw the lines of, got {len(units)}"
        )
    across, up = (span([row[i] for row in X], resolution) for i in (0, 1))
    box = (across[0], across[-1], up[0], up[-1])
    margins = _margins(_scores(model, across, up), y, threshold)
    with axes_for(ax) as axes:
        for grid, area in zip(margins, CLASS_AREAS):
            axes.contourf(across, up, grid, levels=[0.0, math.inf], colors=[area])
        # Two classes have one boundary; of three or more, each has its own.
        for grid in margins[1:] if len(margins) == 2 else margins:
            if any(number < 0.0 for row in grid for number in row) and any(n > 0.0 for row in grid for n in row):
                axes.contour(across, up, grid, levels=[0.0], colors=[INK])
        for number, unit in enumerate(units, start=1):
            _draw_line(axes, number, unit.weights, unit.bias, box)
        draw_samples(axes, X, y)
        show_plane(axes, box, ("x₁", "x₂"), "decision boundary")
    return axes.figure


def _scores(
    model: Callable[[list[float]], Scores], across: Sequence[float], up: Sequence[float]
) -> list[list[list[float]]]:
    """The scores at each point of the grid, row by row; by `model.predict`, all at once, where it is there."""
    points = [[x1, x2] for x2 in up for x1 in across]
    predict = getattr(model, "predict", None)
    scores = list(map(_floats, map(model, points) if predict is None else predict(points)))
    return [scores[k : k + len(across)] for k in range(0, len(points), len(across))]


def _floats(scores: Scores) -> list[float]:
    return list(map(float, scores)) if isinstance(scores, Iterable) else [float(scores)]


def _margins(scores: list[list[list[float]]], y: Sequence[float], threshold: float) -> list[Grid]:
    """For each class, by how much it wins over the other classes, at each point of the grid: above 0 where it does."""
    count = len(scores[0][0])
    if count == 1:
        classes_of(y, most=2)
        above = [[point[0] - threshold for point in row] for row in scores]
        return [[[-number for number in row] for row in above], above]
    classes_of(y)
    strangers = sorted({label for label in y if label not in range(min(count, len(CLASS_AREAS)))})
    if strangers or count > len(CLASS_AREAS):
        raise ValueError(
            f"expected at most {len(CLASS_AREAS)} scores, and labels from 0 to one less than there are, got"
            f" {count} scores and labels such as {(strangers or sorted(set(y)))[-1]!r}"
        )
    return [[[point[k] - max(point[:k] + point[k + 1 :]) for point in row] for row in scores] for k in range(count)]


def _draw_line(axes: Axes, number: int, weights: Sequence[float], bias: float, box: Box) -> None:
    """The line of one unit, its name, and an arrow to its positive side."""
    ends = clipped_line(weights, bias, box)
    if not ends:
        return
    (x_a, y_a), (x_b, y_b) = ends
    axes.plot([x_a, x_b], [y_a, y_b], color=GUIDE, linestyle="--", linewidth=1.8, zorder=2)
    # Not all names at the middle, where the lines tend to cross.
    part = 0.25 + 0.5 * ((number * 0.618) % 1.0)
    x, y = x_a + part * (x_b - x_a), y_a + part * (y_b - y_a)
    length = 0.07 * (box[1] - box[0]) / math.hypot(*weights)
    tip = (x + length * weights[0], y + length * weights[1])
    axes.annotate("", xy=tip, xytext=(x, y), arrowprops={"arrowstyle": "-|>", "color": GUIDE, "lw": 1.8}, zorder=3)
    name = f"$h_{{{number}}}$"
    axes.text(*tip, f" {name} ", color=INK, zorder=3, ha="left" if weights[0] >= 0 else "right", va="center")
