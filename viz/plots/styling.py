"""What all plots share: our style sheet, and axes to draw on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["axes_for", "style"]

STYLE_SHEET = Path(__file__).with_name("chalkgrad.mplstyle")


@contextmanager
def style() -> Iterator[None]:
    """Our style, for as long as the `with` block lasts: large letters, few lines. Plots without an `ax` have it anyway.

    >>> import viz
    >>> with style():
    ...     figure = viz.loss_curve([0.7, 0.5])
    """
    from matplotlib import rc_context

    with rc_context(fname=STYLE_SHEET):
        yield


@contextmanager
def axes_for(ax: Axes | None, *, projection: str | None = None) -> Iterator[Axes]:
    """The axes given, as they are; or those of a new figure, in our style."""
    if ax is not None:
        yield ax
        return
    from viz.plots.figures import Plot

    with style():
        yield Plot().add_subplot(projection=projection)
