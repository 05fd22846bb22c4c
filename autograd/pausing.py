"""`no_grad`: computing without a graph."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from autograd import value as recorder
from autograd.graph import NOTHING, Node
from autograd.primitive import Primitive
from autograd.tracing import is_paused, paused
from autograd.value import Constant, Value, _node

__all__ = ["Unrecorded", "no_grad"]

_lock = Lock()
_open = [0]
"""How many `no_grad` blocks are open, over all threads."""


class Unrecorded(Constant):
    """What was computed within `no_grad`: a number, like any other constant."""

    __slots__ = ()

    def backward(self) -> None:
        """Refuses: nobody who asks for gradients means that there are none.

        Raises:
            ValueError: always.
        """
        raise ValueError(f"{self!r} was computed within no_grad(), so no derivative leads back from it")


@contextmanager
def no_grad() -> Iterator[None]:
    """Computes without recording: inside, in this thread, every operation gives a constant, the number alone.

    So nothing is kept of what led there, and no derivative leads back. `w -= step` moves the data of the leaf `w`
    itself, as an update wants it, and makes no constant. Derivatives taken inside, by `grad` and the like, record what
    they need. A function may be decorated with `@no_grad()` as well.

    >>> w, x = Value(2.0, label="w"), Value(3.0)
    >>> with no_grad():
    ...     y = w * x
    ...     w -= 0.5
    >>> y, y.operands, w
    (Unrecorded(6.0), (), Value(1.5, label='w'))
    """
    _count(1)
    try:
        with paused():
            yield
    finally:
        _count(-1)


def _count(change: int) -> None:
    """Puts the operations that look whether they are paused in place while any thread has a block open.

    At all other times nothing is there to look, and recording a node costs what it costs without this module.
    """
    with _lock:
        before, _open[0] = _open[0], _open[0] + change
        if not before:
            recorder._made = _unless_paused
        elif not _open[0]:
            recorder._made = _node


def _unless_paused(primitive: Primitive, first: Node, second: Node = NOTHING, third: Node = NOTHING) -> Value:
    node = _node(primitive, first, second, third)
    return Unrecorded(node._data, allow_nan=True) if is_paused() else node
