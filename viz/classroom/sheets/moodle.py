"""Worksheets as a question bank in Moodle's XML: an exercise is a question with embedded answers and its picture."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from viz.classroom.exercises.blank import Blank, Number
from viz.classroom.exercises.drawing import drawn
from viz.classroom.exercises.misconceptions import MISCONCEPTIONS
from viz.classroom.judging.numbers import bounds, decimal
from viz.classroom.sheets.sheet import Part, Sheet
from viz.classroom.sheets.web import PICTURE_DPI, line_html, solution_html, text_html
from viz.rendering.images import image_base64

__all__ = ["moodle_xml"]

_PICTURE = "graph.png"


def moodle_xml(sheets: Sequence[Sheet]) -> bytes:
    """The exercises of all sheets, in a category called after their title: Moodle draws one of it for each student."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", *_category(sheets[0].title)]
    for sheet in sheets:
        for part in sheet.parts():
            lines += _question(part, f"{part.exercise.title} {sheet.code}")
    return "\n".join([*lines, "</quiz>"]).encode() + b"\n"


def _category(title: str) -> Iterator[str]:
    name = html.escape(title.replace("/", "//"))  # one alone would begin a category within it
    yield '<question type="category">'
    yield f"<category><text>$course$/top/{name}</text></category>"
    yield "</question>"


def _question(part: Part, name: str) -> Iterator[str]:
    picture = drawn(part.exercise) if part.exercise.graph is not None else None
    description = picture.description if picture else ""
    text = text_html(part, f"@@PLUGINFILE@@/{_PICTURE}" if picture else "", description) + _answers(part)
    yield '<question type="cloze">'
    yield f"<name><text>{html.escape(name)}</text></name>"
    yield f'<questiontext format="html"><text><![CDATA[{text}]]></text>'
    if picture:
        contents = image_base64(picture.png(PICTURE_DPI))
        yield f'<file name="{_PICTURE}" path="/" encoding="base64">{contents}</file>'
    yield "</questiontext>"
    yield f'<generalfeedback format="html"><text><![CDATA[{solution_html(part)}]]></text></generalfeedback>'
    yield "<penalty>0</penalty><hidden>0</hidden>"
    yield "</question>"


def _answers(part: Part) -> str:
    right = part.exercise.answers()
    lines = (f"<p>{line_html(f'${blank.latex} =$')} {_embedded(blank, right)}</p>" for blank in part.blanks.values())
    return "".join(lines)


def _embedded(blank: Blank, right: dict[str, Number]) -> str:
    """A blank as Moodle embeds it: the right answer, then the wrong ones, each with what it betrays."""
    alternatives = [f"={_near(right[blank.name])}"]
    for mistake in blank.mistakes:
        says = _said(MISCONCEPTIONS[mistake.misconception].says)
        alternatives.append(f"%0%{_near(mistake.rule(right))}#{says}")
    return f"{{{blank.points}:NUMERICAL:{'~'.join(_first_of_each(alternatives))}}}"


def _near(number: Number) -> str:
    low, high = bounds(number)
    return f"{decimal(number)}:{(high - low) / 2:.3g}"


def _first_of_each(alternatives: Iterable[str]) -> Iterator[str]:
    """Of alternatives with the same number, the first: Moodle looks no further."""
    seen = set()
    for alternative in alternatives:
        number = alternative.partition("#")[0].removeprefix("%0%")
        if number not in seen:
            seen.add(number)
            yield alternative


def _said(text: str) -> str:
    """A sentence within an embedded answer, where some signs mean something."""
    return re.sub(r"[~}#]", lambda sign: f"\\{sign[0]}", html.escape(text, quote=False))
