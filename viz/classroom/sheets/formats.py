"""The formats that a worksheet is written in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from viz.classroom.sheets.latex import latex
from viz.classroom.sheets.markdown import markdown
from viz.classroom.sheets.moodle import moodle_xml
from viz.classroom.sheets.notebook import notebook
from viz.classroom.sheets.paper import pdf
from viz.classroom.sheets.qti import qti_zip
from viz.classroom.sheets.sheet import Sheet

__all__ = ["BANKS", "FORMATS", "SHEETS", "Bank", "Writer"]


@dataclass(frozen=True)
class Writer:
    """A format for one sheet.

    Attributes:
        suffix: of its files.
        make: the file of a sheet, or with `solved=True` of its solution, on `paper`.
    """

    suffix: str
    make: Callable[..., bytes]


@dataclass(frozen=True)
class Bank:
    """A format of a learning platform's, for any number of sheets, the answers included.

    Attributes:
        suffix: of its file.
        make: the file of some sheets.
    """

    suffix: str
    make: Callable[[Sequence[Sheet]], bytes]


SHEETS: Final = {
    "pdf": Writer(".pdf", pdf),
    "md": Writer(".md", markdown),
    "tex": Writer(".tex", latex),
    "ipynb": Writer(".ipynb", notebook),
}
BANKS: Final = {"moodle": Bank(".xml", moodle_xml), "qti": Bank(".zip", qti_zip)}
FORMATS: Final = (*SHEETS, *BANKS)
"""Their names."""
