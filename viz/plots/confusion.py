"""Which class is taken for which, as a table of coloured fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from autograd.arguments import check_whole
from autograd.data import entries
from autograd.shared.showing import counted
from viz.palette import PlotColors
from viz.plots.fields import draw_fields, field_names, tinted
from viz.plots.styling import PlotLook, axes_for, taking_look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from typing_extensions import Unpack

__all__ = ["HasCounts", "confusion_matrix"]

_MOST_CLASSES = 20


class HasCounts(Protocol):
    """How often each class was taken for each, as `nn.confusion_matrix` counts it."""

    @property
    def classes(self) -> Sequence[object]: ...

    @property
    def counts(self) -> Sequence[Sequence[int]]:
        """A row for each true class."""


@taking_look
def confusion_matrix(
    table: HasCounts | Sequence[Sequence[int]],
    *,
    classes: Sequence[object] | None = None,
    ax: Axes | None = None,
    **look: Unpack[PlotLook],
) -> Figure:
    """Draws how often each class was taken for each: a row for each true class, a column for what it was taken for.

    A field is the darker, or on a dark ground the brighter, the larger its share of the row. What is right is blue and
    stands on the diagonal; what is wrong is orange.

    Args:
        table: what `nn.confusion_matrix` returned, or its counts, row by row.
        classes: the names of the classes; None for those in the table, or their numbers.
        ax: the Matplotlib axes to draw on; none for a figure of its own.
        look: the plot's theme and ground, as `viz.PlotLook` says.

    Returns:
        The Matplotlib figure.

    Raises:
        TypeError: for what is no table of numbers.
        ValueError: for a table that is not square, has a count below 0, no count at all, or more than 20 classes; or a
            wrong number of names.

    >>> confusion_matrix([[8, 2], [1, 9]], classes=["cat", "dog"]).axes[0].get_title()
    'right: 17 of 20, 85 %'
    """
    counts: Sequence[Sequence[int]] = getattr(table, "counts", table)  # type: ignore[arg-type]  # one of the two
    rows = [
        [check_whole(count, "table", 0) for count in entries(row, "table", "rows of counts")]
        for row in entries(counts, "table", "rows of counts")
    ]
    count = len(rows)
    if not 1 <= count <= _MOST_CLASSES or any(len(row) != count for row in rows):
        raise ValueError(
            f"expected table to be a square of 1 to {_MOST_CLASSES} classes, got rows of {[len(r) for r in rows]}"
        )
    if not any(map(any, rows)):
        raise ValueError("expected at least one count above 0 in table, got none")
    names = getattr(table, "classes", range(count)) if classes is None else entries(classes, "classes", "names")
    if len(names) != count:
        raise ValueError(f"expected {counted(count, 'name')} in classes, one a row, got {len(names)}")
    total, right = sum(map(sum, rows)), sum(row[k] for k, row in enumerate(rows))
    with axes_for(ax, look) as (axes, colors):
        numbers = {(i, j): f"{number}" for i, row in enumerate(rows) for j, number in enumerate(row)}
        size = max(min(1.0, 6.0 / count) * 18, 9.0)
        draw_fields(axes, _shades(rows, colors), numbers, size, colors)
        shown = field_names(names)
        slant = {"rotation": 45, "ha": "right", "rotation_mode": "anchor"} if max(map(len, shown)) * count > 30 else {}
        axes.set_xticks(range(count), shown, **slant)
        axes.set_yticks(range(count), shown)
        axes.set(
            xlabel="taken for", ylabel="true class", title=f"right: {right} of {total}, {100 * right / total:.3g} %"
        )
    return axes.figure


def _shades(rows: Sequence[Sequence[int]], colors: PlotColors) -> Any:
    """The colour of each field: from the ground to a class's own, by its share of the row."""
    import numpy as np
    from matplotlib.colors import to_rgb

    counts = np.asarray(rows, dtype=float)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    full = np.where(np.eye(len(rows), dtype=bool)[..., None], to_rgb(colors.classes[0]), to_rgb(colors.classes[1]))
    # What there is at all, however rare, is seen.
    return tinted(colors, full, np.where(counts > 0, 0.12 + 0.88 * shares, 0.04))
