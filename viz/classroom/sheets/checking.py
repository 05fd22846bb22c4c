"""An answer typed into a notebook: whether it is right, and if not what it betrays."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Real

from autograd.shared.near_names import check_name
from autograd.shared.showing import came
from viz.classroom.exercises.blank import Blank, Number
from viz.classroom.exercises.misconceptions import MISCONCEPTIONS
from viz.classroom.exercises.spelling import spelled
from viz.classroom.sheets.numbers import is_near
from viz.classroom.sheets.sheet import Sheet

__all__ = ["verdicts"]


def verdicts(sheet: Sheet, entries: dict[str, object]) -> Iterator[str]:
    """What is to be said of each entry.

    Raises:
        TypeError: if an entry is no number.
        ValueError: if there is no blank of a name.
    """
    places = {name: (part, blank) for part in sheet.parts() for name, blank in part.blanks.items()}
    for name, entry in entries.items():
        part, blank = places[check_name(name, "blank", places)]
        yield _verdict(blank, part.exercise.answers(), name, entry)


def _verdict(blank: Blank, right: dict[str, Number], name: str, entry: object) -> str:
    if entry is ... or entry is None:
        return f"· {blank.asks}: not answered yet"
    if not isinstance(entry, Real) or isinstance(entry, bool):
        raise TypeError(f"expected {name} to be a number, got {came(entry)}")
    number = float(entry)
    if is_near(number, right[blank.name]):
        return f"✓ {blank.asks} = {spelled(right[blank.name])}"
    held = dict.fromkeys(m.misconception for m in blank.mistakes if is_near(number, m.rule(right)))
    says = " Or: ".join(MISCONCEPTIONS[misconception].says for misconception in held)
    return f"✗ {blank.asks} is not {spelled(number)}. {says or 'Go back a step, and compute it again.'}"
