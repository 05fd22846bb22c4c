"""Texts of the same width in letters of ASCII; tests/notebooks/test_lab_site.py compares pictures of both Graphvizs."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.ft2font import FT2Font, LoadFlags

import nn
import viz
from autograd import Value
from docs.build_letter_widths import FILE, text
from viz.rendering.stand_ins import laid_out_by_width, letter_widths

_QUOTED = re.compile(r'label="([^"]*)"')
LABELS = st.lists(
    st.text(st.sampled_from("abx ,=019₁₂⁽¹⁾σŷ−×∂ß日"), min_size=1, max_size=6), min_size=1, max_size=20, unique=True
)


def test_the_table_is_what_make_docs_writes() -> None:
    assert FILE.read_text(encoding="utf-8") == text()


def test_the_table_says_what_freetype_measures() -> None:
    font = FT2Font(str(Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")))
    font.set_size(1000, 72)  # an em is 1000 points, and a point a pixel
    for letter, width in [*letter_widths().items()][::5]:
        glyph = font.load_char(ord(letter), LoadFlags.NO_HINTING)
        assert glyph.linearHoriAdvance / 65536 == pytest.approx(1000 * width, abs=0.6)


def drawn(dot: str) -> str:
    """What stands for Graphviz: the labels, as SVG has them."""
    return "".join(f"<text>{label}</text>" for label in _QUOTED.findall(dot))


def dot_of(labels: list[str]) -> str:
    return "\n".join(f'n{k} [label="{label}"]' for k, label in enumerate(labels))


@given(labels=LABELS)
def test_ascii_alone_is_laid_out_and_the_true_texts_are_drawn(labels: list[str]) -> None:
    asked = []
    assert laid_out_by_width(dot_of(labels), lambda dot: drawn(asked.append(dot) or dot)) == drawn(dot_of(labels))
    assert asked[0].isascii()


def width(letters: str) -> float:
    return sum(letter_widths()[letter] for letter in letters)


@pytest.mark.parametrize("label", ["w₁₁⁽²⁾ = −0.25", "∂L/∂ŷ", "größe_αβ", "x̂ → 0", "Σ wᵢ·xᵢ", "λ ≈ ½"])
def test_a_stand_in_is_as_wide_as_the_text(label: str) -> None:
    asked: list[str] = []
    laid_out_by_width(dot_of([label]), lambda dot: drawn(asked.append(dot) or dot))
    [stand_in] = _QUOTED.findall(asked[0])
    assert width(stand_in) == pytest.approx(width(label), abs=0.2)  # ems


def test_in_a_picture_every_letter_that_is_drawn_is_stood_in_for_and_no_title_is() -> None:
    y = (Value(0.5, label="w_11") * Value(-2.0, label="ŷ>0 & σ<1")).sigmoid()
    y.backward()
    for picture in (
        viz.draw(y),
        viz.compare(y, y, titles=("früher", "später")),
        viz.draw(nn.MLP(2, [2, 1])([1.0, 0.0])),
    ):
        asked: list[str] = []
        laid_out_by_width(picture.source, lambda dot, asked=asked: asked.append(dot) or "")
        shown = re.sub(r'(graph |tooltip=)"[^"]*"', "", asked[0])
        assert shown.isascii(), [line for line in shown.splitlines() if not line.isascii()]
        unseen = re.compile(r'(?:graph |tooltip=)"[^"]*"')
        assert unseen.findall(asked[0]) == unseen.findall(picture.source)
