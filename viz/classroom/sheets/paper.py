"""A worksheet on paper: its blocks, with room to write, or with everything written in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from viz.classroom.exercises.betrayals import betrayals_of
from viz.classroom.exercises.blank import Blank, Number
from viz.classroom.exercises.drawing import drawn
from viz.classroom.exercises.spelling import typeset
from viz.classroom.sheets.pages import PAPERS, Block, Page, Paper, Rule, Words, block_of, pages_of, row_of
from viz.classroom.sheets.printing import pdf_of
from viz.classroom.sheets.sheet import Part, Sheet
from viz.classroom.sheets.typesetting import Line, Run, kind_of, lines_of, paragraphs_of, shrunk
from viz.rendering.layout import layout_of
from viz.rendering.paper import PaperSize

__all__ = ["pages_on", "pdf", "pdf_of_all"]

_BODY, _TITLE, _HEAD, _SMALL = 11.0, 18.0, 12.5, 9.0  # sizes of letters
_SPACE = 7.0  # between paragraphs
_ROW = 27.0  # of blanks: hands need more room than letters
_ANSWER = "#0b4f9e"
_GREY = "#555555"


def pdf(sheet: Sheet, *, solved: bool = False, paper: PaperSize = "a4") -> bytes:
    """The sheet, or its solution, as PDF."""
    return pdf_of(pages_on(sheet, PAPERS[paper], solved=solved), _title(sheet, solved=solved))


def pdf_of_all(sheets: Sequence[Sheet], paper: PaperSize) -> bytes:
    """The sheets of a class, one after the other, in one PDF."""
    pages = [page for sheet in sheets for page in pages_on(sheet, PAPERS[paper])]
    return pdf_of(pages, sheets[0].title)


def pages_on(sheet: Sheet, paper: Paper, *, solved: bool = False) -> list[Page]:
    """The sheet's pages, each with its code and number at the foot."""
    pages = pages_of([*_blocks(sheet, paper.text_width, solved=solved)], paper)
    return [Page(paper, (*page.items, *_foot(sheet, paper, k, len(pages)))) for k, page in enumerate(pages, start=1)]


def _title(sheet: Sheet, *, solved: bool) -> str:
    return f"{sheet.title}: solution" if solved else sheet.title


def _foot(sheet: Sheet, paper: Paper, number: int, count: int) -> Iterator[Words]:
    who = f"{sheet.student} · " if str(sheet.student) else ""
    left = Run(kind_of(who), f"{who}sheet {sheet.code}", _SMALL, _GREY)
    y = paper.height - paper.foot / 2
    yield Words(paper.margin, y, left)
    if count > 1:
        right = Run("text", f"{number} of {count}", _SMALL, _GREY)
        yield Words(paper.width - paper.margin - right.width, y, right)


def _blocks(sheet: Sheet, width: float, *, solved: bool) -> Iterator[Block]:
    yield _headline(_title(sheet, solved=solved), sheet.code, width)
    yield _names(sheet, width)
    for part in sheet.parts():
        yield _gap(2 * _SPACE)
        yield from _exercise(part, width, is_numbered=len(sheet.exercises) > 1, solved=solved)


def _headline(title: str, code: str, width: float) -> Block:
    sign = Run("code", code, _HEAD)
    lines = lines_of(f"**{title}**", _TITLE, width - sign.width - 20.0)
    block = block_of(lines)
    return Block(block.height, (*block.items, Words(width - sign.width, lines[0].ascent, sign)), is_kept=True)


def _names(sheet: Sheet, width: float) -> Block:
    """Whose sheet it is, on a line to write on where that is not known; and room for the points."""
    student, baseline = sheet.student, 24.0
    points = f"points:          of {sheet.points()}"
    columns = ((0.0, 0.55, f"name: {student.name}"), (0.57, 0.8, f"number: {student.number}"), (0.82, 1.0, points))
    words = [
        Words(start * width, baseline, shrunk(Run(kind_of(text), text, _BODY), (end - start) * width))
        for start, end, text in columns
    ]
    rules = [Rule(start * width, baseline + 4.0, end * width, baseline + 4.0) for start, end, _ in columns]
    return Block(baseline + 6.0, (*words, *rules), is_kept=True)


def _exercise(part: Part, width: float, *, is_numbered: bool, solved: bool) -> Iterator[Block]:
    number = f"{part.number}  " if is_numbered else ""
    yield block_of(lines_of(f"**{number}{part.exercise.title}**", _HEAD, width), is_kept=True)
    for paragraph in part.exercise.text:
        yield from _paragraph(paragraph, width, is_kept=True)
    if part.exercise.graph is not None:
        yield Block(0.0, picture=layout_of(drawn(part.exercise, solved=solved).svg()), is_kept=True)
    yield _gap(_SPACE / 2)
    yield from _answers(part, width, solved=solved)
    if solved:
        yield from _solution(part, width)


def _paragraph(markdown: str, width: float, *, is_kept: bool = False, indent: float = 0.0) -> Iterator[Block]:
    for paragraph in paragraphs_of(markdown):
        for line in lines_of(paragraph, _BODY, width - indent):
            yield block_of([line], indent, is_kept=is_kept)
        yield _gap(_SPACE, is_kept=is_kept)


def _gap(height: float, *, is_kept: bool = True) -> Block:
    return Block(height, is_kept=is_kept)


def _answers(part: Part, width: float, *, solved: bool) -> Iterator[Block]:
    """The blanks in columns, each with a line to write on, or its answer."""
    answers = part.answers()
    asked = [(_asked(blank, answers[name] if solved else None)) for name, blank in part.blanks.items()]
    widest = max(line.width for line in asked) + (0.0 if solved else 60.0) + 16.0
    columns = max(1, min(4, int(width / widest)))
    for start in range(0, len(asked), columns):
        row = [_cell(line, width / columns, is_ruled=not solved) for line in asked[start : start + columns]]
        yield row_of(row, width / columns)


def _asked(blank: Blank, answer: Number | None) -> Line:
    answered = "" if answer is None else typeset(answer)
    [line] = lines_of(f"${blank.latex} =$", _BODY, float("inf"))
    if answer is None:
        return line
    [filled] = lines_of(f"${answered}$", _BODY, float("inf"), _ANSWER)
    runs = [*line.runs, *((line.width + 4.0 + at, run) for at, run in filled.runs)]
    return Line(tuple(runs), line.width + 4.0 + filled.width, _BODY)


def _cell(line: Line, width: float, *, is_ruled: bool) -> Block:
    below = line.height - line.ascent
    height = max(line.height + 6.0, _ROW) if is_ruled else line.height
    baseline = height - max(below, 9.0) if is_ruled else line.ascent
    words = [Words(at, baseline, run) for at, run in line.runs]
    rule = [Rule(line.width + 5.0, baseline + 2.0, width - 12.0, baseline + 2.0)] if is_ruled else []
    return Block(height + (0.0 if is_ruled else 3.0), (*words, *rule))


def _solution(part: Part, width: float) -> Iterator[Block]:
    yield _gap(_SPACE)
    if part.exercise.solution:
        yield block_of(lines_of("**The way there**", _BODY, width), is_kept=True)
        yield _gap(_SPACE / 2)
    for line in part.exercise.solution:
        yield from _paragraph(line, width)
    betrayals = betrayals_of(part.exercise.blanks)
    if betrayals:
        yield _gap(_SPACE / 2)
        yield block_of(lines_of("**Wrong answers, and what they betray**", _BODY, width), is_kept=True)
        yield _gap(_SPACE / 2)
        for betrayal in betrayals:
            yield from _paragraph(betrayal.markdown, width)
