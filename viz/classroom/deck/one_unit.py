"""Slides of L7: the gradient of one unit."""

from __future__ import annotations

from autograd import Value
from viz.classroom import slides as graphs
from viz.classroom.deck.numbers import DeckNumbers, UnitNumbers
from viz.classroom.deck.pictures import picture, stepping
from viz.classroom.deck.slide import Slide, derived, formulas, one_by_one, quiz, shown, text
from viz.derivations.derivation import derivation
from viz.graph.drawing import draw

__all__ = ["slides"]


def slides(numbers: DeckNumbers) -> list[Slide]:
    """The slides of L7."""
    return [
        _values(numbers.unit),
        _locals(numbers.unit),
        _backward(numbers.unit),
        _weight(numbers.unit),
        _input(numbers.unit),
    ]


def _unit(numbers: UnitNumbers) -> tuple[Value, dict[str, Value]]:
    """The graph with its gradients."""
    loss, values = graphs.unit(vars(numbers))
    loss.backward()
    return loss, values


def _values(numbers: UnitNumbers) -> Slide:
    loss, _ = _unit(numbers)
    plot = picture(
        lambda theme: draw(loss, unfold={"dot"}, gradients=False, local_derivatives=False, theme=theme),
        "The graph of one unit with the value of every node",
    )
    return Slide(
        "L7.1",
        "One unit as a graph: values",
        text(
            r"$z = w_{11} \cdot x_1 + w_{21} \cdot x_2$, $ŷ = \sigma(z)$, "
            r"$\ell = {-y} \cdot \log ŷ - (1 - y) \cdot \log(1 - ŷ)$"
        )
        + plot
        + text("**Forward**: each node from its operands, from left to right."),
        "Compute it with them, node by node. No bias on this slide; with one, its gradient would be ŷ − y.",
        "They draw the loss as a box of several operations, or look for a division: there is none.",
    )


def _locals(numbers: UnitNumbers) -> Slide:
    loss, _ = _unit(numbers)
    plot = picture(
        lambda theme: draw(loss, unfold={"dot"}, gradients=False, theme=theme),
        "The graph of one unit with the local derivative on every edge",
    )
    return Slide(
        "L7.2",
        "Local derivatives, on the edges",
        plot
        + formulas(
            r"\frac{\partial z}{\partial w_{11}} = x_1, \quad \frac{\partial ŷ}{\partial z} = ŷ \cdot (1 - ŷ),"
            r" \quad \frac{\partial \ell}{\partial ŷ} = \frac{1 - y}{1 - ŷ} - \frac{y}{ŷ}"
        ),
        "An edge knows its own operation, and nothing of the rest. All can be written down in the forward pass.",
        "They write the derivative of the loss by the weight on the edge: that is not local.",
    )


def _backward(numbers: UnitNumbers) -> Slide:
    loss, _ = _unit(numbers)
    return Slide(
        "L7.3",
        "The backward pass, node by node",
        stepping(loss, "The forward and the backward pass through one unit, step by step", unfold=True),
        "Each step is a node. Backward, a node hands its gradient times the local derivative to each of its operands.",
        "They start at the inputs. The backward pass starts with the 1 at the loss.",
    )


def _weight(numbers: UnitNumbers) -> Slide:
    loss, values = _unit(numbers)
    return Slide(
        "L7.4",
        "The gradient of a weight",
        one_by_one(derivation(loss, wrt=values["w11"])),
        "In symbols first; then what the symbols are; then the numbers; and then what is left when all has cancelled.",
        "They do not see the cancelling, and divide by a ŷ that is nearly 0.",
    )


def _input(numbers: UnitNumbers) -> Slide:
    loss, values = _unit(numbers)
    short = shown(values["x1"].grad or 0.0)
    return Slide(
        "L7.5",
        "The gradient of an input",
        quiz(
            r"$\frac{\partial \ell}{\partial x_1}$ = ? What changes, beside the gradient of the weight?",
            rf"The last factor: $(ŷ - y) \cdot w_{{11}} = {short}$.",
        )
        + derived(derivation(loss, wrt=values["x1"]), titles=("", "therefore", "simplified"), room=400),
        "The same chain but for its last link. Nobody moves an input; a layer below will need it.",
        "They say that inputs have no gradient.",
    )
