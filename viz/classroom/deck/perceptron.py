"""Slides of L1 and L2: one unit with a step, what it learns, and what it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import nn
from autograd import PRIMITIVES, Value
from viz.classroom.deck.numbers import DeckNumbers, PerceptronNumbers
from viz.classroom.deck.pictures import picture
from viz.classroom.deck.slide import Slide, beside, bullets, formulas, later, quiz, shown, table, text
from viz.classroom.lecture_plots import in_theme, perceptron_plot
from viz.graph.drawing import draw
from viz.plots import curves

__all__ = ["slides"]

_GATES = {"AND": nn.datasets.AND, "OR": nn.datasets.OR, "NOT": nn.datasets.NOT}
_MOST_UPDATES = 9


def slides(numbers: DeckNumbers) -> list[Slide]:
    """The slides of L1 and L2."""
    return [_unit(), _learning(numbers.perceptron), _gates(), _stalled(), _xor(), _certificates(), _wired()]


def _unit() -> Slide:
    step = PRIMITIVES["step"]
    rows = [(f"${shown(x)}$", f"${shown(step(Value(x)).data)}$") for x in (-1.0, 0.0, 1.0)]
    plot = picture(in_theme(lambda: curves({"σ(x)": lambda x: step(Value(x)).data}, -3.0, 3.0)), "The step function")
    told = (
        formulas(r"o = \sigma(\langle w, x \rangle + b)")
        + text("$\\sigma(x) = 1$ if $x > 0$, else $0$: a **step**.")
        + table(("$x$", r"$\sigma(x)$"), rows, "Values of the step function")
    )
    return Slide(
        "L1.1",
        "One unit: the perceptron",
        beside(told, plot),
        "A weighted sum, a threshold, a decision. The bias moves the threshold. At 0 itself the step is 0: a "
        "convention, and we keep it.",
        r"They read $\sigma$ as the sigmoid. Until part 3 it is the step; say so each time.",
    )


def _learning(numbers: PerceptronNumbers) -> Slide:
    run = nn.Perceptron(2).fit(numbers.X, numbers.y, max_epochs=numbers.max_epochs)
    plot = picture(
        in_theme(lambda: perceptron_plot(numbers.X, numbers.y, numbers.max_epochs)),
        "The line of a perceptron after every update",
    )
    told = (
        formulas(r"w ← w + (y - o) \cdot x", "b ← b + (y - o)")
        + text(f"It **{run}**.")
        + f'<div class="small">{_updates(run)}</div>'
    )
    return Slide(
        "L1.2",
        "The perceptron learning rule",
        beside(told, plot),
        "Only a mistake changes the weights: by the input where the unit said 0 too often, against it where it said 1. "
        "The ring marks the sample of the last update.",
        "They update on every sample. Where $o = y$ the difference is 0, and nothing moves.",
    )


def _updates(run: nn.PerceptronRun) -> str:
    """The weights at the start, and after each of the last updates."""
    states = list(enumerate(run.history))
    rows = [
        (f"{k}", f"{state.epoch}", f"${shown(state.w[0])}$", f"${shown(state.w[1])}$", f"${shown(state.b)}$")
        for k, state in states[:1] + states[1:][-_MOST_UPDATES:]
    ]
    return table(("update", "epoch", "$w_1$", "$w_2$", "$b$"), rows, "The weights after every update")


def _learned_gate(name: str) -> tuple[nn.Perceptron, nn.PerceptronRun]:
    X, y = _GATES[name]
    perceptron = nn.Perceptron(len(X[0]))
    return perceptron, perceptron.fit(X, y)


def _gates() -> Slide:
    rows = []
    for name in _GATES:
        perceptron, run = _learned_gate(name)
        weights = ", ".join(map(shown, perceptron.w))
        found = "yes" if run.converged else "no"
        rows.append((name, found, f"{run.epochs}", f"{run.updates}", f"${weights}$", f"${shown(perceptron.b)}$"))
    head = ("gate", "converged", "epochs", "updates", "$w$", "$b$")
    return Slide(
        "L1.2",
        "AND, OR, NOT are learned",
        table(head, rows, "What the perceptron learned")
        + text("Each is one line in the plane; NOT has one input, and its line is a point.")
        + quiz("How do we know that it has converged?", "A whole epoch went by without a mistake."),
        "All three start from zero weights. Other starts, other lines: all that separate are equally good to the rule.",
        "They expect the best line. The rule stops at the first that separates.",
    )


def _stalled() -> Slide:
    w, x, b, y = (Value(number, name) for name, number in (("w", -0.5), ("x", 1.0), ("b", 0.0), ("y", 1.0)))
    z = w * x + b
    o = PRIMITIVES["step"](z)
    loss = (o - y) ** 2.0
    z.label, o.label, loss.label = "z", "o", "ell"
    loss.backward()
    plot = picture(lambda theme: draw(loss, theme=theme), "A step unit with its gradients: that of the weight is 0")
    return Slide(
        "L1.3",
        "Descent on a step unit stalls",
        text(
            r"The derivative of the step is $0$ wherever there is one. The unit is wrong, and yet"
            rf" $\frac{{\partial \ell}}{{\partial w}} = {shown(w.grad or 0.0)}$:"
        )
        + plot
        + bullets(
            "The loss changes only where $z$ passes $0$, and there it jumps.", "So the step must go: a **sigmoid**."
        ),
        "Ask which way to move w. The number on the edge out of z says that moving it changes nothing.",
        "They say the gradient is small. It is 0, and no learning rate helps.",
    )


def _xor() -> Slide:
    X, y = nn.datasets.XOR
    run = nn.Perceptron(2).fit(X, y, max_epochs=12)
    rows = [(*(f"${shown(float(value))}$" for value in x), f"${target}$") for x, target in zip(X, y)]
    plot = picture(in_theme(partial(perceptron_plot, X, y)), "A perceptron on XOR never comes to rest")
    told = table(("$x_1$", "$x_2$", "XOR"), rows, "XOR") + text(f"The learning rule **{run}**.")
    return Slide(
        "L2.1",
        "XOR: it never comes to rest",
        beside(told, plot),
        "Let them draw the line on paper first. Then show that the updates go round in a circle.",
        "They ask for more epochs. The weights come back to where they were: no number of epochs helps.",
    )


def _certificates() -> Slide:
    rows = [(name, str(nn.separability(*data))) for name, data in _GATES.items() if name != "NOT"]
    rows.append(("XOR", str(nn.separability(*nn.datasets.XOR))))
    return Slide(
        "L2.2",
        "A proof, either way",
        table(("data", "can a line separate the classes?"), rows, "Certificates")
        + later(
            text(
                "A line with all of one class on its one side, and all of the other on its other side, would have that"
                " **common point** on both. There is none."
            )
        ),
        "Not converging proves nothing: one epoch more might do it. The common point does: two averages with the same "
        "result, to be checked by hand.",
        "They take the failure to converge for the proof.",
    )


def _wired() -> Slide:
    gates = {name: _learned_gate(name)[0] for name in _GATES}
    X, y = nn.datasets.XOR
    rows = []
    for x, target in zip(X, y):
        parts = _xor_of_gates(gates, x)
        rows.append((*(f"${shown(float(v))}$" for v in (*x, *parts)), f"${target}$"))
    head = ("$x_1$", "$x_2$", "$x_1$ ∧ ¬$x_2$", "¬$x_1$ ∧ $x_2$", "their OR", "XOR")
    return Slide(
        "L2.3",
        "Units of units can",
        text(
            "XOR$(x_1, x_2)$ = ($x_1$ ∧ ¬$x_2$) ∨ (¬$x_1$ ∧ $x_2$), wired from the units that **learned** AND, OR, NOT:"
        )
        + table(head, rows, "XOR, wired from learned units")
        + quiz(
            "How many units, and how deep?",
            "Two NOT, two AND, one OR. An AND with a negative weight does a NOT's work: then two hidden units do.",
        ),
        "The first network of the lecture. Nobody has learned the wiring: that is what is missing now.",
        "They think that XOR itself has been learned here.",
    )


def _xor_of_gates(gates: dict[str, nn.Perceptron], x: Sequence[float]) -> tuple[float, float, float]:
    """Both conjunctions, and the disjunction of them."""
    without_2 = float(gates["AND"]([x[0], gates["NOT"]([x[1]])]))
    without_1 = float(gates["AND"]([gates["NOT"]([x[0]]), x[1]]))
    return without_2, without_1, float(gates["OR"]([without_2, without_1]))
