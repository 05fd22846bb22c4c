r"""Reads the LaTeX of a row of the table, `{0} + {1}`, into a layout with holes where its operands go.

It knows the LaTeX that formulas of operations are written in: fractions, roots, scripts, delimiters, the names of
functions, letters and signs. A command that it does not know stands for itself, and its name for it in plain text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from autograd.shared.showing import counted
from viz.formulas.typesetting import (
    COMMA,
    DOT,
    ELLIPSIS,
    EQUALS,
    MINUS,
    PARTIAL,
    PLUS,
    Fence,
    Fraction,
    Layout,
    Marked,
    Row,
    Script,
    Symbol,
    identifier,
    operator,
)
from viz.names import LETTERS

__all__ = ["hole_of", "read_template"]

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[0-9.]+|\S")
_CLOSERS = {"(": ")", "[": "]", "|": "|", r"\langle": r"\rangle", r"\lfloor": r"\rfloor", r"\lceil": r"\rceil"}
_CLOSERS |= {r"\|": r"\|", r"\{": r"\}"}
_SPACES = {r"\,", r"\;", r"\:", r"\!", r"\ ", r"\quad", r"\displaystyle", r"\limits"}
_UPRIGHT = {r"\operatorname", r"\mathrm", r"\text", r"\textrm", r"\mathbf", r"\mathit"}
_SYMBOLS = {
    "+": PLUS,
    "-": MINUS,
    "=": EQUALS,
    ",": COMMA,
    r"\cdot": DOT,
    r"\times": Symbol(r"\times", "×", "infix"),
    r"\partial": PARTIAL,
    r"\cdots": ELLIPSIS,
    r"\ldots": ELLIPSIS,
    r"\sum": Symbol(r"\sum", "Σ", "function"),
    r"\prod": Symbol(r"\prod", "Π", "function"),
    r"\infty": identifier(r"\infty", "∞"),
    r"\pi": identifier(r"\pi", "π"),
    r"\le": Symbol(r"\le", "≤", "infix"),
    r"\ge": Symbol(r"\ge", "≥", "infix"),
    "<": Symbol("<", "<", "infix"),
    ">": Symbol(">", ">", "infix"),
    r"\odot": Symbol(r"\odot", "⊙", "infix"),
    r"\top": identifier(r"\top", "⊤"),
}
_CALLED = frozenset({"sigma", "Phi", "phi", "Gamma", "psi"})  # Greek letters that are functions before a parenthesis
_FIRST_HOLE = 0xE000  # private-use characters stand for the holes while the template is read


def hole_of(layout: Layout) -> int | None:
    """The number of the operand that goes where this stands; None if this is no hole."""
    return int(layout.text) if isinstance(layout, Symbol) and layout.kind == "hole" else None


@lru_cache(maxsize=256)
def read_template(latex: str, operand_count: int) -> Layout:
    r"""The layout of a row's LaTeX.

    Args:
        latex: a template for `str.format`, with {0}, {1}, … for the operands.
        operand_count: how many operands there are.

    Raises:
        ValueError: if a brace or a delimiter is not closed, or the template names another operand.

    >>> from viz.formulas.printing import to_text
    >>> to_text(read_template(r"\frac{{{0}}}{{{1} + 1}}", 2))
    '0/(1 + 1)'
    """
    try:
        text = latex.format(*(chr(_FIRST_HOLE + k) for k in range(operand_count)))
    except (IndexError, KeyError, ValueError) as error:
        raise ValueError(
            f"expected a template of {counted(operand_count, 'operand')}, got latex={latex!r}: {error}"
        ) from error
    return _Reader(_TOKEN.findall(text), latex).read_all()


@dataclass
class _Reader:
    """A place in a list of tokens, and what reads on from there."""

    tokens: list[str]
    source: str
    place: int = 0

    def read_all(self) -> Layout:
        layout = self.row(until=None)
        if self.place < len(self.tokens):
            raise self.error()
        return layout

    def error(self) -> ValueError:
        rest = " ".join(self.tokens[self.place :]) or "the end"
        return ValueError(f"unbalanced braces or delimiters in latex={self.source!r}, before {rest!r}")

    def row(self, until: str | None) -> Layout:
        """Parts up to the token `until`, which is passed over; None for the end of the text."""
        parts: list[Layout] = []
        while self.place < len(self.tokens) and self.tokens[self.place] != until:
            if self.tokens[self.place] in ("}", r"\right"):
                raise self.error()
            if self.tokens[self.place] in ("_", "^"):
                parts[-1:] = [self.scripted(parts[-1] if parts else Row(()))]
            elif self.tokens[self.place] in _SPACES:
                self.place += 1
            else:
                parts.append(self.part())
        if until is not None:
            self.expect(until)
        return parts[0] if len(parts) == 1 else Row(tuple(parts))

    def expect(self, token: str) -> None:
        if self.place >= len(self.tokens) or self.tokens[self.place] != token:
            raise self.error()
        self.place += 1

    def next(self) -> str:
        if self.place >= len(self.tokens):
            raise self.error()
        self.place += 1
        return self.tokens[self.place - 1]

    def scripted(self, base: Layout) -> Layout:
        scripts: dict[str, Layout] = {}
        while self.place < len(self.tokens) and self.tokens[self.place] in ("_", "^"):
            mark = self.next()
            scripts[mark] = self.part()
        return Script(base, scripts.get("_"), scripts.get("^"))

    def part(self) -> Layout:
        token = self.next()
        if token == "{":
            return self.row(until="}")
        if token == r"\frac":
            return Fraction(self.part(), self.part())
        if token in (r"\sqrt", r"\hat"):
            return Marked("sqrt" if token == r"\sqrt" else "hat", self.part())
        if token == r"\left":
            left = self.next()
            body = self.row(until=r"\right")
            return Fence(left, body, self.next())
        if token in _CLOSERS:
            return Fence(token, self.row(until=_CLOSERS[token]), _CLOSERS[token])
        return operator(self.word()) if token in _UPRIGHT else self.symbol(token)

    def word(self) -> str:
        """The letters within a pair of braces."""
        self.expect("{")
        start = self.place
        while self.next() != "}":
            pass
        return "".join(self.tokens[start : self.place - 1])

    def symbol(self, token: str) -> Layout:
        if token in _SYMBOLS:
            return _SYMBOLS[token]
        if _FIRST_HOLE <= ord(token[0]) < _FIRST_HOLE + 100:
            return Symbol(token, str(ord(token) - _FIRST_HOLE), "hole")
        if token[0].isdigit() or token[0] == ".":
            return Symbol(token, token, "number")
        word = token.lstrip("\\")
        if token.startswith("\\") and word in _CALLED:
            is_called = self.place < len(self.tokens) and self.tokens[self.place] in ("(", r"\left")
            return Symbol(token, LETTERS[word], "function" if is_called else "identifier")
        if token.startswith("\\") and word not in LETTERS:
            return Symbol(token, word, "function")
        return identifier(token, LETTERS[word] if token.startswith("\\") else word)
