"""The perceptron's moving line (L1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from autograd.arguments import check_whole
from autograd.data import Array
from autograd.samples import samples_and_labels
from autograd.shared.showing import came
from viz.plots.samples import classes_of, clipped_line, draw_samples, show_plane, span
from viz.plots.styling import PlotLook, axes_for, taking_look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from typing_extensions import Unpack

__all__ = ["HasHistory", "Record", "perceptron_line"]


class Record(Protocol):
    """The weights after an update."""

    @property
    def epoch(self) -> int:
        """When it was; 0 at the start."""

    @property
    def sample(self) -> int | None:
        """The sample that was wrong; None at the start."""

    @property
    def w(self) -> Sequence[float]: ...

    @property
    def b(self) -> float: ...


class HasHistory(Protocol):
    """How a perceptron learned, as its `fit` returns it."""

    @property
    def history(self) -> Sequence[Record]:
        """The weights at the start, and after each update."""


@taking_look
def perceptron_line(
    run: HasHistory,
    X: Sequence[Sequence[float]] | Array,
    y: Sequence[float] | Array,
    *,
    update: int | None = None,
    ax: Axes | None = None,
    **look: Unpack[PlotLook],
) -> Figure:
    """Draws the line `w·x + b = 0` of a perceptron after an update, and pale where it was before.

    A ring marks the sample that the update was made for. The sequence of updates makes a film:
    `viz.animate(lambda ax, k: viz.perceptron_line(run, X, y, update=k, ax=ax), range(len(run.history)))`.

    Args:
        run: what `nn.Perceptron.fit` returned.
        X: the samples, two coordinates each, in any container.
        y: their labels, 0 or 1.
        update: the number of the update, 0 for the start; None for the last.
        ax: the Matplotlib axes to draw on; none for a figure of its own.
        look: the plot's theme and ground, as `viz.PlotLook` says.

    Returns:
        The Matplotlib figure.

    Raises:
        TypeError: for what is no run of a perceptron.
        ValueError: for samples or weights without exactly two coordinates, or if there is no such update.

    >>> from collections import namedtuple
    >>> State = namedtuple("State", "epoch sample w b")
    >>> run = namedtuple("Run", "history")([State(0, None, (0.0, 0.0), 0.0), State(1, 3, (1.0, 1.0), 1.0)])
    >>> X, y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 0, 0, 1]
    >>> perceptron_line(run, X, y).axes[0].get_xlabel()
    'x₁'
    """
    X, y = samples_and_labels(X, y, width=2, owner="a plane")
    classes_of(y, most=2)
    if not hasattr(run, "history") or isinstance(run, type):
        raise TypeError(f"expected run to be what nn.Perceptron.fit returned, got {came(run)}")
    last = len(run.history) - 1
    chosen = last if update is None else update
    check_whole(chosen, "update", 0, last)
    now = run.history[chosen]
    if len(now.w) != 2:
        raise ValueError(f"expected run to be that of a perceptron with two weights, got {len(now.w)}")
    across, up = (span([row[i] for row in X], 2) for i in (0, 1))
    box = (across[0], across[1], up[0], up[1])
    with axes_for(ax, look) as (axes, colors):
        grid = [[now.w[0] * x1 + now.w[1] * x2 + now.b for x1 in across] for x2 in up]
        axes.contourf(across, up, grid, levels=[-float("inf"), 0.0, float("inf")], colors=colors.areas[:2])
        for record in run.history[:chosen]:
            axes.plot(*_columns(clipped_line(record.w, record.b, box)), color=colors.faint, linewidth=1.5, zorder=2)
        axes.plot(*_columns(clipped_line(now.w, now.b, box)), color=colors.ink, zorder=3)
        if now.sample is not None:
            axes.scatter(*X[now.sample], s=420, facecolors="none", edgecolors=colors.ink, linewidths=1.8, zorder=3)
        draw_samples(axes, X, y, colors)
        show_plane(axes, box, ("x₁", "x₂"), _title(chosen, last, now))
    return axes.figure


def _columns(points: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [x for x, _ in points], [y for _, y in points]


def _title(number: int, last: int, record: Record) -> str:
    when = "start" if number == 0 else f"update {number} of {last}, epoch {record.epoch}"
    w1, w2 = record.w
    return f"{when}\nw = ({w1:.3g}, {w2:.3g}), b = {record.b:.3g}".replace("-", "−")
