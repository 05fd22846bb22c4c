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
    "step": ("step", "Schritt"),
    "step of": ("{step} of {count}: {caption}", "{step} von {count}: {caption}"),
    "play": ("play", "abspielen"),
    "pause": ("pause", "anhalten"),
    "speed": ("speed", "Tempo"),
    "steps a second": ("steps/s", "Schritte/s"),
    "granularity": ("a step is", "ein Schritt ist"),
    "by edge": ("one edge", "eine Kante"),
    "by node": ("one node", "ein Knoten"),
    "at work": ("The line at work", "Die Zeile, die arbeitet"),
    # What happens in a step.
    "the inputs": ("the inputs", "die Eingaben"),
    "forward step": ("forward: {node}", "vorwärts: {node}"),
    "the gradient of the output": (
        "backward: the gradient of the output is 1",
        "rückwärts: der Gradient der Ausgabe ist 1",
    ),
    "backward step": (
        "backward from {node}: its gradient {gradient} times each local derivative",
        "rückwärts von {node}: sein Gradient {gradient} mal jede lokale Ableitung",
    ),
    "backward group": ("backward through {node}", "rückwärts durch {node}"),
    "backward edge": ("backward from {node} to {operand}", "rückwärts von {node} zu {operand}"),
    # A graph to explore.
    "forward and backward pass": ("forward and backward pass", "Vorwärts- und Rückwärtslauf"),
    "graph": ("graph", "Graph"),
    "edge": ("edge from {operand} to {result}", "Kante von {operand} zu {result}"),
    "mode": ("mode", "Modus"),
    "explore": ("Explore", "Erkunden"),
    "folded": ("shown", "gezeigt"),
    "the whole graph": ("the whole graph", "der ganze Graph"),
    "fold group": ("fold {name}", "{name} zuklappen"),
    "unfold group": ("unfold {name}", "{name} aufklappen"),
    "zoom": ("zoom", "Vergrößerung"),
    "smaller": ("smaller", "kleiner"),
    "larger": ("larger", "größer"),
    "fit": ("fit", "einpassen"),
    "reset": ("reset", "zurücksetzen"),
    "reset all": ("reset all", "alles zurücksetzen"),
    "details": ("details", "Einzelheiten"),
    "what is selected": ("what is selected", "was ausgewählt ist"),
    "nothing selected": (
        "Drag a leaf, or click a node or an edge.",
        "Ein Blatt ziehen, oder einen Knoten oder eine Kante anklicken.",
    ),
    "number of": ("number of {name}", "Zahl von {name}"),
    "slider of": ("slider of {name}", "Regler von {name}"),
    "started at": ("started at {number}, Δ {change}", "begann bei {number}, Δ {change}"),
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
