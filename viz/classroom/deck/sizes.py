r"""How much room a formula takes, about: so that a derivation gets letters with which it fits on its slide.

A browser sets the formula, in a font that we do not know; here it is measured in letters of usual width.

| symbol | meaning                                                        |
| ------ | -------------------------------------------------------------- |
| w, h   | width and height of a formula, by the size of its letters (em) |
"""

from __future__ import annotations

from collections.abc import Sequence

from viz.derivations.lines import Derivation
from viz.formulas.typesetting import Fence, Fraction, Layout, Marked, Row, Symbol

__all__ = ["room_of", "size_of"]

_LETTER, _LINE, _SMALL = 0.6, 1.2, 0.72
_SPACES = {"infix": 0.55, "tight": 0.35, "comma": 0.25, "function": 0.15}
_BETWEEN_LINES, _TITLE, _GAP = 0.42, 2.0, 2.2  # above and below a line; a section's title; before a reason


def size_of(layout: Layout) -> tuple[float, float]:
    r"""Width and height of a formula, in em.

    >>> from viz.formulas.latex import read_template
    >>> low, high = read_template("a + b", 0), read_template(r"\frac{{a}}{{b}}", 0)
    >>> size_of(low)[0] > size_of(high)[0], size_of(low)[1] < size_of(high)[1]
    (True, True)
    """
    if isinstance(layout, Symbol):
        return len(layout.text) * _LETTER + _SPACES.get(layout.kind, 0.0), _LINE
    if isinstance(layout, Row):
        return _side_by_side([size_of(part) for part in layout.parts])
    if isinstance(layout, Fraction):
        (w_over, h_over), (w_under, h_under) = size_of(layout.over), size_of(layout.under)
        return max(w_over, w_under) + 0.2, h_over + h_under
    if isinstance(layout, (Marked, Fence)):
        w, h = size_of(layout.body)
        return w + (0.8 if isinstance(layout, Fence) else 0.4), h
    w, h = size_of(layout.base)
    scripts = [size_of(part) for part in (layout.below, layout.above) if part]
    return w + _SMALL * max(wide for wide, _ in scripts), h + 0.25 * len(scripts)


def _side_by_side(sizes: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return sum(w for w, _ in sizes), max((h for _, h in sizes), default=_LINE)


def room_of(derivation: Derivation) -> tuple[float, float]:
    """Width and height of a derivation, in em."""
    lefts, rights, height = [0.0], [0.0], 0.0
    for section in derivation.sections:
        height += _TITLE if section.title else 0.0
        for step in section.steps:
            left, right = (size_of(side) if side else (0.0, _LINE) for side in (step.left, step.right))
            reason = size_of(step.reason) if step.reason else (-_GAP, _LINE)
            lefts.append(left[0])
            rights.append(right[0] + _GAP + reason[0])
            height += max(left[1], right[1], reason[1]) + _BETWEEN_LINES
    return max(lefts) + 1.5 + max(rights), height
