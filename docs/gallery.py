"""Draws the pictures of the README into this folder, and those of the pages into `pictures/`: `make gallery`."""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from PIL import Image

import nn
import viz
from autograd import Value, topological_order
from chalkgrad_command import demo
from docs import page_pictures
from viz.live.explorer import page_to_explore
from viz.rendering import paper

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parent
WIDTH = 1600
"""Pixels; a slide's width, and more than GitHub shows."""
MOST_BYTES, COLORS = 140_000, 256
"""A picture that is larger has its colours reduced to so many: enough for what is drawn in few."""


def one_unit() -> bytes:
    """L7: forward values, local derivatives, gradients."""
    w1, w2 = Value(0.5, label="w1"), Value(-0.25, label="w2")
    x1, x2 = Value(2.0, label="x1"), Value(1.0, label="x2")
    y_hat = (w1 * x1 + w2 * x2).sigmoid()
    loss = -y_hat.log()
    loss.backward()
    return viz.draw(loss).png()


def paths() -> bytes:
    """L8.3: the gradient of an input as the sum over both paths."""
    loss = demo.two_layer_loss()
    loss.backward()
    return viz.draw(loss, highlight=labelled(loss, "x1")).png()


def backward() -> bytes:
    """L7.3: the backward pass as a second set of arrows, with a legend, dark and of a slide's size."""
    loss = demo.unit_loss()
    loss.backward()
    return viz.draw(loss, unfold={"dot"}, backward=True, legend=True, theme="dark", slide=True).png()


def quiz() -> bytes:
    """L3.5: the quiz net, folded by layer."""
    model = nn.MLP(2, [1024, 512, 3], seed=0)
    loss = nn.cross_entropy(model([1.0, 2.0]), 1)
    loss.backward()
    return viz.draw(loss, fold="layer").png()


def trained() -> tuple[nn.MLP, nn.History, viz.Trajectory]:
    """A net that learns XOR, how it did, and the way that its parameters took."""
    model = nn.MLP(2, [2, 1], activation="sigmoid", output="sigmoid", seed=3)
    trajectory = viz.Trajectory(model, every=10)
    history = nn.fit(
        model,
        *nn.datasets.XOR,
        loss=nn.binary_cross_entropy,
        optimizer=nn.SGD(model.parameters(), learning_rate=2.0),
        epochs=1500,
        callback=trajectory.record,
        progress=False,
    )
    return model, history, trajectory


def network(model: nn.MLP) -> bytes:
    """L3.1: circles and lines, weights by thickness, signs by colour and dash."""
    return saved(viz.network(model, [1.0, 0.0]))


def learned(model: nn.MLP, history: nn.History, trajectory: viz.Trajectory) -> bytes:
    """L9.1: the boundary with the hidden units' lines, the hidden space, the loss."""
    X, y = nn.datasets.XOR
    with viz.style():
        figure = Figure(figsize=(16, 5.0))
        left, middle, right = figure.subplots(1, 3)
        viz.decision_boundary(model, X, y, hidden_lines=True, ax=left)
        viz.hidden_space(model, X, y, trajectory=trajectory, ax=middle)
        viz.loss_curve(history, ax=right)
        for axes in (left, middle):
            axes.legend(loc="lower center", bbox_to_anchor=(0.5, -0.36), ncols=2)
    return saved(figure)


def surface(model: nn.MLP, trajectory: viz.Trajectory) -> bytes:
    """L6.4: the loss over the plane that holds most of the trajectory, as a relief and as a map."""
    samples = list(zip(*nn.datasets.XOR))

    def loss() -> Value:
        return sum(nn.binary_cross_entropy(model(x), y) for x, y in samples) / len(samples)

    with viz.style():
        figure = Figure(figsize=(16, 6.0))
        relief, chart = figure.add_subplot(1, 2, 1, projection="3d"), figure.add_subplot(1, 2, 2)
        for kind, axes in (("3d", relief), ("contour", chart)):
            viz.loss_surface(model, loss, trajectory=trajectory, kind=kind, resolution=41, ax=axes, progress=False)
    return saved(figure)


def labelled(output: Value, label: str) -> Value:
    return next(value for value in topological_order(output) if value.label == label)


def saved(figure: Figure) -> bytes:
    png = BytesIO()
    figure.savefig(png, format="png", dpi=150)
    return png.getvalue()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that live pages are looked at with."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=paper.browser(), args=["--no-sandbox"])
        yield browser
        browser.close()


def seen(browser: Browser, html: str, act: Callable[[Page], object]) -> bytes:
    """A page as it looks after something was done in it."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.set_content(html)
    page.wait_for_timeout(500)
    act(page)
    page.wait_for_timeout(500)
    png = page.screenshot()
    page.close()
    return png


def explored(browser: Browser) -> bytes:
    """A graph to touch, a weight selected."""
    html = page_to_explore(demo.unit_loss(), unfold={"dot"}).html
    return seen(browser, html, lambda page: page.locator(".touchable").first.click())


def played(browser: Browser) -> bytes:
    """A net that learns a circle, some hundred epochs on."""

    def play(page: Page) -> None:
        page.get_by_role("button", name="play").first.click()
        page.wait_for_timeout(6000)
        page.get_by_role("button", name="pause").first.click()

    return seen(browser, viz.playground().html, play)


DRAWN_BY: dict[str, Callable[..., bytes]] = {
    "unit": one_unit,
    "paths": paths,
    "backward": backward,
    "quiz": quiz,
    "network": network,
    "xor": learned,
    "surface": surface,
}
"""The pictures that take no browser. What their functions ask for by name is what `trained` gives."""


def drawn() -> dict[str, bytes]:
    """Those pictures, by name."""
    given = dict(zip(("model", "history", "trajectory"), trained()))
    return {
        name: draw(**{asked: given[asked] for asked in inspect.signature(draw).parameters})
        for name, draw in DRAWN_BY.items()
    }


def shrunk(png: bytes) -> bytes:
    """A picture as small as it may be, in pixels and in bytes."""
    image = Image.open(BytesIO(png)).convert("RGB")
    image.thumbnail((WIDTH, WIDTH), Image.Resampling.LANCZOS)
    small = BytesIO()
    image.save(small, format="png", optimize=True)
    if len(small.getvalue()) > MOST_BYTES:
        small = BytesIO()
        reduced = image.quantize(COLORS, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
        reduced.save(small, format="png", optimize=True)
    return small.getvalue()


def main() -> None:
    pictures = drawn()
    for page in page_pictures.pages_with_pictures():
        pictures |= {f"pictures/{name}": png for name, png in page_pictures.drawn(page).items()}
    with chromium() as browser:
        pictures |= {"explore": explored(browser), "playground": played(browser)}
    for name, png in pictures.items():
        path = FOLDER / f"{name}.png"
        path.write_bytes(shrunk(png))
        print(f"wrote {path.relative_to(FOLDER.parent)}, {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m docs.gallery", description=__doc__).parse_args()
    main()
