r"""A formula as it stands on the blackboard, and its three spellings: LaTeX, Unicode text and MathML.

A layout knows what is beside, above and below what, and nothing of mathematics but which parts are written close
together. Every spelling of the same formula is printed from the same layout.

>>> half = Fraction(number(1.0), Row((number(2.0), DOT, identifier("x", "x"))))
>>> to_latex(half), to_text(half)
('\\frac{1}{2 \\cdot x}', '1/(2·x)')
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from viz.names import SUBSCRIPTS, SUPERSCRIPTS, pretty_number

__all__ = [
    "DOT",
    "ELLIPSIS",
    "EQUALS",
    "MINUS",
    "PARTIAL",
    "PLUS",
    "TIMES",
    "Fence",
    "Fraction",
    "Layout",
    "Root",
    "Row",
    "Script",
    "Symbol",
    "fenced",
    "identifier",
    "joined",
    "number",
    "operator",
    "starts_with_a_sign",
    "to_latex",
    "to_mathml",
    "to_text",
]

Kind: TypeAlias = Literal["identifier", "text", "number", "function", "prefix", "infix", "tight", "comma", "hole"]


@dataclass(frozen=True)
class Symbol:
    """One sign, or a word that is one sign, as LaTeX and as Unicode text write it.

    Attributes:
        kind: how it keeps its distance: an infix has spaces around it, a tight one none, a comma one after it; a
            prefix stands close to what follows, a function close to a parenthesis.
    """

    latex: str
    text: str
    kind: Kind


@dataclass(frozen=True)
class Row:
    """Parts side by side."""

    parts: tuple[Layout, ...]


@dataclass(frozen=True)
class Fraction:
    """One part above another."""

    over: Layout
    under: Layout


@dataclass(frozen=True)
class Root:
    """A part under the sign of the square root."""

    body: Layout


@dataclass(frozen=True)
class Script:
    """A part with a subscript, a superscript, or both."""

    base: Layout
    below: Layout | None = None
    above: Layout | None = None


@dataclass(frozen=True)
class Fence:
    """A part between two delimiters, named as in LaTeX."""

    left: str
    body: Layout
    right: str


Layout: TypeAlias = Symbol | Row | Fraction | Root | Script | Fence

PLUS = Symbol("+", "+", "infix")
MINUS = Symbol("-", "−", "infix")
EQUALS = Symbol("=", "=", "infix")
DOT = Symbol(r"\cdot", "·", "tight")
TIMES = Symbol(r"\cdot", "·", "infix")
"""Between the factors of the chain rule: the same dot, with more room."""
PARTIAL = Symbol(r"\partial", "∂", "prefix")
ELLIPSIS = Symbol(r"\cdots", "⋯", "identifier")

DELIMITERS = {
    "(": "(",
    ")": ")",
    "[": "[",
    "]": "]",
    "|": "|",
    ".": "",
    r"\langle": "⟨",
    r"\rangle": "⟩",
    r"\lfloor": "⌊",
    r"\rfloor": "⌋",
    r"\lceil": "⌈",
    r"\rceil": "⌉",
    r"\|": "‖",
    r"\{": "{",
    r"\}": "}",
}


_LATEX_FUNCTIONS = frozenset(
    {"arg", "cos", "cosh", "det", "exp", "inf", "lim", "ln", "log", "max", "min", "sin", "sinh", "sup", "tan", "tanh"}
)


def identifier(latex: str, text: str) -> Symbol:
    """A letter, or what stands for one."""
    return Symbol(latex, text, "identifier")


def operator(name: str) -> Symbol:
    r"""The name of a function, in upright letters.

    >>> to_latex(operator("log")), to_latex(operator("ReLU"))
    ('\\log', '\\operatorname{ReLU}')
    """
    return Symbol(rf"\{name}" if name in _LATEX_FUNCTIONS else rf"\operatorname{{{name}}}", name, "function")


def number(value: float, precision: int = 4) -> Layout:
    r"""A number, to some significant digits; a negative one is a row that starts with a minus sign.

    >>> to_latex(number(-1.5e-7)), to_text(number(-1.5e-7))
    ('-1.5 \\cdot 10^{-7}', '−1.5e−7')
    """
    text = pretty_number(value, precision)
    mantissa, _, exponent = text.removeprefix("−").partition("e")
    latex = {"∞": r"\infty", "NaN": r"\mathrm{NaN}"}.get(mantissa, mantissa)
    if exponent:
        latex = rf"{mantissa} \cdot 10^{{{exponent.replace('−', '-')}}}"
    magnitude = Symbol(latex, text.removeprefix("−"), "number")
    return Row((MINUS, magnitude)) if text.startswith("−") else magnitude


def fenced(body: Layout) -> Fence:
    """A part in parentheses."""
    return Fence("(", body, ")")


def joined(parts: Sequence[Layout], between: Symbol) -> Layout:
    """Parts side by side, with a sign between each two of them."""
    separated = [sign for part in parts for sign in (between, part)][1:]
    return separated[0] if len(separated) == 1 else Row(tuple(separated))


def starts_with_a_sign(layout: Layout) -> bool:
    """Whether the first thing to be read is a plus or a minus."""
    if isinstance(layout, Row):
        return bool(layout.parts) and (layout.parts[0] in (PLUS, MINUS) or starts_with_a_sign(layout.parts[0]))
    return False


def to_latex(layout: Layout) -> str:
    """The formula in LaTeX, for mathematics mode."""
    if isinstance(layout, Symbol):
        return layout.latex
    if isinstance(layout, Row):
        return _spaced(layout.parts, [to_latex(part) for part in layout.parts], loose_dot=True)
    if isinstance(layout, Fraction):
        return rf"\frac{{{to_latex(layout.over)}}}{{{to_latex(layout.under)}}}"
    if isinstance(layout, Root):
        return rf"\sqrt{{{to_latex(layout.body)}}}"
    if isinstance(layout, Fence):
        return _latex_fence(layout)
    base = to_latex(layout.base) if isinstance(layout.base, (Symbol, Fence)) else f"{{{to_latex(layout.base)}}}"
    below = f"_{{{to_latex(layout.below)}}}" if layout.below else ""
    above = f"^{{{to_latex(layout.above)}}}" if layout.above else ""
    return base + below + above


def _latex_fence(fence: Fence) -> str:
    body = to_latex(fence.body)
    if r"\frac" in body or fence.left == "|":
        return rf"\left{fence.left} {body} \right{fence.right}"
    gap = " " if fence.left.startswith("\\") else ""
    return f"{fence.left}{gap}{body}{gap}{fence.right}"


def to_text(layout: Layout) -> str:
    """The formula on one line of Unicode text; a fraction becomes a quotient, with parentheses where it needs them."""
    if isinstance(layout, Symbol):
        return layout.text
    if isinstance(layout, Row):
        return _spaced(layout.parts, [_linear(part, layout.parts, k) for k, part in enumerate(layout.parts)])
    if isinstance(layout, Fraction):
        over, under = to_text(layout.over), to_text(layout.under)
        return f"{_grouped(over, _is_sum(layout.over))}/{_grouped(under, _is_compound(layout.under))}"
    if isinstance(layout, Root):
        return f"√{_grouped(to_text(layout.body), not isinstance(layout.body, Symbol))}"
    if isinstance(layout, Fence):
        return f"{DELIMITERS[layout.left]}{to_text(layout.body)}{DELIMITERS[layout.right]}"
    base = _grouped(to_text(layout.base), isinstance(layout.base, (Fraction, Root)))
    below = _raised(layout.below, SUBSCRIPTS, "_") if layout.below else ""
    return base + below + (_raised(layout.above, SUPERSCRIPTS, "^") if layout.above else "")


def to_mathml(layout: Layout) -> str:
    """The formula as the inside of a MathML `<math>` element. Text is escaped."""
    if isinstance(layout, Symbol):
        return _mathml_symbol(layout)
    if isinstance(layout, Row):
        return f"<mrow>{''.join(map(to_mathml, layout.parts))}</mrow>"
    if isinstance(layout, Fraction):
        return f"<mfrac>{to_mathml(layout.over)}{to_mathml(layout.under)}</mfrac>"
    if isinstance(layout, Root):
        return f"<msqrt>{to_mathml(layout.body)}</msqrt>"
    if isinstance(layout, Fence):
        left, right = (
            f'<mo fence="true" form="{form}">{html.escape(DELIMITERS[sign])}</mo>'
            for form, sign in (("prefix", layout.left), ("postfix", layout.right))
        )
        return f"<mrow>{left}{to_mathml(layout.body)}{right}</mrow>"
    parts = [to_mathml(part) for part in (layout.base, layout.below, layout.above) if part]
    tag = "msubsup" if len(parts) == 3 else "msub" if layout.below else "msup"
    return f"<{tag}>{''.join(parts)}</{tag}>"


_TAGS = {"identifier": "mi", "text": "mtext", "number": "mn", "function": "mi"}
_APPLIED = "<mo>\u2061</mo>"  # invisible: the function before it is applied to what follows


def _mathml_symbol(symbol: Symbol) -> str:
    tag = _TAGS.get(symbol.kind, "mo")
    element = f"<{tag}>{html.escape(symbol.text)}</{tag}>"
    return element + _APPLIED if symbol.kind == "function" else element


def _spaced(parts: Sequence[Layout], spellings: Sequence[str], *, loose_dot: bool = False) -> str:
    """The spellings of the parts of a row, with the spaces that go between them."""
    text = ""
    previous: Layout | None = None
    for part, spelling in zip(parts, spellings):
        text += _gap(previous, part, loose_dot) or _separator_of_words(text, spelling)
        text += spelling
        # A sign that follows nothing, or another sign, belongs to what comes after it.
        is_unary = part in (PLUS, MINUS) and (previous is None or _kind(previous) in ("infix", "tight", "comma"))
        previous = Symbol("", "", "prefix") if is_unary else part
    return text


def _gap(left: Layout | None, right: Layout, loose_dot: bool) -> str:
    if left is None or _kind(left) == "prefix":
        return ""
    kinds = {_kind(left), _kind(right)}
    if "infix" in kinds:
        return " "
    if "tight" in kinds:
        return " " if loose_dot else ""
    if _kind(right) == "comma" or isinstance(right, Fence):
        return ""
    return " "


def _separator_of_words(left: str, right: str) -> str:
    r"""Keeps \partial and w apart: \partialw would be another command."""
    return " " if re.search(r"\\[A-Za-z]+$", left) and right[:1].isalpha() else ""


def _kind(layout: Layout) -> str:
    return layout.kind if isinstance(layout, Symbol) else ""


def _linear(part: Layout, row: Sequence[Layout], place: int) -> str:
    """A part of a row, as text: a quotient gets parentheses where what stands close to it would be drawn into it."""
    neighbours = [row[k] for k in (place - 1, place + 1) if 0 <= k < len(row)]
    is_close = any(_kind(other) not in ("infix", "tight", "comma") for other in neighbours)
    return _grouped(to_text(part), isinstance(part, Fraction) and is_close)


def _is_sum(layout: Layout) -> bool:
    return isinstance(layout, Row) and any(_kind(part) == "infix" or _is_sum(part) for part in layout.parts)


def _is_compound(layout: Layout) -> bool:
    """Whether it is more than a symbol, or a function with its argument in parentheses."""
    if isinstance(layout, Row):
        is_call = len(layout.parts) == 2 and _kind(layout.parts[0]) in ("function", "prefix")
        return not is_call or _is_compound(layout.parts[1])
    return isinstance(layout, Fraction)


def _grouped(text: str, is_needed: bool) -> str:
    return f"({text})" if is_needed else text


def _raised(layout: Layout, alphabet: Mapping[int, int], mark: str) -> str:
    """A script in the letters that Unicode has for it; after a mark where it lacks one."""
    text = to_text(layout)
    if all(ord(character) in alphabet for character in text):
        return text.translate(dict(alphabet))
    return mark + _grouped(text, len(text) > 1 and not text.isalnum())
