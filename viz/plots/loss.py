"""How the loss fell, or grew."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from autograd.data import entries
from autograd.shared.showing import shortened
from viz.names import legible, pretty_number
from viz.palette import DASHES
from viz.plots.styling import PlotLook, axes_for, taking_look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from typing_extensions import Unpack

__all__ = ["HasLosses", "loss_curve"]

_MOST_OF_A_REASON = 90
_LEGEND_WIDTH = 44
"""Letters a line."""
_LARGEST = 1e200
"""Larger losses leave a gap: from there on, Matplotlib reckons ticks beyond the largest float."""


class HasLosses(Protocol):
    """What training leaves behind: the loss of every epoch."""

    losses: list[float]


@taking_look
def loss_curve(
    history: HasLosses | Sequence[float] | Mapping[str, HasLosses | Sequence[float]],
    *,
    log: bool | None = None,
    ax: Axes | None = None,
    **look: Unpack[PlotLook],
) -> Figure:
    """Draws the loss against the epoch; where a training was stopped, a cross marks the end and the legend says why.

    A loss that is infinite or no number, or too large for an axis to end above it, leaves a gap.

    Args:
        history: what `nn.fit` returned, or the losses themselves; or up to six of these by name, to compare them.
        log: whether the axis of the losses is logarithmic; None for where one of them grew tenfold, as in a training
            that diverges.
        ax: the Matplotlib axes to draw on; none for a figure of its own.
        look: the plot's theme and ground, as `viz.PlotLook` says.

    Returns:
        The Matplotlib figure.

    Raises:
        ValueError: if there is no loss to draw, or more than six histories.

    >>> loss_curve([0.7, 0.5, 0.4]).axes[0].get_xlabel()
    'epoch'
    >>> [text.get_text() for text in loss_curve({"SGD": [3, 2], "Adam": [3, 1]}).axes[0].get_legend().get_texts()]
    ['SGD', 'Adam']
    >>> loss_curve([1.0, 30.0, 900.0, float("inf")]).axes[0].get_yscale()
    'log'
    """
    named = history if isinstance(history, Mapping) else {"": history}
    curves = {
        name: list(map(float, entries(getattr(h, "losses", h), "history", "losses"))) for name, h in named.items()
    }
    if not curves or not all(curves.values()):
        raise ValueError("expected at least one loss to draw, got none")
    if len(curves) > len(DASHES):
        raise ValueError(f"expected at most {len(DASHES)} histories, got {len(curves)}")
    reasons = [getattr(h, "stopped", "") for h in named.values()]
    with axes_for(ax, look) as (axes, colors):
        for (name, losses), color, dashes, reason in zip(curves.items(), colors.classes, DASHES, reasons):
            stroke = {"color": colors.ink} if len(curves) == 1 else {"color": color, "linestyle": dashes}
            shown = [loss if _has_place(loss) else math.nan for loss in losses]
            # A single point makes no line.
            dot = "o" if len(losses) == 1 else None
            axes.plot(range(1, len(losses) + 1), shown, label=_plain(name) or None, marker=dot, **stroke)
            if reason:
                _mark_end(axes, shown, reason, color if len(curves) > 1 else colors.negative)
        axes.set(xlabel="epoch", ylabel="mean loss", title=_title(list(curves.values())))
        axes.grid(alpha=0.4)
        axes.xaxis.get_major_locator().set_params(integer=True)
        placed = [list(filter(_has_place, losses)) for losses in curves.values()]
        if log or (log is None and any(map(_grew, placed))):
            axes.set_yscale("log")
            axes.set_ylim(*_powers_around([loss for losses in placed for loss in losses if loss > 0.0]))
        else:
            axes.set_ylim(bottom=min(0.0, *(min(losses, default=0.0) for losses in placed)))
        if any(curves) or any(reasons):
            axes.legend()
    return axes.figure


def _has_place(loss: float) -> bool:
    return abs(loss) < _LARGEST


def _grew(losses: Sequence[float]) -> bool:
    """Whether the losses, all of them positive, grew to more than ten times the first."""
    return bool(losses) and min(losses) > 1.0 / _LARGEST and max(losses) > 10.0 * losses[0]


def _powers_around(losses: Sequence[float]) -> tuple[float, float]:
    """The ends of a logarithmic axis; by itself, Matplotlib finds none where the losses come near the largest float."""
    low, high = (math.log10(choose(losses, default=1.0)) for choose in (min, max))
    margin = max(0.05 * (high - low), 0.05)
    return 10.0 ** max(low - margin, -220.0), 10.0 ** min(max(high, -200.0) + margin, 220.0)


def _mark_end(axes: Axes, shown: Sequence[float], reason: str, color: str) -> None:
    """A cross at the last loss that there is, explained in the legend."""
    ends = [(epoch, loss) for epoch, loss in enumerate(shown, start=1) if _has_place(loss)][-1:]
    label = textwrap.fill(_plain(shortened(f"stopped: {reason}", _MOST_OF_A_REASON)), _LEGEND_WIDTH)
    axes.plot(
        [epoch for epoch, _ in ends],
        [loss for _, loss in ends],
        linestyle="none",
        marker="X",
        markersize=11,
        color=color,
        clip_on=False,
        zorder=4,
        label=label,
    )


def _plain(name: str) -> str:
    """The name as text: Matplotlib takes dollars for the ends of a formula, and hides names that begin with _."""
    line = legible(name).replace("$", r"\$")
    return f" {line}" if line.startswith("_") else line


def _title(curves: list[list[float]]) -> str:
    if len(curves) > 1:
        return "loss"
    first, last = (pretty_number(loss, 3) for loss in (curves[0][0], curves[0][-1]))
    return f"loss: {first} → {last}"
