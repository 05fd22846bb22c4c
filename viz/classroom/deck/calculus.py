"""Slides of L5: derivatives, their rules, gradients."""

from __future__ import annotations

from autograd import PRIMITIVES, Value, exp, grad
from viz.classroom import slides as graphs
from viz.classroom.deck.numbers import DeckNumbers, DerivativeNumbers, UnitNumbers
from viz.classroom.deck.pictures import picture
from viz.classroom.deck.slide import Slide, beside, bullets, formulas, later, one_by_one, quiz, shown, table, text
from viz.classroom.lecture_plots import in_theme
from viz.derivations.derivation import derivation
from viz.graph.drawing import draw
from viz.plots import secant

__all__ = ["slides"]


def slides(numbers: DeckNumbers) -> list[Slide]:
    """The slides of L5."""
    return [
        _limit(numbers.derivatives),
        _powers(numbers.derivatives),
        _rules(),
        _gradient(numbers.derivatives),
        _used_twice(numbers.derivatives),
        _quiz(numbers.unit),
        _answer(numbers.unit),
    ]


def _limit(numbers: DerivativeNumbers) -> Slide:
    return Slide(
        "L5.1",
        "The derivative is a limit",
        formulas(r"\frac{d f}{d x} = \lim_{Δx → 0} \frac{f(x + Δx) - f(x)}{Δx}")
        + picture(
            in_theme(lambda: secant(exp, numbers.at)),
            "The secant turns into the tangent; the error of the quotient falls with the step, then rises again",
        ),
        "On the left the secant turns into the tangent. On the right is what a computer makes of it: below a step of "
        "about 1e-8 rounding wins.",
        "They take the smallest step for the best.",
    )


def _powers(numbers: DerivativeNumbers) -> Slide:
    c, p, x = numbers.c, numbers.p, numbers.x
    log = PRIMITIVES["log"]
    found = (
        (r"c \cdot x^2", r"2 \cdot c \cdot x", grad(lambda v: c * v**2.0)(x)),
        (r"c \cdot x^p", r"c \cdot p \cdot x^{p - 1}", grad(lambda v: c * v ** float(p))(x)),
        (r"\log x", r"\frac{1}{x}", grad(log)(x) if x > 0 else None),
        ("c", "0", grad(lambda v: 0.0 * v + c)(x)),
    )
    rows = [(f"${f}$", f"${slope}$", f"${shown(at, 8)}$" if at is not None else "—") for f, slope, at in found]
    head = ("$f$", "$f′$", f"$f′$ at ${shown(x)}$, by the engine")
    return Slide(
        "L5.2",
        "Powers, the logarithm, constants",
        text(f"with $c = {shown(c)}$ and $p = {p}$:") + table(head, rows, "Derivatives at a point"),
        "All the calculus that the lecture needs, but for the sigmoid.",
        "They give the constant a derivative of 1.",
    )


def _rules() -> Slide:
    return Slide(
        "L5.3",
        "Sum, product, chain",
        formulas(
            "(f + g)′ = f′ + g′",
            r"(f \cdot g)′ = f′ \cdot g + f \cdot g′",
            r"\frac{d f(g(x))}{d x} = \frac{d f}{d g} \cdot \frac{d g}{d x}",
        )
        + later(
            formulas(
                r"\frac{d}{d x} f_1(f_2(\ldots f_n(x) \ldots)) = \frac{d f_1}{d f_2} \cdot \frac{d f_2}{d f_3} \cdot"
                r" \ldots \cdot \frac{d f_n}{d x}"
            )
        )
        + bullets("A chain as long as you like: **one factor a link**."),
        "The chain rule is the whole of backpropagation; what is new there is only the order of the work.",
        "They evaluate the outer derivative at x rather than at g(x).",
    )


def _gradient(numbers: DerivativeNumbers) -> Slide:
    log = PRIMITIVES["log"]
    slopes = grad(lambda a, b: log(a) + log(b))(numbers.x1, numbers.x2)
    assert isinstance(slopes, tuple)
    at = f"({shown(numbers.x1)}, {shown(numbers.x2)})"
    return Slide(
        "L5.4",
        "The gradient: all partial derivatives",
        formulas(
            r"f = \log x_1 + \log x_2",
            r"\frac{\partial f}{\partial x_1} = \frac{1}{x_1}, \quad \frac{\partial f}{\partial x_2} = \frac{1}{x_2}",
        )
        + text(f"At ${at}$ the gradient is $({shown(slopes[0])}, {shown(slopes[1])})$.")
        + quiz("What becomes of the other variable?", "It is held fixed, as if it were a constant."),
        "A partial derivative moves one variable and holds the others. The gradient is the vector of them, and points "
        "uphill.",
        "They differentiate the other summand too.",
    )


def _used_twice(numbers: DerivativeNumbers) -> Slide:
    x1, x2 = Value(numbers.x1, "x1"), Value(numbers.x2, "x2")
    f = x1 * (x1 + x2)
    f.label = "f"
    f.backward()
    plot = picture(lambda theme: draw(f, highlight=[x1], theme=theme), "One value used twice: two paths, and their sum")
    told = formulas(
        r"f = x_1 \cdot (x_1 + x_2)",
        rf"\frac{{\partial f}}{{\partial x_2}} = x_1 = {shown(x2.grad or 0.0)}",
        rf"\frac{{\partial f}}{{\partial x_1}} = 2 \cdot x_1 + x_2 = {shown(x1.grad or 0.0)}",
    ) + text("$x_1$ is used **twice**: the sum over both paths.")
    return Slide(
        "L5.4",
        "One value used twice",
        beside(told, plot, "wide-right"),
        "Follow both paths with the finger, multiply along each, add the two. This is the only rule of the backward "
        "pass.",
        "They take one path only: or, in code, write = where += must stand.",
    )


def _numbers_of(numbers: UnitNumbers) -> dict[str, float]:
    return dict(vars(numbers))


def _quiz(numbers: UnitNumbers) -> Slide:
    f, leaves = graphs.quiz(_numbers_of(numbers))
    f.backward()
    gradient = leaves["w1"].grad or 0.0
    answer = rf"$(y - \sigma(b)) \cdot x_1 = {shown(gradient, 10)}$. The log-likelihood is **climbed**."
    return Slide(
        "L5.5",
        "Quiz: the slope of a log-likelihood",
        formulas(
            r"f = y \cdot \log \sigma(w_1 \cdot x_1 + w_2 \cdot x_2)"
            r" + (1 - y) \cdot \log(1 - \sigma(w_1 \cdot x_1 + w_2 \cdot x_2))"
        )
        + text(
            f"$w = ({shown(numbers.w11)}, {shown(numbers.w21)})$, $x = ({shown(numbers.x1)}, {shown(numbers.x2)})$, "
            f"$y = {shown(numbers.y)}$"
        )
        + picture(lambda theme: draw(f, theme=theme, gradients=False, local_derivatives=False), "The graph of the quiz")
        + quiz(r"$\frac{\partial f}{\partial w_1}$ = ?", answer),
        "Give them three minutes, and two names: b for the weighted sum, a for its sigmoid.",
        "They forget that w1 comes into both summands.",
    )


def _answer(numbers: UnitNumbers) -> Slide:
    f, leaves = graphs.quiz(_numbers_of(numbers))
    return Slide(
        "L5.5",
        "The quiz, answered",
        one_by_one(derivation(f, wrt=leaves["w1"])),
        "Factor by factor. Each is a local derivative: of one operation, by one operand.",
        r"They stop at $\frac{\partial f}{\partial a}$ for the one summand that is not 0, and are right by luck.",
    )
