"""How long pictures take: a small net as SVG and as PNG, large nets folded by layer, and one leaf used all along.

The first picture of a process also loads Graphviz and the font; it is drawn before the clocks start.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import nn
import viz
from autograd import Value, topological_order
from benchmarks.measuring import Table

TITLE = "pictures"
COLUMNS = ("picture", "ms", "ms of the processor", "nodes in the graph", "nodes in the picture")


def run(*, quick: bool) -> Table:
    repetitions = 3 if quick else 15
    small, deep, quiz = _loss([5, 1]), _loss([98, 98, 1]), _loss([1024, 512, 3])
    pictures: tuple[tuple[str, Value, Callable[[Value], viz.Picture], Callable[[viz.Picture], object]], ...] = (
        ("2-5-1 unfolded, SVG", small, _unfolded, viz.Picture.svg),
        ("2-5-1 unfolded, PNG", small, _unfolded, viz.Picture.png),
        ("2-98-98-1 by layer, SVG", deep, _by_layer, viz.Picture.svg),
        ("quiz net 2-1024-512-3 by layer, SVG", quiz, _by_layer, viz.Picture.svg),
        ("a leaf used at 50 depths, SVG", _chain(50), viz.draw, viz.Picture.svg),
        ("a leaf used at 149 depths, SVG", _chain(149), viz.draw, viz.Picture.svg),
    )
    _unfolded(small).svg()
    rows = []
    for name, loss, drawn, written in pictures:
        times = [
            _timed(lambda loss=loss, drawn=drawn, written=written: written(drawn(loss))) for _ in range(repetitions)
        ]
        wall, processor = (1000 * median(column) for column in zip(*times))
        shown = int(drawn(loss).description.rpartition(": ")[2].split()[0])
        rows.append((name, wall, processor, len(topological_order(loss)), shown))
    return Table(TITLE, COLUMNS, tuple(rows), (f"Medians of {repetitions}.",))


def _timed(draw: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and those that the process had a processor; they differ on a busy machine."""
    wall, processor = time.perf_counter(), time.process_time()
    draw()
    return time.perf_counter() - wall, time.process_time() - processor


def _unfolded(loss: Value) -> viz.Picture:
    return viz.draw(loss, unfold=True)


def _by_layer(loss: Value) -> viz.Picture:
    return viz.draw(loss, fold="layer")


def _chain(depth: int) -> Value:
    """One leaf feeds every level, which takes Graphviz minutes if each of its arrows is drawn whole."""
    x = Value(0.7, "x")
    y = x
    for _ in range(depth):
        y = (y * x).tanh()
    return y


def _loss(sizes: list[int]) -> Value:
    outputs = nn.MLP(2, sizes, seed=0)([1.0, 2.0])
    loss = nn.mse_loss(outputs, 0.0) if isinstance(outputs, Value) else nn.cross_entropy(outputs, 0)
    loss.backward()
    return loss
