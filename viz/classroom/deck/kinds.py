"""What a number of the deck may be."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Kind", "entry", "label", "labels", "number", "points", "positive", "several", "whole"]


@dataclass(frozen=True)
class Kind:
    """What an entry may be.

    Attributes:
        words: the same in words, such as "a finite number".
        accepts: whether something is of this kind.
        read: what is made of it: whole numbers become floats where any number may stand.
    """

    words: str
    accepts: Callable[[object], bool]
    read: Callable[[Any], Any]


def entry(default: object, kind: Kind, says: str) -> Any:
    """A field of a record of numbers: its default, what it may be, and what it is."""
    return field(default=default, metadata={"kind": kind, "says": says})


def _is_number(given: object) -> bool:
    """Whether it is a number that a float can hold; of a whole number it may be too large."""
    if not isinstance(given, (int, float)) or isinstance(given, bool):
        return False
    return abs(given) <= sys.float_info.max


def _is_whole(given: object, low: int, high: int) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and low <= given <= high


def _is_list(given: object, each: Callable[[object], bool], low: int, high: int) -> bool:
    return (
        isinstance(given, Sequence)
        and not isinstance(given, str)
        and low <= len(given) <= high
        and all(map(each, given))
    )


number = Kind("a finite number", _is_number, float)
positive = Kind("a number above 0", lambda given: _is_number(given) and float(given) > 0.0, float)  # type: ignore[arg-type]
label = Kind("0 or 1", lambda given: _is_number(given) and given in (0, 1), float)


def whole(low: int, high: int) -> Kind:
    """Whole numbers of a range."""
    return Kind(f"a whole number from {low} to {high}", lambda given: _is_whole(given, low, high), int)


def several(each: Kind, low: int, high: int) -> Kind:
    """Lists of so many entries."""
    amount = str(low) if low == high else f"{low} to {high}"
    return Kind(
        f"a list of {amount} entries, each {each.words}",
        lambda given: _is_list(given, each.accepts, low, high),
        lambda given: tuple(map(each.read, given)),
    )


labels = several(Kind("0 or 1", label.accepts, int), 2, 12)
points = several(several(number, 2, 2), 2, 12)
