"""`worksheet`: exercises of the lecture on a sheet, to be printed, filled in, or put into a question bank."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final, get_args

from autograd.arguments import check_flag, check_one_of, check_whole
from autograd.shared.near_names import check_name
from autograd.shared.printing import printable
from autograd.shared.showing import came
from viz.classroom.exercises.blank import Number
from viz.classroom.exercises.topics import TOPICS
from viz.classroom.sheets.checking import checked
from viz.classroom.sheets.codes import LEVELS, SEEDS, recipe_of
from viz.classroom.sheets.formats import BANKS, SHEETS
from viz.classroom.sheets.markdown import markdown
from viz.classroom.sheets.roster import Student
from viz.classroom.sheets.sheet import Sheet, sheet_of
from viz.rendering.files import save_as
from viz.rendering.paper import PaperSize

__all__ = ["TITLE", "Worksheet", "check_topics", "worksheet"]

TITLE: Final = "Worksheet"


class Worksheet(Sheet):
    """A worksheet, as `viz.worksheet` makes it. Jupyter shows it as it is.

    Attributes:
        title: what stands above it.
        exercises: what is on it, each a `viz.Exercise`.
        student: whose it is.
        code: from which the same sheet comes again.

    >>> import viz
    >>> sheet = viz.worksheet("parameter count", seed=7)
    >>> sheet, sheet.code
    (<Worksheet 300-0N0: parameter count>, '300-0N0')
    """

    def save(
        self, path: str | os.PathLike[str], *, solved: bool = False, paper: PaperSize = "a4", overwrite: bool = False
    ) -> Path:
        """Writes the sheet to a file: `.pdf`, `.md`, `.tex` or `.ipynb`, or `.xml` for Moodle and `.zip` for Canvas.

        Args:
            path: the file; its folder must exist.
            solved: whether it is the solution: the blanks filled in, the way to them, and what wrong answers betray.
            paper: "a4" or "letter".
            overwrite: whether a file that is there already is replaced.

        Returns:
            The path.

        Raises:
            ValueError: for another suffix or paper.
            FileNotFoundError: if there is no such folder.
            FileExistsError: if the file exists and is not to be overwritten.
            GraphvizNotFoundError: if there is a graph, and nothing to draw with.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     worksheet("parameter count").save(f"{folder}/sheet.tex").name
        'sheet.tex'
        """
        check_flag(solved, "solved")
        check_name(paper, "paper", get_args(PaperSize))
        contents = {
            **{form.suffix: lambda form=form: form.make(self, solved=solved, paper=paper) for form in SHEETS.values()},
            **{bank.suffix: lambda bank=bank: bank.make([self]) for bank in BANKS.values()},
        }
        return save_as(path, contents, overwrite=overwrite)

    def check(self, **entries: object) -> None:
        """Says of answers whether they are right, and what wrong ones betray, as `viz.mark` does.

        What was checked before is remembered: an answer that follows rightly from a wrong one is told so.

        Args:
            entries: numbers, by the names of the blanks, or texts such as "2/3"; `...` for one that is still open.

        Raises:
            TypeError: if one is neither a number nor a text.
            ValueError: if there is no blank of a name, or an entry says no finite number.

        >>> sheet = worksheet("parameter count", level=2, seed=7)
        >>> sheet.check(layer_1=18, total=...)
        ✗ parameters of layer 1: 18 is not right. The biases are parameters too: each unit has one.
        · all parameters: not answered.
        >>> sheet.check(total=62)
        ✓ all parameters = 62 follows rightly from your earlier numbers, and counts.
        """
        for mark in checked(self, entries, self._checked):
            print(printable(str(mark)))

    @cached_property
    def _checked(self) -> dict[str, Number | None]:
        """The entries that have been checked so far."""
        return {}

    def __reduce__(self) -> tuple[Callable[..., Worksheet], tuple[str, ...]]:
        """As its recipe: exercises have functions in them, which cannot be sent to another process."""
        return _again, (self.code, self.title, self.student.name, self.student.number)

    def _repr_markdown_(self) -> str:
        return markdown(self).decode()

    def __repr__(self) -> str:
        whose = f" of {self.student}" if str(self.student) else ""
        return printable(f"<Worksheet {self.code}{whose}: {', '.join(each.topic for each in self.exercises)}>")


def worksheet(
    topics: str | Sequence[str] | None = None,
    *,
    level: int = 1,
    seed: int = 0,
    code: str | None = None,
    title: str = TITLE,
    name: str = "",
    number: str = "",
) -> Worksheet:
    """A worksheet with an exercise of each topic, or the one that a code stands for.

    Args:
        topics: the name of one, such as "parameter count", or the names of several, in the order of the sheet.
        level: how hard the exercises are, from 1 to 3.
        seed: what their numbers are drawn with, 0 to 262143; the first exercise is
            `viz.exercise(topic, level=level, seed=seed)`.
        code: in place of these three, what stands in the corner of a sheet.
        title: what stands above it.
        name: the student's.
        number: the student's.

    Returns:
        The worksheet.

    Raises:
        TypeError: if one of them is of a wrong type, or there are both a code and topics, or neither.
        ValueError: for a topic that there is not, a level or a seed out of range, or a wrong code.

    >>> sheet = worksheet("backward pass of one unit", level=2, seed=7)
    >>> sheet.answers() == worksheet(code=sheet.code).answers()
    True
    """
    for given, what in ((title, "title"), (name, "name"), (number, "number")):
        check_one_of(given, what, str, "a text")
    if code is not None:
        if topics is not None:
            raise TypeError(f"expected topics or a code, got both: topics={came(topics)} and code={came(code)}")
        recipe = recipe_of(code)
        topics, level, seed = _topics_of(recipe.topics, code), recipe.level, recipe.seed
    names = check_topics(topics)
    level, seed = check_whole(level, "level", *LEVELS), check_whole(seed, "seed", 0, SEEDS - 1)
    sheet = sheet_of(names, level, seed, title, Student(name, number))
    return Worksheet(sheet.title, sheet.exercises, sheet.recipe, sheet.student)


def _again(code: str, title: str, name: str, number: str) -> Worksheet:
    return worksheet(code=code, title=title, name=name, number=number)


def check_topics(topics: object) -> tuple[str, ...]:
    """The names of topics, if these are some.

    Raises:
        TypeError: if they are no names.
        ValueError: if there is no such topic, or none is given.
    """
    if isinstance(topics, str):
        return (check_name(topics, "topic in topics", TOPICS),)
    if not isinstance(topics, Sequence) or isinstance(topics, bytes):
        raise TypeError(f"expected topics to be one or more of {', '.join(TOPICS)}, got {came(topics)}")
    if not topics:
        raise ValueError(f"expected topics to be one or more of {', '.join(TOPICS)}, got none")
    return tuple(check_name(topic, "topic in topics", TOPICS) for topic in topics)


def _topics_of(numbers: tuple[int, ...], code: str) -> tuple[str, ...]:
    known = {topic.number: topic.name for topic in TOPICS.values()}
    if not known.keys() >= {*numbers}:
        raise ValueError(f"expected the code of a worksheet, got code={code!r}: its topic is not in this release")
    return tuple(known[number] for number in numbers)
