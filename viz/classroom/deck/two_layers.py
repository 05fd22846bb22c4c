"""Slides of L8: the gradient of two layers."""

from __future__ import annotations

from autograd import Value, topological_order
from viz.classroom import slides as graphs
from viz.classroom.deck.numbers import DeckNumbers, TwoLayersNumbers
from viz.classroom.deck.pictures import picture, stepping
from viz.classroom.deck.slide import Slide, beside, derived, formulas, one_by_one, quiz, shown, table, text
from viz.derivations.derivation import derivation
from viz.derivations.lines import Derivation
from viz.graph.drawing import draw

__all__ = ["slides"]

_DIGITS = 10


def slides(numbers: DeckNumbers) -> list[Slide]:
    """The slides of L8."""
    of = numbers.two_layers
    loss, values = _graph(of)
    weight, both = (derivation(loss, wrt=values[name]) for name in ("w_11^(1)", "x1"))
    factors, paths = [_weight(weight), _product(weight)], [_paths(of), _sum(both), _common_factor(both)]
    return [_passes(of), _hidden(of), *factors, *paths, _numbers(of)]


def _graph(numbers: TwoLayersNumbers) -> tuple[Value, dict[str, Value]]:
    """The graph with its gradients; its values by their labels, hidden units, output and loss among them."""
    named = {
        "w_11^(1)": numbers.w11,
        "w_21^(1)": numbers.w21,
        "w_12^(1)": numbers.w12,
        "w_22^(1)": numbers.w22,
        "w_11^(2)": numbers.w11_2,
        "w_21^(2)": numbers.w21_2,
        "x1": numbers.x1,
        "x2": numbers.x2,
        "y": numbers.y,
    }
    loss, _ = graphs.two_layers(named)
    loss.backward()
    return loss, {value.label: value for value in topological_order(loss) if value.label}


def _passes(numbers: TwoLayersNumbers) -> Slide:
    loss, _ = _graph(numbers)
    return Slide(
        "L8.4",
        "Two layers, both passes",
        stepping(loss, "The forward and the backward pass through two layers, step by step", unfold=False),
        "Two hidden sigmoid units, one output, no biases. Watch x1: its gradient comes twice, and the second is added.",
        "They overwrite the first message with the second.",
    )


def _hidden(numbers: TwoLayersNumbers) -> Slide:
    loss, values = _graph(numbers)
    second = values["a12"].grad or 0.0
    return Slide(
        "L8.1",
        "The gradient of a hidden unit",
        one_by_one(derivation(loss, wrt=values["a11"]), room=470)
        + quiz(
            r"$\frac{\partial \ell}{\partial a_{12}}$ = ?",
            rf"$(ŷ - y) \cdot w_{{21}}^{{(2)}} = {shown(second)}$: the other weight.",
        ),
        "A hidden unit is an input of the layer above: this is L7.5 again.",
        "They take the index of the wrong weight: it is the one on the way from this unit.",
    )


def _weight(gradient: Derivation) -> Slide:
    return Slide(
        "L8.2",
        "A weight behind it",
        one_by_one(gradient, titles=("", "where")),
        "Five factors now, one an edge. What the last slide found is the first half of them.",
        "They use a of the wrong unit, or forget the factor a(1 − a) of the hidden sigmoid.",
    )


def _product(gradient: Derivation) -> Slide:
    return Slide(
        "L8.2",
        "The five factors, multiplied",
        one_by_one(gradient, titles=("therefore", "simplified")),
        "The loss and the sigmoid above it cancel to ŷ − y, as in L7.4; the hidden sigmoid stays.",
        "They round the factors first, and multiply what is left of them.",
    )


def _paths(numbers: TwoLayersNumbers) -> Slide:
    loss, values = _graph(numbers)
    plot = picture(
        lambda theme: draw(loss, highlight=[values["x1"]], theme=theme),
        "Both paths from an input to the loss, with the product along each and their sum",
    )
    return Slide(
        "L8.3",
        "Two paths from an input",
        plot
        + formulas(
            r"\frac{\partial \ell}{\partial x_1} = \frac{\partial \ell}{\partial a_{11}} \cdot"
            r" \frac{\partial a_{11}}{\partial x_1} + \frac{\partial \ell}{\partial a_{12}} \cdot"
            r" \frac{\partial a_{12}}{\partial x_1}"
        ),
        "Multiply along each path, add over the paths. With a thousand hidden units there would be a thousand paths: "
        "the backward pass adds them up without walking each.",
        "They stop after the first path.",
    )


def _sum(gradient: Derivation) -> Slide:
    return Slide(
        "L8.3",
        "The sum over both paths",
        derived(gradient, titles=("", "therefore")),
        "Each path's product first, and then the sum.",
        "They add inside a path, and multiply between paths.",
    )


def _common_factor(gradient: Derivation) -> Slide:
    return Slide(
        "L8.3",
        "What both paths have in common",
        derived(gradient, titles=("simplified",)),
        "What is above the join stands before the bracket once. The bracket holds a term a hidden unit.",
        "They count what is above the join once a path.",
    )


def _numbers(numbers: TwoLayersNumbers) -> Slide:
    loss, values = _graph(numbers)
    y_hat = values["y_hat"]
    rows = [
        ("$a_{11}$, $a_{12}$", _decimals(values["a11"].data, values["a12"].data)),
        (r"$ŷ$, $\ell$", _decimals(y_hat.data, loss.data)),
        (r"$\frac{\partial \ell}{\partial ŷ}$", _decimals(y_hat.grad)),
        (
            r"$\frac{\partial \ell}{\partial a_{11}}$, $\frac{\partial \ell}{\partial a_{12}}$",
            _decimals(values["a11"].grad, values["a12"].grad),
        ),
        (r"$\frac{\partial \ell}{\partial w_{11}^{(1)}}$", _decimals(values["w_11^(1)"].grad)),
        (r"$\frac{\partial \ell}{\partial x_1}$", _decimals(values["x1"].grad)),
    ]
    given = text(
        f"$x = ({shown(numbers.x1)}, {shown(numbers.x2)})$, $y = {shown(numbers.y)}$",
        f"$w_{{11}} = {shown(numbers.w11)}$, $w_{{21}} = {shown(numbers.w21)}$",
        f"$w_{{12}} = {shown(numbers.w12)}$, $w_{{22}} = {shown(numbers.w22)}$",
        f"$w^{{(2)}} = ({shown(numbers.w11_2)}, {shown(numbers.w21_2)})$",
    )
    return Slide(
        "L8.4",
        "The numbers, to check yours",
        beside(given, table(("quantity", "value"), rows, "The numbers of the two layers"), "wide-right"),
        "For the homework: who has another last digit has rounded on the way.",
        "They round in between, and find a gradient of 0 where two terms nearly cancel.",
    )


def _decimals(*values: float | None) -> str:
    return ", ".join(f"${value:.{_DIGITS}f}$" for value in values if value is not None)
