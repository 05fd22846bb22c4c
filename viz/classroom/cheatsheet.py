"""`viz.cheatsheet`: the lecture on one sheet, front and back, as PDF. No browser is needed.

Matplotlib, which is there wherever viz is, sets lines and formulas and draws the graph: all of it is letters and lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from autograd.shared.files import FilePath
from autograd.shared.near_names import check_name
from viz.classroom import slides
from viz.classroom.cheatsheet_contents import BACK, FRONT, Block, Line, blocks
from viz.graph.drawing import draw
from viz.palette import THEMES
from viz.rendering.files import save_as
from viz.rendering.layout import layout_of
from viz.rendering.paper import PAPER_SIZES, PaperSize

if TYPE_CHECKING:
    from viz.plots.figures import Plot

__all__ = ["CheatSheet", "cheatsheet"]

"""Widths and heights, in points."""

_MARGIN, _TITLE_SIZE, _HEAD_SIZE = 36.0, 15.0, 10.0  # points
_TITLE, _HEAD, _AFTER, _BETWEEN = 26.0, 19.0, 8.0, 22.0
_SIZES: Final = {"text": 8.5, "code": 8.0, "formula": 10.0, "fraction": 10.0}
_HEIGHTS: Final = {"text": 12.0, "code": 11.5, "formula": 15.0, "fraction": 28.0, "picture": 175.0}
_SIDES: Final = (("Derivatives and graphs", FRONT), ("Nets, kinks and commands", BACK))


@dataclass(frozen=True, repr=False)
class CheatSheet:
    """One sheet, front and back, as `viz.cheatsheet` makes it.

    Attributes:
        paper: "a4" or "letter".

    >>> import viz
    >>> sheet = viz.cheatsheet("letter")
    >>> sheet, sheet.paper
    (<CheatSheet: two pages of letter>, 'letter')
    """

    paper: PaperSize

    def pdf(self) -> bytes:
        """Both sides as PDF, a page each.

        Raises:
            GraphvizNotFoundError: if there is nothing to lay the graph out with.
        """
        from viz.plots.figures import pdf_of

        return pdf_of(self.sides())

    def sides(self) -> Iterator[Plot]:
        """The front and the back, as figures."""
        everything = blocks()
        for title, rows in _SIDES:
            yield _drawn(title, [[everything[name] for name in row] for row in rows], PAPER_SIZES[self.paper])

    def save(self, path: FilePath, *, overwrite: bool = False) -> Path:
        """Writes the sheet as PDF.

        Args:
            path: the file, ending in .pdf; its folder must exist.
            overwrite: whether a file that is there already is replaced.

        Returns:
            The path.

        Raises:
            ValueError: for another suffix.
            FileNotFoundError: if there is no such folder.
            FileExistsError: if the file exists and is not to be overwritten.
            GraphvizNotFoundError: if there is nothing to lay the graph out with.
        """
        return save_as(path, {".pdf": self.pdf}, overwrite=overwrite)

    def __repr__(self) -> str:
        return f"<CheatSheet: two pages of {self.paper}>"


def cheatsheet(paper: PaperSize = "a4") -> CheatSheet:
    """The rules of differentiation, graphs, kinks and commands on one sheet, front and back.

    Args:
        paper: "a4" or "letter".

    Returns:
        The sheet; `.save("sheet.pdf")` writes it.

    Raises:
        TypeError: if the paper is no name.
        ValueError: for a paper that there is not.

    >>> cheatsheet("letter")
    <CheatSheet: two pages of letter>
    """
    check_name(paper, "paper", get_args(PaperSize), {"usletter": "letter", "us": "letter", "din": "a4"})
    return CheatSheet(paper)


def _height(block: Block) -> float:
    return _HEAD + sum(_HEIGHTS[line.kind] for line in block.lines) + _AFTER


def _drawn(title: str, rows: Sequence[Sequence[Block]], size: tuple[float, float]) -> Plot:
    """A side, its lines as far apart as fills it."""
    from viz.plots.figures import Plot

    width, height = size
    figure = Plot(figsize=(width / 72, height / 72), facecolor="white", layout="none")
    top = height - _MARGIN - _TITLE
    _write(figure, title, (_MARGIN, top + _TITLE - _TITLE_SIZE), _TITLE_SIZE, THEMES["light"].text, weight="bold")
    heights = [max(map(_height, row)) for row in rows]
    stretch = (top - _MARGIN) / (sum(heights) - _AFTER)
    for row, high in zip(rows, heights):
        share = (width - 2 * _MARGIN - _BETWEEN * (len(row) - 1)) / len(row)
        for k, block in enumerate(row):
            _draw_block(figure, block, _Place(_MARGIN + k * (share + _BETWEEN), top, share, stretch))
        top -= high * stretch
    return figure


@dataclass(frozen=True)
class _Place:
    """Where a block stands, in points: its left upper corner and its width; and by how much lines are farther apart."""

    left: float
    top: float
    width: float
    stretch: float


def _draw_block(figure: Plot, block: Block, place: _Place) -> None:
    from matplotlib.lines import Line2D

    colors = THEMES["light"]
    base = place.top - _HEAD * place.stretch * 0.6
    _write(figure, block.title, (place.left, base), _HEAD_SIZE, colors.derivative, weight="bold")
    w, h = (72 * inches for inches in figure.get_size_inches())
    ends, rule = [place.left / w, (place.left + place.width) / w], (base - 4.0) / h
    figure.add_artist(Line2D(ends, [rule, rule], color=colors.leaf.border, linewidth=0.8))
    top = place.top - _HEAD * place.stretch
    for line in block.lines:
        high = _HEIGHTS[line.kind] * place.stretch
        if line.kind == "picture":
            _draw_graph(figure, (place.left, top - high), (place.width, high))
        else:
            _write_line(figure, line, block.columns, replace(place, top=top - high / 2 - 2.5))
        top -= high


def _write_line(figure: Plot, line: Line, columns: Sequence[float], place: _Place) -> None:
    """The texts of a line, on one baseline."""
    colors, is_code = THEMES["light"], line.kind == "code"
    for k, (text, share) in enumerate(zip(line.texts, columns)):
        is_name = k == 0 and len(line.texts) > 1 and not is_code
        family = "DejaVu Sans Mono" if is_code and k == 0 else "DejaVu Sans"
        corner = (place.left + share * place.width, place.top)
        color = colors.edge if is_name else colors.text
        size = _SIZES["text" if is_name else line.kind]
        _write(figure, text, corner, size, color, family=family)


def _write(
    figure: Plot,
    text: str,
    place: tuple[float, float],
    size: float,
    color: str,
    *,
    weight: str = "normal",
    family: str = "DejaVu Sans",
) -> None:
    w, h = (72 * inches for inches in figure.get_size_inches())
    x, y = place
    figure.text(x / w, y / h, text, size=size, color=color, weight=weight, family=family, va="baseline")


def _draw_graph(figure: Plot, corner: tuple[float, float], size: tuple[float, float]) -> None:
    """The lecture's graph of one unit with both passes, as large as fits."""
    from viz.plots.strokes import draw_strokes

    loss, _ = slides.unit()
    loss.backward()
    layout = layout_of(draw(loss, backward=True, transparent=True).svg())
    zoom = min(size[0] / layout.width, size[1] / layout.height)
    left = corner[0] + (size[0] - zoom * layout.width) / 2
    below = corner[1] + (size[1] - zoom * layout.height) / 2
    for part in layout.parts:
        draw_strokes(figure, part.strokes, (left, below), zoom)
