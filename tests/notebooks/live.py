"""A live graph in a notebook with a kernel, and what a reader does with it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from math import exp
from pathlib import Path

from playwright.sync_api import Locator, Page

__all__ = ["GRAPH", "KNOWN", "ROOT", "drag", "gradient", "leaf", "seen"]

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "test-output"
TWO_MINUTES = 120_000

GRAPH = """\
import viz
from autograd import Value

w, x = Value(0.5, label="w"), Value(2.0, label="x")
y = (w * x).sigmoid()
live = viz.explore(y)
"""
KNOWN = "f\"w = {live.values['w']}, x = {live.values['x']}, gradient {live.gradients['w']:.6f}\""


def gradient(w: float, x: float) -> str:
    """∂σ(wx)/∂w, as `KNOWN` writes it."""
    return f"{x / (2.0 + exp(w * x) + exp(-w * x)):.6f}"


@contextlib.contextmanager
def seen(page: Page, name: str) -> Iterator[None]:
    """Keeps a picture of what the page shows in the end; of interest when a test fails."""
    page.set_default_timeout(TWO_MINUTES)
    try:
        yield
    finally:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")


def leaf(page: Page, name: str) -> Locator:
    """A leaf in the picture of the graph."""
    return page.get_by_role("spinbutton", name=name, exact=True)


def drag(page: Page, part: Locator, pixels: float) -> None:
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + pixels, y, steps=5)
    page.mouse.up()
