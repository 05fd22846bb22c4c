"""Slides as a page: one file with its style, its pictures and its script, which asks the network for nothing."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Sequence
from importlib.resources import files
from itertools import groupby
from typing import Final

from viz.classroom.deck.pictures import colors_of
from viz.classroom.deck.slide import Slide, marked
from viz.classroom.lecture_index import PARTS
from viz.palette import THEMES, ThemeName

__all__ = ["deck_page"]

_TITLE: Final = "Neural Networks II"


def deck_page(slides: Sequence[Slide]) -> str:
    """The page that shows slides.

    Args:
        slides: in their order; those of a part stand together.
    """
    parts = "\n".join(_part(part, list(of_part)) for part, of_part in groupby(slides, lambda slide: slide.part))
    script, reveal = _source("deck.js"), _source("vendor/reveal.js").partition("\n//# sourceMappingURL")[0]
    policy = (
        f"default-src 'none'; script-src {_hash(reveal)} {_hash(script)}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    style = f"{_source('vendor/reveal.css')}\n{_colors(parts)}\n{_source('deck.css')}"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_TITLE}</title>
<style>{style}</style>
</head>
<body>
<main>
<div id="deck">
<div class="slides">
<section id="cover">{_cover()}</section>
{parts}
</div>
</div>
</main>
<!-- What turns the slides is reveal.js, with this licence:
{_source("vendor/LICENSE.txt")}
-->
<script>{reveal}</script>
<script>{script}</script>
</body>
</html>
"""


def _source(name: str) -> str:
    return files("viz.classroom.deck").joinpath(name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _cover() -> str:
    about = "Arrows and space turn the slides, S opens the notes, D changes between light and dark, ? tells the rest."
    says = f"<h1>{_TITLE}</h1><p>{about}</p>"
    notes = "<p><strong>Say</strong> Every number and every picture was computed when this file was made.</p>"
    frame = f'<div class="frame cover"><div class="content">{says}</div></div>'
    return f'<section>{frame}<aside class="notes">{notes}</aside></section>'


def _part(part: str, slides: Sequence[Slide]) -> str:
    return f'<section id="{part}">\n{"".join(map(_section, slides))}</section>'


def _section(slide: Slide) -> str:
    title = f"<h2><b>{slide.items}</b> {marked(slide.title)}</h2>"
    notes = (
        f"<p><strong>Say</strong> {marked(slide.say)}</p><p><strong>They get wrong</strong> {marked(slide.wrong)}</p>"
    )
    name = html.escape(PARTS[slide.part])
    return (
        f'<section data-item="{slide.items}" data-part="{name}"><div class="frame">{title}'
        f'<div class="content">{slide.body}</div></div><aside class="notes">{notes}</aside></section>\n'
    )


def _colors(page: str) -> str:
    """The colours of the page and of its pictures, on a light ground and on a dark one."""
    light, dark = _named("light"), _named("dark")
    for name, on_light, on_dark in colors_of(page):
        light[name], dark[name] = on_light, on_dark
    told, by_system = f":root {{ color-scheme: light; {_listed(light)} }}", f"color-scheme: dark; {_listed(dark)}"
    return (
        f"{told}\n@media screen {{ :root[data-theme=dark] {{ {by_system} }} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme]) {{ {by_system} }} }}"
    )


def _named(theme: ThemeName) -> dict[str, str]:
    colors = THEMES[theme]
    return {
        "--ground": colors.ground,
        "--text": colors.text,
        "--quiet": colors.edge,
        "--link": colors.derivative,
        "--line": colors.leaf.border,
        "--fill": colors.leaf.fill,
        "--faint": f"color-mix(in srgb, {colors.edge} 35%, {colors.ground})",
    }


def _listed(variables: dict[str, str]) -> str:
    return " ".join(f"{name}: {color};" for name, color in variables.items())
