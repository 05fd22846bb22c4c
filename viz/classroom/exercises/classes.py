"""Exercises on several classes: softmax and cross-entropy (L3.3, L4.3)."""

from __future__ import annotations

from autograd import PRIMITIVES, Value, exp, log
from viz.classroom.exercises.graph_blanks import gradient_places, value_places
from viz.classroom.exercises.graph_exercise import graph_exercise, labelled
from viz.classroom.exercises.topic import Draft, Draws

__all__ = ["cross_entropy"]


def cross_entropy(draws: Draws, level: int) -> Draft:
    """The probability of the right class, and the loss: of two classes, of three; and the gradients of the logits."""
    count = 2 if level == 1 else 3
    logits = [Value(float(f), f"f_{k}") for k, f in enumerate(draws.numbers("0.5 1 1.5 2", count), start=1)]
    exponentials = [labelled(exp(f), f"e_{k}") for k, f in enumerate(logits, start=1)]
    right = draws.random.randrange(count)
    s = labelled(PRIMITIVES["sum"](exponentials), "s")
    p = labelled(exponentials[right] / s, f"p_{right + 1}")
    output = labelled(-labelled(log(p), "g"), "ell")
    places = [*value_places(output), *(gradient_places(output) if level == 3 else [])]
    task = f"The right class is the class {right + 1} of {count}. Fill in the values, from the logits to the loss."
    if level == 3:
        task += " Then fill in the gradients, from the loss back to the logits."
    return graph_exercise(
        output, places, task, what="The softmax of the logits, and the cross-entropy, are computed as"
    )
