"""What all plots share: our style sheet, axes to draw on, and a progress bar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["axes_for", "style", "with_progress_bar"]

STYLE_SHEET = Path(__file__).with_name("chalkgrad.mplstyle")

Item = TypeVar("Item")


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


def with_progress_bar(items: Iterable[Item], wanted: bool, description: str, unit: str) -> Iterable[Item]:
    """The items; while they are gone through a bar shows how far, if that is wanted and tqdm is installed."""
    if not wanted:
        return items
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return items
    bar: Iterable[Item] = tqdm(items, desc=description, unit=unit)
    return bar
