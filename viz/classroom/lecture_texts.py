"""What the lecture's pages say, in every language of the live pages. Translating is filling a column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["LECTURE_TEXTS"]

LECTURE_TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "Neural Networks II, drawn": ("Neural Networks II, drawn", "Neuronale Netze II, gezeichnet"),
    "introduction": (
        "Every picture and derivation of the lecture. Where it says “live”, the graph answers: its numbers can be "
        "moved, both passes gone through step by step, every gradient derived. All pages work without a network.",
        "Alle Bilder und Herleitungen der Vorlesung. Wo „live“ steht, antwortet der Graph: Zahlen lassen sich bewegen, "
        "beide Durchläufe Schritt für Schritt durchgehen, jeder Gradient herleiten. Alle Seiten laufen ohne Netz.",
    ),
    "contents": ("Contents", "Inhalt"),
    "open live": ("open live", "live öffnen"),
    "playground": ("Train the net yourself", "Das Netz selbst trainieren"),
    "playground caption": (
        "The lecture's net, that learns XOR, in the playground",
        "Das Netz der Vorlesung, das XOR lernt, zum Ausprobieren",
    ),
    # The parts.
    "Perceptron": ("Perceptron", "Perzeptron"),
    "What one unit can't do": ("What one unit can't do", "Was eine Einheit nicht kann"),
    "Multilayer perceptron": ("Multilayer perceptron", "Mehrschichtiges Perzeptron"),
    "Loss": ("Loss", "Verlust"),
    "Calculus": ("Calculus", "Differentialrechnung"),
    "Descent": ("Descent", "Abstieg"),
    "The gradient of one unit, slide by slide": (
        "The gradient of one unit, slide by slide",
        "Der Gradient einer Einheit, Folie für Folie",
    ),
    "The gradient of two layers": ("The gradient of two layers", "Der Gradient zweier Schichten"),
    "Learning XOR": ("Learning XOR", "XOR lernen"),
    # What is to be seen in them.
    "A perceptron learns AND: its line after every update": (
        "A perceptron learns AND: its line after every update",
        "Ein Perzeptron lernt AND: seine Gerade nach jeder Änderung",
    ),
    "On XOR it never comes to rest": ("On XOR it never comes to rest", "Bei XOR kommt es nie zur Ruhe"),
    "One hidden layer: the net that learns XOR": (
        "One hidden layer: the net that learns XOR",
        "Eine verdeckte Schicht: das Netz, das XOR lernt",
    ),
    "Where the likelihood is highest, the mean loss is lowest": (
        "Where the likelihood is highest, the mean loss is lowest",
        "Wo die Likelihood am größten ist, ist der mittlere Verlust am kleinsten",
    ),
    "Cross-entropy of three classes": ("Cross-entropy of three classes", "Kreuzentropie dreier Klassen"),
    "Its gradient": ("Its gradient", "Der Gradient dazu"),
    "Sure and right costs nothing; sure and wrong, without bound": (
        "Sure and right costs nothing; sure and wrong, without bound",
        "Sicher und richtig kostet nichts; sicher und falsch, ohne Grenze",
    ),
    "The secant turns into the tangent": ("The secant turns into the tangent", "Die Sekante wird zur Tangente"),
    "One value used twice": ("One value used twice", "Ein Wert, zweimal verwendet"),
    "The quiz: a log-likelihood": ("The quiz: a log-likelihood", "Das Quiz: eine Log-Likelihood"),
    "The quiz, answered": ("The quiz, answered", "Die Antwort auf das Quiz"),
    "The loss around the way that descent took": (
        "The loss around the way that descent took",
        "Der Verlust rund um den Weg des Abstiegs",
    ),
    "Values, local derivatives and gradients": (
        "Values, local derivatives and gradients",
        "Werte, lokale Ableitungen und Gradienten",
    ),
    "The backward pass, message by message": (
        "The backward pass, message by message",
        "Der Rückwärtslauf, Nachricht für Nachricht",
    ),
    "The gradient of a weight": ("The gradient of a weight", "Der Gradient eines Gewichts"),
    "The gradient of an input": ("The gradient of an input", "Der Gradient einer Eingabe"),
    "Two layers, with the lecture's numbers": (
        "Two layers, with the lecture's numbers",
        "Zwei Schichten, mit den Zahlen der Vorlesung",
    ),
    "The gradient of a hidden unit": ("The gradient of a hidden unit", "Der Gradient einer verdeckten Einheit"),
    "A weight behind it": ("A weight behind it", "Ein Gewicht dahinter"),
    "Both paths from an input": ("Both paths from an input", "Beide Pfade von einer Eingabe aus"),
    "The sum over both paths": ("The sum over both paths", "Die Summe über beide Pfade"),
    "Gradient descent on XOR": ("Gradient descent on XOR", "Gradientenabstieg auf XOR"),
    "What the net decides, and the lines of its hidden units": (
        "What the net decides, and the lines of its hidden units",
        "Was das Netz entscheidet, und die Geraden seiner verdeckten Einheiten",
    ),
    "The four points move until a line separates them": (
        "The four points move until a line separates them",
        "Die vier Punkte wandern, bis eine Gerade sie trennt",
    ),
    "The loss of one sample before and after learning": (
        "The loss of one sample before and after learning",
        "Der Verlust eines Beispiels vor und nach dem Lernen",
    ),
}
"""For each key, the text in every language, as `viz.live.texts.TEXTS` has it."""
