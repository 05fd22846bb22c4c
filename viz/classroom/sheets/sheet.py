"""A worksheet as plain data: exercises, and for whom. Every format is made from this record, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from viz.classroom.exercises.blank import Blank, Number
from viz.classroom.exercises.exercise import Exercise
from viz.classroom.exercises.topics import TOPICS, exercise
from viz.classroom.sheets.codes import SEEDS, Recipe, code_of
from viz.classroom.sheets.roster import Student

__all__ = ["Part", "Sheet", "sheet_of"]


@dataclass(frozen=True)
class Part:
    """An exercise as it stands on a sheet.

    Attributes:
        number: from 1.
        exercise: it.
        blanks: its blanks, by names that no other blank of the sheet has.
    """

    number: int
    exercise: Exercise
    blanks: dict[str, Blank]

    def answers(self) -> dict[str, Number]:
        """The right answers, by the names of the blanks."""
        right = self.exercise.answers()
        return {name: right[blank.name] for name, blank in self.blanks.items()}

    def points(self) -> int:
        return sum(blank.points for blank in self.blanks.values())


@dataclass(frozen=True, repr=False)
class Sheet:
    """A worksheet.

    Attributes:
        title: what stands above it.
        exercises: what is on it.
        recipe: what it was made from.
        student: whose it is.
    """

    title: str
    exercises: tuple[Exercise, ...]
    recipe: Recipe
    student: Student

    @property
    def code(self) -> str:
        """The sign of the sheet, from which it comes again."""
        return code_of(self.recipe)

    @property
    def difficulty(self) -> tuple[int, ...]:
        """How much work each exercise is."""
        return tuple(each.difficulty for each in self.exercises)

    def parts(self) -> list[Part]:
        """The exercises as they stand on the sheet.

        A blank is called as in its exercise. Where there are several exercises, "q2_" before it tells which.
        """
        several = len(self.exercises) > 1
        return [
            Part(k, each, {f"q{k}_{blank.name}" if several else blank.name: blank for blank in each.blanks})
            for k, each in enumerate(self.exercises, start=1)
        ]

    def answers(self) -> dict[str, Number]:
        """The right answers of all exercises, by the names of the blanks."""
        return {name: number for part in self.parts() for name, number in part.answers().items()}

    def points(self) -> int:
        return sum(part.points() for part in self.parts())

    def given(self) -> Iterator[object]:
        """What tells one sheet from another: what is asked, and the answers."""
        for each in self.exercises:
            yield each.text
            yield tuple(each.answers().items())


def sheet_of(topics: Sequence[str], level: int, seed: int, title: str, student: Student) -> Sheet:
    """A sheet with one exercise of each topic, in this order.

    Args:
        topics: names in `TOPICS`.
        level: how hard they are.
        seed: what they are drawn with; the first with the seed itself.
        title: what stands above.
        student: whose it is.
    """
    exercises = tuple(exercise(name, level=level, seed=seed + k * SEEDS) for k, name in enumerate(topics))
    recipe = Recipe(tuple(TOPICS[name].number for name in topics), level, seed)
    return Sheet(title, exercises, recipe, student)
