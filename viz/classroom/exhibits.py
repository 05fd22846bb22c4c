"""What the lecture's pages show: pictures, plots and derivations, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import nn
from autograd import Value, exp
from viz.classroom import slides
from viz.classroom.lecture_plots import (
    Drawn,
    XorTraining,
    in_theme,
    likelihood_plot,
    losses_plot,
    perceptron_plot,
    sample_loss,
    surface_plot,
)
from viz.classroom.playground import Playground, playground
from viz.derivations.derivation import derivation
from viz.derivations.lines import Derivation
from viz.graph.drawing import compare, draw
from viz.palette import ThemeName
from viz.plots import decision_boundary, hidden_space, loss_curve, network, secant
from viz.rendering.picture import Picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["EXHIBITS", "Exhibit", "Graph", "xor_playground"]

Graph: TypeAlias = Callable[[], tuple[Value, dict[str, Value]]]
"""A function that builds a graph: its output, and its Values by name."""

_XOR = XorTraining()


@dataclass(frozen=True)
class Exhibit:
    """One thing to show.

    Attributes:
        items: the lecture's items that it shows.
        name: its files' name, without the suffix.
        caption: what to see in it.
        draw: draws it, in a theme, "light" or "dark"; None for a derivation.
        derive: derives it; None for what is drawn.
        graph: the graph in it, if there is one: it has a page that answers when it is touched.
        is_trained: whether it shows the net that learns XOR, which the playground trains.
    """

    items: str
    name: str
    caption: str
    draw: Callable[[ThemeName], Drawn] | None = None
    derive: Callable[[], Derivation] | None = None
    graph: Graph | None = None
    is_trained: bool = False


def xor_playground(language: str) -> Playground:
    """The playground, with the net that learns XOR before its first step, and all that it is trained with."""
    return playground(
        *nn.datasets.XOR,
        layers=[_XOR.hidden],
        activation="sigmoid",
        init="uniform",
        seed=_XOR.seed,
        loss="binary_cross_entropy",
        optimizer="SGD",
        learning_rate=_XOR.learning_rate,
        batch_size=None,
        language=language,
    )


def _learned_sample() -> tuple[Value, dict[str, Value]]:
    return sample_loss(_XOR.learned().net), {}


def _drawn(
    items: str, name: str, caption: str, graph: Graph, highlight: str = "", *, backward: bool = False
) -> Exhibit:
    """A picture of a graph."""

    def draw_graph(theme: ThemeName) -> Picture:
        output, values = graph()
        output.backward()
        marked = [values[highlight]] if highlight else []
        return draw(output, unfold={"dot"}, highlight=marked, backward=backward, theme=theme)

    return Exhibit(items, name, caption, draw=draw_graph, graph=graph)


def _derived(items: str, name: str, caption: str, graph: Graph, wrt: str) -> Exhibit:
    """The derivation of a gradient."""

    def derive() -> Derivation:
        output, values = graph()
        return derivation(output, wrt=values[wrt])

    return Exhibit(items, name, caption, derive=derive, graph=graph)


def _plotted(items: str, name: str, caption: str, plot: Callable[[], Figure], *, is_trained: bool = False) -> Exhibit:
    """A plot, which has the theme of the `style` around it."""
    return Exhibit(items, name, caption, draw=in_theme(plot), is_trained=is_trained)


def _used_twice() -> tuple[Value, dict[str, Value]]:
    x1, x2 = Value(2.0, "x1"), Value(1.0, "x2")
    f = x1 * (x1 + x2)
    f.label = "f"
    return f, {"x1": x1, "x2": x2}


EXHIBITS = (
    _plotted(
        "L1.2",
        "L1-and",
        "A perceptron learns AND: its line after every update",
        lambda: perceptron_plot(*nn.datasets.AND),
    ),
    _plotted("L2.1", "L2-xor", "On XOR it never comes to rest", lambda: perceptron_plot(*nn.datasets.XOR)),
    _plotted(
        "L3.1",
        "L3-net",
        "One hidden layer: the net that learns XOR",
        lambda: network(_XOR.learned().net, [1.0, 0.0]),
        is_trained=True,
    ),
    _plotted(
        "L4.1, L4.2", "L4-likelihood", "Where the likelihood is highest, the mean loss is lowest", likelihood_plot
    ),
    _drawn("L4.3", "L4-classes", "Cross-entropy of three classes", slides.classes),
    _derived("L4.3", "L4-classes-derived", "Its gradient", slides.classes, "f1"),
    _plotted("L4.4", "L4-losses", "Sure and right costs nothing; sure and wrong, without bound", losses_plot),
    _plotted("L5.1", "L5-secant", "The secant turns into the tangent", lambda: secant(exp, 1.0)),
    _drawn("L5.4", "L5-used-twice", "One value used twice", _used_twice, "x1"),
    _derived("L5.4", "L5-used-twice-derived", "Its gradient", _used_twice, "x1"),
    _drawn("L5.5", "L5-quiz", "The quiz: a log-likelihood", slides.quiz),
    _derived("L5.5", "L5-quiz-derived", "The quiz, answered", slides.quiz, "w1"),
    _plotted(
        "L6.4",
        "L6-surface",
        "The loss around the way that descent took",
        lambda: surface_plot(_XOR.learned()),
        is_trained=True,
    ),
    _drawn("L7.1, L7.2, L7.3", "L7-unit", "Values, local derivatives and gradients", slides.unit),
    _drawn("L7.3", "L7-backward", "The backward pass, message by message", slides.unit, backward=True),
    _derived("L7.4", "L7-weight-derived", "The gradient of a weight", slides.unit, "w11"),
    _derived("L7.5", "L7-input-derived", "The gradient of an input", slides.unit, "x1"),
    _drawn("L8.4", "L8-layers", "Two layers, with the lecture's numbers", slides.two_layers),
    _derived("L8.1", "L8-hidden-derived", "The gradient of a hidden unit", slides.two_layers, "a11"),
    _derived("L8.2", "L8-weight-derived", "A weight behind it", slides.two_layers, "w_11^(1)"),
    _drawn("L8.3", "L8-paths", "Both paths from an input", slides.two_layers, "x1"),
    _derived("L8.3", "L8-input-derived", "The sum over both paths", slides.two_layers, "x1"),
    _plotted("L9.1", "L9-loss", "Gradient descent on XOR", lambda: loss_curve(_XOR.learned().losses), is_trained=True),
    _plotted(
        "L9.1",
        "L9-boundary",
        "What the net decides, and the lines of its hidden units",
        lambda: decision_boundary(_XOR.learned().net, *nn.datasets.XOR, hidden_lines=True),
        is_trained=True,
    ),
    _plotted(
        "L9.1",
        "L9-hidden-space",
        "The four points move until a line separates them",
        lambda: hidden_space(_XOR.learned().net, *nn.datasets.XOR, trajectory=_XOR.learned().trajectory),
        is_trained=True,
    ),
    Exhibit(
        "L9.1",
        "L9-before-and-after",
        "The loss of one sample before and after learning",
        draw=lambda theme: compare(sample_loss(_XOR.new_net()), sample_loss(_XOR.learned().net), theme=theme),
        graph=_learned_sample,
    ),
)
"""All of them, in the order of the lecture."""
