"""Names and signs as people type them: what else a function is called, and what to write instead."""

from __future__ import annotations

import math

__all__ = ["CONSTANTS", "OTHER_NAMES", "instead_of"]

OTHER_NAMES = {"ln": "log", "min": "minimum", "σ": "sigmoid"}
"""What blackboards call functions of the table."""

CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}
"""Names that stand for a number, where they are given none."""

_INSTEAD = {
    ".": "a function is written without its module",
    "=": "the expression alone comes first, then a NAME=VALUE for each name",
    "|": "write abs(x)",
    **dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "a power is written **"),
}


def instead_of(character: str) -> str:
    """What to write instead of a character that has no meaning; empty if we don't know."""
    return f": {_INSTEAD[character]}" if character in _INSTEAD else ""
