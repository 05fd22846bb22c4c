"""The mark of a blank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from viz.classroom.exercises.blank import Number

__all__ = ["SIGNS", "Mark", "Verdict"]

Verdict: TypeAlias = Literal["right", "follows", "wrong", "empty", "unreadable"]

SIGNS: Final[dict[Verdict, str]] = {"right": "✓", "follows": "✓", "wrong": "✗", "empty": "·", "unreadable": "?"}


@dataclass(frozen=True)
class Mark:
    """What is said of one entry.

    Attributes:
        name: the blank's.
        asks: what it asks for, in Unicode.
        entry: what was written; None for no answer.
        answer: the right answer.
        points: what the entry gets.
        worth: what the blank is worth.
        verdict: "right"; "follows", rightly and from an earlier slip; "wrong"; "empty"; or "unreadable", as no number.
        misconceptions: the names in `MISCONCEPTIONS` of all that give this number; none if it is not wrong, or if
            nothing known gives it; several if it cannot be told which.
        says: a sentence or two to the student.
    """

    name: str
    asks: str
    entry: Number | None
    answer: Number
    points: int
    worth: int
    verdict: Verdict
    misconceptions: tuple[str, ...]
    says: str

    def __str__(self) -> str:
        return f"{SIGNS[self.verdict]} {self.says}"
