"""Letters, markers and strokes as SVG. All lengths are points, from the left and the top."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

from matplotlib import rcParams
from matplotlib.colors import paint

LINE_HEIGHT = 1.2
_NARROW = frozenset("iljftrI.,:;|'()[]!·₁₂₃₄₅₆₇₈₉₀⁻⁰¹²³⁴⁵⁶⁷⁸⁹ ")
_WIDE = frozenset("mwMW@%→—")
_DASHES = {"-": (), "--": (3.7, 1.6), "-.": (6.4, 1.6, 1.0, 1.6), ":": (1.0, 1.65)}
_CORNERS = {
    "s": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
    "^": [(0, -1), (1, 1), (-1, 1)],
    "D": [(0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)],
    "v": [(0, 1), (1, -1), (-1, -1)],
    "P": [
        (s * x, s * y)
        for s in (1, -1)
        for x, y in ((-0.35, -1), (0.35, -1), (0.35, -0.35), (1, -0.35), (1, 0.35), (0.35, 0.35))
    ],
    "X": [],
    "*": [
        (r * math.sin(k * math.pi / 5), -r * math.cos(k * math.pi / 5)) for k in range(10) for r in [(1.2, 0.5)[k % 2]]
    ],
}
_CORNERS["X"] = [((x + y) * 0.8, (y - x) * 0.8) for x, y in _CORNERS["P"]]


def points(size: Any) -> float:
    """A size of letters, given in points or by name."""
    if size is None or isinstance(size, str):
        return float(rcParams["font.size"]) * (0.833 if size == "small" else 1.0)
    return float(size)


def width(text: str, size: float) -> float:
    """About how wide the widest line of a text is in DejaVu Sans."""
    return size * max(
        sum(0.36 if letter in _NARROW else 0.95 if letter in _WIDE else 0.64 for letter in line)
        for line in plain(text).split("\n")
    )


def plain(text: str) -> str:
    return text.replace(r"\$", "$")


def letters(
    text: str, x: float, y: float, *, size: float, color: Any, ha: str = "left", va: str = "baseline",
    halo: Any = None, box: Any = None, spacing: float = LINE_HEIGHT, turned: bool = False,
) -> str:  # fmt: skip
    """A text of one line or more."""
    rows = plain(text).split("\n")
    height = size * spacing
    first = {
        "center": y - height * (len(rows) - 1) / 2 + 0.36 * size,
        "top": y + 0.8 * size,
        "bottom": y - height * (len(rows) - 1) - 0.22 * size,
    }.get(va, y - height * (len(rows) - 1))
    anchor = {"center": "middle", "right": "end"}.get(ha, "start")
    look = f'font-size="{size:.4g}" text-anchor="{anchor}"{paint("fill", color)}'
    if halo is not None:
        look += f'{paint("stroke", halo.foreground)} stroke-width="{halo.linewidth}"'
        look += ' paint-order="stroke" stroke-linejoin="round"'
    turn = f' transform="rotate(-90 {x:.2f} {y:.2f})"' if turned else ""
    found = ""
    if box is not None:
        wide, pad = width(text, size), box.get("pad", 1.0)
        left = {"center": x - wide / 2, "right": x - wide}.get(ha, x)
        found = rectangle(
            left - pad, first - 0.85 * size - pad, wide + 2 * pad, height * len(rows) + 2 * pad, box["facecolor"]
        )
    return found + "".join(
        f'<text x="{x:.2f}" y="{first + k * height:.2f}" {look}{turn}>{escape(row)}</text>'
        for k, row in enumerate(rows)
        if row
    )


def rectangle(x: float, y: float, wide: float, high: float, fill: Any, alpha: float | None = None) -> str:
    return f'<rect x="{x:.2f}" y="{y:.2f}" width="{wide:.2f}" height="{high:.2f}"{paint("fill", fill, alpha)}/>'


def stroke(
    ends: Sequence[tuple[float, float]], color: Any, linewidth: float, linestyle: Any = "-", alpha: float | None = None
) -> str:
    """A line through points, interrupted where one of them is no number."""
    parts, is_on = [], False
    for x, y in ends:
        is_place = math.isfinite(x) and math.isfinite(y)
        if is_place:
            parts.append(f"{'L' if is_on else 'M'}{x:.2f} {y:.2f}")
        is_on = is_place
    if not parts or linestyle == "none":
        return ""
    dashes = _DASHES[linestyle] if isinstance(linestyle, str) else linestyle[1]
    dashed = f' stroke-dasharray="{" ".join(f"{linewidth * part:.3g}" for part in dashes)}"' if dashes else ""
    look = f'fill="none" stroke-width="{linewidth:.3g}" stroke-linejoin="round"{paint("stroke", color, alpha)}{dashed}'
    return f'<path d="{"".join(parts)}" {look}/>'


def polygons(shapes: Sequence[Sequence[tuple[float, float]]], fill: Any) -> str:
    """Areas side by side; a hair of their own colour covers the seams between them."""
    path = "".join("M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in shape) + "Z" for shape in shapes)
    return f'<path d="{path}"{paint("fill", fill)}{paint("stroke", fill)} stroke-width="0.3"/>' if path else ""


def marker(name: str, x: float, y: float, size: float, fill: Any, edge: Any = "none", linewidth: float = 1.0) -> str:
    """A marker that is `size` points across."""
    look = f'{paint("fill", fill)}{paint("stroke", edge)} stroke-width="{linewidth:.3g}"'
    if name == "o":
        return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{size / 2:.2f}"{look}/>'
    corners = " ".join(f"{x + size / 2 * a:.2f},{y + size / 2 * b:.2f}" for a, b in _CORNERS[name])
    return f'<polygon points="{corners}"{look}/>'


def arrow(start: tuple[float, float], tip: tuple[float, float], color: Any, linewidth: float) -> str:
    """A line with a head."""
    (x1, y1), (x2, y2) = start, tip
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    a, b, head = (x2 - x1) / length, (y2 - y1) / length, min(5.0 + 2.0 * linewidth, length)
    x, y = x2 - head * a, y2 - head * b
    side = 0.4 * head
    return stroke([start, (x, y)], color, linewidth) + polygons(
        [[(x2, y2), (x - side * b, y + side * a), (x + side * b, y - side * a)]], color
    )
