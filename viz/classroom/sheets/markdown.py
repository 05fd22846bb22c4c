"""A worksheet in Markdown, its pictures inside: for a wiki, a web page, or an editor."""

from __future__ import annotations

from collections.abc import Iterator

from viz.classroom.exercises.betrayals import betrayals_of
from viz.classroom.exercises.drawing import drawn
from viz.classroom.exercises.spelling import typeset
from viz.classroom.sheets.sheet import Part, Sheet
from viz.rendering.images import image_base64
from viz.rendering.paper import PaperSize

__all__ = ["markdown", "solution_in_markdown", "text_in_markdown"]

_LINE = "\\_" * 12


def markdown(sheet: Sheet, *, solved: bool = False, paper: PaperSize = "a4") -> bytes:
    """The sheet, or its solution, as one file of Markdown with mathematics between dollar signs."""
    return "\n\n".join(_paragraphs(sheet, solved=solved)).encode() + b"\n"


def _paragraphs(sheet: Sheet, *, solved: bool) -> Iterator[str]:
    yield f"# {sheet.title}{': solution' * solved}"
    name, number = sheet.student.name or _LINE, sheet.student.number or _LINE
    yield f"name: {name} · number: {number} · sheet `{sheet.code}` · points: {_LINE[:8]} of {sheet.points()}"
    for part in sheet.parts():
        yield from text_in_markdown(part, _picture(part, solved=solved))
        answers = part.answers()
        filled = {name: f"${typeset(answers[name])}$" if solved else _LINE for name in part.blanks}
        yield "\n".join(f"- ${blank.latex} =$ {filled[name]}" for name, blank in part.blanks.items())
        if solved:
            yield from solution_in_markdown(part)


def text_in_markdown(part: Part, picture: str) -> Iterator[str]:
    """What is given and asked, paragraph by paragraph, with the picture."""
    yield f"## {part.number}. {part.exercise.title}"
    yield from part.exercise.text
    if picture:
        yield picture


def solution_in_markdown(part: Part) -> Iterator[str]:
    """The way to the answers, and what wrong ones betray."""
    yield "### The way there"
    yield from part.exercise.solution
    betrayals = betrayals_of(part.exercise.blanks)
    if betrayals:
        yield "### Wrong answers, and what they betray"
        yield "\n".join(f"- {betrayal.markdown}" for betrayal in betrayals)


def _picture(part: Part, *, solved: bool) -> str:
    if part.exercise.graph is None:
        return ""
    picture = drawn(part.exercise, solved=solved)
    return f"![{picture.description}](data:image/svg+xml;base64,{image_base64(picture.svg().encode())})"
