"""Pictures that are compared with images in the repository, pixel by pixel but for rounding.

`make references` draws the images anew; look at each before committing it.
"""

from __future__ import annotations

import argparse
import copy
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image

import nn
import viz
from autograd import Value, dot, topological_order
from tests.viz.plots.every_plot import surface

FOLDER = Path(__file__).with_name("references")


def _unit_loss() -> Value:
    """The unit of L7, at the numbers of L5.5."""
    z = dot([Value(0.5, "w11"), Value(-0.25, "w21")], [Value(2.0, "x1"), Value(1.0, "x2")])
    z.label = "z"
    prediction = z.sigmoid()
    prediction.label = "y_hat"
    loss = nn.binary_cross_entropy(prediction, 1)
    loss.backward()
    return loss


def _net() -> nn.MLP:
    """2-2-1, with the numbers of L8.4 and biases."""
    model = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    for parameter, number in zip(model.parameters(), (0.1, 0.2, 0.3, -0.3, 0.4, -0.1, 0.5, -0.6, 0.2)):
        parameter.data = number
    return model


def _net_loss() -> Value:
    loss = nn.binary_cross_entropy(_net()([1.0, -1.0]), 1)
    loss.backward()
    return loss


def _graph(picture: viz.Picture) -> bytes:
    return picture.png(dpi=48)


def _plot(figure: Figure) -> bytes:
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=60)
    return buffer.getvalue()


def _unfolded() -> bytes:
    return _graph(viz.draw(_unit_loss(), unfold=True, legend=True, backward=True))


def _paths_on_a_dark_slide() -> bytes:
    loss = _net_loss()
    x1 = next(value for value in topological_order(loss) if value.label == "x_1")
    return _graph(viz.draw(loss, highlight=x1, theme="dark", slide=True))


def _folded() -> bytes:
    return _graph(viz.draw(_net_loss(), fold="neuron", opened=["unit h₁⁽²⁾"]))


def _compared() -> bytes:
    loss = _unit_loss()
    earlier = copy.deepcopy(loss)
    next(value for value in topological_order(loss) if value.label == "w11").data += 0.5
    loss.recompute()
    return _graph(viz.compare(earlier, loss))


def _network() -> bytes:
    return _plot(viz.network(_net(), [1.0, -1.0]))


def _boundary() -> bytes:
    return _plot(viz.decision_boundary(_net(), *nn.datasets.XOR, hidden_lines=True, threshold=0.52))


def _surface() -> bytes:
    return _plot(surface("3d", resolution=12))


def _gpt() -> nn.GPT:
    return nn.GPT(nn.datasets.Characters("ab"), width=2, heads=2, blocks=1, length=4, seed=0, init="normal")


def _opened_head() -> bytes:
    model = _gpt()
    tokens = model.characters.encode("ab")
    loss = nn.cross_entropy(model(tokens[:-1]), tokens[1:])
    loss.backward()
    return _graph(viz.draw(loss, fold="layer", opened=["block 1.attention.head 1.a_1"]))


def _attention() -> bytes:
    return _plot(viz.attention(_gpt(), "aba"))


REFERENCES: dict[str, Callable[[], bytes]] = {
    "unfolded": _unfolded,
    "paths_dark_slide": _paths_on_a_dark_slide,
    "folded": _folded,
    "compared": _compared,
    "opened_head": _opened_head,
    "attention": _attention,
    "network": _network,
    "boundary": _boundary,
    "surface": _surface,
}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, draw in REFERENCES.items():
        image = Image.open(BytesIO(draw())).convert("RGB").quantize(64, dither=Image.Dither.NONE)
        image.save(FOLDER / f"{name}.png", optimize=True)
        print(f"wrote {FOLDER / name}.png")


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m tests.viz.reference_pictures", description=__doc__).parse_args()
    main()
