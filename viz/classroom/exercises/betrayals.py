"""The typical wrong answers to the blanks of an exercise, and what they betray."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from viz.classroom.exercises.blank import Blank, Number, answers_of
from viz.classroom.exercises.misconceptions import MISCONCEPTIONS
from viz.classroom.exercises.spelling import typeset

__all__ = ["Betrayal", "betrayals_of"]


@dataclass(frozen=True)
class Betrayal:
    """What wrong answers tell.

    Attributes:
        says: what helps whoever gives one of them.
        answers: the blanks, each with the wrong answer.
    """

    says: str
    answers: tuple[tuple[Blank, Number], ...]

    @property
    def markdown(self) -> str:
        """It in one line, the blanks with the same wrong number together."""
        blanks: dict[str, list[str]] = {}
        for blank, number in self.answers:
            blanks.setdefault(typeset(number), []).append(f"${blank.latex}$")
        answers = "; ".join(f"{', '.join(names)} $= {number}$" for number, names in blanks.items())
        return f"{answers}: {self.says}"


def betrayals_of(blanks: Sequence[Blank]) -> list[Betrayal]:
    r"""What the typical wrong answers tell, those together that tell the same, in the order of `MISCONCEPTIONS`.

    >>> from fractions import Fraction
    >>> from viz.classroom.exercises.blank import Mistake
    >>> wrong = Mistake("sign", lambda entries: Fraction(-2, 3))
    >>> [betrayal] = betrayals_of([Blank("d", "∂f/∂x", "f'", lambda entries: Fraction(2, 3), (wrong,))])
    >>> betrayal.markdown.partition(":")[0]
    "$f'$ $= -\\tfrac{2}{3}$"
    """
    right = answers_of(blanks)
    found: dict[str, list[tuple[Blank, Number]]] = {}
    for blank in blanks:
        for mistake in blank.mistakes:
            number = mistake.rule(right)
            if not math.isnan(number):
                found.setdefault(mistake.misconception, []).append((blank, number))
    return [Betrayal(each.says, tuple(found[name])) for name, each in MISCONCEPTIONS.items() if name in found]
