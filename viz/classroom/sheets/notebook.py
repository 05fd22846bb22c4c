"""A worksheet as a Jupyter notebook: a cell for each blank, and a check that says what a wrong answer betrays.

The answers are not in it: `check` makes the sheet again from its code.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from viz.classroom.exercises.drawing import drawn
from viz.classroom.judging.numbers import decimal
from viz.classroom.sheets.markdown import solution_in_markdown, text_in_markdown
from viz.classroom.sheets.sheet import Part, Sheet
from viz.rendering.images import image_base64
from viz.rendering.paper import PaperSize

__all__ = ["notebook"]

_DPI = 120
_PICTURE = "graph.png"
_HOW = "Write each answer in the place of `...`: a number such as `-0.25`, or `2/3`. Then run the cell."


def notebook(sheet: Sheet, *, solved: bool = False, paper: PaperSize = "a4") -> bytes:
    """The sheet, or its solution, as a notebook."""
    cells = [{**cell, "id": f"cell-{k}"} for k, cell in enumerate(_cells(sheet, solved=solved), start=1)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}, "chalkgrad": {"sheet": sheet.code}}
    whole = {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _cells(sheet: Sheet, *, solved: bool) -> Iterator[dict[str, Any]]:
    who = f"{sheet.student} · " if str(sheet.student) else ""
    yield _words(f"# {sheet.title}{': solution' * solved}", f"{who}sheet `{sheet.code}`", _HOW)
    yield _code(f'import viz\n\nsheet = viz.worksheet(code="{sheet.code}")')
    for part in sheet.parts():
        yield _text(part, solved=solved)
        answers = part.answers()
        for name, blank in part.blanks.items():
            answer = decimal(answers[name]) if solved else "..."
            yield _code(f"# {blank.asks}\n{name} = {answer}\nsheet.check({name}={name})")
        if solved:
            yield _words(*solution_in_markdown(part))


def _text(part: Part, *, solved: bool) -> dict[str, Any]:
    if part.exercise.graph is None:
        return _words(*text_in_markdown(part, ""))
    picture = drawn(part.exercise, solved=solved)
    cell = _words(*text_in_markdown(part, f"![{picture.description}](attachment:{_PICTURE})"))
    return {**cell, "attachments": {_PICTURE: {"image/png": image_base64(picture.png(_DPI))}}}


def _words(*paragraphs: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": _lines("\n\n".join(paragraphs))}


def _code(program: str) -> dict[str, Any]:
    source = _lines(program)
    return {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": source}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
