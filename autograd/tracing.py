"""What a function does with the numbers of its Values while its graph is recorded for compilation.

A recorded graph holds the operations, not Python's control flow. So comparisons made meanwhile are noted, for the
program to check on every sample; and so are numbers taken out of a Value, which the program could not follow.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from autograd.value import Value

__all__ = ["Comparison", "Recording", "compared", "is_recording", "noted", "recording"]

Relation: TypeAlias = Callable[[float, float], bool]


@dataclass(frozen=True, eq=False)
class Comparison:
    """A comparison that came out one way while a graph was recorded.

    Attributes:
        relation: `operator.lt`, `le`, `gt`, `ge`, `eq` or `ne`.
        left: the Value on its left side.
        right: the Value on its right side.
        outcome: how it came out.
    """

    relation: Relation
    left: Value
    right: Value
    outcome: bool

    def __str__(self) -> str:
        return f"{_name(self.left)} {_SYMBOLS[self.relation]} {_name(self.right)}"


_SYMBOLS: dict[Relation, str] = {
    operator.lt: "<",
    operator.le: "<=",
    operator.gt: ">",
    operator.ge: ">=",
    operator.eq: "==",
    operator.ne: "!=",
}


def _name(value: Value) -> str:
    operation = "" if value.primitive is None else f"{value.primitive.name}(…)"
    return value.label or operation or repr(value._data)


@dataclass
class Recording:
    """What was noted.

    Attributes:
        comparisons: the comparisons of Values, in order.
        reads: the Values whose number was taken, by `float(v)` or `v.data`.
    """

    comparisons: list[Comparison] = field(default_factory=list)
    reads: list[Value] = field(default_factory=list)


_current: ContextVar[Recording | None] = ContextVar("what is being recorded", default=None)


@contextmanager
def recording() -> Iterator[Recording]:
    """Notes what happens inside, in this thread alone."""
    record = Recording()
    token = _current.set(record)
    try:
        yield record
    finally:
        _current.reset(token)


def is_recording() -> bool:
    """Whether a graph is being recorded in this thread."""
    return _current.get() is not None


def compared(relation: Relation, left: Value, right: Value) -> bool:
    """Whether the numbers of two Values stand in `relation`; noted while a graph is recorded."""
    outcome = relation(left._data, right._data)
    record = _current.get()
    if record is not None:
        record.comparisons.append(Comparison(relation, left, right, outcome))
    return outcome


def noted(value: Value) -> float:
    """The number of a Value that is taken out of the graph; noted while one is recorded."""
    record = _current.get()
    if record is not None:
        record.reads.append(value)
    return value._data
