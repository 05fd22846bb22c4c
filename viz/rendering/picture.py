"""A picture: DOT text, and the files that can be made of it."""

from __future__ import annotations

import hashlib
import math
import os
import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from xml.sax.saxutils import escape

from autograd.arguments import check_whole
from autograd.shared.printing import printable
from viz.rendering.files import save_as
from viz.rendering.images import image_base64, image_html, zoomable_html
from viz.rendering.render import GraphvizNotFoundError, render
from viz.rendering.showing import show

__all__ = ["DPI", "LARGEST_ZOOM", "SLIDE", "Picture"]

DPI = (10, 1200)
"""The fewest dots an inch, and the most."""
_NOTEBOOK_DPI, _NOTEBOOK_DOTS = 96, 2_000_000
_WIDEST_LEGIBLE = 1000  # points: a wider picture has small letters where it is shrunk to the width of a notebook
_USUAL_DPI, _USUAL_DOTS = 200, 8_000_000
SLIDE, LARGEST_ZOOM = (960, 540), 2.5
"""A slide in points, and how much larger than by itself a picture is on it at the most."""
_MOST_DOTS, _MOST_IN_A_ROW = 50_000_000, 20_000


@dataclass(frozen=True, repr=False)
class Picture:
    """A picture of a graph, as `viz.draw` makes it. Jupyter shows it as it is.

    Attributes:
        source: the DOT text.
        description: what there is to see, in words.
        details: the same node by node.
        is_transparent: whether it has no ground of its own.

    >>> import viz
    >>> from autograd import Value
    >>> picture = viz.draw(Value(2.0, label="x").exp())
    >>> picture.description
    'computation graph of 7.389: 2 nodes, 1 edge'
    >>> picture.source.startswith("digraph"), picture.png()[1:4]
    (True, b'PNG')
    """

    source: str
    description: str
    details: str = ""
    is_transparent: bool = False

    @cached_property
    def _rendered(self) -> str:
        """The SVG as Graphviz gives it; a large picture takes it seconds."""
        return render(self.source, "svg").decode()

    def svg(self) -> str:
        """The picture as SVG: an `<svg>` element that is also a whole file.

        Raises:
            GraphvizNotFoundError: if there is nothing to draw with.

        >>> import viz
        >>> from autograd import Value
        >>> viz.draw(Value(2.0, label="x")).svg()[:4]
        '<svg'
        """
        # Ids that begin with a digest of the picture do not meet those of another picture on the same page.
        digest = hashlib.sha256(self.source.encode()).hexdigest()[:12]
        # By a function: a template that no other picture has would stay in the memory of `re`.
        text = re.sub(r'<[ga] id="', lambda opening: f"{opening[0]}picture-{digest}-", self._rendered)
        # What stands before is for readers of files; within a web page it would be out of place.
        start, end = text.index("<svg"), text.index(">", text.index("<svg"))
        # A picture wider than the page it stands on shrinks to fit.
        opening = text[start:end].replace("<svg ", '<svg role="img" style="max-width: 100%; height: auto" ', 1)
        title, details = (escape(text) for text in (self.description, self.details))
        return f"{opening}>\n<title>{title}</title>\n<desc>{details}</desc>{text[end + 1 :]}"

    def png(self, dpi: int | None = None) -> bytes:
        r"""The picture as PNG.

        Args:
            dpi: dots an inch, 10 to 1200; fewer for a picture that would have more than 50 million dots, or more than
                20000 in a row. None for 200, or as many as make 8 million dots, the size of a screen of 4K.

        Raises:
            TypeError: if `dpi` is not an int.
            ValueError: if it is out of range.
            GraphvizNotFoundError: if there is nothing to draw with.

        >>> import viz
        >>> from autograd import Value
        >>> viz.draw(Value(2.0, label="x")).png(dpi=72)[:4]
        b'\x89PNG'
        """
        if dpi is not None:
            check_whole(dpi, "dpi", *DPI)
        return self._png(
            self._affordable(_USUAL_DPI, _USUAL_DOTS) if dpi is None else self._affordable(dpi, _MOST_DOTS)
        )

    def _png(self, dpi: float) -> bytes:
        # Only here: in SVG, where points are points, it would scale the drawing.
        return render(_with_attributes(self.source, dpi=f"{dpi:.2f}"), "png")

    def _affordable(self, dpi: float, most_dots: int) -> float:
        """Half a thousand nodes would take gigabytes, and beyond 32767 dots Graphviz itself shrinks, and prints so."""
        width, height = (points / 72 for points in self._size())
        return min(dpi, _MOST_IN_A_ROW / max(width, height), math.sqrt(most_dots / (width * height)))

    def _size(self) -> tuple[float, float]:
        """Width and height in points."""
        size = re.search(r' width="([0-9.]+)pt" height="([0-9.]+)pt"', self._rendered)
        return (float(size[1]), float(size[2])) if size else (1.0, 1.0)

    def on_a_slide(self) -> Picture:
        """The picture on a ground of 13⅓ by 7½ inches, 16:9, as large as fits, though letters never grow beyond 44 pt.

        Raises:
            GraphvizNotFoundError: if there is nothing to draw with.
        """
        width, height = SLIDE
        zoom = min(LARGEST_ZOOM, *(space / points for space, points in zip(SLIDE, self._size())))
        return replace(self, source=_with_attributes(self.source, viewport=f"{width},{height},{zoom:.4f}"))

    def pdf(self) -> bytes:
        """The picture as PDF.

        Raises:
            GraphvizNotFoundError: if there is nothing to draw with.

        >>> import viz
        >>> from autograd import Value
        >>> viz.draw(Value(2.0, label="x")).pdf()[:4]
        b'%PDF'
        """
        return render(self.source, "pdf")

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Writes the picture to a file, as PNG, SVG, PDF or DOT text by its suffix.

        Args:
            path: the file; its folder must exist.
            overwrite: whether a file that is there already is replaced.

        Returns:
            The path.

        Raises:
            ValueError: for another suffix.
            FileNotFoundError: if there is no such folder.
            FileExistsError: if the file exists and is not to be overwritten.
            GraphvizNotFoundError: if there is nothing to draw with.

        >>> import tempfile, viz
        >>> from autograd import Value
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     viz.draw(Value(2.0, label="x")).save(f"{folder}/graph.dot").name
        'graph.dot'
        """
        contents = {".png": self.png, ".svg": self._svg_file, ".pdf": self.pdf, ".dot": self.source.encode}
        return save_as(path, contents, overwrite=overwrite)

    def show(self) -> None:
        """Shows the picture: in the notebook, or elsewhere in the program that opens pictures on this machine.

        Raises:
            GraphvizNotFoundError: if there is nothing to draw with.
        """
        show(self, ".png", self.png)

    def _svg_file(self) -> bytes:
        return self.svg().encode()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook may show: SVG with its description; PNG where it shows no HTML; words.

        No bare SVG: LaTeX would take it rather than the PNG, and call for Inkscape. Where there is nothing to draw
        with, the words say what to do about it.
        """
        try:
            svg = self._svg_file()
        except GraphvizNotFoundError as error:
            return {"text/plain": f"{self!r}\n{error}"}
        try:
            png = self._png(self._affordable(_NOTEBOOK_DPI, _NOTEBOOK_DOTS))
        except GraphvizNotFoundError:  # in a page Graphviz draws SVG alone
            return {"text/html": self._html(svg, svg, "image/svg+xml"), "text/plain": repr(self)}
        lighter = min((svg, "image/svg+xml"), (png, "image/png"), key=lambda file: len(file[0]))
        return {
            "text/html": self._html(svg, *lighter),
            "image/png": image_base64(png),
            "text/plain": repr(self),
        }

    def _html(self, svg: bytes, lighter: bytes, its_type: str) -> str:
        description, ground = self.description, "none" if self.is_transparent else "white"
        if self._size()[0] <= _WIDEST_LEGIBLE:
            return image_html(svg, "image/svg+xml", description, ground=ground)
        small = image_html(lighter, its_type, description, ground=ground)  # notebooks get heavy enough
        return zoomable_html(small, svg, "image/svg+xml", description, ground=ground)

    def __repr__(self) -> str:
        return printable(f"<Picture: {self.description}>")


def _with_attributes(source: str, **attributes: str) -> str:
    """The DOT text with more attributes of the whole graph."""
    lines = "".join(f'\t{name}="{text}"\n' for name, text in attributes.items())
    return source.replace("{\n", f"{{\n{lines}", 1)
