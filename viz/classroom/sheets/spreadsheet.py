"""Tables to be opened in a spreadsheet."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["spreadsheet"]

_BYTE_ORDER_MARK: Final = codecs.BOM_UTF8  # without it, Excel reads letters with accents as two others
_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""With what a formula begins, the wide signs of Japanese keyboards among them."""


def spreadsheet(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file, as spreadsheets read it. No text in it is a formula to them, which may call programs and addresses.

    Args:
        heads: the names of the columns.
        rows: the cells below them, numbers and texts.

    >>> print(spreadsheet(["name", "points"], [["Ada", 3], ["=1+1", -0.5]]).decode("utf-8-sig"), end="")
    name,points
    Ada,3
    '=1+1,-0.5
    """
    text = io.StringIO()
    csv.writer(text).writerows([heads, *(map(_harmless, row) for row in rows)])
    return _BYTE_ORDER_MARK + text.getvalue().encode()


def _harmless(cell: object) -> object:
    """The cell; of a text that would be computed, after the apostrophe by which spreadsheets know a text."""
    is_formula = isinstance(cell, str) and cell.startswith(_BEGINNINGS) and not _is_number(cell)
    return f"'{cell}" if is_formula else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
