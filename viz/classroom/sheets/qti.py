"""Worksheets as a question bank in QTI 1.2, zipped as Canvas imports it: a blank is a question, with its picture."""

from __future__ import annotations

import hashlib
import html
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from viz.classroom.exercises.drawing import drawn
from viz.classroom.judging.numbers import bounds, decimal
from viz.classroom.sheets.sheet import Part, Sheet
from viz.classroom.sheets.web import PICTURE_DPI, line_html, solution_html, text_html

__all__ = ["qti_zip"]

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip can tell: the same sheets give the same bytes."""
_FOLDER = "pictures"
_BANK = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"


def qti_zip(sheets: Sequence[Sheet]) -> bytes:
    """The exercises of all sheets, in a bank called after their title."""
    pictures: dict[str, bytes] = {}
    items: list[str] = []
    for sheet in sheets:
        for part in sheet.parts():
            items += _items(sheet, part, pictures)
    bank = hashlib.sha256("\n".join(items).encode()).hexdigest()[:16]
    files = {
        "imsmanifest.xml": _manifest(bank, pictures),
        f"{bank}/{bank}.xml": _assessment(bank, sheets[0].title, items),
        **{f"{_FOLDER}/{name}": contents for name, contents in pictures.items()},
    }
    return _zipped(files)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, contents in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # on every system alike
            package.writestr(entry, contents, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _manifest(bank: str, pictures: Mapping[str, bytes]) -> bytes:
    resources = [
        f'<resource identifier="{bank}" type="imsqti_xmlv1p2"><file href="{bank}/{bank}.xml"/></resource>',
        *(
            f'<resource identifier="picture-{k}" type="webcontent" href="{_FOLDER}/{name}">'
            f'<file href="{_FOLDER}/{name}"/></resource>'
            for k, name in enumerate(pictures, start=1)
        ),
    ]
    return _document(
        f'<manifest xmlns="{_PACKAGE}" identifier="package-{bank}">',
        "<metadata><schema>IMS Content</schema><schemaversion>1.1.3</schemaversion></metadata>",
        "<organizations/>",
        f"<resources>{''.join(resources)}</resources>",
        "</manifest>",
    )


def _assessment(bank: str, title: str, items: Sequence[str]) -> bytes:
    return _document(
        f'<questestinterop xmlns="{_BANK}">',
        f'<assessment ident="{bank}" title="{html.escape(title)}">',
        '<section ident="root_section">',
        *items,
        "</section>",
        "</assessment>",
        "</questestinterop>",
    )


def _document(*lines: str) -> bytes:
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *lines]).encode() + b"\n"


def _items(sheet: Sheet, part: Part, pictures: dict[str, bytes]) -> Iterator[str]:
    """The blanks of an exercise as questions; its picture joins the others."""
    address, description = "", ""
    if part.exercise.graph is not None:
        picture = drawn(part.exercise)
        name, description = f"{sheet.code}-{part.number}.png", picture.description
        pictures[name] = picture.png(PICTURE_DPI)
        address = f"%24IMS-CC-FILEBASE%24/{_FOLDER}/{name}"
    text, answers = text_html(part, address, description), part.answers()
    for name, blank in part.blanks.items():
        asked = f"{text}<p>{line_html(f'${blank.latex} =$')}</p>"
        title = f"{part.exercise.title} {sheet.code}: {blank.asks}"
        yield f'<item ident="{sheet.code}-{part.number}-{name}" title="{html.escape(title)}">'
        yield _metadata(blank.points)
        yield f"<presentation>{_material(asked)}{_RESPONSE}</presentation>"
        yield _processing(decimal(answers[name]), *bounds(answers[name]))
        feedback = f"<flow_mat>{_material(solution_html(part))}</flow_mat>"
        yield f'<itemfeedback ident="general_fb">{feedback}</itemfeedback>'
        yield "</item>"


_RESPONSE = (
    '<response_str ident="response1" rcardinality="Single">'
    '<render_fib fibtype="Decimal"><response_label ident="answer1"/></render_fib></response_str>'
)


def _metadata(points: int) -> str:
    fields = {"question_type": "numerical_question", "points_possible": f"{points}.0"}
    entries = (
        f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry></qtimetadatafield>"
        for label, entry in fields.items()
    )
    return f"<itemmetadata><qtimetadata>{''.join(entries)}</qtimetadata></itemmetadata>"


def _material(text: str) -> str:
    return f'<material><mattext texttype="text/html">{html.escape(text, quote=False)}</mattext></material>'


def _processing(answer: str, low: float, high: float) -> str:
    """All points for a number within the bounds."""
    within = f'<vargte respident="response1">{low:.10g}</vargte><varlte respident="response1">{high:.10g}</varlte>'
    return (
        '<resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>'
        '<respcondition continue="Yes"><conditionvar><other/></conditionvar>'
        '<displayfeedback feedbacktype="Response" linkrefid="general_fb"/></respcondition>'
        f'<respcondition continue="No"><conditionvar><or><varequal respident="response1">{answer}</varequal>'
        f"<and>{within}</and></or></conditionvar>"
        '<setvar action="Set" varname="SCORE">100</setvar></respcondition></resprocessing>'
    )
