"""A page of a graph, in which its leaves can be touched and both passes gone through.

It is the picture of the graph, the formulas of its rows as JavaScript, and modules that move numbers through
them.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, TypedDict, get_args
from xml.etree import ElementTree

from autograd import Value, topological_order
from autograd.arguments import check_number, check_value
from autograd.shared.near_names import check_name
from autograd.shared.options import taking
from autograd.shared.showing import counted
from viz.graph.drawing import picture_of, view_of
from viz.graph.options import Direction, DrawingOptions, Fold, refuse
from viz.live.document import document
from viz.live.embedding import source
from viz.live.facts import ASKING, facts, names_of, shapes_in
from viz.live.foldings import Pictures, pictures_of
from viz.live.leaves import Leaves
from viz.live.still import Bundle, behind, framed, key_of
from viz.live.texts import texts_in
from viz.live.themes import theme_style
from viz.palette import ThemeName
from viz.rendering.picture import Picture

__all__ = ["Explorer", "ExploringChoices", "ExploringOptions", "explored", "page_to_explore"]

_BEFORE_ROWS: Final = ("special.js",)
_AFTER_ROWS: Final = (
    "engine.js",
    "model.js",
    "texts.js",
    "elements.js",
    "theme.js",
    "numbers.js",
    "steps.js",
    "picture.js",
    "touching.js",
    "graph_picture.js",
    "zoom.js",
    "stepping.js",
    "leaf_panel.js",
    *ASKING,
    "explorer.js",
)
_WIDGETS: Final = ("step", "values", "gradients", "selected", "folded", "observe", "sync", "reset")
EdgeOrNode: TypeAlias = Literal["edge", "node"]


class ExploringChoices(TypedDict, total=False):
    """`ExploringOptions` for type checkers, as `viz.save_html` takes them by name. A test holds the two together."""

    direction: Direction
    precision: int
    unfold: bool | Collection[str]
    fold: Fold
    opened: bool | Collection[str]
    gradients: bool
    local_derivatives: bool
    backward: bool
    legend: bool
    theme: ThemeName
    transparent: bool
    max_nodes: int | None
    by: EdgeOrNode
    step: float | None
    language: str


@dataclass(frozen=True, kw_only=True)
class ExploringOptions(DrawingOptions):
    """Those of a drawing, but for `highlight` and `slide`.

    Attributes:
        by: what a step of the backward pass is: "edge", one operand, or "node", all operands of an operation.
        step: by how much an arrow key changes a leaf, above 0; None for a step that fits the size of its number.
        language: what language the page speaks, one of `viz.live.texts.LANGUAGES`.

    Raises:
        TypeError, ValueError: as `DrawingOptions` does; for a language that there is not; for a step that is no finite
            number above 0.
    """

    by: EdgeOrNode = "edge"
    step: float | None = None
    language: str = "en"

    def __post_init__(self) -> None:
        super().__post_init__()
        check_name(self.by, "by", get_args(EdgeOrNode))
        texts_in(self.language)
        if self.step is not None:
            check_number(self.step, "step", lambda x: x > 0.0, "a finite number above 0")


@dataclass(frozen=True, repr=False)
class Explorer:
    """A graph as a page whose numbers can be moved. Jupyter shows it.

    Attributes:
        value: the output of the graph.
        options: how it is shown.
        data: what the page is made of, as JSON can hold it: `programs`, `leaves`, `pictures`, as `viz.live.foldings`
            describes them, `facts` and, a program each, `names`, as `viz.live.facts` does, and `options`.
        rows: the operations, as JavaScript.
        svg: the picture as it is where nothing moves.
        leaves: the leaves that can be moved, by the names that they have in the page.

    >>> page = page_to_explore(Value(2.0, label="x").exp())
    >>> page
    <Explorer: 2 nodes, 1 leaf>
    """

    value: Value
    options: ExploringOptions
    data: dict[str, Any]
    rows: str
    svg: str
    leaves: Leaves = field(compare=False)

    @property
    def title(self) -> str:
        """What the page is called."""
        return texts_in(self.options.language)["forward and backward pass"]

    @cached_property
    def modules(self) -> tuple[str, ...]:
        """The modules of the page, each after those it imports from; the last exports `mount(root, data, channel)`."""
        return (*map(source, _BEFORE_ROWS), self.rows, *map(source, _AFTER_ROWS))

    @property
    def style(self) -> str:
        """The style sheet of the page; all of it is for what is within an element of the class `chalk`."""
        return theme_style() + source("explorer.css") + source("ask.css")

    @property
    def html(self) -> str:
        """The page: one HTML file that asks no other machine for anything."""
        return self.titled(self.title)

    def titled(self, title: str) -> str:
        """The page under another title."""
        drawn = ElementTree.fromstring(self.svg)
        words = ". ".join(drawn.findtext(f"{{*}}{part}") or "" for part in ("title", "desc"))
        style, language = _WINDOW + self.style, self.options.language
        return document(title, style, self.modules, self.data, language=language, words=words)

    def picture(self, numbers: Mapping[str, float] | None = None) -> Picture:
        """The picture, with other numbers in the leaves if they are given, by name.

        Raises:
            DomainError, OverflowError: where an operation has no value, or no derivative.
        """
        graph = self.leaves.graph_at({**self.leaves.start, **(numbers or {})})
        style = _of_copies(self.options, self.leaves.originals)
        return picture_of(view_of(graph, style), style)

    @cached_property
    def still_key(self) -> str:
        """What tells its picture from those of other pages."""
        return key_of(self.picture().source)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        frame = framed(self.title, self.html, "42rem")
        return {**behind(self.picture()._repr_mimebundle_(), self.still_key, frame), "text/plain": repr(self)}

    if not TYPE_CHECKING:  # where it would hide a wrong name

        def __getattr__(self, name: str) -> Any:
            hint = ": only a widget has it, pip install anywidget" if name in _WIDGETS else ""
            raise AttributeError(f"an Explorer has no {name}{hint}")

    def __repr__(self) -> str:
        nodes, leaves = len(self.data["programs"][0]["nodes"]), len(self.data["leaves"])
        return f"<Explorer: {counted(nodes, 'node')}, {counted(leaves, 'leaf')}>"


@taking(ExploringOptions, backward=True)
def page_to_explore(value: Value, options: ExploringOptions) -> Explorer:
    """The page that `explore` gives, without a widget: for files.

    >>> page_to_explore(Value(2.0, label="x").exp())
    <Explorer: 2 nodes, 1 leaf>
    """
    page, _ = explored(value, options, "explore", "explore")
    return page


def explored(value: Value, options: ExploringOptions, mode: str, function: str) -> tuple[Explorer, Pictures]:
    """The page in a mode, "explore" or "step", and what it was made of; an error names the function that was called."""
    check_value(value, "value", {"explore": " to explore", "step": " to step through"}[mode])
    refuse(options, function, "highlight", "slide")
    twins: dict[int, Any] = {}
    own = copy.deepcopy(value, twins)
    own.zero_grad()
    own.backward()
    style = _of_copies(options, {twins[id(v)]: v for v in topological_order(value)})
    found = pictures_of(own, replace(style, theme="light"))  # other colours are the page's matter
    orders = [topological_order(program) for program in found.values]
    leaves = [found.programs[0]["nodes"][places[0]] for places in found.leaves]
    names = _leaf_names([leaf["label"] for leaf in leaves])
    data = {
        "programs": found.programs,
        "leaves": [{"name": name, "places": places} for name, places in zip(names, found.leaves)],
        "pictures": found.pictures,
        "facts": facts(found.rows.keys, chain.from_iterable(map(shapes_in, orders))),
        "names": [names_of(order) for order in orders],
        "options": {
            "mode": mode,
            "by": options.by,
            "precision": int(options.precision),
            "step": None if options.step is None else float(options.step),
            "theme": options.theme,
        },
    }
    return Explorer(value, options, data, found.rows.text, found.svg, Leaves(value, names)), found


def _of_copies(options: ExploringOptions, originals: Mapping[Value, Value]) -> ExploringOptions:
    """The options for a copy of the graph: a function in `fold` knows the user's own Values."""
    fold = options.fold
    if not callable(fold):
        return options
    named = fold
    return replace(options, fold=lambda own: named(originals[own]))


def _leaf_names(labels: list[str]) -> list[str]:
    """A name for each leaf that no other has: its label, and a number behind it where others have the same."""
    names: list[str] = []
    for label in (label or "leaf" for label in labels):
        name, number = label, 1
        while name in names or (number > 1 and name in labels):
            number += 1
            name = f"{label} ({number})"
        names.append(name)
    return names


_WINDOW: Final = "html, body { margin: 0; }\n"
