"""What the lecture trains and plots: for its pages, with their numbers, and for its slides, with anybody's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, TypeAlias

import nn
from autograd import Value
from viz.palette import ThemeName
from viz.plots import Trajectory, curves, loss_surface, perceptron_line, style
from viz.rendering.picture import Picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from viz.plots.figures import Plot

__all__ = [
    "Drawn",
    "Learned",
    "XorTraining",
    "in_theme",
    "likelihood_plot",
    "losses_plot",
    "outcomes_plot",
    "perceptron_plot",
    "sample_loss",
    "surface_plot",
    "svgs_of",
]

Drawn: TypeAlias = "Picture | Plot"


@dataclass(frozen=True)
class XorTraining:
    """How a net learns XOR: by descent over all four samples.

    Attributes:
        hidden: its hidden units, sigmoids as the output.
        seed: what its weights are drawn from.
        learning_rate: that of the descent.
        epochs: how long it learns.
    """

    hidden: int = 2
    seed: int = 5
    learning_rate: float = 2.0
    epochs: int = 1500

    def new_net(self) -> nn.MLP:
        """The net before it has learned."""
        return nn.MLP(2, [self.hidden, 1], activation="sigmoid", output="sigmoid", init="uniform", seed=self.seed)

    def learned(self) -> Learned:
        """The net that has; the same one for whoever asks."""
        return _learned(self)


@dataclass(frozen=True)
class Learned:
    """A net that has learned XOR, the way it went, and its loss on the way."""

    net: nn.MLP
    trajectory: Trajectory
    losses: list[float]


@lru_cache(maxsize=4)
def _learned(training: XorTraining) -> Learned:
    net = training.new_net()
    trajectory = Trajectory(net, every=50)
    history = nn.fit(
        net,
        *nn.datasets.XOR,
        loss=nn.binary_cross_entropy,
        optimizer=nn.SGD(net.parameters(), training.learning_rate),
        epochs=training.epochs,
        callback=trajectory.record,
        progress=False,
    )
    return Learned(net, trajectory, history.losses)


def sample_loss(net: nn.MLP) -> Value:
    """The loss of one sample of XOR, with its gradients and no others."""
    X, y = nn.datasets.XOR
    net.zero_grad()
    loss = nn.binary_cross_entropy(net(X[1]), y[1])
    loss.backward()
    return loss


def in_theme(plot: Callable[[], Figure]) -> Callable[[ThemeName], Figure]:
    """A function that draws a plot in the theme that it is given."""

    def draw(theme: ThemeName) -> Figure:
        with style(theme):
            return plot()

    return draw


def svgs_of(light: Drawn, dark: Drawn) -> tuple[str, str]:
    """Two pictures that differ in their colours alone, as SVG."""
    svg = light.svg()
    if not isinstance(light, Picture) and not isinstance(dark, Picture):
        for axes, placed in zip(dark.axes, light.axes):  # to find their places takes longer than to draw them
            axes.set_position(placed.get_position(original=True))
        dark.set_layout_engine("none")
    return svg, dark.svg()


def perceptron_plot(X: Sequence[Sequence[float]], y: Sequence[int], max_epochs: int = 12) -> Figure:
    """A perceptron's line after each update."""
    return perceptron_line(nn.Perceptron(2).fit(X, y, max_epochs=max_epochs), X, y)


def likelihood_plot() -> Figure:
    """Likelihood and mean loss of a coin that shows heads three times in four."""
    from viz.plots.figures import Plot

    likelihood = {"likelihood ŷ³(1 − ŷ)": lambda q: q**3 * (1 - q)}
    loss = {"mean loss L": lambda q: sum(nn.binary_cross_entropy(Value(q), y) for y in (1, 1, 0, 1)) / 4}
    figure = Plot(figsize=(12.8, 4.8))
    for functions, ax in zip((likelihood, loss), figure.subplots(1, 2)):
        curves(functions, 0.02, 0.98, xlabel="ŷ", ax=ax)
    return figure


def losses_plot() -> Figure:
    """The loss of a prediction, where 1 is right and where 0 is."""
    losses = {f"y = {y}": partial(_loss_of, target=y) for y in (1, 0)}
    return curves(losses, 0.005, 0.995, xlabel="ŷ", ylabel="loss ℓ")


def _loss_of(prediction: float, target: int) -> Value:
    return nn.binary_cross_entropy(Value(prediction), target)


def surface_plot(learned: Learned) -> Figure:
    """The loss around the way that descent took."""
    loss = partial(nn.mean_loss, learned.net, *nn.datasets.XOR, nn.binary_cross_entropy)
    return loss_surface(learned.net, loss, trajectory=learned.trajectory, progress=False)


def outcomes_plot(losses: Sequence[float], plateaus: Mapping[str, float]) -> Figure:
    """The loss that trainings end with, by their seeds from 0 up, and the plateaus where some of them stay."""
    from viz.plots.figures import Plot

    figure = Plot()
    ax = figure.add_subplot(title="where trainings end", xlabel="seed", ylabel="mean loss", yscale="log")
    ax.plot(range(len(losses)), losses, "o", label="a training")
    for (name, loss), dashes in zip(plateaus.items(), ("--", ":")):
        ax.axhline(loss, linestyle=dashes, color="gray", label=name)
    ax.legend()
    return figure
