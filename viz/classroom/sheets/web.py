r"""What is given and asked as HTML, for question banks: learning platforms set `\(…\)` as mathematics."""

from __future__ import annotations

import html

from viz.classroom.sheets.sheet import Part
from viz.classroom.sheets.typesetting import runs_of

__all__ = ["PICTURE_DPI", "line_html", "solution_html", "text_html"]

PICTURE_DPI = 110


def text_html(part: Part, picture: str, description: str) -> str:
    """The paragraphs, and the picture with this address, if there is one."""
    paragraphs = "".join(f"<p>{line_html(paragraph)}</p>" for paragraph in part.exercise.text)
    shown = f'<p><img src="{picture}" alt="{html.escape(description)}" style="max-width: 100%"></p>' if picture else ""
    return paragraphs + shown


def solution_html(part: Part) -> str:
    """The way to the answers."""
    return "".join(f"<p>{line_html(paragraph)}</p>" for paragraph in part.exercise.solution)


def line_html(markdown: str) -> str:
    r"""A line of Markdown.

    >>> line_html("**Note**: $a < b$, and `x`")
    '<b>Note</b>: \\(a &lt; b\\), and <code>x</code>'
    """
    forms = {"text": "{0}", "bold": "<b>{0}</b>", "code": "<code>{0}</code>", "math": "\\({0}\\)"}
    return "".join(forms[run.kind].format(html.escape(run.content, quote=False)) for run in runs_of(markdown, 1.0))
