"""The Matplotlib figure that our plots are drawn in. Imported by the functions that draw one."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from autograd.shared.printing import printable
from viz.rendering.images import image_base64, image_html

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Plot"]

_NOTEBOOK_DPI = 96


class Plot(Figure):  # type: ignore[misc]  # Matplotlib's annotations are not followed
    """A Matplotlib figure that a notebook shows without pyplot, and that says in words what it shows.

    >>> figure = Plot()
    >>> figure.add_subplot().set(title="loss: 0.7 → 0.1", xlabel="epoch", ylabel="mean loss") and None
    >>> figure.description
    'loss: 0.7 → 0.1 (mean loss against epoch)'
    """

    @property
    def description(self) -> str:
        """What is to be seen: titles, labels, legends and bars of its axes; what is written in them, without any."""
        return "; ".join(filter(None, map(_described, self.axes)))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook may show: the picture with its description, or the description where it shows none."""
        png = BytesIO()
        self.savefig(png, format="png", dpi=_NOTEBOOK_DPI)
        return {
            "text/html": image_html(png.getvalue(), "image/png", self.description),
            "image/png": image_base64(png.getvalue()),
            "text/plain": repr(self),
        }

    def __repr__(self) -> str:
        return printable(f"<Plot: {self.description}>")


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
