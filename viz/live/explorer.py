"""`explore`: a graph whose leaves can be touched, and whose two passes can be gone through, in a page.

The page is the picture of the graph, the formulas of its rows as JavaScript, and modules that move numbers through
them.
"""

from __future__ import annotations

import copy
import html
import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from autograd import Value, topological_order
from autograd.primitive import real_number
from autograd.shared.near_names import check_name
from autograd.shared.options import taking
from viz.graph.options import DrawingOptions, refuse
from viz.live.document import document
from viz.live.embedding import source
from viz.live.foldings import Pictures, pictures_of
from viz.live.texts import texts_in
from viz.live.themes import theme_style

__all__ = ["Explorer", "ExploringOptions", "explore", "explored"]

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
    "zoom.js",
    "touching.js",
    "stepping.js",
    "ask.js",
    "explorer.js",
)
_BY: Final = ("edge", "node")


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

    by: str = "edge"
    step: float | None = None
    language: str = "en"

    def __post_init__(self) -> None:
        super().__post_init__()
        check_name(self.by, "by", _BY)
        texts_in(self.language)
        if self.step is not None and not 0.0 < real_number(self.step) < math.inf:
            raise ValueError(f"expected a finite step above 0, got step={self.step!r}")


@dataclass(frozen=True, repr=False)
class Explorer:
    """A graph as a page whose numbers can be moved. Jupyter shows it.

    Attributes:
        value: the output of the graph.
        options: how it is shown.
        data: what the page is made of, as JSON can hold it: `programs`, `leaves`, `pictures`, as `viz.live.foldings`
            describes them, `names`, of the nodes, and `options`.
        rows: the operations, as JavaScript.
        svg: the picture as it is where nothing moves.
    """

    value: Value
    options: ExploringOptions
    data: dict[str, Any]
    rows: str
    svg: str

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
        return theme_style() + source("explorer.css")

    @property
    def html(self) -> str:
        """The page: one HTML file that asks no other machine for anything."""
        return document(self.title, _WINDOW + self.style, self.modules, self.data, language=self.options.language)

    def _repr_html_(self) -> str:
        page = html.escape(self.html, quote=True)
        frame = "width: 100%; height: 42rem; border: 0"
        return f'<iframe title="{self.title}" sandbox="allow-scripts" style="{frame}" srcdoc="{page}"></iframe>'

    def __repr__(self) -> str:
        return f"<Explorer: {len(self.data['programs'][0]['nodes'])} nodes, {len(self.data['leaves'])} leaves>"


@taking(ExploringOptions, backward=True)
def explore(value: Value, options: ExploringOptions) -> Explorer:
    """The graph that computed `value`, as a page in which its leaves can be moved and both passes gone through.

    In the page, every leaf can be dragged, typed and moved by the arrow keys: all numbers, gradients and what the edges
    hand on follow. The graph itself is not changed, nor are its gradients.

    Args:
        value: the output of the graph.
        options: by name, those of `viz.DrawingOptions`, but for `highlight` and `slide`; and `by`, "edge" or
            "node", what a step of the backward pass is; `step`, by how much an arrow key changes a leaf; `language`,
            "en" or "de".

    Returns:
        The page; `.html` is its text, `.svg` its picture.

    Raises:
        TypeError, ValueError: as `viz.draw` does; for a step or a language that there is not.
        DomainError: where an operation has no derivative; a ValueError.
        GraphvizNotFoundError: if there is nothing to draw with.

    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> explore((w * x).sigmoid())
    <Explorer: 4 nodes, 2 leaves>
    """
    page, _ = explored(value, options, "explore", "explore")
    return page


def explored(value: Value, options: ExploringOptions, mode: str, function: str) -> tuple[Explorer, Pictures]:
    """The page in a mode, "explore" or "step", and what it was made of; an error names the function that was called."""
    if not isinstance(value, Value):
        what = {"explore": "explore", "step": "step through"}[mode]
        raise TypeError(f"expected a Value to {what}, got {value!r} of type {type(value).__name__}")
    refuse(options, function, "highlight", "slide")
    twins: dict[int, Any] = {}
    own = copy.deepcopy(value, twins)
    own.zero_grad()
    own.backward()
    style = _light(options, {twins[id(v)]: v for v in topological_order(value)})
    found = pictures_of(own, style)
    leaves = [found.programs[0]["nodes"][places[0]] for places in found.leaves]
    data = {
        "programs": found.programs,
        "leaves": [
            {"name": name, "places": places}
            for name, places in zip(_leaf_names([leaf["label"] for leaf in leaves]), found.leaves)
        ],
        "pictures": found.pictures,
        "facts": {},
        "names": [node["name"] for node in found.programs[0]["nodes"]],
        "options": {"mode": mode, **{name: getattr(options, name) for name in ("precision", "by", "step", "theme")}},
    }
    return Explorer(value, options, data, found.rows.text, found.svg), found


def _light(options: ExploringOptions, originals: dict[Value, Value]) -> ExploringOptions:
    """The options of the pictures: colours are the page's matter, and a function in `fold` knows the user's Values."""
    fold = options.fold
    if callable(fold):
        named = fold
        return replace(options, theme="light", fold=lambda own: named(originals[own]))
    return replace(options, theme="light")


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


_WINDOW: Final = "html, body { margin: 0; height: 100%; }\nmain { min-height: 100%; }\n"
