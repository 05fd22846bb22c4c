"""What a topic is: a name, and how its exercises are drawn."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from autograd import Value
from viz.classroom.exercises.blank import Blank

__all__ = ["Draft", "Draws", "Topic"]

Choice = TypeVar("Choice")


@dataclass(frozen=True)
class Draws:
    """Where the numbers of an exercise come from.

    Attributes:
        random: the generator.
        degenerate: whether 0 and 1 may come, and what makes an answer tell nothing.
    """

    random: random.Random
    degenerate: bool = False

    def one_of(self, *choices: Choice) -> Choice:
        """One of some choices."""
        return self.random.choice(choices)

    def some_of(self, choices: Sequence[Choice], count: int) -> list[Choice]:
        """Several of some choices, all different; where degenerate ones may come, perhaps the same."""
        return self.random.choices(choices, k=count) if self.degenerate else self.random.sample(choices, count)

    def numbers(self, choices: str, count: int) -> list[Fraction]:
        """Several numbers, their sizes different, with signs that are drawn too.

        Args:
            choices: the sizes, between spaces.
            count: how many.
        """
        sizes = [Fraction(each) for each in choices.split()]
        if self.degenerate:
            sizes = [*sizes, *[Fraction(0), Fraction(1)] * len(sizes)]
        return [size * self.one_of(1, -1) for size in self.some_of(sizes, count)]


@dataclass(frozen=True)
class Draft:
    """What a topic draws.

    Attributes:
        text: what is given and asked: paragraphs of Markdown.
        blanks: what is to be filled in.
        graph: the graph beside it; None where there is none.
        solution: writes the way to the answers, in Markdown, once it is clear that the exercise is taken.
        is_plain: whether there is no edge case in it that the topic alone knows of.
    """

    text: tuple[str, ...]
    blanks: tuple[Blank, ...]
    graph: Value | None
    solution: Callable[[], tuple[str, ...]]
    is_plain: bool = True


@dataclass(frozen=True)
class Topic:
    """A kind of exercise.

    Attributes:
        name: what it is called in `TOPICS`.
        title: a few words.
        item: the item of the lecture that it exercises: "L7.3".
        draw: makes one of a level, from 1 to 3.
        difficulty: how much work those of each level are, give or take a tenth.
        number: what stands for it in the codes of worksheets, 0 to 31. Codes are printed, so it never changes, and that
            of a topic that is gone is given to no other.
    """

    name: str
    title: str
    item: str
    draw: Callable[[Draws, int], Draft]
    difficulty: tuple[int, int, int]
    number: int
