"""Graphs of functions of one variable, and the steps of a descent on one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, SupportsFloat

from autograd.arguments import check_function, check_one_of, check_whole, finite_number
from autograd.data import entries
from autograd.shared.showing import counted
from viz.palette import DASHES
from viz.plots.styling import PlotLook, axes_for, taking_look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from typing_extensions import Unpack

__all__ = ["curves"]


@taking_look
def curves(
    functions: Mapping[str, Callable[[float], SupportsFloat]],
    low: float,
    high: float,
    *,
    points: Sequence[float] = (),
    xlabel: str = "x",
    ylabel: str = "",
    resolution: int = 201,
    ax: Axes | None = None,
    **look: Unpack[PlotLook],
) -> Figure:
    """Draws functions of one variable, such as a loss against one weight; on the first, the steps of a descent.

    Args:
        functions: one to six functions of a number, by name; each gives a number or a Value.
        low: where the axis begins.
        high: where it ends.
        points: where the steps were, in their order: w₀, w₁, …; those beyond the axis are left out.
        xlabel: the name of the variable.
        ylabel: the name of the value; by default that of the function, if there is one.
        resolution: at how many points the functions are taken, at least 2.
        ax: the Matplotlib axes to draw on; none for a figure of its own.
        look: the plot's theme and ground, as `viz.PlotLook` says.

    Returns:
        The Matplotlib figure.

    Raises:
        TypeError: for what is no dictionary of functions, or no number.
        ValueError: for no function or more than six, an axis that does not go from low to high, or a resolution
            below 2.

    >>> curves({"L": lambda w: (w - 1) ** 2}, -3, 5, points=[4, 2.5, 1.75], xlabel="w").axes[0].get_ylabel()
    'L'
    """
    check_one_of(functions, "functions", Mapping, "a dictionary of functions by name")
    for name, text in (("xlabel", xlabel), ("ylabel", ylabel)):
        check_one_of(text, name, str, "a text")
    if not 1 <= len(functions) <= len(DASHES):
        raise ValueError(f"expected one to {len(DASHES)} functions, got {len(functions)}")
    for name, f in functions.items():
        check_function(f, f"functions[{name!r}]", " of a number")
    if not finite_number(low, "low") < finite_number(high, "high"):
        raise ValueError(f"expected low to be below high, got low={low!r}, high={high!r}")
    points = [finite_number(x, "points") for x in entries(points, "points", "numbers")]
    resolution = check_whole(resolution, "resolution", 2)
    across = [low + (high - low) * i / (resolution - 1) for i in range(resolution)]
    first = next(iter(functions.values()))
    with axes_for(ax, look) as (axes, colors):
        for (name, f), color, dashes in zip(functions.items(), colors.classes, DASHES):
            stroke = {"color": colors.ink} if len(functions) == 1 else {"color": color, "linestyle": dashes}
            axes.plot(across, [float(f(x)) for x in across], label=name, **stroke)
        shown = [x for x in points if low <= x <= high]
        if shown:
            heights = [float(first(x)) for x in shown]
            label = f"{counted(len(points) - 1, 'step')} from {points[0]:.4g} to {points[-1]:.4g}"
            color = colors.classes[1] if len(functions) == 1 else colors.ink
            axes.plot(shown, heights, "o--", color=color, markersize=9, linewidth=1.5, label=label)
        name = ylabel or (next(iter(functions)) if len(functions) == 1 else "")
        axes.set(xlabel=xlabel, ylabel=name, title=", ".join(functions))
        axes.grid(alpha=0.4)
        if len(functions) > 1 or shown:
            axes.legend()
    return axes.figure
