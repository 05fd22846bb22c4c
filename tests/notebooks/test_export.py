"""Pages, papers and slides of every notebook: whole, readable, and without a network; and the copy for students."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections import Counter
from functools import cache, partial
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pypdfium2
import pytest
from nbconvert import LatexExporter
from nbconvert.preprocessors import SVG2PDFPreprocessor
from playwright.sync_api import Page

import autograd
import viz
from notebooks import build, export, handout
from tests.viz.live.browser import opened

NAMES = [source.stem for source in build.sources() if source.parent == build.FOLDER]
every_notebook = pytest.mark.parametrize("name", NAMES)
LETTERS = set("σ∂ℓŷ")
"""What the formulas of the course hold and LaTeX's usual fonts don't."""


@cache
def notebook(name: str) -> nbformat.NotebookNode:
    return nbformat.read(build.FOLDER / f"{name}.ipynb", as_version=4)


@cache
def _made(make, text: str) -> str:
    return make(nbformat.reads(text, as_version=4))


def made(make, content: nbformat.NotebookNode) -> str:
    """What `export.page` or `export.deck` makes of a notebook: a second of work, done once for what is the same."""
    return _made(make, nbformat.writes(content))


def text_of(name: str, kind: str) -> list[str]:
    """The sources of a notebook's cells of a kind, without code inside of text."""
    return [re.sub(r"`.*?`", "", cell.source) for cell in notebook(name).cells if cell.cell_type == kind]


def pictures(name: str) -> list[str]:
    """The alternative texts of what is drawn."""
    outputs = [output for cell in notebook(name).cells for output in cell.get("outputs", ())]
    return re.findall(r'<img alt="(.*?)"', "".join(output.get("data", {}).get("text/html", "") for output in outputs))


