"""Draws every plot, and prints what each says of itself, by whichever Matplotlib and NumPy are found first."""

from __future__ import annotations

import json
import sys

import matplotlib

import nn
import viz
from autograd import Value
from nn.datasets import AND, XOR


def main() -> None:
    model = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    trajectory = viz.Trajectory(model, every=1)
    descent = {"loss": nn.binary_cross_entropy, "optimizer": nn.SGD(model.parameters(), 2.0), "progress": False}
    history = nn.fit(model, *XOR, epochs=12, callback=trajectory.record, compiled=False, **descent)
    wide = nn.MLP(2, [8, 1], activation="tanh", output="sigmoid", seed=1)
    deep = nn.MLP(3, [16, 16, 2], seed=0)
    gpt = nn.GPT(nn.datasets.Characters(["anna", "ben"]), width=4, heads=2, blocks=1, length=8, seed=0)
    diverged = [1.0, 30.0, 900.0, float("inf")]

    def loss() -> Value:
        return nn.mean_loss(model, *XOR, nn.binary_cross_entropy)

    surface = {"progress": False, "resolution": 5}
    plots = {
        "attention": viz.attention(gpt, "anna"),
        "bars": viz.bars({"a loop": 0.012, "at once": 1.4e-6}, xlabel="time", unit="s"),
        "curves": viz.curves({"L": lambda w: (w - 1) ** 2}, -3, 5, xlabel="w", points=[4, 2.5, 1.75]),
        "confusion": viz.confusion_matrix([[3, 1], [0, 4]]),
        "dark": viz.decision_boundary(model, *XOR, hidden_lines=True, theme="dark"),
        "decision boundary": viz.decision_boundary(wide, *nn.datasets.moons(30, seed=1)),
        "hidden space": viz.hidden_space(model, *XOR, trajectory=trajectory),
        "hidden space of 8": viz.hidden_space(wide, *XOR),
        "loss": viz.loss_curve(history),
        "losses": viz.loss_curve({"SGD": history, "$diverged$": diverged}),
        "network": viz.network(model, x=[1.0, -1.0]),
        "deep network": viz.network(deep),
        "perceptron": viz.perceptron_line(nn.Perceptron(2).fit(*AND, max_epochs=20), *AND),
        "secant": viz.secant(lambda x: x.exp(), 1.0),
        "surface": viz.loss_surface(model, loss, trajectory=trajectory, **surface),
        "surface in space": viz.loss_surface(model, loss, directions="random", kind="3d", **surface),
        "sweep": viz.sweep({"rate": [0.1, 0.1, 0.5, 0.5], "learned": [True, False, True, True]}, "learned", x="rate"),
        "transparent": viz.loss_curve([0.7, 0.5], transparent=True),
    }
    with viz.style():
        plots["losses"].axes[0].axhline(0.5, color="C1", linestyle="--", label="a goal")
        plots["losses"].axes[0].legend()
    said = {name: [plot.description, *plot.get_facecolor()] for name, plot in plots.items()}
    svgs = {name: plot.svg() for name, plot in plots.items()} if len(sys.argv) > 1 else {}
    print(json.dumps({"version": matplotlib.__version__, "said": said, "svgs": svgs}))


if __name__ == "__main__":
    main()
