"""The Matplotlib figure that our plots are drawn in. Imported by the functions that draw one."""

from __future__ import annotations

import logging
import os
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib import rc_context
from matplotlib.figure import Figure

from autograd.arguments import check_whole
from autograd.shared.printing import printable
from viz.rendering.files import save_as
from viz.rendering.images import image_base64, image_html
from viz.rendering.picture import DPI
from viz.rendering.showing import show

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Plot", "pdf_of"]

_USUAL_DPI = 200
_NOTEBOOK_DPI = 96
_WORDS = 150
"""Letters of a description that a line has room for."""


class Plot(Figure):  # type: ignore[misc]  # Matplotlib's annotations are not followed
    """A Matplotlib figure that a notebook shows without pyplot, and that says in words what it shows.

    >>> figure = Plot()
    >>> figure.add_subplot().set(title="loss: 0.7 → 0.1", xlabel="epoch", ylabel="mean loss") and None
    >>> figure.description
    'loss: 0.7 → 0.1 (mean loss against epoch)'
    """

    def svg(self) -> str:
        """The plot as SVG: a whole file, its letters as outlines."""
        return self._file("svg", metadata={"Date": None}).decode()

    def png(self, dpi: int = _USUAL_DPI) -> bytes:
        r"""The plot as PNG.

        Args:
            dpi: dots an inch, 10 to 1200.

        Raises:
            TypeError: if `dpi` is not an int.
            ValueError: if it is out of range.

        >>> Plot().png(dpi=72)[:4]
        b'\x89PNG'
        """
        check_whole(dpi, "dpi", *DPI)
        return self._file("png", dpi=dpi)

    def pdf(self) -> bytes:
        """The plot as PDF."""
        return self._file("pdf", metadata={"CreationDate": None})

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Writes the plot to a file, as PNG, SVG or PDF by its suffix.

        Args:
            path: the file; its folder must exist.
            overwrite: whether a file that is there already is replaced.

        Returns:
            The path.

        Raises:
            ValueError: for another suffix.
            FileNotFoundError: if there is no such folder.
            FileExistsError: if the file exists and is not to be overwritten.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     Plot().save(f"{folder}/plot.pdf").name
        'plot.pdf'
        """
        contents = {".png": self.png, ".svg": self._svg_file, ".pdf": self.pdf}
        return save_as(path, contents, overwrite=overwrite)

    def show(self) -> None:
        """Shows the plot: in the notebook, or elsewhere in the program that opens pictures on this machine."""
        show(self, ".png", self.png)

    def _svg_file(self) -> bytes:
        return self.svg().encode()

    def _file(self, file_format: str, **options: object) -> bytes:
        """The file of a format; the same plot gives the same bytes."""
        stream = BytesIO()
        with rc_context({"svg.hashsalt": "chalkgrad"}):
            self.savefig(stream, format=file_format, **options)
        return stream.getvalue()

    @property
    def description(self) -> str:
        """What is to be seen: titles, labels, legends and bars of its axes; what is written in them, without any."""
        return "; ".join(filter(None, map(_described, self.axes)))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook may show: the picture with its description, or the description where it shows none."""
        ground = "none" if self.get_facecolor()[3] == 0.0 else "white"
        if "png" not in self.canvas.get_supported_filetypes():  # in a page there may be nothing that draws it
            svg = self._svg_file()
            return {
                "text/html": image_html(svg, "image/svg+xml", self.description, ground=ground),
                "text/plain": repr(self),
            }
        png = self.png(_NOTEBOOK_DPI)
        return {
            "text/html": image_html(png, "image/png", self.description, ground=ground),
            "image/png": image_base64(png),
            "text/plain": repr(self),
        }

    def __repr__(self) -> str:
        return printable(f"<Plot: {textwrap.shorten(self.description, _WORDS, placeholder=' …')}>")

    __str__ = __repr__


def pdf_of(figures: Iterable[Plot]) -> bytes:
    """A PDF with a page for each figure, of lines and letters: sharp at any size, the same bytes whenever it is made.

    >>> pdf_of([Plot(), Plot()]).count(b"/Type /Page ")
    2
    """
    from matplotlib.backends.backend_pdf import PdfPages

    stream = BytesIO()
    # As TrueType, letters can be searched for and copied; of the date in a font its subsetter would complain.
    with (
        rc_context({"pdf.fonttype": 42}),
        _quiet("fontTools"),
        PdfPages(stream, metadata={"CreationDate": None}) as pages,
    ):
        for figure in figures:
            pages.savefig(figure)
    return stream.getvalue()


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """A logger says nothing short of an error."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _described(axes: Axes) -> str:
    labels = [axes.get_ylabel(), axes.get_xlabel()]
    names = axes.get_legend_handles_labels()[1] if axes.get_legend() else []
    if axes.containers:  # bars, each with its number beside it
        names = [f"{name.get_text()}: {text.get_text()}" for name, text in zip(axes.get_yticklabels(), axes.texts)]
    details = [" against ".join(filter(None, labels)), ", ".join(names)]
    shown, title = "; ".join(filter(None, details)), axes.get_title().replace("\n", ", ")
    if not shown and not title:
        return ", ".join(" ".join(text.get_text().split()) for text in axes.texts if text.get_text())
    return f"{title} ({shown})" if title and shown else title or shown
