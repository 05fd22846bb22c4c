"""A live page as a widget: what happens in it is known to Python, and what Python says is shown in it.

It needs anywidget, and is imported where that is there. A notebook keeps a picture beside the widget: GitHub, paper and
a reader without a kernel see it, and the page hides it while it runs.
"""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, Protocol, TypeAlias

from anywidget import AnyWidget
from IPython.display import display
from traitlets import Bunch, Dict, Int, List, Unicode, observe, validate

from autograd import Value
from viz.graph.drawing import picture_of, view_of
from viz.graph.options import DrawingOptions
from viz.live.embedding import as_json, bundled, source
from viz.live.leaves import Leaves
from viz.live.texts import texts_in

__all__ = ["ExplorerWidget", "PageWidget"]

Bundle: TypeAlias = dict[str, Any]
"""What a notebook may show, by media type."""

_VIEW = "application/vnd.jupyter.widget-view+json"

# Without a kernel JupyterLab says "Error displaying widget" above the picture: an output with nothing in it goes.
_NO_ERROR = ".jp-OutputArea-child:not(:has(.jp-OutputArea-output *)):has(+ * .chalk-still) { display: none }"


_display: Callable[..., None] = display  # it has no annotations


class LivePage(Protocol):
    """What a widget is made of."""

    @property
    def data(self) -> Mapping[str, Any]: ...
    @property
    def modules(self) -> tuple[str, ...]: ...
    @property
    def style(self) -> str: ...


class GraphPage(LivePage, Protocol):
    """The page of a graph."""

    @property
    def value(self) -> Value: ...
    @property
    def options(self) -> DrawingOptions: ...


class PageWidget(AnyWidget):
    """A live page in a notebook.

    Args:
        page: the page.
        still: gives what a notebook may show where nothing runs, as a bundle of media types.
        language: one of `viz.live.texts.LANGUAGES`.
        traits: those of a subclass, to begin with.

    Attributes:
        page: the page's data, as JSON.
        still_id: what tells its picture from those of other pages.
    """

    _esm = Unicode().tag(sync=True)
    _css = Unicode().tag(sync=True)
    page = Unicode().tag(sync=True)
    still_id = Unicode().tag(sync=True)

    def __init__(self, page: LivePage, still: Callable[[], Bundle], *, language: str = "en", **traits: Any) -> None:
        self._still = still
        super().__init__(
            _esm=bundled(*page.modules, source("widget.js")),
            _css=page.style,
            page=as_json({**page.data, "language": language, "texts": texts_in(language)}),
            still_id=uuid.uuid4().hex,
            **traits,
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[Bundle, Bundle]:
        view, about = self._view()
        return {**self._marked_still(), **view}, about

    def _ipython_display_(self) -> None:
        """Shows the page, and behind it the picture: of one output, a notebook shows one form and never the others."""
        if self.comm is not None:
            view, about = self._view()
            _display(view, metadata=about, raw=True)
        _display(self._marked_still(), raw=True)

    def _view(self) -> tuple[Bundle, Bundle]:
        view, about = super()._repr_mimebundle_() or ({}, {})
        return view, about

    def _marked_still(self) -> Bundle:
        bundle = self._still()
        if "text/html" not in bundle:
            return bundle
        classes = f"chalk-still chalk-still-{self.still_id}"
        marked = f'<style>{_NO_ERROR}</style><div class="{classes}">{bundle["text/html"]}</div>'
        return {**bundle, "text/html": marked}


class _Numbers(dict[str, Any]):
    """Numbers by the names of leaves, to read."""

    def __setitem__(self, name: str, number: Any) -> NoReturn:
        raise TypeError(f"expected the attribute to be assigned as a whole: values = {{{name!r}: {number!r}}}")


class _Sent(dict[str, float]):
    """Numbers as the page sent them: it shows them, whatever the graph says of them."""


def _received(sent: Mapping[str, Any], widget: ExplorerWidget) -> _Sent:
    return _Sent(widget.leaves.checked({name: float(number) for name, number in sent.items()}))


class ExplorerWidget(PageWidget):
    """A graph that answers when it is touched, in a notebook.

    Args:
        explorer: its page.

    Attributes:
        step: where in the forward and the backward pass the page stands.
        values: the number of each leaf, by its name. What is assigned may name some of them; the others stay.
        gradients: the derivative of the output by each leaf at these numbers; None for all where an operation has no
            value or no derivative. To read.
        selected: what has been clicked.
        folded: the groups that are shown as one node.

    All of them can be observed.
    """

    step = Int(0, min=0).tag(sync=True)
    values = Dict().tag(sync=True, to_json=lambda numbers, _: json.loads(as_json(numbers)), from_json=_received)
    gradients = Dict(read_only=True)
    selected = Unicode(None, allow_none=True).tag(sync=True)
    folded = List(Unicode()).tag(sync=True)

    def __init__(self, explorer: GraphPage, **traits: Any) -> None:
        self.explorer = explorer
        self.leaves = Leaves(explorer.value, [leaf["name"] for leaf in explorer.data["leaves"]])
        self._numbers = self.leaves.start
        super().__init__(explorer, self._picture_now, **{"values": _Sent(self.leaves.start), **traits})

    @validate("values")
    def _all_values(self, proposal: Bunch) -> _Numbers:
        given = proposal["value"]
        numbers = {**self._numbers, **self.leaves.checked(given)}
        if not isinstance(given, _Sent):
            self.leaves.graph_at(numbers)
        return _Numbers(numbers)

    @observe("values")
    def _differentiate(self, change: Bunch) -> None:
        self._numbers = change["new"]
        try:
            gradients = self.leaves.gradients_at(self._numbers)
        except (ArithmeticError, ValueError):  # the page tells where
            gradients = dict.fromkeys(self._numbers)
        self.set_trait("gradients", _Numbers(gradients))

    def sync(self) -> None:
        """Writes the numbers that the page shows to the Values that it was made of.

        Every leaf's `data` becomes its entry in `values`. Then the graph is computed again, as by `recompute()`, and
        every `grad` in it becomes the derivative of its output there: what stood in it before is not added to. Other
        graphs that were made of the same leaves keep their numbers.

        Raises:
            DomainError, OverflowError: where an operation has no value or no derivative; nothing has changed then.
        """
        self.leaves.write(self.values)

    def reset(self) -> None:
        """Sets `values` to where they started: the numbers that the graph was computed from. It writes nothing back."""
        self.values = self.leaves.start

    def _picture_now(self) -> Bundle:
        try:
            graph = self.leaves.graph_at(self.values)
        except (ArithmeticError, ValueError):
            graph = self.explorer.value
        options = self.explorer.options
        return picture_of(view_of(graph, options), options)._repr_mimebundle_()

    def __reduce__(self) -> tuple[Any, ...]:
        heard = {name: getattr(self, name) for name in ("step", "selected", "folded")}
        return _explored, (self.explorer, {**heard, "values": dict(self.values)})

    def __deepcopy__(self, memo: dict[int, Any]) -> ExplorerWidget:
        return _explored(*copy.deepcopy(self.__reduce__()[1], memo))

    def __repr__(self) -> str:
        return repr(self.explorer)


def _explored(explorer: GraphPage, heard: dict[str, Any]) -> ExplorerWidget:
    """A widget from its pickle."""
    return ExplorerWidget(explorer, **{**heard, "values": _Sent(heard["values"])})
