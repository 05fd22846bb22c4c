"""The gallery: each picture of docs/gallery.py, drawn when the site is built, with the code that drew it."""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import io
import re
import textwrap
from collections.abc import Callable
from doctest import DocTestParser
from pathlib import Path
from typing import Any

import viz
from autograd import Value
from docs import gallery

__all__ = ["gallery_page", "write_pictures"]

_FIRST_PAGE = Path(__file__).parents[1] / "index.md"
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


def _first_loss() -> Value:
    """What the example on the first page computes, which the picture above it shows."""
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for example in DocTestParser().get_examples(_FIRST_PAGE.read_text(encoding="utf-8")):
            exec(example.source, names)
    loss: Value = names["loss"]
    return loss


def write_pictures(folder: Path) -> None:
    """Draws all pictures into a folder, unless they have been since what draws them changed."""
    sources = inspect.getsource(gallery) + _FIRST_PAGE.read_text(encoding="utf-8")
    drawn_from, digest = folder / "drawn_from", hashlib.sha256(sources.encode()).hexdigest()
    if drawn_from.exists() and drawn_from.read_text(encoding="utf-8") == digest:
        return
    folder.mkdir(exist_ok=True)
    for name, png in gallery.drawn().items():
        (folder / f"{name}.png").write_bytes(gallery.shrunk(png))
    loss = _first_loss()
    for theme in ("light", "dark"):
        viz.draw(loss, theme=theme, transparent=True).save(folder / f"unit-{theme}.svg", overwrite=True)
    drawn_from.write_text(digest, encoding="utf-8")
