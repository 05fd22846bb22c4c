"""Slides of L9: a net learns XOR, another does not."""

from __future__ import annotations

import math
from functools import lru_cache

import nn
from autograd import Value
from viz.classroom.deck.numbers import DeckNumbers, XorNumbers
from viz.classroom.deck.pictures import picture
from viz.classroom.deck.slide import Slide, beside, bullets, quiz, shown, table, text
from viz.classroom.lecture_plots import XorTraining, in_theme, outcomes_plot, sample_loss
from viz.graph.drawing import compare
from viz.plots import decision_boundary, hidden_space, loss_curve

__all__ = ["slides"]

_EPOCHS, _RATE, _SUCCESS = 100, 0.3, 0.1
_PLATEAUS = {"two points alike": math.log(2) / 2, "three points alike": (math.log(3) + 2 * math.log(1.5)) / 4}
"""The loss where so many points have one prediction, which is then the mean of their labels."""


def slides(numbers: DeckNumbers) -> list[Slide]:
    """The slides of L9."""
    of = numbers.xor
    return [_loss(of), _boundary(of), _hidden_space(of), _before_and_after(of), _seeds(of), _linear()]


def _training(numbers: XorNumbers) -> XorTraining:
    return XorTraining(numbers.hidden, numbers.seed, numbers.learning_rate, numbers.epochs)


def _predictions(net: nn.MLP) -> str:
    X, y = nn.datasets.XOR
    rows = []
    for x, target in zip(X, y):
        prediction = net(x)
        assert isinstance(prediction, Value)
        rows.append((*(f"${shown(float(v))}$" for v in x), f"${target}$", f"${prediction.data:.4f}$"))
    return table(("$x_1$", "$x_2$", "$y$", "$ŷ$"), rows, "What the net says of XOR")


def _loss(numbers: XorNumbers) -> Slide:
    learned = _training(numbers).learned()
    told = text(
        f"2-{numbers.hidden}-1, sigmoids, seed ${numbers.seed}$, "
        rf"$\alpha = {shown(numbers.learning_rate)}$, ${numbers.epochs}$ epochs over all four samples: "
        rf"$L$ from ${learned.losses[0]:.4f}$ to ${learned.losses[-1]:.4f}$."
    ) + _predictions(learned.net)
    plot = picture(in_theme(lambda: loss_curve(learned.losses)), "The falling loss of a net that learns XOR")
    return Slide(
        "L9.1",
        "A net learns XOR",
        beside(told, plot),
        "Nothing happens for a while, then all at once: that is a plateau, and the way off it.",
        "They stop the training on the plateau.",
    )


def _boundary(numbers: XorNumbers) -> Slide:
    net = _training(numbers).learned().net
    plot = picture(
        in_theme(lambda: decision_boundary(net, *nn.datasets.XOR, hidden_lines=True)),
        "What the net decides over the plane, and the lines of its hidden units",
    )
    return Slide(
        "L9.1",
        "What it decides, and its hidden lines",
        plot + text("A line a hidden unit; the output unit joins them."),
        "Compare with the wired gates of part 2: the net has found such a pair of lines by itself.",
        "They expect AND and OR exactly. Other pairs do as well.",
    )


def _hidden_space(numbers: XorNumbers) -> Slide:
    learned = _training(numbers).learned()
    plot = picture(
        in_theme(lambda: hidden_space(learned.net, *nn.datasets.XOR, trajectory=learned.trajectory)),
        "The four points in the plane of the hidden units move until a line separates them",
    )
    return Slide(
        "L9.1",
        "In the hidden units' plane a line is enough",
        plot + text("The first layer **moves the points**; the second draws a line."),
        "Two of the points end in one place. The last layer is a perceptron like that of part 1.",
        "They think the line has bent.",
    )


def _before_and_after(numbers: XorNumbers) -> Slide:
    training = _training(numbers)
    before, after = sample_loss(training.new_net()), sample_loss(training.learned().net)
    return Slide(
        "L9.1",
        "One sample before and after",
        picture(
            lambda theme: compare(before, after, fold="neuron", theme=theme),
            "The graph of one sample's loss before and after learning, with what has changed",
        ),
        f"The loss of this sample went from {before.data:.4f} to {after.data:.4f}, and its gradients became small.",
        "They read small gradients as: these weights do not matter.",
    )


@lru_cache(maxsize=4)
def _outcomes(hidden: int, count: int) -> tuple[float, ...]:
    """The loss that each of these seeds ends with."""
    losses = []
    for seed in range(count):
        net = nn.MLP(2, [hidden, 1], output="sigmoid", seed=seed)
        optimizer = nn.Adam(net.parameters(), _RATE)
        loss = nn.binary_cross_entropy
        history = nn.fit(
            net, *nn.datasets.XOR, loss=loss, optimizer=optimizer, epochs=_EPOCHS, progress=False, compiled=False
        )
        losses.append(history.losses[-1])
    return tuple(losses)


def _seeds(numbers: XorNumbers) -> Slide:
    losses = _outcomes(numbers.hidden, numbers.trainings)
    succeeded = sum(loss < _SUCCESS for loss in losses)
    plot = picture(
        in_theme(lambda: outcomes_plot(losses, _PLATEAUS)),
        "The loss at the end, seed by seed",
    )
    told = (
        text(
            rf"2-{numbers.hidden}-1, Adam, $\alpha = {shown(_RATE)}$, {_EPOCHS} epochs:"
            f" **{succeeded} of {len(losses)}** seeds succeed."
        )
        + bullets(
            rf"two points alike: $L = \frac{{\log 2}}{{2}} = {shown(_PLATEAUS['two points alike'])}$",
            rf"three points alike: $L = {shown(_PLATEAUS['three points alike'])}$",
        )
        + text("Who fails stays on such a **plateau**.")
    )
    return Slide(
        "L9.2",
        "How often does it succeed?",
        beside(told, plot),
        "Show the failures too. A seed is a start; from some, descent finds a plateau and stays.",
        "They take one success for a proof, or one failure for a bug.",
    )


def _linear() -> Slide:
    net = nn.MLP(2, [3, 1], activation="linear", output="sigmoid", seed=0)
    optimizer = nn.Adam(net.parameters(), 0.1)
    history = nn.fit(
        net,
        *nn.datasets.XOR,
        loss=nn.binary_cross_entropy,
        optimizer=optimizer,
        epochs=200,
        progress=False,
        compiled=False,
    )
    told = (
        text(rf"Linear hidden units, 200 epochs: $L = {history.losses[-1]:.6f}$; $\log 2 = {math.log(2):.6f}$.")
        + _predictions(net)
        + quiz("Why one half everywhere?", "It is one line, and no line separates XOR: to be undecided costs least.")
    )
    plot = picture(in_theme(lambda: decision_boundary(net, *nn.datasets.XOR)), "What the linear net decides")
    return Slide(
        "L9.3",
        "With linear hidden units it fails",
        beside(told, plot),
        "The same net but for its activation. Part 3 said so; here it is.",
        "They would train it longer.",
    )
