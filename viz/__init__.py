"""Pictures of graphs, of nets, and of learning.

>>> import viz
>>> from autograd import Value
>>> x = Value(3.0, label="x")
>>> y = x * x
>>> y.backward()
>>> picture = viz.draw(y)
>>> picture
<Picture: computation graph of 9: 2 nodes, 2 edges>
>>> ">grad 6</text>" in picture.svg()
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

try:
    from autograd import PRIMITIVES  # noqa: F401 - no other autograd has this name
except ImportError as error:
    from chalkgrad_command.companions import cause_of

    raise cause_of(error) from None

from autograd.shared.near_names import missing_attribute
from autograd.shared.version import installed_version
from viz.derivations.derivation import derivation
from viz.derivations.lines import Derivation
from viz.formulas.formula import Formula, formula, partial_formulas, row_formula
from viz.graph.building import GraphTooLargeError
from viz.graph.drawing import compare, draw
from viz.graph.options import DrawingOptions
from viz.live.explorer import Explorer
from viz.live.exploring import explore
from viz.live.saving import save_html
from viz.live.stepper import Stepper, stepper
from viz.plots import (
    Animation,
    PlotLook,
    Trajectory,
    animate,
    attention,
    bars,
    confusion_matrix,
    curves,
    decision_boundary,
    hidden_space,
    loss_curve,
    loss_surface,
    network,
    perceptron_line,
    secant,
    style,
    sweep,
)
from viz.rendering.picture import Picture
from viz.rendering.render import GraphvizNotFoundError

_ELSEWHERE = {"drawdot": "draw", "plotloss": "loss_curve", "tohtml": "save_html"}
_OF_THE_CLASSROOM = {
    "CheatSheet": "viz.classroom.cheatsheet",
    "Deck": "viz.classroom.deck.deck",
    "Exercise": "viz.classroom.exercises.exercise",
    "Marked": "viz.classroom.marking.marked",
    "MarkedClass": "viz.classroom.marking.marked_class",
    "Playground": "viz.classroom.playground",
    "TOPICS": "viz.classroom.exercises.topics",
    "Worksheet": "viz.classroom.sheets.worksheet",
    "Worksheets": "viz.classroom.sheets.class_set",
    "cheatsheet": "viz.classroom.cheatsheet",
    "deck": "viz.classroom.deck.deck",
    "exercise": "viz.classroom.exercises.topics",
    "mark": "viz.classroom.marking.marking",
    "mark_class": "viz.classroom.marking.marking",
    "playground": "viz.classroom.playground",
    "worksheet": "viz.classroom.sheets.worksheet",
    "worksheets": "viz.classroom.sheets.class_set",
}
"""Where they are: each takes its time, and most import nn."""

__all__ = [
    "TOPICS",
    "Animation",
    "CheatSheet",
    "Deck",
    "Derivation",
    "DrawingOptions",
    "Exercise",
    "Explorer",
    "Formula",
    "GraphTooLargeError",
    "GraphvizNotFoundError",
    "Marked",
    "MarkedClass",
    "Picture",
    "Playground",
    "PlotLook",
    "Stepper",
    "Trajectory",
    "Worksheet",
    "Worksheets",
    "animate",
    "attention",
    "bars",
    "cheatsheet",
    "compare",
    "confusion_matrix",
    "curves",
    "decision_boundary",
    "deck",
    "derivation",
    "draw",
    "exercise",
    "explore",
    "formula",
    "hidden_space",
    "loss_curve",
    "loss_surface",
    "mark",
    "mark_class",
    "network",
    "partial_formulas",
    "perceptron_line",
    "playground",
    "row_formula",
    "save_html",
    "secant",
    "stepper",
    "style",
    "sweep",
    "worksheet",
    "worksheets",
]


def __dir__() -> list[str]:
    """Names to use, and not those that came here on the way to them."""
    return __all__


if TYPE_CHECKING:
    from viz.classroom.cheatsheet import CheatSheet, cheatsheet
    from viz.classroom.deck.deck import Deck, deck
    from viz.classroom.exercises.exercise import Exercise
    from viz.classroom.exercises.topics import TOPICS, exercise
    from viz.classroom.marking.marked import Marked
    from viz.classroom.marking.marked_class import MarkedClass
    from viz.classroom.marking.marking import mark, mark_class
    from viz.classroom.playground import Playground, playground
    from viz.classroom.sheets.class_set import Worksheets, worksheets
    from viz.classroom.sheets.worksheet import Worksheet, worksheet

    __version__: str
else:  # where it would hide a wrong name

    def __getattr__(name: str) -> object:
        if name == "__version__":
            return installed_version()
        if name in _OF_THE_CLASSROOM:
            return getattr(import_module(_OF_THE_CLASSROOM[name]), name)
        raise missing_attribute(__name__, name, __all__, _ELSEWHERE)
