"""The slides' diagram of a net: circles for units, lines for weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, SupportsFloat

from autograd.arguments import check_whole
from autograd.samples import samples
from autograd.shared.showing import counted, shortened
from viz.names import pretty_name, pretty_number
from viz.palette import PlotColors
from viz.plots.fields import field_names
from viz.plots.models import UnitNumbers, layers_of, net_of
from viz.plots.network_layout import RADIUS, Circle, Line, NetworkLayout, network_layout
from viz.plots.styling import PlotLook, axes_for, taking_look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from typing_extensions import Unpack

__all__ = ["network"]

_MOST_NUMBERS = 16
_THINNEST, _THICKEST = 0.4, 5.0
_LONGEST_NAME, _LETTER = 24, 0.16
"""How many letters an input's name may have, and how wide one of them is in the units of the coordinates."""


@taking_look
def network(
    model: object,
    x: Sequence[float] | None = None,
    *,
    numbers: bool | None = None,
    most_units: int = 6,
    ax: Axes | None = None,
    **look: Unpack[PlotLook],
) -> Figure:
    r"""Draws a net as the slides do: a circle for each unit, a line for each weight, layer by layer.

    Weights that are larger in size are thicker; positive ones are blue and solid, negative ones orange and dashed. The
    short lines from above are the biases, as is written beside the first one of each layer. Where the model's inputs
    have names, as by `nn.MLP(..., input_names=...)`, they stand to the left of them.

    Args:
        model: a net, a layer or a single unit; or a fitted `nn.Classifier` or `nn.Regressor`, for its net.
        x: inputs; with them, every circle shows what comes out of its unit.
        numbers: whether the weights and biases are written beside their lines; None for where there are at most 16.
        most_units: how many units of a layer are drawn, at least 3; of a wider layer, the first ones and the last.
        ax: the Matplotlib axes to draw on; none for a figure of its own.
        look: the plot's theme and ground, as `viz.PlotLook` says.

    Returns:
        The Matplotlib figure.

    Raises:
        TypeError: if the model has neither layers nor neurons nor weights.
        ValueError: for a wrong number of inputs, or `most_units` below 3.

    >>> import nn
    >>> figure = network(nn.MLP(2, [2, 1], output="sigmoid", seed=0), [1.0, 0.0])
    >>> [text.get_text() for text in figure.axes[0].texts][:4]
    ['x₁\n1', 'x₂\n0', 'h₁\n0.699', 'h₂\n0.452']
    """
    most_units = check_whole(most_units, "most_units", 3)
    model = net_of(model)
    layers = layers_of(model)
    input_count = len(layers[0][0].weights)
    if x is not None:
        x = samples(x, "x")
        if not all(isinstance(number, SupportsFloat) for number in x):
            raise ValueError(
                f"expected one sample x, {counted(input_count, 'input')} for the model, got rows: take one, x[0]"
            )
        if len(x) != input_count:
            raise ValueError(f"expected x to be {counted(input_count, 'input')} for the model, got {len(x)}")
    outputs = _outputs(model, x) if x is not None else None
    input_names = [shortened(name, _LONGEST_NAME) for name in field_names(getattr(model, "input_names", None) or ())]
    layout = network_layout(layers, most_units, _LETTER * max(map(len, input_names), default=0))
    written = len(layout.lines) <= _MOST_NUMBERS if numbers is None else numbers
    with axes_for(ax, look) as (axes, colors):
        axes.set(xlim=layout.across, ylim=layout.up)
        axes.set_aspect("equal")
        axes.set_axis_off()
        points = _points_per_unit(axes, layout)
        names = _layer_names(model, layers)
        for circle in layout.circles:
            _draw_circle(axes, circle, _circle_text(circle, names, outputs), len(layers), points, colors)
            if input_names and circle.layer == 0:
                _name_input(axes, circle, input_names[circle.unit], points, colors)
        largest = max((abs(line.weight) for line in layout.lines), default=0.0) or 1.0
        for line in layout.lines:
            _draw_line(axes, line, abs(line.weight) / largest, min(15.0, 0.22 * points) if written else 0.0, colors)
        remark = {"fontsize": min(16.0, 0.25 * points), "color": colors.guide, "ha": "center"}
        for gap in layout.gaps:
            axes.text(*gap.at, f"⋮\n{gap.left_out} more", va="center", **remark)
        for at in layout.bias_words:
            small = {
                "fontsize": max(8.5, min(13.0, 0.2 * points)),
                "color": colors.guide,
                "bbox": _on_ground(colors),
                "zorder": 2,
            }
            axes.text(*at, "bias", ha="center", va="center", **small)
        for layer, place in enumerate(layout.columns):
            axes.text(place, layout.up[0] + 0.05, _column_title(layer, model, layers), va="bottom", **remark)
    return axes.figure


