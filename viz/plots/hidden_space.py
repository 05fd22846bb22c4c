"""The samples as the output unit sees them: in the plane of two hidden units (L9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from autograd.samples import samples_and_labels
from viz.palette import CLASS_AREAS, FAINT, INK
from viz.plots.models import HasParameters, layers_of
from viz.plots.samples import Box, clipped_line, draw_samples, show_plane, span
from viz.plots.styling import axes_for
from viz.plots.trajectory import Trajectory

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["HasHiddenLayer", "hidden_space"]

_RANGES = {"sigmoid": (-0.08, 1.08), "tanh": (-1.15, 1.15), "step": (-0.08, 1.08)}
_MOST_NAMED = 8


class HasHiddenLayer(HasParameters, Protocol):
    """A model whose layers, called on the outputs of the one before, give a list of outputs."""

    @property
    def layers(self) -> Sequence[Callable[[Any], Sequence[Any]]]: ...


def hidden_space(
    model: HasHiddenLayer,
    X: Sequence[Sequence[float]],
    y: Sequence[float],
    *,
    units: tuple[int, int] = (1, 2),
    trajectory: Trajectory | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Draws the samples by the outputs of two units of the first layer, and the line that the output unit draws there.

    In the plane of the inputs no line separates the classes of XOR; here, once the net has learned it, one does. The
    line is there if the first layer has just these two units and one output unit follows.

    Args:
        model: its first layer is the one looked at; up to eight samples are named by their inputs.
        X: the samples, in any container.
        y: their labels.
        units: the numbers of the two units, counted from 1.
        trajectory: the path of the parameters, to draw how the samples moved; None for where they are now alone.
        ax: the Matplotlib axes to draw on; none for a figure of its own.

    Returns:
        The Matplotlib figure.

    Raises:
        TypeError: if the model has no layers.
        ValueError: for no samples, more or fewer labels than samples, or if there are no such units.

    >>> import nn
    >>> X, y = nn.datasets.XOR
    >>> hidden_space(nn.MLP(2, [2, 1], output="sigmoid", seed=0), X, y).axes[0].get_xlabel()
    'h₁'
    """
    X, y = samples_and_labels(X, y)
    layers = layers_of(model)
    if not set(units) <= set(range(1, len(layers[0]) + 1)):
        raise ValueError(f"expected units to be two numbers from 1 to {len(layers[0])}, got units={units!r}")
    points = _places(model, X, units)
    ways = [_places(model, X, units) for _ in trajectory.replay(200)] if trajectory is not None else []
    known: tuple[float, float] | None = _RANGES.get(layers[0][0].activation)
    ranges = [known or tuple(span([place[i] for way in [points, *ways] for place in way], 2)) for i in (0, 1)]
    box = (ranges[0][0], ranges[0][1], ranges[1][0], ranges[1][1])
    with axes_for(ax) as axes:
        if len(layers) == 2 and len(layers[0]) == 2 and len(layers[1]) == 1:
            _draw_line(axes, _ordered(layers[1][0].weights, units), layers[1][0].bias, box)
        for way in zip(*ways):
            axes.plot(*zip(*way), color=FAINT, linewidth=1.5, zorder=2)
            axes.scatter(*way[0], s=30, color=FAINT, zorder=2)
        draw_samples(axes, points, y)
        if len(X) <= _MOST_NAMED:
            _name_samples(axes, X, points, box)
        show_plane(axes, box, (_name(units[0]), _name(units[1])), "hidden space", equal=known is not None)
    return axes.figure


def _places(model: HasHiddenLayer, X: Sequence[Sequence[float]], units: tuple[int, int]) -> list[list[float]]:
    outputs = [model.layers[0](list(row)) for row in X]
    return [[float(row[unit - 1]) for unit in units] for row in outputs]


def _ordered(weights: Sequence[float], units: tuple[int, int]) -> list[float]:
    return [weights[unit - 1] for unit in units]


def _draw_line(axes: Axes, weights: Sequence[float], bias: float, box: Box) -> None:
    """The two sides on which the output unit's sum is negative and positive, and the line between."""
    left, right, bottom, top = box
    grid = [[weights[0] * h1 + weights[1] * h2 + bias for h1 in (left, right)] for h2 in (bottom, top)]
    inf = float("inf")
    axes.contourf([left, right], [bottom, top], grid, levels=[-inf, 0.0, inf], colors=CLASS_AREAS[:2])
    ends = clipped_line(weights, bias, box)
    if ends:
        axes.plot(*zip(*ends), color=INK, zorder=3)


def _name_samples(axes: Axes, X: Sequence[Sequence[float]], points: Sequence[Sequence[float]], box: Box) -> None:
    """Each sample's inputs beside it, outwards where there is room; samples in the same place share one text."""
    left, right, *_ = box
    width = right - left
    middle = sum(h1 for h1, _ in points) / len(points)
    near = 0.06 * width
    placed: list[tuple[Sequence[float], list[str]]] = []
    for row, point in zip(X, points):
        name = f"({', '.join(f'{number:g}' for number in row)})".replace("-", "−")
        for other, names in placed:
            if max(abs(point[0] - other[0]), abs(point[1] - other[1])) < near:
                names.append(name)
                break
        else:
            placed.append((point, [name]))
    for (h1, h2), names in placed:
        is_on_the_right = h1 < left + 0.18 * width or (middle < h1 < right - 0.18 * width)
        axes.annotate(
            "\n".join(names),
            (h1, h2),
            xytext=(12 if is_on_the_right else -12, 0),
            textcoords="offset points",
            ha="left" if is_on_the_right else "right",
            va="center",
            fontsize="small",
            bbox={"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 1.5},
            zorder=5,
        )


def _name(unit: int) -> str:
    return f"h{str(unit).translate(str.maketrans('0123456789', '₀₁₂₃₄₅₆₇₈₉'))}"
