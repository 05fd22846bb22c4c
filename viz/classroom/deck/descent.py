"""Slides of L6: the way downhill."""

from __future__ import annotations

from functools import lru_cache

import nn
from autograd import value_and_grad
from viz.classroom.deck.numbers import DeckNumbers, DescentNumbers, XorNumbers
from viz.classroom.deck.pictures import picture
from viz.classroom.deck.slide import Slide, beside, bullets, formulas, quiz, shown, table, text
from viz.classroom.lecture_plots import XorTraining, in_theme, surface_plot
from viz.plots import curves, loss_curve

__all__ = ["slides"]

_BATCHES = {"all of D": None, "minibatches of 10": 10, "SGD, one at a time": 1}
_EPOCHS, _SAMPLES = 10, 100
_MOST_ROWS = 6  # and the last


def slides(numbers: DeckNumbers) -> list[Slide]:
    """The slides of L6."""
    return [_steps(numbers.descent), _batches(), _images(), _what_it_computes(), _surface(numbers.xor)]


def _steps(numbers: DescentNumbers) -> Slide:
    slope = value_and_grad(lambda w: (w - numbers.lowest) ** 2.0)
    places, rows = [numbers.start], []
    for t in range(numbers.steps + 1):
        loss, gradient = slope(places[-1])
        assert isinstance(gradient, float)
        rows.append((f"${t}$", f"${shown(places[-1])}$", f"${shown(loss)}$", f"${shown(gradient)}$"))
        places.append(places[-1] - numbers.learning_rate * gradient)
    reach = max(abs(place - numbers.lowest) for place in places[:-1]) * 1.15 or 1.0
    plot = picture(
        in_theme(
            lambda: curves(
                {"L": lambda w: (w - numbers.lowest) ** 2},
                numbers.lowest - reach,
                numbers.lowest + reach,
                points=places[:-1],
                xlabel="w",
            )
        ),
        "A loss of one weight, and the steps of descent on it",
    )
    told = formulas(r"w_t = w_{t-1} - \alpha \cdot \frac{\partial L}{\partial w_{t-1}}") + text(
        rf"$\alpha = {shown(numbers.learning_rate)}$, $L = (w - {shown(numbers.lowest)})^2$, over all of $D$,"
        " until the gradient is **short**."
    )
    head = ("$t$", "$w_t$", "$L$", r"$\frac{\partial L}{\partial w}$")
    return Slide(
        "L6.1",
        "Gradient descent",
        beside(told + table(head, [*rows[:_MOST_ROWS], *rows[_MOST_ROWS:][-1:]], "The steps of descent"), plot),
        "Against the gradient, by a share of it. Say by what test it has converged: here, a gradient shorter than a "
        "bound.",
        "They make the step as long as the learning rate. It is that times the gradient, and shrinks by itself.",
    )


@lru_cache(maxsize=1)
def _trainings() -> dict[str, list[float]]:
    """The loss after each pass over the data, whatever the size of a batch."""
    X, y = nn.datasets.moons(_SAMPLES, seed=0)
    losses = {}
    for name, size in _BATCHES.items():
        model = nn.MLP(2, [4, 1], output="sigmoid", seed=0)
        after = []
        for epoch in range(_EPOCHS):
            optimizer = nn.SGD(model.parameters(), 0.5)
            options = {"loss": nn.binary_cross_entropy, "optimizer": optimizer, "progress": False, "compiled": False}
            nn.fit(model, X, y, epochs=1, batch_size=size, seed=epoch, **options)  # type: ignore[arg-type]
            after.append(nn.mean_loss(model, X, y, nn.binary_cross_entropy).data)
        losses[name] = after
    return losses


def _batches() -> Slide:
    losses = _trainings()
    rows = [(name, f"${after[-1]:.4f}$") for name, after in losses.items()]
    told = bullets(
        "a random $B ⊂ D$ for each step, the gradient averaged over $B$",
        "**SGD**: $|B| = 1$",
        f"equal cost: {_EPOCHS} passes over {_SAMPLES} samples",
    ) + table(("a step looks at", "$L$ after that"), rows, "The loss after equal cost")
    plot = picture(
        in_theme(lambda: loss_curve(losses)), "The loss after each pass: of all data, minibatches, single samples"
    )
    return Slide(
        "L6.2",
        "Minibatches, at equal cost",
        beside(told, plot),
        "The same number of gradients of single samples for all three. Who looks at less takes more steps.",
        "They compare steps with steps. Cost is samples looked at.",
    )


def _images() -> Slide:
    return Slide(
        "L6.2",
        "Quiz: a million images",
        quiz(
            "A million images, limited resources: which descent?",
            "Minibatch SGD. A step over all images costs a million gradients; a batch gives nearly the same direction.",
        )
        + text("The mean over $B$ is, on average, the mean over $D$."),
        "Ask what a step costs, and what a step is worth.",
        "They answer SGD with one sample: right in principle, and a waste of hardware that does many at once.",
    )


def _what_it_computes() -> Slide:
    return Slide(
        "L6.3",
        "Quiz: what does descent compute?",
        quiz(
            "Descent computes the … of a … with respect to the …",
            "The **gradients** of a **loss** with respect to the **parameters**.",
        )
        + text(
            "Data and labels stand still; the backward pass could give their gradients as well, and sometimes does."
        ),
        "Three words. Let them fill in the blanks in this order.",
        "They say: with respect to the inputs.",
    )


def _surface(numbers: XorNumbers) -> Slide:
    learned = XorTraining(numbers.hidden, numbers.seed, numbers.learning_rate, numbers.epochs).learned()
    return Slide(
        "L6.4",
        "The loss of a net is not convex",
        picture(
            in_theme(lambda: surface_plot(learned)), "The loss around the way that descent took, over two directions"
        )
        + text("Two directions of many, filter-normalised (Li et al. 2018): the path is a **projection**."),
        "Valleys, plateaus, ridges. What we see is a cut through many dimensions, and the path only its shadow.",
        "They see the path cross a ridge. In all dimensions it went around.",
    )
