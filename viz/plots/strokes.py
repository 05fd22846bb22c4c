"""A picture that Graphviz has laid out, stroke by stroke on a figure of Matplotlib's."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from matplotlib.font_manager import FontProperties
from matplotlib.patches import Ellipse, Patch, PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextToPath
from matplotlib.transforms import Affine2D

from viz.rendering.layout import Letters, Outline

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from viz.rendering.layout import Point

__all__ = ["draw_strokes", "length_of"]

_FONT = FontProperties("DejaVu Sans")
"""That which Graphviz is told to use."""


@lru_cache(maxsize=4096)
def length_of(text: str) -> float:
    """How long a text is, in letters of one point.

    >>> length_of("grad") < length_of("gradient")
    True
    """
    length, _, _ = TextToPath().get_text_width_height_descent(text, _FONT, ismath=False)
    return float(length / _FONT.get_size_in_points())


def draw_strokes(
    figure: Figure, strokes: Iterable[Outline | Letters], origin: Point, zoom: float, *, boldness: float = 1.0
) -> None:
    """Draws strokes.

    Args:
        figure: what they are drawn on.
        strokes: the lowest first.
        origin: where on the figure their origin is, in points from the left and from the bottom.
        zoom: by how much they are larger.
        boldness: by how much lines are wider.
    """
    where = Affine2D().scale(zoom).translate(*origin).scale(1 / 72) + figure.dpi_scale_trans
    for stroke in strokes:
        artist = _text(stroke, zoom) if isinstance(stroke, Letters) else _patch(stroke, zoom * boldness)
        artist.set_transform(where)
        figure.add_artist(artist)


def _text(letters: Letters, zoom: float) -> Text:
    return Text(
        *letters.place,
        letters.text,
        ha=letters.anchor,
        va="baseline",
        color=letters.color,
        fontproperties=_FONT,
        fontsize=letters.size * zoom,
        parse_math=False,  # what looks like mathematics or TeX is a label like any other
        usetex=False,
    )


def _patch(outline: Outline, boldness: float) -> Patch:
    look = {
        "facecolor": outline.fill,
        "edgecolor": outline.color,
        "linewidth": outline.width * boldness,
        "linestyle": (0, (4, 2.5)) if outline.is_dashed else "solid",
    }
    if outline.kind == "ellipse":
        (left, low), (right, high) = outline.points
        return Ellipse(((left + right) / 2, (low + high) / 2), right - left, high - low, **look)
    joined = Path.CURVE4 if outline.kind == "curve" else Path.LINETO
    return PathPatch(Path(outline.points, [Path.MOVETO, *[joined] * (len(outline.points) - 1)]), **look)
