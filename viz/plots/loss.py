"""How the loss fell, or grew."""

from __future__ import annotations

import itertools
import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from autograd.data import entries
from autograd.primitive import is_real
from autograd.shared.near_names import EpochOrStep, check_epoch_or_step
from autograd.shared.showing import came, shortened
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
_FEWEST_EPOCHS = 3
_WINDOWS = 50
"""So many would stand side by side in a curve by steps."""
_MOST_ENDS = 20
"""Ends of epochs, before they fill the picture."""
_LARGEST = 1e200
"""Larger losses leave a gap: from there on, Matplotlib reckons ticks beyond the largest float."""


class HasLosses(Protocol):
    """What training leaves behind: the loss of every epoch."""

    losses: list[float]


@taking_look
def loss_curve(
    history: HasLosses | Sequence[float] | Mapping[str, HasLosses | Sequence[float]],
    *,
    by: EpochOrStep | None = None,
    log: bool | None = None,
    ax: Axes | None = None,
    **look: Unpack[PlotLook],
) -> Figure:
    """Draws the loss against the epoch; where a training was stopped, a cross marks the end and the legend says why.

    Where there are one or two epochs of many batches, it is drawn against the step: each batch's own loss thin, and
    the mean over the last fiftieth of the steps.

    A loss that is infinite or no number, or too large for an axis to end above it, leaves a gap.

    Args:
        history: what `nn.fit` returned, or the losses themselves; or up to six of these by name, to compare them.
        by: "epoch", or "step" for the losses of the batches; None for epochs where there are at least three of them.
        log: whether the axis of the losses is logarithmic; None for where one of them grew tenfold, as in a training
            that diverges.
        ax: the Matplotlib axes to draw on; none for a figure of its own.
        look: the plot's theme and ground, as `viz.PlotLook` says.

    Returns:
        The Matplotlib figure.

    Raises:
        ValueError: if there is no loss to draw, by step none of batches, or more than six histories.

    >>> loss_curve([0.7, 0.5, 0.4]).axes[0].get_xlabel()
    'epoch'
    >>> [text.get_text() for text in loss_curve({"SGD": [3, 2], "Adam": [3, 1]}).axes[0].get_legend().get_texts()]
    ['SGD', 'Adam']
    >>> loss_curve([1.0, 30.0, 900.0, float("inf")]).axes[0].get_yscale()
    'log'
    """
    if by is not None:
        check_epoch_or_step(by, "by")
    named = history if isinstance(history, Mapping) else {"": history}
    histories = {name: _losses_of(h) for name, h in named.items()}
    if not histories or not all(histories.values()):
        raise ValueError("expected at least one loss in history, got none")
    if len(histories) > len(DASHES):
        raise ValueError(f"expected at most {len(DASHES)} histories, got {len(histories)}")
    is_by_step = by == "step" or (by is None and all(map(_is_short, named.values())))
    if is_by_step:
        curves = {name: _by_step(name, h) for name, h in named.items()}
    else:
        curves = {name: _Curve(losses) for name, losses in histories.items()}
    reasons = [getattr(h, "stopped", "") for h in named.values()]
    with axes_for(ax, look) as (axes, colors):
        for (name, curve), color, dashes, reason in zip(curves.items(), colors.classes, DASHES, reasons):
            stroke = {"color": colors.ink} if len(curves) == 1 else {"color": color, "linestyle": dashes}
            _draw_curve(axes, curve, _plain(name), stroke, colors.faint)
            if reason:
                _mark_end(axes, _shown(curve.losses), reason, color if len(curves) > 1 else colors.negative)
        has_ends = any(0 < len(curve.ends) <= _MOST_ENDS for curve in curves.values())
        xlabel = ("step, with a line at the end of each epoch" if has_ends else "step") if is_by_step else "epoch"
        axes.set(xlabel=xlabel, ylabel="mean loss", title=_title([curve.losses for curve in curves.values()]))
        axes.grid(alpha=0.4)
        axes.xaxis.get_major_locator().set_params(integer=True)
        means = [list(filter(_has_place, curve.losses)) for curve in curves.values()]
        placed = [loss for curve in curves.values() for loss in (*curve.losses, *curve.batches) if _has_place(loss)]
        if log or (log is None and any(map(_grew, means))):
            axes.set_yscale("log")
            axes.set_ylim(*_powers_around([loss for loss in placed if loss > 0.0]))
        else:
            axes.set_ylim(bottom=min(0.0, min(placed, default=0.0)))
        if axes.get_legend_handles_labels()[1]:
            axes.legend()
    return axes.figure


class _Curve(NamedTuple):
    """What is drawn of a history.

    Attributes:
        losses: of each epoch; or of each step, averaged over those before it too.
        batches: of each step, its own loss; none where the steps are epochs.
        ends: the steps that end an epoch, but for the last.
        window: over how many steps the averages go.
    """

    losses: list[float]
    batches: Sequence[float] = ()
    ends: Sequence[int] = ()
    window: int = 1


def _losses_of(history: Any) -> list[float]:
    losses = entries(getattr(history, "losses", history), "history", "losses")
    for loss in losses:
        if not is_real(loss):
            raise TypeError(f"expected history to be losses, as nn.fit returns them, got {came(loss)} among them")
    return list(map(float, losses))


def _is_short(history: Any) -> bool:
    """Whether it has too few epochs for a curve, but the losses of their batches."""
    return bool(getattr(history, "batch_losses", None)) and len(history.losses) < _FEWEST_EPOCHS


def _by_step(name: str, history: Any) -> _Curve:
    epochs = getattr(history, "batch_losses", None)
    if not epochs:
        whose = f" for {name!r}" if name else ""
        raise ValueError(
            f"expected the losses of batches to draw by step, got none{whose}: nn.fit keeps them where an epoch has"
            " several batches"
        )
    batches = [float(loss) for losses in epochs for loss in losses]
    window = max(1, round(len(batches) / _WINDOWS))
    sums = [0.0, *itertools.accumulate(batches)]
    means = [(sums[k] - sums[max(0, k - window)]) / min(k, window) for k in range(1, len(sums))]
    return _Curve(means, batches, [*itertools.accumulate(map(len, epochs))][:-1], window)


def _draw_curve(axes: Axes, curve: _Curve, name: str, stroke: Mapping[str, Any], faint: str) -> None:
    steps = range(1, len(curve.losses) + 1)
    if curve.batches:
        axes.plot(steps, _shown(curve.batches), color=stroke["color"], linewidth=0.8, alpha=0.35)
        name = name or f"mean of {curve.window} steps"
    if len(curve.ends) <= _MOST_ENDS:
        for end in curve.ends:
            axes.axvline(end + 0.5, color=faint, linewidth=1.2, zorder=1)
    # A single point makes no line.
    axes.plot(steps, _shown(curve.losses), label=name or None, marker="o" if len(steps) == 1 else None, **stroke)


def _shown(losses: Sequence[float]) -> list[float]:
    return [loss if _has_place(loss) else math.nan for loss in losses]


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
