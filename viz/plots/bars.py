"""Numbers of very different size, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from autograd.arguments import check_number, check_one_of
from viz.plots.styling import PlotLook, axes_for, taking_look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from typing_extensions import Unpack

__all__ = ["bars"]


@taking_look
def bars(
    numbers: Mapping[str, float],
    *,
    xlabel: str = "",
    unit: str = "",
    ax: Axes | None = None,
    **look: Unpack[PlotLook],
) -> Figure:
    """Draws positive numbers as bars on a logarithmic axis, such as times that differ by orders of magnitude.

    Args:
        numbers: one or more, by name, from the top down; finite and above 0.
        xlabel: what they are.
        unit: their unit, such as "s"; each bar says its number in it, with a prefix: "12 ms".
        ax: the Matplotlib axes to draw on; none for a figure of its own.
        look: the plot's theme and ground, as `viz.PlotLook` says.

    Returns:
        The Matplotlib figure.

    Raises:
        TypeError: for what is no dictionary of numbers.
        ValueError: for no numbers, or one that is not finite and above 0.

    >>> bars({"a loop": 0.012, "at once": 1.4e-6}, xlabel="time", unit="s")
    <Plot: time; a loop: 12 ms, at once: 1.4 µs>
    """
    check_one_of(numbers, "numbers", Mapping, "a dictionary of numbers by name")
    for name, text in (("xlabel", xlabel), ("unit", unit)):
        check_one_of(text, name, str, "a text")
    if not numbers:
        raise ValueError("expected at least one number in numbers, got none")
    for name, number in numbers.items():
        check_number(number, f"numbers[{name!r}]", lambda x: x > 0.0, "finite and above 0")
    from matplotlib.ticker import EngFormatter, NullFormatter

    prefixed = EngFormatter(unit=unit)
    low, high = min(numbers.values()) / 10.0, max(numbers.values())
    with axes_for(ax, look) as (axes, colors):
        drawn = axes.barh(range(len(numbers)), numbers.values(), 0.6, color=colors.classes[0], tick_label=list(numbers))
        written = [prefixed(float(f"{number:.2g}")) for number in numbers.values()]
        axes.bar_label(drawn, labels=written, padding=6)
        axes.set(xscale="log", xlim=(low, high * (high / low) ** 0.2), xlabel=xlabel)
        axes.xaxis.set_major_formatter(prefixed)
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.set_axisbelow(True)
        axes.grid(axis="x", alpha=0.4)
    return axes.figure
