"""The index of the lecture's pages: a page that a course's site can hold as it is."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from viz.palette import THEMES, ThemeName

__all__ = ["Entry", "lecture_index"]

PARTS: Final = {
    "L1": "Perceptron",
    "L2": "What one unit can't do",
    "L3": "Multilayer perceptron",
    "L4": "Loss",
    "L5": "Calculus",
    "L6": "Descent",
    "L7": "The gradient of one unit, slide by slide",
    "L8": "The gradient of two layers",
    "L9": "Learning XOR",
}


@dataclass(frozen=True)
class Entry:
    """What the index says of an exhibit.

    Attributes:
        items: the lecture's items that it shows, such as "L7.1, L7.2".
        name: what its files are called, without the suffix.
        caption: what to see in it.
        live: the page that answers when it is touched; "" for none.
        mathml: what is shown itself, where it is no picture.
        alternative: the picture, in words.
        size: the picture's width and height; the page keeps their place free until it is there.
    """

    items: str
    name: str
    caption: str
    live: str = ""
    mathml: str = ""
    alternative: str = ""
    size: tuple[int, int] = (0, 0)

    @property
    def part(self) -> str:
        return self.items[:2]


def lecture_index(entries: Sequence[Entry], texts: Mapping[str, str], language: str, *, playground: str) -> str:
    """The page's text.

    Args:
        entries: what it shows, in order.
        texts: what it says, by the keys of `LECTURE_TEXTS`.
        language: that of the texts.
        playground: the page of the playground.
    """
    parts = {part: [entry for entry in entries if entry.part == part] for part in PARTS}
    title = html.escape(texts["Neural Networks II, drawn"])
    sections = "\n".join(_section(part, shown, texts) for part, shown in parts.items() if shown)
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p>{html.escape(texts["introduction"])}</p>
{_playground(playground, texts)}
</header>
<nav aria-labelledby="contents">
<h2 id="contents">{html.escape(texts["contents"])}</h2>
<ol>
{_contents(parts, texts)}
</ol>
</nav>
<main>
{sections}
</main>
</body>
</html>
"""


def _contents(parts: Mapping[str, Sequence[Entry]], texts: Mapping[str, str]) -> str:
    """Each part, and below it its exhibits by their items."""
    return "\n".join(
        f'<li><a href="#{part}"><b>{part}</b> {html.escape(texts[PARTS[part]])}</a>\n<ul>\n'
        + "\n".join(f'<li><a href="#{e.name}"><b>{e.items}</b> {html.escape(texts[e.caption])}</a></li>' for e in shown)
        + "\n</ul></li>"
        for part, shown in parts.items()
        if shown
    )


def _section(part: str, entries: Sequence[Entry], texts: Mapping[str, str]) -> str:
    figures = "\n".join(_figure(entry, texts) for entry in entries)
    return f'<section id="{part}">\n<h2><b>{part}</b> {html.escape(texts[PARTS[part]])}</h2>\n{figures}\n</section>'


def _figure(entry: Entry, texts: Mapping[str, str]) -> str:
    caption = html.escape(texts[entry.caption])
    live = _link(entry.live, texts["open live"], caption, "live") if entry.live else ""
    if entry.mathml:
        named = f'role="region" aria-label="{entry.items} {caption}" tabindex="0"'
        shown, files = f'<div class="derivation" {named}>{entry.mathml}</div>', ""
    else:
        alternative = html.escape(": ".join(filter(None, (texts[entry.caption], entry.alternative))))
        width, height = entry.size
        size = f'width="{width}" height="{height}"'
        image = f'<img src="{entry.name}.svg" alt="{alternative}" {size} loading="lazy">'
        dark = f'<source media="(prefers-color-scheme: dark)" srcset="{entry.name}-dark.svg">'
        shown = f"<picture>{dark}{image}</picture>"
        if entry.live:
            shown = f'<a href="{entry.live}" tabindex="-1">{shown}</a>'
        files = _link(f"{entry.name}.svg", "SVG", caption) + _link(f"{entry.name}.png", "PNG", caption)
    return (
        f'<figure id="{entry.name}">\n{shown}\n'
        f"<figcaption><span><b>{entry.items}</b> {caption}</span><span>{live}{files}</span></figcaption>\n</figure>"
    )


