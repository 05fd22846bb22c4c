"""The answers of a class, read from a table: a student a line, a column a blank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from autograd.shared.near_names import nearest
from autograd.shared.showing import brief, counted
from viz.classroom.exercises.blank import Number
from viz.classroom.judging.reading import number_of
from viz.classroom.sheets.roster import Row, Student, column_called, decoded, rows_of
from viz.classroom.sheets.worksheet import Worksheet, worksheet

__all__ = ["Answers", "Table", "read_answers"]

_SHEET: Final = {
    "code": ("code", "sheet", "sheet code", "worksheet"),
    "topic": ("topic",),
    "level": ("level",),
    "seed": ("seed",),
}


@dataclass(frozen=True)
class Answers:
    """What one student has written.

    Attributes:
        student: who.
        sheet: on what.
        entries: the numbers, by the names of the blanks; None for no answer.
        unreadable: what is wrong with entries that are no numbers.
    """

    student: Student
    sheet: Worksheet
    entries: Mapping[str, Number | None]
    unreadable: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """What the students of a class have written.

    Attributes:
        students: in the order of the file.
        notes: what was left out, by line and column.
    """

    students: tuple[Answers, ...]
    notes: tuple[str, ...]


def read_answers(file: Path) -> Table:
    """The answers in a CSV file: commas, semicolons or tabs between the cells, in UTF-8.

    Raises:
        OSError: if it cannot be read.
        ValueError: if it is no such table, naming the file and the line.
    """
    try:
        return _table(rows_of(decoded(file.read_bytes())))
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from None


def _table(rows: Sequence[Row]) -> Table:
    if len(rows) < 2:
        raise ValueError(f"expected a line of heads, and a line for each student, got {counted(len(rows), 'line')}")
    heads = [_column(cell) for cell in rows[0].cells]
    _check_heads(heads, rows[0])
    lines = [(row, dict(zip(heads, row.cells))) for row in rows[1:]]
    for row, _ in lines:
        if any(row.cells[len(heads) :]):
            raise ValueError(f"line {row.line}: expected {len(heads)} cells, got {len(row.cells)}")
    sheets = [_sheet(row, cells) for row, cells in lines]
    blanks = {name for sheet in sheets for name in _names(sheet)}
    notes = _strangers(heads, blanks)
    students = [_answers(row, cells, sheet, blanks, notes) for (row, cells), sheet in zip(lines, sheets)]
    return Table(tuple(students), tuple(notes))


def _column(head: str) -> str:
    """Which column this is the head of: one of a student's or a sheet's, or the blank of that name."""
    return column_called(head) or column_called(head, _SHEET) or head


def _check_heads(heads: Sequence[str], row: Row) -> None:
    if not {"name", "family", "given", "number"} & {*heads}:
        raise ValueError(f"line {row.line}: expected a column called name or number, got {', '.join(row.cells)}")
    if not {"code", "topic"} & {*heads}:
        raise ValueError(f"line {row.line}: expected a column called code or topic, got {', '.join(row.cells)}")
    twice = [cell for cell, head in zip(row.cells, heads) if head and heads.count(head) > 1]
    if twice:
        raise ValueError(f"line {row.line}: expected each column once, got {' and '.join(twice)}")


def _sheet(row: Row, cells: Mapping[str, str]) -> Worksheet:
    try:
        if cells.get("code"):
            return _drawn(cells["code"], "", 1, 0)
        level, seed = (_whole(cells.get(name, ""), name, usual) for name, usual in (("level", 1), ("seed", 0)))
        return _drawn("", cells.get("topic", ""), level, seed)
    except ValueError as error:
        raise ValueError(f"line {row.line}: {error}") from None


def _whole(text: str, name: str, usual: int) -> int:
    if text and not (text.isascii() and text.isdigit()):
        raise ValueError(f"expected a whole number in the column {name}, got {brief(text)}")
    return int(text or usual)


@lru_cache(maxsize=256)
def _drawn(code: str, topic: str, level: int, seed: int) -> Worksheet:
    return worksheet(code=code) if code else worksheet(topic, level=level, seed=seed)


@lru_cache(maxsize=256)
def _names(sheet: Worksheet) -> frozenset[str]:
    return frozenset(name for part in sheet.parts() for name in part.blanks)


def _strangers(heads: Sequence[str], blanks: set[str]) -> list[str]:
    """What is said of the columns that are left out, unless one is a blank's, misspelled."""
    known = {"", "name", "given", "family", "number", *_SHEET}
    strangers = [head for head in heads if head not in known | blanks]
    for head in strangers:
        meant = nearest(head, blanks - {*heads})
        if meant:
            raise ValueError(f"line 1: no sheet has a blank called {head}: did you mean {meant}?")
    if not blanks & {*heads}:
        raise ValueError(f"line 1: expected a column for each blank, such as {min(blanks)}, got {', '.join(heads)}")
    return [f"column {head}: no sheet has a blank of this name, so it was left out" for head in strangers]


def _answers(row: Row, cells: Mapping[str, str], sheet: Worksheet, blanks: set[str], notes: list[str]) -> Answers:
    entries: dict[str, Number | None] = {}
    unreadable: dict[str, str] = {}
    for name in cells.keys() & blanks:
        try:
            number = number_of(cells[name])
        except ValueError as error:
            unreadable[name] = str(error)
            notes.append(f"line {row.line}, column {name}: {error}")
            continue
        if name in _names(sheet):
            entries[name] = number
        elif number is not None:
            notes.append(f"line {row.line}, column {name}: sheet {sheet.code} has no such blank")
    name = cells.get("name") or " ".join(filter(None, (cells.get("given"), cells.get("family"))))
    student = Student(name, cells.get("number", ""))
    if not str(student):
        raise ValueError(f"line {row.line}: expected a name or a number, got neither")
    return Answers(student, sheet, entries, unreadable)
