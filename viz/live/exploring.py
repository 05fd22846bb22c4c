"""`explore`: a graph in a page that answers when it is touched; as a widget, where anywidget is."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from autograd import Value
from autograd.shared.options import taking
from viz.live.explorer import Explorer, ExploringOptions, explored

if TYPE_CHECKING:  # it needs anywidget
    from viz.live.widget import ExplorerWidget

__all__ = ["explore"]


@taking(ExploringOptions, backward=True)
def explore(value: Value, options: ExploringOptions) -> Explorer | ExplorerWidget:
    """The graph that computed `value`, as a page in which its leaves can be moved and both passes gone through.

    In the page, every leaf can be dragged, typed and moved by the arrow keys: all numbers, gradients and what the edges
    hand on follow. The graph itself is not changed, nor are its gradients.

    Where anywidget is installed, the page is a widget: its `step`, `values`, `gradients`, `selected` and `folded` can
    be read, set and observed in Python, and `sync()` writes the numbers that were dragged to the graph itself.

    Args:
        value: the output of the graph.
        options: by name, those of `viz.DrawingOptions`, but for `highlight` and `slide`; and `by`, "edge" or
            "node", what a step of the backward pass is; `step`, by how much an arrow key changes a leaf; `language`,
            "en" or "de".

    Returns:
        The page, as a widget or not; `.html` is its text, `.svg` its picture.

    Raises:
        TypeError, ValueError: as `viz.draw` does; for a step or a language that there is not.
        DomainError: where an operation has no derivative; a ValueError.
        GraphvizNotFoundError: if there is nothing to draw with.

    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> explore((w * x).sigmoid())
    <Explorer: 4 nodes, 2 leaves>
    """
    page, _ = explored(value, options, "explore", "explore")
    if find_spec("anywidget") is None:
        return page
    from viz.live.widget import ExplorerWidget

    return ExplorerWidget(page)
