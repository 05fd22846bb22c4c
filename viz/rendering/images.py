"""A picture as a notebook shows it: with words for those who cannot see it."""

from __future__ import annotations

import base64
import html

__all__ = ["image_base64", "image_html"]


def image_base64(contents: bytes) -> str:
    """A picture's file as text, the way HTML and notebooks hold it."""
    return base64.b64encode(contents).decode("ascii")


def image_html(contents: bytes, media_type: str, description: str, *, ground: str = "white") -> str:
    """An `<img>` element that holds the picture itself, as wide as the page at most.

    JupyterLab gives its own images no alternative text, whatever their metadata say; HTML it shows as it is.

    Args:
        contents: the picture's file.
        media_type: such as "image/svg+xml".
        description: the alternative text.
        ground: what is seen through it, as CSS says it; "none" for the page behind.
    """
    alt = html.escape(description, quote=True)
    look = f"max-width: 100%; height: auto; background: {ground}"
    return f'<img alt="{alt}" style="{look}" src="data:{media_type};base64,{image_base64(contents)}">'
