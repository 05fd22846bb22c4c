"""Tables of coloured fields, with something written in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from viz.names import legible
from viz.palette import PlotColors

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_fields", "field_names", "tinted"]


def tinted(colors: PlotColors, full: Any, weights: Any) -> Any:
    """The colour of each field: between the ground and its full colour, by its weight from 0 to 1."""
    import numpy as np
    from matplotlib.colors import to_rgb

    shares = np.asarray(weights)[..., None]
    return np.asarray(to_rgb(colors.ground)) * (1.0 - shares) + np.asarray(full) * shares


def draw_fields(
    axes: Axes, fields: Any, written: Mapping[tuple[int, int], str], size: float, colors: PlotColors
) -> None:
    """Draws the fields, and what is written in them by row and column, in the ink that is seen best on each."""
    axes.imshow(fields, aspect="equal")
    for (i, j), text in written.items():
        contrasts = {ink: _contrast(ink, fields[i, j]) for ink in (colors.ground, colors.ink)}
        ink = max(contrasts, key=contrasts.__getitem__)
        axes.text(j, i, text, ha="center", va="center", color=ink, fontsize=size)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def field_names(names: Sequence[object]) -> list[str]:
    """The names of rows or columns as text: Matplotlib takes dollars for the ends of a formula."""
    return [legible(str(name)).replace("$", r"\$") for name in names]


def _contrast(color: Any, other: Any) -> float:
    """The contrast ratio of the Web Content Accessibility Guidelines 2.1."""
    low, high = sorted(map(_luminance, (color, other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: Any) -> float:
    from matplotlib.colors import to_rgb

    channels: tuple[float, ...] = to_rgb(color)
    linear = [c / 12.92 if c <= 0.04045 else float((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear))
