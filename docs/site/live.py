"""Live pages in the site: each is written beside its pages when it is built, and stands in a frame of one of them."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

import viz
from chalkgrad_command import demo

__all__ = ["setup", "write_live_pages"]


def setup(app: Sphinx) -> None:
    app.connect("build-finished", write_live_pages)


def write_live_pages(app: Sphinx, failure: Exception | None) -> None:
    """A graph to touch, the same to go through step by step, and a net that learns, as docs/touch.md frames them."""
    if failure is None and app.builder.format == "html":
        folder = Path(app.outdir, "live")
        folder.mkdir(exist_ok=True)
        loss = demo.unit_loss()
        loss.backward()
        viz.save_html(loss, folder / "explore.html", unfold={"dot"}, overwrite=True)
        viz.save_html(loss, folder / "steps.html", unfold={"dot"}, mode="step", overwrite=True)
        viz.save_html(viz.playground(), folder / "playground.html", overwrite=True)
