"""Pages as PDF: lines, outlines and letters, and nothing that differs from one day to the next."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from viz.classroom.sheets.pages import Graph, Page, Rule, Words
from viz.classroom.sheets.typesetting import font, outline

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["pdf_of"]


def pdf_of(pages: Iterable[Page], title: str) -> bytes:
    """The pages as one PDF, with that title."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_pdf import PdfPages

    stream = BytesIO()
    with rc_context({"pdf.fonttype": 3}), PdfPages(stream, metadata={"Title": title, "CreationDate": None}) as file:
        for page in pages:
            file.savefig(_figure(page))
    return stream.getvalue()


def _figure(page: Page) -> Figure:
    from matplotlib.figure import Figure

    from viz.plots.strokes import draw_strokes

    paper = page.paper
    figure = Figure(figsize=(paper.width / 72, paper.height / 72), layout="none")
    for item in page.items:
        if isinstance(item, Graph):
            origin = (item.x, paper.height - item.y - item.zoom * item.layout.height)
            for part in item.layout.parts:
                draw_strokes(figure, part.strokes, origin, item.zoom, boldness=item.zoom)
        elif isinstance(item, Rule):
            _draw_rule(figure, item, paper.height)
        elif item.run.kind == "math":
            _draw_formula(figure, item, paper.height)
        else:
            _draw_words(figure, item, paper.height)
    return figure


def _draw_rule(figure: Figure, rule: Rule, top: float) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.transforms import Affine2D

    line = Line2D([rule.x, rule.to_x], [top - rule.y, top - rule.to_y], linewidth=rule.width, color=rule.color)
    line.set_transform(Affine2D().scale(1 / 72) + figure.dpi_scale_trans)
    figure.add_artist(line)


def _draw_formula(figure: Figure, words: Words, top: float) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.transforms import Affine2D

    run = words.run
    patch = PathPatch(outline(run.content), facecolor=run.color, linewidth=0.0)
    where = Affine2D().scale(run.size).translate(words.x, top - words.y).scale(1 / 72)
    patch.set_transform(where + figure.dpi_scale_trans)
    figure.add_artist(patch)


def _draw_words(figure: Figure, words: Words, top: float) -> None:
    from matplotlib.text import Text
    from matplotlib.transforms import Affine2D

    run = words.run
    text = Text(
        words.x,
        top - words.y,
        run.content,
        va="baseline",
        color=run.color,
        fontproperties=font(run.kind),
        fontsize=run.size,
        parse_math=False,
        usetex=False,
    )
    text.set_transform(Affine2D().scale(1 / 72) + figure.dpi_scale_trans)
    figure.add_artist(text)
