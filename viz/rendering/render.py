"""From DOT text to PNG, SVG and PDF."""

from __future__ import annotations

import threading
from typing import Literal, TypeAlias

from viz.rendering.fonts import shipped_fonts

__all__ = ["Format", "GraphvizNotFoundError", "render"]

Format: TypeAlias = Literal["pdf", "png", "svg"]

# Graphviz keeps global state, and so does the environment that tells it where the fonts are.
_one_at_a_time = threading.Lock()


class GraphvizNotFoundError(RuntimeError):
    """Neither pygraphviz nor the program `dot` is there to draw with."""


def render(source: str, file_format: Format) -> bytes:
    """The picture that a DOT text describes.

    Args:
        source: the DOT text.
        file_format: "png", "svg" or "pdf".

    Returns:
        The bytes of the file.

    Raises:
        GraphvizNotFoundError: if there is nothing to draw with.

    >>> render("digraph { a -> b }", "png")[1:4]
    b'PNG'
    """
    with _one_at_a_time, shipped_fonts():
        try:
            import pygraphviz  # noqa: F401  (drawing alone needs it)
        except ImportError:
            return _rendered_by_dot(source, file_format)
        return _rendered_in_process(source, file_format)


def _rendered_in_process(source: str, file_format: Format) -> bytes:
    import pygraphviz

    graph = pygraphviz.AGraph(string=source)
    try:
        return bytes(graph.draw(path=None, format=file_format, prog="dot"))
    finally:
        graph.close()


def _rendered_by_dot(source: str, file_format: Format) -> bytes:
    import graphviz

    try:
        return bytes(graphviz.Source(source).pipe(format=file_format, quiet=True))
    except graphviz.ExecutableNotFound:
        raise GraphvizNotFoundError(
            "there is nothing to draw with: either `pip install pygraphviz`, which brings Graphviz along, or install"
            " Graphviz itself so that its `dot` is on the PATH (`apt install graphviz`, `brew install graphviz`)"
        ) from None
