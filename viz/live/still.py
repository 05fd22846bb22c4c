"""The picture that stands for a page where nothing runs: on GitHub, on paper, in a notebook that nobody trusts yet.

A notebook keeps it beside the page, and the page hides it: readers see one of the two. Where the same notebook is open
twice, each copy looks to itself.
"""

from __future__ import annotations

import hashlib
import html
from typing import Any, TypeAlias

__all__ = ["Bundle", "behind", "framed", "key_of", "marked"]

Bundle: TypeAlias = dict[str, Any]
"""What a notebook may show, by media type."""

# Of a widget without a kernel JupyterLab says "Error displaying widget": where an output has nothing but words, and a
# picture follows, the picture is enough.
_NO_ERROR = ".jp-OutputArea-child:not(:has(.jp-OutputArea-output *)):has(+ * .chalk-still) { display: none }"


def key_of(picture: str) -> str:
    """What tells a picture from others, by what it is drawn from: a notebook is the same wherever it is built."""
    return hashlib.sha256(picture.encode()).hexdigest()[:12]


def marked(picture: Bundle, key: str) -> Bundle:
    """A picture that a page, elsewhere in the notebook, hides by the class `chalk-still-<key>`.

    >>> marked({"image/png": "iVBO"}, "6f1b")
    {'image/png': 'iVBO'}
    """
    if "text/html" not in picture:
        return picture
    classes = f"chalk-still chalk-still-{key}"
    return {**picture, "text/html": f'<style>{_NO_ERROR}</style><div class="{classes}">{picture["text/html"]}</div>'}


def framed(title: str, page: str, height: str) -> str:
    """A page within another: it may run its script, and reach nothing around it.

    >>> framed("steps", "<p>", "9rem").partition("srcdoc=")[2]
    '"&lt;p&gt;"></iframe>'
    """
    look = f"width: 100%; height: {height}; border: 0"
    source = html.escape(page, quote=True)
    return f'<iframe title="{title}" sandbox="allow-scripts" style="{look}" srcdoc="{source}"></iframe>'


def behind(picture: Bundle, key: str, frame: str) -> Bundle:
    """A picture, and a frame that hides it: notebooks take frames away from who has not run them.

    >>> print(behind({"text/html": "<img>", "image/png": "iVBO"}, "6f1b", "<iframe>")["text/html"])
    <iframe><style>iframe ~ .chalk-still-6f1b { display: none }</style><div class="chalk-still-6f1b"><img></div>
    """
    name = f"chalk-still-{key}"
    still = f'<div class="{name}">{picture["text/html"]}</div>' if "text/html" in picture else ""
    return {**picture, "text/html": f"{frame}<style>iframe ~ .{name} {{ display: none }}</style>{still}"}
