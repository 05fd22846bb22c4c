"""The lecture's main line, run: train a net on XOR, and draw the graphs of the slides with their gradients.

Writes its pictures into the folder `demo-output`, and says what it wrote.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from matplotlib.figure import Figure

import nn
import viz
from autograd import Value, dot, sigmoid
from autograd.shared.files import write_file
from autograd.shared.showing import counted

__all__ = ["draw_learning", "main", "train_on_xor", "truth_table", "two_layer_loss", "unit_loss"]

FOLDER = Path("demo-output")


def unit_loss() -> Value:
    """The loss of one unit, as slide by slide in L7: two weighted inputs, their sum, the sigmoid, the loss."""
    w11, w21 = Value(0.5, label="w11"), Value(-0.25, label="w21")
    x1, x2 = Value(2.0, label="x1"), Value(1.0, label="x2")
    z = dot([w11, w21], [x1, x2])
    z.label = "z"
    prediction = sigmoid(z)
    prediction.label = "ŷ"
    return nn.binary_cross_entropy(prediction, 1)


def two_layer_loss() -> Value:
    """The loss of two hidden units and one output, with the numbers of L8.4."""
    x = [Value(1.0, label="x1"), Value(-1.0, label="x2")]
    hidden = []
    for j, weights in enumerate(([0.1, 0.2], [-0.3, 0.4]), start=1):
        z = dot([Value(w, label=f"w_{i}{j}^(1)") for i, w in enumerate(weights, start=1)], x)
        z.label = f"z_1{j}"
        a = sigmoid(z)
        a.label = f"a_1{j}"
        hidden.append(a)
    z = dot([Value(0.5, label="w_11^(2)"), Value(-0.6, label="w_21^(2)")], hidden)
    z.label = "z"
    prediction = sigmoid(z)
    prediction.label = "ŷ"
    return nn.binary_cross_entropy(prediction, 1)


def train_on_xor() -> tuple[nn.MLP, nn.History]:
    """A 2-4-1 sigmoid net, and how it learned."""
    model = nn.MLP(2, [4, 1], activation="sigmoid", output="sigmoid", seed=0)
    optimizer = nn.SGD(model.parameters(), learning_rate=2.0)
    history = nn.fit(model, *nn.datasets.XOR, loss=nn.binary_cross_entropy, optimizer=optimizer, epochs=2000)
    return model, history


def truth_table(model: nn.MLP) -> str:
    """The four rows of XOR, with the probabilities that the net gives."""
    lines = ["x1  x2   y   net says  right?"]
    for (x1, x2), y in zip(*nn.datasets.XOR):
        probability = float(model([x1, x2]))
        right = "yes" if (probability > 0.5) == bool(y) else "NO"
        lines.append(f"{x1:2.0f}  {x2:2.0f}  {y:2.0f}   {probability:8.4f}  {right}")
    return "\n".join(lines)


def draw_learning(model: nn.MLP, history: nn.History, path: Path) -> None:
    """The decision boundary and the loss curve, side by side on one slide."""
    with viz.style():
        figure = Figure(figsize=(12.8, 5.4))
        left, right = figure.subplots(1, 2)
        viz.decision_boundary(model, *nn.datasets.XOR, ax=left)
        viz.loss_curve(history, ax=right)
        drawn = BytesIO()
        figure.savefig(drawn, format="png", dpi=150)
    write_file(path, drawn.getvalue(), overwrite=True)


def main() -> None:
    """Trains, draws, and says what it wrote."""
    FOLDER.mkdir(exist_ok=True)  # before the work that goes into it
    print("Training a 2-4-1 sigmoid net on XOR:")
    model, history = train_on_xor()
    if history.stopped:  # by Ctrl-C
        print(f"stopped: {history.stopped}")
        return
    print(
        f"\nmean loss {history.losses[0]:.4f} at first, {history.losses[-1]:.4f} after "
        f"{counted(len(history.losses), 'epoch')}\n"
    )
    print(truth_table(model), end="\n\n")
    for loss, name, what in (
        (unit_loss(), "unit.png", "one unit, its loss and every gradient (L7)"),
        (two_layer_loss(), "two-layers.png", "two layers, with the numbers of L8.4"),
    ):
        loss.backward()
        print(f"wrote {viz.draw(loss, unfold={'dot'}).save(FOLDER / name, overwrite=True)}: {what}")
    draw_learning(model, history, FOLDER / "xor.png")
    print(f"wrote {FOLDER / 'xor.png'}: what the net learned, and how its loss fell")


if __name__ == "__main__":
    main()
