"""The gallery: each picture of docs/gallery.py, drawn when the site is built, with the code that drew it."""

from __future__ import annotations

import hashlib
import inspect
import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import viz
from chalkgrad_command import demo
from docs import gallery

__all__ = ["gallery_page", "write_pictures"]

TITLES = {
    "unit": "One unit: values, local derivatives, gradients",
    "paths": "A gradient as the sum over paths",
    "backward": "The backward pass, on a slide",
    "quiz": "Half a million parameters in one picture",
    "network": "A net as circles and lines",
    "xor": "Learning XOR",
    "surface": "The way down",
}


def gallery_page() -> str:
    """The page, as MyST Markdown."""
    parts = [
        "# Gallery",
        "",
        "Each picture has been drawn by the code below it when this site was built. `demo` has the lecture's graphs:",
        "`from chalkgrad_command import demo`. [`docs/gallery.py`](../gallery.py) is all of it in one file, and",
        "what moves has [a page of its own](../touch.md).",
        "",
        "The last three show one net:",
        "",
        _code(gallery.trained),
    ]
    for name, draw in gallery.DRAWN_BY.items():
        parts += [
            f"## {TITLES[name]}",
            "",
            f"![{_first_line(draw)}]({name}.png)",
            "",
            _first_line(draw),
            "",
            _code(draw),
        ]
    return "\n".join(parts)


def _first_line(draw: Callable[..., object]) -> str:
    return (inspect.getdoc(draw) or "").splitlines()[0]


def _code(draw: Callable[..., object]) -> str:
    """What a function does, as one would type it: its last line is what it gives."""
    body = textwrap.dedent(re.split(r'"""[^"]*"""\n', inspect.getsource(draw), maxsplit=1)[1])
    for written, typed in ((r"^return saved\((.*)\)$", r"\1"), (r"^return (.*?)(\.png\(\))?$", r"\1")):
        body = re.sub(written, typed, body, flags=re.MULTILINE)
    return f"```python\n{body}```\n"


def write_pictures(folder: Path) -> None:
    """Draws all pictures into a folder, unless they have been since docs/gallery.py changed."""
    drawn_from, digest = folder / "drawn_from", hashlib.sha256(inspect.getsource(gallery).encode()).hexdigest()
    if drawn_from.exists() and drawn_from.read_text(encoding="utf-8") == digest:
        return
    folder.mkdir(exist_ok=True)
    for name, png in gallery.drawn().items():
        (folder / f"{name}.png").write_bytes(gallery.shrunk(png))
    loss = demo.unit_loss()
    loss.backward()
    for theme in ("light", "dark"):  # of the first page
        viz.draw(loss, unfold={"dot"}, theme=theme, transparent=True).save(folder / f"unit-{theme}.svg", overwrite=True)
    drawn_from.write_text(digest, encoding="utf-8")
