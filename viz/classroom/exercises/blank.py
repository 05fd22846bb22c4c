"""A blank of an exercise: what is asked, the rule of its answer, and a rule for each wrong one.

Every answer is a rule over the answers before it. So a solution is the rules applied in order, a wrong forward value
used rightly afterwards is told by applying a rule to what the student wrote, and a misconception is one more rule for
the same blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

__all__ = ["Blank", "Entries", "Mistake", "Number", "Place", "Rule", "answers_of"]

Number: TypeAlias = Fraction | float
"""An answer: exact where the operations on the way to it are, as sums, products and quotients of fractions."""

Entries: TypeAlias = Mapping[str, Number]
"""The numbers in the blanks so far, by their names."""

Rule: TypeAlias = Callable[[Entries], Number]


@dataclass(frozen=True)
class Place:
    """Where in the drawn graph a blank stands.

    Attributes:
        kind: at the value of a node, at its gradient, or at the local derivative on an edge to one of its operands.
        node: the label of the node.
        operand: for a local derivative, which operand: 0 for the first; -1 otherwise.
    """

    kind: Literal["value", "gradient", "local"]
    node: str
    operand: int = -1


@dataclass(frozen=True)
class Mistake:
    """A wrong way to fill a blank.

    Attributes:
        misconception: its name in `MISCONCEPTIONS`.
        rule: what one writes who holds it, from the entries before.
    """

    misconception: str
    rule: Rule


@dataclass(frozen=True)
class Blank:
    """A number that is asked for.

    Attributes:
        name: what it is called in notebooks and tables: a Python identifier, unique within the exercise.
        asks: what it is, in Unicode, for a picture or a plain line: "∂ℓ/∂w₁₁".
        latex: the same in LaTeX, without dollar signs.
        rule: the right answer, from the entries of the blanks before it.
        mistakes: the wrong answers that are to be told apart, none equal to the right one.
        place: where it stands in the graph; None where there is none.
        points: what it is worth.
    """

    name: str
    asks: str
    latex: str
    rule: Rule
    mistakes: tuple[Mistake, ...] = ()
    place: Place | None = None
    points: int = 1


def answers_of(blanks: Iterable[Blank]) -> dict[str, Number]:
    r"""The right answers, by the names of the blanks.

    >>> half = Blank("half", "½ of 3", r"\tfrac{1}{2}\cdot 3", lambda entries: Fraction(3, 2))
    >>> answers_of([half, Blank("twice", "twice that", "2h", lambda entries: 2 * entries["half"])])
    {'half': Fraction(3, 2), 'twice': Fraction(3, 1)}
    """
    entries: dict[str, Number] = {}
    for blank in blanks:
        entries[blank.name] = blank.rule(entries)
    return entries
