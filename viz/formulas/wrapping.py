r"""Lines of LaTeX that fit a page: a long formula is broken before its signs.

>>> wrapped("a + b - c", 4)
['a + b', '- c']
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

__all__ = ["WIDEST", "continued", "width", "wrapped"]

WIDEST = 54
"""Letters: what a notebook of 1024 pixels has room for beside its list of files."""

_TOKENS = re.compile(r"\\left(?![A-Za-z])|\\right(?![A-Za-z])| \\cdot | [-+=] |\\[A-Za-z]+|\\.|[{}]|.", re.DOTALL)
_BRACES, _PARENTHESES = {"{": 1, r"\left": 1, "}": -1, r"\right": -1}, {"(": 1, ")": -1}
_SIGNS, _DOTS = {" = ", " + ", " - "}, {r" \cdot "}
_UNSEEN = re.compile(r"\\(?:left|right|frac|sqrt|hat|text|operatorname|mathrm)(?![A-Za-z])")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
_FUNCTIONS = {rf"\{name}" for name in ("cos", "cosh", "exp", "log", "max", "min", "sin", "sinh", "tan", "tanh")}


def wrapped(latex: str, widest: int = WIDEST) -> list[str]:
    r"""The lines of a formula, each after the first beginning with the sign that it was broken before.

    It is broken before equals, plus and minus signs, before dots where there are too few of these, and within
    parentheses where there are none outside. What stands in braces, or between delimiters that grow with it, is not
    broken, however long it is.

    Args:
        latex: the formula.
        widest: how many letters a line has at most, roughly.
    """
    lines = [""]
    for part in _narrow_parts(latex, widest):
        if lines[-1] and width(lines[-1] + part) > widest:
            lines.append(part.lstrip())
        else:
            lines[-1] += part
    return lines


def continued(line: str) -> str:
    """A line after the first, as it stands in aligned LaTeX: further to the right, its sign as between two terms."""
    return rf"&\quad {{}} {line}"


def width(latex: str) -> int:
    """How many letters wide a formula will be, roughly; a sign with the space around it is two letters wide."""
    spaced = re.sub(r" (?:\\cdot|\\to|[-+=]) ", "xx", _UNSEEN.sub("", latex))
    spaced = spaced.replace(r"\qquad", "xxxx")
    shown = _COMMAND.sub(lambda command: "fun" if command[0] in _FUNCTIONS else "x", spaced)
    return len(re.sub(r"[{}_^ ]", "", shown))


def _narrow_parts(latex: str, widest: int) -> list[str]:
    parts = [latex]
    for closed in (_BRACES | _PARENTHESES, _BRACES):
        for signs in (_SIGNS, _DOTS):
            parts = [
                inner for part in parts for inner in (_parts(part, signs, closed) if width(part) > widest else (part,))
            ]
    return parts


def _parts(latex: str, signs: Collection[str], closed: Mapping[str, int]) -> Iterator[str]:
    """The formula in parts, which begin with the signs; but for those within what is closed."""
    part, depth = "", 0
    for token in _TOKENS.findall(latex):
        depth += closed.get(token, 0)
        if token in signs and depth == 0 and part:
            yield part
            part = ""
        part += token
    yield part
