"""Colours as numbers from 0 to 1, and as SVG names them."""

from __future__ import annotations

import re
from typing import Any

from matplotlib import rcParams

_NAMED = {"white": "#FFFFFF", "black": "#000000"}
_CIVIDIS = (
    *("#00224e", "#083370", "#35456c", "#4f576c", "#666970", "#7d7c78"),
    *("#948e77", "#aea371", "#c8b866", "#e5cf52", "#fee838"),
)


def to_rgba(color: Any) -> tuple[float, float, float, float]:
    if isinstance(color, str):
        if color == "none":
            return (0.0, 0.0, 0.0, 0.0)
        if re.fullmatch(r"C\d", color):
            cycle = rcParams["axes.prop_cycle"]["color"]
            color = cycle[int(color[1]) % len(cycle)]
        digits = _NAMED.get(color, color)[1:]
        if not re.fullmatch("([0-9a-fA-F]{2}){3,4}", digits):
            raise ValueError(f"in this page a color is written #rrggbb or C0 to C9, not {color!r}")
        numbers = [int(digits[k : k + 2], 16) / 255 for k in range(0, len(digits), 2)]
    else:
        numbers = [float(part) for part in color]
    red, green, blue, alpha = (*numbers, 1.0)[:4]
    return (red, green, blue, alpha)


def to_rgb(color: Any) -> tuple[float, float, float]:
    return to_rgba(color)[:3]


def paint(kind: str, color: Any, alpha: float | None = None) -> str:
    """The attributes of SVG for a "fill" or a "stroke"."""
    red, green, blue, own = to_rgba(color)
    opacity = own if alpha is None else alpha * own
    if not opacity:
        return f' {kind}="none"'
    text = "".join(f"{round(255 * part):02x}" for part in (red, green, blue))
    return f' {kind}="#{text}"' + (f' {kind}-opacity="{opacity:.3g}"' if opacity < 1.0 else "")


def cividis(share: float) -> tuple[float, float, float]:
    """The colour map of that name, dark blue at 0 and yellow at 1."""
    place = min(max(share, 0.0), 1.0) * (len(_CIVIDIS) - 1)
    k = min(int(place), len(_CIVIDIS) - 2)
    low, high = to_rgb(_CIVIDIS[k]), to_rgb(_CIVIDIS[k + 1])
    red, green, blue = (a + (place - k) * (b - a) for a, b in zip(low, high))
    return (red, green, blue)
