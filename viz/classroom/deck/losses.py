"""Slides of L4: what is to be made small."""

from __future__ import annotations

import nn
from autograd import Value
from viz.classroom import slides as graphs
from viz.classroom.deck.numbers import ClassesNumbers, DeckNumbers, XorNumbers
from viz.classroom.deck.pictures import picture
from viz.classroom.deck.slide import Slide, beside, derived, formulas, quiz, shown, table, text
from viz.classroom.lecture_plots import XorTraining, in_theme, likelihood_plot, losses_plot
from viz.derivations.derivation import derivation
from viz.graph.drawing import draw

__all__ = ["slides"]


def slides(numbers: DeckNumbers) -> list[Slide]:
    """The slides of L4."""
    return [
        _mean(numbers.xor),
        _binary(),
        _likelihood(),
        _classes(numbers.classes),
        _gradient(numbers.classes),
        _falls(),
    ]


def _mean(numbers: XorNumbers) -> Slide:
    net = XorTraining(numbers.hidden, numbers.seed).new_net()
    X, y = nn.datasets.XOR
    rows = []
    for x, target in zip(X, y):
        prediction = net(x)
        assert isinstance(prediction, Value)
        loss = nn.binary_cross_entropy(prediction, target)
        rows.append(
            (*(f"${shown(float(v))}$" for v in x), f"${target}$", f"${prediction.data:.4f}$", f"${loss.data:.4f}$")
        )
    mean = nn.mean_loss(net, X, y, nn.binary_cross_entropy).data
    told = formulas(r"L = \frac{1}{|D|} \cdot \sum_{(x, y) ∈ D} \ell(x, y)") + text(
        f"A net before it has learned, on XOR: $L = {mean:.6f}$."
    )
    return Slide(
        "L4.1",
        "The loss of a data set",
        beside(told, table(("$x_1$", "$x_2$", "$y$", "$ŷ$", r"$\ell$"), rows, "The loss of each sample")),
        "One number says how wrong the net is over all of the data. It is a function of the parameters; the data stand "
        "still.",
        "They take L for a function of x.",
    )


def _binary() -> Slide:
    return Slide(
        "L4.2",
        "Two classes: binary cross-entropy",
        formulas(r"\ell = {-y} \cdot \log ŷ - (1 - y) \cdot \log(1 - ŷ)")
        + text(
            r"$y = 1$ leaves $-\log ŷ$, and $y = 0$ leaves $-\log(1 - ŷ)$: minus the log of the probability of"
            " **what was seen**."
        )
        + quiz(
            "What does one minimise, minimising its mean?",
            "The negative log-likelihood: the same parameters make the likelihood of all samples largest.",
        ),
        "Cover one half of the formula with the hand: with a label of 1, and then of 0.",
        "They lose the minus sign, and climb.",
    )


def _likelihood() -> Slide:
    return Slide(
        "L4.2",
        "Minimising it is maximum likelihood",
        text("Four samples, three of them $1$; one prediction $ŷ$ for all:")
        + picture(in_theme(likelihood_plot), "Where the likelihood is highest, the mean loss is lowest"),
        "The peak on the left and the valley on the right stand above the same place: three quarters.",
        "They expect the loss to reach 0. Where labels disagree it cannot.",
    )


def _classes(numbers: ClassesNumbers) -> Slide:
    loss, _ = graphs.classes(numbers.logits, numbers.target)
    loss.backward()
    told = formulas(r"\ell = {- \sum_k} Y_k \cdot \log p_k = {- \log} p_y") + text(
        rf"$Y$ is one-hot: here class ${numbers.target}$ is right. Also called **softmax loss**;"
        rf" $\ell = {loss.data:.6f}$."
    )
    return Slide(
        "L4.3",
        "K classes: cross-entropy",
        beside(
            told, picture(lambda theme: draw(loss, theme=theme), "Cross-entropy of some classes, with its gradients")
        ),
        "Of the whole sum one term is left. The gradients at the logits sum to 0: what one class gains, the others "
        "lose.",
        "They apply the softmax twice: the loss has it in it.",
    )


def _gradient(numbers: ClassesNumbers) -> Slide:
    loss, logits = graphs.classes(numbers.logits, numbers.target)
    right = f"f{numbers.target}"
    gradient = derivation(loss, wrt=logits[right])
    rows = []
    loss.backward()
    p = [each.data for each in nn.softmax([Value(f) for f in numbers.logits])]
    for k, (name, logit) in enumerate(logits.items(), start=1):
        target = float(k == numbers.target)
        rows.append((f"$f_{name[1:]}$", f"${p[k - 1]:.6f}$", f"${shown(target)}$", f"${shown(logit.grad or 0.0, 6)}$"))
    head = ("", "$p_k$", "$Y_k$", r"$\frac{\partial \ell}{\partial f_k}$")
    return Slide(
        "L4.3",
        "Its gradient: what is said less what is right",
        beside(
            derived(gradient, titles=("therefore", "simplified"), room=400),
            table(head, rows, "The gradient of the cross-entropy"),
            "wide-left",
        ),
        "The shortest gradient of the lecture. It comes again in part 7, for one sigmoid.",
        "They expect the gradients of the wrong classes to be 0.",
    )


def _falls() -> Slide:
    return Slide(
        "L4.4",
        "Sure and wrong costs without bound",
        picture(in_theme(losses_plot), "The loss of a prediction, where 1 is right and where 0 is")
        + text("$ŷ$ to $1$ where $y = 1$, and $ŷ$ to $0$ where $y = 0$, makes the loss fall."),
        "Ask for the loss of a coin toss: log 2, wherever the truth is.",
        "They think a loss is at most 1.",
    )
