"""The students of a class, read from the table that a registry or a spreadsheet gives."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from autograd.shared.files import FilePath, file_path
from autograd.shared.showing import brief

__all__ = ["Row", "Student", "column_called", "decoded", "read_students", "rows_of"]

_COLUMNS: Final = {
    "name": ("name", "student", "student name", "full name", "display name", "participant"),
    "given": ("first name", "firstname", "given name", "forename"),
    "family": ("last name", "lastname", "surname", "family name"),
    "number": ("number", "no", "no.", "nr", "student number", "student no", "id", "student id", "id number", "sis id"),
}
"""What the columns are called by registries and learning platforms, in small letters."""


@dataclass(frozen=True)
class Student:
    """One student of a class.

    Attributes:
        name: as it is printed.
        number: that of the registry, or "".
    """

    name: str = ""
    number: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.number})" if self.name and self.number else self.name or self.number


class Row(NamedTuple):
    """A line of the table that is not empty, and where it ends in the file."""

    line: int
    cells: list[str]


def read_students(path: FilePath) -> list[Student]:
    r"""The students in a CSV file, in its order.

    Separated by commas, semicolons or tabs, in UTF-8, with or without the mark that Excel puts before it. Columns are
    found by their heads: name, or first name and last name; number or id. Without heads, the first column that is
    not of numbers has the names, the other the numbers.

    Args:
        path: the file.

    Raises:
        TypeError: if it is no path.
        OSError: if it cannot be read.
        ValueError: if it is no such table, naming the file and the line: an empty name, a missing number, two students
            that nothing tells apart.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "names.csv")
    ...     _ = file.write_text("Name;Number\nAda Lovelace;1815\nAlan Turing;1912\n")
    ...     read_students(file)
    [Student(name='Ada Lovelace', number='1815'), Student(name='Alan Turing', number='1912')]
    """
    file = file_path(path)
    try:
        return _students(decoded(file.read_bytes()))
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from None


def decoded(contents: bytes) -> str:
    """The text of a file, with or without the mark that Excel puts before it.

    Raises:
        ValueError: if it is not in UTF-8, naming the line.
    """
    if contents.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError('expected UTF-8, got UTF-16: save it as "CSV UTF-8"')
    try:
        return contents.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = contents.count(b"\n", 0, error.start) + 1
        raise ValueError(f'line {line}: expected UTF-8, got other bytes: save it as "CSV UTF-8"') from None


def _students(text: str) -> list[Student]:
    rows = rows_of(text)
    if not rows:
        raise ValueError("expected a student a line, got none")
    heads = [column_called(cell) for cell in rows[0].cells]
    if any(heads):
        body, columns = rows[1:], heads
        if not {"name", "family"} & {*heads}:
            raise ValueError(f"line {rows[0].line}: expected a column called name, got {', '.join(rows[0].cells)}")
    else:
        body, columns = rows, _guessed(rows)
    if not body:
        raise ValueError("expected a student a line, got heads alone")
    students = [_student(row, columns) for row in body]
    _check_told_apart(students, [row.line for row in body])
    return students


def rows_of(text: str) -> list[Row]:
    """The lines of a table that are not empty, their cells without spaces around.

    Raises:
        ValueError: for quotes that do not fit, naming the line.
    """
    return [*_rows(text)]


def _rows(text: str) -> Iterator[Row]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";\t,", key=first.count)  # of equally many, a semicolon: a comma may stand within a name
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True, skipinitialspace=True)
    try:
        for cells in reader:
            shown = [unicodedata.normalize("NFC", " ".join(cell.split())) for cell in cells]
            if any(shown):
                yield Row(reader.line_num, shown)
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num}: {error}") from None


def column_called(head: str, columns: Mapping[str, Sequence[str]] = _COLUMNS) -> str:
    """Which column this is the head of; "" for none that is known.

    Args:
        head: what stands above it.
        columns: what each may be called, in small letters.

    >>> column_called("Student_ID"), column_called("Comment")
    ('number', '')
    """
    word = re.sub(r"[\s_-]+", " ", head).strip().casefold()
    return next((column for column, names in columns.items() if word in names), "")


def _guessed(rows: Sequence[Row]) -> list[str]:
    """What stands where in a table without heads."""
    first = rows[0]
    if len(first.cells) > 2:
        raise ValueError(
            f"line {first.line}: expected a name and a number, or a first line that says what stands where, "
            f"got {len(first.cells)} columns: {', '.join(first.cells)}"
        )
    if len(first.cells) == 1:
        return ["name"]
    return ["number", "name"] if re.search(r"\d", first.cells[0]) else ["name", "number"]


def _student(row: Row, columns: Sequence[str]) -> Student:
    if len(row.cells) > len(columns) and any(row.cells[len(columns) :]):
        raise ValueError(f"line {row.line}: expected {_counted(columns)}, got {len(row.cells)}: {', '.join(row.cells)}")
    cells = dict(zip(columns, row.cells))
    name = cells.get("name") or " ".join(filter(None, (cells.get("given"), cells.get("family"))))
    if not name:
        raise ValueError(f"line {row.line}: expected a name, got none")
    if not name.isprintable():
        raise ValueError(f"line {row.line}: expected a name, got {brief(name)}")
    number = cells.get("number", "")
    if "number" in columns and not number:
        raise ValueError(f"line {row.line}: expected a number for {name}, got none")
    return Student(name, number)


def _counted(columns: Sequence[str]) -> str:
    return "one column" if len(columns) == 1 else f"{len(columns)} columns"


def _check_told_apart(students: Iterable[Student], lines: Iterable[int]) -> None:
    seen: dict[str, int] = {}
    for student, line in zip(students, lines):
        key = student.number or student.name.casefold()
        if key in seen:
            what = f"number {student.number}" if student.number else student.name
            cure = "" if student.number else ": give each a number, in a second column"
            raise ValueError(f"line {line}: {what} stands in line {seen[key]} already{cure}")
        seen[key] = line
