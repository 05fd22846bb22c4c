"""The answers in a worksheet's notebook, read from the text of its cells: nothing of it is run."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from autograd.shared.showing import brief
from viz.classroom.exercises.blank import Number
from viz.classroom.judging.reading import number_of
from viz.classroom.marking.answers import Answers
from viz.classroom.sheets.roster import Student
from viz.classroom.sheets.worksheet import Worksheet, worksheet

__all__ = ["read_notebook"]

_CODE: Final = re.compile(r"worksheet\(\s*code\s*=\s*[\"']([^\"']+)[\"']")
_LONGEST: Final = 100_000  # characters of a cell; more is no answer


def read_notebook(file: Path) -> Answers:
    """The answers in a notebook; the student is called after the file.

    Of several assignments to a name, the last counts. The names of earlier answers may be used in later ones.

    Raises:
        OSError: if it cannot be read.
        ValueError: if it is no notebook of a worksheet.
    """
    try:
        cells = _cells(json.loads(file.read_bytes()))
        sheet = _sheet(cells)
    except (RecursionError, ValueError) as error:
        raise ValueError(f"{file}: expected the notebook of a worksheet, got another file: {error}") from None
    known = {name for part in sheet.parts() for name in part.blanks}
    entries: dict[str, Number | None] = {}
    unreadable: dict[str, str] = {}
    for name, text in (each for cell in cells for each in _assignments(cell)):
        if name not in known:
            continue
        unreadable.pop(name, None)
        entries.pop(name, None)
        try:
            entries[name] = number_of(text, {n: x for n, x in entries.items() if x is not None})
        except ValueError as error:
            unreadable[name] = str(error)
    return Answers(Student(file.stem), sheet, entries, unreadable)


def _cells(notebook: Any) -> list[str]:
    """The sources of its code cells."""
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise ValueError(f"it has no cells: {brief(notebook)}")
    code = [cell for cell in notebook["cells"] if isinstance(cell, dict) and cell.get("cell_type") == "code"]
    sources = [cell.get("source", "") for cell in code]
    return ["".join(map(str, source)) if isinstance(source, list) else str(source) for source in sources]


def _sheet(cells: list[str]) -> Worksheet:
    """The sheet that the notebook asks for: from the cell that makes it, which every program keeps that saves one."""
    for cell in cells:
        found = _CODE.search(cell)
        if found:
            return worksheet(code=found[1])
    raise ValueError("no cell of it makes a worksheet from a code")


def _assignments(cell: str) -> Iterator[tuple[str, str]]:
    """The names that a cell assigns to, each with the text of what; of a cell that is no Python, line by line."""
    if len(cell) > _LONGEST:
        return
    try:
        tree = ast.parse(cell)
    except (MemoryError, RecursionError, SyntaxError, ValueError):
        lines = [line.strip() for line in cell.splitlines()]
        if len(lines) > 1:
            yield from (found for line in lines for found in _assignments(line))
        else:
            found = re.fullmatch(r"(\w+)\s*=\s*([^=#].*?)\s*(#.*)?", lines[0]) if lines else None
            if found:
                yield found[1], found[2]
        return
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            [target] = statement.targets
            if isinstance(target, ast.Name):
                yield target.id, ast.get_source_segment(cell, statement.value) or ""
