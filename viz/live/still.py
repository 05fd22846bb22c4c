"""The picture that stands for a page where nothing runs: on GitHub, on paper, in a notebook that nobody trusts yet.

A notebook keeps it beside the page, and the page hides it: readers see one of the two.
"""

from __future__ import annotations

import hashlib
from typing import Any, TypeAlias

__all__ = ["Bundle", "behind", "key_of", "marked"]

Bundle: TypeAlias = dict[str, Any]
"""What a notebook may show, by media type."""

# Of a widget without a kernel JupyterLab says "Error displaying widget": where an output has nothing but words, and a
# picture follows, the picture is enough.
_NO_ERROR = ".jp-OutputArea-child:not(:has(.jp-OutputArea-output *)):has(+ * .chalk-still) { display: none }"


def key_of(page: str) -> str:
    """What tells a page's picture from others, in a notebook that is the same whenever it is built."""
    return hashlib.sha256(page.encode()).hexdigest()[:12]


def marked(picture: Bundle, key: str) -> Bundle:
    """A picture that a page, elsewhere in the notebook, hides by the class `chalk-still-<key>`.

    >>> marked({"image/png": "iVBO"}, "6f1b")
    {'image/png': 'iVBO'}
    """
    if "text/html" not in picture:
        return picture
    classes = f"chalk-still chalk-still-{key}"
    return {**picture, "text/html": f'<style>{_NO_ERROR}</style><div class="{classes}">{picture["text/html"]}</div>'}


def behind(picture: Bundle, key: str, frame: str) -> Bundle:
    """A picture, and a frame that hides it: notebooks take frames and styles away from who has not run them.

    >>> behind({"text/html": "<img>", "image/png": "iVBO"}, "6f1b", "<iframe></iframe>")["text/html"]
    '<iframe></iframe><style>.chalk-still-6f1b { display: none }</style><div class="chalk-still-6f1b"><img></div>'
    """
    name = f"chalk-still-{key}"
    still = f'<div class="{name}">{picture["text/html"]}</div>' if "text/html" in picture else ""
    return {**picture, "text/html": f"{frame}<style>.{name} {{ display: none }}</style>{still}"}
