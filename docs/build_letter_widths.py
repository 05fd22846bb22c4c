"""Writes viz/rendering/letter_widths.json from the font that Matplotlib ships: `make docs`.

A Graphviz that cannot open fonts learns from it how wide a letter is. A test fails when the file is not what the font
says.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import matplotlib
from fontTools.ttLib import TTFont

import viz.rendering

FILE = Path(viz.rendering.__file__).with_name("letter_widths.json")
FONT = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
LAST = 0x2BFF
"""The last letter of the table: before it come alphabets, raised and lowered letters, arrows and mathematics."""


def text() -> str:
    """The file: by width, in units of which 2,048 are as wide as the letters are high, the letters that have it."""
    font = TTFont(FONT)
    advances = font["hmtx"]
    letters: dict[int, str] = defaultdict(str)
    for code, glyph in sorted(font.getBestCmap().items()):
        if code <= LAST and (chr(code).isprintable() or chr(code) == "\N{NO-BREAK SPACE}"):
            letters[advances[glyph][0]] += chr(code)
    return json.dumps(dict(sorted(letters.items())), ensure_ascii=False, indent=0) + "\n"


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m docs.build_letter_widths", description=__doc__).parse_args()
    FILE.write_text(text(), encoding="utf-8")
