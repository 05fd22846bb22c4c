"""The loss over a plane of the parameters' space (L6.4), and the trajectory of training, projected on it."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, SupportsFloat, TypeAlias, get_args

from autograd.arguments import check_flag, check_function, check_number, check_one_of, check_whole
from autograd.shared.near_names import check_name
from viz.palette import PLOT_COLORS
from viz.plots.directions import plane_of_path, random_plane
from viz.plots.heights import losses_at
from viz.plots.models import HasParameters, check_has_parameters, net_of, parameter_groups
from viz.plots.styling import PlotLook, axes_for, taking_look
from viz.plots.trajectory import Trajectory

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from typing_extensions import Unpack

__all__ = ["loss_surface"]

RandomOrPath: TypeAlias = Literal["random", "path"]
MapOrRelief: TypeAlias = Literal["contour", "3d"]

_ON_MAP = PLOT_COLORS["light"]
"""The colours of the map itself are those of no theme."""


@taking_look
def loss_surface(
    model: HasParameters,
    loss: Callable[[], SupportsFloat],
    *,
    trajectory: Trajectory | None = None,
    directions: RandomOrPath | None = None,
    kind: MapOrRelief = "contour",
    extent: float = 1.0,
    resolution: int = 31,
    seed: int | random.Random | None = 0,
    progress: bool = True,
    ax: Axes | None = None,
    **look: Unpack[PlotLook],
) -> Figure:
    """Draws the loss over a plane through the model's present parameters θ*, as a map or a relief.

    Two kinds of planes. "random": two random directions, normalised filter by filter (Li et al., "Visualizing the Loss
    Landscape of Neural Nets", 2018), which show the landscape without prejudice, but nearly nothing of the way there.
    "path": the two principal directions of the trajectory, which show as much of it as a plane can. Either way the
    trajectory that is drawn is its projection on the plane; the legend says how much of it the plane holds.

    Args:
        model: has `parameters()`; has the same parameters again afterwards.
        loss: gives the mean loss of the model as it is, computed anew at each call. Where it is a Value, and llvmlite
            is installed, it may be compiled (`autograd.compile`) to the same numbers but for rounding.
        trajectory: the path of the parameters, to draw it too.
        directions: "random" or "path"; None for "path" if there is a trajectory, else "random".
        kind: "contour" for a map, "3d" for a relief.
        extent: how far the plane reaches: for random directions in lengths of θ*, else in lengths of the path.
        resolution: how many points the grid has in each direction, at least 3.
        seed: a seed for the random directions, or the `random.Random` to draw them from.
        progress: whether to show a progress bar, where tqdm is installed.
        ax: the Matplotlib axes to draw on, three-dimensional for a relief; none for a figure of its own.
        look: the plot's theme and ground, as `viz.PlotLook` says.

    Returns:
        The Matplotlib figure.

    Raises:
        TypeError: for what is no model, no function, no trajectory or no number.
        ValueError: for another kind or other directions, an extent or a resolution too small, or a path without a
            trajectory, or one that does not move.

    >>> import nn
    >>> X, y = nn.datasets.XOR
    >>> model = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    >>> loss = lambda: sum(nn.binary_cross_entropy(model(x), t) for x, t in zip(X, y)) / len(X)
    >>> loss_surface(model, loss, resolution=5, progress=False).axes[0].get_xlabel()
    'α'
    """
    model = net_of(model)
    check_has_parameters(model)
    check_function(loss, "loss", " without arguments")
    check_flag(progress, "progress")
    _check(directions, trajectory, kind, extent, resolution)
    center = [parameter.data for parameter in model.parameters()]
    path = trajectory.points if trajectory is not None else []
    along_path = directions == "path" or (directions is None and trajectory is not None)
    plane = plane_of_path(center, path) if along_path else random_plane(center, parameter_groups(model), seed)
    projection, share = plane.projected(path) if path else ([], 1.0)
    alphas, betas = _spans(projection, extent, resolution) if along_path else [_span(0.0, extent, resolution)] * 2
    grid = list(itertools.product(betas, alphas))
    points = [plane.point(alpha, beta) for beta, alpha in grid]
    # What is drawn lies in the plane, and so does its height: that of the true trajectory may differ.
    every = max(1, len(projection) // 200)
    shown = [*projection[::every], *projection[-1:]]
    points += [plane.point(alpha, beta) for alpha, beta in shown] if kind == "3d" else []
    losses = losses_at(model, loss, points, progress=progress)
    rows = [losses[i : i + resolution] for i in range(0, len(grid), resolution)]
    landscape = _Landscape(alphas, betas, rows, shown, losses[len(grid) :], share)
    with axes_for(ax, look, projection="3d" if kind == "3d" else None) as (axes, _):
        (_draw_relief if kind == "3d" else _draw_map)(axes, landscape)
        what = "principal directions of the path" if along_path else "random directions, filter-normalised"
        axes.set(xlabel="α", ylabel="β", title=f"loss over two {what}")
    return axes.figure


def _check(directions: str | None, trajectory: Trajectory | None, kind: str, extent: float, resolution: int) -> None:
    check_name(kind, "kind", get_args(MapOrRelief))
    if directions is not None:
        check_name(directions, "directions", get_args(RandomOrPath), hint="None or ")
    if directions == "path" and trajectory is None:
        raise ValueError("expected a trajectory whose principal directions to take, got trajectory=None")
    if trajectory is not None:
        check_one_of(trajectory, "trajectory", Trajectory, "a viz.Trajectory")
    check_number(extent, "extent", lambda x: x > 0.0, "above 0")
    check_whole(resolution, "resolution", 3)


def _spans(places: Sequence[tuple[float, float]], extent: float, count: int) -> list[list[float]]:
    """A range for α and one for β, such that the places, and θ* at 0, are well within."""
    ranges = [(min(0.0, *numbers), max(0.0, *numbers)) for numbers in zip(*places)]
    longest = max(high - low for low, high in ranges)
    # A path that is nearly straight is seen in some surroundings too.
    return [_span((low + high) / 2, extent * max(0.65 * (high - low), 0.2 * longest), count) for low, high in ranges]


def _span(middle: float, half: float, count: int) -> list[float]:
    return [middle - half + 2 * half * i / (count - 1) for i in range(count)]


@dataclass(frozen=True)
class _Landscape:
    """The loss over a plane: at each point of a grid, row by row, and along the projected trajectory."""

    alphas: Sequence[float]
    betas: Sequence[float]
    rows: Sequence[Sequence[float]]
    trajectory: Sequence[tuple[float, float]]
    heights: Sequence[float]
    share: float

    @property
    def label(self) -> str:
        percent = f"{100 * self.share:.3g}"
        if percent == "100" and self.share < 1.0 - 1e-9:
            percent = "over 99.9"
        return f"trajectory, projected:\nthe plane holds {percent} % of it"


def _draw_map(axes: Axes, seen: _Landscape) -> None:
    areas = axes.contourf(seen.alphas, seen.betas, seen.rows, levels=24, cmap="cividis")
    axes.contour(seen.alphas, seen.betas, seen.rows, levels=24, colors="white", linewidths=0.4)
    axes.figure.colorbar(areas, ax=axes, label="loss")
    if seen.trajectory:
        axes.plot(*zip(*seen.trajectory), color="white", linewidth=4.5)
        axes.plot(*zip(*seen.trajectory), color=_ON_MAP.negative, linewidth=2.5, label=seen.label)
        axes.scatter(
            *seen.trajectory[0], s=90, color="white", edgecolors=_ON_MAP.ink, marker="s", zorder=4, label="start"
        )
    axes.scatter(
        0.0, 0.0, s=220, color="white", edgecolors=_ON_MAP.ink, marker="*", zorder=5, label="θ*, the model as it is"
    )
    axes.locator_params(nbins=5)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=3, fontsize="small")


def _draw_relief(axes: Axes, seen: _Landscape) -> None:
    import numpy as np

    axes.computed_zorder = False  # the trajectory lies on the surface: it must not be hidden by it
    across, up = np.meshgrid(seen.alphas, seen.betas)
    axes.plot_surface(across, up, np.asarray(seen.rows), cmap="cividis", edgecolor="#FFFFFF40", linewidth=0.3, zorder=1)
    if seen.trajectory:
        axes.plot(*zip(*seen.trajectory), seen.heights, color=_ON_MAP.negative, linewidth=3, zorder=3, label=seen.label)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), fontsize="small")
    axes.set_zlabel("loss", labelpad=10)
    axes.xaxis.labelpad = axes.yaxis.labelpad = 10
    axes.tick_params(labelsize="small")
    axes.locator_params(nbins=4)
    axes.set_box_aspect((1.5, 1.5, 1.0), zoom=1.15)