def _outputs(model: Any, x: Sequence[float]) -> list[list[float]]:
    """The inputs, then what comes out of each layer; at last, what comes out of the model."""
    rows = [list(map(float, x))]
    inputs: Any = list(x)
    for layer in getattr(model, "layers", [])[:-1]:
        inputs = layer(inputs)
        rows.append(list(map(float, inputs)))
    result = model(list(x))
    rows.append(list(map(float, result)) if isinstance(result, Sequence) else [float(result)])
    return rows


def _layer_names(model: object, layers: Sequence[Sequence[UnitNumbers]]) -> list[str]:
    """For each column the label of its circles, as in the graph of the net."""
    last = "p_{}" if getattr(model, "output", "") == "softmax" else "y_hat_{}" if len(layers[-1]) > 1 else "y_hat"
    hidden = ["h_{}"] if len(layers) == 2 else [f"h_{{}}^({layer})" for layer in range(1, len(layers))]
    return ["x_{}", *hidden[: len(layers) - 1], last]


def _circle_text(circle: Circle, names: Sequence[str], outputs: Sequence[Sequence[float]] | None) -> str:
    name = pretty_name(names[circle.layer].format(circle.unit + 1))
    return name if outputs is None else f"{name}\n{pretty_number(outputs[circle.layer][circle.unit], 3)}"


def _column_title(layer: int, model: object, layers: Sequence[Sequence[UnitNumbers]]) -> str:
    if layer == 0:
        count, what = len(layers[0][0].weights), "input"
    else:
        is_softmax = layer == len(layers) and getattr(model, "output", "") == "softmax"
        count, what = len(layers[layer - 1]), "softmax" if is_softmax else layers[layer - 1][0].activation
        what += " unit"
    return f"{count} {what}{'s' if count > 1 else ''}"


def _points_per_unit(axes: Axes, layout: NetworkLayout) -> float:
    """How many points, of 1/72 inch, one unit of the coordinates will measure."""
    width, height = _inches(axes)
    scale = min(width / (layout.across[1] - layout.across[0]), height / (layout.up[1] - layout.up[0]))
    return float(72.0 * scale)


def _inches(axes: Axes) -> tuple[float, float]:
    """How large the axes will be. Where a layout engine is at work, nothing around them takes any room away."""
    place, (width, height) = axes.get_position(), axes.figure.get_size_inches()
    if axes.figure.get_layout_engine() is None:
        return place.width * width, place.height * height
    margins = axes.figure.subplotpars
    share_across, share_up = margins.right - margins.left, margins.top - margins.bottom
    return 0.96 * place.width * width / share_across, 0.96 * place.height * height / share_up


def _draw_circle(axes: Axes, circle: Circle, text: str, last_layer: int, points: float, colors: PlotColors) -> None:
    from matplotlib.patches import Circle as Patch

    fill = colors.inputs if circle.layer == 0 else colors.outputs if circle.layer == last_layer else colors.units
    axes.add_patch(Patch(circle.at, RADIUS, facecolor=fill, edgecolor=colors.ink, linewidth=1.5, zorder=3))
    # Subscripts are half as wide as other letters; a circle holds four and a half letters side by side.
    width = max(
        sum(1.0 if letter.isascii() or letter in "−∞" else 0.62 for letter in line) for line in text.split("\n")
    )
    size = min(22.0, RADIUS * points * min(0.62, 2.75 / width))
    axes.text(*circle.at, text, fontsize=size, color=colors.ink, ha="center", va="center", zorder=4, linespacing=1.1)


def _name_input(axes: Axes, circle: Circle, name: str, points: float, colors: PlotColors) -> None:
    at = (circle.at[0] - 1.3 * RADIUS, circle.at[1])
    axes.text(*at, name, fontsize=min(16.0, 0.25 * points), color=colors.ink, ha="right", va="center")


def _on_ground(colors: PlotColors) -> dict[str, Any]:
    """A box that hides the lines below a text."""
    return {"facecolor": colors.ground, "edgecolor": "none", "pad": 1.0}


def _draw_line(axes: Axes, line: Line, share: float, size: float, colors: PlotColors) -> None:
    """A weight or a bias; its number beside it where `size` is not 0."""
    look: dict[str, Any] = (
        {"color": colors.positive} if line.weight >= 0 else {"color": colors.negative, "linestyle": (0, (3, 1.5))}
    )
    width = _THINNEST + (_THICKEST - _THINNEST) * share
    (x_a, y_a), (x_b, y_b) = line.start, line.end
    axes.plot([x_a, x_b], [y_a, y_b], linewidth=width, solid_capstyle="butt", zorder=1, **look)
    if size:
        text = pretty_number(line.weight, 3)
        look = {"fontsize": 0.85 * size, "color": colors.ink, "bbox": _on_ground(colors)}
        axes.text(*line.text_at, text, ha="center", va="center", zorder=2, **look)
