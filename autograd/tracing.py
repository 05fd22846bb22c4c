"""What a function does with the numbers of its Values, beside computing with them.

A graph holds the operations, not Python's control flow, and no number that was taken out of a Value. Both matter while
a function runs for the sake of its graph:

- a program, compiled from the graph, checks the comparisons on every sample, and cannot follow a number taken out;
- a derivative passes through the graph alone: what is computed from a number taken out counts as a constant.

So both are noted meanwhile, in the thread in which it happens. In plain code nothing is: a number is taken out of a
Value for good reason, as to print it or to plot it, and nobody can tell what becomes of it.
"""

from __future__ import annotations

import operator
import warnings
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from autograd.errors import LostGradientError, LostGradientWarning
from autograd.primitive import Scalar

if TYPE_CHECKING:
    from autograd.value import Value

__all__ = [
    "CUT_PATH",
    "Comparison",
    "Recording",
    "brief_name",
    "compared",
    "depends_on",
    "differentiating",
    "in_formula",
    "is_differentiating",
    "is_paused",
    "is_recording",
    "looked_at",
    "paused",
    "recording",
    "taken_out",
]

CUT_PATH = "was its number taken out, by float(), .data or a function of math? No path leads on from there"
"""What an error asks where something was to depend on a Value and does not: in plain code nothing is noted."""

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
        return f"{brief_name(self.left)} {_SYMBOLS[self.relation]} {brief_name(self.right)}"


_SYMBOLS: dict[Relation, str] = {
    operator.lt: "<",
    operator.le: "<=",
    operator.gt: ">",
    operator.ge: ">=",
    operator.eq: "==",
    operator.ne: "!=",
}


def brief_name(value: Value) -> str:
    """What a message calls a Value: its label, else its operation, else its number."""
    operation = "" if value.primitive is None else f"{value.primitive.name}(…)"
    return value.label or operation or repr(value._data)


@dataclass
class Recording:
    """What was noted.

    Attributes:
        comparisons: the comparisons of Values, in order.
        reads: the Values whose number was taken, by `float(v)` or `v.data`.
        for_program: whether the graph is to become a program.
    """

    comparisons: list[Comparison] = field(default_factory=list)
    reads: list[Value] = field(default_factory=list)
    for_program: bool = True


@dataclass(frozen=True)
class _Situation:
    """For whose sake the code of a thread runs.

    Attributes:
        recordings: those that note what happens.
        inputs: what derivatives are being taken by, those of nested ones too.
        name_of: how a message names a Value.
        is_differentiating: whether a derivative is being taken.
        is_paused: whether no operation is recorded.
        warned: filled when a warning has been given: one for each derivative is enough.
    """

    recordings: tuple[Recording, ...] = ()
    inputs: set[Value] = field(default_factory=set)
    name_of: Callable[[Value], str] = brief_name
    is_differentiating: bool = False
    is_paused: bool = False
    warned: list[str] = field(default_factory=list)

    def read(self, value: Value) -> None:
        for record in self.recordings:
            record.reads.append(value)

    def loses(self, value: Value) -> bool:
        """Whether a derivative ought to pass through `value`."""
        return bool(self.inputs) and not self.is_paused and depends_on(value, self.inputs)


_PLAIN = _Situation()
_situation: ContextVar[_Situation | None] = ContextVar("for whose sake the code runs", default=None)


@contextmanager
def _in(situation: _Situation) -> Iterator[None]:
    token = _situation.set(situation)
    try:
        yield
    finally:
        _situation.reset(token)


def _now() -> _Situation:
    return _situation.get() or _PLAIN


@contextmanager
def recording(*, for_program: bool = True) -> Iterator[Recording]:
    """Notes what happens inside, in this thread alone.

    Args:
        for_program: whether the graph is to become a program, which some functions make in a way of their own.
    """
    record, now = Recording(for_program=for_program), _now()
    with _in(replace(now, recordings=(*now.recordings, record), is_paused=False)):
        yield record


@contextmanager
def differentiating(input_name: Callable[[Value], str | None]) -> Iterator[set[Value]]:
    """Has it told, in this thread, when a number is taken out of what a derivative should pass through.

    Args:
        input_name: what a message calls a Value that the derivative is taken by; None for any other Value.

    Yields:
        The Values that derivatives are taken by, those of derivatives around this one: to be added to.
    """
    now = _now()
    inputs = set(now.inputs)

    def name_of(value: Value) -> str:
        return input_name(value) or now.name_of(value)

    token = _situation.set(_Situation(now.recordings, inputs, name_of, is_differentiating=True))
    try:
        yield inputs
    finally:
        _situation.reset(token)


@contextmanager
def paused(is_paused: bool = True) -> Iterator[None]:
    """Says whether operations are not to be recorded in this thread: see `autograd.no_grad`."""
    with _in(replace(_now(), is_paused=is_paused)):
        yield


def is_recording() -> bool:
    """Whether a graph that is to become a program is being recorded in this thread."""
    return any(record.for_program for record in _now().recordings)


def is_differentiating() -> bool:
    """Whether a derivative is being taken in this thread."""
    return _now().is_differentiating


def is_paused() -> bool:
    """Whether no operation is to be recorded in this thread."""
    return _now().is_paused


def compared(relation: Relation, left: Value, right: Value) -> bool:
    """Whether the numbers of two Values stand in `relation`; noted while a graph is recorded."""
    outcome = relation(left._data, right._data)
    situation = _situation.get()
    if situation is not None:
        for record in situation.recordings:
            record.comparisons.append(Comparison(relation, left, right, outcome))
    return outcome


def looked_at(value: Value) -> float:
    """The number of a Value, for `v.data`; a derivative that it is taken from gives a warning."""
    situation = _situation.get()
    if situation is not None:
        situation.read(value)
        if not situation.warned and situation.loses(value):
            name = situation.name_of(value)
            situation.warned.append(name)
            warnings.warn(
                f"no derivative passes through the data of {name}: compute and compare with the Value itself, or say "
                "by .detach().data that the number alone is meant",
                LostGradientWarning,
                stacklevel=3,
            )
    return value._data


def taken_out(value: Value) -> float:
    """The number of a Value, for `float(v)`, which Python's math calls too.

    Raises:
        LostGradientError: if a derivative is being taken that ought to pass through it.
    """
    situation = _situation.get()
    if situation is not None:
        situation.read(value)
        if situation.loses(value):
            raise LostGradientError(
                f"no derivative passes through float() or a function of math, here of {situation.name_of(value)}: "
                "write autograd.sin(x) or x.sin() for math.sin(x), and float(x.detach()) where no derivative is meant"
            )
    return value._data


def in_formula(value: Value) -> float:
    """The number of a Value, for a formula of the table that says itself that no derivative passes through it."""
    situation = _situation.get()
    if situation is not None:
        for record in situation.recordings:
            if record.for_program:  # which would go on with this very number
                record.reads.append(value)
    return value._data


def depends_on(value: Value, inputs: Collection[Value]) -> bool:
    """Whether a derivative by one of `inputs` reaches `value`."""
    met: set[Scalar] = {value}
    waiting: list[Scalar] = [value]
    while waiting:
        node = waiting.pop()
        if node in inputs:
            return True
        fresh = [operand for operand in _below(node) if operand not in met]
        met.update(fresh)
        waiting += fresh
    return False


def _below(node: Scalar) -> Scalar:
    """What a derivative goes on to from `node`: a vector's Values, or the operands of its operation."""
    if hasattr(node, "holds_leaves"):
        return node.values
    return () if node.primitive is not None and node.primitive.stops_gradient else node.inputs
