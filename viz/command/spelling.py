"""Names as people type them: what else a function is called, and which name was probably meant."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable

__all__ = ["CONSTANTS", "OTHER_NAMES", "instead_of", "probably"]

OTHER_NAMES = {"ln": "log", "min": "minimum", "σ": "sigmoid"}
"""What blackboards call functions of the table."""

CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}
"""Names that stand for a number, where they are given none."""

_INSTEAD = {
    ".": "a function is written without its module",
    "|": "write abs(x)",
    **dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "a power is written **"),
}


def instead_of(character: str) -> str:
    """What to write instead of a character that has no meaning; empty if we don't know."""
    return f": {_INSTEAD[character]}" if character in _INSTEAD else ""


def probably(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, whatever its capitals; None if none is near.

    >>> probably("W1", ["w1", "x1"]), probably("weigth", ["weight"]), probably("a", ["x"])
    ('w1', 'weight', None)
    """
    by_letters = {each.lower(): each for each in known}
    near = difflib.get_close_matches(name.lower(), by_letters, n=1, cutoff=0.7)
    return by_letters[near[0]] if near else None
