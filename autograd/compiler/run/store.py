"""Where parameters live while a machine moves them: one block of memory, which their Values read when they are asked.

A step then moves no Python object. Within the block `with store:` the parameters are of a kind of Value whose number
and gradient are entries of the store; whoever reads or assigns them reads or assigns those. Afterwards they have their
own again.
"""

from __future__ import annotations

import operator
from array import array
from collections.abc import Sequence
from functools import cache
from types import TracebackType
from typing import Any

from autograd.compiler.codegen.lanes import LANES
from autograd.compiler.run.buffers import zeros
from autograd.graph import note_data_change
from autograd.value import Value, check_gradients

__all__ = ["Store", "store_of"]


class Store:
    """The numbers of parameters, their gradients, and what an optimizer remembers of each.

    Args:
        parameters: leaves.
        remembered: how many numbers are remembered of each.

    Attributes:
        parameters: the leaves.
        numbers: theirs, filled up with zeros to whole lanes, as the others are.
        gradient: their gradients, as far as `reached` says that there are any.
        memory: what is remembered of them, list after list.
        reached: for each, whether it has a gradient.

    >>> w = Value(2.0, label="w")
    >>> with Store([w]) as store:
    ...     store.numbers[0] = 3.0
    ...     print(w)
    ...     w.data = 5.0
    ...     print(store.numbers[0])
    Value(3.0, label='w')
    5.0
    >>> w
    Value(5.0, label='w')
    """

    def __init__(self, parameters: Sequence[Value], remembered: int = 0) -> None:
        self.parameters = tuple(parameters)
        self.size = -(-len(self.parameters) // LANES) * LANES
        self.numbers = self._block(1)
        self.gradient = self._block(1)
        self.memory = self._block(remembered)
        self.reached = bytearray(len(self.parameters))
        self._before: list[list[tuple[type[Value], Any, Any]]] = []

    def _block(self, rows: int) -> array[float]:
        return zeros(self.size * rows or 1)  # so that there is an address

    def remembered(self, row: int) -> memoryview[float]:
        """One list of what is remembered, an entry a parameter; it can be written to."""
        start = row * self.size
        block: memoryview[Any] = memoryview(self.memory)
        return block[start : start + len(self.parameters)]

    def __enter__(self) -> Store:
        check_gradients(self.parameters)
        kept = []
        for k, parameter in enumerate(self.parameters):
            self.numbers[k] = parameter._data
            self.reached[k] = parameter.grad is not None
            self.gradient[k] = 0.0 if parameter.grad is None else parameter.grad
            own = (type(parameter), getattr(parameter, "_first", None), getattr(parameter, "_first_number", None))
            kept.append(own)
            parameter.__class__ = _kept_in_store(own[0])  # type: ignore[arg-type]  # mypy asks the class's own instances for the hash
            parameter._first, parameter._first_number = self, k  # type: ignore[assignment]  # a leaf has no operands
        self._before.append(kept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for k, (parameter, (own, first, number)) in enumerate(zip(self.parameters, self._before.pop())):
            parameter.__class__ = own
            parameter._first, parameter._first_number = first, number
            parameter._data = self.numbers[k]
            parameter.grad = self.gradient[k] if self.reached[k] else None
        note_data_change()


def store_of(parameters: Sequence[Value]) -> Store | None:
    """The store that holds just these parameters, in this order, at the moment."""
    if not parameters or not hasattr(parameters[0], "_own_kind"):
        return None
    store: Store = parameters[0]._first  # type: ignore[assignment]
    are_these = len(store.parameters) == len(parameters) and all(map(operator.is_, store.parameters, parameters))
    return store if are_these else None


@cache
def _kept_in_store(kind: type[Value]) -> type[Value]:
    """The Values of this kind whose number and gradient are in a store. A leaf's slots for operands say where."""
    if "_own_kind" in vars(kind):  # kept in a store already, and in another one meanwhile
        return kind
    entries: dict[str, Any] = {
        "__slots__": (),
        "__module__": kind.__module__,
        "__doc__": kind.__doc__,
        "_own_kind": kind,
    }
    entries |= {"_data": property(_number, _set_number), "grad": property(_gradient, _set_gradient)}
    return type(kind.__name__, (kind,), entries)


def _number(value: Any) -> float:
    number: float = value._first.numbers[value._first_number]
    return number


def _set_number(value: Any, number: float) -> None:
    value._first.numbers[value._first_number] = number


def _gradient(value: Any) -> float | None:
    store, k = value._first, value._first_number
    return store.gradient[k] if store.reached[k] else None


def _set_gradient(value: Any, gradient: float | None) -> None:
    store, k = value._first, value._first_number
    store.reached[k] = gradient is not None
    store.gradient[k] = 0.0 if gradient is None else gradient
