"""What tests of plots share."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def drawn(figure: Figure) -> Axes:
    """The first axes of the figure once it is rendered, so that whatever would be wrong with it comes out."""
    FigureCanvasAgg(figure).draw()
    return figure.axes[0]


def is_clipped(figure: Figure) -> bool:
    """Whether anything reaches the edge of the page, or beyond."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())
    edges = (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1])
    return any((edge != 255).any() for edge in edges)
