"""The cheat sheet: two pages, legible, and right where a formula can be checked."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import autograd
import nn
import viz
from autograd import PRIMITIVES
from viz.classroom.cheatsheet import cheatsheet
from viz.classroom.cheatsheet_contents import BACK, FRONT, blocks
from viz.rendering.paper import PAPER_SIZES, PaperSize

LEAST = 7.0
"""Points: the smallest letters."""
SCRIPT = 0.7
"""The size of indices and exponents, by that of what they stand at."""
SHARED = 4.0
"""Dots by which the boxes of two texts may overlap: a box has room for letters that reach up, and down."""


@pytest.mark.parametrize("paper", PAPER_SIZES)
def test_it_is_one_sheet_front_and_back_and_all_letters_are_on_it(paper: PaperSize, tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument(cheatsheet(paper).save(tmp_path / "sheet.pdf"))
    assert len(document) == 2
    assert [sheet.get_size() for sheet in document] == [pytest.approx(PAPER_SIZES[paper], abs=0.1)] * 2
    front, back = (sheet.get_textpage().get_text_range() for sheet in document)
    assert "Rules of differentiation" in front
    assert "grad −0.6416" in front
    assert "Kinks and edges" in back
    assert "viz.draw(y, highlight=w)" in back


@pytest.mark.parametrize("paper", PAPER_SIZES)
def test_nothing_is_small_leaves_the_paper_or_lies_on_its_neighbour(paper: PaperSize) -> None:
    for side in cheatsheet(paper).sides():
        renderer = FigureCanvasAgg(side).get_renderer()
        written = [(text, text.get_window_extent(renderer)) for text in side.texts if text.get_text().strip()]
        width, height = side.bbox.width, side.bbox.height
        assert all(0 < box.x0 < box.x1 < width and 0 < box.y0 < box.y1 < height for _, box in written)
        scripts = [text.get_size() * SCRIPT for text, _ in written if re.search(r"\$.*[_^]", text.get_text())]
        assert min([*scripts, *(text.get_size() for text, _ in written)]) >= LEAST
        shared = [
            (one.get_text(), other.get_text())
            for k, (one, a) in enumerate(written)
            for other, b in written[k + 1 :]
            if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > SHARED
        ]
        assert shared == []


@pytest.mark.slow
def test_the_same_sheet_has_the_same_bytes() -> None:
    assert cheatsheet().pdf() == cheatsheet().pdf()


def test_every_block_stands_on_it_once() -> None:
    named = [name for row in (*FRONT, *BACK) for name in row]
    assert sorted(named) == sorted(blocks())


def test_kinks_are_told_in_the_words_of_the_rows() -> None:
    told = " ".join(line.texts[-1] for line in blocks()["kinks"].lines)
    for name in ("relu", "abs", "step", "maximum", "pow"):
        assert PRIMITIVES[name].convention in told


def test_every_command_on_it_is_there() -> None:
    for place, module in (("autograd", autograd), ("nn", nn), ("viz", viz)):
        for line in blocks()[place].lines:
            for name in re.findall(rf"{place}\.(\w+)", " ".join(line.texts)):
                assert hasattr(module, name)


@pytest.mark.parametrize("wrong", ["a5", "folio"])
def test_another_paper_is_refused_by_name(wrong: str) -> None:
    with pytest.raises(ValueError, match=f"unknown paper '{wrong}'"):
        cheatsheet(wrong)