class Reader(HTMLParser):
    """What a page holds: its elements, what they load, and the words outside of formulas and code."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.inside: Counter[str] = Counter()
        self.words: list[str] = []
        self.addresses: list[str] = []
        self.elements: Counter[str] = Counter()
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.inside[tag] += 1
        self.elements[tag] += 1
        self.addresses += [value for name, value in attrs if name in ("src", "href") and tag != "a"]

    def handle_endtag(self, tag):
        self.inside[tag] -= 1

    def handle_data(self, data):
        if not any(self.inside[tag] > 0 for tag in ("math", "pre", "code", "script", "style")):
            self.words.append(data)


class TestPagesAndSlides:
    @every_notebook
    @pytest.mark.parametrize("make", [export.page, export.deck], ids=["page", "slides"])
    def test_all_is_in_the_file_and_all_formulas_are_set(self, name, make):
        markup = made(make, notebook(name))
        read = Reader(markup)
        prose = "\n".join(text_of(name, "markdown"))
        formulas = len(re.findall(r"\$\$.+?\$\$|\$.+?\$", prose, re.DOTALL))
        derivations = sum("text/latex" in o.get("data", {}) for c in notebook(name).cells for o in c.get("outputs", ()))
        assert read.elements["math"] == formulas + derivations
        assert "$" not in "".join(read.words)
        assert "&" not in re.sub(r"&#?\w+;", "", "".join(re.findall(r"<math.*?</math>", markup, re.DOTALL)))
        assert all(address.startswith("data:") for address in read.addresses)
        assert re.findall(r'<img[^>]*alt="(.*?)"', markup) == pictures(name)
        assert "&lt;Picture:" not in markup
        headings = re.findall(r"^#+ ", prose, re.MULTILINE)
        assert sum(read.elements[f"h{level}"] for level in range(1, 7)) == len(headings)
        assert not re.search(r'href="\.\./|\.ipynb"', markup)

    @every_notebook
    def test_a_quiz_is_closed_on_its_page(self, name):
        assert "<details open" not in made(export.page, notebook(name))

    @every_notebook
    def test_the_committed_notebook_is_cut_into_slides_as_its_source_is(self, name):
        cut = build.from_source(build.FOLDER / f"{name}.py")
        assert [cell.metadata for cell in notebook(name).cells] == [cell.metadata for cell in cut.cells]

    @pytest.mark.parametrize("shown", [1, 2, 3])
    def test_pictures_that_a_cell_shows_one_after_another_are_slides_to_turn(self, shown):
        outputs = [
            nbformat.v4.new_output("display_data", {"text/html": html})
            for n in range(shown)
            for html in (f"<p>w = {n}</p>", f'<img alt="{n}" src="data:,">')
        ]
        cells = [nbformat.v4.new_markdown_cell("# A"), nbformat.v4.new_code_cell("slider()", outputs=outputs)]
        markup = export.deck(nbformat.v4.new_notebook(cells=cells))
        slides = re.split("<section>", markup)[-shown:]
        assert [re.findall(r"w = (\d)|alt=\"(\d)\"", slide) for slide in slides] == [
            [(str(n), ""), ("", str(n))] for n in range(shown)
        ]
        assert len(cells[1].outputs) == 2 * shown

    @every_notebook
    def test_a_heading_a_quiz_and_a_picture_begin_a_slide(self, name):
        for cell in notebook(name).cells:
            begins = cell.metadata.get("slideshow", {}).get("slide_type")
            is_heading, is_quiz = cell.source.startswith("#"), cell.source.startswith("quiz(")
            shows = any("<img" in output.get("data", {}).get("text/html", "") for output in cell.get("outputs", ()))
            assert begins in ("slide", "subslide") or not (is_heading or is_quiz or shows), cell.source
            assert not re.search(r"\n#+ [^\n]*", re.sub(r"^#+ .*\n+#+ ", "", cell.source)) or cell.cell_type == "code"

    def test_what_a_source_says_of_a_slide_counts(self, tmp_path):
        source = tmp_path / "00_test.py"
        source.write_text(
            '# %% [markdown]\n# # A\n\n# %% slideshow={"slide_type": "skip"}\n1\n\n# %%\n2\n', encoding="utf-8"
        )
        types = [cell.metadata.get("slideshow", {}).get("slide_type") for cell in build.from_source(source).cells]
        assert types == ["slide", "skip", None]


@pytest.mark.slow
class TestInABrowser:
    @every_notebook
    def test_papers_have_every_letter_and_a_slide_is_a_sheet_and_turned_with_keys(self, name, tmp_path, monkeypatch):
        monkeypatch.setattr(export, "print_page", printed)
        for make in ("page", "deck"):
            monkeypatch.setattr(export, make, partial(made, getattr(export, make)))
        _, paper, slides, sheets = export.export(build.FOLDER / f"{name}.ipynb", tmp_path)
        used = LETTERS.intersection("".join(cell.source for cell in notebook(name).cells).replace(r"\sigma", "σ"))
        for path in (paper, sheets):
            document = pypdfium2.PdfDocument(path)
            text = "".join(sheet.get_textpage().get_text_range() for sheet in document)
            assert used <= {*text, *unicodedata.normalize("NFKC", text)}  # an italic σ is a letter of its own
            assert "$" not in re.sub(r"\$\d", "", text)
            assert all(ink(sheet) for sheet in document)
        count = slides.read_text(encoding="utf-8").count("</section>")
        parts = slides.read_text(encoding="utf-8").count("</section></section>")
        assert len(document) == count - parts


def printed(source: Path, target: Path) -> None:
    """What `print_page` does, by the browser that is open already; slides are turned in it before."""
    with opened(source, viewport=(1024, 576)) as tab:
        if source.stem.endswith(".slides"):
            turn(tab)
        tab.pdf(path=target, prefer_css_page_size=True, print_background=True)


TEXT_ZOOM = "textZoom = slide => Number(getComputedStyle(slide.children[0]).zoom);"
SCALES = """scales = slide => [...slide.querySelectorAll("img")].filter(picture => picture.checkVisibility())
  .map(picture => picture.getBoundingClientRect().width / picture.naturalWidth);"""


def turn(tab: Page) -> None:
    """To the next slide; nothing on any is cut off, and neither its text nor its picture is tiny."""
    fits = (
        "slides.map(s => [s.scrollHeight - s.clientHeight, s.scrollWidth - s.clientWidth, textZoom(s), ...scales(s)])"
    )
    for below, beside, zoom, *scales in tab.evaluate(f"{TEXT_ZOOM} {SCALES} {fits}"):
        assert below <= 0
        assert beside <= 0
        assert zoom >= 0.6
        assert all(scale >= 0.35 for scale in scales)
    top = "slides[1].getBoundingClientRect().top"
    before = tab.evaluate(top)
    tab.keyboard.press("ArrowRight")
    tab.wait_for_function(f"Math.abs({top}) < 50")
    assert before > 500


def ink(sheet: pypdfium2.PdfPage) -> bool:
    """Whether something is on a sheet, and nothing in its outermost line on the right."""
    image = sheet.render(scale=0.5).to_pil().convert("L")
    right = image.crop((image.width - 2, 0, image.width, image.height))
    return image.getextrema()[0] < 128 and right.getextrema()[0] > 200


@pytest.mark.parametrize("shown", [viz.draw, lambda y: viz.secant(autograd.exp, 1.0)], ids=["graph", "plot"])
def test_what_is_shown_afresh_has_a_picture_for_latex_that_asks_for_no_inkscape(shown):
    bundle = shown(autograd.Value(2.0, label="x") ** 2)._repr_mimebundle_()
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", bundle)])
    cell, _ = SVG2PDFPreprocessor(enabled=True, inkscape="/nowhere/inkscape").preprocess_cell(cell, {}, 0)
    [output] = cell.outputs
    preferred = LatexExporter().default_config.NbConvertBase.display_data_priority
    assert next(kind for kind in preferred if kind in output.data) == "image/png"


class TestHandout:
    def test_it_is_made_without_waiting_for_what_reads_notebooks(self):
        imported = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", "import notebooks.handout"],
            cwd=build.FOLDER.parent,
            capture_output=True,
            text=True,
            check=True,
        ).stderr
        assert "chalkgrad_command.lab" in imported
        assert "nbformat" not in imported

    def test_it_holds_the_notebooks_and_what_they_import_and_nothing_that_gives_an_answer(self, tmp_path):
        written = handout.handout(tmp_path / "copy")
        assert sorted(path.name for path in written) == sorted(
            [*(f"{name}.ipynb" for name in NAMES), "course.py", "quizzes.md"]
        )
        assert sorted(written) == sorted((tmp_path / "copy").iterdir())
        for name in NAMES:
            copy = nbformat.read(tmp_path / "copy" / f"{name}.ipynb", as_version=4)
            assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in copy.cells)
            code = [cell.source for cell in copy.cells if cell.cell_type == "code"]
            assert code == [cell.source for cell in notebook(name).cells if cell.cell_type == "code"]
            assert not any("](../" in cell.source for cell in copy.cells)

    def test_a_folder_that_may_hold_answers_is_never_written_into(self, tmp_path):
        (tmp_path / "01_derivatives.ipynb").write_text("mine", encoding="utf-8")
        with pytest.raises(FileExistsError):
            handout.handout(tmp_path)
        assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["mine"]
