"""Text for wherever it is printed: a terminal without our letters gets others, and no error."""

from __future__ import annotations

import sys
import unicodedata
from itertools import groupby
from typing import TextIO

__all__ = ["printable"]

_INSTEAD = {
    "−": "-", "–": "-", "—": "-", "─": "-", "│": "|", "·": "*", "⋅": "*", "×": "x", "÷": "/", "⁄": "/", "√": "sqrt",
    "∛": "cbrt", "∂": "d", "∞": "inf", "≈": "~", "≤": "<=", "≥": ">=", "±": "+/-", "→": "->", "←": "<-", "⇠": "<-",
    "∈": "in", "⊂": "in", "¬": "not ", "∧": " and ", "∨": " or ", "′": "'", "’": "'", "‘": "'", "“": '"', "”": '"',
    "„": '"', "✓": "OK:", "✗": "NO:", "⟨": "<", "⟩": ">", "‖": "||", "⋯": "...", "λ": "lambda", "\u0302": "_hat",
    "ß": "ss",
}  # fmt: skip


def printable(text: str, stream: TextIO | None = None) -> str:
    """A text as a stream can write it: letters that its encoding lacks are written in others, as on a typewriter.

    Args:
        text: what is to be printed.
        stream: where; None for `sys.stdout` as it is now.

    >>> import io
    >>> print(printable("∂ℓ/∂w₁₁⁽¹⁾ = (ŷ − y)·x₁ → 0", io.TextIOWrapper(io.BytesIO(), encoding="ascii")))
    dl/dw11^(1) = (y_hat - y)*x1 -> 0
    >>> print(printable("∂ℓ/∂w₁₁⁽¹⁾ = (ŷ − y)·x₁ → 0", io.TextIOWrapper(io.BytesIO(), encoding="utf-8")))
    ∂ℓ/∂w₁₁⁽¹⁾ = (ŷ − y)·x₁ → 0
    """
    encoding = getattr(sys.stdout if stream is None else stream, "encoding", None) or "utf-8"
    if _is_written(text, encoding):
        return text
    return "".join(_with(encoding, "".join(run), raised) for raised, run in groupby(text, _is_raised))


def _is_written(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _is_raised(character: str) -> bool:
    return unicodedata.decomposition(character).startswith("<super>")


def _with(encoding: str, run: str, raised: bool) -> str:
    """Some characters that are all raised, as the digits of an exponent, or none of them."""
    if _is_written(run, encoding):
        return run
    if raised:
        plain = "".join(map(_instead_of, run))
        return f"^{plain}" if plain.isalnum() or plain.startswith("(") else f"^({plain})"
    return "".join(c if _is_written(c, encoding) else _instead_of(c) for c in run)


def _instead_of(character: str) -> str:
    apart = unicodedata.normalize("NFKD", character)
    if character in _INSTEAD:
        return _INSTEAD[character]
    if apart != character:
        return "".join(c if c.isascii() else _instead_of(c) for c in apart)
    if unicodedata.combining(character):
        return ""
    name = unicodedata.name(character, "").split(" WITH ")[0]
    if name.startswith("GREEK"):
        letter = name.split()[-1].lower()
        return letter.capitalize() if "CAPITAL" in name else letter
    return "?"
