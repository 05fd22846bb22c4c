"""Formulas of docstrings, written to be read in a terminal, and set as mathematics on the pages of the reference."""

from __future__ import annotations

import re
import unicodedata
from xml.etree import ElementTree

import pytest

pytest.importorskip("sphinx", reason="Sphinx reads the sources for it: pip install 'chalkgrad[docs]'")

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document

from docs.site import formulas, reference

CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
SIGNS = re.compile(r"[←·−Σ√⟨‖≤⌊²₁]|\|.*\|")
"""What the formulas of docstrings are written with, and no program is."""
FORMULAS = sorted(
    {
        " ".join(code.split())
        for name in reference.public_names()
        for code in CODE.findall(reference.documentation(name))
    }
)
FORMULAS = [code for code in FORMULAS if SIGNS.search(code) and "_entropy" not in code]


def read(element: ElementTree.Element) -> str:
    """The characters of a formula in MathML from left to right, a root with parentheses."""
    inside = (element.text or "").strip() + "".join(map(read, element))
    name = element.tag.rpartition("}")[2]
    return f"√({inside})" if name == "msqrt" else inside


def plain(text: str) -> str:
    """A formula as its characters alone: no place above or below the line, no space, no parentheses."""
    text = unicodedata.normalize("NFKD", text.replace("Σ", "∑").replace("′", "'"))
    return re.sub(r"[\s_^{}()]", "", text.replace("\u0302", "^"))


def test_there_are_formulas_in_docstrings():
    assert len(FORMULAS) > 25


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_of_a_docstring_is_set_with_all_its_characters_in_their_order(text):
    assert formulas.is_formula(text)
    page = ElementTree.fromstring(f"<p>{formulas.inline(formulas.latex_of(text))}</p>".replace("<wbr>", ""))
    assert plain(read(page)) == plain(text)


@pytest.mark.parametrize(
    ("text", "latex"),
    {
        "w ← w − α·g": r"w \leftarrow w - α \cdot g",
        "β₁ᵗ": "β_{1}^{t}",
        "W2·x + b1": r"W_{2} \cdot x + b_{1}",
        "√ŝ + √(v + ε)": r"\sqrt{\hat{s}} + \sqrt{v + ε}",
        "γ_i·(x_i − m)²": r"γ_{i} \cdot (x_{i} - m)^{2}",
        "log p_y = Σ_{k∈D} exp(f_k)": r"\operatorname{log}\,p_{y} = \sum _{k\in D}\,\operatorname{exp}(f_{k})",
        "rate · factor^⌊n / every⌋": r"\operatorname{rate} \cdot \operatorname{factor}"
        r"^{\left\lfloor n / \operatorname{every}\right\rfloor}",
        "|e| ≤ ½δ": r"\left|e\right| \le ½δ",
        "‖x − c‖²": r"\left\|x - c\right\|^{2}",
    }.items(),
    ids=range(9),
)
def test_a_formula_in_latex(text, latex):
    assert formulas.latex_of(text) == latex


@pytest.mark.parametrize(
    "text", ["x * w", "class_of_…", 'fit(model, "né", …)', "Value", "--seed", "cross_entropy(σ(z), y)"]
)
def test_code_stays_code(text):
    assert not formulas.is_formula(text)


def test_a_long_formula_in_a_line_of_text_can_be_broken_before_a_sign():
    parts = formulas.inline(formulas.latex_of("lowest + (rate − lowest)·(1 − (epoch − 1)/epochs)")).split("<wbr>")
    assert all(re.fullmatch("<math .*</math>", part) for part in parts)
    assert [plain(read(ElementTree.fromstring(part))) for part in parts] == ["lowest+rate−lowest", "·1−epoch−1/epochs"]


def test_the_name_of_a_function_is_one_word_with_a_digit_in_it_too():
    assert "<mtext>log1p</mtext>" in formulas.inline(r"\operatorname{log1p}(x)")


def test_what_is_code_and_what_a_formula_in_a_page():
    document = new_document("docs/page", get_default_settings())
    document += nodes.paragraph("", "", nodes.literal("", "σ(x)"), nodes.literal("", "f(x)"))
    formulas.set_formulas(None, document)
    formula, code = document[0].children
    assert isinstance(formula, nodes.math)
    assert (formula.astext(), formula["latex"]) == ("σ(x)", "σ(x)")  # a search finds the words of the docstring
    assert isinstance(code, nodes.literal)
