"""`worksheets`: a sheet of its own for each student of a class, their solutions, and the key to mark them by."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final, get_args

from autograd.arguments import check_flag, check_one_of, check_whole
from autograd.shared.files import FilePath, file_path
from autograd.shared.near_names import check_name
from autograd.shared.printing import printable
from autograd.shared.progress import progress_bar
from autograd.shared.showing import came
from nn.analysis.processes import calls_in_processes
from viz.classroom.judging.numbers import decimal
from viz.classroom.sheets.codes import LEVELS, SEEDS
from viz.classroom.sheets.folder import ALL, BANK, FOLDERS, KEY, check_replaceable, write_folder
from viz.classroom.sheets.formats import BANKS, FORMATS, SHEETS
from viz.classroom.sheets.paper import pdf_of_all
from viz.classroom.sheets.roster import Student, read_students
from viz.classroom.sheets.sheet import sheet_of
from viz.classroom.sheets.spreadsheet import spreadsheet
from viz.classroom.sheets.worksheet import TITLE, Worksheet, check_topics
from viz.rendering.paper import PaperSize

__all__ = ["Worksheets", "worksheets"]

_FEW: Final = 24  # are written faster here than processes start that would help
_MOST_DRAWS: Final = 500
_LONGEST_NAME: Final = 50  # letters of a student's name in the name of a file, for which systems have 255 bytes


@dataclass(frozen=True, repr=False)
class Worksheets:
    """The sheets of a class, as `viz.worksheets` makes them.

    Attributes:
        sheets: one for each student, in the order of the list.

    >>> import viz
    >>> [sheet.student.name for sheet in viz.worksheets(["Ada", "Alan"], "parameter count").sheets]
    ['Ada', 'Alan']
    """

    sheets: tuple[Worksheet, ...]

    def save(
        self,
        folder: FilePath,
        *,
        formats: Sequence[str] = ("pdf",),
        paper: PaperSize = "a4",
        overwrite: bool = False,
        progress: bool = True,
    ) -> Path:
        """Writes the sheets into `sheets/`, their solutions into `solutions/`, and the key, `answers.csv`.

        With PDF, `all-sheets.pdf` has the sheets of all, in the order of the list, to be printed at once.
        The same class and seed give the same bytes. Either everything is written or nothing.

        Args:
            folder: where; it is made, in a folder that must exist.
            formats: some of "pdf", "md", "tex", "ipynb"; "moodle" and "qti" give one question bank for all.
            paper: "a4" or "letter".
            overwrite: whether a folder with an earlier class is replaced. What else is in a folder is never touched.
            progress: whether a bar shows how far it is.

        Returns:
            The folder.

        Raises:
            TypeError: if an argument is of a wrong type.
            ValueError: for a format or paper that there is not.
            FileNotFoundError: if there is no folder to make it in.
            FileExistsError: if it is there and is not to be overwritten, or holds something else.
            GraphvizNotFoundError: if there are graphs, and nothing to draw with.
        """
        wanted = _checked_formats(formats)
        check_name(paper, "paper", get_args(PaperSize))
        check_flag(progress, "progress")
        place = check_replaceable(file_path(folder, "folder"), overwrite=check_flag(overwrite, "overwrite"))
        return write_folder(place, FOLDERS, self._files(wanted, paper, progress=progress))

    def _files(self, formats: tuple[str, ...], paper: PaperSize, *, progress: bool) -> Iterator[tuple[str, bytes]]:
        """The names of all files, and what is in them."""
        yield KEY, self._key()
        bar = progress_bar(len(self.sheets), "writing", "sheet", wanted=progress)
        try:
            for files in _written(self.sheets, formats, paper):
                yield from files.items()
                bar.update()
        finally:
            bar.close()
        if "pdf" in formats:
            yield ALL, pdf_of_all(self.sheets, paper)
        for name in formats:
            if name in BANKS:
                yield f"{BANK}{BANKS[name].suffix}", BANKS[name].make(self.sheets)

    def _key(self) -> bytes:
        """The right answers as a table, a student a line, a column for each blank."""
        answers = [sheet.answers() for sheet in self.sheets]
        blanks = [*dict.fromkeys(name for each in answers for name in each)]
        rows = [
            [sheet.student.name, sheet.student.number, sheet.code]
            + [decimal(each[name]) if name in each else "" for name in blanks]
            for sheet, each in zip(self.sheets, answers)
        ]
        return spreadsheet(["name", "number", "code", *blanks], rows)

    def __repr__(self) -> str:
        topics = ", ".join(each.topic for each in self.sheets[0].exercises)
        return printable(f"<Worksheets: {len(self.sheets)} on {topics}>")


def worksheets(
    students: FilePath | Iterable[str],
    topics: str | Sequence[str],
    *,
    level: int = 1,
    seed: int = 0,
    title: str = TITLE,
) -> Worksheets:
    """A worksheet for each student of a class: all differ, and all are the same work.

    A student keeps the sheet whoever joins or leaves the class, and however the list is ordered.

    Args:
        students: a CSV file, with the column name, or first name and last name, and perhaps number; or the names.
        topics: the name of one, such as "parameter count", or the names of several, in the order of the sheet.
        level: how hard the exercises are, from 1 to 3.
        seed: any other gives the class other sheets, 0 to 262143.
        title: what stands above each.

    Returns:
        The worksheets.

    Raises:
        TypeError: if an argument is of a wrong type, or there is no topic.
        OSError: if the file cannot be read.
        ValueError: for a list that is none, naming its line; for a topic that there is not, or a level or a seed out of
            range; if a topic has not as many exercises as the class has students.

    >>> worksheets(["Ada", "Alan"], "parameter count", seed=7)
    <Worksheets: 2 on parameter count>
    """
    people = _people(students)
    names = check_topics(topics)
    check_one_of(title, "title", str, "a text")
    level, seed = check_whole(level, "level", *LEVELS), check_whole(seed, "seed", 0, SEEDS - 1)
    usual = sheet_of(names, level, seed, title, Student()).difficulty
    taken: set[tuple[object, ...]] = set()
    return Worksheets(tuple(_own_sheet(each, names, level, seed, title, usual, taken) for each in people))


def _people(students: FilePath | Iterable[str]) -> list[Student]:
    if isinstance(students, (str, Path)):
        return read_students(students)
    if not isinstance(students, Iterable) or isinstance(students, (bytes, dict)):
        raise TypeError(f"expected students to be a CSV file or names, got {came(students)}")
    names = list(students)
    for name in names:
        if not isinstance(name, str) or not name.strip() or not name.isprintable():
            raise TypeError(f"expected students to be names, got {came(name)} among them")
    if not names:
        raise ValueError("expected students to be one or more, got none")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise ValueError(f"expected students to be told apart, got {twice[0]!r} twice: give numbers too, in a CSV file")
    return list(map(Student, names))


def _own_sheet(
    student: Student,
    topics: tuple[str, ...],
    level: int,
    seed: int,
    title: str,
    difficulty: tuple[int, ...],
    taken: set[tuple[object, ...]],
) -> Worksheet:
    """A sheet that nobody has yet, of this difficulty; it is then taken."""
    for draw in count():
        sheet = sheet_of(topics, level, _seed_of(student, seed, draw), title, student)
        given = tuple(sheet.given())
        if sheet.difficulty == difficulty and given not in taken:
            taken.add(given)
            return Worksheet(sheet.title, sheet.exercises, sheet.recipe, student)
        if draw == _MOST_DRAWS:
            raise ValueError(
                f"there are not enough exercises on {', '.join(topics)} at level {level} for each student to have"
                f" another, only {len(taken)}: take another level, or one topic more"
            )
    raise AssertionError


def _seed_of(student: Student, seed: int, draw: int) -> int:
    """By the student alone, and not by the place in the list."""
    text = f"{seed}\n{student.number or student.name}\n{draw}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") % SEEDS


def _checked_formats(formats: object) -> tuple[str, ...]:
    if isinstance(formats, str) or not isinstance(formats, Iterable):
        raise TypeError(f"expected formats to be some of {', '.join(FORMATS)}, got {came(formats)}")
    names = tuple(dict.fromkeys(formats))
    if not names:
        raise ValueError(f"expected formats to be some of {', '.join(FORMATS)}, got none")
    for name in names:
        check_name(name, "format", FORMATS)
    return names


def _written(sheets: Sequence[Worksheet], formats: tuple[str, ...], paper: PaperSize) -> Iterator[dict[str, bytes]]:
    """The files of each sheet, in whatever order they come."""
    make = partial(_files_of, formats=formats, paper=paper)
    if len(sheets) <= _FEW:
        yield from map(make, sheets)
        return
    for answer in calls_in_processes(make, [*enumerate(sheets)]):
        if answer.error is not None:
            raise answer.error
        yield answer.result


def _files_of(sheet: Worksheet, formats: tuple[str, ...], paper: PaperSize) -> dict[str, bytes]:
    """The files of a sheet and of its solution, by their names in the folder of the class."""
    stem = re.sub(r"[^\w-]+", "-", sheet.student.name or sheet.student.number)[:_LONGEST_NAME].strip("-")
    writers = [SHEETS[name] for name in formats if name in SHEETS]
    return {
        f"{folder}/{stem}-{sheet.code}{writer.suffix}": writer.make(sheet, solved=solved, paper=paper)
        for folder, solved in FOLDERS.items()
        for writer in writers
    }
