r"""A worksheet as LaTeX source, its graphs as TikZ: to be changed, and set by pdflatex, xelatex or lualatex."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from viz.classroom.exercises.betrayals import betrayals_of
from viz.classroom.exercises.drawing import drawn
from viz.classroom.exercises.spelling import typeset
from viz.classroom.sheets.sheet import Part, Sheet
from viz.classroom.sheets.typesetting import runs_of
from viz.names import LETTERS
from viz.rendering.layout import Layout, Letters, Outline, Point, layout_of
from viz.rendering.paper import PaperSize

__all__ = ["escaped", "latex", "tikz"]

_PAPERS: Final[dict[PaperSize, str]] = {"a4": "a4paper", "letter": "letterpaper"}
_PREAMBLE = r"""\documentclass[11pt]{{article}}
\usepackage{{iftex}}
\ifPDFTeX
  \usepackage[T1]{{fontenc}}
  \IfFileExists{{lmodern.sty}}{{\usepackage{{lmodern}}}}{{}}
  \newcommand\letter[2]{{\ifcsname u8:\detokenize{{#1}}\endcsname #1\else\missing{{#2}}\fi}}
\else
  \usepackage{{fontspec}} % \setmainfont names a font that has the letters of another script
  \newcommand\letter[2]{{\iffontchar\font"#2 #1\else\missing{{#2}}\fi}}
\fi
\newcommand\missing[1]{{\fbox{{\scriptsize\ttfamily #1}}}}
\usepackage{{amsmath,amssymb,tikz}}
\usepackage[{paper},margin=18mm]{{geometry}}
\setlength\parindent{{0pt}}
\setlength\parskip{{6pt}}
\setlength\lineskip{{6pt}}
\setlength\lineskiplimit{{3pt}}
\everymath{{\displaystyle}}
\raggedright
\newcommand\blank{{\underline{{\hspace{{28mm}}}}}}
\begin{{document}}
"""
_WIDEST, _LARGEST = 490.0, 0.85
"""Of a graph, in points; and by how much it is larger than on a screen."""

_COMMANDS: Final = ["partial", "", "cdot", "times", "approx", "", "le", "ge", "infty", "surd", "to"]
_SIGNS: Final = {
    **{letter: rf"$\{name}$" for name, letter in LETTERS.items()},
    **{sign: rf"\{sign}" for sign in "%&#_{}$"},
    **dict(zip("\\~^<>|", (r"\textbackslash{}", r"\textasciitilde{}", r"\textasciicircum{}", "$<$", "$>$", "$|$"))),
    **dict(zip("∂−·×≈′≤≥∞√→", (rf"$\{name}$" for name in _COMMANDS))),
    "…": r"\dots{}",
    "—": "---",
    "–": "--",
    "−": "$-$",
    "′": "$'$",
    "\u00a0": "~",
    "ŷ": r"$\hat{y}$",
    "`": r"{\kern0pt}`{\kern0pt}",
    "\0": r"{\kern0pt}",  # between two signs that TeX would make one
}
_LATIN: Final = "ÆÐØÞßæðøþĐđıŁłŊŋŒœ"
"""Letters that every font of pdflatex has, beside those of the alphabet with an accent."""

_LIGATURE: Final = re.compile("([-,'])(?=\\1)")
_FORMS: Final = {"<sub>": "$_{{{0}}}$", "<super>": "$^{{{0}}}$", "<circle>": r"\textcircled{{\scriptsize {0}}}"}
"""How signs are set that Unicode has in one of these forms."""


def latex(sheet: Sheet, *, solved: bool = False, paper: PaperSize = "a4") -> bytes:
    """The sheet, or its solution, as one file of LaTeX."""
    lines = [_PREAMBLE.format(paper=_PAPERS[paper]).rstrip("\n"), *_body(sheet, solved=solved), r"\end{document}"]
    return "\n".join(lines).encode() + b"\n"


def _body(sheet: Sheet, *, solved: bool) -> Iterator[str]:
    title = f"{sheet.title}{': solution' * solved}"
    yield rf"{{\LARGE\bfseries {escaped(title)}}}\hfill\texttt{{{sheet.code}}}" + "\n"
    name, number = (escaped(text) or r"\blank" for text in (sheet.student.name, sheet.student.number))
    yield rf"name: {name}\hfill number: {number}\hfill points: \underline{{\hspace{{10mm}}}} of {sheet.points()}" + "\n"
    for part in sheet.parts():
        yield from _exercise(part, solved=solved)


def _exercise(part: Part, *, solved: bool) -> Iterator[str]:
    yield rf"\section*{{{part.number}\quad {_prose(part.exercise.title)}}}"
    yield from _paragraphs(part.exercise.text)
    if part.exercise.graph is not None:
        yield r"\begin{center}"
        yield from tikz(layout_of(drawn(part.exercise, solved=solved).svg()))
        yield r"\end{center}"
    answers = part.answers()
    for name, blank in part.blanks.items():
        filled = f"{typeset(answers[name])}$" if solved else r"{}$\blank"
        yield rf"\mbox{{${blank.latex} = {filled}}}\qquad"
    yield ""
    if solved:
        yield r"\subsection*{The way there}"
        yield from _paragraphs(part.exercise.solution)
        betrayals = betrayals_of(part.exercise.blanks)
        if betrayals:
            yield r"\subsection*{Wrong answers, and what they betray}"
            yield from _paragraphs(betrayal.markdown for betrayal in betrayals)


def _paragraphs(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield _prose(paragraph) + "\n"


def _prose(markdown: str) -> str:
    """A line of Markdown as LaTeX."""
    forms = {"text": "{0}", "bold": r"\textbf{{{0}}}", "code": r"\texttt{{{0}}}", "math": "${0}$"}
    return "".join(
        forms[run.kind].format(run.content if run.kind == "math" else escaped(run.content))
        for run in runs_of(markdown, 1.0)
    )


def escaped(text: str) -> str:
    r"""Plain text as LaTeX: signs that mean something there escaped, mathematical ones as commands.

    >>> print(escaped("50 % of ∂ℓ/∂w₁₁⁽²⁾, ŷ"))
    50 \% of $\partial$$\ell$/$\partial$w$_{11}$$^{(2)}$, $\hat{y}$
    >>> print(escaped("Łukasz 李"))
    Łukasz \letter{李}{674E}
    """
    composed = unicodedata.normalize("NFC", _LIGATURE.sub("\\1\0", text))
    return "".join(_alike(form, "".join(signs)) for form, signs in groupby(composed, key=_form))


def _form(sign: str) -> str:
    """Whether it is one of Unicode's small letters below or above the line, or one in a circle."""
    form = unicodedata.decomposition(sign).partition(" ")[0]
    return form if form in _FORMS else ""


def _alike(form: str, signs: str) -> str:
    if not form:
        return "".join(_SIGNS.get(sign) or _letter(sign) for sign in signs)
    return _FORMS[form].format(unicodedata.normalize("NFKC", signs).replace("−", "-"))


def _letter(sign: str) -> str:
    """A sign as it is; one that perhaps no font has by a command that then prints its number in Unicode."""
    if not sign.isprintable():
        return " "
    has_accent = unicodedata.decomposition(sign)[:1] not in {"", "<"} and sign < "ſ"
    return sign if sign.isascii() or has_accent or sign in _LATIN else rf"\letter{{{sign}}}{{{ord(sign):04X}}}"


def tikz(layout: Layout) -> Iterator[str]:
    """A picture that Graphviz has laid out, stroke by stroke, as wide as a page at most."""
    zoom = min(_LARGEST, _WIDEST / layout.width)
    strokes = [stroke for part in layout.parts for stroke in part.strokes]
    colors = {name: f"c{k}" for k, name in enumerate(dict.fromkeys(c for s in strokes for c in _colors(s)))}
    yield rf"\begin{{tikzpicture}}[x={zoom:.4f}bp,y={zoom:.4f}bp]"
    for code, name in colors.items():
        yield rf"\definecolor{{{name}}}{{HTML}}{{{_hexadecimal(code)}}}"
    for stroke in strokes:
        yield _node(stroke, colors, zoom) if isinstance(stroke, Letters) else _path(stroke, colors, zoom)
    yield r"\end{tikzpicture}"


def _colors(stroke: Outline | Letters) -> list[str]:
    given = [stroke.color] if isinstance(stroke, Letters) else [stroke.color, stroke.fill]
    return [color for color in given if color not in {"none", "transparent"}]


def _hexadecimal(color: str) -> str:
    names = {"black": "000000", "white": "FFFFFF"}
    return names.get(color) or color.lstrip("#").upper()


def _node(letters: Letters, colors: dict[str, str], zoom: float) -> str:
    anchor = {"left": "base west", "center": "base", "right": "base east"}[letters.anchor]
    size = letters.size * zoom
    look = rf"anchor={anchor},inner sep=0pt,text={colors[letters.color]}"
    font = rf"\fontsize{{{size:.2f}}}{{{size:.2f}}}\selectfont\sffamily"
    return rf"\node[{look},font={font}] at {_at(letters.place)} {{{escaped(letters.text)}}};"


def _path(outline: Outline, colors: dict[str, str], zoom: float) -> str:
    look = [f"line width={outline.width * zoom:.2f}bp", *(["dashed"] if outline.is_dashed else [])]
    look += [f"draw={colors[outline.color]}"] if outline.color in colors else []
    look += [f"fill={colors[outline.fill]}"] if outline.fill in colors else []
    return rf"\path[{','.join(look)}] {_shape(outline)};"


def _shape(outline: Outline) -> str:
    points = outline.points
    if outline.kind == "ellipse":
        (left, low), (right, high) = points
        middle = ((left + right) / 2, (low + high) / 2)
        return f"{_at(middle)} ellipse [x radius={(right - left) / 2:.2f},y radius={(high - low) / 2:.2f}]"
    if outline.kind == "line":
        return " -- ".join(map(_at, points))
    curves = zip(points[1::3], points[2::3], points[3::3])
    return _at(points[0]) + "".join(f" .. controls {_at(a)} and {_at(b)} .. {_at(c)}" for a, b, c in curves)


def _at(point: Point) -> str:
    return f"({point[0]:.2f},{point[1]:.2f})"
