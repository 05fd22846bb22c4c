"""The colours of the pages, as variables of CSS: those of the pictures, on a light ground and on a dark one.

Graphviz writes the colours of the light theme into the attributes of a picture; rules that look for these colours put
the variables in their place, so that one picture serves both grounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from viz.palette import PLOT_COLORS, THEMES, Look, PlotColors, Theme

__all__ = ["plot_style", "theme_style"]

_LOOKS: Final = ("leaf", "operation", "output", "group")
_LINES: Final = ("ground", "text", "edge", "gradient", "derivative", "undefined", "difference")


def theme_style(scope: str = ".chalk") -> str:
    """The style sheet that gives a page its colours.

    Args:
        scope: what selects the root of the page; its attribute `data-theme` is "light" or "dark". Paper is light.

    >>> style = theme_style()
    >>> ".chalk[data-theme=dark] { color-scheme: dark; --ground: #14181D;" in style
    True
    >>> '.chalk svg [fill="#dceef9"] { fill: var(--leaf-fill); }' in style
    True
    """
    light = f"{scope} {{ color-scheme: light; {' '.join(_variables(THEMES['light']))} }}"
    dark = f"{scope}[data-theme=dark] {{ color-scheme: dark; {' '.join(_variables(THEMES['dark']))} }}"
    return "\n".join([light, f"@media screen {{ {dark} }}", *_recoloring(scope, THEMES["light"])]) + "\n"


def _variables(theme: Theme) -> Iterator[str]:
    return (f"--{name}: {color};" for name, color in _named(theme))


def _named(theme: Theme) -> Iterator[tuple[str, str]]:
    """Each colour and its name; the fill and the border of each kind of node apart."""
    yield from ((name, getattr(theme, name)) for name in _LINES)
    for name in _LOOKS:
        look: Look = getattr(theme, name)
        yield f"{name}-fill", look.fill
        yield f"{name}-border", look.border
    yield from ((f"path-{number}", color) for number, color in enumerate(theme.paths, start=1))


def _recoloring(scope: str, drawn: Theme) -> Iterator[str]:
    """For each colour in a picture, a rule that puts the variable in its place."""
    variables = {color.lower(): name for name, color in reversed([*_named(drawn)])}
    for color, name in variables.items():
        for attribute in ("fill", "stroke"):
            yield f'{scope} svg [{attribute}="{color}"] {{ {attribute}: var(--{name}); }}'


def plot_style(scope: str = ".chalk") -> str:
    """The style sheet with the colours of plots, and of what is touched.

    Args:
        scope: as for `theme_style`.

    >>> "--positive: #0072B2; --negative: #D55E00;" in plot_style()
    True
    """
    rules = (f"{scope}[data-theme={name}] {{ {_of_plots(colors)} }}" for name, colors in PLOT_COLORS.items())
    return "\n".join(rules) + "\n"


def _of_plots(colors: PlotColors) -> str:
    """Of two classes, the second has the colour of what is positive: a net's score says which it is by its sign."""
    classes = (colors.negative, colors.positive, colors.classes[2])
    named = {
        "ink": colors.ink,
        "guide": colors.guide,
        "positive": colors.positive,
        "negative": colors.negative,
        **{f"class-{k}": color for k, color in enumerate(classes)},
        "accent": colors.positive,
        "on-accent": colors.ground,
        "raised": colors.areas[4],
        "line": colors.faint,
        # The border of what can be touched has a contrast of 3 to the ground.
        "border": f"color-mix(in srgb, {colors.guide} 72%, {colors.ground})",
    }
    return " ".join(f"--{name}: {color};" for name, color in named.items())
