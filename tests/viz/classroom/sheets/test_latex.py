"""Worksheets in LaTeX, set by the engines that the page promises: `make tex` sets more of them."""

import os
import re
import subprocess

import pytest

import viz
from viz.classroom.exercises.topics import TOPICS
from viz.classroom.sheets.latex import escaped

SEEDS = range(5, 5 + int(os.environ.get("SHEETS", "1")))
ENGINES = [pytest.param(name, marks=pytest.mark.needs(name)) for name in ("pdflatex", "xelatex", "lualatex")]
HARD = "Müller_Łukasz & Þór 李 ħ #1 %"


def set_by(engine, sheet, folder, **options):
    """The text of the pages, and what the engine had to say."""
    import pypdfium2

    sheet.save(folder / "sheet.tex", overwrite=True, **options)
    command = [engine, "-interaction=nonstopmode", "-halt-on-error", "sheet.tex"]
    said = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", check=False)
    assert said.returncode == 0, re.findall("^!.*(?:\n.*){4}", said.stdout, re.MULTILINE)
    with pypdfium2.PdfDocument(folder / "sheet.pdf") as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split()), (folder / "sheet.log").read_text("utf-8", errors="replace")


@pytest.mark.slow
@pytest.mark.needs("pypdfium2")
@pytest.mark.parametrize("solved", [False, True])
@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("engine", ENGINES[:1])
def test_every_topic_is_set_within_the_margins_with_every_letter(engine, level, solved, tmp_path):
    for seed in SEEDS:
        sheet = viz.worksheet([*TOPICS], level=level, seed=seed)
        text, log = set_by(engine, sheet, tmp_path, solved=solved)
        assert not re.findall("Overfull.*|Missing character.*", log)
        assert all(f"{part.number} {part.exercise.title}" in text for part in sheet.parts())


@pytest.mark.slow
@pytest.mark.needs("pypdfium2")
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("engine", ENGINES)
def test_names_of_all_the_world_are_set_or_what_has_no_letter_is_seen(engine, paper, tmp_path):
    sheet = viz.worksheet("sum over paths", name=HARD, number="a--b_``{}~^\\", title="Übung: ½ von “x”, ŷ")
    text, log = set_by(engine, sheet, tmp_path, paper=paper)
    assert "Missing character" not in log
    assert "Müller_Łukasz & Þór 674E" in text.replace("\N{COMBINING DIAERESIS}", "")
    assert "#1 %" in text
    assert re.search(r"number: a--b_[`‘]{2}\{\}[~˜][\^ˆ]\\ points", text)


def test_a_letter_that_a_font_may_not_have_is_asked_for():
    assert escaped("Łukasz, Zoë, Þór") == "Łukasz, Zoë, Þór"
    assert escaped("Zoe\N{COMBINING DIAERESIS}") == "Zoë"
    assert escaped("ħ李") == r"\letter{ħ}{0127}\letter{李}{674E}"


def test_signs_that_tex_would_make_one_stay_two():
    assert escaped("a--b ,,'' ?`").replace(r"{\kern0pt}", "|") == "a-|-b ,|,'|' ?|`|"
