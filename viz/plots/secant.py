"""The derivative as a limit (L5.1): secants that turn into the tangent, and what rounding makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograd import Value, value_and_grad
from autograd.arguments import check_function, check_number, finite_number
from autograd.data import entries
from autograd.shared.showing import came
from viz.names import pretty_number
from viz.palette import PlotColors
from viz.plots.styling import PlotLook, axes_for, taking_look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from typing_extensions import Unpack

__all__ = ["secant"]

_EXPONENTS = [-k / 4 for k in range(4, 65)]  # steps from 10⁻¹ to 10⁻¹⁶
_DASHES = ((0, (1, 1.2)), (0, (2, 1.2)), (0, (4, 1.2)), (0, (6, 1.2)), (0, (9, 1.2)), (0, (12, 1.2)))


@taking_look
def secant(
    f: Callable[[Value], Value | float],
    x: float,
    *,
    steps: Sequence[float] = (2.0, 1.0, 0.5),
    reach: float | None = None,
    ax: tuple[Axes, Axes] | None = None,
    **look: Unpack[PlotLook],
) -> Figure:
    """Draws the difference quotient `(f(x+Δx) − f(x))/Δx` on its way to the derivative, and past it.

    On the left, the secants of some steps and the tangent. On the right, by how much the quotient misses the
    derivative, against the step, both axes logarithmic: the error falls with Δx, then rises again as rounding takes
    over. The error of the central quotient `(f(x+Δx) − f(x−Δx))/2Δx`, for comparison, falls with Δx² and so gets
    further.

    Args:
        f: a function of one Value, defined around x.
        x: where its derivative is taken.
        steps: the steps Δx of the secants, one to six, none of them 0.
        reach: a step, such as a slider's largest, that the axes have room for whatever the steps are: from picture to
            picture they then stay the same, and the secant is seen to turn. None for room for these steps.
        ax: two Matplotlib axes to draw on; none for a figure of its own.
        look: the plot's theme and ground, as `viz.PlotLook` says.

    Returns:
        The Matplotlib figure.

    Raises:
        TypeError: for what is no function, or no number.
        ValueError: for no steps, more than six, a step of 0, or a reach that is no number or 0.
        DomainError: where `f` has no value or derivative; a ValueError.

    >>> figure = secant(lambda x: x**2, 1.0)
    >>> [axes.get_xlabel() for axes in figure.axes]
    ['x', 'Δx']
    """
    check_function(f, "f", " of a Value")
    x = finite_number(x, "x")
    steps = [finite_number(step, "steps") for step in entries(steps, "steps", "numbers")]
    if not 1 <= len(steps) <= len(_DASHES) or not all(steps):
        raise ValueError(f"expected steps to be one to {len(_DASHES)} numbers other than 0, got steps={came(steps)}")
    if reach is not None:
        reach = check_number(reach, "reach", bool, "a finite number other than 0")
    f_x, slope = (float(number) for number in value_and_grad(f)(x))
    point = _Point(lambda at: float(f(Value(at))), x, f_x, slope)
    with axes_for(ax, look, figsize=(11.0, 5.0), columns=2) as (both, colors):
        _draw_secants(point, sorted(steps, key=abs, reverse=True), reach, both[0], colors)
        _draw_errors(point, both[1], colors)
    return both[0].figure


@dataclass(frozen=True)
class _Point:
    """A function on numbers, and a point with what is known there."""

    f: Callable[[float], float]
    x: float
    f_x: float
    slope: float

    def forward(self, step: float) -> float:
        return (self.f(self.x + step) - self.f_x) / ((self.x + step) - self.x)

    def central(self, step: float) -> float:
        return (self.f(self.x + step) - self.f(self.x - step)) / ((self.x + step) - (self.x - step))


def _draw_secants(point: _Point, steps: Sequence[float], reach: float | None, axes: Axes, colors: PlotColors) -> None:
    x, f_x = point.x, point.f_x
    low, high = (x + limit(0.0, *([*steps] if reach is None else [reach])) for limit in (min, max))
    margin = 0.2 * (high - low)
    across = [low - margin + (high - low + 2 * margin) * i / 200 for i in range(201)]
    curve = [(at, value) for at in across if (value := _number_or_none(point.f, at)) is not None]
    axes.plot(*zip(*curve), color=colors.ink, label="f", linewidth=3)
    ends = (curve[0][0], curve[-1][0])

    def heights(slope: float) -> list[float]:
        return [f_x + slope * (end - x) for end in ends]

    for step, color, dashes in zip(steps, colors.classes[1:] + colors.classes[:1], _DASHES):
        slope = point.forward(step)
        label = f"Δx = {pretty_number(step, 3)}: slope {pretty_number(slope, 4)}"
        axes.plot(ends, heights(slope), color=color, linestyle=dashes, label=label)
        axes.scatter([x + step], [point.f(x + step)], s=70, color=color, zorder=3)
    label = f"tangent: slope {pretty_number(point.slope, 4)}"
    axes.plot(ends, heights(point.slope), color=colors.classes[0], label=label)
    axes.scatter([x], [f_x], s=90, color=colors.ink, zorder=4)
    axes.set(xlabel="x", ylabel="f(x)", title="secants become the tangent")
    if reach is not None:
        # What the limits depend on may not depend on the steps.
        shown = [height for _, height in curve] + heights(point.slope) + heights(point.forward(reach))
        margin = 0.05 * (max(shown) - min(shown)) or 1.0
        axes.set(xlim=(across[0], across[-1]), ylim=(min(shown) - margin, max(shown) + margin))
    axes.legend(fontsize="small")


def _draw_errors(point: _Point, axes: Axes, colors: PlotColors) -> None:
    quotients = (
        ("forward quotient", point.forward, colors.negative, "o"),
        ("central quotient", point.central, colors.positive, "s"),
    )
    for name, quotient, color, marker in quotients:
        errors = [(step, _error(point, quotient, step)) for step in (10.0**exponent for exponent in _EXPONENTS)]
        shown = [(step, error) for step, error in errors if error]  # a logarithmic axis has no place for 0
        axes.plot(
            [step for step, _ in shown],
            [error for _, error in shown],
            color=color,
            marker=marker,
            markersize=5,
            linewidth=1.5,
            label=name,
        )
    axes.set(xscale="log", yscale="log", xlabel="Δx", ylabel="error of the quotient", title="error against the step")
    axes.grid(alpha=0.4)
    axes.legend()


def _error(point: _Point, quotient: Callable[[float], float], step: float) -> float | None:
    """By how much a quotient misses the derivative; None where it does not exist."""
    if point.x in (point.x + step, point.x - step):
        return None  # the step is lost in rounding
    slope = _number_or_none(quotient, step)
    return None if slope is None else abs(slope - point.slope)


def _number_or_none(f: Callable[[float], float], at: float) -> float | None:
    """The value, or None where the function is not defined."""
    try:
        return f(at)
    except (ArithmeticError, ValueError):
        return None
