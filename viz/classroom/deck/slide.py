r"""A slide, and what stands on it besides pictures: texts, formulas, tables, quizzes.

In a text, `$…$` is a formula in LaTeX, `**…**` is stressed, and what stands between backticks is code.

>>> text("the **loss** of $y$")[:33]
'<p>the <strong>loss</strong> of <'
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from viz.classroom.deck.sizes import room_of
from viz.derivations.lines import Derivation, Section
from viz.formulas.formula import Formula
from viz.formulas.latex import read_template
from viz.formulas.printing import to_latex
from viz.formulas.typesetting import number

__all__ = [
    "Slide",
    "beside",
    "bullets",
    "derived",
    "formulas",
    "later",
    "marked",
    "one_by_one",
    "quiz",
    "shown",
    "table",
    "text",
]

_ROOM, _WIDTH, _LARGEST = 560.0, 1060.0, 28.0
"""Of a derivation on a slide: its height and width, and the size of its letters, in pixels."""

_LONE_PRIME, _PRIME = '<mspace width="0.2em"></mspace><mi>′</mi>', '<mo form="postfix" lspace="0" rspace="0">′</mo>'
"""As an exponent, a prime is tiny where there is no mathematical font; it stands close to what it belongs to."""

_MARKS = re.compile(r"\$(.+?)\$|\*\*(.+?)\*\*|`(.+?)`")


@dataclass(frozen=True)
class Slide:
    """One slide.

    Attributes:
        items: the lecture's items that it shows, such as "L7.1, L7.2".
        title: what stands above.
        body: what stands below, as HTML.
        say: what the speaker says, for the notes.
        wrong: what students get wrong, for the notes.
    """

    items: str
    title: str
    body: str
    say: str
    wrong: str

    @property
    def part(self) -> str:
        """The part of the lecture, such as "L7"."""
        return self.items[:2]


def shown(value: float, precision: int = 4) -> str:
    r"""A number as LaTeX, to some significant digits; in braces, so that a minus belongs to it.

    >>> shown(-0.25), shown(1e-7)
    ('{-0.25}', '{1 \\cdot 10^{-7}}')
    """
    return f"{{{to_latex(number(value, precision))}}}"


def _formula(latex: str) -> Formula:
    return Formula(read_template(latex.replace("{", "{{").replace("}", "}}"), 0))


def _math(latex: str) -> str:
    """A formula as a MathML element on a line of its own."""
    return _formula(latex).mathml.replace(_LONE_PRIME, _PRIME)


def marked(source: str) -> str:
    """A text as HTML, within a line."""
    pieces, end = [], 0
    for match in _MARKS.finditer(source):
        pieces.append(html.escape(source[end : match.start()]))
        latex, stressed, code = match.groups()
        if latex:
            pieces.append(_math(latex).replace('display="block"', 'display="inline"', 1))
        else:
            tag = "strong" if stressed else "code"
            pieces.append(f"<{tag}>{html.escape(stressed or code)}</{tag}>")
        end = match.end()
    return "".join([*pieces, html.escape(source[end:])])


def text(*paragraphs: str) -> str:
    """Paragraphs."""
    return "".join(f"<p>{marked(paragraph)}</p>" for paragraph in paragraphs)


def bullets(*points: str) -> str:
    """A list."""
    return f"<ul>{''.join(f'<li>{marked(point)}</li>' for point in points)}</ul>"


def formulas(*latex: str) -> str:
    """Formulas, one below the other."""
    return f'<div class="formulas">{"".join(map(_math, latex))}</div>'


def table(head: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> str:
    """A table; what it is called is heard, and not seen. Without a head, the first column tells what a row is."""
    top = "".join(map(_header, head))
    body = "".join(f"<tr>{''.join(_cell(cell, k, head) for k, cell in enumerate(row))}</tr>" for row in rows)
    name = html.escape(caption)
    inside = f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="table"><table aria-label="{name}">{inside}</table></div>'


def _header(cell: str, of: str = "col") -> str:
    """The head of a column or a row; a formula in it is spelled out as well for those who listen."""
    if not cell:
        return "<td></td>"
    words = _MARKS.sub(lambda match: _formula(match[1]).text if match[1] else match[2] or match[3], cell)
    heard = f'<span class="heard">{html.escape(words)}</span>'
    return f'<th scope="{of}">{heard}<span aria-hidden="true">{marked(cell)}</span></th>'


def _cell(cell: str, column: int, head: Sequence[str]) -> str:
    is_header = column == 0 and not head[0]
    return _header(cell, "row") if is_header else f"<td>{marked(cell)}</td>"


def quiz(question: str, answer: str) -> str:
    """A question, and its answer, which opens when asked for, or as the next step of the slide."""
    opened = f"<summary>{marked(question)}</summary><p>{marked(answer)}</p>"
    return f'<details class="quiz fragment custom">{opened}</details>'


def later(part: str) -> str:
    """What comes with the next step of the slide."""
    return f'<div class="fragment">{part}</div>'


def beside(left: str, right: str, kind: str = "") -> str:
    """Two parts side by side; "wide-left" and "wide-right" give one of them more room."""
    return f'<div class="beside {kind}"><div>{left}</div><div>{right}</div></div>'


def derived(derivation: Derivation, *, titles: Sequence[str], room: float = _ROOM) -> str:
    """The sections of a derivation that have these titles, at once.

    Args:
        derivation: what is derived.
        titles: those of the sections that are shown; "" is the first.
        room: the height that there is for it, in pixels.
    """
    sections = tuple(section for section in derivation.sections if section.title in titles)
    return _board([[replace(derivation, sections=sections)]], room)


def one_by_one(derivation: Derivation, *, titles: Sequence[str] | None = None, room: float = _ROOM) -> str:
    """A derivation, its sections step by step: what stands for what on the left, what follows on the right.

    Args:
        derivation: what is derived.
        titles: those of the sections that are shown; "" is the first; None for all.
        room: the height that there is for it, in pixels.
    """
    sections = [section for section in derivation.sections if titles is None or section.title in titles]
    parts = [replace(derivation, sections=(_without_reasons(section),)) for section in sections]
    half = sum(part.sections[0].title in ("", "where") for part in parts)
    in_columns = [columns for columns in ([parts], [parts[:half], parts[half:]]) if all(columns)]
    return _board(max(in_columns, key=lambda columns: _letters(columns, room)), room)


def _without_reasons(section: Section) -> Section:
    """What stands for what needs none on a slide: the speaker says them."""
    steps = tuple(replace(step, reason=None) for step in section.steps)
    return replace(section, steps=steps) if section.title == "where" else section


def _letters(columns: Sequence[Sequence[Derivation]], room: float) -> float:
    """The size of letters, in pixels, with which columns fit."""
    height = max(sum(room_of(part)[1] + 0.5 for part in parts) for parts in columns)
    return min(_LARGEST, room / height, _WIDTH / sum(_widths(columns)))


def _widths(columns: Sequence[Sequence[Derivation]]) -> list[float]:
    return [max(room_of(part)[0] for part in parts) + 1.5 for parts in columns]


def _board(columns: Sequence[Sequence[Derivation]], room: float) -> str:
    """Parts of a derivation in columns, all but the first later, in letters that leave room for all."""
    size, widths = _letters(columns, room), _widths(columns)
    pieces = [[part.mathml for part in parts] for parts in columns]
    first, *others = [piece for of_column in pieces for piece in of_column]
    shown = iter([first, *map(later, others)])
    divs = "".join(f"<div>{''.join(next(shown) for _ in of_column)}</div>" for of_column in pieces)
    shares = " ".join(f"{width:.1f}fr" for width in widths)
    return f'<div class="derivation" style="font-size: {size:.1f}px; grid-template-columns: {shares}">{divs}</div>'
