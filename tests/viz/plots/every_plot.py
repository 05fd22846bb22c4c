"""Every public plot once, on data small enough to be drawn in a moment."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from matplotlib.figure import Figure

import nn
import viz
from autograd import Value


@cache
def learned(units: int) -> tuple[nn.MLP, viz.Trajectory, list[float]]:
    """A net with so many hidden units that has learned XOR, the way it went, and its losses."""
    net = nn.MLP(2, [units, 1], output="sigmoid", seed=3)
    trajectory = viz.Trajectory(net, every=50)
    optimizer = nn.SGD(net.parameters(), learning_rate=2.0)
    history = nn.fit(
        net,
        *nn.datasets.XOR,
        loss=nn.binary_cross_entropy,
        optimizer=optimizer,
        epochs=1000,
        callback=trajectory.record,
        progress=False,
    )
    return net, trajectory, history.losses


def surface(kind: str, resolution: int = 9, **look: Any) -> Figure:
    """A ball that rolls into a bowl."""
    x, y = Value(1.0), Value(0.5)

    class Bowl:
        def parameters(self) -> list[Value]:
            return [x, y]

    trajectory = viz.Trajectory(Bowl())
    for epoch in range(1, 9):
        x.data, y.data = 0.5 * x.data, 0.8 * y.data
        trajectory.record(epoch)
    bowl = {"trajectory": trajectory, "kind": kind, "resolution": resolution, "progress": False}
    return viz.loss_surface(Bowl(), lambda: x**2 + 3.0 * y**2, **bowl, **look)


def _gpt() -> nn.GPT:
    """Its positions take very unequally of each other."""
    return nn.GPT(nn.datasets.Characters("an"), width=4, heads=2, blocks=1, length=8, seed=0, init="normal")


def runs() -> dict[str, list[Any]]:
    """A sweep over rates and widths, ten seeds each, as a table."""
    rows = [(rate, width, seed) for rate in (0.1, 0.5, 2.0, 8.0) for width in (2, 4, 8) for seed in range(10)]
    ease = [rate * width / (1.0 + 0.02 * (rate * width) ** 2) + 0.3 * seed for rate, width, seed in rows]
    return {
        "rate": [rate for rate, _, _ in rows],
        "width": [width for _, width, _ in rows],
        "seed": [seed for _, _, seed in rows],
        "learned": [each > 3.0 for each in ease],
        "loss": [None if k == 7 else 0.7 / (1.0 + each) for k, each in enumerate(ease)],
        "losses": [[0.7 / (1.0 + each * 0.05 * epoch) for epoch in range(50)] for each in ease],
    }


class _Steps:
    """A history of one epoch of many batches."""

    batch_losses = ([2.0 / (1 + 0.1 * k) + 0.2 * (k % 3) for k in range(100)],)
    losses = (0.5,)


PLOTS: dict[str, Callable[..., Figure]] = {
    "attention": lambda **look: viz.attention(_gpt(), "anna", **look),
    "bars": lambda **look: viz.bars({"a loop": 0.012, "at once": 1.4e-6}, xlabel="time", unit="s", **look),
    "confusion_matrix": lambda **look: viz.confusion_matrix(
        [[48, 2, 0], [1, 40, 9], [0, 6, 44]], classes=["setosa", "versicolor", "virginica"], **look
    ),
    "confusion_matrix of ten": lambda **look: viz.confusion_matrix(
        [[20 - 3 * abs(i - j) if abs(i - j) < 3 else 0 for j in range(10)] for i in range(10)], **look
    ),
    "curves": lambda **look: viz.curves(
        {"L": lambda w: (w - 1) ** 2, "K": lambda w: 3 - w}, -3, 5, points=[4, 2.5, 1.75], xlabel="w", **look
    ),
    "decision_boundary": lambda **look: viz.decision_boundary(
        learned(4)[0], *nn.datasets.XOR, hidden_lines=True, resolution=20, **look
    ),
    "hidden_space": lambda **look: viz.hidden_space(learned(2)[0], *nn.datasets.XOR, trajectory=learned(2)[1], **look),
    "hidden_space of four units": lambda **look: viz.hidden_space(
        learned(4)[0], *nn.datasets.XOR, trajectory=learned(4)[1], **look
    ),
    "loss_curve": lambda **look: viz.loss_curve({"SGD": learned(2)[2], "four units": learned(4)[2]}, **look),
    "loss_curve by steps": lambda **look: viz.loss_curve(_Steps(), **look),
    "loss_surface": lambda **look: surface("contour", **look),
    "loss_surface as a relief": lambda **look: surface("3d", **look),
    "network": lambda **look: viz.network(learned(2)[0], [1.0, 0.0], **look),
    "network of eight units": lambda **look: viz.network(nn.MLP(3, [8, 4, 2], output="softmax", seed=0), **look),
    "perceptron_line": lambda **look: viz.perceptron_line(
        nn.Perceptron(2).fit(*nn.datasets.AND), *nn.datasets.AND, **look
    ),
    "secant": lambda **look: viz.secant(lambda x: x**3, 1.0, **look),
    "sweep of successes": lambda **look: viz.sweep(runs(), "learned", x="rate", **look),
    "sweep of numbers": lambda **look: viz.sweep(runs(), "loss", x="width", **look),
    "sweep of curves": lambda **look: viz.sweep(runs(), "losses", by="rate", **look),
    "sweep over two settings": lambda **look: viz.sweep(runs(), "learned", x="rate", by="width", **look),
}
