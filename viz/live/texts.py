"""What the pages say, in every language that they speak. Translating is filling a column.

Braces hold the place of what is filled in: "{name}" is filled in by the page, as `filled` of `texts.js` does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from autograd.shared.near_names import check_name

__all__ = ["LANGUAGES", "TEXTS", "texts_in"]

LANGUAGES: Final = {"en": "English", "de": "Deutsch"}
"""The columns of the table, in their order."""

TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    # Moving through the steps.
    "steps": ("steps", "Schritte"),
    "first step": ("first step", "erster Schritt"),
    "one step back": ("one step back", "ein Schritt zurück"),
    "one step on": ("one step on", "ein Schritt weiter"),
    "last step": ("last step", "letzter Schritt"),
    # Samples that were pasted.
    "data: empty": (
        "there is no sample: give a line a sample, with x₁, x₂ and its class or number",
        "es ist keine Stichprobe da: je Stichprobe eine Zeile mit x₁, x₂ und ihrer Klasse oder Zahl",
    ),
    "data: too many": ("{count} samples: at most {most} can be used", "{count} Stichproben: höchstens {most} gehen"),
    "data: columns": (
        "line {line}: expected 3 columns, x₁, x₂ and a class or number, but got {found}",
        "Zeile {line}: erwartet sind 3 Spalten, x₁, x₂ und eine Klasse oder Zahl, es sind aber {found}",
    ),
    "data: no number": (
        "line {line}, column {column}: expected a number, but got “{found}”",
        "Zeile {line}, Spalte {column}: erwartet ist eine Zahl, da steht aber „{found}“",
    ),
    "data: no class": (
        "line {line}, column {column}: expected a class, but got nothing",
        "Zeile {line}, Spalte {column}: erwartet ist eine Klasse, da steht aber nichts",
    ),
    "data: too many classes": (
        "line {line}, column {column}: “{found}” is one class more than {most}",
        "Zeile {line}, Spalte {column}: „{found}“ ist eine Klasse mehr als {most}",
    ),
}
"""For each key, the text in every language. The key is the English text, shortened where that is long."""


def texts_in(language: str) -> dict[str, str]:
    """The texts in one language, by their keys.

    Args:
        language: one of `LANGUAGES`.

    Raises:
        TypeError: if it is no text.
        ValueError: if there is no such column.

    >>> texts_in("de")["steps"]
    'Schritte'
    """
    column = list(LANGUAGES).index(check_name(language, "language", LANGUAGES))
    return {key: row[column] for key, row in TEXTS.items()}
