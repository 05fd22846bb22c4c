"""Who looks at whom: how much each position of a sequence takes of those up to its own, a panel for each head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from autograd.data import as_whole
from autograd.shared.showing import came, counted
from viz.names import pretty_number
from viz.palette import PlotColors
from viz.plots.fields import draw_fields, field_names, tinted
from viz.plots.styling import PlotLook, axes_for, taking_look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from typing_extensions import Unpack

__all__ = ["HasAttention", "attention"]

_MOST_NUMBERS = 12
"""Up to so many positions, numbers are legible in the fields."""
_WIDTH = 14.0
"""Inches: wider figures become too small in a notebook."""
_MARK = "•"
_INVISIBLE = {" ": "␣", "\n": "↵", "\t": "⇥"}


class HasAttention(Protocol):
    """A model whose positions look at each other, such as `nn.GPT`.

    It may have `characters` as well: what its tokens stand for, with `text`, `mark` and `encode`.
    """

    def attention(self, tokens: Sequence[int], /) -> Sequence[Sequence[Sequence[Sequence[float]]]]:
        """For each block, head and position, how much it takes of each position up to its own."""


@taking_look
def attention(
    model: HasAttention,
    tokens: str | Sequence[int],
    *,
    block: int | None = None,
    head: int | None = None,
    ax: Axes | tuple[Axes, ...] | None = None,
    **look: Unpack[PlotLook],
) -> Figure:
    """Draws who looks at whom: a panel for each head, a row for each position that looks, a column for each looked at.

    A field is the darker, or on a dark ground the brighter, the more is taken; a row sums to 1. Up to 12 positions,
    each field has its number.

    Args:
        model: a model with `attention(tokens)`, such as `nn.GPT`.
        tokens: the sequence; or a text, where the model knows its characters: a mark before it, then its letters.
        block: the number of the block to show, counted from 1; None for all, one below the other.
        head: the number of the head to show, counted from 1; None for all.
        ax: the Matplotlib axes to draw on, a tuple with one a panel, or one alone; none for a figure of its own.
        look: the plot's theme and ground, as `viz.PlotLook` says.

    Returns:
        The Matplotlib figure.

    Raises:
        TypeError: if the model has no `attention`, or knows no characters and is given a text.
        ValueError: if there is no such block or head, or another number of axes; or as the model does, for its tokens.

    >>> import nn
    >>> model = nn.GPT(nn.datasets.Characters(["anna", "ben"]), width=4, heads=2, blocks=1, length=8, seed=0)
    >>> attention(model, "ben")
    <Plot: head 1 (looking against looked at); head 2 (looked at)>
    """
    look_up = getattr(model, "attention", None)
    if not callable(look_up) or isinstance(model, type):
        raise TypeError(f"expected model to have attention(tokens), as an nn.GPT has, got {came(model)}")
    characters = getattr(model, "characters", None)
    if isinstance(tokens, str):
        if characters is None:
            raise TypeError(
                f"expected tokens to be whole numbers, since {model!r} knows no characters, got {came(tokens)}"
            )
        tokens = characters.encode(tokens, end=False)
    weights = look_up(tokens)
    blocks = _chosen(len(weights), block, "block")
    heads = _chosen(len(weights[0]), head, "head")
    names = field_names([_shown(token, characters) for token in tokens])
    panels = [(b, h) for b in blocks for h in heads]
    given = (ax,) if ax is not None and not isinstance(ax, tuple) else ax
    if given is not None and len(given) != len(panels):
        raise ValueError(f"expected {counted(len(panels), 'axis')} in ax, one a panel, got {len(given)}")
    side = max(2.4, (0.5 if len(names) <= _MOST_NUMBERS else 0.25) * len(names))
    columns = max(k for k in range(1, len(heads) + 1) if len(heads) % k == 0 and (k == 1 or k * (side + 0.9) <= _WIDTH))
    rows = len(panels) // columns
    size = (columns * (side + 0.9) + 0.4, rows * (side + 1.3) + 0.4)
    with axes_for(given, look, figsize=size, rows=rows, columns=columns) as (all_axes, colors):
        for place, (axes, (b, h)) in enumerate(zip(all_axes, panels)):
            _draw_panel(axes, weights[b][h], names, colors)
            axes.set_title(f"head {h + 1}" if len(weights) == 1 else f"block {b + 1}, head {h + 1}")
            if place % columns == 0:
                axes.set_ylabel("looking")
            if place >= len(panels) - columns:
                axes.set_xlabel("looked at")
    return all_axes[0].figure


def _draw_panel(axes: Axes, rows: Sequence[Sequence[float]], names: Sequence[str], colors: PlotColors) -> None:
    from matplotlib.colors import to_rgb

    count = len(names)
    # What there is at all, however little, is seen; what comes later is not there.
    shares = [[0.04 + 0.96 * weight for weight in row] + [0.0] * (count - len(row)) for row in rows]
    numbers = {(t, i): _number(weight) for t, row in enumerate(rows) for i, weight in enumerate(row)}
    fields = tinted(colors, to_rgb(colors.classes[0]), shares)
    draw_fields(axes, fields, numbers if count <= _MOST_NUMBERS else {}, 11.0, colors)
    axes.set_xticks(range(count), names)
    axes.set_yticks(range(count), names)


def _number(weight: float) -> str:
    """To two decimals, without the zero before the point: there is none but 1 that is not below 1."""
    return "1" if weight == 1.0 else f"{weight:.2f}".removeprefix("0")


def _shown(token: Any, characters: Any) -> str:
    """The character of a token, or its number."""
    whole = as_whole(token)
    if characters is None or whole is None:
        return pretty_number(float(token))
    if whole == characters.mark:
        return _MARK
    character: str = characters.text[whole]
    return _INVISIBLE.get(character, character)


def _chosen(count: int, number: int | None, what: str) -> list[int]:
    """The places of what is to be shown."""
    if number is None:
        return list(range(count))
    if as_whole(number) is None or not 1 <= number <= count:
        raise ValueError(f"expected {what} to be a number from 1 to {count}, got {what}={came(number)}")
    return [number - 1]
