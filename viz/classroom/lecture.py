"""Every picture and derivation of the lecture, written into a folder with a page that shows them: `--lecture`."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import nn
from autograd import Value, exp
from autograd.shared.files import write_file
from viz.classroom import slides
from viz.derivations.derivation import derivation
from viz.derivations.lines import Derivation
from viz.graph.drawing import compare, draw
from viz.plots import (
    Trajectory,
    curves,
    decision_boundary,
    hidden_space,
    loss_curve,
    loss_surface,
    network,
    perceptron_line,
    secant,
    style,
)
from viz.rendering.picture import Picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["EXHIBITS", "Exhibit", "write_lecture"]

Content: TypeAlias = "Picture | Figure | Derivation"

_PARTS = {
    "L1": "Perceptron",
    "L2": "What one unit can't do",
    "L3": "Multilayer perceptron",
    "L4": "Loss",
    "L5": "Calculus",
    "L6": "Descent",
    "L7": "The gradient of one unit, slide by slide",
    "L8": "The gradient of two layers",
    "L9": "Learning XOR",
}
_SEED, _EPOCHS, _LEARNING_RATE = 5, 1500, 2.0
_PLOT_DPI = 150


@dataclass(frozen=True)
class Exhibit:
    """One thing to show.

    Attributes:
        items: the lecture's items that it shows.
        name: its files' name, without the suffix.
        caption: what to see in it.
        make: makes it.
    """

    items: str
    name: str
    caption: str
    make: Callable[[], Content]


def _new_net() -> nn.MLP:
    return nn.MLP(2, [2, 1], activation="sigmoid", output="sigmoid", init="uniform", seed=_SEED)


@lru_cache(maxsize=1)
def _learned() -> tuple[nn.MLP, Trajectory, list[float]]:
    """A net that has learned XOR, the way it went, and its loss on the way."""
    net = _new_net()
    trajectory = Trajectory(net, every=50)
    history = nn.fit(
        net,
        *nn.datasets.XOR,
        loss=nn.binary_cross_entropy,
        optimizer=nn.SGD(net.parameters(), _LEARNING_RATE),
        epochs=_EPOCHS,
        callback=trajectory.record,
        progress=False,
    )
    return net, trajectory, history.losses


def _loss(prediction: Value | list[Value], target: int) -> Value:
    return nn.binary_cross_entropy(prediction, target)  # type: ignore[arg-type]  # a net of one output gives no list


def _before_and_after() -> Picture:
    X, y = nn.datasets.XOR
    graphs = []
    for net in (_new_net(), _learned()[0]):
        loss = _loss(net(X[1]), y[1])
        loss.backward()
        graphs.append(loss)
    return compare(*graphs)


def _graph(of: Callable[[], tuple[Value, dict[str, Value]]], highlight: str = "", *, backward: bool = False) -> Picture:
    output, values = of()
    output.backward()
    return draw(output, unfold={"dot"}, highlight=[values[highlight]] if highlight else [], backward=backward)


def _derived(of: Callable[[], tuple[Value, dict[str, Value]]], name: str) -> Derivation:
    output, values = of()
    return derivation(output, wrt=values[name])


def _used_twice() -> tuple[Value, dict[str, Value]]:
    x1, x2 = Value(2.0, "x1"), Value(1.0, "x2")
    f = x1 * (x1 + x2)
    f.label = "f"
    return f, {"x1": x1, "x2": x2}


def _perceptron(X: Sequence[Sequence[float]], y: Sequence[int]) -> Figure:
    return perceptron_line(nn.Perceptron(2).fit(X, y, max_epochs=12), X, y)


def _likelihood() -> Figure:
    """Both for a coin that shows heads three times in four."""
    from viz.plots.figures import Plot

    likelihood = {"likelihood ŷ³(1 − ŷ)": lambda q: q**3 * (1 - q)}
    loss = {"mean loss L": lambda q: sum(nn.binary_cross_entropy(Value(q), y) for y in (1, 1, 0, 1)) / 4}
    figure = Plot(figsize=(12.8, 4.8))
    for functions, ax in zip((likelihood, loss), figure.subplots(1, 2)):
        curves(functions, 0.02, 0.98, xlabel="ŷ", ax=ax)
    return figure


def _losses() -> Figure:
    losses = {f"y = {y}": partial(_loss_of, target=y) for y in (1, 0)}
    return curves(losses, 0.005, 0.995, xlabel="ŷ", ylabel="loss ℓ")


def _loss_of(prediction: float, target: int) -> Value:
    return nn.binary_cross_entropy(Value(prediction), target)


def _surface() -> Figure:
    net, trajectory, _ = _learned()
    X, y = nn.datasets.XOR
    loss = partial(nn.mean_loss, net, X, y, nn.binary_cross_entropy)
    return loss_surface(net, loss, trajectory=trajectory, progress=False)


EXHIBITS = (
    Exhibit(
        "L1.2", "L1-and", "A perceptron learns AND: its line after every update", lambda: _perceptron(*nn.datasets.AND)
    ),
    Exhibit("L2.1", "L2-xor", "On XOR it never comes to rest", lambda: _perceptron(*nn.datasets.XOR)),
    Exhibit("L3.1", "L3-net", "One hidden layer: the net that learns XOR", lambda: network(_learned()[0], [1.0, 0.0])),
    Exhibit("L4.1, L4.2", "L4-likelihood", "Where the likelihood is highest, the mean loss is lowest", _likelihood),
    Exhibit("L4.3", "L4-classes", "Cross-entropy of three classes", lambda: _graph(slides.classes)),
    Exhibit("L4.3", "L4-classes-derived", "Its gradient", lambda: _derived(slides.classes, "f1")),
    Exhibit("L4.4", "L4-losses", "Sure and right costs nothing; sure and wrong, without bound", _losses),
    Exhibit("L5.1", "L5-secant", "The secant turns into the tangent", lambda: secant(exp, 1.0)),
    Exhibit("L5.4", "L5-used-twice", "One value used twice", lambda: _graph(_used_twice, "x1")),
    Exhibit("L5.4", "L5-used-twice-derived", "Its gradient", lambda: _derived(_used_twice, "x1")),
    Exhibit("L5.5", "L5-quiz", "The quiz: a log-likelihood", lambda: _graph(slides.quiz)),
    Exhibit("L5.5", "L5-quiz-derived", "The quiz, answered", lambda: _derived(slides.quiz, "w1")),
    Exhibit("L6.4", "L6-surface", "The loss around the way that descent took", _surface),
    Exhibit("L7.1, L7.2, L7.3", "L7-unit", "Values, local derivatives and gradients", lambda: _graph(slides.unit)),
    Exhibit("L7.3", "L7-backward", "The backward pass, message by message", lambda: _graph(slides.unit, backward=True)),
    Exhibit("L7.4", "L7-weight-derived", "The gradient of a weight", lambda: _derived(slides.unit, "w11")),
    Exhibit("L7.5", "L7-input-derived", "The gradient of an input", lambda: _derived(slides.unit, "x1")),
    Exhibit("L8.4", "L8-layers", "Two layers, with the lecture's numbers", lambda: _graph(slides.two_layers)),
    Exhibit("L8.1", "L8-hidden-derived", "The gradient of a hidden unit", lambda: _derived(slides.two_layers, "a11")),
    Exhibit("L8.2", "L8-weight-derived", "A weight behind it", lambda: _derived(slides.two_layers, "w_11^(1)")),
    Exhibit("L8.3", "L8-paths", "Both paths from an input", lambda: _graph(slides.two_layers, "x1")),
    Exhibit("L8.3", "L8-input-derived", "The sum over both paths", lambda: _derived(slides.two_layers, "x1")),
    Exhibit("L9.1", "L9-loss", "Gradient descent on XOR", lambda: loss_curve(_learned()[2])),
    Exhibit(
        "L9.1",
        "L9-boundary",
        "What the net decides, and the lines of its hidden units",
        lambda: decision_boundary(_learned()[0], *nn.datasets.XOR, hidden_lines=True),
    ),
    Exhibit(
        "L9.1",
        "L9-hidden-space",
        "The four points move until a line separates them",
        lambda: hidden_space(_learned()[0], *nn.datasets.XOR, trajectory=_learned()[1]),
    ),
    Exhibit("L9.1", "L9-before-and-after", "The loss of one sample before and after learning", _before_and_after),
)
"""All of them, in the order of the lecture."""


def write_lecture(folder: Path, *, overwrite: bool = False) -> None:
    """Writes every picture as PNG and SVG, and `index.html` with all of them and the derivations.

    Args:
        folder: made if it is not there.
        overwrite: whether files that are there already are replaced; otherwise nothing is written.

    Raises:
        FileExistsError: if one of the files is there, and is not to be replaced.
        OSError: if the folder or a file cannot be written.
        GraphvizNotFoundError: if there is nothing to draw with.
    """
    for name in ("index.html", *(exhibit.name + suffix for exhibit in EXHIBITS for suffix in (".svg", ".png"))):
        if (folder / name).exists() and not overwrite:
            raise FileExistsError(17, "exists already", str(folder / name))
    folder.mkdir(parents=True, exist_ok=True)
    sections = []
    for part, exhibits in groupby(_with_progress(EXHIBITS), lambda exhibit: exhibit.items[:2]):
        figures = "\n".join(_written(exhibit, folder) for exhibit in exhibits)
        sections.append(
            f'<section id="{part}">\n<h2>{part[1:]} {html.escape(_PARTS[part])}</h2>\n{figures}\n</section>'
        )
    page = _PAGE.format(links=_links(), sections="\n".join(sections))
    write_file(folder / "index.html", page.encode(), overwrite=True)


def _with_progress(exhibits: Iterable[Exhibit]) -> Iterable[Exhibit]:
    try:
        from tqdm import tqdm
    except ImportError:
        return exhibits
    return tqdm(exhibits, desc="lecture", unit="picture", leave=False, disable=None)


def _links() -> str:
    return "\n".join(f'<li><a href="#{part}">{html.escape(title)}</a></li>' for part, title in _PARTS.items())


def _written(exhibit: Exhibit, folder: Path) -> str:
    """Writes the files of an exhibit, and returns its place on the page."""
    with style():
        content = exhibit.make()
    caption = f"<figcaption><b>{exhibit.items}</b> {html.escape(exhibit.caption)}</figcaption>"
    if isinstance(content, Derivation):
        return f'<figure>\n<div class="derivation" tabindex="0">{content.mathml}</div>\n{caption}\n</figure>'
    for suffix, contents in _files(content).items():
        write_file(folder / f"{exhibit.name}{suffix}", contents, overwrite=True)
    alternative = html.escape(": ".join(filter(None, (exhibit.caption, getattr(content, "description", "")))))
    image = f'<img src="{exhibit.name}.svg" alt="{alternative}">'
    return f'<figure>\n<a href="{exhibit.name}.png">{image}</a>\n{caption}\n</figure>'


def _files(content: Picture | Figure) -> dict[str, bytes]:
    if isinstance(content, Picture):
        return {".svg": content.svg().encode(), ".png": content.png()}
    made = {}
    for suffix in (".svg", ".png"):
        stream = BytesIO()
        content.savefig(stream, format=suffix[1:], dpi=_PLOT_DPI)
        made[suffix] = stream.getvalue()
    return made


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Neural Networks II, drawn by chalkgrad</title>
<style>
body {{ font-family: "DejaVu Sans", Verdana, sans-serif; line-height: 1.5; color: #1a1a1a; background: white;
  max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }}
nav ul {{ columns: 2; }}
figure {{ margin: 2rem 0; }}
img {{ max-width: 100%; max-height: 80vh; }}
math {{ font-family: "STIX Two Math", "Cambria Math", "Latin Modern Math", math; }}
figcaption {{ margin-top: 0.5rem; }}
.derivation {{ overflow-x: auto; font-size: 1.2rem; padding: 0.5rem; border-left: 0.25rem solid #0072b2; }}
</style>
</head>
<body>
<main>
<h1>Neural Networks II, drawn</h1>
<nav aria-label="Parts"><ul>
{links}
</ul></nav>
{sections}
</main>
</body>
</html>
"""
