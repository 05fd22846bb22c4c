"""The colours of every picture, in one place.

They start from the palette of Okabe and Ito ("Color Universal Design", 2008), which colour-blind people can tell apart,
and are darkened where a line or a letter would be too pale. No picture says anything by colour alone: shapes, markers,
dashes and words say it too, so that a picture also survives a printer without colours.
"""

from __future__ import annotations

__all__ = ["CLASS_AREAS", "CLASS_COLORS", "CLASS_MARKERS", "FAINT", "GUIDE", "INK", "NEGATIVE", "POSITIVE"]

INK = "#222222"
"""Text, axes, and the line that a plot is about."""
GUIDE = "#5C5C5C"
"""Lines that help to read a plot."""
FAINT = "#BDBDBD"
"""What was there before, and grids."""

POSITIVE, NEGATIVE = "#0072B2", "#D55E00"
"""Signs; what is negative is dashed as well."""

CLASS_COLORS = ("#00508C", "#D55E00", "#009E73", "#CC79A7", "#333333", "#0096C8")
"""Classes in their order. The first two differ in lightness too."""
CLASS_AREAS = ("#CFE0EE", "#FBE3D0", "#D3EDE4", "#F5E4EE", "#DEDEDE", "#D5EDF7")
"""The same, pale, where they fill an area."""
CLASS_MARKERS = ("o", "^", "s", "D", "v", "P")
