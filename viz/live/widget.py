"""A live page as a widget: what happens in it is known to Python, and what Python says is shown in it.

It needs anywidget, and is imported where that is there. A notebook keeps a picture beside the widget: GitHub, paper and
a reader without a kernel see it, and the page hides it while it runs.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, Protocol

from anywidget import AnyWidget
from IPython.display import display
from traitlets import Any as Anything
from traitlets import Bunch, Dict, Int, List, Unicode, observe, validate

from autograd import Value, topological_order
from autograd.shared.near_names import check_name
from viz.live.embedding import as_json, bundled, source
from viz.live.explorer import Explorer
from viz.live.still import Bundle, marked
from viz.live.texts import texts_in

__all__ = ["ExplorerWidget", "PageWidget"]

_display: Callable[..., None] = display  # it has no annotations


class _Page(Protocol):
    """What a widget is made of."""

    @property
    def data(self) -> Mapping[str, Any]: ...
    @property
    def modules(self) -> tuple[str, ...]: ...
    @property
    def style(self) -> str: ...


class PageWidget(AnyWidget):
    """A live page in a notebook.

    Args:
        page: the page.
        still: gives the picture that stands for it where nothing runs, as a notebook shows it.
        still_key: what tells this picture from those of other pages.
        language: one of `viz.live.texts.LANGUAGES`.
        traits: those of a subclass, to begin with.

    Attributes:
        page: the page's data, as JSON.
    """

    _esm = Unicode().tag(sync=True)
    _css = Unicode().tag(sync=True)
    page = Unicode().tag(sync=True)
    still_key = Unicode().tag(sync=True)

    def __init__(
        self, page: _Page, still: Callable[[], Bundle], still_key: str, *, language: str = "en", **traits: Any
    ) -> None:
        self._still = still
        super().__init__(
            _esm=bundled(*page.modules, source("widget.js")),
            _css=page.style,
            page=as_json({**page.data, "language": language, "texts": texts_in(language)}),
            still_key=still_key,
            **traits,
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[Bundle, Bundle]:
        view, about = self._view()
        return {**self._picture(), **view}, about

    def _ipython_display_(self) -> None:
        """Shows the page, and behind it the picture: of one output, a notebook shows one form and never the others."""
        if self.comm is not None:
            view, about = self._view()
            _display(view, metadata=about, raw=True)
        _display(self._picture(), raw=True)

    def _view(self) -> tuple[Bundle, Bundle]:
        view, about = super()._repr_mimebundle_() or ({}, {})
        return view, about

    def _picture(self) -> Bundle:
        return marked(self._still(), self.still_key)


class _Numbers(dict[str, Any]):
    """Numbers by the names of leaves, to read."""

    def __setitem__(self, name: str, number: Any) -> NoReturn:
        raise TypeError(
            f"expected values to be assigned as a whole, got one of them: write values = {{{name!r}: {number!r}}}"
        )


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
        selected: what has been clicked: a leaf by its name, another node by the name that it has in derivations, an
            edge as "w → z"; None for nothing. A Value of the graph may be assigned too.
        folded: the names of the groups that are shown as one node.

    All of them can be observed.
    """

    step = Int(0, min=0).tag(sync=True)
    values = Dict().tag(sync=True, to_json=lambda numbers, _: json.loads(as_json(numbers)), from_json=_received)
    gradients = Dict(read_only=True)
    selected = Anything().tag(sync=True)
    folded = List(Unicode()).tag(sync=True)

    def __init__(self, explorer: Explorer, **traits: Any) -> None:
        self.explorer, self.leaves = explorer, explorer.leaves
        self._shown = self.leaves.start
        self._foldings = [_closed(picture) for picture in explorer.data["pictures"]]
        self._names = [_names(explorer.data, program) for program, _ in enumerate(explorer.data["programs"])]
        begins = {"values": _Sent(self.leaves.start), "folded": self._foldings[0]}
        language = explorer.options.language
        super().__init__(explorer, self._picture_now, explorer.still_key, language=language, **{**begins, **traits})

    @property
    def data(self) -> dict[str, Any]:
        """What the page is made of."""
        return self.explorer.data

    @property
    def html(self) -> str:
        """The page as one HTML file, as it began."""
        return self.explorer.html

    @property
    def svg(self) -> str:
        """The picture, as it began."""
        return self.explorer.svg

    @validate("values")
    def _all_values(self, proposal: Bunch) -> _Numbers:
        given = proposal["value"]
        numbers = {**self._shown, **self.leaves.checked(given)}
        if not isinstance(given, _Sent):
            self.leaves.graph_at(numbers)
        return _Numbers(numbers)

    @observe("values")
    def _differentiate(self, change: Bunch) -> None:
        self._shown = change["new"]
        try:
            gradients = self.leaves.gradients_at(self._shown)
        except (ArithmeticError, ValueError):  # the page tells where
            gradients = dict.fromkeys(self._shown)
        self.set_trait("gradients", _Numbers(gradients))

    @validate("folded")
    def _has_a_picture(self, proposal: Bunch) -> list[str]:
        names = {name: None for folding in self._foldings for name in folding}
        given = sorted(check_name(name, "group in folded", names) for name in proposal["value"])
        if given not in self._foldings:
            raise ValueError(f"the page has no picture in which only these are folded: {', '.join(given) or 'nothing'}")
        return given

    @validate("selected")
    def _is_in_the_graph(self, proposal: Bunch) -> str | None:
        given, names = proposal["value"], self._names[0]
        if isinstance(given, Value):
            order = topological_order(self.explorer.value)
            given = next((name for name, value in zip(names, order) if value is given), given)
        is_known = isinstance(given, str) and any({*given.split(" → ")} <= {*known} for known in self._names)
        if given is not None and not is_known:
            raise ValueError(f"expected a node or an edge, got selected={given!r}: the nodes are {', '.join(names)}")
        name: str | None = given
        return name

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
            picture = self.explorer.picture(self.values)
        except (ArithmeticError, ValueError):
            picture = self.explorer.picture()
        return picture._repr_mimebundle_()

    def __reduce__(self) -> tuple[Any, ...]:
        heard = {name: getattr(self, name) for name in ("step", "selected", "folded")}
        return _explored, (self.explorer, {**heard, "values": dict(self.values)})

    def __deepcopy__(self, memo: dict[int, Any]) -> ExplorerWidget:
        return _explored(*copy.deepcopy(self.__reduce__()[1], memo))

    def __repr__(self) -> str:
        return repr(self.explorer)


def _closed(picture: Mapping[str, Any]) -> list[str]:
    """The groups that a picture shows as one node."""
    return sorted(group["name"] for group in picture["groups"] if not group["open"])


def _names(data: Mapping[str, Any], program: int) -> list[str]:
    """The name of each node, as the page tells it."""
    names = [name["text"] or f"#{i}" for i, name in enumerate(data["names"][program])]
    for leaf in data["leaves"]:
        names[leaf["places"][program]] = leaf["name"]
    return names


def _explored(explorer: Explorer, heard: dict[str, Any]) -> ExplorerWidget:
    """A widget from its pickle."""
    return ExplorerWidget(explorer, **{**heard, "values": _Sent(heard["values"])})
