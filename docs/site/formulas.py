"""Formulas as MathML, which browsers set themselves: a page shows them without a script and without a network.

Notebooks write them in LaTeX. Docstrings write them in a line that a terminal shows, between the backquotes of code.
"""

from __future__ import annotations

import re
import unicodedata

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from notebooks.export import mathml
from viz.formulas.wrapping import wrapped

__all__ = ["inline", "is_formula", "latex_of", "set_formulas", "setup"]

_SUBSCRIPTS, _SUPERSCRIPTS = "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵗ"
_SIGNS = {
    "·": r" \cdot ",
    "×": r" \times ",
    "±": r"\pm ",
    "−": "-",
    "←": r"\leftarrow ",
    "≤": r"\le ",
    "∈": r"\in ",
    "Σ": r"\sum ",
    "⟨": r"\langle ",
    "⟩": r"\rangle ",
}
_STEPS = (
    (r"(?<=[\w)}]) (?=[\wΣ√])", r"\\,"),  # without a sign between them
    (r"(?<!\w)([A-Za-z]{2,})", r"\\operatorname{\1}"),
    (r"(\w)\u0302", r"\\hat{\1}"),
    (rf"[{_SUBSCRIPTS}]+", lambda script: f"_{{{unicodedata.normalize('NFKC', script[0])}}}"),
    (rf"[{_SUPERSCRIPTS}]+", lambda script: f"^{{{unicodedata.normalize('NFKC', script[0])}}}"),
    (r"(?<!\w)([A-Za-z])(\d+)", r"\1_{\2}"),
    (r"(?<!\\)_(\w+)", r"_{\1}"),
    (r"√\(([^()]*)\)", r"\\sqrt{\1}"),
    (r"√(\\hat\{\w\}|\w)", r"\\sqrt{\1}"),
    (r"\|([^|]*)\|", r"\\left|\1\\right|"),
    (r"‖([^‖]*)‖", r"\\left\|\1\\right\|"),
    (r"\^⌊([^⌋]*)⌋", r"^{\\left\\lfloor \1\\right\\rfloor}"),
    (rf"[{''.join(_SIGNS)}]", lambda sign: _SIGNS[sign[0]]),
    (" +", " "),
)
"""From a formula in Unicode to LaTeX, in this order."""
_FORMULA = re.compile(rf"[α-ωΑ-Ωℓŷ½√‖⌊{''.join(_SIGNS)}{_SUBSCRIPTS}{_SUPERSCRIPTS}]")
_CODE = re.compile(r'"|[a-z]{2}_[a-z]{2}')
_WIDEST = 24
"""Letters that are kept together, where a formula stands in a line of text."""


def setup(app: Sphinx) -> None:
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.connect("doctree-read", set_formulas)


def is_formula(text: str) -> bool:
    """Whether what stands between backquotes is one: it has signs that no program has, and no string or long name."""
    return bool(_FORMULA.search(text)) and not _CODE.search(text)


def latex_of(text: str) -> str:
    r"""A formula of a docstring in LaTeX.

    >>> latex_of("ŝ = s / (1 − β₂ᵗ)")
    '\\hat{s} = s / (1 - β_{2}^{t})'
    """
    text = unicodedata.normalize("NFD", text)
    for pattern, instead in _STEPS:
        text = re.sub(pattern, instead, text)
    return text


def set_formulas(app: Sphinx, document: nodes.document) -> None:
    """What a page writes as code and is a formula. A search still finds its words as they were written."""
    for code in list(document.findall(nodes.literal)):
        if is_formula(code.astext()):
            code.replace_self(nodes.math("", code.astext(), latex=latex_of(code.astext())))


def inline(latex: str) -> str:
    """LaTeX as MathML in a line of text: an element for each part, as browsers break a line nowhere else."""
    first, *rest = wrapped(latex, _WIDEST)
    return "<wbr>".join(mathml(part, display=False) for part in [first, *(f"{{}} {part}" for part in rest)])


def _inline(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(inline(node.get("latex", node.astext())))
    raise nodes.SkipNode


def _block(translator: HTML5Translator, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="formula">{mathml(node.astext(), display=True)}</div>\n')
    raise nodes.SkipNode
