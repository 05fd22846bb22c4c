"""What a sweep came to: how often runs succeed, how far apart they come out, and where two settings are best."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any, Protocol

from autograd.data import plain
from autograd.shared.near_names import check_name
from autograd.shared.showing import brief, came, counted
from viz.names import pretty_number
from viz.palette import DASHES, PlotColors
from viz.plots.fields import draw_fields, field_names, tinted
from viz.plots.styling import PlotLook, axes_for, taking_look
from viz.plots.sweep_groups import axis_of, columns_of, groups_of, is_missing, quantile, truths, wilson

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from typing_extensions import Unpack

__all__ = ["HasTable", "sweep"]

_MOST_FIELDS = 20
_MOST_TICKS = 8
_LOGARITHMIC = 50.0
"""How many times the smallest the largest must be for a logarithmic axis."""


class HasTable(Protocol):
    """What has a table, as `nn.run_many` gives it."""

    def table(self) -> Mapping[str, Sequence[Any]]: ...


@taking_look
def sweep(
    table: HasTable | Mapping[str, Sequence[Any]],
    y: str = "result",
    *,
    x: str | None = None,
    by: str | None = None,
    ax: Axes | None = None,
    **look: Unpack[PlotLook],
) -> Figure:
    """Draws what many runs came to, against what was set. Runs without a result are left out, and counted.

    What is drawn follows from the column `y`. Of True and False, or 1 and 0: the share of successes, with Wilson's
    interval for it, 95 %. Of numbers: the median, and between which numbers four fifths of the runs lie. Of lists, such
    as losses: the same, epoch by epoch, as curves. Where `by` is given too, the shares or medians are a map over both;
    or there is a curve for each of its values.

    Args:
        table: what `nn.run_many` gave, or columns by name, as a dictionary or a DataFrame.
        y: the column of what came out.
        x: the column of what was set, for the axis; None for the first whose values have several runs each, or if there
            is none, for all runs together.
        by: the column of what else was set.
        ax: the Matplotlib axes to draw on; none for a figure of its own.
        look: the plot's theme and ground, as `viz.PlotLook` says.

    Returns:
        The Matplotlib figure.

    Raises:
        TypeError: for what is no table, or a column `y` with something else in it.
        ValueError: for a column that there is not, no run with a result, more than 20 values a side of a map, or more
            than six curves.

    >>> rates, learned = [0.5, 0.5, 2.0, 2.0], [False, True, True, True]
    >>> sweep({"rate": rates, "learned": learned}, "learned")
    <Plot: learned: 3 of 4 runs, 75 % (share of runs against rate)>
    """
    columns = columns_of(table)
    check_name(y, "y", tuple(columns))
    there = [row for row, cell in enumerate(columns[y]) if not is_missing(cell)]
    if not there:
        raise ValueError(f"expected at least one result in the column {y!r}, got none")
    rows = {name: [column[row] for row in there] for name, column in columns.items()}
    cells = [plain(cell) for cell in rows[y]]
    is_of_curves = all(isinstance(cell, (list, tuple)) and len(cell) for cell in cells)
    across = None if is_of_curves and x is None else axis_of(rows, x, "x")
    second = None if by is None else axis_of(rows, by, "by")
    if not is_of_curves:
        for cell in cells:
            if not isinstance(cell, Real):
                raise TypeError(f"expected numbers, True and False, or lists in the column {y!r}, got {came(cell)}")
    with axes_for(ax, look) as (axes, colors):
        if is_of_curves:
            grouped = second or across
            _draw_curves(axes, cells, None if grouped is None else rows[grouped], grouped, colors)
            axes.set(ylabel=_name(y))
        elif across is not None and second is not None:
            _draw_map(axes, cells, rows[second], rows[across], colors)
            axes.set(xlabel=_name(across), ylabel=_name(second))
        else:
            groups = [(None, [*range(len(cells))])] if across is None else groups_of(rows[across])
            _draw_against(axes, cells, groups, colors)
            axes.set(xlabel=_name(across or ""), ylabel=_name(y) if truths(cells) is None else "share of runs")
        left_out = f"; {len(columns[y]) - len(there)} without a result" if len(there) < len(columns[y]) else ""
        axes.set(title=f"{_name(y)}: {_summary(cells, is_of_curves)}{left_out}")
    return axes.figure


def _summary(cells: Sequence[Any], is_of_curves: bool) -> str:
    count = len(cells)
    if is_of_curves:
        return f"median and 10 to 90 % of {counted(count, 'run')}"
    successes = truths(cells)
    if successes is None:
        return f"median {pretty_number(quantile(cells, 0.5), 3)} of {counted(count, 'run')}"
    return f"{sum(successes)} of {counted(count, 'run')}, {100 * sum(successes) / count:.3g} %"


def _spread(cells: Sequence[Any], rows: Sequence[int]) -> tuple[float, float, float]:
    """The share or median of some runs, and the ends of its interval."""
    successes = truths(cells)
    if successes is not None:
        k = sum(successes[row] for row in rows)
        return k / len(rows), *wilson(k, len(rows))
    numbers = [float(cells[row]) for row in rows]
    return quantile(numbers, 0.5), quantile(numbers, 0.1), quantile(numbers, 0.9)


def _draw_against(
    axes: Axes, cells: Sequence[Any], groups: Sequence[tuple[Any, list[int]]], colors: PlotColors
) -> None:
    values = [value for value, _ in groups]
    spreads = [_spread(cells, rows) for _, rows in groups]
    middles = [middle for middle, _, _ in spreads]
    is_measured = all(isinstance(value, Real) and not isinstance(value, bool) for value in values)
    places = [float(value) for value in values] if is_measured else [float(k) for k in range(len(values))]
    ink = colors.classes[0]
    axes.plot(
        places, middles, color=ink, marker="o", markersize=8, linewidth=1.5, linestyle="-" if is_measured else "none"
    )
    for place, (_, low, high) in zip(places, spreads):
        axes.plot([place, place], [low, high], color=ink, linewidth=1.5)
    if not is_measured:
        axes.set_xticks(places, ["all" if value is None else _name(value) for value in values])
        axes.set_xlim(-0.6, len(places) - 0.4)
    elif min(places) > 0.0 and max(places) >= _LOGARITHMIC * min(places):
        axes.set_xscale("log")
        if len(places) <= _MOST_TICKS:
            axes.set_xticks(places, [f"{value:.3g}" for value in values])
            axes.set_xticks([], minor=True)
    if truths(cells) is not None:
        axes.set_ylim(-0.03, 1.03)
    axes.grid(axis="y", alpha=0.4)


def _draw_curves(
    axes: Axes, curves: Sequence[Sequence[float]], values: Sequence[Any] | None, name: str | None, colors: PlotColors
) -> None:
    groups = [(None, [*range(len(curves))])] if values is None else groups_of(values)
    if len(groups) > len(DASHES):
        raise ValueError(
            f"expected at most {len(DASHES)} values in the column {name!r}, a curve each, got {len(groups)}"
        )
    for (value, rows), color, dashes in zip(groups, colors.classes, DASHES):
        length = max(len(curves[row]) for row in rows)
        epochs = range(1, length + 1)
        of_epochs = [[curves[row][k] for row in rows if len(curves[row]) > k] for k in range(length)]
        low, middle, high = ([quantile(numbers, share) for numbers in of_epochs] for share in (0.1, 0.5, 0.9))
        axes.fill_between(epochs, low, high, color=color, alpha=0.2, linewidth=0.0)
        label = None if value is None else f"{_name(name)} = {_name(value)}"
        axes.plot(epochs, middle, color=color, linestyle=dashes, label=label)
    axes.set(xlabel="epoch")
    axes.grid(alpha=0.4)
    axes.xaxis.get_major_locator().set_params(integer=True)
    if values is not None:
        axes.legend()


def _draw_map(axes: Axes, cells: Sequence[Any], down: Sequence[Any], across: Sequence[Any], colors: PlotColors) -> None:
    import numpy as np

    lines, stacks = groups_of(down), groups_of(across)
    if max(len(lines), len(stacks)) > _MOST_FIELDS:
        raise ValueError(f"expected at most {_MOST_FIELDS} values a side of the map, got {len(lines)} by {len(stacks)}")
    numbers = np.full((len(lines), len(stacks)), math.nan)
    for i, (_, rows) in enumerate(reversed(lines)):
        for j, (_, others) in enumerate(stacks):
            common = sorted({*rows} & {*others})
            if common:
                numbers[i, j] = _spread(cells, common)[0]
    is_share = truths(cells) is not None
    low, high = (0.0, 1.0) if is_share else (np.nanmin(numbers), np.nanmax(numbers))
    weights = np.nan_to_num((numbers - low) / ((high - low) or 1.0), nan=0.0)
    fields = tinted(colors, np.broadcast_to(_rgb(colors.classes[0]), (*numbers.shape, 3)), 0.05 + 0.95 * weights)
    places = np.argwhere(~np.isnan(numbers)).tolist()
    written = {(i, j): f"{100 * numbers[i, j]:.0f} %" if is_share else f"{numbers[i, j]:.3g}" for i, j in places}
    draw_fields(axes, fields, written, max(min(1.0, 5.0 / max(numbers.shape)) * 16, 7.0), colors)
    axes.set_xticks(range(len(stacks)), [_name(value) for value, _ in stacks])
    axes.set_yticks(range(len(lines)), [_name(value) for value, _ in reversed(lines)])


def _name(value: object) -> str:
    """A setting as text, a long one shortened."""
    return field_names([value if isinstance(value, str) else brief(value)])[0]


def _rgb(color: str) -> Any:
    from matplotlib.colors import to_rgb

    return to_rgb(color)
