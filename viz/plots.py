"""Plots of learning: how the loss fell, and where a model draws its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, SupportsFloat

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["HasLosses", "decision_boundary", "loss_curve", "style"]

# Blue and orange of the Okabe–Ito palette, which colour-blind eyes tell apart; pale where they fill an area.
CLASS_COLOURS = ("#0072B2", "#D55E00")
CLASS_AREAS = ("#CFE3F1", "#FBE0CC")
CLASS_MARKERS = ("o", "^")
STYLE_SHEET = Path(__file__).with_name("chalkgrad.mplstyle")


@contextmanager
def style() -> Iterator[None]:
    """Our style, for as long as the `with` block lasts: large letters, few lines. Plots without an `ax` have it anyway.

    >>> with style():
    ...     figure = loss_curve([0.7, 0.5])
    """
    from matplotlib import rc_context

    with rc_context(fname=STYLE_SHEET):
        yield


class HasLosses(Protocol):
    """What training leaves behind: the loss of every epoch."""

    losses: list[float]


def loss_curve(history: HasLosses | Sequence[float], *, ax: Axes | None = None) -> Figure:
    """Draws the loss against the epoch.

    Args:
        history: what `nn.fit` returned, or the losses themselves.
        ax: the Matplotlib axes to draw on; none for a figure of its own.

    Returns:
        The Matplotlib figure.

    Raises:
        ValueError: if there is no loss to draw.

    >>> loss_curve([0.7, 0.5, 0.4]).axes[0].get_xlabel()
    'epoch'
    """
    losses = list(history if isinstance(history, Sequence) else history.losses)
    if not losses:
        raise ValueError("expected at least one loss to draw, got none")
    with _axes(ax) as axes:
        axes.plot(range(1, len(losses) + 1), losses, color="#222222")
        axes.set(xlabel="epoch", ylabel="mean loss", title=f"loss: {losses[0]:.3g} → {losses[-1]:.3g}")
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.25)
    return axes.figure


def decision_boundary(
    model: Callable[[list[float]], SupportsFloat],
    X: Sequence[Sequence[float]],
    y: Sequence[float],
    *,
    threshold: float = 0.5,
    resolution: int = 60,
    ax: Axes | None = None,
) -> Figure:
    """Draws what a model with two inputs and one output predicts over the plane, and the samples it learned from.

    Args:
        model: gives the score of a point; its decision is whether the score is above `threshold`.
        X: the samples, two coordinates each.
        y: their labels: the smaller of two numbers for one class, the larger for the other.
        threshold: the score on the boundary: 0.5 for probabilities, 0 for logits.
        resolution: how many points the grid has in each direction, at least 2.
        ax: the Matplotlib axes to draw on; none for a figure of its own.

    Returns:
        The Matplotlib figure.

    Raises:
        ValueError: for no samples, samples without exactly two coordinates, more or fewer labels than samples, more
            than two classes, or a resolution below 2.

    >>> figure = decision_boundary(lambda x: x[0] * x[1], [[0, 0], [1, 1]], [0, 1], resolution=4)
    >>> figure.axes[0].get_xlabel()
    'x₁'
    """
    classes = _check_samples(X, y, resolution)
    across, up = (_span([row[i] for row in X], resolution) for i in (0, 1))
    scores = [[float(model([x1, x2])) for x1 in across] for x2 in up]
    low, high = (extreme(map(extreme, scores)) for extreme in (min, max))
    with _axes(ax) as axes:
        levels = [min(low, threshold) - 1.0, threshold, max(high, threshold) + 1.0]
        axes.contourf(across, up, scores, levels=levels, colors=CLASS_AREAS)
        if low < threshold < high:
            axes.contour(across, up, scores, levels=[threshold], colors="#222222")
        for label, colour, marker in zip(classes, CLASS_COLOURS, CLASS_MARKERS):
            points = [row for row, target in zip(X, y) if target == label]
            look = {"s": 130, "color": colour, "marker": marker, "edgecolors": "white", "linewidths": 1.5, "zorder": 3}
            axes.scatter([x1 for x1, _ in points], [x2 for _, x2 in points], label=f"y = {label:g}", **look)
        axes.set(xlabel="x₁", ylabel="x₂", title="decision boundary")
        axes.set_aspect("equal")
        axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0))
    return axes.figure


def _check_samples(X: Sequence[Sequence[float]], y: Sequence[float], resolution: int) -> list[float]:
    """The classes among the labels, sorted, once everything else is in order."""
    if not len(X) or any(len(row) != 2 for row in X):
        raise ValueError("expected samples X with two coordinates each, and at least one sample")
    if len(X) != len(y):
        raise ValueError(f"expected one label a sample, got {len(X)} samples and {len(y)} labels")
    classes = sorted(set(y))
    if len(classes) > 2:
        raise ValueError(f"expected at most two classes in y, got {len(classes)}: {classes[:5]}")
    if resolution < 2:
        raise ValueError(f"expected resolution to be at least 2, got {resolution!r}")
    return classes


def _span(numbers: Sequence[float], count: int) -> list[float]:
    """`count` numbers from a little below the smallest to a little above the largest."""
    low, high = min(numbers), max(numbers)
    margin = 0.25 * (high - low) or 1.0
    return [low - margin + (high - low + 2 * margin) * i / (count - 1) for i in range(count)]


@contextmanager
def _axes(ax: Axes | None) -> Iterator[Axes]:
    """The axes given, as they are; or those of a new figure, in our style."""
    if ax is not None:
        yield ax
        return
    from viz.figures import Plot

    with style():
        yield Plot().add_subplot()
