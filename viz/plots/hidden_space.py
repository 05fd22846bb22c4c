"""The samples as the output unit sees them: in the plane of two hidden units (L9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from autograd.arguments import check_one_of
from autograd.data import Array, as_whole, entries
from autograd.samples import samples_and_labels
from autograd.shared.showing import came, counted
from viz.names import pretty_name, pretty_number
from viz.palette import PlotColors
from viz.plots.directions import Plane, plane_of_points
from viz.plots.models import HasParameters, UnitNumbers, layers_of, net_of
from viz.plots.samples import Box, clipped_line, draw_samples, show_plane, span
from viz.plots.styling import PlotLook, axes_for, halo, taking_look
from viz.plots.trajectory import Trajectory

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from typing_extensions import Unpack

__all__ = ["HasHiddenLayer", "hidden_space"]

Points: TypeAlias = Sequence[Sequence[float]]

_RANGES = {"sigmoid": (-0.08, 1.08), "tanh": (-1.15, 1.15), "step": (-0.08, 1.08)}
_MOST_NAMED = 8
_NEAR = 0.06
"""Samples so close, as a share of the frame, are named together."""


class HasHiddenLayer(HasParameters, Protocol):
    """A model whose layers, called on the outputs of the one before, give a list of outputs."""

    @property
    def layers(self) -> Sequence[Callable[[Any], Sequence[Any]]]: ...


@taking_look
def hidden_space(
    model: HasHiddenLayer,
    X: Sequence[Sequence[float]] | Array,
    y: Sequence[float] | Array,
    *,
    units: tuple[int, int] | None = None,
    trajectory: Trajectory | None = None,
    ax: Axes | None = None,
    **look: Unpack[PlotLook],
) -> Figure:
    """Draws the samples by the outputs of the first layer's units, and the line that the output unit draws there.

    In the plane of the inputs no line separates the classes of XOR; here, once the net has learned it, one does. With
    more than two units there is more than a plane to look at: shown is the one that holds the output unit's weights,
    in which its line is exact for every sample, and the principal axis at a right angle to them; where several units
    follow, that of both principal axes. The title says how much of the samples' spread it holds.

    Args:
        model: its first layer, of at least two units, is the one looked at; up to eight samples are named by their
            inputs.
        X: the samples, in any container.
        y: their labels.
        units: the numbers of two units, counted from 1, for the plane of their outputs; None for all there are.
        trajectory: the path of the parameters, to draw how the samples moved; None for where they are now alone.
        ax: the Matplotlib axes to draw on; none for a figure of its own.
        look: the plot's theme and ground, as `viz.PlotLook` says.

    Returns:
        The Matplotlib figure.

    Raises:
        TypeError: if the model has no layers.
        ValueError: for no samples, more or fewer labels than samples, or if there are no such units.

    >>> import nn
    >>> X, y = nn.datasets.XOR
    >>> hidden_space(nn.MLP(2, [2, 1], output="sigmoid", seed=0), X, y).axes[0].get_xlabel()
    'h₁'
    >>> hidden_space(nn.MLP(2, [4, 1], output="sigmoid", seed=0), X, y, units=(1, 3)).axes[0].get_title()
    'hidden space: units 1 and 3 of 4'
    """
    X, y = samples_and_labels(X, y)
    model = net_of(model)
    layers = layers_of(model)
    count = len(layers[0])
    if units is None and count < 2:
        raise ValueError("expected a first layer of at least 2 units to look at, got 1")
    if trajectory is not None:
        check_one_of(trajectory, "trajectory", Trajectory, "a viz.Trajectory")
    if units is not None:
        chosen = [as_whole(unit) for unit in entries(units, "units", "two numbers")]
        if len(chosen) != 2 or not all(unit in range(1, count + 1) for unit in chosen):
            raise ValueError(f"expected units to be two numbers from 1 to {count}, got units={came(units)}")
    seen = _seen(_outputs(model, X), layers, units)
    points = seen.places(_outputs(model, X))
    ways = [seen.places(_outputs(model, X)) for _ in trajectory.replay(200)] if trajectory is not None else []
    known: tuple[float, float] | None = None if seen.turned else _RANGES.get(layers[0][0].activation)
    ranges = [known or tuple(span([place[i] for way in [points, *ways] for place in way], 2)) for i in (0, 1)]
    box = (ranges[0][0], ranges[0][1], ranges[1][0], ranges[1][1])
    with axes_for(ax, look) as (axes, colors):
        if seen.line is not None:
            _draw_line(axes, *seen.line, box, colors)
        for way in zip(*ways):
            axes.plot(*zip(*way), color=colors.guide, linewidth=1.5, alpha=0.6, zorder=2)
            axes.scatter(*way[0], s=30, color=colors.guide, zorder=2)
        draw_samples(axes, points, y, colors)
        if len(X) <= _MOST_NAMED:
            _name_samples(axes, X, points, box, colors)
        show_plane(axes, box, seen.names, seen.title, equal=known is not None)
    return axes.figure


def _outputs(model: HasHiddenLayer, X: Points) -> list[list[float]]:
    return [list(map(float, model.layers[0](list(row)))) for row in X]


@dataclass(frozen=True)
class _Seen:
    """What is seen of the hidden units' space: a plane in it.

    Attributes:
        plane: the plane.
        names: those of its axes.
        title: what is to be said of it.
        turned: whether its axes are others than those of two units.
        line: weights and bias, in the plane, of the output unit; None where it has no line there.
    """

    plane: Plane
    names: tuple[str, str]
    title: str
    turned: bool
    line: tuple[list[float], float] | None

    def places(self, outputs: Points) -> list[tuple[float, float]]:
        import numpy as np

        # The directions are of length 1 and at a right angle; what they pick of single units they pick exactly.
        turned = (np.asarray(outputs) - self.plane.center) @ self.plane.directions.T
        return [(float(x), float(y)) for x, y in turned]


def _seen(outputs: Points, layers: Sequence[Sequence[UnitNumbers]], units: tuple[int, int] | None) -> _Seen:
    """The plane of two units, or one that is laid through the samples."""
    import numpy as np

    count = len(layers[0])
    last = layers[1][0] if len(layers) == 2 and len(layers[1]) == 1 else None
    if units is not None or count == 2:
        i, j = units or (1, 2)
        plane = Plane(np.zeros(count), np.eye(count)[[i - 1, j - 1]])
        title = "hidden space" if count == 2 else f"hidden space: units {i} and {j} of {count}"
        line = _line(last, plane) if count == 2 and last is not None else None
        return _Seen(plane, (pretty_name(f"h_{i}"), pretty_name(f"h_{j}")), title, False, line)
    along = last.weights if last is not None and any(last.weights) else ()
    plane = plane_of_points(outputs, along)
    names = (
        ("along the output unit's weights", "principal axis across")
        if along
        else ("principal axis 1", "principal axis 2")
    )
    percent = pretty_number(100.0 * plane.projected(outputs)[1], 3)
    title = f"hidden space of {counted(count, 'unit')}\nthe plane holds {percent} % of the spread"
    return _Seen(plane, names, title, True, _line(last, plane) if along and last is not None else None)


def _line(unit: UnitNumbers, plane: Plane) -> tuple[list[float], float]:
    """The unit's sum as a function of the plane's two coordinates."""
    import numpy as np

    weights = np.asarray(unit.weights)
    return [float(weights @ direction) for direction in plane.directions], float(weights @ plane.center) + unit.bias


def _draw_line(axes: Axes, weights: Sequence[float], bias: float, box: Box, colors: PlotColors) -> None:
    """The two sides on which the output unit's sum is negative and positive, and the line between."""
    left, right, bottom, top = box
    grid = [[weights[0] * h1 + weights[1] * h2 + bias for h1 in (left, right)] for h2 in (bottom, top)]
    inf = float("inf")
    axes.contourf([left, right], [bottom, top], grid, levels=[-inf, 0.0, inf], colors=colors.areas[:2])
    ends = clipped_line(weights, bias, box)
    if ends:
        axes.plot(*zip(*ends), color=colors.ink, zorder=3)


def _name_samples(axes: Axes, X: Points, points: Points, box: Box, colors: PlotColors) -> None:
    """Each sample's inputs beside it, outwards where there is room; samples in the same place share one text."""
    left, right, bottom, top = box
    width = right - left
    middle = sum(h1 for h1, _ in points) / len(points)
    placed: list[tuple[list[Sequence[float]], list[str]]] = []
    for row, point in zip(X, points):
        name = f"({', '.join(f'{number:g}' for number in row)})".replace("-", "−")
        for others, names in placed:
            if max(abs(a - b) / length for a, b, length in zip(point, others[0], (right - left, top - bottom))) < _NEAR:
                others.append(point)
                names.append(name)
                break
        else:
            placed.append(([point], [name]))
    for places, names in placed:
        h1, h2 = places[0]
        is_on_the_right = h1 < left + 0.18 * width or (middle < h1 < right - 0.18 * width)
        axes.annotate(
            "\n".join(names),
            ((max if is_on_the_right else min)(place[0] for place in places), h2),
            xytext=(12 if is_on_the_right else -12, 0),
            textcoords="offset points",
            ha="left" if is_on_the_right else "right",
            va="center",
            fontsize="small",
            path_effects=halo(colors),
            zorder=5,
        )
