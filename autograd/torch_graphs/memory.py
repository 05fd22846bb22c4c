"""The Values that stand where PyTorch's numbers stand.

Tensors are views of storages, and views of one storage share its numbers: what is written through one is read through
the others. So the Values are kept beside the storages, each at the place of its number. A view needs no interpretation
then, and a change in place is a change of a few places.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from autograd import primitives as rows_of
from autograd.primitive import Scalar
from autograd.torch_graphs.entries import Entries, Row, offsets
from autograd.value import Value

__all__ = ["Memory"]


class Memory:
    """For each storage that holds numbers of the graph, its Values; None where a number is not in the graph.

    Attributes:
        holds_gradient: whether derivatives pass to what is computed now, as they do not under `torch.no_grad`.
    """

    def __init__(self) -> None:
        self.holds_gradient = True
        self._values: dict[int, list[Value | None]] = {}
        self._storages: list[Any] = []  # kept, so that no other gets the address of one
        self._stale: dict[int, str] = {}
        self._copies: dict[int, int] = {}
        self._detached: dict[Value, Value] = {}
        self._without_gradient: set[Value] = set()

    def __contains__(self, tensor: Any) -> bool:
        """Whether the storage of a tensor holds a number of the graph; a sparse one has none."""
        return _is_dense(tensor) and _address(tensor) in self._values

    def read(self, tensor: Any) -> Entries:
        """What a tensor shows: Values, and numbers where there are none."""
        address = _address(tensor)
        if address in self._stale:
            raise ValueError(self._stale[address])
        held = self._values.get(address)
        numbers: list[Scalar] = tensor.detach().reshape(-1).tolist()
        if held is None:
            return Entries(tuple(tensor.shape), numbers)
        found = [held[k] for k in _places(tensor)]
        flat = [x if value is None else self._as_read(value) for value, x in zip(found, numbers)]
        return Entries(tuple(tensor.shape), flat)

    def shown(self, tensor: Any) -> Row:
        """The Values in a tensor's places, whether or not derivatives pass on; None where there are none."""
        held = self._values.get(_address(tensor))
        return [held[k] if held else None for k in _places(tensor)]

    def changed(self, before: Sequence[Scalar], after: Sequence[Scalar]) -> Row:
        """What stands in the places that were changed in place.

        Where no derivative passes on, as under `torch.no_grad`, PyTorch changes the number alone: what it was computed
        from, and the derivatives by that, stay what they were.
        """
        if self.holds_gradient:
            return list(after)
        return [
            self._moved(old, new) if isinstance(old, Value) and old not in self._without_gradient else new
            for old, new in zip(before, after)
        ]

    def _moved(self, old: Value, new: Scalar) -> Scalar:
        number = new.data if isinstance(new, Value) else new
        if new is None or number == old.data:
            return new if new is None else old
        return old + rows_of.detach(new - self._as_read(old))

    def write(self, tensor: Any, flat: Sequence[Scalar]) -> None:
        """Puts Values in the places of a tensor's numbers; what is no Value leaves the number as it is."""
        address = _address(tensor)
        if address in self._copies:
            self._stale[self._copies[address]] = (
                "expected a tensor, and what detach() or .data gave of it, not to be used once the other of the two "
                "has been changed in place: write .detach().clone()"
            )
        if address not in self._values:
            if not any(isinstance(entry, Value) for entry in flat):
                return
            self._storages.append(tensor.untyped_storage())
            self._values[address] = [None] * (tensor.untyped_storage().nbytes() // tensor.element_size())
        held = self._values[address]
        for k, entry in zip(_places(tensor), flat):
            held[k] = entry if isinstance(entry, Value) else None
            if held[k] is not None and not self.holds_gradient:
                self._without_gradient.add(entry)

    def mark(self, tensor: Any) -> None:
        """Notes that a tensor's numbers are in the graph, though they are too many to be Values."""
        self._storages.append(tensor.untyped_storage())
        self._values[_address(tensor)] = []

    def are_copies(self, one: Any, other: Any) -> None:
        """Notes that in PyTorch these two share their numbers, though not here."""
        self._copies |= {_address(one): _address(other), _address(other): _address(one)}
        self._storages += [one.untyped_storage(), other.untyped_storage()]

    def _as_read(self, value: Value) -> Value:
        """The Value; or, where no derivative passes on, what has its number alone."""
        if self.holds_gradient or value.is_constant or value in self._without_gradient:
            return value
        if value not in self._detached:
            self._detached[value] = rows_of.detach(value)
            self._without_gradient.add(self._detached[value])
        return self._detached[value]


def _is_dense(tensor: Any) -> bool:
    return str(tensor.layout) == "torch.strided"


def _address(tensor: Any) -> int:
    address: int = tensor.untyped_storage()._cdata
    return address


def _places(tensor: Any) -> list[int]:
    """Where a tensor's numbers lie in its storage, row by row."""
    return offsets(tensor.shape, tensor.stride(), tensor.storage_offset()) if math.prod(tensor.shape) else []
