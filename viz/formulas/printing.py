r"""The three spellings of a formula: LaTeX, Unicode text and MathML, each printed from the same layout.

>>> from viz.formulas.typesetting import DOT, identifier, number
>>> half = Fraction(number(1.0), Row((number(2.0), DOT, identifier("x", "x"))))
>>> to_latex(half), to_text(half)
('\\frac{1}{2 \\cdot x}', '1/(2·x)')
>>> to_mathml(half)
'<mfrac><mn>1</mn><mrow><mn>2</mn><mo>·</mo><mi>x</mi></mrow></mfrac>'
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence

from viz.formulas.typesetting import MINUS, PLUS, Fence, Fraction, Layout, Marked, Row, Symbol
from viz.formulas.walks import Walk, each, run
from viz.names import COMBINING_HAT, SUBSCRIPTS, SUPERSCRIPTS

__all__ = ["to_latex", "to_mathml", "to_text"]

_DELIMITERS = {
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


def to_latex(layout: Layout) -> str:
    """The formula in LaTeX, for mathematics mode."""
    return run(_latex(layout))


def _latex(layout: Layout) -> Walk[str]:
    if isinstance(layout, Symbol):
        return layout.latex
    if isinstance(layout, Row):
        return _spaced(layout.parts, (yield from each(_latex, layout.parts)), loose_dot=True)
    if isinstance(layout, Fraction):
        over, under = yield from each(_latex, (layout.over, layout.under))
        return rf"\frac{{{over}}}{{{under}}}"
    if isinstance(layout, Marked):
        return rf"\{layout.mark}{{{(yield _latex(layout.body))}}}"
    if isinstance(layout, Fence):
        return _latex_fence(layout, (yield _latex(layout.body)))
    base = yield _latex(layout.base)
    base = base if isinstance(layout.base, (Symbol, Marked, Fence)) else f"{{{base}}}"
    below = f"_{{{(yield _latex(layout.below))}}}" if layout.below else ""
    above = f"^{{{(yield _latex(layout.above))}}}" if layout.above else ""
    return f"{base}{below}{above}"


def _latex_fence(fence: Fence, body: str) -> str:
    if r"\frac" in body or {fence.left, fence.right} & {"|", "."}:
        return rf"\left{fence.left} {body} \right{fence.right}"
    gap = " " if fence.left.startswith("\\") else ""
    return f"{fence.left}{gap}{body}{gap}{fence.right}"


def to_text(layout: Layout) -> str:
    """The formula on one line of Unicode text; a fraction becomes a quotient, with parentheses where it needs them."""
    return run(_text(layout))


def _text(layout: Layout) -> Walk[str]:
    if isinstance(layout, Symbol):
        return layout.text
    if isinstance(layout, Row):
        texts = yield from each(_text, layout.parts)
        return _spaced(layout.parts, [_linear(text, layout.parts, k) for k, text in enumerate(texts)])
    if isinstance(layout, Fraction):
        over, under = yield from each(_text, (layout.over, layout.under))
        return f"{_grouped(over, _is_sum(layout.over))}/{_grouped(under, _is_compound(layout.under))}"
    if isinstance(layout, Marked):
        return _marked_text(layout, (yield _text(layout.body)))
    if isinstance(layout, Fence):
        return f"{_DELIMITERS[layout.left]}{(yield _text(layout.body))}{_DELIMITERS[layout.right]}"
    base = yield _text(layout.base)
    below = _raised((yield _text(layout.below)), SUBSCRIPTS, "_") if layout.below else ""
    above = _raised((yield _text(layout.above)), SUPERSCRIPTS, "^") if layout.above else ""
    return f"{base}{below}{above}"


def _marked_text(marked: Marked, body: str) -> str:
    if marked.mark == "hat":
        return unicodedata.normalize("NFC", body + COMBINING_HAT)
    return f"√{_grouped(body, not isinstance(marked.body, Symbol))}"


def to_mathml(layout: Layout) -> str:
    """The formula as the inside of a MathML `<math>` element. Text is escaped."""
    return run(_mathml(layout))


def _mathml(layout: Layout) -> Walk[str]:
    if isinstance(layout, Symbol):
        return _mathml_symbol(layout)
    if isinstance(layout, Row):
        spelled = yield from each(_mathml, layout.parts)
        around = zip((None, *layout.parts), layout.parts, spelled)
        return f"<mrow>{''.join(_mathml_gap(left, right) + text for left, right, text in around)}</mrow>"
    if isinstance(layout, Fraction):
        over, under = yield from each(_mathml, (layout.over, layout.under))
        return f"<mfrac>{over}{under}</mfrac>"
    if isinstance(layout, Marked):
        body = yield _mathml(layout.body)
        return f"<msqrt>{body}</msqrt>" if layout.mark == "sqrt" else f'<mover accent="true">{body}<mo>^</mo></mover>'
    if isinstance(layout, Fence):
        return _mathml_fence(layout, (yield _mathml(layout.body)))
    base = yield _mathml(layout.base)
    scripts = yield from each(_mathml, [part for part in (layout.below, layout.above) if part])
    tag = "msubsup" if len(scripts) == 2 else "msub" if layout.below else "msup"
    applied = _APPLIED if base.endswith(_APPLIED) else ""
    return f"<{tag}>{base.removesuffix(_APPLIED)}{''.join(scripts)}</{tag}>{applied}"


def _mathml_fence(fence: Fence, body: str) -> str:
    stretchy = "true" if "<mfrac" in body else "false"  # letters alone would make them too tall in some fonts
    left, right = (
        f'<mo fence="true" form="{form}" stretchy="{stretchy}">{html.escape(_DELIMITERS[sign])}</mo>'
        for form, sign in (("prefix", fence.left), ("postfix", fence.right))
    )
    return f"<mrow>{left}{body}{right}</mrow>"


def _mathml_gap(left: Layout | None, right: Layout) -> str:
    """The space between words and letters. Around operators the browser sees to it."""
    has_operator = {_kind(part) for part in (left, right) if part} & {"infix", "tight", "comma"}
    return '<mspace width="0.2em"></mspace>' if not has_operator and _gap(left, right, loose_dot=False) else ""


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


def _linear(text: str, row: Sequence[Layout], place: int) -> str:
    """A part of a row, as text: a quotient gets parentheses where what stands close to it would be drawn into it."""
    neighbours = [row[k] for k in (place - 1, place + 1) if 0 <= k < len(row)]
    is_close = any(_kind(other) not in ("infix", "tight", "comma") for other in neighbours)
    return _grouped(text, isinstance(row[place], Fraction) and is_close)


def _is_sum(layout: Layout) -> bool:
    waiting = [layout]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Row):
            if any(_kind(inner) == "infix" for inner in part.parts):
                return True
            waiting += part.parts
    return False


def _is_compound(layout: Layout) -> bool:
    """Whether it is more than a symbol, or a function with its argument in parentheses."""
    while isinstance(layout, Row):
        if len(layout.parts) != 2 or _kind(layout.parts[0]) not in ("function", "prefix"):
            return True
        layout = layout.parts[1]
    return isinstance(layout, Fraction)


def _grouped(text: str, is_needed: bool) -> str:
    return f"({text})" if is_needed else text


def _raised(text: str, alphabet: Mapping[int, int], mark: str) -> str:
    """A script in the letters that Unicode has for it, commas and primes too; after a mark where it lacks one."""
    if all(ord(character) in alphabet or character in ",′" for character in text):
        return text.translate(dict(alphabet))
    return mark + _grouped(text, len(text) > 1 and not text.isalnum())
