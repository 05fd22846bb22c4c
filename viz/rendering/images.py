"""A picture as a notebook shows it: with words for those who cannot see it."""

from __future__ import annotations

import base64
import html

__all__ = ["image_base64", "image_html", "zoomable_html"]


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
    return _image(contents, media_type, description, f"max-width: 100%; height: auto; background: {ground}")


def zoomable_html(small: str, contents: bytes, media_type: str, description: str, *, ground: str = "white") -> str:
    """A small image that a click opens below in its own size, with bars to move it where it does not fit.

    No script does it, and no link to the image's data: notebooks take scripts away from a reader who has not run them,
    and browsers do not follow such links.

    Args:
        small: the element that is seen first, as `image_html` makes it.
        contents: the large picture's file; the others are those of `image_html`.
    """
    image = _image(contents, media_type, description, f"max-width: none; background: {ground}")
    return (
        f'<details><summary style="cursor: zoom-in" title="click to see it large">{small}</summary>'
        f'<div style="overflow: auto; max-height: 90vh">{image}</div></details>'
    )


def _image(contents: bytes, media_type: str, description: str, look: str) -> str:
    alt = html.escape(description, quote=True)
    return f'<img alt="{alt}" style="{look}" src="data:{media_type};base64,{image_base64(contents)}">'
