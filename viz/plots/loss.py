"""How the loss fell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from autograd.data import entries
from viz.names import legible
from viz.palette import CLASS_COLORS, DASHES, INK
from viz.plots.styling import axes_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["HasLosses", "loss_curve"]


class HasLosses(Protocol):
    """What training leaves behind: the loss of every epoch."""

    losses: list[float]


def loss_curve(
    history: HasLosses | Sequence[float] | Mapping[str, HasLosses | Sequence[float]],
    *,
    log: bool = False,
    ax: Axes | None = None,
) -> Figure:
    """Draws the loss against the epoch.

    Args:
        history: what `nn.fit` returned, or the losses themselves; or up to six of these by name, to compare them.
        log: whether the axis of the losses is logarithmic.
        ax: the Matplotlib axes to draw on; none for a figure of its own.

    Returns:
        The Matplotlib figure.

    Raises:
        ValueError: if there is no loss to draw, or more than six histories.

    >>> loss_curve([0.7, 0.5, 0.4]).axes[0].get_xlabel()
    'epoch'
    >>> [text.get_text() for text in loss_curve({"SGD": [3, 2], "Adam": [3, 1]}).axes[0].get_legend().get_texts()]
    ['SGD', 'Adam']
    """
    named = history if isinstance(history, Mapping) else {"": history}
    curves = {name: list(entries(getattr(h, "losses", h), "history", "losses")) for name, h in named.items()}
    if not curves or not all(curves.values()):
        raise ValueError("expected at least one loss to draw, got none")
    if len(curves) > len(CLASS_COLORS):
        raise ValueError(f"expected at most {len(CLASS_COLORS)} histories, got {len(curves)}")
    with axes_for(ax) as axes:
        for (name, losses), color, dashes in zip(curves.items(), CLASS_COLORS, DASHES):
            look = {"color": INK} if len(curves) == 1 else {"color": color, "linestyle": dashes}
            axes.plot(range(1, len(losses) + 1), losses, label=_plain(name) or None, **look)
        axes.set(xlabel="epoch", ylabel="mean loss", title=_title(list(curves.values())))
        axes.grid(alpha=0.25)
        if log:
            axes.set_yscale("log")
        else:
            axes.set_ylim(bottom=min(0.0, *map(min, curves.values())))
        if any(curves):
            axes.legend()
    return axes.figure


def _plain(name: str) -> str:
    """The name as text: Matplotlib takes dollars for the ends of a formula, and hides names that begin with _."""
    line = legible(name).replace("$", r"\$")
    return f" {line}" if line.startswith("_") else line


def _title(curves: list[list[float]]) -> str:
    return f"loss: {curves[0][0]:.3g} → {curves[0][-1]:.3g}" if len(curves) == 1 else "loss"