def _link(address: str, text: str, caption: str, kind: str = "file") -> str:
    """A link that says of what it is to those who hear it alone."""
    return f'<a class="{kind}" href="{address}" aria-label="{html.escape(text)}: {caption}">{html.escape(text)}</a>'


def _playground(address: str, texts: Mapping[str, str]) -> str:
    caption = html.escape(texts["playground caption"])
    return f'<p><a class="live" href="{address}">{html.escape(texts["playground"])}</a> {caption}</p>'


_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: file:; base-uri 'none'; form-action 'none'"
)


def _variables(theme: ThemeName) -> str:
    colors = THEMES[theme]
    named = {
        "ground": colors.ground,
        "text": colors.text,
        "quiet": colors.edge,
        "link": colors.derivative,
        "line": colors.leaf.border,
        "fill": colors.leaf.fill,
    }
    return " ".join(f"--{name}: {color};" for name, color in named.items())


_STYLE: Final = (
    f"""
:root {{ color-scheme: light dark; {_variables("light")} }}
@media (prefers-color-scheme: dark) {{ :root {{ {_variables("dark")} }} }}
"""
    + """
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { font: 1rem/1.5 "DejaVu Sans", Verdana, sans-serif; color: var(--text); background: var(--ground);
  max-width: 72rem; margin: 0 auto; padding: 2rem clamp(1rem, 4vw, 2.5rem) 4rem; }
h1 { font-size: clamp(1.5rem, 5vw, 2.2rem); line-height: 1.2; margin: 0 0 0.75rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 1rem; }
h2 b, li b, figcaption b { color: var(--quiet); font-weight: normal; margin-right: 0.35em; }
header p { max-width: 46rem; }
a { color: var(--link); }
a:focus-visible, .derivation:focus-visible { outline: 3px solid var(--line); outline-offset: 2px; border-radius: 4px; }
nav { margin: 2rem 0 3rem; padding: 1.25rem 1.5rem; border: 1px solid var(--line); border-radius: 10px; }
nav h2 { font-size: 1.1rem; }
nav ol { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem 2rem;
  grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); }
nav ul { list-style: none; margin: 0.25rem 0 0; padding: 0 0 0 0.9rem; font-size: 0.875rem; }
nav a { text-decoration: none; display: inline-block; padding: 0.15rem 0; }
nav a:hover { text-decoration: underline; }
section { margin-top: 3.5rem; scroll-margin-top: 1rem; }
figure { margin: 0 0 2.75rem; scroll-margin-top: 1rem; }
picture { display: block; }
img { display: block; max-width: 100%; height: auto; }
figcaption { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; justify-content: space-between; align-items: center;
  margin-top: 0.75rem; padding-top: 0.5rem; border-top: 1px solid var(--quiet); }
figcaption a, a.live { display: inline-block; min-height: 1.75rem; padding: 0.15rem 0.75rem; margin-left: 0.5rem;
  border-radius: 999px; text-decoration: none; font-size: 0.9rem; }
a.live { border: 1.5px solid var(--line); background: var(--fill); color: var(--text); margin-left: 0; }
figcaption a:hover, a.live:hover { text-decoration: underline; }
.derivation { overflow-x: auto; font-size: 1.15rem; padding: 0.75rem 1rem; border-left: 4px solid var(--line); }
math { width: fit-content; font-family: "STIX Two Math", "Cambria Math", "Latin Modern Math", math; }
@media print { nav, figcaption a { display: none; } figure { break-inside: avoid; } }
"""
)
