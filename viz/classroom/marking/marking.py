"""`mark`: a filled-in sheet, marked; `mark_class`: the answers of a class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path

from autograd.shared.files import FilePath, file_path
from autograd.shared.near_names import check_name
from autograd.shared.showing import came
from viz.classroom.exercises.blank import Number
from viz.classroom.exercises.exercise import Exercise
from viz.classroom.judging.judging import judged
from viz.classroom.judging.mark import Mark
from viz.classroom.judging.reading import entered
from viz.classroom.marking.answers import Answers, read_answers
from viz.classroom.marking.marked import Marked
from viz.classroom.marking.marked_class import MarkedClass
from viz.classroom.marking.notebooks import read_notebook
from viz.classroom.sheets.roster import Student
from viz.classroom.sheets.sheet import Part
from viz.classroom.sheets.worksheet import Worksheet

__all__ = ["mark", "mark_class"]


def mark(submission: Exercise | Worksheet | FilePath, entries: Mapping[str, object] | None = None) -> Marked:
    r"""Marks a filled-in exercise, worksheet or notebook.

    An entry is right if it is the right answer, or follows from the student's own entries before it: an earlier slip
    costs its points once. Three digits are enough, and numbers may be rounded to three on the way.

    Args:
        submission: what was filled in: an exercise, a worksheet, or the path of a worksheet's notebook, whose code is
            read and never run.
        entries: the numbers by the names of the blanks, or texts such as "1/3" and "0,5"; None, `...` or no name for
            no answer. Not with a notebook, which has them.

    Returns:
        The marks, with what each wrong entry betrays.

    Raises:
        TypeError: if an argument is of a wrong type, or an entry no number.
        ValueError: for a name that no blank has, or an entry that says no finite number; for a file that is no
            worksheet's notebook.
        OSError: if it cannot be read.

    >>> import viz
    >>> drawn = viz.exercise("parameter count", level=2, seed=7)
    >>> print(mark(drawn, {"layer_1": 18, "layer_2": 20, "layer_3": 24, "total": 62}))
    6 of 8 points
    ✗ parameters of layer 1: 18 is not right. The biases are parameters too: each unit has one.
    ✓ parameters of layer 2 = 20.
    ✓ parameters of layer 3 = 24.
    ✓ all parameters = 62 follows rightly from your earlier numbers, and counts.
    """
    if isinstance(submission, (str, Path)):
        if entries is not None:
            raise TypeError(f"expected no entries beside a notebook, which has its own, got entries={came(entries)}")
        return _marked(read_notebook(file_path(submission)))
    if isinstance(submission, Exercise):
        parts, code, student = [_alone(submission)], "", Student()
    elif isinstance(submission, Worksheet):
        parts, code, student = submission.parts(), submission.code, submission.student
    else:
        raise TypeError(
            f"expected submission to be an exercise, a worksheet or a notebook's path, got {came(submission)}"
        )
    if not isinstance(entries, Mapping):
        raise TypeError(f"expected entries to be numbers by the names of the blanks, got {came(entries)}")
    known = [name for part in parts for name in part.blanks]
    numbers = {check_name(name, "blank in entries", known): _entry(entry, name) for name, entry in entries.items()}
    marks = (judged(part.exercise, part.blanks, numbers, {}) for part in parts)
    return Marked(code, student, tuple(chain.from_iterable(marks)))


def mark_class(path: FilePath) -> MarkedClass:
    r"""Marks the answers of a class.

    Args:
        path: a CSV file, a line for each student: a column for the name, or the number, or both; one for the code of
            the sheet, or columns for topic, level and seed; and a column for each blank. Cells may be empty, and
            decimals have a point or a comma.

    Returns:
        The marks of each student, and what the class has in common. What could not be read is in its `notes`.

    Raises:
        TypeError: if it is no path.
        OSError: if the file cannot be read.
        ValueError: for a file that is no such table, naming its line and column.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "answers.csv")
    ...     _ = file.write_text("name;topic;total\nAda;parameter count;3\n")
    ...     mark_class(file).students[0].points
    0
    """
    table = read_answers(file_path(path))
    return MarkedClass(tuple(map(_marked, table.students)), table.notes)


def _marked(answers: Answers) -> Marked:
    sheet = answers.sheet
    marks = [each for part in sheet.parts() for each in _judged(part, answers)]
    return Marked(sheet.code, answers.student, tuple(marks))


def _judged(part: Part, answers: Answers) -> Iterable[Mark]:
    return judged(part.exercise, part.blanks, answers.entries, answers.unreadable)


def _alone(exercise: Exercise) -> Part:
    return Part(1, exercise, {blank.name: blank for blank in exercise.blanks})


def _entry(entry: object, name: str) -> Number | None:
    try:
        return entered(entry)
    except (TypeError, ValueError) as error:
        raise type(error)(f"entries[{name!r}]: {error}") from None
