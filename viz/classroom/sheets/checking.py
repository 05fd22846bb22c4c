"""Answers typed into a notebook, one after the other, judged as a marked sheet is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping

from autograd.shared.near_names import check_name
from viz.classroom.exercises.blank import Number
from viz.classroom.judging.judging import judged
from viz.classroom.judging.mark import Mark
from viz.classroom.judging.reading import entered
from viz.classroom.sheets.sheet import Sheet

__all__ = ["checked"]


def checked(sheet: Sheet, given: Mapping[str, object], known: MutableMapping[str, Number | None]) -> Iterator[Mark]:
    """The marks of the entries that are given; those that are already known are what they may follow from.

    Args:
        sheet: what is filled in.
        given: entries, by the names of the blanks.
        known: the entries so far, to which these are added.

    Raises:
        TypeError: if an entry is no number, nor a text.
        ValueError: if there is no blank of a name, or an entry says no finite number.
    """
    parts = sheet.parts()
    blanks = [name for part in parts for name in part.blanks]
    known.update({check_name(name, "blank", blanks): _entry(name, entry) for name, entry in given.items()})
    for part in parts:
        if given.keys() & part.blanks:
            marks = {mark.name: mark for mark in judged(part.exercise, part.blanks, known, {})}
            yield from (marks[name] for name in given if name in marks)


def _entry(name: str, entry: object) -> Number | None:
    try:
        return entered(entry)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{name}: {error}") from None
