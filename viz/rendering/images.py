"""A picture as a notebook shows it: with words for those who cannot see it."""

from __future__ import annotations

import base64
import html

__all__ = ["image_base64", "image_html"]


def image_base64(contents: bytes) -> str:
    """A picture's file as text, the way HTML and notebooks hold it."""
    return base64.b64encode(contents).decode("ascii")


def image_html(
    contents: bytes, media_type: str, description: str, *, ground: str = "white", is_large: bool = False
) -> str:
    """An `<img>` element that holds the picture itself, as wide as the page at most.

    JupyterLab gives its own images no alternative text, whatever their metadata say; HTML it shows as it is.

    Args:
        contents: the picture's file.
        media_type: such as "image/svg+xml".
        description: the alternative text.
        ground: what is seen through it, as CSS says it; "none" for the page behind.
        is_large: whether a click opens it once more, in its own size. No script does it, and no link to data, which
            browsers do not follow: notebooks take both away from who has not run them.
    """
    alt = html.escape(description, quote=True)
    source = f'src="data:{media_type};base64,{image_base64(contents)}"'
    image = f'<img alt="{alt}" style="max-width: 100%; height: auto; background: {ground}" {source}>'
    if not is_large:
        return image
    opened = f'<img alt="{alt}" style="max-width: none; background: {ground}" {source}>'
    return (
        f'<details><summary style="cursor: zoom-in" title="click to see it large">{image}</summary>'
        f'<div style="overflow: auto; max-height: 90vh">{opened}</div></details>'
    )
