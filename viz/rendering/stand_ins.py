"""Texts in letters of ASCII alone, as wide as the true ones: for a Graphviz that knows the widths of no others.

Compiled to WebAssembly it can open no font. What it knows of DejaVu Sans ends with ASCII; every byte of any other
letter counts as a space, so that a lowered digit takes more than twice its place. It is therefore given other
texts to lay out, and the true ones are put into what it draws.
"""

from __future__ import annotations

import html
import json
import re
import string
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import product

__all__ = ["laid_out_by_width", "letter_widths"]

_UNITS = 2048  # of the font, an em
_TEXT = re.compile(
    r"""(?P<unseen>(?:graph\ |tooltip=)"(?:[^"\\]|\\.)*")
    |(?<=label=")[^"\\]+(?=")|(?<=label=<)[^<>"\n]+(?=<)|(?<=>)[^<>"\n]+(?=<)""",
    re.VERBOSE,
)
"""A text of a label, whole; or, to be passed over, one that is not drawn."""
_DRAWN = re.compile(r"(?<=>)[^<>\n]+(?=</text>)")
_LETTERS = sorted({*string.printable} - {*string.whitespace, *'<>&"\\'})


def laid_out_by_width(source: str, layout: Callable[[str], str]) -> str:
    """The SVG of a DOT text by a Graphviz that knows the widths of ASCII letters alone.

    Args:
        source: the DOT text.
        layout: gives the SVG of a DOT text.

    >>> seen = []
    >>> laid_out_by_width('digraph {a [label="w₁"]}', lambda dot: seen.append(dot) or "<text>w!</text>")
    '<text>w₁</text>'
    >>> seen
    ['digraph {a [label="w!"]}']
    """
    stand_ins = _stand_ins([found[0] for found in _TEXT.finditer(source) if not found["unseen"]])
    svg = layout(_TEXT.sub(lambda found: stand_ins.get(found[0], found[0]), source))
    true = {html.unescape(stand_in): text for text, stand_in in stand_ins.items()}
    return _DRAWN.sub(lambda found: true.get(html.unescape(found[0]), found[0]), svg)


@cache
def letter_widths() -> Mapping[str, float]:
    """How wide the letters of DejaVu Sans are, in ems: as a part of their size.

    >>> letter_widths()["₁"], letter_widths()["m"]
    (0.40087890625, 0.97412109375)
    """
    table = json.loads(files("viz.rendering").joinpath("letter_widths.json").read_text(encoding="utf-8"))
    return {letter: int(width) / _UNITS for width, letters in table.items() for letter in letters}


def _stand_ins(texts: list[str]) -> dict[str, str]:
    """For each text with other letters than those of ASCII, one without, and no other text has the same."""
    taken = set(texts)
    found: dict[str, str] = {}
    for text in texts:
        if not text.isascii() and text not in found:
            stand_in = next((each for each in _as_wide(text) if each not in taken), text)
            taken.add(stand_in)
            found[text] = stand_in
    return found


def _as_wide(text: str) -> Iterator[str]:
    """Texts of ASCII letters that are about as wide, the nearest ones first."""
    choices = [[letter] if letter.isascii() else _nearest(letter) for letter in text]
    return map("".join, product(*choices))


@cache
def _nearest(letter: str) -> list[str]:
    """What can stand for a letter, by width: any letter of ASCII, and for a mark above another nothing at all."""
    widths = letter_widths()
    width = widths.get(letter, 1.0)
    return sorted(["", *_LETTERS] if width == 0.0 else _LETTERS, key=lambda other: abs(widths.get(other, 0.0) - width))
