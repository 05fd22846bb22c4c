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
    # What happens in a step, as pictures say it.
    "step of": ("{step} of {count}", "{step} von {count}"),
    "the inputs": ("the inputs", "die Eingaben"),
    "forward": ("forward: {what}", "vorwärts: {what}"),
    "the gradient of the output": (
        "backward: the gradient of the output is 1",
        "rückwärts: der Gradient der Ausgabe ist 1",
    ),
    "backward from": ("backward from {what}", "rückwärts von {what}"),
}
"""For each key, the text in every language. The key is the English text, shortened where that is long."""


def texts_in(language: str, table: Mapping[str, tuple[str, ...]] = TEXTS) -> dict[str, str]:
    """The texts in one language, by their keys.

    Args:
        language: one of `LANGUAGES`.
        table: another table with the same columns.

    Raises:
        TypeError: if it is no text.
        ValueError: if there is no such column.

    >>> texts_in("de")["steps"]
    'Schritte'
    """
    column = list(LANGUAGES).index(check_name(language, "language", LANGUAGES))
    return {key: row[column] for key, row in table.items()}
